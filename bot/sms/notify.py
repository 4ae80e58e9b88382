"""Text messages over NotifyNL, the Dutch government's instance of GOV.UK Notify, or any other with the same API.

Its documentation: https://omc-notify.gitbook.io/omc-notify-docs/api-documentatie
"""

import json
from collections.abc import Callable
from datetime import datetime
from typing import Any

import aiohttp
from joserfc import jwt
from joserfc.jwk import OctKey
from pydantic import BaseModel, ValidationError

from bot.sms.port import NumberRefused, Sms, SmsUnavailable
from bot.sms.settings import NotifyService

SECONDS = 15.0
PATH = "/v2/notifications/sms"
TAKEN, BAD_REQUEST = 201, 400
LARGEST_ANSWER = 16 * 1024


class _Fault(BaseModel):
    error: str = ""
    message: str = ""


class _Faults(BaseModel):
    errors: list[_Fault] = []


class NotifySender:
    """Sends each message over a connection of its own: there are few, and none waits for another."""

    def __init__(
        self, service: NotifyService, *, clock: Callable[[], datetime], seconds: float = SECONDS
    ) -> None:
        self._service, self._clock = service, clock
        self._timeout = aiohttp.ClientTimeout(total=seconds)

    async def send(self, sms: Sms) -> None:
        """The service has taken it. NumberRefused, SmsUnavailable."""
        body: dict[str, Any] = {
            "phone_number": sms.to,
            "template_id": self._service.template,
            "personalisation": dict(sms.values),
            "reference": sms.key,
        }
        headers = {"Authorization": f"Bearer {self._token()}"}
        try:
            async with (
                aiohttp.ClientSession(timeout=self._timeout, cookie_jar=aiohttp.DummyCookieJar()) as session,
                session.post(
                    self._service.url + PATH, json=body, headers=headers, allow_redirects=False
                ) as answer,
            ):
                if answer.status == TAKEN:
                    return
                said = await answer.content.read(LARGEST_ANSWER)
        except TimeoutError as fault:
            raise SmsUnavailable("tijd") from fault
        except (aiohttp.ClientError, OSError, ValueError) as fault:
            raise SmsUnavailable("verbinding") from fault
        if answer.status == BAD_REQUEST and _is_about_the_number(said):
            raise NumberRefused
        raise SmsUnavailable(f"status_{answer.status}", answer.headers.get("Retry-After"))

    def _token(self) -> str:
        """Good for half a minute: made anew for each message."""
        claims = {"iss": self._service.service, "iat": int(self._clock().timestamp())}
        key = OctKey.import_key(self._service.key)
        return jwt.encode({"typ": "JWT", "alg": "HS256"}, claims, key, algorithms=["HS256"])


def _is_about_the_number(said: bytes) -> bool:
    """Whether the service means this number: every other fault of a request is ours or its own, and can be mended."""
    try:
        faults = _Faults.model_validate(json.loads(said)).errors
    except (ValueError, ValidationError):
        return False
    return any(one.error == "ValidationError" and one.message.startswith("phone_number") for one in faults)
