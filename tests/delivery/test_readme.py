"""The sample receiver, run as it stands in the README, against a really running loket."""

from __future__ import annotations

import json
import os
import re
import signal
import socket
import subprocess
import sys
import textwrap
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from bot.store import Database
from bot.tickets.service import TicketService
from tests.conftest import ROOT, RunningLoket, answers, free_port, start_loket, stop_loket, wait_until
from tests.delivery.process import now
from tests.tickets.helpers import CJIB, KNOWN, SECRET, order, package
from tests.web.helpers import command


def sample() -> str:
    """The receiver's code: the indented block of its section that begins with an import."""
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    section = readme.partition("## Receiving tickets by webhook\n")[2].partition("\n## ")[0]
    blocks = re.findall(r"(?:^    .*\n|^\n)+", section, re.MULTILINE)
    (code,) = [block for block in blocks if block.strip().startswith("import ")]
    return textwrap.dedent(code).strip() + "\n"


@contextmanager
def receiver(code: str, port: int, secret: str, token: str) -> Iterator[subprocess.Popen[bytes]]:
    environment = {**os.environ, "PORT": str(port), "SECRET": secret, "TOKEN": token}
    process = subprocess.Popen([sys.executable, "-c", code], env=environment, stderr=subprocess.DEVNULL)

    def listens() -> bool:
        with socket.socket() as probe:
            return probe.connect_ex(("127.0.0.1", port)) == 0

    try:
        wait_until(listens, 20, "the receiver listens")
        yield process
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(10)


@pytest.fixture
def running(tmp_path: Path) -> Iterator[RunningLoket]:
    data = tmp_path / "data" / "register"
    data.mkdir(parents=True)
    (data / "routes.yml").write_text("routes:\n  - {id: cjib, route: webhook}\n", encoding="utf-8")
    extra = {
        "LOKET_ENV": "demo",
        "LOKET_DATA_DIR": str(tmp_path / "data"),
        "LOKET_SECRET_KEY": SECRET.decode(),
    }
    loket = start_loket(tmp_path / "var", extra, engine=False)
    try:
        wait_until(lambda: answers(loket, "/livez"), 120, "the loket lives")
        yield loket
    finally:
        stop_loket(loket)


async def hand_over(loket: RunningLoket) -> str:
    database = Database.connect(f"sqlite:///{loket.var}/loket.db")
    try:
        tickets = TicketService(database, secret=SECRET, clock=now, organisations=KNOWN.get)
        return (await tickets.hand_over(order(package(CJIB, contact=None)))).tickets[0].number
    finally:
        await database.dispose()


def test_the_sample_is_about_thirty_lines() -> None:
    lines = [line for line in sample().splitlines() if line.strip()]
    assert 25 <= len(lines) <= 38


async def test_the_sample_verifies_the_signature_and_acknowledges_over_the_api(
    running: RunningLoket, monkeypatch: pytest.MonkeyPatch
) -> None:
    code, port = sample(), free_port()
    monkeypatch.setenv("LOKET_SECRET_KEY", SECRET.decode())
    token = command(running, "token", "add", CJIB)
    with receiver(code, port, "", token):
        secret = command(running, "subscription", "add", CJIB, f"http://127.0.0.1:{port}/").splitlines()[0]
    headers = {"Authorization": f"Bearer {token}"}
    with receiver(code, port, secret, token):
        number = await hand_over(running)

        def received() -> bool:
            ticket = running.call("GET", f"/v1/tickets/{number}", headers=headers)
            return bool(ticket.json["status"] == "ontvangen")

        wait_until(received, 60, "the ticket is acknowledged")
        forged = json.dumps(
            {"id": "x", "type": "nl.overheid.loket.ticket-aangeboden", "dataref": "x"}
        ).encode()
        elsewhere = RunningLoket(f"http://127.0.0.1:{port}", running.var, running.process)
        answer = elsewhere.call(
            "POST",
            "/",
            forged,
            {
                "webhook-id": "x",
                "webhook-timestamp": str(int(now().timestamp())),
                "webhook-signature": "v1,eHg=",
            },
        )
        assert answer.status == 401
