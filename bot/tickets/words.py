"""What a citizen reads of each step: one table, in B1 Dutch, with `u`."""

from collections.abc import Callable, Mapping
from datetime import date
from types import MappingProxyType
from typing import Any

from bot.law import dutch_date
from bot.tickets.workflow import LOKET, ActorKind, Move, Reason, State

# An organisation's id in, its name for people out.
Names = Callable[[str], str]

NOTE = "notitie"
ESCALATED = "escalatie"
ATTACHMENT = "bijlage"
# What stands in a history beside the moves.
OWNER = "behandelaar"
CALLED = "gebeld"
CONTACT = "contact"
CALL_TIME = "belmoment"
HELPED = "oordeel"
PART_DONE = "dossierdeel"
# At the desk.
CONSENT = "akkoord"
ADDED = "aanvulling"
PROGRESS = "navraag"
LOKET_NAME = "het loket"

_STEPS: Mapping[str, str] = MappingProxyType(
    {
        Move.AANBIEDEN: "Uw verzoek is gestuurd naar {organisatie}.",
        Move.ONTVANG: "{organisatie} heeft uw verzoek ontvangen.",
        Move.ACCEPTEER: "{organisatie} heeft uw verzoek aangenomen.",
        Move.START: "{organisatie} is met uw verzoek bezig.",
        Move.VRAAGBURGER: "{organisatie} heeft een vraag aan u. U kunt hier antwoorden.",
        Move.ANTWOORD: "U hebt de vraag beantwoord. Uw antwoord ligt bij {organisatie}.",
        Move.HANDELAF: "{organisatie} heeft uw verzoek afgehandeld. De uitleg staat hieronder.",
        Move.HEROPEN: "{organisatie} heeft uw verzoek heropend.",
        Move.INTREKKEN: "U hebt uw verzoek ingetrokken.",
        NOTE: "{organisatie} heeft een bericht voor u.",
        ESCALATED: "Het duurt bij {organisatie} langer dan afgesproken. Een medewerker van het loket kijkt ernaar.",
        ATTACHMENT: "{organisatie} heeft een bijlage toegevoegd.",
        CONTACT: "U heeft uw contactgegevens gewijzigd.",
        CALL_TIME: "U heeft laten weten wanneer bellen u uitkomt.",
        HELPED: "U heeft laten weten of het u heeft geholpen.",
        PART_DONE: "Een ander deel van uw zaak is afgehandeld.",
        CONSENT: "U hebt een medewerker van het loket gezegd dat uw verzoek mag worden doorgestuurd.",
        ADDED: "U hebt via een medewerker van het loket iets toegevoegd. {organisatie} kan dat lezen.",
        PROGRESS: "Het loket heeft {organisatie} gevraagd hoe het ermee staat.",
    }
)
_GIVEN_BACK: Mapping[str, str] = MappingProxyType(
    {
        Reason.NIET_VAN_ONS: "{organisatie} gaat niet over uw verzoek.",
        Reason.ONVOLLEDIG: "{organisatie} mist nog gegevens bij uw verzoek.",
        Reason.DUBBEL: "{organisatie} heeft laten weten dat dit verzoek daar al ligt.",
        Reason.ELDERS_GEREGELD: "Volgens {organisatie} hoort uw verzoek bij een andere regeling.",
    }
)
_CALLED: Mapping[str, str] = MappingProxyType(
    {
        "bereikt": "{organisatie} heeft u gebeld.",
        "afgesproken": "{organisatie} heeft u gebeld. Dit is afgesproken.",
        "terugbellen": "{organisatie} heeft u gebeld en belt u nog eens.",
        "niet_bereikt": "{organisatie} heeft u gebeld, maar kreeg u niet te pakken.",
    }
)
_AGREED = "afgesproken"
_TOLD_ONCE = "U hoeft uw verhaal niet opnieuw te vertellen."
_PASSED_ON = "Uw verzoek is doorgestuurd naar {organisatie}. " + _TOLD_ONCE
_AT_LOKET = "Uw verzoek ligt nu bij het loket. Een medewerker zoekt uit wie u kan helpen. " + _TOLD_ONCE
_FIRST_AT_LOKET = "Uw verzoek ligt bij het loket. Een medewerker zoekt uit wie u kan helpen."
_NOT_CONNECTED = (
    "Uw verzoek ligt bij het loket. {bestemd_voor} is nog niet op ons aangesloten. "
    "Een medewerker van het loket stuurt uw verzoek door."
)
_REOPENED_BY_CITIZEN = "U hebt laten weten dat het nog niet is opgelost. Uw verzoek is heropend."
_ATTACHED_BY_CITIZEN = "U hebt een bijlage toegevoegd. {organisatie} kan die bekijken."

_NOW: Mapping[State, str] = MappingProxyType(
    {
        State.AANGEBODEN: "Uw verzoek is aangeboden aan {organisatie}. Het is daar nog niet geopend.",
        State.ONTVANGEN: "{organisatie} heeft uw verzoek ontvangen en bekijkt of het daar hoort.",
        State.GEACCEPTEERD: "{organisatie} heeft uw verzoek aangenomen.",
        State.IN_BEHANDELING: "{organisatie} is met uw verzoek bezig.",
        State.WACHT_OP_BURGER: "{organisatie} wacht op uw antwoord.",
        State.TERUGGEGEVEN: "Uw verzoek gaat naar een andere organisatie.",
        State.AFGEHANDELD: (
            "{organisatie} heeft uw verzoek afgehandeld. Is het niet opgelost? "
            "Dan kunt u dat tot 28 dagen na de afhandeling laten weten."
        ),
        State.INGETROKKEN: "U hebt dit verzoek ingetrokken. Er gebeurt niets meer mee.",
    }
)
# Texts that were written for the citizen, or by the citizen. The rest is between organisations.
_CITIZENS_TEXT = frozenset(
    {Move.VRAAGBURGER, Move.ANTWOORD, Move.HANDELAF, Move.INTREKKEN, NOTE, HELPED, ADDED}
)


# Not that the term of the law rests: that it does only after a formal request to complete (Awb 4:15).
_RESTS = "U bent aan de beurt. Antwoord zo snel mogelijk. Anders kan het langer duren."
# A promise that the counter keeps itself: it cannot make another answer, but it can look after it.
_ANSWER_BY = "Is er op {datum} nog geen antwoord? Dan kijkt een medewerker van dit loket waar het blijft."
_DECIDE_BY = (
    "De organisatie moet waarschijnlijk uiterlijk {datum} beslissen. "
    "Soms staat de tijd stil, bijvoorbeeld als er nog iets van u nodig is."
)


def filled(sentence: str, **names: str) -> str:
    """The text with its names; a name that begins a sentence ("het CJIB") gets a capital there.

    Split before the names are filled in: a name may hold a full stop of its own.
    """
    parts = [part.format(**names) for part in sentence.split(". ")]
    return ". ".join(part[:1].upper() + part[1:] for part in parts)


def _where(holder: str, intended: str | None, first: bool, names: Names) -> str:
    if intended is not None:
        return filled(_NOT_CONNECTED, bestemd_voor=names(intended))
    if holder == LOKET:
        return _FIRST_AT_LOKET if first else _AT_LOKET
    return filled(_STEPS[Move.AANBIEDEN] if first else _PASSED_ON, organisatie=names(holder))


def step_words(
    kind: str, actor_kind: str, from_state: str | None, data: Mapping[str, Any] | None, names: Names
) -> str:
    """The sentence of one history line. `data` says which organisation held the ticket then."""
    facts = data or {}
    holder = str(facts.get("organisatie", LOKET))
    if kind in (Move.AANBIEDEN, Move.ROUTE):
        return _where(holder, facts.get("bestemd_voor"), from_state is None, names)
    if kind == Move.GEEFTERUG:
        sentence = _GIVEN_BACK[str(facts["reden"])]
    elif kind == CALLED:
        sentence = _CALLED[str(facts["uitkomst"])]
    elif kind == Move.HEROPEN and actor_kind == ActorKind.BURGER:
        sentence = _REOPENED_BY_CITIZEN
    elif kind == ATTACHMENT and actor_kind == ActorKind.BURGER:
        sentence = _ATTACHED_BY_CITIZEN
    else:
        sentence = _STEPS[kind]
    return filled(sentence, organisatie=names(holder))


def now_words(state: State, holder: str, intended: str | None, names: Names) -> str:
    """The sentence that says where a ticket is now."""
    if holder == LOKET and state in (State.AANGEBODEN, State.ONTVANGEN):
        return _where(holder, intended, True, names)
    return filled(_NOW[state], organisatie=names(holder))


def promise_words(
    answer_by: date | None, decide_by: date | None, resting: bool, answered: bool
) -> tuple[str, ...]:
    """What was promised and is still to come, as the citizen reads it; the answer comes first."""
    lines = []
    if resting:
        lines.append(_RESTS)
    if answer_by is not None and not answered:
        lines.append(_ANSWER_BY.format(datum=dutch_date(answer_by)))
    if decide_by is not None:
        lines.append(_DECIDE_BY.format(datum=dutch_date(decide_by)))
    return tuple(lines)


def citizens_text(kind: str, actor_kind: str, data: Mapping[str, Any] | None = None) -> bool:
    """Whether the text of such a line is for the citizen's eyes."""
    if kind == CALLED:
        return (data or {}).get("uitkomst") == _AGREED
    return kind in _CITIZENS_TEXT or (kind == Move.HEROPEN and actor_kind == ActorKind.BURGER)
