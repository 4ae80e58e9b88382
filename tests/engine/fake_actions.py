"""A loket of nothing but the action webhook, which does as it is told: answers, fails, hangs or talks nonsense."""

import asyncio
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from aiohttp import web


class Behaviour(StrEnum):
    """What the webhook does with the next calls."""

    ANSWER = "answer"
    FAIL = "fail"
    REJECT = "reject"
    HANG = "hang"
    NO_JSON = "no_json"
    BAD_EVENT = "bad_event"


@dataclass
class FakeActions:
    """The calls that arrived, and what to do with the next."""

    behaviour: Behaviour = Behaviour.ANSWER
    calls: list[dict[str, Any]] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)

    def app(self) -> web.Application:
        """The webhook's application."""
        app = web.Application(client_max_size=4 * 1024 * 1024)
        app.router.add_post("/webhook", self._webhook)
        return app

    async def _webhook(self, request: web.Request) -> web.Response:
        body = await request.json()
        self.calls.append(body)
        self.headers.append(dict(request.headers))
        text = body["tracker"]["latest_message"]["text"]
        match self.behaviour:
            case Behaviour.FAIL:
                return web.json_response({"error": f"failed on {text}"}, status=500)
            case Behaviour.REJECT:
                return web.json_response({"error": f"no {text}", "action_name": "action_loket"}, status=400)
            case Behaviour.HANG:
                await asyncio.sleep(30)
            case Behaviour.NO_JSON:
                return web.Response(text=f"<p>{text}</p>", content_type="text/html")
            case Behaviour.BAD_EVENT:
                return web.json_response({"events": [{"event": "slot", "words": text}], "responses": []})
            case Behaviour.ANSWER:
                pass
        return web.json_response({"events": [], "responses": []})
