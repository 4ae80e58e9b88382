"""What every page of the inbox needs: whose it is, and names for people."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from aiohttp import web

from bot.accounts.roles import Role
from bot.accounts.service import Session
from bot.tickets.numbers import TICKET
from bot.tickets.workflow import LOKET
from bot.web.keys import KNOWLEDGE
from bot.web.requests import number_in_path

STATES: Mapping[str, str] = MappingProxyType(
    {
        "aangeboden": "Nieuw",
        "ontvangen": "Ontvangen",
        "geaccepteerd": "Aangenomen",
        "in_behandeling": "In behandeling",
        "wacht_op_burger": "Wacht op de burger",
        "afgehandeld": "Afgehandeld",
        "ingetrokken": "Ingetrokken",
    }
)
LATE: Mapping[str, str] = MappingProxyType(
    {
        "ontvangst": "Te laat geopend",
        "aanname": "Te laat aangenomen",
        "antwoord": "Eerste antwoord te laat",
        "beslissing": "Beslissing te laat",
        "regie": "Onder regie: twee keer teruggegeven of rondgestuurd",
    }
)
# What each line of a history tells, for staff.
STEPS: Mapping[str, str] = MappingProxyType(
    {
        "aanbieden": "aangeboden",
        "ontvang": "ontvangen",
        "accepteer": "aangenomen",
        "start": "in behandeling genomen",
        "vraagburger": "vraag aan de burger",
        "antwoord": "antwoord van de burger",
        "handelaf": "afgehandeld",
        "geefterug": "teruggegeven",
        "heropen": "heropend",
        "intrekken": "ingetrokken",
        "route": "doorgezet",
        "notitie": "notitie",
        "escalatie": "te laat, de regisseur kijkt mee",
        "bijlage": "bijlage toegevoegd",
        "behandelaar": "behandelaar",
        "gebeld": "gebeld",
        "contact": "contactgegevens gewijzigd",
        "belmoment": "wanneer bellen uitkomt",
        "oordeel": "of het heeft geholpen",
        "dossierdeel": "een ander deel van het dossier is afgehandeld",
    }
)
HELPED: Mapping[str, str] = MappingProxyType(
    {"ja": "Ja, dit heeft geholpen", "beetje": "Een beetje geholpen", "nee": "Nee, dit heeft niet geholpen"}
)


def holder(session: Session) -> str:
    """The organisation whose inbox this person has."""
    return LOKET if is_coordinator(session) else str(session.account.organisation)


def is_coordinator(session: Session) -> bool:
    """Whether this person owns what has no owner."""
    return session.account.role is Role.REGISSEUR


def number_of(request: web.Request) -> str:
    """The ticket's number in the address; 404 for what cannot be one."""
    return number_in_path(request, TICKET)


def door_names(request: web.Request) -> dict[str, str]:
    """Every kind of request by its id."""
    return {door.id: door.data.naam for door in request.app[KNOWLEDGE]().doors.values()}


def organisation_name(request: web.Request, organisation: str) -> str:
    """An organisation or a kind of executor as people call it; its id when it is of an older register."""
    register = request.app[KNOWLEDGE]().register
    known = register.organisations.get(organisation)
    if known is not None:
        return known.name
    return register.executors[organisation].short_name if organisation in register.executors else organisation


def scheme_name(request: web.Request, scheme: str) -> str:
    """A scheme as people call it."""
    known = request.app[KNOWLEDGE]().register.schemes.get(scheme)
    return known.name if known is not None else scheme
