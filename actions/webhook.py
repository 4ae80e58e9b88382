"""One action, `action_loket`: what the engine understood goes to the conversation, which answers it."""

from __future__ import annotations

import asyncio
import hmac
from typing import Any, Protocol

import structlog
from aiohttp import web

from bot.dialogue.state import Meaning

log = structlog.get_logger(__name__)

ACTION = "action_loket"
TOKEN_HEADER = "X-Loket-Token"  # noqa: S105 - a header's name
# Rasa sends the whole tracker; ours is small, a stock engine's grows with the conversation.
LARGEST_CALL = 4 * 1024 * 1024
TIME_LIMIT = 3.0


class Answers(Protocol):
    """What answers a stored message: the conversations' service."""

    async def answer(
        self, conversation_id: int, number: int, meaning: Meaning, *, engine_up: bool = True
    ) -> None:
        """Answers it once; again is harmless."""


class BadCall(Exception):
    """A call that is not one of our turns."""


def read_call(body: Any) -> tuple[int, int, Meaning]:
    """The conversation, the message's number and its meaning from the engine's call; `BadCall` when it is none."""
    try:
        latest = body["tracker"]["latest_message"]
        metadata = latest["metadata"]
        conversation, number = int(metadata["gesprek"]), int(metadata["bericht"])
        ranking = tuple((str(one["name"]), float(one["confidence"])) for one in latest["intent_ranking"])
        sentence = latest.get("urgent_sentence")
        urgent = None if sentence is None else (float(sentence["confidence"]), str(sentence["text"]))
    except (AttributeError, KeyError, TypeError, ValueError) as fault:
        raise BadCall("not a turn of this counter") from fault
    return conversation, number, Meaning(ranking, urgent)


def create_actions_app(answers: Answers, token: str) -> web.Application:
    """The webhook's application, for a loopback port of its own."""

    async def webhook(request: web.Request) -> web.Response:
        given = request.headers.get(TOKEN_HEADER, "")
        if not hmac.compare_digest(given.encode(), token.encode()):
            return web.json_response({"error": "token"}, status=401)
        try:
            body = await request.json()
            if body.get("next_action") != ACTION:
                raise BadCall("unknown action")
            conversation, number, meaning = read_call(body)
        except (ValueError, AttributeError, BadCall):
            return web.json_response({"error": "bad call", "action_name": ACTION}, status=400)
        try:
            await asyncio.wait_for(answers.answer(conversation, number, meaning), TIME_LIMIT)
        except TimeoutError:
            log.error("action_too_slow", conversation=conversation)
            return web.json_response({"error": "too slow"}, status=504)
        # The reply stands in the database; the engine needs to hear only that there is one, and that it can listen
        # again: that spares its rules a second search for what comes next.
        return web.json_response(
            {"events": [{"event": "followup", "name": "action_listen"}], "responses": []}
        )

    app = web.Application(client_max_size=LARGEST_CALL)
    app.router.add_post("/webhook", webhook)
    return app
