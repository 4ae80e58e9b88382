"""`/uitvoerder/leren`: what may have been misread, for the coordinator, who says with one click what it is."""

from __future__ import annotations

from aiohttp import web

from bot.accounts.roles import Action
from bot.accounts.service import Session
from bot.learning.doubt import Why
from bot.learning.review import NOTHING, PAGE, NoSuchItem, UnknownLabel
from bot.web.keys import KNOWLEDGE, REVIEWS
from bot.web.pages import render
from bot.web.staff import staff_page

REASONS = {
    Why.UNSURE: "De assistent twijfelde",
    Why.NONE_OF_THESE: "Geen van de voorgestelde deuren paste",
    Why.OTHER_DOOR: "De burger koos een andere deur",
    Why.GIVEN_BACK: "Een organisatie gaf het verzoek terug",
    Why.THUMBS_DOWN: "De burger vond het antwoord niet goed",
    Why.SECOND_READER: "De tweede lezer las iets anders",
}
GONE = "Dit bericht is er niet meer, of iemand anders was eerder."


@staff_page(Action.LEREN)
async def page(request: web.Request, session: Session) -> web.Response:
    """What waits for a label, oldest first, a page at a time."""
    return await _page(request, session)


@staff_page(Action.LEREN)
async def label(request: web.Request, session: Session) -> web.StreamResponse:
    """One message gets its label."""
    form = await request.post()
    given = str(form.get("bericht", ""))
    if not given.isascii() or not given.isdigit():
        raise web.HTTPBadRequest
    try:
        await request.app[REVIEWS].label(int(given[:18]), str(form.get("label", "")), session.account.login)
    except UnknownLabel as fault:
        raise web.HTTPBadRequest from fault
    except NoSuchItem:
        return await _page(request, session, notice=GONE, status=409)
    # Back to the page where it stood.
    after = str(form.get("na", ""))
    raise web.HTTPSeeOther(
        f"/uitvoerder/leren?na={int(after[:18])}"
        if after.isascii() and after.isdigit()
        else "/uitvoerder/leren"
    )


async def _page(
    request: web.Request, session: Session, *, notice: str | None = None, status: int = 200
) -> web.Response:
    reviews, after = request.app[REVIEWS], request.query.get("na", "")
    items = await reviews.waiting(
        after=int(after[:18]) if after.isascii() and after.isdigit() else 0, limit=PAGE + 1
    )
    doors = {door.id: door.data.naam for door in request.app[KNOWLEDGE]().doors.values()}
    context = {
        "session": session,
        "items": items[:PAGE],
        "after": after if after.isascii() and after.isdigit() else "",
        "next": items[PAGE - 1].id if len(items) > PAGE else None,
        "count": await reviews.count(),
        "doors": doors,
        "labels": [
            *((id, name) for id, name in doors.items() if id in reviews.labels),
            ("status", "Vraag naar eerder verzoek"),
            ("buiten_bereik", "Niet voor dit loket"),
            (NOTHING, "Overslaan: hier leert niemand van"),
        ],
        "reasons": {why.value: text for why, text in REASONS.items()},
        "notice": notice,
    }
    return render(request, "inbox/learning.html", context, status=status)


ROUTES = [web.get("/uitvoerder/leren", page), web.post("/uitvoerder/leren", label)]
