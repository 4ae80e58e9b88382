"""`/uitvoerder/afleveringen`: what could not be delivered, for coordinator and desk, with a button to send again."""

from __future__ import annotations

from datetime import UTC, datetime

from aiohttp import web

from bot.accounts.roles import Action
from bot.accounts.service import Session
from bot.tickets.delivery.failures import PAGE
from bot.tickets.delivery.figures import figures
from bot.tickets.delivery.outcome import Code
from bot.tickets.outgoing import CITIZEN, CITIZEN_BY_SMS
from bot.web.keys import DATABASE, FAILURES, KNOWLEDGE
from bot.web.pages import render
from bot.web.requests import whole_number
from bot.web.staff import staff_page

PATH = "/uitvoerder/afleveringen"
WHY = {
    Code.TIJD: "Geen antwoord binnen de tijd",
    Code.VERBINDING: "Geen verbinding",
    Code.TLS: "De beveiligde verbinding lukt niet (certificaat)",
    Code.ADRES_ONBEKEND: "Het webadres bestaat niet",
    Code.ADRES_GEWEIGERD: "Het webadres ligt niet op het openbare internet",
    Code.OMLEIDING: "Het webadres verwijst door; dat volgen wij niet",
    Code.ANTWOORD_ONLEESBAAR: "Het antwoord was niet te lezen",
    Code.GEEN_ABONNEMENT: "Er is geen webadres ingesteld",
    Code.INGETROKKEN: "De ontvanger heeft dit webadres opgeheven",
    Code.MAILBOX_GEWEIGERD: "De mailbox weigert onze mail",
    Code.TERUGGEKOMEN: "De mail is later teruggekomen als onbestelbaar",
    Code.MAILSERVER: "De mailserver doet het niet",
    Code.NUMMER_GEWEIGERD: "Dit nummer kan geen sms krijgen; de balie belt",
    Code.SMSDIENST: "De dienst voor sms doet het niet",
    Code.BERICHT_FOUT: "Dit bericht is beschadigd",
    Code.AFGEBROKEN: "Het versturen is steeds afgebroken",
    Code.ONVERWACHT: "Onverwachte fout; kijk in het logboek",
}
KINDS = {
    "ticket-aangeboden": "Nieuw verzoek",
    "ticket-beantwoord": "Antwoord van de burger",
    "ticket-heropend": "Heropend door de burger",
    "ticket-ingetrokken": "Ingetrokken door de burger",
    "ticket-bijgewerkt": "Nieuws voor de burger",
    "ticket-te-laat": "Te laat",
    "ticket-aangevuld": "Aangevuld door de burger",
    "ticket-bijlage": "Nieuwe bijlage",
    "ticket-verwijderd": "Verwijderd",
    "herstel-gevraagd": "Vraag om anderen hetzelfde aan te bieden",
    "ticket-nieuwe-code": "Nieuwe code voor de burger",
    "signaal-aangeboden": "Nieuw signaal",
    "signaal-bijgewerkt": "Nieuws over een signaal",
    "signaal-verwijderd": "Signaal verwijderd",
}


@staff_page(Action.AFLEVERINGEN)
async def failed(request: web.Request, session: Session) -> web.Response:
    """What failed, newest first, and how much waits."""
    rows = await request.app[FAILURES].failed(before=whole_number(request.query.get("na", "")))
    context = {
        "session": session,
        "rows": rows,
        "next": rows[-1].id if len(rows) == PAGE else None,
        "figures": await figures(request.app[DATABASE]),
        "why": why,
        "kinds": KINDS,
        "names": lambda receiver: _name(request, receiver),
        "sent": whole_number(request.query.get("opnieuw", "")),
    }
    return render(request, "inbox/deliveries.html", context)


@staff_page(Action.AFLEVERINGEN)
async def send_again(request: web.Request, _session: Session) -> web.StreamResponse:
    """One message, or all of one receiver, waits again."""
    form = await request.post()
    message, receiver = whole_number(str(form.get("bericht", ""))), str(form.get("ontvanger", ""))
    if message is None and not receiver:
        raise web.HTTPBadRequest
    count = await request.app[FAILURES].send_again(
        datetime.now(UTC), message=message, receiver=receiver or None
    )
    raise web.HTTPSeeOther(f"{PATH}?opnieuw={count}")


def why(code: str | None) -> str:
    """Why it failed, for people."""
    if code in WHY:
        return WHY[Code(code)]
    if code is not None and code.startswith("status_"):
        return f"De ontvanger antwoordde met {code.removeprefix('status_')}"
    return "Onbekend"


# Receivers that are no organisation.
CITIZENS = {CITIZEN: "de burger", CITIZEN_BY_SMS: "de burger, per sms"}


def _name(request: web.Request, receiver: str) -> str:
    if receiver in CITIZENS:
        return CITIZENS[receiver]
    known = request.app[KNOWLEDGE]().register.organisations.get(receiver)
    return receiver if known is None else known.name


ROUTES = [web.get(PATH, failed), web.post(PATH, send_again)]
