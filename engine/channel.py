"""The engine's only door: one way to run a turn, one way to ask what a sentence means, both with a token.

Rasa's own REST channel answers 200 with an empty list when a turn failed, logs what the citizen wrote, lets
anybody name an intent with a leading slash and asks for no token. This one does none of that.
"""

import asyncio
import hmac
import logging
from typing import Any, Awaitable, Callable, Dict, List, Optional

from rasa.core.channels.channel import CollectingOutputChannel, InputChannel, UserMessage
from rasa.shared.exceptions import RasaException
from sanic import Blueprint
from sanic.request import Request
from sanic.response import HTTPResponse, json

from engine.actions_endpoint import ActionsEndpoint, Turn, current_turn, trust_checked_answers
from engine.sealed_logs import exception_names, seal
from engine.tracker_store import BoundedTrackerStore

TOKEN_HEADER = "X-Loket-Token"  # noqa: S105 (the header's name, not a secret)
SHORTEST_TOKEN = 16
LONGEST_TEXT = 20_000

log = logging.getLogger(__name__)


class BadRequest(Exception):
    """A call that cannot be read; the message says what is wrong and never repeats what was sent."""


class LoketChannel(InputChannel):
    """Serves `GET /`, `POST /bericht`, `POST /betekenis` and `POST /vergeet` under `/webhooks/loket`."""

    @classmethod
    def name(cls) -> str:
        """The channel's name, which is also its place under `/webhooks/`."""
        return "loket"

    @classmethod
    def from_credentials(cls, credentials: Optional[Dict[str, Any]]) -> "LoketChannel":
        """The channel that credentials.yml describes; RasaException when its token is too short."""
        given = credentials or {}
        token = str(given.get("token") or "")
        if len(token) < SHORTEST_TOKEN:
            raise RasaException(
                f"credentials.yml: the loket channel needs a token of at least {SHORTEST_TOKEN} characters "
                "(LOKET_ENGINE_TOKEN)"
            )
        return cls(
            token,
            turn_seconds=float(given.get("turn_seconds", 4.5)),
            action_seconds=float(given.get("action_seconds", 3.0)),
            stock_calls=bool(given.get("stock_calls", False)),
        )

    def __init__(
        self, token: str, turn_seconds: float = 4.5, action_seconds: float = 3.0, *, stock_calls: bool = False
    ) -> None:
        """`turn_seconds` is the longest a turn may take, `action_seconds` the longest of one action call.

        `stock_calls` leaves the way to the action as Rasa has it, for who wants to compare.
        """
        self._token = token.encode()
        self._turn_seconds = turn_seconds
        self._action_seconds = action_seconds
        self._stock_calls = stock_calls
        self._endpoint: Optional[ActionsEndpoint] = None

    def blueprint(self, on_new_message: Callable[[UserMessage], Awaitable[Any]]) -> Blueprint:
        """The routes. A request before the model is loaded gets 503."""
        routes = Blueprint("loket_channel", __name__)

        @routes.listener("after_server_start")
        async def prepare(app: Any, _loop: Any) -> None:
            self._prepare(app)

        @routes.listener("after_server_stop")
        async def close(_app: Any, _loop: Any) -> None:
            if self._endpoint is not None:
                await self._endpoint.close()

        @routes.get("/")
        async def ready(request: Request) -> HTTPResponse:
            if not self._may(request):
                return _problem(401, "token")
            agent = self._prepare(request.app)
            if agent is None:
                return _problem(503, "no model")
            return json({"ok": True, "model": agent.model_name})

        @routes.post("/bericht")
        async def say(request: Request) -> HTTPResponse:
            if not self._may(request):
                return _problem(401, "token")
            try:
                message = _message(request, self.name())
            except BadRequest as fault:
                return _problem(400, str(fault))
            agent = self._prepare(request.app)
            if agent is None:
                return _problem(503, "no model")
            return await self._run(agent, message)

        @routes.post("/betekenis")
        async def meaning(request: Request) -> HTTPResponse:
            if not self._may(request):
                return _problem(401, "token")
            try:
                message = UserMessage(_text(_body(request)))
            except BadRequest as fault:
                return _problem(400, str(fault))
            agent = self._prepare(request.app)
            if agent is None:
                return _problem(503, "no model")
            try:
                parsed = await agent.parse_message(message.text)
            except Exception as error:
                log.error("parse failed: %s", exception_names(error))
                return _problem(500, "parse failed")
            return json({"intent": parsed["intent"].get("name"), "ranking": _ranking(parsed)})

        @routes.post("/vergeet")
        async def forget(request: Request) -> HTTPResponse:
            if not self._may(request):
                return _problem(401, "token")
            try:
                conversations = _conversations(_body(request))
            except BadRequest as fault:
                return _problem(400, str(fault))
            agent = self._prepare(request.app)
            if agent is None:
                return _problem(503, "no model")
            store = _store(agent)
            if store is None:
                return _problem(500, "the tracker store cannot forget")
            return json({"ok": True, "forgotten": store.forget(conversations)})

        return routes

    def _may(self, request: Request) -> bool:
        given = request.headers.get(TOKEN_HEADER, "")
        return hmac.compare_digest(given.encode(), self._token)

    def _prepare(self, app: Any) -> Any:
        """The agent, ready to serve with sealed logs and a watched action endpoint; None without a model."""
        seal()
        agent = getattr(app.ctx, "agent", None)
        if agent is None or not agent.is_ready():
            return None
        endpoint = agent.processor.action_endpoint
        if endpoint is not None and not isinstance(endpoint, ActionsEndpoint) and not self._stock_calls:
            self._endpoint = ActionsEndpoint(endpoint, self._action_seconds)
            agent.processor.action_endpoint = self._endpoint
            trust_checked_answers()
        return agent

    async def _run(self, agent: Any, message: UserMessage) -> HTTPResponse:
        turn = Turn()
        current_turn.set(turn)
        try:
            await asyncio.wait_for(agent.handle_message(message), self._turn_seconds)
        except asyncio.TimeoutError:
            log.error("turn took too long")
            return _problem(504, "turn took too long")
        except asyncio.CancelledError:
            # The caller went away or the server stops: Sanic still wants a response to close with.
            return _problem(503, "turn was cancelled")
        except Exception as error:
            log.error("turn failed: %s", exception_names(error))
            return _problem(503, "turn failed")
        if not turn.succeeded and not self._stock_calls:
            log.error("turn without an answer of the action")
            return _problem(502, "action failed" if turn.failed else "no action ran")
        return json({"ok": True})


def without_slash(text: str) -> str:
    """The text such that Rasa cannot read it as a command: it takes "/name" for the intent `name`.

    Rasa strips white space before it looks, so a space in front does not help; the leading slashes go. A text
    of slashes alone becomes one slash, which names nothing. The loket keeps what the citizen really wrote.
    """
    bare = text
    while bare[:1] == "/" or bare[:1].isspace():
        bare = bare[1:]
    return bare if bare or not text.strip() else "/"


def _message(request: Request, channel: str) -> UserMessage:
    body = _body(request)
    sender, message_id = body.get("sender"), body.get("message_id")
    metadata = body.get("metadata", {})
    if not isinstance(sender, str) or not 0 < len(sender) <= 200:
        raise BadRequest("sender must be a text of 1 to 200 characters")
    if not isinstance(message_id, str) or not 0 < len(message_id) <= 200:
        raise BadRequest("message_id must be a text of 1 to 200 characters")
    if not isinstance(metadata, dict):
        raise BadRequest("metadata must be an object")
    return UserMessage(
        _text(body),
        CollectingOutputChannel(),
        sender,
        input_channel=channel,
        message_id=message_id,
        metadata=metadata,
    )


def _conversations(body: Dict[str, Any]) -> List[int]:
    given = body.get("conversations")
    if not isinstance(given, list) or not all(type(one) is int for one in given):
        raise BadRequest("conversations must be a list of whole numbers")
    return given


def _store(agent: Any) -> Optional[BoundedTrackerStore]:
    """Our tracker store; Rasa 3.6 wraps it in one that falls back to another when a call fails."""
    store = agent.tracker_store
    store = getattr(store, "_tracker_store", store)
    return store if isinstance(store, BoundedTrackerStore) else None


def _body(request: Request) -> Dict[str, Any]:
    try:
        body = request.json
    except Exception as error:  # Sanic raises its own InvalidUsage, which would echo the body
        raise BadRequest("the body is not JSON") from error
    if not isinstance(body, dict):
        raise BadRequest("the body is not an object")
    return body


def _text(body: Dict[str, Any]) -> str:
    text = body.get("text")
    if not isinstance(text, str) or not text.strip():
        raise BadRequest("text is missing")
    if len(text) > LONGEST_TEXT:
        raise BadRequest(f"text is longer than {LONGEST_TEXT} characters")
    return without_slash(text)


def _ranking(parsed: Dict[str, Any]) -> List[Dict[str, Any]]:
    return [
        {"name": each["name"], "confidence": float(each["confidence"])}
        for each in parsed.get("intent_ranking", [])
    ]


def _problem(status: int, reason: str) -> HTTPResponse:
    return json({"ok": False, "reason": reason}, status=status)
