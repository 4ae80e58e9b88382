"""`/v1/tickets`: an organisation's own tickets, read and moved by machine with a bearer token.

Whatever is asked of a ticket that is not there, that cannot be, or that is another's: the answer is one and the
same 404, and so is the work.
"""

from __future__ import annotations

from aiohttp import web
from sqlalchemy.ext.asyncio import AsyncSession

from bot.accounts.idempotency import Done, Repeat
from bot.retention.policy import Why
from bot.tickets.bespoke import Decision
from bot.tickets.errors import NotFound
from bot.tickets.inbox import InboxFilter
from bot.tickets.past import last_given_back
from bot.tickets.workflow import Move
from bot.web.api.bodies import ClosingBody, GiveBackBody, MoveBody, NoteBody, TellingBody, TicketsQuery
from bot.web.api.operation import Call, Handler
from bot.web.api.serving import Again, write
from bot.web.api.shapes import Klantinteractie, Shape, Teruggave, Ticket, TicketRegel, Tickets
from bot.web.keys import DATABASE, KNOWLEDGE, RETENTION, SETTINGS, TICKETS
from bot.web.problems import Problem

DELETED = {
    True: "Dit ticket is verwijderd omdat de bewaartermijn voorbij is.",
    False: "Dit ticket is verwijderd op verzoek van de burger. Verwijder ook wat u zelf ervan bewaart.",
}


async def index(call: Call) -> Tickets:
    """The organisation's tickets, the soonest term first, by page."""
    asked = call.query(TicketsQuery)
    page = await call.app[TICKETS].inbox(
        call.token.organisation,
        _filter(asked, call),
        after=asked.na,
        limit=asked.aantal,
    )
    return Tickets(tickets=[TicketRegel.of(row) for row in page.rows], volgende=page.next)


def _filter(asked: TicketsQuery, call: Call) -> InboxFilter:
    today = call.app[KNOWLEDGE]().today
    closed = asked.afgehandeld
    if closed is None:
        # Who names states means those, open or closed.
        closed = None if asked.status else False
    owner = None if asked.eigenaar is None else 0 if asked.eigenaar == "geen" else int(asked.eigenaar)
    return InboxFilter(
        states=tuple(asked.status),
        doors=tuple(asked.deur),
        urgent=asked.spoed,
        late_on=today if asked.telaat is True else None,
        in_time_on=today if asked.telaat is False else None,
        owner_id=owner,
        closed=closed,
        since=asked.sinds,
    )


async def read(call: Call) -> Ticket:
    """One ticket with its package and history."""
    number, organisation = call.part("nummer"), call.token.organisation
    try:
        return Ticket.whole(await call.app[TICKETS].read(number, organisation))
    except NotFound as fault:
        # Asked for every number that is not there, so that the work tells nothing of whose it was.
        grave = await call.app[RETENTION].grave_of_holder(number, organisation)
        if grave is not None:
            raise Problem(410, DELETED[grave.why is Why.TERM]) from fault
        raise


async def interaction(call: Call) -> Klantinteractie:
    """One ticket as VNG Klantinteracties has it."""
    view = await call.app[TICKETS].read(call.part("nummer"), call.token.organisation)
    knowledge, settings = call.app[KNOWLEDGE](), call.app[SETTINGS]
    door = knowledge.doors.get(view.door)
    organisation = knowledge.register.organisations.get(view.organisation)
    return Klantinteractie.of(
        view,
        dataref=f"{settings.base_url}/v1/tickets/{view.number}",
        door=view.door if door is None else door.data.naam,
        assistant=settings.operator_name,
        organisation=view.organisation if organisation is None else organisation.name,
    )


def move(name: Move) -> Handler:
    """The handler of one move of the workflow; a move that the table does not allow is 409."""

    async def handle(call: Call) -> web.Response:
        body = call.sent
        if not isinstance(body, MoveBody | TellingBody | GiveBackBody):
            raise TypeError(f"{call.operation.id} is sent no move")
        back = body if isinstance(body, GiveBackBody) else None

        async def work(session: AsyncSession) -> Done[Shape | None]:
            view = await call.app[TICKETS].move(
                call.part("nummer"),
                name,
                call.actor,
                text=body.tekst,
                reason=None if back is None else back.reden,
                to=None if back is None else back.naar,
                expected_version=body.versie,
                session=session,
                decision=_decision(body) if isinstance(body, ClosingBody) else None,
            )
            return Done(Ticket.whole(view) if back is None else await _given_back(call, session))

        return await write(call, work, _as_given_back(call) if back is not None else _as_it_is(call))

    return handle


def _decision(body: ClosingBody) -> Decision | None:
    return (
        None if body.uitkomst is None else Decision(body.uitkomst, body.grond or "", shareable=body.deelbaar)
    )


async def note(call: Call) -> web.Response:
    """A note on a ticket, for colleagues or for the citizen too."""
    body = call.body(NoteBody)

    async def work(session: AsyncSession) -> Done[Shape | None]:
        view = await call.app[TICKETS].note(
            call.part("nummer"),
            call.actor,
            body.tekst,
            visible_to_citizen=body.zichtbaarVoorBurger,
            expected_version=body.versie,
            session=session,
        )
        return Done(Ticket.whole(view))

    return await write(call, work, _as_it_is(call))


def _as_it_is(call: Call) -> Again:
    async def again(_earlier: Repeat) -> Shape | None:
        return await read(call)

    return again


def _as_given_back(call: Call) -> Again:
    async def again(_earlier: Repeat) -> Shape | None:
        async with call.app[DATABASE].read() as session:
            return await _given_back(call, session)

    return again


async def _given_back(call: Call, session: AsyncSession) -> Teruggave:
    given = await last_given_back(session, call.part("nummer"), call.token.organisation)
    if given is None:
        raise NotFound
    return Teruggave.of(given)
