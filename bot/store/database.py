"""One database, SQLite or PostgreSQL, with sessions that behave the same on both."""

import asyncio
import sqlite3
import time
from collections.abc import AsyncIterator, Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path
from typing import Any

from sqlalchemy import create_engine, event, text
from sqlalchemy.engine import URL, Connection, Engine, make_url
from sqlalchemy.exc import OperationalError
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, async_sessionmaker, create_async_engine
from sqlalchemy.pool import StaticPool

from bot.store.guard import GuardedSession
from bot.store.types import dump_json

BUSY_SECONDS = 5.0
THREADS = 4
BETWEEN_TRIES = 0.02
_DRIVERS = {
    "sqlite": "sqlite+aiosqlite",
    "postgres": "postgresql+asyncpg",
    "postgresql": "postgresql+asyncpg",
    "sqlite+aiosqlite": "sqlite+aiosqlite",
    "postgresql+asyncpg": "postgresql+asyncpg",
}


class DatabaseBusy(Exception):
    """Another write held the database longer than a citizen may be kept waiting."""


def database_url(url: str) -> URL:
    """The address with the asynchronous driver that belongs to it; ValueError for other kinds."""
    parsed = make_url(url)
    driver = _DRIVERS.get(parsed.drivername)
    if driver is None:
        raise ValueError(f"LOKET_DATABASE_URL: {parsed.drivername} is not SQLite or PostgreSQL")
    return parsed.set(drivername=driver)


def write_ahead(cursor: Any, patience: float) -> None:
    """The file has a write-ahead log, which it keeps; after `patience` seconds what the driver raises.

    To switch to it is the one statement that SQLite does not let wait for others: of two processes that make a file
    at once, the second is told that it is locked.
    """
    until = time.monotonic() + patience
    while True:
        try:
            cursor.execute("PRAGMA journal_mode = WAL")
        except sqlite3.OperationalError:
            if time.monotonic() >= until:
                raise
            # This holds the event loop up: once in a file's life, for as long as the other needs to switch it.
            time.sleep(BETWEEN_TRIES)
        else:
            return


def _prepare_sqlite(engine: Engine, patience: float) -> None:
    """Every connection keeps foreign keys and waits its turn; every write takes the lock at its start.

    The driver would begin a transaction at the first change, after reads: two such transactions can then
    neither go on nor wait. With BEGIN IMMEDIATE the second waits at its start.
    """

    @event.listens_for(engine, "connect")
    def on_connect(connection: Any, _record: Any) -> None:
        connection.isolation_level = None
        cursor = connection.cursor()
        cursor.execute(f"PRAGMA busy_timeout = {int(patience * 1000)}")
        write_ahead(cursor, patience)
        # FULL: a receipt that a citizen has seen must survive a power cut.
        cursor.execute("PRAGMA synchronous = FULL")
        cursor.execute("PRAGMA foreign_keys = ON")
        # What is deleted or replaced is overwritten: a draft that a citizen changed must not stay readable.
        cursor.execute("PRAGMA secure_delete = ON")
        cursor.close()

    @event.listens_for(engine, "begin")
    def on_begin(connection: Connection) -> None:
        if connection.get_execution_options().get("loket_bare", False):
            return
        reading = connection.get_execution_options().get("loket_reading", False)
        connection.exec_driver_sql("BEGIN" if reading else "BEGIN IMMEDIATE")


def _shared(options: dict[str, Any]) -> dict[str, Any]:
    """What both drivers of an SQLite file are told alike."""
    return {name: value for name, value in options.items() if name not in ("pool_size", "poolclass")}


def _done[T](engine: Engine, work: Callable[[Connection], T]) -> T:
    with engine.begin() as connection:
        return work(connection)


def _performed[T](engine: Engine, work: Callable[[AsyncSession], Coroutine[Any, Any, T]]) -> T:
    """What `work` returns, run to its end here: over a synchronous driver its session never has to wait."""
    session = AsyncSession(expire_on_commit=False, sync_session_class=GuardedSession)
    session.sync_session.bind = engine
    with session.sync_session as plain, plain.begin():
        working = work(session)
        try:
            working.send(None)
        except StopIteration as ended:
            result: T = ended.value
            return result
        working.close()
        raise RuntimeError("work on the database waited for something else")


class Database:
    """The engine and its sessions. Make one with `Database.connect`, end it with `dispose`."""

    def __init__(self, engine: AsyncEngine, threaded: Engine | None = None) -> None:
        """`threaded` is the same SQLite file by its synchronous driver; None for every other database."""
        self.engine, self.threaded = engine, threaded
        self._reading = None if threaded is None else threaded.execution_options(loket_reading=True)
        if threaded is not None:
            self._threads = ThreadPoolExecutor(THREADS, thread_name_prefix="loket-sqlite")
        self.sessions: async_sessionmaker[AsyncSession] = async_sessionmaker(
            engine, expire_on_commit=False, sync_session_class=GuardedSession
        )
        self._readers: async_sessionmaker[AsyncSession] = async_sessionmaker(
            engine.execution_options(loket_reading=True),
            expire_on_commit=False,
            autoflush=False,
            sync_session_class=GuardedSession,
        )
        self._gate = asyncio.Lock()

    @classmethod
    def connect(cls, url: str, *, pool_size: int = 8, patience: float = BUSY_SECONDS) -> "Database":
        """A database that connects when first needed; the directory of an SQLite file is made.

        `patience`: how many seconds it waits for another process that writes to an SQLite file.
        """
        parsed = database_url(url)
        # What stands in a statement is a citizen's: an error must not carry it to a log.
        options: dict[str, Any] = {"json_serializer": dump_json, "hide_parameters": True}
        threaded: Engine | None = None
        if parsed.get_backend_name() == "sqlite":
            if parsed.database and parsed.database != ":memory:":
                Path(parsed.database).parent.mkdir(parents=True, exist_ok=True)
                options["pool_size"] = pool_size
                threaded = create_engine(
                    parsed.set(drivername="sqlite"), pool_size=THREADS, **_shared(options)
                )
                _prepare_sqlite(threaded, patience)
            else:
                options["poolclass"] = StaticPool
            engine = create_async_engine(parsed, **options)
            _prepare_sqlite(engine.sync_engine, patience)
        else:
            # A database that was restarted must cost a reconnect, not a citizen's message.
            engine = create_async_engine(parsed, pool_size=pool_size, pool_pre_ping=True, **options)
        return cls(engine, threaded)

    @property
    def is_sqlite(self) -> bool:
        """Whether there is one writer at a time and no row locking."""
        return self.engine.dialect.name == "sqlite"

    @asynccontextmanager
    async def write(self) -> AsyncIterator[AsyncSession]:
        """A session in a transaction: committed at the end, rolled back on any exception.

        On SQLite the writers of this process queue here in order, instead of polling for the file's lock.
        Never call it inside another `write` of the same task: pass the session on. Raises DatabaseBusy after
        five seconds of waiting.
        """
        if not self.is_sqlite:
            async with self.sessions.begin() as session:
                yield session
            return
        await self._turn()
        try:
            async with self.sessions.begin() as session:
                yield session
        finally:
            self._gate.release()

    @asynccontextmanager
    async def read(self) -> AsyncIterator[AsyncSession]:
        """A session for reading only; on SQLite it never waits for a writer."""
        async with self._readers() as session:
            yield session

    async def transact[T](self, work: Callable[[Connection], T]) -> T:
        """What `work` returns, done in one transaction: committed at its end, rolled back on any exception.

        For short work that needs nothing but the database and names its columns. On SQLite it runs in a thread from begin to commit:
        the asynchronous driver goes to its thread and back some four times for every statement, which costs more
        than the statements. Elsewhere it runs over the asynchronous driver. Like `write` it must not be called
        within another write. Raises DatabaseBusy as `write` does, and what `work` raises.
        """
        if not self.is_sqlite:
            async with self.engine.begin() as connection:
                return await connection.run_sync(work)
        await self._turn()
        if self.threaded is None:
            try:
                async with self.engine.begin() as connection:
                    return await connection.run_sync(work)
            finally:
                self._gate.release()
        return await self._in_thread(partial(_done, self.threaded, work))

    async def perform[T](self, work: Callable[[AsyncSession], Coroutine[Any, Any, T]]) -> T:
        """As `transact`, for work that wants a session: what `work` returns, in one transaction.

        `work` may await its session and nothing else. Raises DatabaseBusy as `write` does, and what `work` raises.
        """
        if self.threaded is None:
            async with self.write() as session:
                return await work(session)
        await self._turn()
        return await self._in_thread(partial(_performed, self.threaded, work))

    async def look[T](self, work: Callable[[AsyncSession], Coroutine[Any, Any, T]]) -> T:
        """As `perform`, for short work that only reads: on SQLite it never waits for a writer."""
        if self._reading is None:
            async with self.read() as session:
                return await work(session)
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._threads, _performed, self._reading, work)

    async def _in_thread[T](self, work: Callable[[], T]) -> T:
        """Done by one thread from begin to commit; whose turn it was passes on when it has ended."""
        running = asyncio.get_running_loop().run_in_executor(self._threads, work)
        # Who stops waiting does not stop the thread: the next writer's turn comes when the transaction has ended.
        running.add_done_callback(self._pass_on)
        return await asyncio.shield(running)

    async def _turn(self) -> None:
        if not self._gate.locked():
            await self._gate.acquire()
            return
        try:
            await asyncio.wait_for(self._gate.acquire(), BUSY_SECONDS)
        except TimeoutError as error:
            raise DatabaseBusy("another write did not end in time") from error

    def _pass_on(self, ended: asyncio.Future[Any]) -> None:
        self._gate.release()
        if not ended.cancelled():
            ended.exception()

    async def ping(self) -> None:
        """Returns when the database answers; raises what the driver raises when it does not."""
        async with self.engine.connect() as connection:
            await connection.execution_options(loket_reading=True)
            await connection.execute(text("SELECT 1"))

    async def scrub(self) -> bool:
        """Nothing that was deleted can be read from SQLite's files any more; False when others kept it from that.

        Deleted cells are overwritten (secure_delete), but pages that were split before can hold an older copy and
        the write-ahead log every page as it was: so the file is written anew and the log emptied. Takes about a
        second for each 100 MB, in which writers wait. PostgreSQL does this by itself, in its own time.
        Raises DatabaseBusy as `write` does.
        """
        if not self.is_sqlite:
            return True
        await self._turn()
        try:
            async with self.engine.connect() as connection:
                await connection.execution_options(loket_bare=True)
                await connection.exec_driver_sql("VACUUM")
                row = (await connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")).one()
                return bool(row[0] == 0)
        except OperationalError:
            # Another process is writing: its turn first.
            return False
        finally:
            self._gate.release()

    async def dispose(self) -> None:
        """Closes every connection; the database must not be used afterwards."""
        await self.engine.dispose()
        if self.threaded is not None:
            await asyncio.to_thread(self._threads.shutdown)
            self.threaded.dispose()
