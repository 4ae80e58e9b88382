"""One event to one webhook: signed, within 15 seconds, and nothing of the answer believed but its status."""

import asyncio
import ssl
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from types import TracebackType
from typing import Any, Self

import aiohttp
from aiohttp import ClientTimeout, hdrs
from standardwebhooks.webhooks import Webhook
from yarl import URL

from bot.tickets.delivery.addresses import AddressRefused, BadUrl, PublicResolver, check_url
from bot.tickets.delivery.events import CONTENT_TYPE, BadRecord, Origin, Waiting, event_body
from bot.tickets.delivery.outcome import Code, Delivered, Failed, Later, Outcome, status_code
from bot.tickets.delivery.pauses import read_retry_after

SECONDS = 15.0
# Shorter than any server keeps a connection: one that was closed on us costs an attempt.
KEEP_ALIVE_SECONDS = 3.0
# We want the status; whoever answers more than this is not read on.
LARGEST_ANSWER = 4096
# What the guideline for webhooks calls a receipt; another 2xx is not one.
RECEIPTS = frozenset({200, 201, 202, 204})
RETIRED = 410
TOO_MANY, UNAVAILABLE = 429, 503
USER_AGENT = "Loket-Webhook/1"


class HandshakeRefused(Exception):
    """The address does not say that it wants our events; the text says what was missing, for a person."""


class WebhookSender:
    """Sends events. `strict` is production: https only, and no address inside anybody's house."""

    def __init__(
        self, origin: Origin, *, strict: bool, clock: Callable[[], datetime], seconds: float = SECONDS
    ) -> None:
        self._origin, self._strict, self._clock = origin, strict, clock
        self._timeout = ClientTimeout(total=seconds)
        self._session: aiohttp.ClientSession | None = None

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()

    def _client(self) -> aiohttp.ClientSession:
        if self._session is None:
            connector = aiohttp.TCPConnector(
                limit=0,
                use_dns_cache=False,
                resolver=PublicResolver() if self._strict else None,
                keepalive_timeout=KEEP_ALIVE_SECONDS,
            )
            self._session = aiohttp.ClientSession(
                connector=connector,
                timeout=self._timeout,
                # A small answer that unpacks to a large one is not unpacked.
                auto_decompress=False,
                cookie_jar=aiohttp.DummyCookieJar(),
                headers={hdrs.USER_AGENT: USER_AGENT},
            )
        return self._session

    async def close(self) -> None:
        """Ends the connections."""
        if self._session is not None:
            await self._session.close()
            self._session = None

    async def send(
        self, row: Waiting, payload: Mapping[str, Any], url: str, secret: str, bearer: str | None = None
    ) -> Outcome:
        """How it ended; never raises for what a receiver does.

        The id is the row's at every attempt, the timestamp is new at each (Standard Webhooks).
        """
        try:
            body = event_body(row, payload, self._origin)
        except BadRecord:
            return Failed(Code.BERICHT_FOUT)
        now = self._clock().astimezone(UTC)
        headers = {
            hdrs.CONTENT_TYPE: CONTENT_TYPE,
            "webhook-id": row.event_id,
            "webhook-timestamp": str(int(now.timestamp())),
            "webhook-signature": Webhook(secret).sign(row.event_id, now, body.decode()),
        }
        if bearer is not None:
            headers[hdrs.AUTHORIZATION] = f"Bearer {bearer}"
        answer = await self._ask(hdrs.METH_POST, url, headers, body)
        if isinstance(answer, Later):
            return answer
        return self._judged(answer.status, answer.headers.get(hdrs.RETRY_AFTER), now)

    async def shake_hands(self, url: str) -> None:
        """Returns when the address says that it wants our events; BadUrl or HandshakeRefused when not.

        OPTIONS with `WebHook-Request-Origin`, answered by `WebHook-Allowed-Origin` (CloudEvents webhook
        specification 4; NL GOV guideline for webhooks).
        """
        check_url(url, strict=self._strict)
        origin = self.origin_name
        answer = await self._ask(hdrs.METH_OPTIONS, url, {"WebHook-Request-Origin": origin}, None)
        if isinstance(answer, Later):
            raise HandshakeRefused(f"het adres geeft geen antwoord ({answer.code})")
        if answer.status not in RECEIPTS:
            raise HandshakeRefused(f"het adres antwoordt op OPTIONS met {answer.status}")
        allowed = {
            part.strip().lower() for part in answer.headers.get("WebHook-Allowed-Origin", "").split(",")
        }
        if not allowed & {"*", origin.lower()}:
            raise HandshakeRefused(f"het adres noemt '{origin}' niet in WebHook-Allowed-Origin")

    @property
    def origin_name(self) -> str:
        """The name by which we ask leave: the host of our public address."""
        return URL(self._origin.base_url).host or "loket"

    async def _ask(
        self, method: str, url: str, headers: dict[str, str], body: bytes | None
    ) -> aiohttp.ClientResponse | Later:
        try:
            # Again at every attempt: what was allowed in a demonstration is not in production.
            target = check_url(url, strict=self._strict)
            async with self._client().request(
                method, target, data=body, headers=headers, allow_redirects=False
            ) as answer:
                await answer.content.read(LARGEST_ANSWER)
                if not answer.content.at_eof():
                    answer.close()
                return answer
        except (BadUrl, AddressRefused):
            return Later(Code.ADRES_GEWEIGERD)
        except TimeoutError:
            return Later(Code.TIJD, hold=True)
        except aiohttp.ClientError as fault:
            return _trouble(fault)
        except (OSError, asyncio.IncompleteReadError, ValueError) as fault:
            return Later(
                Code.VERBINDING if isinstance(fault, OSError) else Code.ANTWOORD_ONLEESBAAR, hold=True
            )

    @staticmethod
    def _judged(status: int, retry_after: str | None, now: datetime) -> Outcome:
        if status in RECEIPTS:
            return Delivered("webhook")
        if status == RETIRED:
            return Failed(Code.INGETROKKEN)
        if 300 <= status < 400:
            return Later(Code.OMLEIDING)
        wait = read_retry_after(retry_after, now)
        # A 500 may be about this one message; "too many" and "not now" are about the receiver.
        return Later(status_code(status), hold=status in (TOO_MANY, UNAVAILABLE), retry_after=wait)


def _trouble(fault: aiohttp.ClientError) -> Later:
    cause = fault.os_error if isinstance(fault, aiohttp.ClientConnectorError) else None
    if isinstance(cause, AddressRefused) or isinstance(fault, aiohttp.InvalidURL):
        return Later(Code.ADRES_GEWEIGERD)
    if isinstance(fault, aiohttp.ClientSSLError) or isinstance(cause, ssl.SSLError):
        return Later(Code.TLS, hold=True)
    if isinstance(fault, aiohttp.ClientConnectorDNSError):
        return Later(Code.ADRES_ONBEKEND, hold=True)
    if isinstance(fault, aiohttp.ClientConnectionError):
        return Later(Code.VERBINDING, hold=True)
    # Answered, but not in HTTP.
    return Later(Code.ANTWOORD_ONLEESBAAR)
