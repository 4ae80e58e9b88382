"""Answers to the questions of a door: understood, corrected, skipped, changed, and at last sent."""

from __future__ import annotations

import re
from dataclasses import replace

from bot.dialogue.aside import aside, instead, keep_for_later, switch, without_beside
from bot.dialogue.correcting import change, correct, named_place
from bot.dialogue.plainly import SEND
from bot.dialogue.state import Asked, Meaning, Outcome
from bot.dialogue.turn import PERSON, Turn
from bot.doors.asking import field_context
from bot.doors.conditions import plain
from bot.doors.draft import Answer, Known, split_path
from bot.doors.kinds import Misunderstood, Understood, Unknown
from bot.doors.kinds.said import SAID
from bot.doors.telling import tell_into

ASKED_BACK = {"regeling", "naam", "tekst", "lang_tekst"}
# At "waar gaat de brief over?" fewer words name a scheme, and these begin an answer however long.
SENTENCE = 7
_ABOUT = re.compile(
    r"\W*(?:(?:het|dat|die|hij) (?:gaat|is|was)\b|over\b|om\b|it(?:'s| is)\b|about\b)", re.IGNORECASE
)


def field_answer(turn: Turn, text: str, meaning: Meaning, *, pressed: bool = False) -> Outcome:
    """An answer to the open field, or whatever else it turns out to be."""
    question, draft = turn.state.question, turn.state.draft
    if draft is None or question.place is None:
        turn.ask_open()
        return turn.outcome()
    if not pressed and (correct(turn, text) or instead(turn, text, meaning)):
        return turn.outcome()
    if not pressed:
        text, beside = without_beside(turn, text, meaning)
        if beside is not None:
            keep_for_later(turn, meaning.intent or PERSON, beside)
            if not text:
                turn.again()
                return turn.outcome()
    name, _, index = split_path(question.place)
    field = turn.door.fields[name]
    if not pressed and field.soort in ASKED_BACK and aside(turn, text, meaning):
        return turn.outcome()
    if not pressed and field.soort in ASKED_BACK and text.rstrip().endswith("?") and len(text.split()) < 12:
        if not aside(turn, text, meaning):
            turn.say("vraag_onbekend")
            turn.again(misses=max(1, question.misses))
        return turn.outcome()
    # A whole sentence is more than the name of a scheme: what it asks for goes before what it mentions.
    sentence = not pressed and field.soort == "regeling" and len(text.split()) >= SENTENCE
    if sentence and not _ABOUT.match(text) and switch(turn, text, meaning):
        return turn.outcome()
    context = field_context(turn.knowledge, turn.door, field, draft, index)
    match turn.knowledge.kinds[field.soort].parse(text, context):
        case Understood(value=value, note=note):
            if note:
                turn.say_text(note)
            _store(turn, question.place, Answer(value, Known.KNOWN, False, turn.message), text, pressed)
            turn.ask_next()
        case Unknown():
            if field.soort == "organisatie" and field.verplicht:
                return _to_counter(turn, question.place, "onbekend")
            return skip(turn, unknown=True)
        case Misunderstood(message=message):
            if (
                _told_more(turn, question.place, text)
                or aside(turn, text, meaning)
                or switch(turn, text, meaning)
            ):
                return turn.outcome()
            misses = question.misses + 1
            if field.soort == "organisatie" and field.verplicht and misses >= 2:
                return _to_counter(turn, question.place, text)
            if misses >= 3 and not field.verplicht:
                turn.say("opengelaten")
                _store(turn, question.place, Answer(None, Known.SKIPPED, False, turn.message), "", True)
                turn.ask_next()
                return turn.outcome()
            turn.say_text(message if misses < 3 else turn.speech.texts("vast_bij_vraag"))
            turn.again(misses=misses)
    return turn.outcome()


def _to_counter(turn: Turn, place: str, name: str) -> Outcome:
    """An organisation that nobody here knows: its name is kept, and a person of this counter looks."""
    turn.say("onbekende_organisatie")
    if turn.door.data.rol == "int":  # where money is asked: help with debts is also there for other creditors
        turn.say("onbekende_schuldeiser")
    value = {
        "uitvoerder": "loket",
        "organisatie": "loket",
        "naam": SAID["onbekend_hier"].format(naam=name.strip()[:80]),
    }
    _store(turn, place, Answer(value, Known.KNOWN, False, turn.message), "", True)
    turn.ask_next()
    return turn.outcome()


def _told_more(turn: Turn, place: str, text: str) -> bool:
    """Keeps what a text tells of other fields though it answers not this one; then the question comes again."""
    draft = turn.state.draft
    if draft is None:
        return False
    grown = tell_into(turn.knowledge, turn.door, draft, text, turn.message, besides=place)
    fresh = [known for known in grown.answers if known not in draft.answers]
    if not fresh:
        return False
    turn.state = replace(turn.state, draft=grown)
    for known in fresh:
        label, value = turn.show(known)
        turn.say("genoteerd", label=label, waarde=value)
    turn.again()
    return True


def _store(turn: Turn, place: str, answer: Answer, text: str, pressed: bool) -> None:
    draft = turn.state.draft
    if draft is None:
        return
    draft = draft.with_answer(place, answer)
    if not pressed:
        draft = tell_into(turn.knowledge, turn.door, draft, text, turn.message, besides=place)
    if (
        turn.door.fields[split_path(place)[0]].soort == "organisatie"
        and answer.value is not None
        and draft.story
    ):
        # Now that it is known who it is about, the story may tell more: what for, how much.
        draft = tell_into(turn.knowledge, turn.door, draft, draft.story, turn.message, besides=place)
    order = (*(known for known in turn.state.order if known != place), place)
    turn.state = replace(turn.state, draft=draft, order=order)


def skip(turn: Turn, *, unknown: bool) -> Outcome:
    """The open field is left unanswered, when it may be; else its need is explained."""
    question, draft = turn.state.question, turn.state.draft
    if draft is None or question.place is None or question.asked is not Asked.FIELD:
        turn.again()
        return turn.outcome()
    field = turn.door.fields[split_path(question.place)[0]]
    option = next((option for option in field.opties if option.id == "weet_niet"), None)
    if unknown and option is not None:
        _store(turn, question.place, Answer(option.id, Known.KNOWN, False, turn.message), "", True)
        turn.ask_next()
        return turn.outcome()
    if field.verplicht:
        turn.say("kan_niet_overslaan")
        turn.again(misses=question.misses + 2)
        return turn.outcome()
    known = Known.UNKNOWN if unknown else Known.SKIPPED
    _store(turn, question.place, Answer(None, known, False, turn.message), "", True)
    turn.say("overgeslagen")
    turn.ask_next()
    return turn.outcome()


def more(turn: Turn, yes: bool) -> None:
    """Another item in the group, or no more."""
    question, draft = turn.state.question, turn.state.draft
    if draft is None or question.place is None:
        turn.again()
        return
    group = question.place
    draft = draft.with_count(group, max(1, draft.count(group)) + 1) if yes else draft.with_closed(group)
    order = turn.state.order if yes else (*turn.state.order, f"+{group}")
    turn.state = replace(turn.state, draft=draft, order=order)
    turn.ask_next()


def more_answer(turn: Turn, text: str, meaning: Meaning) -> Outcome:
    """Words at "nog een?": a yes or no, or at once the next item."""
    question, draft = turn.state.question, turn.state.draft
    if correct(turn, text) or draft is None or question.place is None:
        return turn.outcome()
    first_word = plain(text).split()[:1]
    if first_word in (["nee"], ["no"]) or meaning.intent == "ontkennen":
        turn.state = replace(
            turn.state, draft=tell_into(turn.knowledge, turn.door, draft, text, turn.message, only_door=True)
        )
        more(turn, False)
        return turn.outcome()
    group = question.place
    index = max(1, draft.count(group))
    grown = tell_into(
        turn.knowledge, turn.door, draft.with_count(group, index + 1), text, turn.message, group_item=index
    )
    if any(split_path(place)[1:] == (group, index) for place in grown.answers):
        turn.state = replace(turn.state, draft=grown)
        turn.ask_next()
    elif first_word in (["ja"], ["yes"]) or meaning.intent == "bevestigen":
        more(turn, True)
    elif not aside(turn, text, meaning) and not switch(turn, text, meaning):
        turn.say("meer_niet_begrepen")
        turn.again()
    return turn.outcome()


def overview_answer(turn: Turn, text: str, meaning: Meaning) -> Outcome:
    """Words at the overview: send it, change something, or a remark."""
    said = plain(text)
    if turn.state.question.asked is Asked.OVERVIEW and SEND.fullmatch(said):
        return send(turn, turn.state.question.version or 0)
    if correct(turn, text):
        return turn.outcome()
    place = named_place(turn, said)
    if place is not None:
        change(turn, place)
    elif turn.state.question.asked is Asked.WHICH and meaning.intent == "bevestigen":
        turn.ask_overview()
    elif meaning.intent == "bevestigen" and meaning.certainty >= turn.speech.thresholds.remark:
        return send(turn, turn.state.question.version or 0)
    elif not aside(turn, text, meaning) and not switch(turn, text, meaning):
        turn.ask_which()
    return turn.outcome()


def send(turn: Turn, version: int) -> Outcome:
    """Hands over, when what the citizen read is what stands there now."""
    draft = turn.state.draft
    if draft is None:
        turn.ask_open()
        return turn.outcome()
    if version != draft.version:
        turn.say("overzicht_verouderd")
        turn.ask_overview()
        return turn.outcome()
    return turn.outcome(hand_over=True)
