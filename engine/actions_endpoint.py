"""The engine's way to the loket's action webhook: limited in time, sparing in what it tells, and answerable.

Rasa swallows every failure of an action and goes on as if nothing happened. The channel must know, so each
call leaves a mark on the turn that it belongs to.
"""

from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any, Dict, Optional

import aiohttp
from rasa.core.actions.action import RemoteAction
from rasa.utils.endpoints import ClientResponseError, EndpointConfig


@dataclass
class Turn:
    """What became of one turn: how many action calls were answered properly, how many were not."""

    answered: int = 0
    failed: int = 0

    @property
    def succeeded(self) -> bool:
        """True when an action answered and none failed: anything else left the citizen without a reply."""
        return self.answered > 0 and self.failed == 0


current_turn: "ContextVar[Optional[Turn]]" = ContextVar("current_turn", default=None)


def only_needed(body: Dict[str, Any]) -> Dict[str, Any]:
    """The call without the history: the loket keeps its own; a turn must not grow dearer.

    Keeps Rasa's shape (`next_action`, `sender_id`, `version`, `tracker.latest_message`), so that what reads
    this call also reads a stock engine's.
    """
    tracker = body.get("tracker") or {}
    kept = {key: tracker.get(key) for key in ("sender_id", "latest_message", "latest_input_channel")}
    return {
        **{key: value for key, value in body.items() if key not in ("tracker", "domain")},
        "tracker": kept,
    }


def trust_checked_answers() -> None:
    """Rasa does not check an action's answer a second time: `ActionsEndpoint` has seen its shape.

    Its check is right but dear: the library validates Rasa's own schema anew at every answer, which takes longer than
    to understand a message.
    """
    RemoteAction._validate_action_result = lambda _self, _result: True


class ActionsEndpoint(EndpointConfig):
    """Rasa's endpoint with a time limit of our own (its own is 300 s), a kept connection and a mark on the turn."""

    def __init__(self, original: EndpointConfig, seconds: float) -> None:
        """`original` is what endpoints.yml describes; `seconds` the longest that one call may take."""
        super().__init__(
            original.url,
            original.params,
            original.headers,
            original.basic_auth,
            original.token,
            original.token_name,
            original.cafile,
            **original.kwargs,
        )
        self._limit = aiohttp.ClientTimeout(total=seconds)
        self._session: Optional[aiohttp.ClientSession] = None

    async def request(self, *args: Any, json: Any = None, **kwargs: Any) -> Optional[Any]:
        """The webhook's answer; whatever goes wrong is marked on the turn before Rasa swallows it.

        What Rasa adds beside the body (method, compression, its own time limit) is of no use on loopback.
        """
        turn = current_turn.get() or Turn()
        try:
            answer = await self._post(only_needed(json) if isinstance(json, dict) else json)
        except BaseException:
            turn.failed += 1
            raise
        if not _is_proper(answer):
            turn.failed += 1
            return {"events": [], "responses": []}
        turn.answered += 1
        return answer

    async def _post(self, body: Any) -> Optional[Any]:
        """A dropped connection is tried once more: the loket answers a turn once, however often it is called."""
        try:
            return await self._post_once(body)
        except (aiohttp.ServerDisconnectedError, aiohttp.ClientOSError) as fault:
            if isinstance(fault, aiohttp.ClientConnectorError):
                raise
            return await self._post_once(body)

    async def _post_once(self, body: Any) -> Optional[Any]:
        async with self._connected().post(self.url, json=body, headers=self.headers) as response:
            if response.status >= 400:
                raise ClientResponseError(response.status, response.reason, await response.content.read())
            try:
                return await response.json(content_type=None)
            except ValueError:
                return None

    def _connected(self) -> aiohttp.ClientSession:
        """One session for all calls: Rasa's own opens a connection for each."""
        if self._session is None or self._session.closed:
            self._session = aiohttp.ClientSession(timeout=self._limit)
        return self._session

    async def close(self) -> None:
        """Lets go of the connection."""
        if self._session is not None:
            await self._session.close()


def _is_proper(answer: Any) -> bool:
    return (
        isinstance(answer, dict)
        and _are_objects(answer.get("events", []), "event")
        and _are_objects(answer.get("responses", []))
    )


def _are_objects(value: Any, *keys: str) -> bool:
    return isinstance(value, list) and all(
        isinstance(one, dict) and all(isinstance(one.get(key), str) for key in keys) for one in value
    )
