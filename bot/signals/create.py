"""Writing a signal, inside the transaction of its hand-over."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import selectinload

from bot.signals.facets import index
from bot.signals.hardness import propose
from bot.signals.package import SignalPackage, SignalReceipt, Visibility
from bot.signals.publication import await_reading
from bot.signals.workflow import SignalStatus
from bot.store import Signal, SignalEvent, SignalMinistry, SignalReplyAddress
from bot.tickets.numbers import access_code, new_salt


async def find_by_key(session: AsyncSession, key: str) -> Signal | None:
    """The signal that an earlier sending of the same draft made."""
    query = select(Signal).where(Signal.idempotency_key == key).options(selectinload(Signal.ministries))
    return (await session.scalars(query)).one_or_none()


async def create_signal(
    session: AsyncSession, package: SignalPackage, *, number: str, key: str, case_id: int, now: datetime
) -> Signal:
    """The signal is in the transaction: with ministries, what it is found by, history, and what waits to be public."""
    proposal = propose(package.effects, package.story)
    signal = Signal(
        number=number,
        code_salt=new_salt(),
        case_id=case_id,
        idempotency_key=key,
        scheme=package.scheme,
        law=package.law,
        article=package.article,
        executor=package.executor,
        municipality=package.municipality,
        cause=list(package.cause),
        effects=dict(package.effects),
        category=dict(package.category),
        role=package.role,
        story=package.story,
        own_suggestion=package.own_suggestion,
        visibility=package.visibility.value,
        reply_wanted=package.reply_wanted,
        status=SignalStatus.ONTVANGEN.value,
        created_at=now,
        hardness=proposal.hardness.value,
        hardness_why=list(proposal.why),
        ministries=[
            SignalMinistry(code=code, position=position) for position, code in enumerate(package.ministries)
        ],
    )
    session.add(signal)
    session.add(
        SignalEvent(
            signal=signal,
            at=now,
            actor_kind="loket",
            actor_name="loket",
            kind="aanbieden",
            from_status=None,
            to_status=SignalStatus.ONTVANGEN.value,
            text=None,
            visible_to_citizen=True,
        )
    )
    await session.flush()
    await index(session, signal, package.ministries)
    if package.visibility is Visibility.OPENBAAR:
        await_reading(session, signal, now)
    if package.reply_address:
        session.add(SignalReplyAddress(signal_id=signal.id, contact=dict(package.reply_address)))
    return signal


def receipt_for(signal: Signal, secret: bytes) -> SignalReceipt:
    """What the citizen keeps; the signal's ministries must be loaded."""
    return SignalReceipt(
        number=signal.number,
        access_code=access_code(secret, signal.number, signal.code_salt),
        ministries=tuple(ministry.code for ministry in signal.ministries),
        status=SignalStatus(signal.status),
    )
