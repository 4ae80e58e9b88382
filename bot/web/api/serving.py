"""From a request to a call: who asks, may they, and is what they ask well-formed. The same for every operation."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from aiohttp import web
from sqlalchemy.ext.asyncio import AsyncSession

from bot.accounts.idempotency import Asked, Done, KeyReused, Repeat, fingerprint
from bot.accounts.tokens import Scope, TokenView
from bot.web.api.bodies import read_body, read_query
from bot.web.api.conversations import slow_down
from bot.web.api.faults import problem_of, status_of
from bot.web.api.operation import Call, Operation
from bot.web.api.shapes import Shape
from bot.web.keys import IDEMPOTENCY, TOKENS
from bot.web.problems import Problem

KEY = "Idempotency-Key"
REPEATED = "Idempotent-Replayed"
LONGEST_KEY = 255
Work = Callable[[AsyncSession], Awaitable[Done[Shape | None]]]
Again = Callable[[Repeat], Awaitable[Shape | None]]


def route(operation: Operation) -> web.RouteDef:
    """The route of an operation."""

    async def handle(request: web.Request) -> web.StreamResponse:
        try:
            call = await _call(request, operation)
            answered = await operation.handler(call)
        except Exception as fault:
            problem = problem_of(fault)
            if problem is None or problem is fault:
                raise
            raise problem from fault
        return answer(call, answered) if isinstance(answered, Shape) else answered

    return web.route(operation.method, f"/v1{operation.path}", handle)


async def bearer(request: web.Request, scope: Scope) -> TokenView:
    """Whose token this is; `Problem` 401 without one that is valid, 403 when it may not do this."""
    scheme, _, given = request.headers.get("Authorization", "").partition(" ")
    token = await request.app[TOKENS].check(given.strip()) if scheme.lower() == "bearer" else None
    if token is None:
        raise Problem(401, "Geef een geldig token mee: Authorization: Bearer …")
    if scope not in token.scopes:
        raise Problem(403, f"Dit token mag dit niet: het bereik '{scope.value}' ontbreekt.")
    return token


async def _call(request: web.Request, operation: Operation) -> Call:
    slow_down(request, request.match_info["id"] if operation.of_conversation else None)
    token = None if operation.scope is None else await bearer(request, operation.scope)
    query = None if operation.query is None else read_query(request, operation.query)
    body = None
    if operation.body is not None:
        body = await read_body(request, operation.body, optional=operation.body_optional)
    once = None
    if token is not None and operation.writes:
        once = Asked(token.id, _key(request), fingerprint(request.method, request.path, await request.read()))
    return Call(request, operation, token, body, query, once)


def _key(request: web.Request) -> str | None:
    key = request.headers.get(KEY)
    if key is not None and not (0 < len(key) <= LONGEST_KEY and key.isascii() and key.isprintable()):
        raise Problem(400, f"{KEY} hoort 1 tot {LONGEST_KEY} gewone tekens te hebben.")
    return key


def answer(call: Call, shape: Shape | None, *, repeated: bool = False) -> web.Response:
    """The answer in its shape, with the status that the operation names."""
    headers = {REPEATED: "true"} if repeated else None
    if shape is None:
        return web.Response(status=call.operation.status, headers=headers)
    return web.json_response(text=shape.model_dump_json(), status=call.operation.status, headers=headers)


async def write(call: Call, work: Work, again: Again) -> web.Response:
    """The write, done once under its key; a repeat gets the same status and, from `again`, how it is now."""
    if call.once is None:
        raise LookupError(f"{call.operation.id} writes nothing of an organisation")
    service = call.app[IDEMPOTENCY]
    try:
        done = await service.once(call.once, work, status=call.operation.status, status_of=status_of)
    except KeyReused as fault:
        raise key_reused() from fault
    return await repeat(call, done, again) if isinstance(done, Repeat) else answer(call, done)


async def repeat(call: Call, earlier: Repeat, again: Again) -> web.Response:
    """The answer to a write that was done before; `Problem` when it failed then."""
    if earlier.status >= 400:
        raise Problem(
            earlier.status,
            f"Deze {KEY} is al gebruikt, en toen lukte het niet. Probeer het met een nieuwe.",
            headers={REPEATED: "true"},
        )
    return answer(call, await again(earlier), repeated=True)


def key_reused() -> Problem:
    """The key belongs to another write."""
    return Problem(409, f"Deze {KEY} hoort al bij een andere aanvraag. Neem voor elke aanvraag een nieuwe.")
