"""Acute need: recognised before everything, answered with the right numbers, and then with a ticket if wanted."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from bot.dialogue.state import Asked, Meaning
from bot.dialogue.turn import PERSON, URGENT, Turn
from bot.doors.conditions import names
from bot.doors.draft import split_path
from bot.law import EmergencyBook, HelpBlock

# At the question which door fits, so few words say too little to be doubted ("ik help haar").
FEW_WORDS = 4
TELLING_KINDS = {"meerkeuze", "gevolgen", "lang_tekst"}
SPOKEN_OF = {
    "huisuitzetting": [
        "huis",
        "huur*",
        "woning*",
        "deurwaarder*",
        "ontruim*",
        "uitgezet",
        "verhuurder",
        "evict*",
    ],
    "afsluiting_energie": ["stroom", "gas", "energie*", "verwarming", "electricity"],
    "afsluiting_water": ["water"],
    "geen_eten_medicijnen": [
        "eten",
        "honger",
        "voedsel*",
        "boodschappen",
        "medicijn*",
        "insuline",
        "food",
        "hungry",
    ],
    "dakloos": ["straat", "slaap*", "slapen", "dakloos", "homeless"],
    "huiselijk_geweld": ["sla*", "bang", "geweld*", "mishandel*"],
}


def danger(turn: Turn, text: str, meaning: Meaning) -> bool:
    """Acute need goes before everything: the right numbers at once. True when that takes over the turn."""
    book = turn.knowledge.law.emergencies
    found = book.recognise(text)
    limits = turn.speech.thresholds
    acute = list(found.acute)
    near = [block for block in found.near if block not in acute]
    # Without a phrase that names the danger, the engine's own certainty decides, and 112 is the safe answer.
    # An answer to a question is short and out of its story: there it takes a phrase beside the certainty.
    opening = turn.state.question.asked in {Asked.OPEN, Asked.DOOR}
    if not acute and (opening or near) and meaning.intent == URGENT and meaning.certainty >= limits.urgent:
        acute = near or [unnamed_danger(text)]
        near = []
    elif not acute and not near and opening:
        # In doubt the help is shown beside the ordinary door: a block too many costs nothing.
        doubted = _doubted(turn, text, meaning)
        near = [] if doubted is None else [unnamed_danger(doubted)]
    for block in acute or near:
        turn.say_text(help_text(book.block(block)), notice=True)
    if not acute or _asks_for_it(turn):
        return False
    if turn.state.question.asked in {Asked.OPEN, Asked.DOOR}:
        turn.state = replace(turn.state, story=f"{turn.state.story}\n{text}".strip())
        others = [door for door, _ in meaning.ranking if door in turn.choosable and door != PERSON][:2]
        first = URGENT if URGENT in turn.knowledge.doors else PERSON
        turn.ask_doors([first, *(others or ["betalingsregeling"])], words="spoed_vraag")
    else:
        turn.say("spoed_na")
        turn.again()
    return True


def _doubted(turn: Turn, text: str, meaning: Meaning) -> str | None:
    """The words that may speak of danger: the whole message, or one sentence of a long request for something else."""
    limits = turn.speech.thresholds
    enough = turn.state.question.asked is Asked.OPEN or len(text.split()) > FEW_WORDS
    if enough and meaning.of(URGENT) >= limits.perhaps_urgent:
        return text
    certainty, sentence = meaning.urgent_sentence or (0.0, "")
    return sentence if certainty >= limits.urgent_sentence else None


def _asks_for_it(turn: Turn) -> bool:
    """Whether the open question itself asks what happened: then the block is shown and the answer is kept."""
    question = turn.state.question
    if question.asked is not Asked.FIELD or question.place is None or turn.state.draft is None:
        return False
    return turn.door.fields[split_path(question.place)[0]].soort in TELLING_KINDS


def unnamed_danger(text: str) -> str:
    """Which block fits acute need that no phrase names: by what the text speaks of, else the one with 112."""
    return next((block for block, words in SPOKEN_OF.items() if names(text, words)), "levensgevaar")


def help_for(book: EmergencyBook, texts: Iterable[str]) -> tuple[str, ...]:
    """The help blocks that these texts call for, most urgent first: of what is acute, else of what is near it."""
    found = [book.recognise(text) for text in texts if text.strip()]
    acute = {block for one in found for block in one.acute}
    called = acute or {block for one in found for block in one.near}
    return tuple(help_text(book.block(block)) for block in book.blocks if block in called)


def help_text(block: HelpBlock) -> str:
    """A help block as one text: what to do, then each number with what it is for."""
    numbers = [f"{number.name}: {number.number}. {number.note}" for number in block.numbers]
    links = [f"{link.text}: {link.url}" for link in block.links]
    return "\n".join([block.title, *block.lines, *numbers, *links])
