"""What comes next for a citizen, in plain words and with its day. Pure."""

from datetime import date, datetime

from bot.law import dutch_date
from bot.tickets.words import Names, filled
from bot.tickets.workflow import LOKET, REOPEN_WINDOW, State
from bot.today import AMSTERDAM

_NEXT = {
    State.AANGEBODEN: "{organisatie} bekijkt uw verzoek en laat weten of het daar hoort.",
    State.ONTVANGEN: "{organisatie} laat weten of uw verzoek daar hoort.",
    State.GEACCEPTEERD: "{organisatie} gaat met uw verzoek aan de slag. Daarna krijgt u antwoord.",
    State.IN_BEHANDELING: "{organisatie} zoekt uw verzoek uit. Daarna krijgt u antwoord.",
    State.WACHT_OP_BURGER: "U bent aan de beurt. Na uw antwoord gaat {organisatie} verder.",
    State.TERUGGEGEVEN: "Wij zoeken een andere organisatie voor uw verzoek.",
    State.INGETROKKEN: "Er gebeurt niets meer met dit verzoek.",
}
_AT_LOKET = "Een medewerker van het loket zoekt uit wie u kan helpen. U hoort hier wie dat is."
_NOT_CONNECTED = "Een medewerker van het loket stuurt uw verzoek door naar {organisatie}."
_ELSEWHERE = "Hoort het daar niet? Dan zoeken wij verder. U hoeft niets opnieuw te vertellen."
_ACCEPT_BY = "Wij letten erop dat dit uiterlijk {datum} gebeurt."
_REOPEN_BY = "Is het niet opgelost? Dan kunt u dat hier laten weten, tot en met {datum}."


def next_lines(
    state: State,
    holder: str,
    intended: str | None,
    names: Names,
    *,
    accept_by: date | None,
    closed_at: datetime | None,
) -> tuple[str, ...]:
    """What happens now, sentence by sentence; a day only when it was promised."""
    if state is State.AFGEHANDELD:
        if closed_at is None:
            return ()
        last = (closed_at + REOPEN_WINDOW).astimezone(AMSTERDAM).date()
        return (_REOPEN_BY.format(datum=dutch_date(last)),)
    waiting = state in (State.AANGEBODEN, State.ONTVANGEN)
    if holder == LOKET and waiting:
        return (_AT_LOKET if intended is None else filled(_NOT_CONNECTED, organisatie=names(intended)),)
    lines = [filled(_NEXT[state], organisatie=names(holder))]
    if waiting:
        if accept_by is not None:
            lines.append(_ACCEPT_BY.format(datum=dutch_date(accept_by)))
        lines.append(_ELSEWHERE)
    return tuple(lines)
