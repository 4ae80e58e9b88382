"""The first message: which door is meant, taken, confirmed or asked by how certain that is."""

from __future__ import annotations

from dataclasses import replace

from bot.dialogue.state import Asked, Meaning, Outcome
from bot.dialogue.turn import PERSON, Turn
from bot.learning.doubt import Why

# What the engine knows beside doors; said in a first message these are answered, and the question is asked again.
REMARKS = {
    "bedankt": "bedankt",
    "ben_je_een_mens": "machine",
    "wat_kunt_u": "wat_kunt_u",
    "privacy": "privacy",
    "duur": "duur",
    "schelden": "schelden",
}
MAIN_DOORS = ["betalingsregeling", "herstel_fout", "knellende_regel", "bezwaar", PERSON]
PLAN, TANGLE = "betalingsregeling", "multiproblematiek"
# A message of so few words sums up; a tangle needs room to be told.
SHORT_STORY = 30
# From here the other reading of a message is more than noise.
HINT = 0.04
# So many first messages may miss before a person is offered.
MISSES = 2
# At the question which door fits.
FEW_WORDS, NO_DOUBT = 3, 0.9
# A greeting with more words than this has a story behind it.
GREETING_WORDS = 4


def first_message(turn: Turn, text: str, meaning: Meaning, engine_up: bool) -> Outcome:
    """Takes, confirms or asks the door of a first message, or of an answer in other words."""
    state = turn.state
    limits = turn.speech.thresholds
    if remark(turn, text, meaning):
        return turn.outcome()
    story = f"{state.story}\n{text}".strip()
    turn.state = replace(state, story=story)
    doors = [(door, certainty) for door, certainty in meaning.ranking if door in turn.choosable]
    if not engine_up or not meaning.ranking:
        turn.say("pauze" if state.draft is not None else "start_op")
        turn.ask_doors(MAIN_DOORS)
        return turn.outcome()
    intent, certainty = meaning.intent, meaning.certainty
    offered = state.question.doors if state.question.asked is Asked.DOOR else ()
    if (
        len(offered) == 1
        and doors
        and doors[0][0] == offered[0]
        and intent not in {"status", "buiten_bereik"}
    ):
        # Asked whether this door is meant, more is told that speaks for it and for no other: "800 euro".
        turn.take(offered[0])
        return turn.outcome()
    if _adds_only(turn, state.story, text, doors):
        turn.state = replace(turn.state, misses=state.misses + 1)
        turn.ask_doors(list(turn.state.question.doors), words="deur_erbij")
        return turn.outcome()
    if _debts_alone(turn, text, doors):
        # Some bills at once are several debts, not yet a tangle; who is not sure enough says which.
        turn.doubt(Why.UNSURE, text, meaning)
        if dict(doors)[PLAN] >= limits.offer:
            turn.take(PLAN)
        else:
            turn.ask_doors([PLAN, TANGLE])
        return turn.outcome()
    if intent == "status" and certainty >= limits.confirm:
        # Nobody's trouble yet: the question after a request is no part of a story.
        turn.state = replace(turn.state, story=state.story)
        turn.say("status", adres=turn.speech.operator.status_address)
        turn.ask_open()
    elif intent == "buiten_bereik" and certainty >= limits.out_of_scope:
        # Nothing of ours: the doors are shown at the second time, and nobody is pushed to a person for the weather.
        turn.state = replace(turn.state, story=state.story, misses=state.misses + 1)
        turn.say("buiten_bereik")
        if certainty < limits.take:
            turn.doubt(Why.UNSURE, text, meaning)
        if state.misses:
            turn.ask_doors(MAIN_DOORS)
        else:
            turn.ask_open()
    elif doors and doors[0][1] >= limits.take and not _ask_open_too(turn, doors):
        turn.take(doors[0][0])
    elif doors and doors[0][1] >= limits.confirm:
        second = [door for door, sure in doors[1:3] if sure >= limits.offer]
        if doors[0][0] not in turn.knowledge.doors and not second:
            second = _best_open(turn, doors)
        turn.doubt(Why.UNSURE, text, meaning)
        turn.ask_doors([doors[0][0], *second], confirm=not second)
    elif doors and state.misses == 0 and len(text.split()) >= 4:
        turn.doubt(Why.UNSURE, text, meaning)
        turn.state = replace(turn.state, misses=turn.state.misses + 1)
        turn.ask_doors([door for door, _ in doors[:3]])
    else:
        turn.doubt(Why.UNSURE, text, meaning)
        missed(turn, "deur_niets")
    return turn.outcome()


def _adds_only(turn: Turn, story: str, text: str, doors: list[tuple[str, float]]) -> bool:
    """Whether a message at the question which door fits names none: it is kept with the story, and the doors stand.

    "18 juli" and "Amsterdam" are no trouble of their own. Once: who goes on so gets other words, and then a person.
    """
    question, limits = turn.state.question, turn.speech.thresholds
    if question.asked is not Asked.DOOR or not story.strip() or turn.state.misses >= MISSES:
        return False
    if not doors or doors[0][1] < limits.confirm:
        return True
    # "Een besluit": a few words mean a door that was not offered only when they leave no doubt.
    few = len(text.split()) <= FEW_WORDS
    return few and doors[0][0] not in question.doors and doors[0][1] < NO_DOUBT


def _debts_alone(turn: Turn, text: str, doors: list[tuple[str, float]]) -> bool:
    """Whether a short message that sounds like a tangle only sums up debts at several organisations.

    Naming two organisations is not enough for a tangle: they have to grip into each other, or send on to each other.
    """
    if not doors or doors[0][0] != TANGLE or len(text.split()) > SHORT_STORY:
        return False
    plan = dict(doors).get(PLAN, 0.0)
    return plan >= HINT and turn.knowledge.finder.find(turn.state.story).several


def _best_open(turn: Turn, doors: list[tuple[str, float]]) -> list[str]:
    """The likeliest door that has a file of its own and is not the call for a person."""
    return [door for door, _ in doors if door in turn.knowledge.doors and door != PERSON][:1]


def _ask_open_too(turn: Turn, doors: list[tuple[str, float]]) -> bool:
    """Whether a door without a file would hide that what is named can be handled by one that has a file.

    A door without a file ends in a person. Who names several organisations may be helped at once: both are shown.
    """
    return doors[0][0] not in turn.knowledge.doors and turn.knowledge.finder.find(turn.state.story).several


def missed(turn: Turn, sentence: str) -> None:
    """One more first message that found no door; after two a person is offered."""
    misses = turn.state.misses + 1
    turn.state = replace(turn.state, misses=misses)
    if misses >= MISSES:
        turn.say("deur_naar_mens")
        turn.take(PERSON)
        return
    turn.say(sentence)
    turn.ask_open()


def remark(turn: Turn, text: str, meaning: Meaning) -> bool:
    """Answers a greeting, thanks or a question about this assistant; True when that was all there was."""
    intent = meaning.intent or ""
    if meaning.certainty < turn.speech.thresholds.remark:
        return False
    if intent == "groet" and len(text.split()) <= GREETING_WORDS:
        turn.say("groet")
    elif intent in REMARKS:
        turn.say(REMARKS[intent], dagen=turn.speech.operator.keep_days)
    else:
        return False
    if turn.state.question.asked is Asked.DOOR:
        turn.again()
    else:
        turn.ask_open()
    return True
