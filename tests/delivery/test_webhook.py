"""One event to one webhook, over real HTTP."""

from __future__ import annotations

import asyncio
import json
from datetime import UTC, datetime
from typing import Any

import pytest
from aiohttp import web
from aiohttp.abc import AbstractResolver
from aiohttp.resolver import ThreadedResolver
from sqlalchemy import text
from standardwebhooks.webhooks import Webhook, WebhookVerificationError

from bot.store import Database
from bot.tickets.delivery.addresses import BadUrl, PublicResolver, check_url, is_public
from bot.tickets.delivery.subscriptions import SubscriptionState, Why
from bot.tickets.delivery.webhook import HandshakeRefused
from bot.tickets.workflow import Move
from tests.delivery.helpers import book, delivering, hand_over, outbox, receiving, states, status
from tests.tickets.helpers import CJIB, UTRECHT, Clock, service, staff

WEBHOOK = book(cjib="webhook")


def signed(call_body: bytes, headers: dict[str, str], secret: str) -> str:
    stamp = datetime.fromtimestamp(int(headers["webhook-timestamp"]), tz=UTC)
    return str(Webhook(secret).sign(headers["webhook-id"], stamp, call_body.decode()))


async def test_an_event_says_what_happened_and_where_to_read_it_and_nothing_else(database: Database) -> None:
    async with receiving() as there, delivering(database, WEBHOOK) as delivery:
        await delivery.subscriptions.add(CJIB, there.url)
        (number,) = await hand_over(database, CJIB)
        await delivery.worker.drain()
        (call,) = there.calls
    row = (await outbox(database))[0]
    assert call.headers["content-type"] == "application/cloudevents+json; charset=utf-8"
    assert call.event == {
        "specversion": "1.0",
        "id": row.event_id,
        "source": "urn:nld:oin:00000000000000000000:systeem:loket",
        "type": "nl.overheid.loket.ticket-aangeboden",
        "time": "2026-11-24T09:30:00Z",
        "subject": number,
        "dataref": f"https://loket.example.nl/v1/tickets/{number}",
        "sequence": f"{row.id:012d}",
    }
    assert "authorization" not in call.headers
    assert (row.state, row.route, row.attempts, row.last_error) == ("afgeleverd", "webhook", 1, None)


async def test_the_signature_is_the_subscriptions_and_of_nobody_else(database: Database) -> None:
    async with receiving() as there, delivering(database, WEBHOOK) as delivery:
        made = await delivery.subscriptions.add(CJIB, there.url, bearer=True)
        other = await delivery.subscriptions.add(UTRECHT, there.url)
        await hand_over(database, CJIB)
        await delivery.worker.drain()
        (call,) = there.calls
    assert call.headers["webhook-signature"] == signed(call.body, call.headers, made.secret)
    assert call.headers["authorization"] == f"Bearer {made.bearer}"
    assert made.secret != other.secret
    with pytest.raises(WebhookVerificationError, match="too old"):
        Webhook(made.secret).verify(call.body, {**call.headers, "webhook-timestamp": "1700000000"})
    forged = {**call.headers, "webhook-signature": signed(call.body, call.headers, other.secret)}
    assert forged["webhook-signature"] != call.headers["webhook-signature"]


async def test_a_repeat_has_the_same_id_and_body_and_a_fresh_timestamp(database: Database) -> None:
    clock = Clock()
    async with receiving(status(500)) as there, delivering(database, WEBHOOK, clock=clock) as delivery:
        await delivery.subscriptions.add(CJIB, there.url)
        await hand_over(database, CJIB)
        await delivery.worker.drain()
        clock.forward(seconds=60)
        await delivery.worker.drain()
        first, second = there.calls
    assert (first.id, first.body) == (second.id, second.body)
    assert int(second.headers["webhook-timestamp"]) - int(first.headers["webhook-timestamp"]) == 60
    assert first.headers["webhook-signature"] != second.headers["webhook-signature"]


async def test_a_receipt_is_no_acknowledgement_only_a_move_that_names_the_ticket_is(
    database: Database,
) -> None:
    async with receiving() as there, delivering(database, WEBHOOK) as delivery:
        await delivery.subscriptions.add(CJIB, there.url)
        (number,) = await hand_over(database, CJIB)
        await delivery.worker.drain()
    tickets = service(database)
    assert (await tickets.read(number, CJIB)).state == "aangeboden"
    await tickets.move(number, Move.ONTVANG, staff(CJIB))
    (row,) = await outbox(database, number)
    assert (row.state, row.confirmed_at is not None, row.delivered_at is not None) == (
        "bevestigd",
        True,
        True,
    )
    assert (await tickets.read(number, CJIB)).state == "ontvangen"


async def test_who_acknowledges_before_answering_stays_acknowledged(database: Database) -> None:
    tickets = service(database)

    async def quick(_request: web.Request, body: bytes) -> web.StreamResponse:
        await tickets.move(json.loads(body)["subject"], Move.ACCEPTEER, staff(CJIB))
        return web.Response(status=204)

    async with receiving(quick) as there, delivering(database, WEBHOOK) as delivery:
        await delivery.subscriptions.add(CJIB, there.url)
        (number,) = await hand_over(database, CJIB)
        await delivery.worker.drain()
    (row,) = await outbox(database, number)
    assert (row.state, row.route, row.lease_holder) == ("bevestigd", "webhook", None)
    assert (await tickets.read(number, CJIB)).state == "geaccepteerd"


async def test_gone_retires_the_subscription_and_a_new_one_gets_what_was_missed(database: Database) -> None:
    async with receiving(status(410)) as there, delivering(database, WEBHOOK) as delivery:
        old = await delivery.subscriptions.add(CJIB, there.url)
        missed = await hand_over(database, CJIB, CJIB)
        await delivery.worker.drain()
        await hand_over(database, CJIB)
        await delivery.worker.drain()
        (kept,) = await delivery.subscriptions.subscriptions(CJIB)
        assert (kept.state, kept.retired_why) == (SubscriptionState.INGETROKKEN, Why.ONTVANGER)
        assert {state for state, _ in await states(database)} == {"mislukt"}
        async with receiving() as better:
            fresh = await delivery.subscriptions.add(CJIB, better.url)
            assert fresh.secret != old.secret
            await delivery.worker.drain()
            assert set(missed) < better.subjects
            assert len(better.calls) == 3
    assert await states(database) == {("afgeleverd", None): 3}


async def test_a_redirect_is_not_followed(database: Database) -> None:
    async with receiving() as trap, receiving() as there, delivering(database, WEBHOOK) as delivery:
        await delivery.subscriptions.add(CJIB, there.url)
        there.answer = status(307, Location=trap.url)
        await hand_over(database, CJIB)
        await delivery.worker.drain()
        assert trap.calls == []
    assert await states(database) == {("wachtend", "omleiding"): 1}


async def test_retry_after_holds_all_of_that_receiver_and_nobody_else(database: Database) -> None:
    clock = Clock()
    both = book(cjib="webhook", gemeente_0344="webhook")
    async with (
        receiving(status(429, Retry_After="3600")) as busy,
        receiving() as fine,
        delivering(database, both, clock=clock) as delivery,
    ):
        await delivery.subscriptions.add(CJIB, busy.url)
        await delivery.subscriptions.add(UTRECHT, fine.url)
        await hand_over(database, *[CJIB] * 10, *[UTRECHT] * 10, clock=clock)
        await delivery.worker.drain()
        # Four were on their way before the first said no.
        assert len(busy.calls) <= 4
        assert len(fine.subjects) == 10
        clock.forward(seconds=3599)
        before = len(busy.calls)
        await delivery.worker.drain()
        assert len(busy.calls) == before
        busy.answer = status(200)
        clock.forward(seconds=2)
        await delivery.worker.drain()
        assert len(busy.subjects) == 10
    assert {state for state, _ in await states(database)} == {"afgeleverd"}


async def test_an_answer_that_goes_on_for_ever_is_not_read(database: Database) -> None:
    async def endless(request: web.Request, _body: bytes) -> web.StreamResponse:
        response = web.StreamResponse(status=200, headers={"Content-Encoding": "gzip"})
        await response.prepare(request)
        for _ in range(200):
            await response.write(b"\x1f\x8b" + b"x" * 65536)
        return response

    async with receiving(endless) as there, delivering(database, WEBHOOK) as delivery:
        await delivery.subscriptions.add(CJIB, there.url)
        await hand_over(database, CJIB)
        await asyncio.wait_for(delivery.worker.drain(), 5)
    assert await states(database) == {("afgeleverd", None): 1}


@pytest.mark.parametrize(
    "rubbish", [b"\x00\xff\xfe" * 40, b"HTTP/1.1 abc\r\n\r\n", b"", b"SSH-2.0-OpenSSH_9.9\r\n"]
)
async def test_garbage_is_a_failed_attempt_that_is_tried_again(
    sqlite_database: Database, rubbish: bytes
) -> None:
    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = await reader.readuntil(b"\r\n\r\n")
        if head.startswith(b"OPTIONS"):
            writer.write(
                b"HTTP/1.1 200 OK\r\nWebHook-Allowed-Origin: *\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
            )
        else:
            writer.write(rubbish)
        await writer.drain()
        writer.close()

    server = await asyncio.start_server(answer, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    try:
        async with delivering(sqlite_database, WEBHOOK) as delivery:
            await delivery.subscriptions.add(CJIB, f"http://127.0.0.1:{port}/")
            await hand_over(sqlite_database, CJIB)
            await delivery.worker.drain()
    finally:
        server.close()
        await server.wait_closed()
    (((state, code), _),) = (await states(sqlite_database)).items()
    assert state == "wachtend"
    assert code in {"antwoord_onleesbaar", "verbinding"}


async def test_an_organisation_on_webhook_without_one_is_a_failed_delivery_at_once(
    database: Database,
) -> None:
    async with delivering(database, WEBHOOK) as delivery:
        await hand_over(database, CJIB)
        await delivery.worker.drain()
    assert await states(database) == {("mislukt", "geen_abonnement"): 1}
    (row,) = (await service(database).unowned()).rows
    assert row.undelivered


async def test_who_fetches_over_the_api_and_who_reads_the_inbox_find_it_there(database: Database) -> None:
    async with delivering(database, book(cjib="api")) as delivery:
        await hand_over(database, CJIB, UTRECHT)
        await delivery.worker.drain()
    assert [(row.state, row.route) for row in await outbox(database)] == [
        ("afgeleverd", "api"),
        ("afgeleverd", "inbox"),
    ]


# --- the handshake ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("allowed", ["loket.example.nl", "*", "elders.nl, LOKET.example.nl"])
async def test_an_address_that_names_us_is_accepted(sqlite_database: Database, allowed: str) -> None:
    async with receiving() as there, delivering(sqlite_database, WEBHOOK) as delivery:
        there.allowed_origin = allowed
        made = await delivery.subscriptions.add(CJIB, there.url)
    assert made.secret.startswith("whsec_")


@pytest.mark.parametrize("allowed", [None, "elders.nl", "example.nl"])
async def test_an_address_that_does_not_name_us_is_refused_and_the_old_one_stays(
    sqlite_database: Database, allowed: str | None
) -> None:
    async with receiving() as there, delivering(sqlite_database, WEBHOOK) as delivery:
        old = await delivery.subscriptions.add(CJIB, there.url)
        there.allowed_origin = allowed
        with pytest.raises(HandshakeRefused):
            await delivery.subscriptions.add(CJIB, there.url)
        (kept,) = await delivery.subscriptions.subscriptions()
    assert kept == old.view


async def test_one_subscription_works_at_a_time_and_the_secret_is_in_no_table(database: Database) -> None:
    async with receiving() as there, delivering(database, WEBHOOK) as delivery:
        made = [await delivery.subscriptions.add(CJIB, there.url, bearer=True) for _ in range(2)]
        both = await asyncio.gather(*(delivery.subscriptions.add(CJIB, there.url) for _ in range(3)))
        all_of_them = await delivery.subscriptions.subscriptions(CJIB)
        assert [one.state for one in all_of_them].count(SubscriptionState.ACTIEF) == 1
        target = await delivery.subscriptions.target(CJIB)
        assert target is not None
        assert target.secret in {one.secret for one in both}
    async with database.read() as session:
        stored = str((await session.execute(text("SELECT * FROM webhook_subscription"))).all())
    for one in made:
        assert one.bearer is not None
        assert one.secret.removeprefix("whsec_") not in stored
        assert one.bearer.removeprefix("lkw_") not in stored


async def test_nobody_ends_anothers_subscription(sqlite_database: Database) -> None:
    async with receiving() as there, delivering(sqlite_database, WEBHOOK) as delivery:
        made = await delivery.subscriptions.add(CJIB, there.url)
        assert not await delivery.subscriptions.withdraw(made.view.id, UTRECHT)
        assert await delivery.subscriptions.target(CJIB) is not None
        assert await delivery.subscriptions.withdraw(made.view.id, CJIB)
        assert await delivery.subscriptions.target(CJIB) is None


# --- server-side request forgery ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    "address",
    ["127.0.0.1", "10.1.2.3", "192.168.1.1", "172.16.0.1", "169.254.169.254", "100.64.0.1", "0.0.0.0", "224.0.0.1",  # noqa: S104 - an address to refuse, nothing listens there
     "255.255.255.255", "::1", "::", "fe80::1", "fe80::1%eth0", "fc00::1", "ff02::1", "::ffff:127.0.0.1",
     "::ffff:10.0.0.1", "64:ff9b::7f00:1", "2002:7f00:1::", "2001:0:7f00:1::", "fec0::1", "naam"],
)  # fmt: skip
def test_an_address_inside_anybodys_house_is_not_public(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize("address", ["8.8.8.8", "2001:4860:4860::8888", "64:ff9b::808:808", "::ffff:8.8.8.8"])
def test_an_address_on_the_internet_is_public(address: str) -> None:
    assert is_public(address)


@pytest.mark.parametrize(
    "url",
    ["http://ontvanger.example.nl/", "ftp://ontvanger.example.nl/", "https://127.0.0.1/", "https://[::1]/", "https:///x",
     "https://gebruiker:geheim@ontvanger.example.nl/", "https://ontvanger.example.nl/#deel", "geen adres",
     "https://ontvanger.example.nl:99999/", "https://" + "a" * 2000, "file:///etc/passwd"],
)  # fmt: skip
def test_in_production_a_strange_address_is_refused(url: str) -> None:
    with pytest.raises(BadUrl):
        check_url(url, strict=True)


@pytest.mark.parametrize("host", ["2130706433", "127.1", "0x7f.1", "localhost", "ontvanger.localtest"])
async def test_in_production_a_name_that_leads_inside_is_refused_when_connecting(
    sqlite_database: Database, host: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def inside(self: ThreadedResolver, name: str, port: int = 0, family: int = 0) -> Any:
        # The first time outside would not help: it is asked at the connection itself, and only there.
        return [
            {"hostname": name, "host": one, "port": port, "family": 2, "proto": 0, "flags": 0}
            for one in ("93.184.215.14", "127.0.0.1")
        ]

    monkeypatch.setattr(ThreadedResolver, "resolve", inside)
    async with delivering(sqlite_database, WEBHOOK, strict=True) as delivery:
        with pytest.raises(HandshakeRefused, match="adres_geweigerd"):
            await delivery.subscriptions.add(CJIB, f"https://{host}:9/")


async def test_in_production_an_address_that_was_inside_from_before_gets_nothing(
    sqlite_database: Database,
) -> None:
    async with receiving() as there, delivering(sqlite_database, WEBHOOK) as relaxed:
        await relaxed.subscriptions.add(CJIB, there.url)
        await hand_over(sqlite_database, CJIB)
        async with delivering(sqlite_database, WEBHOOK, strict=True) as delivery:
            await delivery.worker.drain()
        assert there.calls == []
    assert await states(sqlite_database) == {("wachtend", "adres_geweigerd"): 1}


async def test_the_resolver_gives_what_it_checked() -> None:
    class Inner(AbstractResolver):
        asked = 0

        async def resolve(self, host: str, port: int = 0, family: int = 0) -> Any:
            self.asked += 1
            return [{"hostname": host, "host": "8.8.8.8", "port": port, "family": 2, "proto": 0, "flags": 0}]

        async def close(self) -> None:
            pass

    inner = Inner()
    found = await PublicResolver(inner).resolve("ontvanger.example.nl", 443)
    assert [one["host"] for one in found] == ["8.8.8.8"]
    assert inner.asked == 1
