"""What a citizen does with a request at the status page: answer, withdraw, reopen, correct, judge."""

from __future__ import annotations

from collections.abc import Mapping

from aiohttp import web

from bot.dialogue.guard import guard
from bot.doors.kinds.base import Context, Understood
from bot.doors.kinds.contact import Contact, find_phone
from bot.tickets.citizens import CallTime, Helped
from bot.tickets.errors import MoveIncomplete, MoveNotAllowed, VersionConflict
from bot.tickets.views import CitizenView
from bot.web.keys import CITIZEN_DESK, KNOWLEDGE
from bot.web.pages import say
from bot.web.requests import whole_number

# What is wrong with a field, by its name: the key of the words that say so.
FAULTS: Mapping[str, str] = {
    "tekst": "vul_antwoord_in",
    "contact": "geen_contactgegeven",
    "wanneer": "kies_belmoment",
    "telefoon": "welk_nummer_bellen",
    "oordeel": "kies_oordeel",
}
LONGEST = 4000


async def done(
    request: web.Request, number: str, code: str, form: Mapping[str, str]
) -> tuple[CitizenView, str | None, str | None]:
    """The request after what the form asks; with what was wrong and at which field, when nothing was done.

    NotFound for a wrong code and an unknown number alike.
    """
    desk = request.app[CITIZEN_DESK]
    try:
        return await _do(request, number, code, form), None, None
    except MoveIncomplete as fault:
        return await desk.for_citizen(number, code), say(request, FAULTS[fault.field]), fault.field
    except VersionConflict:
        # A reload of the page sends the form once more; that must not do it once more.
        return await desk.for_citizen(number, code), say(request, "al_verstuurd"), None
    except MoveNotAllowed:
        return await desk.for_citizen(number, code), say(request, "kan_nu_niet_meer"), None


async def _do(request: web.Request, number: str, code: str, form: Mapping[str, str]) -> CitizenView:
    # Here too a citizen service number is kept nowhere.
    desk, text = (
        request.app[CITIZEN_DESK],
        guard(form.get("tekst", "").strip()[:LONGEST], keep_contact=True).text,
    )
    version = _version(form.get("versie"))
    match form.get("zet", ""):
        case "antwoord":
            return await desk.citizen_answer(number, code, text, expected_version=version)
        case "intrekken":
            return await desk.citizen_withdraw(number, code, text or None, expected_version=version)
        case "heropen":
            return await desk.citizen_reopen(number, code, text or None, expected_version=version)
        case "contact":
            await desk.for_citizen(number, code)
            value, shown = _contact(request, form.get("contact", ""))
            return await desk.correct_contact(number, code, value, shown)
        case "belmoment":
            await desk.for_citizen(number, code)
            when, telephone = form.get("wanneer", ""), form.get("telefoon", "").strip()[:LONGEST]
            if when not in set(CallTime):
                raise MoveIncomplete("wanneer")
            found = find_phone(telephone)
            if telephone and found is None:
                raise MoveIncomplete("telefoon")
            return await desk.say_when_to_call(number, code, CallTime(when), found)
        case "oordeel":
            await desk.for_citizen(number, code)
            answer = form.get("geholpen", "")
            if answer not in set(Helped):
                raise MoveIncomplete("oordeel")
            return await desk.say_whether_it_helped(number, code, Helped(answer), text or None)
        case _:
            return await desk.for_citizen(number, code)


def _version(given: str | None) -> int | None:
    """The version that a form tells; None when it tells none, and no version of any ticket when it is no number."""
    if given is None:
        return None
    version = whole_number(given, 9)
    return -1 if version is None else version


def _contact(request: web.Request, text: str) -> tuple[dict[str, str], str]:
    kind, context = Contact(), Context(today=request.app[KNOWLEDGE]().today)
    parsed = kind.parse(text[:LONGEST], context)
    if not isinstance(parsed, Understood):
        raise MoveIncomplete("contact")
    return parsed.value, kind.show(parsed.value, context)
