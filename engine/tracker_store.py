"""A tracker store that forgets: a bounded number of conversations, in this process only.

The loket's database holds the thread of a conversation; the engine needs a tracker only to run its rules.
Keeping it here saves the database's share of a turn and leaves no second copy of citizens' words on a disk.
"""

import time
from collections import OrderedDict
from typing import Any, Callable, Dict, Iterable, Optional, Tuple

from rasa.core.brokers.broker import EventBroker
from rasa.core.tracker_store import TrackerStore
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import Event
from rasa.shared.core.trackers import DialogueStateTracker

DEFAULT_CONVERSATIONS = 2000
# Long enough for a conversation that goes on, short enough for one that was deleted while a turn was under way.
DEFAULT_IDLE_MINUTES = 60.0


class BoundedTrackerStore(TrackerStore):
    """Keeps the events of the most recently used conversations; the oldest is forgotten first."""

    def __init__(
        self,
        domain: Domain,
        event_broker: Optional[EventBroker] = None,
        conversations: int = DEFAULT_CONVERSATIONS,
        idle_minutes: float = DEFAULT_IDLE_MINUTES,
        clock: Callable[[], float] = time.monotonic,
        **kwargs: Dict[str, Any],
    ) -> None:
        """`conversations` is how many are kept at most, `idle_minutes` how long unused. From endpoints.yml."""
        super().__init__(domain, None, **kwargs)
        if conversations < 1:
            raise ValueError("conversations must be at least 1")
        self._limit = conversations
        self._idle_seconds = idle_minutes * 60
        self._clock = clock
        self._used: Dict[str, float] = {}
        self._events: "OrderedDict[str, Tuple[Event, ...]]" = OrderedDict()

    async def save(self, tracker: DialogueStateTracker) -> None:
        """Keeps the tracker's events as they are now; later changes of the tracker do not reach the store."""
        self._events[tracker.sender_id] = tuple(tracker.events)
        self._touch(tracker.sender_id)
        while len(self._events) > self._limit:
            self._drop(next(iter(self._events)))
        self._drop_idle()

    async def retrieve(self, sender_id: str) -> Optional[DialogueStateTracker]:
        """A tracker of its own, replayed from the kept events, or None for who is not known."""
        self._drop_idle()
        events = self._events.get(sender_id)
        if events is None:
            return None
        self._touch(sender_id)
        return DialogueStateTracker.from_events(
            sender_id, list(events), self.domain.slots, domain=self.domain
        )

    def forget(self, conversations: Iterable[int]) -> int:
        """Keeps nothing of these conversations of the loket; how many of its stretches were forgotten.

        A sender id is a conversation's number, a dash and the number of the stretch (`bot.dialogue.service`).
        """
        wanted = {str(conversation) for conversation in conversations}
        theirs = [sender for sender in self._events if sender.partition("-")[0] in wanted]
        for sender in theirs:
            self._drop(sender)
        return len(theirs)

    def _touch(self, sender_id: str) -> None:
        self._events.move_to_end(sender_id)
        self._used[sender_id] = self._clock()

    def _drop(self, sender_id: str) -> None:
        del self._events[sender_id]
        del self._used[sender_id]

    def _drop_idle(self) -> None:
        """The least recently used stand first, so this looks at one entry more than it drops."""
        old = self._clock() - self._idle_seconds
        while self._events:
            sender_id = next(iter(self._events))
            if self._used[sender_id] > old:
                return
            self._drop(sender_id)

    async def keys(self) -> Iterable[str]:
        """The sender ids that are kept, the oldest first."""
        return tuple(self._events)
