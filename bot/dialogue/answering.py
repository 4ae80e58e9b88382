"""Answers to the questions of a door: understood, corrected, skipped, changed, and at last sent."""

from __future__ import annotations

import re
from dataclasses import replace

from bot.dialogue.opening import DOORS, REMARKS
from bot.dialogue.state import Asked, Meaning, Outcome
from bot.dialogue.turn import PERSON, Turn
from bot.doors.asking import field_context
from bot.doors.conditions import plain
from bot.doors.door import Ask
from bot.doors.draft import Answer, Known, split_path
from bot.doors.kinds import Misunderstood, Understood, Unknown
from bot.doors.telling import tell_into

# "Nee, ik bedoel 350", "oeps, het is 12 maart", "dat bedrag klopt niet": an earlier answer is taken back.
_CORRECTION = re.compile(
    r"^(nee|neen|sorry|oeps|wacht|fout|pardon|foutje)?[\s,.:!-]*"
    r"(ik bedoel(de)?|bedoelde|bedoel|het moet zijn|moet zijn|ik had moeten zeggen|ik vergiste me|vergist"
    r"|(?:klopt niet|nee|sorry)?[\s,.:!-]*(?<=[a-z!,. ])(?:het is|het zijn|'t is|dat is) (?=.*\d))\b",
    re.IGNORECASE,
)
# "Het is niet Breda maar Tilburg."
_NOT_BUT = re.compile(r"\bniet (?P<old>.{2,40}?),? maar (?P<new>.{2,60})$", re.IGNORECASE)
_IS_WRONG = re.compile(
    r"\b(klopt niet|klopt toch niet|is fout|is verkeerd|moet (\S+ ){0,3}zijn)\b", re.IGNORECASE
)
ASKED_BACK = {"regeling", "naam", "tekst", "lang_tekst"}
LOOSE_KINDS = {"regeling", "organisatie", "welke"}
FREE_KINDS = {"lang_tekst", "tekst", "naam"}


def field_answer(turn: Turn, text: str, meaning: Meaning, *, pressed: bool = False) -> Outcome:
    """An answer to the open field, or whatever else it turns out to be."""
    question, draft = turn.state.question, turn.state.draft
    if draft is None or question.place is None:
        turn.ask_open()
        return turn.outcome()
    if not pressed and correct(turn, text):
        return turn.outcome()
    name, _, index = split_path(question.place)
    field = turn.door.fields[name]
    if not pressed and field.soort in FREE_KINDS and aside(turn, text, meaning):
        return turn.outcome()
    if not pressed and field.soort in ASKED_BACK and text.rstrip().endswith("?") and len(text.split()) < 12:
        if not aside(turn, text, meaning):
            turn.say("vraag_onbekend")
            turn.again(misses=max(1, question.misses))
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
    value = {
        "uitvoerder": "loket",
        "organisatie": "loket",
        "naam": f"{name.strip()[:80]} (onbekend bij dit loket)",
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
    if first_word == ["nee"] or meaning.intent == "ontkennen":
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
    elif first_word == ["ja"] or meaning.intent == "bevestigen":
        more(turn, True)
    elif not aside(turn, text, meaning) and not switch(turn, text, meaning):
        turn.say("meer_niet_begrepen")
        turn.again()
    return turn.outcome()


def overview_answer(turn: Turn, text: str, meaning: Meaning) -> Outcome:
    """Words at the overview: send it, change something, or a remark."""
    said = plain(text)
    if turn.state.question.asked is Asked.OVERVIEW and re.match(
        r"^(ja |ok |oke |prima |graag )?(verstuur|versturen|stuur|akkoord)", said
    ):
        return send(turn, turn.state.question.version or 0)
    if correct(turn, text):
        return turn.outcome()
    place = _named_place(turn, said)
    if place is not None:
        change(turn, place)
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


def change(turn: Turn, place: str) -> None:
    """Asks a field again; its old answer stays until a new one is understood."""
    name, _, _ = split_path(place)
    if turn.state.draft is None or name not in turn.door.fields:
        turn.again()
        return
    turn.ask_field(Ask(turn.door.fields[name], place), misses=0, changing=True)


def correct(turn: Turn, text: str) -> bool:
    """Takes back an earlier answer when this message says so; the old one stays if the new is not understood."""
    draft = turn.state.draft
    said = plain(text)
    meant = _CORRECTION.match(text)
    if meant is not None and not re.match(
        r"\W*(nee|neen|sorry|oeps|wacht|fout|pardon|foutje|klopt niet|ik bedoel|bedoel)", text, re.I
    ):
        meant = None
    instead = _NOT_BUT.search(text)
    if draft is None or not (meant or instead or _IS_WRONG.search(text)):
        return False
    place = _named_place(turn, said)
    rest = text[meant.end() :].strip(" ,.:") if meant else text
    if instead is not None:
        rest = instead["new"].strip(" .!")
    told = [known for known in reversed([*draft.answers]) if known not in turn.state.order]
    anything = meant or instead
    candidates = [place] if place is not None else ([*reversed(turn.state.order), *told] if anything else [])
    if instead is not None and place is None:
        candidates = [
            known for known in candidates if not known.startswith("+") and _holds(turn, known, instead["old"])
        ]
    for candidate in candidates:
        if candidate is None or candidate.startswith("+"):
            continue
        name, _, index = split_path(candidate)
        field = turn.door.fields[name]
        if field.soort in FREE_KINDS and place is None:
            continue
        context = field_context(turn.knowledge, turn.door, field, draft, index)
        parsed = turn.knowledge.kinds[field.soort].parse(rest, context)
        # Words that could stand for anything correct nothing by themselves.
        loose = (
            place is None
            and instead is None
            and field.soort in LOOSE_KINDS
            and isinstance(parsed, Understood)
            and not parsed.certain
        )
        if isinstance(parsed, Understood) and not loose and not (field.soort in FREE_KINDS and not meant):
            turn.state = replace(
                turn.state, draft=draft.with_answer(candidate, Answer(parsed.value, message=turn.message))
            )
            label, value = turn.show(candidate)
            turn.say("gewijzigd", label=label, waarde=value)
            _go_on(turn)
            return True
    if place is not None:
        change(turn, place)
        return True
    return False


def _holds(turn: Turn, place: str, words: str) -> bool:
    """Whether what is shown at this place speaks of these words."""
    _, shown_now = turn.show(place)
    return plain(words) in plain(shown_now)


def _go_on(turn: Turn) -> None:
    """After a correction: the open question again, unless the correction made it needless."""
    question = turn.state.question
    if question.asked is Asked.FIELD and not question.changing and turn.state.draft is not None:
        turn.ask_next()
    else:
        turn.again()


def _named_place(turn: Turn, said: str) -> str | None:
    """The answered field that a message names by its label or id, the last one asked first."""
    draft = turn.state.draft
    if draft is None:
        return None
    words = f" {said} "
    for place in [*reversed(turn.state.order), *draft.answers]:
        if place.startswith("+"):
            continue
        field = turn.door.fields[split_path(place)[0]]
        names = {plain(field.label), field.id.replace("_", " "), *plain(field.label).split()[:1]}
        if any(len(name) > 3 and f" {name} " in words for name in names):
            return place
    return None


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
            turn.say_text(
                (field.waarom if intent == "waarom" else field.anders) or turn.speech.texts("waarom_geen")
            )
    else:
        turn.say(REMARKS[intent], dagen=turn.speech.operator.keep_days)
    turn.again(misses=max(1, turn.state.question.misses))
    return True


def switch(turn: Turn, text: str, meaning: Meaning) -> bool:
    """Offers another door when a whole message asks for one; always confirmed, nothing told is lost."""
    draft = turn.state.draft
    intent = meaning.intent or ""
    if draft is None or intent not in DOORS or intent in {draft.door, PERSON} or len(text.split()) < 4:
        return False
    if meaning.certainty < turn.speech.thresholds.switch:
        return False
    turn.state = replace(turn.state, story=f"{turn.state.story}\n{text}".strip())
    words = turn.speech.texts("wissel_vraag", kort=turn.door_words(intent)[1])
    turn.ask_yes_no(Asked.SWITCH, words, "knop_wissel", "knop_blijven", doors=(intent,))
    return True
