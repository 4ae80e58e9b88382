"""The signpost: which door and which executors a text means, and why. Stores nothing."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass

from bot.dialogue.guard import guard
from bot.dialogue.judging import judge
from bot.dialogue.standing import take_keys
from bot.dialogue.state import Meaning
from bot.doors.knowledge import Knowledge
from bot.doors.register_kinds import ROLES
from bot.engine.client import EngineClient, EngineFailed, EngineUnavailable

# What the signpost may answer beside the doors.
NAMED = frozenset(
    {
        "status",
        "spoed",
        "groet",
        "bedankt",
        "bevestigen",
        "ontkennen",
        "stoppen",
        "opnieuw",
        "buiten_bereik",
    }
)
# What is asked at a door: of an error who corrects it, of a debt who collects it.
ROLE_OF_DOOR = {
    "betalingsregeling": "int",
    "kwijtschelding": "int",
    "herstel_fout": "herstelt",
    "knellende_regel": "past_toe",
    # Where an objection goes is who can put it right: for a traffic fine the prosecutor, not who collects.
    "bezwaar": "herstelt",
}


@dataclass(frozen=True, slots=True)
class Signed:
    """The signpost's answer."""

    door: str
    certainty: float
    doors: tuple[tuple[str, float], ...]
    executors: tuple[tuple[str, str, float], ...]  # id, name, certainty
    ministries: tuple[str, ...]
    explanation: str


class Signpost:
    """Points a text to a door and to executors."""

    def __init__(
        self, knowledge: Callable[[], Knowledge], engine: EngineClient, closed: Collection[str] = ()
    ) -> None:
        self._knowledge, self._engine, self._closed = knowledge, engine, frozenset(closed)

    async def point(self, text: str) -> Signed:
        """Doors and executors for this text, best first, never empty; without the engine the executors alone."""
        knowledge = self._knowledge()
        said = guard(take_keys(text)[0], keep_contact=False).text
        try:
            meaning = Meaning((await self._engine.meaning(said)).ranking)
        except (EngineUnavailable, EngineFailed):
            meaning = Meaning()
        emergency = knowledge.law.emergencies.recognise(said)
        named = NAMED | knowledge.doors.keys() | self._closed
        doors = _doors(judge(meaning, knowledge.finder.find(said), emergency), named)
        door, certainty = doors[0]
        role = ROLE_OF_DOOR.get(door, "beslist")
        finding = knowledge.finder.find(said, ROLES[role])
        executors = tuple(
            (one.executor_id, knowledge.register.executors[one.executor_id].short_name, one.certainty)
            for one in finding.listed
        )
        if door == "multiproblematiek":
            tangle = knowledge.register.executors["maatwerkloket"]
            executors = (
                (tangle.id, tangle.short_name, certainty),
                *(one for one in executors if one[0] not in {tangle.id, "loket"}),
            )
        return Signed(door, certainty, doors, executors, finding.ministries, finding.explanation)


def _doors(meaning: Meaning, named: Collection[str]) -> tuple[tuple[str, float], ...]:
    """The engine's ranking over doors: what only steers a conversation is, as a first message, out of scope."""
    doors: dict[str, float] = {}
    for intent, certainty in meaning.ranking:
        name = intent if intent in named else "buiten_bereik"
        doors[name] = doors.get(name, 0.0) + certainty
    ranked = sorted(doors.items(), key=lambda item: -item[1])
    return tuple((door, round(certainty, 4)) for door, certainty in ranked) or (("mens_spreken", 0.0),)
