"""An exception that is asked for again and again under one rule is a signal by itself.

"Verzoeken om een hardheidsclausule hebben een signaalfunctie: komt hetzelfde vaker voor, dan hoort er een algemene
regel" (Kamerstukken I 2021/22, 35 295, AF, par. 3, https://zoek.officielebekendmakingen.nl/kst-35295-AF.html).
Only figures go to the ministry, and only of ten people or more: who asked for an exception told their story to an
executor, not to a ministry.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.signals.create import create_signal, find_by_key
from bot.signals.package import SignalPackage
from bot.signals.small import may_show
from bot.store import BespokeDecision, Database, Signal, Ticket
from bot.tickets.bespoke import DOORS, Outcome
from bot.tickets.handover import free_number, lock_key, new_case
from bot.tickets.numbers import SIGNAL
from bot.tickets.outgoing import SIGNAL_OFFERED, announce

LOOK_BACK = timedelta(days=365)


@dataclass(frozen=True)
class Rule:
    """What the register knows of a scheme: how it is said, its law and the ministries that own it."""

    said: str
    law: str
    ministries: tuple[str, ...]


@dataclass
class _Asked:
    """What was asked under one scheme: by which stories, and of which executors."""

    cases: set[int]
    executors: Counter[str]


async def signal_repeated_requests(
    database: Database, rules: Mapping[str, Rule], clock: Callable[[], datetime]
) -> tuple[str, ...]:
    """The numbers of the signals that were made now: at most one for each scheme and quarter, however often this runs."""
    now = clock()
    async with database.read() as session:
        asked = await _asked(session, now)
    made = []
    for scheme, found in sorted(asked.items()):
        rule = rules.get(scheme)
        if rule is None or not rule.ministries or not may_show(len(found.cases)):
            continue
        async with database.write() as session:
            number = await _signal(session, scheme, rule, found, now)
        if number is not None:
            made.append(number)
    return tuple(made)


async def _asked(session: AsyncSession, now: datetime) -> dict[str, _Asked]:
    query = select(Ticket.schemes, Ticket.case_id, Ticket.executor).where(
        Ticket.door.in_(DOORS), Ticket.received_at >= now - LOOK_BACK
    )
    found: dict[str, _Asked] = {}
    for schemes, case_id, executor in (await session.execute(query)).all():
        for scheme in schemes:
            here = found.setdefault(scheme, _Asked(set(), Counter()))
            here.cases.add(case_id)
            here.executors[executor] += 1
    return found


async def _signal(session: AsyncSession, scheme: str, rule: Rule, asked: _Asked, now: datetime) -> str | None:
    key = f"maatwerk|{scheme}|{now.year}-{(now.month + 2) // 3}"
    await lock_key(session, key)
    if await find_by_key(session, key) is not None:
        return None
    case = await new_case(session, key, now)
    package = SignalPackage(
        ministries=rule.ministries,
        story=await _story(session, scheme, rule, asked, now),
        role="loket",
        scheme=scheme,
        law=rule.law,
        executor=asked.executors.most_common(1)[0][0] if len(asked.executors) == 1 else None,
        cause=("O1",),
    )
    number = await free_number(session, Signal.number, SIGNAL, now)
    await create_signal(session, package, number=number, key=key, case_id=case.id, now=now)
    for code in rule.ministries:
        announce(session, SIGNAL_OFFERED, f"ministerie:{code}", number, f"/signalen/{number}", now)
    return number


async def _story(session: AsyncSession, scheme: str, rule: Rule, asked: _Asked, now: datetime) -> str:
    since = f"{now - LOOK_BACK:%Y-%m}"
    rows = await session.scalars(
        select(BespokeDecision.outcome).where(
            BespokeDecision.scheme == scheme, BespokeDecision.month >= since
        )
    )
    outcomes = Counter(rows)
    words = (
        (Outcome.GRANTED, "toegekend"),
        (Outcome.REFUSED, "afgewezen"),
        (Outcome.OTHERWISE, "op een andere manier opgelost"),
    )
    told = [f"{outcomes[one]} keer {said}" for one, said in words if may_show(outcomes[one])]
    decided = f" Daarvan is het {', '.join(told)}." if told else ""
    return (
        f"In de afgelopen twaalf maanden vroegen {len(asked.cases)} mensen om een uitzondering op {rule.said}."
        f"{decided} Dit signaal is door het loket gemaakt uit aantallen. Er staan geen verhalen van mensen in."
    )
