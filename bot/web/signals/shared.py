"""What every page of signals needs: whose it is, and names for people."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from aiohttp import web

from bot.accounts.roles import Role
from bot.accounts.service import Session
from bot.signals.facets import Facet
from bot.signals.hardness import NAMES as HARDNESS
from bot.signals.hardness import Hardness
from bot.signals.history import COORDINATOR, MINISTRY, SignalActor
from bot.signals.workflow import SignalMove
from bot.tickets.delivery.routes import MINISTRY as PREFIX
from bot.web.inbox.shared import organisation_name, scheme_name
from bot.web.keys import KNOWLEDGE

FACETS: Mapping[Facet, str] = MappingProxyType(
    {
        Facet.LAW: "Wet",
        Facet.ARTICLE: "Artikel",
        Facet.SCHEME: "Regeling",
        Facet.EXECUTOR: "Uitvoerder",
        Facet.CAUSE: "Oorzaak",
        Facet.EFFECT: "Gevolg",
        Facet.CATEGORY: "Categorie",
        Facet.HARDNESS: "Hardheid",
        Facet.STATUS: "Status",
        Facet.REPORTER: "Wie meldt",
        Facet.MUNICIPALITY: "Gemeente",
        Facet.SHARE: "Aanspreekpunt",
        Facet.MONTH: "Maand",
        Facet.CLUSTER: "Cluster",
    }
)
# Letter 35295-AF, annex 3 (JenV) and footnote 43 of annex 1; O6 from annex 2, par. 2.
CAUSES: Mapping[str, str] = MappingProxyType(
    {
        "O1": "O1: de wet of het beleid zelf",
        "O2": "O2: samenloop van regels",
        "O3": "O3: de uitvoering in de praktijk",
        "O4": "O4: middelen, dienstverlening of registratie",
        "O5": "O5: er is geen regel",
        "O6": "O6: te weinig kennis bij de uitvoerder",
    }
)
EFFECTS: Mapping[str, str] = MappingProxyType(
    {
        "bestaanszekerheid": "Inkomen",
        "werk": "Werk",
        "gezin": "Gezin",
        "gezondheid_lichamelijk": "Gezondheid",
        "gezondheid_mentaal": "Stress of zorgen",
        "huisvesting": "Wonen",
        "schulden": "Schulden",
        "rechtspositie": "Rechten",
        "anders": "Iets anders",
    }
)
# Annex 2 (SZW) and par. 2, footnote 24 (Council of State).
CATEGORIES: Mapping[str, str] = MappingProxyType(
    {
        "szw:1": "SZW 1: toegang tot en hoogte van de uitkering",
        "szw:2": "SZW 2: verplichtingen, maatregelen, boetes en terugvorderingen",
        "szw:3": "SZW 3: samenloop van wet- en regelgeving",
        "szw:4": "SZW 4: algemene knelpunten",
        "rvs:A": "Raad van State A: algemeen",
        "rvs:B": "Raad van State B: vreemdelingenzaken",
        "rvs:C": "Raad van State C: werking van het bestuurs(proces)recht",
    }
)
STATUSES: Mapping[str, str] = MappingProxyType(
    {"ontvangen": "Ontvangen", "bekeken": "Bekeken", "gebruikt": "Gebruikt", "afgesloten": "Afgesloten"}
)
REPORTERS: Mapping[str, str] = MappingProxyType(
    {
        "burger": "Burger",
        "naaste": "Naaste",
        "professional": "Professional",
        "organisatie": "Organisatie",
        "loket": "Dit loket",
    }
)
SHARES: Mapping[str, str] = MappingProxyType(
    {"eigen": "Dit ministerie is aanspreekpunt", "gedeeld": "Een ander ministerie is aanspreekpunt"}
)
MOVES: Mapping[SignalMove, str] = MappingProxyType(
    {
        SignalMove.BEKIJK: "Zet op bekeken",
        SignalMove.GEBRUIK: "Gebruikt in een product",
        SignalMove.SLUIT: "Sluit af",
        SignalMove.HEROPEN: "Heropen",
    }
)
LINES: Mapping[str, str] = MappingProxyType(
    {
        "aanbieden": "Binnengekomen",
        "bekijk": "Bekeken",
        "gebruik": "Gebruikt in een product",
        "sluit": "Afgesloten",
        "heropen": "Heropend",
        "duiding": "Geduid",
        "delen": "Gedeeld",
        "antwoord": "Antwoord aan de melder",
        "herstel_gevraagd": "Uitvoerders gevraagd om dit ook anderen aan te bieden",
        "openbaar_voorstel": "Tekst voor de openbare pagina aangepast; de melder beslist",
        "openbaar_geplaatst": "Staat op de openbare pagina",
        "openbaar_niet": "Komt niet op de openbare pagina",
        "openbaar_ingetrokken": "Van de openbare pagina gehaald door de melder",
    }
)
_NAMED: Mapping[Facet, Mapping[str, str]] = MappingProxyType(
    {
        Facet.CAUSE: CAUSES,
        Facet.EFFECT: EFFECTS,
        Facet.CATEGORY: CATEGORIES,
        Facet.STATUS: STATUSES,
        Facet.REPORTER: REPORTERS,
        Facet.SHARE: SHARES,
        Facet.HARDNESS: {one.value: name for one, name in HARDNESS.items()},
    }
)


def ministry_of(session: Session) -> str:
    """The code of the ministry that this reader belongs to; 403 for who belongs to none."""
    organisation = session.account.organisation or ""
    if session.account.role is not Role.LEZER or not organisation.startswith(PREFIX):
        raise web.HTTPForbidden
    return organisation.removeprefix(PREFIX)


def actor_of(session: Session) -> SignalActor:
    """Who acts on a signal, from who is logged in."""
    if session.account.role is Role.REGISSEUR:
        return SignalActor(COORDINATOR, session.account.name)
    return SignalActor(MINISTRY, session.account.name, ministry_of(session))


def ministry_name(request: web.Request, code: str) -> str:
    """A ministry as people call it; the code when it is of an older register."""
    known = request.app[KNOWLEDGE]().register.ministries.get(code)
    return known.name if known is not None else code


def value_name(request: web.Request, facet: Facet, value: str) -> str:
    """One value of a facet as people call it."""
    if facet is Facet.SCHEME:
        return scheme_name(request, value)
    if facet in {Facet.EXECUTOR, Facet.MUNICIPALITY}:
        return organisation_name(request, value)
    return _NAMED.get(facet, {}).get(value, value)


def hardness_name(code: str) -> str:
    """A ring as people call it."""
    return HARDNESS[Hardness(code)]
