"""`/ontvangstbewijs`: what this conversation sent, on one page to print, to keep as a file, or to mail to oneself."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from urllib.parse import quote

from aiohttp import web

from bot.dialogue.view import ReceiptView
from bot.doors.told import told_in
from bot.tickets.errors import NotFound
from bot.web.citizen import chat, status
from bot.web.keys import KNOWLEDGE, SETTINGS, TICKETS
from bot.web.language import language_of, tongue
from bot.web.pages import moment, render, say


@dataclass(frozen=True, slots=True)
class Proof:
    """One request or report as its receipt tells it."""

    number: str
    code: str
    to: str
    received_at: datetime
    lines: tuple[tuple[str, str], ...]  # what was passed on, as (label, value)
    promises: tuple[str, ...]


async def _proofs(request: web.Request) -> list[Proof]:
    """Of everything that this device's conversation handed over and that is still kept, oldest first."""
    found = await chat.current(request)
    if found is None:
        raise web.HTTPNotFound
    proofs = []
    for receipt in found[1].receipts:
        try:
            proofs.append(await _proof(request, receipt))
        except NotFound:
            continue  # deleted since: there is nothing left to prove
    if not proofs:
        raise web.HTTPNotFound
    return proofs


async def _proof(request: web.Request, receipt: ReceiptView) -> Proof:
    to = chat.receivers(request, receipt)
    if receipt.is_signal:
        signal = await status.signal_of(request, receipt.number, receipt.code)
        return Proof(
            receipt.number,
            receipt.code,
            to,
            signal.created_at,
            ((say(request, "uw_melding"), signal.story),),
            (),
        )
    ticket = await status.ticket_of(request, receipt.number, receipt.code)
    door, fields = await request.app[TICKETS].told_by_citizen(receipt.number, receipt.code)
    lines = told_in(request.app[KNOWLEDGE](), language_of(request), door, fields)
    return Proof(receipt.number, receipt.code, to, ticket.received_at, lines, ticket.promises)


async def page(request: web.Request) -> web.Response:
    """The receipt as a page that prints as one."""
    proofs = await _proofs(request)
    return render(request, "citizen/receipt.html", {"proofs": proofs, "letter": _letter(request, proofs)})


async def file(request: web.Request) -> web.Response:
    """The receipt as a text file."""
    proofs = await _proofs(request)
    lines = [say(request, "bewijs_van_ontvangst"), request.app[SETTINGS].operator_name]
    for proof in proofs:
        lines += [
            "",
            proof.to,
            say(request, "nummer_is", nummer=proof.number),
            say(request, "code_is", code=proof.code),
        ]
        lines += [say(request, "ontvangen_op", moment=moment(proof.received_at, tongue(request).phrases)), ""]
        lines += [f"{label}: {value}" for label, value in proof.lines]
        lines += ["", *proof.promises]
    lines += ["", say(request, "volg_uw_verzoek", adres=f"{request.app[SETTINGS].base_url}/status")]
    return web.Response(
        text="\n".join(lines) + "\n",
        headers={"Content-Disposition": 'attachment; filename="bewijs-van-ontvangst.txt"'},
        content_type="text/plain",
        charset="utf-8",
    )


def _letter(request: web.Request, proofs: list[Proof]) -> str:
    """A mail in the citizen's own mail program: numbers and codes, and no word of what it is about.

    Written there and not sent by us: this counter can then be made to mail nobody, and learns no address.
    """
    lines = []
    for proof in proofs:
        lines += [
            say(request, "nummer_en_code_van", naar=proof.to, nummer=proof.number, code=proof.code),
            say(request, "ontvangen_op", moment=moment(proof.received_at, tongue(request).phrases)),
        ]
    lines += ["", say(request, "volg_uw_verzoek", adres=f"{request.app[SETTINGS].base_url}/status")]
    return f"mailto:?subject={quote(say(request, 'bewijs_van_ontvangst'))}&body={quote(chr(10).join(lines))}"


ROUTES = [web.get("/ontvangstbewijs", page), web.get("/ontvangstbewijs.txt", file)]
