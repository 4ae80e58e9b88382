"""A tracker store that forgets: a bounded number of conversations, in this process only.

The loket's database holds the thread of a conversation; the engine needs a tracker only to run its rules.
Keeping it here saves the database's share of a turn and leaves no second copy of citizens' words on a disk.
"""

from collections import OrderedDict
from typing import Any, Dict, Iterable, Optional, Tuple

from rasa.core.brokers.broker import EventBroker
from rasa.core.tracker_store import TrackerStore
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import Event
from rasa.shared.core.trackers import DialogueStateTracker

DEFAULT_CONVERSATIONS = 2000


class BoundedTrackerStore(TrackerStore):
    """Keeps the events of the most recently used conversations; the oldest is forgotten first."""

    def __init__(
        self,
        domain: Domain,
        event_broker: Optional[EventBroker] = None,
        conversations: int = DEFAULT_CONVERSATIONS,
        **kwargs: Dict[str, Any],
    ) -> None:
        """`conversations` is how many are kept at most. Rasa passes the rest from endpoints.yml."""
        super().__init__(domain, None, **kwargs)
        if conversations < 1:
            raise ValueError("conversations must be at least 1")
        self._limit = conversations
        self._events: "OrderedDict[str, Tuple[Event, ...]]" = OrderedDict()

    async def save(self, tracker: DialogueStateTracker) -> None:
        """Keeps the tracker's events as they are now; later changes of the tracker do not reach the store."""
        self._events[tracker.sender_id] = tuple(tracker.events)
        self._events.move_to_end(tracker.sender_id)
        while len(self._events) > self._limit:
            self._events.popitem(last=False)

    async def retrieve(self, sender_id: str) -> Optional[DialogueStateTracker]:
        """A tracker of its own, replayed from the kept events, or None for who is not known."""
        events = self._events.get(sender_id)
        if events is None:
            return None
        self._events.move_to_end(sender_id)
        return DialogueStateTracker.from_events(
            sender_id, list(events), self.domain.slots, domain=self.domain
        )

    async def keys(self) -> Iterable[str]:
        """The sender ids that are kept, the oldest first."""
        return tuple(self._events)
