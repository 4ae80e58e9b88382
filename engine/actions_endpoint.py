"""The engine's way to the loket's action webhook: limited in time, sparing in what it tells, and answerable.

Rasa swallows every failure of an action and goes on as if nothing happened. The channel must know, so each
call leaves a mark on the turn that it belongs to.
"""

from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any, Dict, Optional

from rasa.utils.endpoints import EndpointConfig


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


class ActionsEndpoint(EndpointConfig):
    """Rasa's endpoint with a time limit of our own (its own is 300 s) and a mark on the current turn."""

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
        self._seconds = seconds

    async def request(self, *args: Any, **kwargs: Any) -> Optional[Any]:
        """The webhook's answer; whatever goes wrong is marked on the turn before Rasa swallows it."""
        turn = current_turn.get() or Turn()
        kwargs["timeout"] = self._seconds
        if isinstance(kwargs.get("json"), dict):
            kwargs["json"] = only_needed(kwargs["json"])
        try:
            answer = await super().request(*args, **kwargs)
        except BaseException:
            turn.failed += 1
            raise
        if _is_proper(answer):
            turn.answered += 1
        else:
            turn.failed += 1
        return answer


def _is_proper(answer: Any) -> bool:
    return (
        isinstance(answer, dict)
        and isinstance(answer.get("events", []), list)
        and isinstance(answer.get("responses", []), list)
    )
