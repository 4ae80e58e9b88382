"""The only way in which a signal changes: the change, its history line and the word to the reporter in one stroke."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.store import Signal, SignalEvent, SignalReplyAddress
from bot.tickets.outgoing import CITIZEN, SIGNAL_UPDATED, announce, reachable_by_mail

MINISTRY, COORDINATOR, REPORTER, COUNTER = "ministerie", "regisseur", "burger", "loket"


@dataclass(frozen=True)
class SignalActor:
    """Who does it: a person (`name`) of a ministry (`code`), or of this counter without one."""

    kind: str
    name: str
    code: str | None = None


def record(
    session: AsyncSession,
    signal: Signal,
    kind: str,
    actor: SignalActor,
    now: datetime,
    *,
    text: str | None = None,
    data: Mapping[str, Any] | None = None,
    status: str | None = None,
    visible: bool = True,
) -> None:
    """What happened stands in the history; with `status` the signal has that from now on."""
    before = signal.status
    if status is not None:
        signal.status = status
    facts = {**({"ministerie": actor.code} if actor.code else {}), **(data or {})}
    session.add(
        SignalEvent(
            signal_id=signal.id,
            at=now,
            actor_kind=actor.kind,
            actor_name=actor.name,
            kind=kind,
            from_status=before,
            to_status=signal.status,
            text=text,
            data=facts or None,
            visible_to_citizen=visible,
        )
    )


async def tell_reporter(session: AsyncSession, signal: Signal, now: datetime) -> None:
    """The reporter hears by mail that there is news, when they wanted to hear and left an address. Never what."""
    if not signal.reply_wanted:
        return
    contact = await session.scalar(
        select(SignalReplyAddress.contact).where(SignalReplyAddress.signal_id == signal.id)
    )
    if reachable_by_mail(contact):
        announce(session, SIGNAL_UPDATED, CITIZEN, signal.number, "/status", now)
