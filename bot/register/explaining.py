"""Why this organisation: one or two sentences that a citizen understands. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from bot.register.models import Role
from bot.register.register import Register
from bot.register.weighing import COUNTER, Candidate

_NOBODY = "Ik zie niet over welke organisatie het gaat. Een medewerker kan dat uitzoeken."
_DOES = {
    Role.DECIDES: "{Wie} beslist daarover.",
    Role.COLLECTS: "{Wie} int dat.",
    Role.CORRECTS: "{Wie} kan een fout daarin herstellen.",
    Role.APPLIES: "{Wie} voert dat uit.",
}


def explain(
    register: Register,
    candidates: Sequence[Candidate],
    role: Role | None,
    *,
    several: Sequence[str] = (),
    wrong: Sequence[str] = (),
    guessed_from: str | None = None,
) -> str:
    """Why the best candidate goes first; with more than one request, who each of them is for.

    `guessed_from`: the general word that is all there is to go by; then it is said as what we think.
    """
    best = candidates[0]
    if best.executor_id == COUNTER:
        return _NOBODY
    if len(several) > 1:
        names = _joined([register.executors[one].say for one in several])
        return f"U noemt meer dan een organisatie: {names}. Elk daarvan gaat over een eigen deel."
    who = register.executors[best.executor_id].say
    capital = f"{who[:1].upper()}{who[1:]}"
    if not best.schemes:
        if guessed_from is not None:
            return f"U schrijft “{guessed_from}”. Wij denken dat dit bij {who} hoort."
        return f"U noemt {who}."
    scheme = register.schemes[best.schemes[0]]
    does = _DOES[role or Role.APPLIES].format(Wie=capital)
    text = f"Uw bericht gaat over {scheme.say}. {does}"
    if guessed_from is not None:
        text = f"U schrijft “{guessed_from}”. Wij denken dat het gaat over {scheme.say}. {does}"
    if best.unverified:
        text = f"Uw bericht gaat over {scheme.say}. Wij denken dat dit bij {who} hoort."
    if wrong:
        named = _joined([register.executors[one].say for one in wrong])
        text += f" U noemt ook {named}, maar daar hoort dit niet bij."
    return text


def _joined(parts: Sequence[str]) -> str:
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} en {parts[-1]}"
