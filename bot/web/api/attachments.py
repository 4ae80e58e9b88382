"""`/v1/…/bijlagen`: attachments of a conversation (by its secret id) and of a ticket (by a bearer token)."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from aiohttp import web

from bot.accounts.tokens import Scope, TokenView
from bot.attachments.refusals import Refusal, Refused
from bot.attachments.views import AttachmentView
from bot.dialogue.thread import UnknownConversation
from bot.tickets.errors import NotFound, NotYours
from bot.tickets.numbers import TICKET, parse_number
from bot.web.api.conversations import LOST, slow_down
from bot.web.api.faults import UNKNOWN
from bot.web.api.operation import machine_of
from bot.web.api.serving import bearer
from bot.web.keys import ATTACHMENTS, CONVERSATIONS, TICKETS
from bot.web.problems import Problem
from bot.web.uploads import file_response, read_file, uploading

GONE = "Deze bijlage bestaat niet, of is niet van uw organisatie."
NOT_WAITING = "Deze bijlage bestaat niet, of is al doorgestuurd."
RETRY = 60

type Handler = Callable[[web.Request], Awaitable[web.Response]]


def _told(handler: Handler) -> Handler:
    """Every refusal of a file as a problem that a person can use."""

    async def told(request: web.Request) -> web.Response:
        try:
            return await handler(request)
        except Refused as fault:
            later = fault.why in {Refusal.DRUK, Refusal.GEEN_CONTROLE}
            raise Problem(fault.status, fault.words, retry_after=RETRY if later else None) from fault

    return told


async def _machine(request: web.Request, scope: Scope) -> TokenView:
    slow_down(request)
    return await bearer(request, scope)


async def _conversation(request: web.Request) -> tuple[int, bool]:
    token = request.match_info["id"]
    slow_down(request, token)
    try:
        return await request.app[CONVERSATIONS].place(token)
    except UnknownConversation as fault:
        raise Problem(404, LOST) from fault


@_told
async def add_to_conversation(request: web.Request) -> web.Response:
    """A file for the request in the making; it goes along when that is handed over."""
    conversation, resting = await _conversation(request)
    async with uploading(request):
        data = await read_file(request)
        view = await request.app[ATTACHMENTS].add_to_conversation(conversation, data, after_sending=resting)
    return web.json_response(view.to_json(), status=201)


async def list_of_conversation(request: web.Request) -> web.Response:
    """What goes along with the next hand-over."""
    conversation, _ = await _conversation(request)
    return _listed(await request.app[ATTACHMENTS].waiting(conversation))


async def take_back(request: web.Request) -> web.Response:
    """A file that was not handed over yet is gone again."""
    conversation, _ = await _conversation(request)
    try:
        await request.app[ATTACHMENTS].take_back(conversation, request.match_info["bijlage"])
    except NotFound as fault:
        raise Problem(404, NOT_WAITING) from fault
    return web.Response(status=204)


@_told
async def add_to_ticket(request: web.Request) -> web.Response:
    """A file of the organisation; the citizen can fetch it too."""
    token = await _machine(request, Scope.TICKETS_BEHANDELEN)
    number = await _own(request, token)
    async with uploading(request):
        data = await read_file(request)
        try:
            view = await request.app[ATTACHMENTS].add_by_staff(number, machine_of(token), data)
        except (NotFound, NotYours) as fault:
            raise Problem(404, UNKNOWN) from fault
    return web.json_response(view.to_json(), status=201)


async def list_of_ticket(request: web.Request) -> web.Response:
    """The attachments of one's own ticket."""
    token = await _machine(request, Scope.TICKETS_LEZEN)
    number = await _own(request, token)
    return _listed(await request.app[ATTACHMENTS].for_staff(number, machine_of(token)))


async def fetch(request: web.Request) -> web.Response:
    """One attachment of one's own ticket, as a file."""
    token = await _machine(request, Scope.TICKETS_LEZEN)
    number = await _own(request, token)
    try:
        fetched = await request.app[ATTACHMENTS].fetch_by_staff(
            number, machine_of(token), request.match_info["id"]
        )
    except NotFound as fault:
        raise Problem(404, GONE) from fault
    return file_response(fetched)


async def _own(request: web.Request, token: TokenView) -> str:
    """The number of a ticket that this token's organisation holds now; the loket's machine is no exception."""
    number = parse_number(request.match_info["nummer"], TICKET)
    if number is None:
        raise Problem(404, UNKNOWN)
    try:
        await request.app[TICKETS].read(number, token.organisation)
    except NotFound as fault:
        raise Problem(404, UNKNOWN) from fault
    return number


def _listed(views: tuple[AttachmentView, ...]) -> web.Response:
    return web.json_response({"bijlagen": [view.to_json() for view in views]})


ROUTES = [
    web.post("/v1/gesprekken/{id}/bijlagen", add_to_conversation),
    web.get("/v1/gesprekken/{id}/bijlagen", list_of_conversation),
    web.delete("/v1/gesprekken/{id}/bijlagen/{bijlage}", take_back),
    web.post("/v1/tickets/{nummer}/bijlagen", add_to_ticket),
    web.get("/v1/tickets/{nummer}/bijlagen", list_of_ticket),
    web.get("/v1/tickets/{nummer}/bijlagen/{id}", fetch),
]
