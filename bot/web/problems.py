"""Errors as people can use them: problem+json for the API, a page for browsers; and headers on every answer."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from pathlib import Path
from traceback import extract_tb

import structlog
from aiohttp import web

from bot.language import Table
from bot.store import DatabaseBusy
from bot.web.language import tongue
from bot.web.pages import shell
from bot.web.version import API_VERSION

log = structlog.get_logger(__name__)
BUSY_SECONDS = 2

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]

TITLES = {
    400: "De aanvraag klopt niet",
    401: "U bent niet aangemeld",
    403: "U mag dit niet",
    404: "Niet gevonden",
    405: "Deze bewerking bestaat hier niet",
    408: "Het duurde te lang",
    409: "Dit kan nu niet",
    410: "Verwijderd",
    413: "Te groot",
    415: "Verkeerde soort inhoud",
    429: "Te veel aanvragen",
    500: "Er ging bij ons iets mis",
    503: "Even niet bereikbaar",
}
FRAMES = 12
DETAILS = {
    404: "Wat u zoekt, bestaat niet of niet meer.",
    405: "Kijk in /v1/openapi.json welke bewerkingen er zijn.",
    413: "Wat u stuurt, is te groot. Stuur minder tegelijk.",
    500: "Probeer het later nog eens. Kijk dan of uw laatste bericht er staat.",
    503: "Het is nu te druk. Probeer het zo nog eens.",
}

# The same for pages, where a citizen may read another language. What the API says is Dutch.
SAID = Table(
    "fouten",
    {
        **{f"titel_{status}": title for status, title in TITLES.items()},
        **{f"uitleg_{status}": detail for status, detail in DETAILS.items()},
        "titel": "Er ging iets mis",
        "uitleg": "Ga terug en probeer het opnieuw.",
        "uitleg_druk": "Er komen nu te veel berichten. Wacht even en probeer het dan opnieuw.",
    },
)


class Problem(Exception):
    """An error to be told: its status, what is wrong, every fault of the input at once, and what else helps."""

    def __init__(
        self,
        status: int,
        detail: str,
        *,
        faults: list[dict[str, str]] | None = None,
        retry_after: int | None = None,
        extra: Mapping[str, object] | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(detail)
        self.status, self.detail, self.faults, self.retry_after = status, detail, faults, retry_after
        self.extra, self.headers = extra or {}, headers or {}


def problem_response(problem: Problem) -> web.Response:
    """The error as application/problem+json (RFC 9457)."""
    body: dict[str, object] = {
        "type": "about:blank",
        "status": problem.status,
        "title": TITLES.get(problem.status, "Fout"),
        "detail": problem.detail,
        **problem.extra,
    }
    if problem.faults:
        body["fouten"] = problem.faults
    response = web.json_response(body, status=problem.status, content_type="application/problem+json")
    response.headers.update(problem.headers)
    if problem.retry_after is not None:
        response.headers["Retry-After"] = str(problem.retry_after)
    if problem.status == 401:
        response.headers["WWW-Authenticate"] = "Bearer"  # RFC 9110, 11.6.1: a 401 names its scheme
    return response


def frames(fault: BaseException) -> list[str]:
    """Where in our own code it went wrong, innermost last, and never the words of an error, which may be a citizen's."""
    found = extract_tb(fault.__traceback__)
    own = [one for one in found if "site-packages" not in one.filename]
    return [f"{Path(one.filename).name}:{one.lineno} {one.name}" for one in own[-FRAMES:]]


def is_api(request: web.Request) -> bool:
    """Whether this request is for the API."""
    return request.path == "/v1" or request.path.startswith("/v1/")


@web.middleware
async def api_errors(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Every error below `/v1` is a problem that a person can use; nothing of the request stands in the log."""
    if not is_api(request):
        return await handler(request)
    try:
        return await handler(request)
    except Problem as problem:
        return problem_response(problem)
    except web.HTTPException as fault:
        if fault.status < 400:
            raise
        detail = DETAILS.get(fault.status, TITLES.get(fault.status, fault.reason))
        response = problem_response(Problem(fault.status, detail))
        if "Allow" in fault.headers:
            response.headers["Allow"] = fault.headers["Allow"]
        return response
    except DatabaseBusy:
        return problem_response(Problem(503, DETAILS[503], retry_after=BUSY_SECONDS))
    except Exception as fault:
        route = request.match_info.route.resource
        log.error(
            "api_failed",
            route=route.canonical if route else None,
            reason=type(fault).__name__,
            where=frames(fault),
        )
        return problem_response(Problem(500, DETAILS[500]))


@web.middleware
async def page_errors(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Every error of a page is a page; a page asked for without its closing slash gets one redirect."""
    if is_api(request):
        return await handler(request)
    try:
        return await handler(request)
    except Problem as problem:
        return _page(request, problem.status, _detail(request, problem), problem.retry_after)
    except web.HTTPNotFound:
        if request.method == "GET" and request.path in {"/uitvoerder", "/balie", "/signalen"}:
            raise web.HTTPPermanentRedirect(f"{request.path}/") from None
        return _page(request, 404, _said(request, "uitleg", 404))
    except web.HTTPException as fault:
        if fault.status < 400:
            raise
        return _page(request, fault.status, _said(request, "uitleg", fault.status))
    except Exception as fault:
        route = request.match_info.route.resource
        log.error(
            "page_failed",
            route=route.canonical if route else None,
            reason=type(fault).__name__,
            where=frames(fault),
        )
        return _page(request, 500, _said(request, "uitleg", 500))


def _said(request: web.Request, what: str, status: int) -> str:
    """`titel` or `uitleg` of this status, in the language of the page."""
    name = f"{what}_{status}"
    return tongue(request).phrases.say(SAID, name if name in SAID else what)


def _detail(request: web.Request, problem: Problem) -> str:
    """What a problem says on a page: its own words, and those for haste in the language of the page."""
    if problem.status == 429:
        return tongue(request).phrases.say(SAID, "uitleg_druk")
    return problem.detail


def _page(request: web.Request, status: int, detail: str, retry_after: int | None = None) -> web.Response:
    template = tongue(request).templates.get_template("error.html")
    title = _said(request, "titel", status)
    text = template.render(**shell(request), title=title, detail=detail)
    response = web.Response(text=text, content_type="text/html", charset="utf-8", status=status)
    if retry_after is not None:
        response.headers["Retry-After"] = str(retry_after)
    return response


CONTENT_SECURITY_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)


async def set_headers(request: web.Request, response: web.StreamResponse) -> None:
    """Security headers on every answer, errors too; those of the API design rules below `/v1`."""
    headers = response.headers
    headers.setdefault("X-Content-Type-Options", "nosniff")
    # A page that some may frame says so in its policy; this older header has no word for "these origins".
    if "frame-ancestors 'none'" in headers.get("Content-Security-Policy", "frame-ancestors 'none'"):
        headers.setdefault("X-Frame-Options", "DENY")
    # Not `no-referrer`: then a browser that sends no Sec-Fetch-Site says `Origin: null` with our own forms.
    headers.setdefault("Referrer-Policy", "same-origin")
    headers.setdefault("Strict-Transport-Security", "max-age=31536000")
    headers.setdefault("Cross-Origin-Opener-Policy", "same-origin")
    headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
    headers.setdefault("Permissions-Policy", "camera=(), microphone=(), geolocation=()")
    if is_api(request):
        headers["API-Version"] = API_VERSION
        headers.setdefault("Cache-Control", "no-store")
        headers.setdefault("Content-Security-Policy", "frame-ancestors 'none'")
    else:
        headers.setdefault("Content-Security-Policy", CONTENT_SECURITY_POLICY)
        # A static file's address has its content in it (`pages.asset`): another content is another address.
        kept = request.path.startswith("/static/") and "v" in request.query and response.status == 200
        headers.setdefault("Cache-Control", "public, max-age=31536000, immutable" if kept else "no-store")
