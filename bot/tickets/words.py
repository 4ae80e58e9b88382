"""What a citizen reads of each step: one table, in B1 Dutch, with `u`; other languages lie over it."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from bot.language import DUTCH, Phrases, Table
from bot.tickets.workflow import LOKET, ActorKind, Move, State

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

SAID = Table(
    "verzoek",
    {
        "stap_aanbieden": "Uw verzoek is gestuurd naar {organisatie}.",
        "stap_ontvang": "{organisatie} heeft uw verzoek ontvangen.",
        "stap_accepteer": "{organisatie} heeft uw verzoek aangenomen.",
        "stap_start": "{organisatie} is met uw verzoek bezig.",
        "stap_vraagburger": "{organisatie} heeft een vraag aan u. U kunt hier antwoorden.",
        "stap_antwoord": "U hebt de vraag beantwoord. Uw antwoord ligt bij {organisatie}.",
        "stap_handelaf": "{organisatie} heeft uw verzoek afgehandeld. De uitleg staat hieronder.",
        "stap_heropen": "{organisatie} heeft uw verzoek heropend.",
        "stap_intrekken": "U hebt uw verzoek ingetrokken.",
        "stap_notitie": "{organisatie} heeft een bericht voor u.",
        "stap_escalatie": (
            "Het duurt bij {organisatie} langer dan afgesproken. Een medewerker van het loket kijkt ernaar."
        ),
        "stap_bijlage": "{organisatie} heeft een bijlage toegevoegd.",
        "stap_contact": "U heeft uw contactgegevens gewijzigd.",
        "stap_belmoment": "U heeft laten weten wanneer bellen u uitkomt.",
        "stap_oordeel": "U heeft laten weten of het u heeft geholpen.",
        "stap_dossierdeel": "Een ander deel van uw zaak is afgehandeld.",
        "stap_akkoord": "U hebt een medewerker van het loket gezegd dat uw verzoek mag worden doorgestuurd.",
        "stap_aanvulling": (
            "U hebt via een medewerker van het loket iets toegevoegd. {organisatie} kan dat lezen."
        ),
        "stap_navraag": "Het loket heeft {organisatie} gevraagd hoe het ermee staat.",
        "terug_niet_van_ons": "{organisatie} gaat niet over uw verzoek.",
        "terug_onvolledig": "{organisatie} mist nog gegevens bij uw verzoek.",
        "terug_dubbel": "{organisatie} heeft laten weten dat dit verzoek daar al ligt.",
        "terug_elders_geregeld": "Volgens {organisatie} hoort uw verzoek bij een andere regeling.",
        "gebeld_bereikt": "{organisatie} heeft u gebeld.",
        "gebeld_afgesproken": "{organisatie} heeft u gebeld. Dit is afgesproken.",
        "gebeld_terugbellen": "{organisatie} heeft u gebeld en belt u nog eens.",
        "gebeld_niet_bereikt": "{organisatie} heeft u gebeld, maar kreeg u niet te pakken.",
        "doorgestuurd": (
            "Uw verzoek is doorgestuurd naar {organisatie}. U hoeft uw verhaal niet opnieuw te vertellen."
        ),
        "bij_loket": (
            "Uw verzoek ligt nu bij het loket. Een medewerker zoekt uit wie u kan helpen. "
            "U hoeft uw verhaal niet opnieuw te vertellen."
        ),
        "eerst_bij_loket": "Uw verzoek ligt bij het loket. Een medewerker zoekt uit wie u kan helpen.",
        "niet_aangesloten": (
            "Uw verzoek ligt bij het loket. {bestemd_voor} is nog niet op ons aangesloten. "
            "Een medewerker van het loket stuurt uw verzoek door."
        ),
        "heropend_door_u": "U hebt laten weten dat het nog niet is opgelost. Uw verzoek is heropend.",
        "bijlage_van_u": "U hebt een bijlage toegevoegd. {organisatie} kan die bekijken.",
        "nu_aangeboden": "Uw verzoek is aangeboden aan {organisatie}. Het is daar nog niet geopend.",
        "nu_ontvangen": "{organisatie} heeft uw verzoek ontvangen en bekijkt of het daar hoort.",
        "nu_geaccepteerd": "{organisatie} heeft uw verzoek aangenomen.",
        "nu_in_behandeling": "{organisatie} is met uw verzoek bezig.",
        "nu_wacht_op_burger": "{organisatie} wacht op uw antwoord.",
        "nu_teruggegeven": "Uw verzoek gaat naar een andere organisatie.",
        "nu_afgehandeld": (
            "{organisatie} heeft uw verzoek afgehandeld. Is het niet opgelost? "
            "Dan kunt u dat tot 28 dagen na de afhandeling laten weten."
        ),
        "nu_ingetrokken": "U hebt dit verzoek ingetrokken. Er gebeurt niets meer mee.",
        # Not that the term of the law rests: that it does only after a formal request to complete (Awb 4:15).
        "aan_de_beurt": "U bent aan de beurt. Antwoord zo snel mogelijk. Anders kan het langer duren.",
        # A promise that the counter keeps itself: it cannot make another answer, but it can look after it.
        "antwoord_voor": (
            "Is er op {datum} nog geen antwoord? Dan kijkt een medewerker van dit loket waar het blijft."
        ),
        "beslissen_voor": (
            "De organisatie moet waarschijnlijk uiterlijk {datum} beslissen. "
            "Soms staat de tijd stil, bijvoorbeeld als er nog iets van u nodig is."
        ),
        "loket": "het loket",
    },
)
_AGREED = "afgesproken"

# Texts that were written for the citizen, or by the citizen. The rest is between organisations.
_CITIZENS_TEXT = frozenset(
    {Move.VRAAGBURGER, Move.ANTWOORD, Move.HANDELAF, Move.INTREKKEN, NOTE, HELPED, ADDED}
)


def filled(sentence: str, **names: str) -> str:
    """The text with its names; a name that begins a sentence ("het CJIB") gets a capital there.

    Split before the names are filled in: a name may hold a full stop of its own.
    """
    parts = [part.format(**names) for part in sentence.split(". ")]
    return ". ".join(part[:1].upper() + part[1:] for part in parts)


def _where(holder: str, intended: str | None, first: bool, names: Names, phrases: Phrases) -> str:
    if intended is not None:
        return filled(phrases.say(SAID, "niet_aangesloten"), bestemd_voor=names(intended))
    if holder == LOKET:
        return phrases.say(SAID, "eerst_bij_loket" if first else "bij_loket")
    return filled(phrases.say(SAID, "stap_aanbieden" if first else "doorgestuurd"), organisatie=names(holder))


def step_words(
    kind: str,
    actor_kind: str,
    from_state: str | None,
    data: Mapping[str, Any] | None,
    names: Names,
    phrases: Phrases = DUTCH,
) -> str:
    """The sentence of one history line. `data` says which organisation held the ticket then."""
    facts = data or {}
    holder = str(facts.get("organisatie", LOKET))
    if kind in (Move.AANBIEDEN, Move.ROUTE):
        return _where(holder, facts.get("bestemd_voor"), from_state is None, names, phrases)
    if kind == Move.GEEFTERUG:
        sentence = f"terug_{facts['reden']}"
    elif kind == CALLED:
        sentence = f"gebeld_{facts['uitkomst']}"
    elif kind == Move.HEROPEN and actor_kind == ActorKind.BURGER:
        sentence = "heropend_door_u"
    elif kind == ATTACHMENT and actor_kind == ActorKind.BURGER:
        sentence = "bijlage_van_u"
    else:
        sentence = f"stap_{kind}"
    return filled(phrases.say(SAID, sentence), organisatie=names(holder))


def now_words(state: State, holder: str, intended: str | None, names: Names, phrases: Phrases = DUTCH) -> str:
    """The sentence that says where a ticket is now."""
    if holder == LOKET and state in (State.AANGEBODEN, State.ONTVANGEN):
        return _where(holder, intended, True, names, phrases)
    return filled(phrases.say(SAID, f"nu_{state.value}"), organisatie=names(holder))


def promise_words(
    answer_by: date | None,
    decide_by: date | None,
    resting: bool,
    answered: bool,
    phrases: Phrases = DUTCH,
) -> tuple[str, ...]:
    """What was promised and is still to come, as the citizen reads it; the answer comes first."""
    lines = []
    if resting:
        lines.append(phrases.say(SAID, "aan_de_beurt"))
    if answer_by is not None and not answered:
        lines.append(phrases.say(SAID, "antwoord_voor", datum=phrases.weekday(answer_by)))
    if decide_by is not None:
        lines.append(phrases.say(SAID, "beslissen_voor", datum=phrases.weekday(decide_by)))
    return tuple(lines)


def citizens_text(kind: str, actor_kind: str, data: Mapping[str, Any] | None = None) -> bool:
    """Whether the text of such a line is for the citizen's eyes."""
    if kind == CALLED:
        return (data or {}).get("uitkomst") == _AGREED
    return kind in _CITIZENS_TEXT or (kind == Move.HEROPEN and actor_kind == ActorKind.BURGER)
