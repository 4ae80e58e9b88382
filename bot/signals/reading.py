"""From stored rows to what ministries get to see. Pure."""

from __future__ import annotations

from bot.signals.package import MinistrySignal, Visibility
from bot.signals.workflow import SignalStatus
from bot.store import Signal


def codes_of(signal: Signal) -> tuple[str, ...]:
    """The ministries of a signal, the point of contact first; they must be loaded."""
    return tuple(ministry.code for ministry in signal.ministries)


def for_ministry(signal: Signal) -> MinistrySignal:
    """The signal without anything that leads to a person, a case or a ticket."""
    return MinistrySignal(
        id=signal.id,
        number=signal.number,
        ministries=codes_of(signal),
        scheme=signal.scheme,
        law=signal.law,
        article=signal.article,
        executor=signal.executor,
        municipality=signal.municipality,
        cause=tuple(signal.cause),
        effects=signal.effects,
        category=signal.category,
        role=signal.role,
        story=signal.story,
        own_suggestion=signal.own_suggestion,
        visibility=Visibility(signal.visibility),
        reply_wanted=signal.reply_wanted,
        status=SignalStatus(signal.status),
        created_at=signal.created_at,
        hardness=signal.hardness,
        hardness_why=tuple(signal.hardness_why),
        hardness_decided=signal.hardness_decided,
    )
