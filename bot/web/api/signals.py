"""`/v1/signalen`: a pattern that an organisation sees, without a case of one citizen."""

from __future__ import annotations

from typing import Literal

from aiohttp import web
from pydantic import Field
from sqlalchemy.ext.asyncio import AsyncSession

from bot.accounts.idempotency import Done, Repeat
from bot.signals.package import SignalReceipt
from bot.signals.patterns import LONGEST_STORY, Pattern, PatternRefused
from bot.web.api.bodies import Body, Readable
from bot.web.api.operation import Call
from bot.web.api.serving import write
from bot.web.api.shapes import Shape
from bot.web.api.shapes.conversations import Signaalbewijs
from bot.web.keys import PATTERNS
from bot.web.problems import Problem


class SignalBody(Body):
    """A pattern: what happens again and again by one rule."""

    regeling: Readable = Field(
        min_length=1, max_length=100, description="De id van een regeling in het register."
    )
    verhaal: Readable = Field(
        min_length=1, max_length=LONGEST_STORY, description="Zonder namen, nummers en adressen."
    )
    melder: Literal["organisatie", "professional"] = "organisatie"
    oorzaken: list[Literal["O1", "O2", "O3", "O4", "O5", "O6"]] = Field(default=[], max_length=6)
    gevolgen: dict[str, int] = Field(default={}, description="Per gevolg een gewicht van 1 tot en met 5.")
    artikel: Readable | None = Field(default=None, max_length=200)
    voorstel: Readable | None = Field(default=None, max_length=LONGEST_STORY)
    rvsCategorie: Literal["A", "B", "C", "D", "E"] | None = Field(
        default=None, description="Bij D en E is het geen signaal; het antwoord zegt dan waar men terechtkan."
    )
    openbaar: bool = Field(
        default=False, description="Of iedereen het mag lezen, nadat een medewerker het las."
    )


async def bring(call: Call) -> web.Response:
    """The signal, once: the same pattern again is the same signal."""
    body = call.body(SignalBody)
    try:
        pattern = Pattern(
            scheme=body.regeling,
            story=body.verhaal,
            role=body.melder,
            causes=tuple(dict.fromkeys(body.oorzaken)),
            effects=body.gevolgen,
            article=body.artikel,
            suggestion=body.voorstel,
            rvs=body.rvsCategorie,
            public=body.openbaar,
        )
    except PatternRefused as fault:
        raise Problem(400, str(fault)) from fault

    async def work(session: AsyncSession) -> Done[Shape | None]:
        return Done(await _made(call, session, pattern))

    async def again(_earlier: Repeat) -> Shape | None:
        return _shape(await call.app[PATTERNS].bring(call.token.organisation, pattern))

    return await write(call, work, again)


async def _made(call: Call, session: AsyncSession, pattern: Pattern) -> Signaalbewijs:
    try:
        return _shape(await call.app[PATTERNS].bring_in(session, call.token.organisation, pattern))
    except PatternRefused as fault:
        raise Problem(400, str(fault)) from fault


def _shape(made: SignalReceipt) -> Signaalbewijs:
    return Signaalbewijs(
        nummer=made.number, toegangscode=made.access_code, departementen=list(made.ministries)
    )
