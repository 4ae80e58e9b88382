"""A loket in this process, without engine: for tests that set its clock, count its queries or look behind it."""

from __future__ import annotations

import json
import os
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from aiohttp.test_utils import TestClient, TestServer
from sqlalchemy import event

from bot.accounts.tokens import ALL_SCOPES, Scope
from bot.app import Loket, build
from bot.settings import load_settings
from bot.tickets.packages import TicketPackage
from bot.web.keys import TICKETS
from tests.conftest import Answer
from tests.tickets.helpers import CJIB, Clock, order, package


@dataclass
class Inside:
    """The loket, its clock, and a client that speaks to it over HTTP."""

    loket: Loket
    clock: Clock
    client: TestClient[Any, Any]
    count: int = 0

    async def token(self, organisation: str = CJIB, *scopes: Scope) -> dict[str, str]:
        """The header of a fresh token."""
        made, _ = await self.loket.tokens.add(organisation, "zaaksysteem", scopes=scopes or ALL_SCOPES)
        return {"Authorization": f"Bearer {made}"}

    async def ticket(self, organisation: str = CJIB, **changes: Any) -> str:
        """The number of a fresh ticket."""
        return await self.hand_over(package(organisation, **changes))

    async def hand_over(self, *packages: TicketPackage) -> str:
        """The number of the first of these tickets."""
        self.count += 1
        made = await self.loket.public[TICKETS].hand_over(order(*packages, draft=f"d{self.count}"))
        return made.tickets[0].number

    async def call(
        self, method: str, path: str, body: Any = None, headers: Mapping[str, str] | None = None
    ) -> Answer:
        """One request; JSON unless the body is bytes."""
        data = body if isinstance(body, bytes) or body is None else json.dumps(body).encode()
        async with self.client.request(method, path, data=data, headers=headers) as answer:
            return Answer(answer.status, dict(answer.headers), await answer.text())

    @contextmanager
    def queries(self) -> Iterator[list[str]]:
        """Every statement that the database gets meanwhile."""
        found: list[str] = []

        def note(_connection: Any, _cursor: Any, statement: str, *_more: Any) -> None:
            found.append(statement)

        engine = self.loket.database.engine.sync_engine
        event.listen(engine, "before_cursor_execute", note)
        try:
            yield found
        finally:
            event.remove(engine, "before_cursor_execute", note)


@asynccontextmanager
async def inside(var: Path, **settings: str) -> AsyncIterator[Inside]:
    """An open loket with an empty database."""
    environment = {"LOKET_ENV_FILE": os.devnull, "LOKET_ENV": "test", "LOKET_VAR": str(var), **settings}
    clock = Clock()
    loket = await build(load_settings(environment), clock)
    try:
        async with TestClient(TestServer(loket.public)) as client:
            yield Inside(loket, clock, client)
    finally:
        await loket.close()
