"""What steers the conversation: buttons, danger, and phrases such as "stop", "terug" and "ik wil iemand spreken"."""

from __future__ import annotations

from dataclasses import replace

from bot.dialogue import answering
from bot.dialogue.aside import keep_for_later
from bot.dialogue.correcting import change
from bot.dialogue.opening import MAIN_DOORS, REMARKS
from bot.dialogue.plainly import answers_plainly
from bot.dialogue.state import Asked, Meaning, Outcome, State
from bot.dialogue.turn import PERSON, URGENT, Turn
from bot.doors.asking import field_context
from bot.doors.conditions import plain
from bot.doors.draft import split_path
from bot.doors.kinds import Understood
from bot.doors.model import FieldData
from bot.learning.doubt import Why

# Steering that the engine may see by itself, when it is very certain of a short message.
CONTROLS = {
    "stoppen",
    "opnieuw",
    "terug",
    "overslaan",
    "uitleg",
    "waarom",
    "mens_spreken",
    "ben_je_een_mens",
    "bedankt",
}
SHORT = 8
CLOSED_KINDS = {"keuze", "meerkeuze", "ja_nee", "contact"}


def is_certain(turn: Turn, text: str, meaning: Meaning) -> bool:
    """True when a short message is, very certainly, a steering phrase in words that no list foresaw."""
    if len(text.split()) > SHORT or answers_plainly(turn, text):
        return False
    if meaning.intent not in CONTROLS or meaning.certainty < turn.speech.thresholds.control:
        return False
    if turn.state.question.asked in {Asked.OPEN, Asked.DOOR}:
        return meaning.intent in {"stoppen", "opnieuw"}
    # "Alleen overdag bellen" answers when somebody may call; it is no new call for a person.
    return not (meaning.intent == PERSON and _answers_the_field(turn, text))


def press(turn: Turn, answer: str) -> Outcome:
    """A button of the open question."""
    question = turn.state.question
    name, _, rest = answer.partition(".")
    match question.asked, name:
        case Asked.DOOR, "deur":
            if rest not in question.doors[:1]:
                turn.doubt(Why.OTHER_DOOR, turn.state.story, _guessed(question.doors), rest)
            turn.take(rest)
        case Asked.DOOR, "anders":
            turn.doubt(Why.NONE_OF_THESE, turn.state.story, _guessed(question.doors))
            turn.state = replace(turn.state, misses=turn.state.misses + 1)
            if turn.state.misses >= 2:
                turn.say("deur_naar_mens")
                turn.take(PERSON)
            else:
                turn.say("deur_niets")
                turn.ask_open()
        case Asked.FIELD, "k":
            return answering.field_answer(turn, rest, Meaning(), pressed=True)
        case (Asked.FIELD, "overslaan") | (Asked.FIELD, "weet_niet"):
            return answering.skip(turn, unknown=name == "weet_niet")
        case _, "mens":
            return to_person(turn)
        case Asked.SWITCH, "straks":
            keep_for_later(turn, question.doors[0], question.said)
            resume(turn)
        case Asked.OVERVIEW, "versturen":
            return answering.send(turn, int(rest))
        case Asked.OVERVIEW, "wijzigen":
            turn.ask_which()
        case (Asked.OVERVIEW, "wijzig") | (Asked.WHICH, "wijzig"):
            change(turn, rest)
        case Asked.OVERVIEW, "niet_versturen":
            turn.say("akkoord_nodig")
            ask_stop(turn)
        case _, "verder":
            turn.again()
        case _, "ongedaan":
            undo(turn)
        case _, ("ja" | "nee"):
            return yes_or_no(turn, name == "ja")
        case _:
            turn.say("knop_oud")
            turn.again()
    return turn.outcome()


def _guessed(doors: tuple[str, ...]) -> Meaning:
    """What was thought that a message meant, when only the offered doors are left of it."""
    return Meaning(((doors[0], 0.0),)) if doors else Meaning()


def _open_field(turn: Turn) -> FieldData | None:
    """The field that the open question asks; None when it asks no field."""
    question = turn.state.question
    if question.asked is not Asked.FIELD or question.place is None or turn.state.draft is None:
        return None
    return turn.door.fields[split_path(question.place)[0]]


def _understood(turn: Turn, field: FieldData, text: str) -> Understood | None:
    """What this text answers to the open field; None when it answers nothing."""
    question, draft = turn.state.question, turn.state.draft
    if question.place is None or draft is None:
        return None
    context = field_context(turn.knowledge, turn.door, field, draft, split_path(question.place)[2])
    parsed = turn.knowledge.kinds[field.soort].parse(text, context)
    return parsed if isinstance(parsed, Understood) else None


def _answers_the_field(turn: Turn, text: str) -> bool:
    """Whether the open question takes any few words, or certainly takes these."""
    field = _open_field(turn)
    if field is None:
        return False
    if field.soort not in CLOSED_KINDS:
        return field.soort == "tekst"
    understood = _understood(turn, field, text)
    return understood is not None and understood.certain


def _answered_by_yes(turn: Turn, text: str) -> bool:
    """Whether the open field can take a yes: as such, or as one of its options."""
    field = _open_field(turn)
    if field is None:
        return True
    return field.soort in {"ja_nee", "keuze", "meerkeuze"} and _understood(turn, field, text) is not None


def _has_none(turn: Turn) -> bool:
    """Whether "nee" to the open field means that there is none: a reference, an idea, a day, an effect."""
    field = _open_field(turn)
    kinds = {"kenmerk", "lang_tekst", "datum", "gevolgen"}
    return field is not None and not field.verplicht and field.soort in kinds


def control(turn: Turn, name: str, text: str) -> Outcome | None:
    """A steering phrase. None when it means nothing special at this question."""
    question = turn.state.question
    field_open = question.asked is Asked.FIELD
    match name:
        case "bevestigen" | "ontkennen":
            yes = name == "bevestigen"
            if not yes and _has_none(turn):
                return answering.skip(turn, unknown=False)
            if yes and field_open and not question.misses and not _answered_by_yes(turn, text):
                # Said to what was read back: what was told is right.
                turn.say("klopt_verder")
                turn.again(misses=1)
                return turn.outcome()
            if question.asked in {Asked.FIELD, Asked.OPEN, Asked.WHICH}:
                return None
            return yes_or_no(turn, yes)
        case "stoppen":
            ask_stop(turn)
        case "opnieuw":
            turn.ask_yes_no(
                Asked.RESTART, turn.speech.texts("opnieuw_vraag"), "knop_opnieuw", "knop_doorgaan"
            )
        case "terug":
            back(turn)
        case "overslaan" if field_open:
            return answering.skip(turn, unknown=False)
        case "weet_niet" if field_open:
            return answering.skip(turn, unknown=True)
        case "uitleg":
            explain(turn)
        case "waarom" if field_open and question.place is not None:
            field = turn.door.fields[split_path(question.place)[0]]
            turn.say_text(field.waarom or turn.speech.texts("waarom_geen"))
            turn.again(misses=max(1, question.misses))
        case "mens_spreken":
            return to_person(turn)
        case "wijzigen" if question.asked is Asked.OVERVIEW or turn.state.order:
            turn.ask_which() if turn.state.order else turn.again()
        case "verder":
            resume(turn)
        case "code_kwijt" if not field_open:
            turn.say("code_kwijt", adres=turn.speech.operator.status_address)
            turn.again() if question.asked is not Asked.OPEN else turn.ask_open()
        case "groet" if question.asked is not Asked.OPEN and not field_open:
            turn.say("groet")
            turn.again()
        case "groet" if question.asked is Asked.OPEN:
            turn.say("groet")
            turn.ask_open()
        case "bedankt" if question.asked is Asked.ANYTHING:
            return yes_or_no(turn, False)
        case _ if name in REMARKS:
            turn.say(REMARKS[name], dagen=turn.speech.operator.keep_days)
            turn.again()
        case _:
            return None
    return turn.outcome()


def yes_or_no(turn: Turn, yes: bool) -> Outcome:
    """A yes or no, by button or by word, to the open question."""
    question = turn.state.question
    match question.asked:
        case Asked.DOOR:
            # After a help block the question is whether to hand over with urgency: that is what a yes says yes to.
            if yes and (len(question.doors) == 1 or question.doors[:1] == (URGENT,)):
                turn.take(question.doors[0])
            elif yes:
                turn.again()
            elif question.doors[:1] == (URGENT,):
                turn.say("spoed_nee")
                turn.ask_open()
            else:
                return press(turn, "anders")
        case Asked.MORE:
            answering.more(turn, yes)
        case Asked.OVERVIEW:
            if yes:
                return answering.send(turn, question.version or 0)
            turn.ask_which()
        case Asked.STOP:
            stop(turn) if yes else resume(turn)
        case Asked.RESTART:
            restart(turn) if yes else resume(turn)
        case Asked.SWITCH:
            if yes:
                guess = turn.state.draft.door if turn.state.draft is not None else ""
                turn.doubt(Why.OTHER_DOOR, turn.state.story, _guessed((guess,)), question.doors[0])
                turn.state = replace(turn.state, story=f"{turn.state.story}\n{question.said}".strip())
                turn.take(question.doors[0])
            else:
                resume(turn)
        case Asked.LATER:
            later(turn, yes)
        case Asked.ANYTHING:
            if yes:
                turn.state = replace(
                    turn.state,
                    draft=None,
                    story="",
                    round=turn.state.round + 1,
                    order=(),
                    misses=0,
                    joins=None,
                )
                turn.ask_open()
            else:
                turn.say("klaar")
                turn.state = turn.state.asking(turn.new_question(Asked.NONE))
        case Asked.NONE:
            if yes:
                resume(turn)
            else:
                turn.say("klaar")
        case _:
            turn.again()
    return turn.outcome()


def button_named(turn: Turn, text: str) -> str | None:
    """The answer of the button, at the question which door fits, whose own words this message is; None when it is no such."""
    question = turn.state.question
    if question.asked is not Asked.DOOR:
        return None
    said = plain(text)
    for door in question.doors:
        if said == plain(turn.door_words(door)[0]):
            return f"deur.{door}"
    return "anders" if said == plain(turn.speech.texts("deur_knop_anders")) else None


def takes_offer(turn: Turn, text: str, meaning: Meaning) -> bool:
    """Whether few words name the door that is offered: "dan bezwaar" is a yes."""
    question = turn.state.question
    if question.asked is not Asked.SWITCH or len(text.split()) > SHORT:
        return False
    return meaning.intent == question.doors[0] and meaning.certainty >= turn.speech.thresholds.beside


def ask_stop(turn: Turn) -> None:
    """Asks whether to stop; nothing is lost by yes."""
    sent = turn.state.question.asked in {Asked.ANYTHING, Asked.NONE}
    name = "stoppen_vraag_na" if sent else "stoppen_vraag"
    text = turn.speech.texts(name, dagen=turn.speech.operator.keep_days)
    turn.ask_yes_no(Asked.STOP, text, "knop_stoppen", "knop_doorgaan")


def stop(turn: Turn) -> None:
    """Stops; what was told is kept and can be taken up again."""
    before = turn.state.question.before
    question = turn.new_question(Asked.NONE, before=before)
    sent = before is not None and before.asked in {Asked.ANYTHING, Asked.NONE}
    text = turn.speech.texts("gestopt_na" if sent else "gestopt")
    turn.put(question, text, [(turn.speech.texts("knop_verder"), "ja")])


def resume(turn: Turn) -> None:
    """Goes on where the interruption came."""
    question = turn.state.question
    if question.before is not None:
        turn.state = turn.state.asking(replace(question.before, key=question.key))
    turn.again()


def restart(turn: Turn) -> None:
    """Begins anew; the old state is kept so that this can be undone."""
    kept = replace(turn.state, undo=None, question=turn.state.question.before or turn.state.question)
    fresh = State(
        question=turn.state.question,
        round=turn.state.round + 1,
        undo=kept.to_json(),
        letters=turn.state.letters,
        language=turn.state.language,
    )
    turn.state = fresh
    turn.say("opnieuw")
    question = turn.new_question(Asked.OPEN)
    turn.put(question, turn.speech.texts("vraag_open"), [(turn.speech.texts("knop_ongedaan"), "ongedaan")])


def undo(turn: Turn) -> None:
    """Takes a restart back."""
    if turn.state.undo is None:
        turn.again()
        return
    key = turn.state.question.key
    old = State.from_json(turn.state.undo)
    turn.state = replace(old, question=replace(old.question, key=key), language=turn.state.language)
    turn.say("hersteld")
    turn.again()


def later(turn: Turn, yes: bool) -> None:
    """Takes up the trouble that was kept, in the case of the first, or lets it go."""
    first, *rest = turn.state.later
    before = turn.state.joins or turn.state.round - 1
    turn.state = replace(
        turn.state,
        later=tuple(rest),
        draft=None,
        order=(),
        story="",
        round=turn.state.round + 1,
        misses=0,
        joins=before,
    )
    if not yes:
        turn.ask_anything()
        return
    turn.state = replace(turn.state, story=first.text)
    if first.door is not None:
        turn.take(first.door)
    else:
        turn.ask_doors(MAIN_DOORS)


def back(turn: Turn) -> None:
    """Goes one answered question back and asks it again."""
    if not turn.state.order or turn.state.draft is None:
        turn.say("terug_niet")
        turn.again()
        return
    *order, last = turn.state.order
    draft = turn.state.draft
    draft = draft.with_closed(last[1:], closed=False) if last.startswith("+") else draft.without(last)
    turn.state = replace(turn.state, draft=draft, order=tuple(order))
    turn.say("terug")
    turn.ask_next()


def explain(turn: Turn) -> None:
    """Puts the open question in other words."""
    question = turn.state.question
    if question.asked is Asked.FIELD and question.place is not None:
        turn.again(misses=max(1, question.misses))
    elif question.asked is Asked.MORE:
        turn.say("meer_niet_begrepen")
        turn.again()
    else:
        turn.say("wat_kunt_u")
        turn.again()


def to_person(turn: Turn) -> Outcome:
    """A person takes it from here, with all that was told so far."""
    draft = turn.state.draft
    if draft is not None and draft.door != PERSON:
        turn.state = replace(turn.state, intended=draft.door)
    turn.take(PERSON)
    return turn.outcome()
