"""Databases for tests: SQLite in a file, and a PostgreSQL server started once for the whole run.

A plugin: `pytest_plugins = ["tests.database"]`. Fixtures: `database_url` (an empty database, both kinds),
`database` (migrated, both kinds), `sqlite_database` (migrated, SQLite only).
"""

import uuid
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from bench.postgres import NoPostgres, PostgresServer
from bot.store import Database, migrate

__all__ = ["NoPostgres", "PostgresServer"]


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[PostgresServer]:
    """The server of this run; a named skip where the machine has none."""
    try:
        server = PostgresServer()
    except NoPostgres as error:
        pytest.skip(str(error))
    yield server
    server.stop()


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
async def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[str]:
    """An empty database of each kind."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path}/loket.sqlite"
        return
    server: PostgresServer = request.getfixturevalue("postgres_server")
    name = f"t{uuid.uuid4().hex}"
    await server.run(f'CREATE DATABASE "{name}"')
    yield server.url(name)
    await server.run(f'DROP DATABASE "{name}" WITH (FORCE)')


@pytest.fixture
async def postgres_url(postgres_server: PostgresServer) -> AsyncIterator[str]:
    """An empty PostgreSQL database, for tests whose subject is more than one process on it."""
    name = f"t{uuid.uuid4().hex}"
    await postgres_server.run(f'CREATE DATABASE "{name}"')
    yield postgres_server.url(name)
    await postgres_server.run(f'DROP DATABASE "{name}" WITH (FORCE)')


@pytest.fixture
async def postgres_database(postgres_url: str) -> AsyncIterator[Database]:
    """A migrated PostgreSQL database."""
    await migrate(postgres_url)
    opened = Database.connect(postgres_url)
    yield opened
    await opened.dispose()


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    """A migrated database of each kind."""
    await migrate(database_url)
    opened = Database.connect(database_url)
    yield opened
    await opened.dispose()


@pytest.fixture
async def sqlite_database(tmp_path: Path) -> AsyncIterator[Database]:
    """A migrated SQLite database, for tests whose subject is not the database."""
    url = f"sqlite:///{tmp_path}/loket.sqlite"
    await migrate(url)
    opened = Database.connect(url)
    yield opened
    await opened.dispose()
