"""What is said beside the point: side questions, another trouble beside the first, another door instead."""

from __future__ import annotations

import re
from dataclasses import replace

from bot.dialogue.opening import REMARKS
from bot.dialogue.state import Asked, Later, Meaning
from bot.dialogue.turn import PERSON, Turn
from bot.doors.draft import split_path


def answer_from_glossary(turn: Turn, text: str) -> bool:
    """Answers what a word means or how this counter works, and puts the open question again."""
    entry = turn.speech.glossary.find(text)
    if entry is None:
        return False
    turn.say_text(entry.answer)
    turn.again(misses=turn.state.question.misses)
    return True


def aside(turn: Turn, text: str, meaning: Meaning) -> bool:
    """Answers a side question and goes back to the open one."""
    intent = meaning.intent or ""
    asks = text.rstrip().endswith("?")
    needed = turn.speech.thresholds.remark if not asks else turn.speech.thresholds.remark - 0.2
    if meaning.certainty < needed or (intent not in REMARKS and intent not in {"waarom", "uitleg"}):
        return False
    if intent in {"waarom", "uitleg"}:
        question = turn.state.question
        if question.asked is Asked.FIELD and question.place is not None:
            field = turn.door.fields[split_path(question.place)[0]]
            words = field.waarom if intent == "waarom" else field.anders
            # The question comes back in its other words: what explains it is not said twice.
            if not words or intent == "waarom":
                turn.say_text(words or turn.speech.texts("waarom_geen"))
    else:
        turn.say(REMARKS[intent], dagen=turn.speech.operator.keep_days)
    turn.again(misses=max(1, turn.state.question.misses))
    return True


# "…, en trouwens mijn zorgtoeslag klopt ook niet": another trouble, told beside the answer.
_BESIDE = re.compile(
    r"^(?:trouwens|daarnaast|daarbij|bovendien|verder|ook|by the way|also)\b"
    r"|\b(?:ook nog|ook niet|nog iets anders|ander probleem|andere vraag|tweede probleem)\b",
    re.IGNORECASE,
)
_CLAUSE_END = re.compile(r"[.,;!?\n]+\s*|\s+(?=(?:en|maar|oh en|and)\s)", re.IGNORECASE)
_JOINING = re.compile(r"^(?:(?:en|maar|oh|and|o ja|oja)\W+)+", re.IGNORECASE)
# "Eigenlijk wil ik gewoon in termijnen betalen": not what was begun, but something else.
_INSTEAD = re.compile(
    r"^\W*(?:(?:nee|oh|ja|maar|wacht|sorry|nou)\W+)*(?:eigenlijk|liever|toch liever|ik wil liever|ik wil eigenlijk"
    r"|ik wil toch|ik wil gewoon|in plaats daarvan|nee ik wil|actually|i'd rather)\b",
    re.IGNORECASE,
)
TROUBLE_WORDS = 4


def _other_door(turn: Turn, text: str, meaning: Meaning, least: float) -> str | None:
    """The door that a message asks for beside the one that is taken, when it is certain enough."""
    draft = turn.state.draft
    if draft is None or len(text.split()) < TROUBLE_WORDS:
        return None
    intent = meaning.intent or ""
    if intent not in turn.choosable or intent in {draft.door, PERSON}:
        return None
    return intent if meaning.certainty >= least else None


def without_beside(turn: Turn, text: str, meaning: Meaning) -> tuple[str, str | None]:
    """The answer alone, and the other trouble that was told beside it; None when there is none."""
    start = 0
    for end in [*(found.end() for found in _CLAUSE_END.finditer(text)), len(text)]:
        tail = _JOINING.sub("", text[start:].strip())
        if _BESIDE.search(_JOINING.sub("", text[start:end].strip())) and len(tail.split()) >= TROUBLE_WORDS:
            # What it is about is asked last: the engine need not be asked where nothing is told beside.
            if _other_door(turn, text, meaning, turn.speech.thresholds.beside) is None:
                return text, None
            return text[:start].strip(" ,.;"), tail
        start = end
    return text, None


def instead(turn: Turn, text: str, meaning: Meaning) -> bool:
    """Offers the other door to who says that something else is wanted, also where any text would be an answer."""
    if not _INSTEAD.search(text):
        return False
    door = _other_door(turn, text, meaning, turn.speech.thresholds.beside)
    if door is None:
        return False
    turn.offer_switch(door, text)
    return True


def switch(turn: Turn, text: str, meaning: Meaning) -> bool:
    """Offers another door when a whole message asks for one; always confirmed, nothing told is lost."""
    door = _other_door(turn, text, meaning, turn.speech.thresholds.switch)
    if door is None:
        return False
    turn.offer_switch(door, text)
    return True


def keep_for_later(turn: Turn, door: str, text: str) -> None:
    """Keeps another trouble until this request is done, and says so; told twice it is kept once."""
    known = Later(text, door)
    if known not in turn.state.later:
        turn.state = replace(turn.state, later=(*turn.state.later, known))
    turn.say("later")
