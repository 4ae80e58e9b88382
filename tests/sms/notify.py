"""A stand-in for NotifyNL on loopback: the shapes of its documentation, with the faults that it is told to have."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from aiohttp import web
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import OctKey

from bot.sms.settings import NotifyService
from tests.tickets.helpers import Clock

SERVICE = "26785a09-ab16-4eb0-8407-a37497a57506"
KEY = "3d844edf-8d35-48ac-975b-e847b4f122b0"
TEMPLATE = "f33517ff-2a88-4f6e-b855-c550268ce08a"
# A token is good for half a minute.
FRESH_SECONDS = 30


@dataclass
class Notify:
    """What came in. `refusing`: numbers that are no number to it; `down`: the status that everybody gets."""

    clock: Clock
    url: str = ""
    received: list[dict[str, Any]] = field(default_factory=list)
    refusing: set[str] = field(default_factory=set)
    down: int = 0
    headers: dict[str, str] = field(default_factory=dict)

    @property
    def service(self) -> NotifyService:
        return NotifyService(self.url, SERVICE, KEY, TEMPLATE)

    @property
    def settings(self) -> dict[str, str]:
        return {
            "LOKET_SMS_URL": self.url,
            "LOKET_SMS_SERVICE": SERVICE,
            "LOKET_SMS_KEY": KEY,
            "LOKET_SMS_TEMPLATE": TEMPLATE,
        }

    async def handle(self, request: web.Request) -> web.Response:
        if self.down:
            return self._fault(self.down, "Exception", "Internal server error", self.headers)
        scheme, _, token = request.headers.get("Authorization", "").partition(" ")
        try:
            claims = jwt.decode(token, OctKey.import_key(KEY), algorithms=["HS256"]).claims
        except (JoseError, ValueError):
            return self._fault(403, "AuthError", "Invalid token: signature, api token not found")
        if scheme != "Bearer" or claims.get("iss") != SERVICE:
            return self._fault(403, "AuthError", "Invalid token: service not found")
        if abs(self._now().timestamp() - claims["iat"]) > FRESH_SECONDS:
            return self._fault(
                403, "AuthError", "Error: Your system clock must be accurate to within 30 seconds"
            )
        body = await request.json()
        if body["template_id"] != TEMPLATE:
            return self._fault(400, "BadRequestError", "Template not found")
        if body["phone_number"] in self.refusing:
            return self._fault(400, "ValidationError", "phone_number Number is not valid – double check")
        self.received.append(body)
        return web.json_response({"id": "740e5834-3a29-46b4-9a6f-16142fde533a"}, status=201)

    def _now(self) -> datetime:
        return self.clock()

    @staticmethod
    def _fault(status: int, error: str, message: str, headers: dict[str, str] | None = None) -> web.Response:
        body = {"status_code": status, "errors": [{"error": error, "message": message}]}
        return web.json_response(body, status=status, headers=headers)


@asynccontextmanager
async def notify(clock: Clock | None = None) -> AsyncIterator[Notify]:
    """One that listens, by this clock."""
    stand_in = Notify(clock or Clock())
    app = web.Application()
    app.router.add_post("/v2/notifications/sms", stand_in.handle)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    host, port = runner.addresses[0][:2]
    stand_in.url = f"http://{host}:{port}"
    try:
        yield stand_in
    finally:
        await runner.cleanup()
