"""Whether it helped, counted for Prometheus."""

from prometheus_client import Gauge
from sqlalchemy import func, select

from bot.store import Database, Feedback
from bot.tickets.citizens import Helped

FEEDBACK = Gauge(
    "loket_feedback", "Requests of which the citizen said whether it helped, by answer", ["answer"]
)


async def measure(database: Database) -> None:
    """The gauge shows the counts of now, whichever process took them."""
    async with database.read() as session:
        rows = await session.execute(select(Feedback.answer, func.count()).group_by(Feedback.answer))
        counts = {row[0]: row[1] for row in rows}
    for answer in Helped:
        FEEDBACK.labels(answer.value).set(counts.get(answer.value, 0))


def forget() -> None:
    """The gauge says that nothing is known."""
    for answer in Helped:
        FEEDBACK.labels(answer.value).set(float("nan"))
