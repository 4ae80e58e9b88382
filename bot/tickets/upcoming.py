"""What comes next for a citizen, in plain words and with its day. Pure."""

from datetime import date, datetime

from bot.language import DUTCH, Phrases, Table
from bot.tickets.words import Names, filled
from bot.tickets.workflow import LOKET, REOPEN_WINDOW, State
from bot.today import AMSTERDAM

SAID = Table(
    "straks",
    {
        "aangeboden": "{organisatie} bekijkt uw verzoek en laat weten of het daar hoort.",
        "ontvangen": "{organisatie} laat weten of uw verzoek daar hoort.",
        "geaccepteerd": "{organisatie} gaat met uw verzoek aan de slag. Daarna krijgt u antwoord.",
        "in_behandeling": "{organisatie} zoekt uw verzoek uit. Daarna krijgt u antwoord.",
        "wacht_op_burger": "U bent aan de beurt. Na uw antwoord gaat {organisatie} verder.",
        "teruggegeven": "Wij zoeken een andere organisatie voor uw verzoek.",
        "ingetrokken": "Er gebeurt niets meer met dit verzoek.",
        "bij_loket": "Een medewerker van het loket zoekt uit wie u kan helpen. U hoort hier wie dat is.",
        "niet_aangesloten": "Een medewerker van het loket stuurt uw verzoek door naar {organisatie}.",
        "elders": "Hoort het daar niet? Dan zoeken wij verder. U hoeft niets opnieuw te vertellen.",
        "aannemen_voor": "Wij letten erop dat dit uiterlijk {datum} gebeurt.",
        "heropenen_tot": "Is het niet opgelost? Dan kunt u dat hier laten weten, tot en met {datum}.",
    },
)


def next_lines(
    state: State,
    holder: str,
    intended: str | None,
    names: Names,
    *,
    accept_by: date | None,
    closed_at: datetime | None,
    phrases: Phrases = DUTCH,
) -> tuple[str, ...]:
    """What happens now, sentence by sentence; a day only when it was promised."""
    if state is State.AFGEHANDELD:
        if closed_at is None:
            return ()
        last = (closed_at + REOPEN_WINDOW).astimezone(AMSTERDAM).date()
        return (phrases.say(SAID, "heropenen_tot", datum=phrases.weekday(last)),)
    waiting = state in (State.AANGEBODEN, State.ONTVANGEN)
    if holder == LOKET and waiting:
        if intended is None:
            return (phrases.say(SAID, "bij_loket"),)
        return (filled(phrases.say(SAID, "niet_aangesloten"), organisatie=names(intended)),)
    lines = [filled(phrases.say(SAID, state.value), organisatie=names(holder))]
    if waiting:
        if accept_by is not None:
            lines.append(phrases.say(SAID, "aannemen_voor", datum=phrases.weekday(accept_by)))
        lines.append(phrases.say(SAID, "elders"))
    return tuple(lines)
