"""Decides what a message does to a conversation. Pure: state and knowledge in, state and words out.

The order of deciding, one line each in `respond`: a button of the open question, danger, a side question with an
answer of its own, a steering phrase, a correction, the answer to the open question, another side question or door.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from bot.dialogue import answering, aside, correcting, opening, standing, steering
from bot.dialogue.danger import danger
from bot.dialogue.judging import judge
from bot.dialogue.lettering import offer_letters
from bot.dialogue.overview import is_connected
from bot.dialogue.standing import Told
from bot.dialogue.state import Asked, Meaning, Outcome, Say, State
from bot.dialogue.turn import Speech, Turn
from bot.dialogue.view import ReceiptView
from bot.doors.conditions import names, plain
from bot.doors.knowledge import Knowledge
from bot.doors.packages import Package, packages
from bot.language import ENGLISH, NL, is_english

# Where a message may be the first of a story: there the engine's word is weighed with what the register knows.
FIRST = {Asked.OPEN, Asked.DOOR, Asked.ANYTHING, Asked.LATER, Asked.NONE}
_BUTTON = re.compile(r"^/([A-Za-z0-9_.]+):(\d+)$")


def begin(speech: Speech, knowledge: Knowledge, language: str = NL) -> Outcome:
    """A new conversation: says what this is, and asks what the matter is."""
    turn = Turn(speech, knowledge, State(language=language), 0)
    operator, texts = turn.speech.operator, turn.speech.texts
    phone = texts("telefoon", telefoon=operator.telephone, uren=operator.hours) if operator.telephone else ""
    for text in texts.all("welkom", naam=operator.name, telefoon=phone):
        turn.say_text(text)
    turn.ask_open()
    return turn.outcome()


def with_notices(begun: Outcome, notices: Sequence[str]) -> Outcome:
    """A new conversation that tells these notices of the day before it asks its first question."""
    told = tuple(Say(text, notice=True, language=NL) for text in notices)
    return replace(begun, says=(*begun.says[:-1], *told, *begun.says[-1:]))


def respond(
    speech: Speech,
    knowledge: Knowledge,
    state: State,
    text: str,
    meaning: Meaning,
    *,
    message: int,
    engine_up: bool = True,
    told: Told | None = None,
) -> Outcome:
    """What this message does. `text` is guarded; `meaning` is empty when the engine is down or was not asked."""
    turn = Turn(speech, knowledge, state, message)
    if told is not None:
        # Danger goes before everything, also before how it stands with a request.
        if not danger(turn, text, Meaning()):
            standing.tell(turn, told)
        return turn.outcome()
    pressed = _BUTTON.match(text)
    if pressed is not None:
        if int(pressed[2]) == state.question.key:
            return steering.press(turn, pressed[1])
        turn.say("knop_oud")
        turn.again()
        return turn.outcome()
    text = text.lstrip("/").strip()
    if not plain(text):
        turn.say("alleen_tekens" if text else "leeg")
        turn.again()
        return turn.outcome()
    _offer_language(turn, text)
    if state.question.asked in FIRST:
        meaning = judge(meaning, knowledge.finder.find(text), knowledge.law.emergencies.recognise(text))
    if danger(turn, text, meaning):
        return turn.outcome()
    named = steering.button_named(turn, text)
    if named is not None:
        return steering.press(turn, named)
    if state.question.asked not in FIRST and aside.answer_from_glossary(turn, text):
        return turn.outcome()
    if correcting.take_contact(turn, text):
        return turn.outcome()
    control = turn.speech.controls.recognise(text)
    if control is None and steering.is_certain(turn, text, meaning):
        control = meaning.intent
    if control is not None:
        handled = steering.control(turn, control, text)
        if handled is not None:
            return handled
    if not state.warned and names(text, turn.speech.health_words):
        turn.state = replace(turn.state, warned=True)
        turn.say("gezondheid")
    return _by_question(turn, text, meaning, engine_up)


def _offer_language(turn: Turn, text: str) -> None:
    """Says once, to who begins in English at a counter that also speaks it, how to go on in English."""
    state = turn.state
    english = turn.dutch_speech.others.get(ENGLISH)
    begins = state.question.asked is Asked.OPEN and not state.story and state.round == 1 and not state.misses
    if english is not None and state.language == NL and begins and is_english(text):
        turn.says.append(Say(english.texts("ook_engels"), notice=True, language=ENGLISH))


def delivered(
    speech: Speech, knowledge: Knowledge, state: State, sent: Sequence[tuple[Package, ReceiptView]]
) -> Outcome:
    """After handing over: the numbers and codes, what happens next, and whether there is something else."""
    turn = Turn(speech, knowledge, state, 0)
    own = sent
    if state.draft is not None and state.language != NL:
        # The same packages, with their receivers named in the citizen's language.
        named = packages(turn.knowledge, turn.door, state.draft)
        own = [(package, receipt) for package, (_, receipt) in zip(named, sent, strict=True)]
    for package, receipt in own:
        name = "verstuurd_ticket"
        if package.is_signal:
            name = "verstuurd_signaal"
        elif not is_connected(speech, package):
            name = "verstuurd_niet_aangesloten"
        turn.say(name, naam=package.name, nummer=receipt.number, code=receipt.code)
    turn.say("verstuurd_bewaren", adres=turn.speech.operator.status_address)
    offer_letters(turn, state.draft)
    turn.state = replace(
        turn.state, draft=None, story="", round=state.round + 1, order=(), misses=0, intended=None
    )
    turn.ask_anything()
    return turn.outcome()


def _by_question(turn: Turn, text: str, meaning: Meaning, engine_up: bool) -> Outcome:
    match turn.state.question.asked:
        case Asked.OPEN | Asked.DOOR:
            return opening.first_message(turn, text, meaning, engine_up)
        case Asked.FIELD:
            return answering.field_answer(turn, text, meaning)
        case Asked.MORE:
            return answering.more_answer(turn, text, meaning)
        case Asked.OVERVIEW | Asked.WHICH:
            return answering.overview_answer(turn, text, meaning)
        case Asked.ANYTHING | Asked.LATER | Asked.NONE:
            # A new story begins; what was handed over stays handed over.
            turn.state = replace(
                turn.state, draft=None, story="", round=turn.state.round + 1, order=(), joins=None
            )
            return opening.first_message(turn, text, meaning, engine_up)
        case _:
            if steering.takes_offer(turn, text, meaning):
                return steering.yes_or_no(turn, True)
            if aside.aside(turn, text, meaning):
                return turn.outcome()
            # An interruption was put and something else was said: the interruption falls away.
            before = turn.state.question.before
            if before is not None:
                turn.state = turn.state.asking(replace(before, key=turn.state.question.key))
                return _by_question(turn, text, meaning, engine_up)
            return opening.first_message(turn, text, meaning, engine_up)
