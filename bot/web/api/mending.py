"""`/v1/herstelvragen`: a ministry asks to offer others what was mended for one; here a machine reads it and says done."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from aiohttp import web
from pydantic import Field
from sqlalchemy.ext.asyncio import AsyncSession

from bot.accounts.idempotency import Done, Repeat
from bot.tickets.alike import about_rule
from bot.tickets.errors import MoveNotAllowed, NotFound
from bot.tickets.offering import LONGEST, Notice
from bot.web.api.bodies import Body, Query, Readable, Whole
from bot.web.api.operation import Call
from bot.web.api.serving import write
from bot.web.api.shapes import Shape
from bot.web.keys import DATABASE, OFFER_DESK
from bot.web.problems import Problem
from bot.web.requests import masked, whole_number

UNKNOWN = "Deze vraag bestaat niet, of is niet aan uw organisatie gesteld."


class Herstelvraag(Shape):
    """Een ministerie vraagt u om anderen aan te bieden wat voor de een is hersteld."""

    id: int
    ministerie: str
    regeling: str
    tekst: str
    gevraagdOp: datetime
    klaarOp: datetime | None
    tickets: list[str] = Field(
        description="Uw open tickets over deze regeling, nieuwste eerst. Bied het aan met `_vraagburger`."
    )
    volgende: int | None = Field(description="Vraag verder met dit als `na`; leeg aan het einde.")


class MendingQuery(Query):
    """From which ticket on."""

    na: Annotated[Whole, Field(ge=0, lt=10**18)] | None = Field(
        default=None, description="Bladwijzer: `volgende` van hiervoor."
    )


class DoneBody(Body):
    """What the organisation tells the ministry."""

    toelichting: Readable | None = Field(
        default=None,
        max_length=LONGEST,
        description="Het ministerie leest dit. Zonder gegevens van mensen.",
    )


async def read(call: Call) -> Herstelvraag:
    """What is asked, with the open tickets that it is about."""
    try:
        asked = await call.app[OFFER_DESK].notice(_id(call), call.token.organisation)
    except NotFound as fault:
        raise Problem(404, UNKNOWN) from fault
    return await _shape(call, asked, call.query(MendingQuery).na)


async def finish(call: Call) -> web.Response:
    """The organisation is done with it."""
    said = masked(call.body(DoneBody).toelichting or "")

    async def work(session: AsyncSession) -> Done[Shape | None]:
        try:
            await call.app[OFFER_DESK].finish_notice(_id(call), call.actor, said, session=session)
        except NotFound as fault:
            raise Problem(404, UNKNOWN) from fault
        except MoveNotAllowed as fault:
            raise Problem(409, "Uw organisatie meldde al dat zij klaar is.") from fault
        return Done(None)

    async def again(_earlier: Repeat) -> Shape | None:
        return None

    return await write(call, work, again)


def _id(call: Call) -> int:
    asked = whole_number(call.part("id"))
    if asked is None:
        raise NotFound
    return asked


async def _shape(call: Call, asked: Notice, before: int | None) -> Herstelvraag:
    found = await about_rule(call.app[DATABASE], asked.scheme, call.token.organisation, before=before)
    return Herstelvraag(
        id=asked.request_id,
        ministerie=asked.ministry,
        regeling=asked.scheme,
        tekst=asked.text,
        gevraagdOp=asked.asked_at,
        klaarOp=asked.done_at,
        tickets=[one.number for one in found.tickets],
        volgende=found.next,
    )
