"""Asking the engine: run a turn, or say what a sentence means. Every way to fail has one of two names."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from types import TracebackType
from typing import Any, Self

import aiohttp

TOKEN_HEADER = "X-Loket-Token"  # noqa: S105 (the header's name, not a secret)
READY_SECONDS = 2.0
MEANING_SECONDS = 3.0
FORGET_SECONDS = 3.0


class EngineUnavailable(Exception):
    """The engine does not run, is starting, or died under this call."""


class EngineFailed(Exception):
    """The engine runs, but this call did not succeed: refused, too slow, or its action failed."""


@dataclass(frozen=True)
class Meaning:
    """What a sentence means: the best intent (None when there is none) and all, most certain first."""

    intent: str | None
    ranking: tuple[tuple[str, float], ...]


class EngineClient:
    """One engine, spoken to over loopback with a token. Use as a context manager, or call `close`."""

    def __init__(self, base_url: str, token: str, turn_timeout: float = 5.0) -> None:
        """`base_url` without a closing slash; `turn_timeout` in seconds is the longest that `say` takes."""
        self._channel = f"{base_url.rstrip('/')}/webhooks/loket"
        self._token = token
        self._turn_timeout = turn_timeout
        self._session: aiohttp.ClientSession | None = None

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()

    async def close(self) -> None:
        """Lets go of the connections."""
        if self._session is not None:
            await self._session.close()
            self._session = None

    async def say(self, sender: str, text: str, message_id: str, metadata: dict[str, Any]) -> None:
        """Runs one turn to its end: when this returns, our action was called and answered.

        `sender` names the engine's tracker (rotate it: a turn costs more as a tracker grows), `metadata`
        reaches the action as `tracker.latest_message.metadata`. A dropped connection is tried once more, so
        the action must know (conversation, message) as one turn. EngineUnavailable, EngineFailed.
        """
        body = {"sender": sender, "text": text, "message_id": message_id, "metadata": metadata}
        await self._post("/bericht", body, self._turn_timeout)

    async def meaning(self, text: str) -> Meaning:
        """What `text` means, without a conversation: nothing is stored. EngineUnavailable, EngineFailed."""
        answer = await self._post("/betekenis", {"text": text}, MEANING_SECONDS)
        try:
            ranking = tuple((str(each["name"]), float(each["confidence"])) for each in answer["ranking"])
            intent = answer["intent"]
        except (KeyError, TypeError, ValueError) as fault:
            raise EngineFailed("the engine's answer has another shape") from fault
        return Meaning(None if intent is None else str(intent), ranking)

    async def forget(self, conversations: Sequence[int]) -> int:
        """The engine keeps no word of these conversations; how many stretches of them it had kept.

        EngineUnavailable (then it keeps none), EngineFailed.
        """
        answer = await self._post("/vergeet", {"conversations": list(conversations)}, FORGET_SECONDS)
        try:
            return int(answer["forgotten"])
        except (KeyError, TypeError, ValueError) as fault:
            raise EngineFailed("the engine's answer has another shape") from fault

    async def ready(self) -> bool:
        """Whether our engine (it knows the token) has its model loaded and takes turns. Never raises."""
        try:
            async with self._connect().get(
                f"{self._channel}/", timeout=aiohttp.ClientTimeout(total=READY_SECONDS)
            ) as response:
                return response.status == 200
        except (aiohttp.ClientError, TimeoutError, OSError):
            return False

    async def _post(self, path: str, body: dict[str, Any], seconds: float) -> dict[str, Any]:
        try:
            async with asyncio.timeout(seconds):
                try:
                    return await self._post_once(path, body)
                except (aiohttp.ServerDisconnectedError, aiohttp.ClientOSError) as fault:
                    if isinstance(fault, aiohttp.ClientConnectorError):
                        raise
                    # A kept connection of an engine that has restarted since: a fresh one tells the truth.
                    return await self._post_once(path, body)
        except TimeoutError as fault:
            raise EngineFailed(f"no answer within {seconds:g} seconds") from fault
        except aiohttp.ClientConnectionError as fault:
            raise EngineUnavailable(type(fault).__name__) from fault
        except (aiohttp.ClientError, ValueError) as fault:
            raise EngineFailed(type(fault).__name__) from fault

    async def _post_once(self, path: str, body: dict[str, Any]) -> dict[str, Any]:
        async with self._connect().post(f"{self._channel}{path}", json=body) as response:
            answer = await response.json(content_type=None)
            reason = answer.get("reason", "") if isinstance(answer, dict) else ""
            if response.status == 503 and reason == "no model":
                raise EngineUnavailable(reason)
            if response.status != 200 or not isinstance(answer, dict):
                raise EngineFailed(f"{response.status} {reason}".strip())
            return answer

    def _connect(self) -> aiohttp.ClientSession:
        if self._session is None:
            self._session = aiohttp.ClientSession(
                headers={TOKEN_HEADER: self._token}, connector=aiohttp.TCPConnector(limit=64)
            )
        return self._session
