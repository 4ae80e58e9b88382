"""`/formulier/{deur}`: a door as a plain form, for when the assistant is down. It shares draft and words with it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from aiohttp import web

from bot.dialogue.formal import FormField
from bot.dialogue.service import NotKept
from bot.dialogue.thread import UnknownConversation
from bot.dialogue.view import ConversationView
from bot.web.api.conversations import slow_down
from bot.web.citizen.chat import current
from bot.web.citizen.holding import hold
from bot.web.keys import CONVERSATIONS, KNOWLEDGE
from bot.web.language import knowledge_for, language_of
from bot.web.pages import render, say
from bot.web.requests import is_same_origin


async def show(request: web.Request) -> web.Response:
    """The fields of a door as they apply now, with what was told so far filled in."""
    door = request.match_info["deur"]
    if door not in request.app[KNOWLEDGE]().doors:
        raise web.HTTPNotFound
    token = await _token(request)
    fields = await request.app[CONVERSATIONS].form(token, door)
    return await _render(request, token, door, fields, {})


async def submit(request: web.Request) -> web.StreamResponse:
    """What was filled in, checked: errors at their fields, else what follows from it; at the end the overview."""
    if not is_same_origin(request):
        raise web.HTTPForbidden
    door = request.match_info["deur"]
    if door not in request.app[KNOWLEDGE]().doors:
        raise web.HTTPNotFound
    token = await _token(request)
    slow_down(request, token)
    data = await request.post()
    given: dict[str, list[str]] = {}
    for name, value in data.items():
        if isinstance(value, str):
            given.setdefault(name, []).append(value)
    try:
        result = await request.app[CONVERSATIONS].fill_form(token, door, given)
    except NotKept:
        fields = _as_typed(await request.app[CONVERSATIONS].form(token, door), given)
        response = await _render(
            request, token, door, fields, {}, failed=say(request, "formulier_niet_bewaard"), status=503
        )
        response.headers["Retry-After"] = "2"
        return response
    if result.complete:
        # Where there is danger, the help is what is seen first, not the overview below it.
        response = web.HTTPSeeOther(f"/#bericht-{result.first}" if result.urgent else "/#laatste")
        hold(request, response, token)
        raise response
    # No error and yet not complete: what was filled in made other questions apply.
    return await _render(
        request,
        token,
        door,
        result.fields,
        result.errors,
        urgent=result.urgent,
        remark=result.remark,
        grown=not result.errors,
        status=400 if result.errors else 200,
    )


def _as_typed(fields: Sequence[FormField], given: Mapping[str, Sequence[str]]) -> list[FormField]:
    """The fields with what was filled in just now, whatever was kept of it."""
    return [
        replace(field, typed=given[field.place][0], chosen=tuple(given[field.place]))
        if field.place in given
        else field
        for field in fields
    ]


async def _token(request: web.Request) -> str:
    found = await current(request)
    if found is not None:
        return found[0]
    slow_down(request)
    token, _ = await request.app[CONVERSATIONS].create("web", language_of(request))
    return token


async def _render(
    request: web.Request,
    token: str,
    door: str,
    fields: Any,
    errors: Mapping[str, str],
    *,
    urgent: tuple[str, ...] = (),
    remark: str | None = None,
    grown: bool = False,
    failed: str | None = None,
    status: int = 200,
) -> web.Response:
    try:
        view: ConversationView = await request.app[CONVERSATIONS].read(token)
    except UnknownConversation as fault:
        raise web.HTTPNotFound from fault
    context = {
        "door": knowledge_for(request).doors[door].data,
        "fields": fields,
        "errors": errors,
        "urgent": urgent,
        "remark": remark,
        "grown": grown,
        "failed": failed,
        "view": view,
    }
    response = render(request, "citizen/form.html", context, status=status)
    hold(request, response, token)
    return response


ROUTES = [web.get("/formulier/{deur}", show), web.post("/formulier/{deur}", submit)]
