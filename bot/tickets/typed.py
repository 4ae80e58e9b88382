"""What somebody typed and has not sent: kept per account, ticket and form, until it is sent or thrown away."""

from collections.abc import Callable, Mapping
from datetime import datetime

from sqlalchemy import ColumnElement, delete, select

from bot.store import Database, Ticket, TypedText
from bot.tickets.numbers import TICKET, parse_number

# The values of one form, by the names of its fields.
type Values = Mapping[str, str]
LONGEST = 20_000


class TypedService:
    """Keeps drafts. `clock` gives an aware now. Only the holder's own staff have any; others are ignored."""

    def __init__(self, database: Database, *, clock: Callable[[], datetime]) -> None:
        self._database, self._clock = database, clock

    async def keep(self, number: str, account_id: int, organisation: str, form: str, values: Values) -> None:
        """These values stand in this form when its ticket is opened again; empty ones clear it."""
        kept = {name: text[:LONGEST] for name, text in values.items() if text.strip()}
        async with self._database.write() as session:
            ticket_id = await session.scalar(
                select(Ticket.id).where(
                    Ticket.number == parse_number(number, TICKET), Ticket.organisation == organisation
                )
            )
            if ticket_id is None:
                return
            if kept:
                row = TypedText(
                    ticket_id=ticket_id, account_id=account_id, form=form, values=kept, at=self._clock()
                )
                await session.merge(row)
            else:
                await session.execute(delete(TypedText).where(*_mine(ticket_id, account_id, form)))

    async def kept(self, ticket_id: int, account_id: int) -> Mapping[str, Values]:
        """What stands in the forms of this ticket, by form."""
        async with self._database.read() as session:
            rows = await session.scalars(select(TypedText).where(*_mine(ticket_id, account_id)))
            return {row.form: {name: str(text) for name, text in row.values.items()} for row in rows}

    async def sent(self, ticket_id: int, account_id: int, form: str) -> None:
        """This form was sent: nothing of it is kept."""
        async with self._database.write() as session:
            await session.execute(delete(TypedText).where(*_mine(ticket_id, account_id, form)))

    async def forget(self, number: str) -> None:
        """The ticket has another holder: what was typed by the one before is of no use to anybody."""
        async with self._database.write() as session:
            ticket_id = await session.scalar(
                select(Ticket.id).where(Ticket.number == parse_number(number, TICKET))
            )
            if ticket_id is not None:
                await session.execute(delete(TypedText).where(TypedText.ticket_id == ticket_id))


def _mine(ticket_id: int, account_id: int, form: str | None = None) -> list[ColumnElement[bool]]:
    rules: list[ColumnElement[bool]] = [TypedText.ticket_id == ticket_id, TypedText.account_id == account_id]
    return rules if form is None else [*rules, TypedText.form == form]
