"""`/v1/gesprekken` and `/v1/wegwijzer`: a conversation over the API, and the signpost."""

from __future__ import annotations

from aiohttp import web

from bot.dialogue.service import MessageTooLong, TurnFailed, UnknownConversation
from bot.letters import MEDIA_TYPE, to_docx
from bot.web.api.bodies import MessageBody, TextBody, read_body
from bot.web.keys import CONVERSATIONS, LIMITS, SETTINGS, SIGNPOST
from bot.web.problems import Problem
from bot.web.requests import address_of

LOST = "Dit gesprek bestaat niet of is verwijderd."
NO_LETTER = "Deze brief ligt niet klaar in dit gesprek."
BUSY = "Er komen nu te veel berichten. Wacht even en probeer het dan opnieuw."
FAILED = "Er ging bij ons iets mis. Uw bericht is bewaard. Stuur het nog een keer met dezelfde berichtId."


def slow_down(request: web.Request, conversation: str | None = None) -> None:
    """Lets a call pass, or says when to try again: counted per conversation and, generously, per address."""
    settings, limits = request.app[SETTINGS], request.app[LIMITS]
    waits = [limits.take(f"adres:{address_of(request)}", settings.rate_per_address)]
    if conversation is not None:
        waits.append(limits.take(f"gesprek:{conversation}", settings.rate_per_conversation))
    longest = max((wait for wait in waits if wait is not None), default=None)
    if longest is not None:
        raise Problem(429, BUSY, retry_after=longest)


async def create(request: web.Request) -> web.Response:
    """A new conversation."""
    slow_down(request)
    token, view = await request.app[CONVERSATIONS].create("api")
    return web.json_response({"id": token, **view.to_json()}, status=201)


async def post(request: web.Request) -> web.Response:
    """A message, and its answer."""
    token = request.match_info["id"]
    slow_down(request, token)
    body = await read_body(request, MessageBody)
    try:
        view = await request.app[CONVERSATIONS].post(token, body.tekst, body.berichtId)
    except UnknownConversation as fault:
        raise Problem(404, LOST) from fault
    except MessageTooLong as fault:
        raise Problem(400, f"Uw bericht is te lang: {fault.length} tekens.") from fault
    except TurnFailed as fault:
        raise Problem(503, FAILED, retry_after=2) from fault
    return web.json_response(view.to_json())


async def read(request: web.Request) -> web.Response:
    """The messages from a number on."""
    token = request.match_info["id"]
    slow_down(request, token)
    since = request.query.get("vanaf", "1")
    if not since.isascii() or not since.isdigit() or len(since) > 9:
        raise Problem(
            400,
            "Niet alles wat u stuurde klopt. Kijk bij 'fouten'.",
            faults=[{"veld": "vanaf", "uitleg": "Dit hoort een heel getal te zijn."}],
        )
    try:
        view = await request.app[CONVERSATIONS].read(token, int(since))
    except UnknownConversation as fault:
        raise Problem(404, LOST) from fault
    return web.json_response(view.to_json())


async def letter(request: web.Request) -> web.Response:
    """A letter that lies ready in a conversation, as a file."""
    token = request.match_info["id"]
    slow_down(request, token)
    try:
        found = await request.app[CONVERSATIONS].letter(token, request.match_info["brief"])
    except UnknownConversation as fault:
        raise Problem(404, LOST) from fault
    if found is None:
        raise Problem(404, NO_LETTER)
    name = f'attachment; filename="{found.id}.docx"'
    return web.Response(body=to_docx(found), content_type=MEDIA_TYPE, headers={"Content-Disposition": name})


async def point(request: web.Request) -> web.Response:
    """Which door and executors a text means. Nothing is stored."""
    slow_down(request)
    body = await read_body(request, TextBody)
    signed = await request.app[SIGNPOST].point(body.tekst)
    return web.json_response(
        {
            "deur": signed.door,
            "zekerheid": signed.certainty,
            "deuren": [{"id": door, "zekerheid": certainty} for door, certainty in signed.doors],
            "uitvoerders": [
                {"id": executor, "naam": name, "zekerheid": certainty}
                for executor, name, certainty in signed.executors
            ],
            "departementen": list(signed.ministries),
            "uitleg": signed.explanation,
        }
    )


ROUTES = [
    web.post("/v1/gesprekken", create),
    web.post("/v1/gesprekken/{id}/berichten", post),
    web.get("/v1/gesprekken/{id}/berichten", read),
    web.get("/v1/gesprekken/{id}/brieven/{brief}", letter),
    web.post("/v1/wegwijzer", point),
]
