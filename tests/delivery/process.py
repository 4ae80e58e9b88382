"""Parts of a loket in processes of their own, to be killed.

`hand_over URL COUNT NAME` hands tickets over one by one and prints each number once it is committed.
`loket COMMAND …` is the command line itself, with leases so short that a test can wait for their end.
"""

from __future__ import annotations

import asyncio
import sys
from datetime import UTC, datetime, timedelta

from bot.command import main
from bot.store import Database
from bot.tickets.delivery import claims
from bot.tickets.service import TicketService
from tests.tickets.helpers import CJIB, KNOWN, SECRET, order, package

LEASE = timedelta(seconds=3)


def now() -> datetime:
    return datetime.now(UTC)


async def hand_over(url: str, count: int, name: str) -> None:
    database = Database.connect(url)
    tickets = TicketService(database, secret=SECRET, clock=now, organisations=KNOWN.get)
    for place in range(count):
        made = await tickets.hand_over(order(package(CJIB, contact=None), draft=f"{name}{place}"))
        print(made.tickets[0].number, flush=True)
    await database.dispose()


if __name__ == "__main__":
    if sys.argv[1] == "hand_over":
        asyncio.run(hand_over(sys.argv[2], int(sys.argv[3]), sys.argv[4]))
    else:
        claims.LEASE = LEASE
        sys.exit(main(sys.argv[2:]))
