"""Earlier answers taken back: "nee, ik bedoel 350", "dat adres klopt niet", "niet Breda maar Tilburg"."""

from __future__ import annotations

import re
from dataclasses import replace

from bot.dialogue.guard import PLACEHOLDERS
from bot.dialogue.state import Asked
from bot.dialogue.turn import Turn
from bot.doors.asking import field_context
from bot.doors.conditions import plain
from bot.doors.door import Ask
from bot.doors.draft import Answer, Draft, Known, split_path
from bot.doors.kinds import Understood
from bot.doors.telling import debts_told

# "Nee, ik bedoel 350", "oeps, het is 12 maart", "dat bedrag klopt niet": an earlier answer is taken back.
_CORRECTION = re.compile(
    r"^(nee|neen|no|sorry|oeps|oops|wacht|wait|fout|wrong|pardon|foutje)?[\s,.:!-]*"
    r"(?:(?:toch|hoor|nee|even|nou|maar|wacht|sorry|no|wait|but)[\s,.:!-]+){0,2}"
    r"(ik bedoel(de)?|bedoelde|bedoel|het moet zijn|moet zijn|ik had moeten zeggen|ik vergiste me|vergist"
    r"|i mean(?:t)?|it should be|it should have been|should be|i should have said"
    r"|(?:klopt niet|nee|sorry|no)?[\s,.:!-]*(?<=[a-z!,. ])(?:het is|het zijn|'t is|dat is|it is|it's|that is|that's) (?=.*\d))\b",
    re.IGNORECASE,
)
# "Het is niet Breda maar Tilburg."
_NOT_BUT = re.compile(r"\b(?:niet|not) (?P<old>.{2,40}?),? (?:maar|but) (?P<new>.{2,60})$", re.IGNORECASE)
# "Nee, dat is de gemeente, niet het UWV."
_BUT_NOT = re.compile(
    r"^\W*(?:(?:nee|neen|sorry|wacht|no|wait)\W+)*(?:(?:dat|het|dit) (?:is|was)|(?:it|that)(?:'s| is| was)) (?P<new>.{2,40}?),? (?:en |and )?"
    r"(?:niet|not) (?P<old>.{2,40})$",
    re.IGNORECASE,
)
_IS_WRONG = re.compile(
    r"\b(klopt niet|klopt toch niet|is fout|is verkeerd|moet (\S+ ){0,3}zijn|is wrong|is not right|isn't right|is incorrect|is not correct)\b",
    re.IGNORECASE,
)
# How a message begins that takes something back.
_BACK = r"nee|neen|no\b|sorry|oeps|oops|wacht|wait|fout|pardon|foutje|ik bedoel|bedoel"
_TAKES_BACK = re.compile(rf"\W*(?:{_BACK}|wrong|klopt niet|i mean)", re.IGNORECASE)
# "Nee, duo is 4500", "bij het waterschap moet het 320 zijn".
_OTHER_AMOUNT = re.compile(
    rf"^\W*(?:{_BACK})\b|\b(?:moet|moest|should)\b.{{0,20}}\b(?:zijn|be)\b", re.IGNORECASE
)
LOOSE_KINDS = {"regeling", "organisatie", "welke"}
FREE_KINDS = {"lang_tekst", "tekst", "naam"}
CONTACT = "contact"
FEW_BESIDE_CONTACT = 4


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
    if _TAKES_BACK.match(text) is None:
        meant = None
    instead = _NOT_BUT.search(text) or _BUT_NOT.search(text)
    if draft is None:
        return False
    if _correct_debt(turn, draft, text):
        return True
    if not (meant or instead or _IS_WRONG.search(text)):
        return False
    place = named_place(turn, said)
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


def _correct_debt(turn: Turn, draft: Draft, text: str) -> bool:
    """Puts another amount with one of the organisations that were named: "nee, duo is 4500"."""
    if not _OTHER_AMOUNT.search(text):
        return False
    told = debts_told(turn.knowledge, turn.door, draft, text)
    if len(told) != 1:
        return False
    ((place, amount),) = told.items()
    turn.state = replace(turn.state, draft=draft.with_answer(place, Answer(amount, message=turn.message)))
    _, value = turn.show(place)
    turn.say("gewijzigd_schuld", naam=turn.item_of(place), waarde=value)
    _go_on(turn)
    return True


def _holds(turn: Turn, place: str, words: str) -> bool:
    """Whether what is shown at this place speaks of these words."""
    _, shown_now = turn.show(place)
    # "Het is niet het UWV": the article belongs to the sentence and not to the name.
    said = re.sub(r"^(het|de|een|mijn|the|an?|my) ", "", plain(words))
    return bool(said) and said in plain(shown_now)


def _go_on(turn: Turn) -> None:
    """After a correction: the open question again, unless the correction made it needless."""
    question = turn.state.question
    if question.asked is Asked.FIELD and not question.changing and turn.state.draft is not None:
        turn.ask_next()
    else:
        turn.again()


def named_place(turn: Turn, said: str) -> str | None:
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


def _without_contact(text: str) -> str:
    """The message without what stands where the guard took contact data out."""
    for placeholder in PLACEHOLDERS.values():
        text = text.replace(placeholder, " ")
    return text


def _is_contact_alone(turn: Turn, text: str) -> bool:
    """Whether a message at another question gives contact data and hardly a word more ("bel maar 06 ...")."""
    question = turn.state.question
    if question.asked is not Asked.FIELD or question.place == CONTACT:
        return False
    rest = _without_contact(text)
    return rest != text and len(plain(rest).split()) <= FEW_BESIDE_CONTACT


def take_contact(turn: Turn, text: str) -> bool:
    """Contact data that the guard took out of a message stands in the draft: as told, or instead of the old.

    True when the message was nothing but that correction.
    """
    draft, contact = turn.state.draft, turn.state.contact
    if draft is None or contact is None or CONTACT not in turn.door.fields:
        return False
    known = draft.get(CONTACT)
    value = dict(contact)
    if known is None:
        turn.state = replace(
            turn.state, draft=draft.with_answer(CONTACT, Answer(value, Known.KNOWN, True, turn.message))
        )
        if not _is_contact_alone(turn, text):
            return False
        turn.again()
        return True
    if _without_contact(text) == text or known.value == value:
        return False
    turn.state = replace(turn.state, draft=draft.with_answer(CONTACT, Answer(value, message=turn.message)))
    label, shown_now = turn.show(CONTACT)
    turn.say("gewijzigd", label=label, waarde=shown_now)
    question = turn.state.question
    if question.asked is Asked.FIELD and question.place != CONTACT and not _IS_WRONG.search(text):
        return False
    _go_on(turn)
    return True
