"""`/balie/overzicht`: where the coordinator begins. What waits for somebody, each with one click to act on it."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from aiohttp import web

from bot.accounts.roles import Action
from bot.accounts.service import Session
from bot.tickets.listing import COUNTED, Asker, View
from bot.tickets.views import TicketRow
from bot.tickets.workflow import LOKET
from bot.web.desk.shared import CODE_CALLS
from bot.web.inbox.deliveries import CITIZENS, why
from bot.web.inbox.shared import LATE, STATES, door_names, organisation_name
from bot.web.keys import COORDINATION, FAILURES, KNOWLEDGE, REVIEWS, TAKEOVER, WORKBENCH
from bot.web.pages import render
from bot.web.plots import bar_plot
from bot.web.staff import staff_page

PATH = "/balie/overzicht"
# What fits on one screen; the rest is one click away.
SHOWN = 5
_HOURS = [f"{hour}:00" for hour in range(24)]


@dataclass(frozen=True, slots=True)
class Tile:
    """One thing that may wait: how much of it, and where it is done."""

    name: str
    count: int
    address: str
    action: str

    @property
    def shown(self) -> str:
        """The figure as people read it."""
        return f"{COUNTED}+" if self.count >= COUNTED else str(self.count)


@staff_page(Action.OVERZICHT)
async def page(request: web.Request, session: Session) -> web.Response:
    """Everything that has no owner, bounced, is late, was not delivered or not understood; and the day in figures."""
    bench, takeover = request.app[WORKBENCH], request.app[TAKEOVER]
    asker = Asker(LOKET, session.account.id, request.app[KNOWLEDGE]().today)
    counts = await bench.counts(asker)
    bounced, bounces = await request.app[COORDINATION].bounced(SHOWN)
    failures = await request.app[FAILURES].failed()
    reviews = await request.app[REVIEWS].count()
    queue = await takeover.queue(session.account.id)
    code_calls = await request.app[CODE_CALLS].count()
    today = await request.app[COORDINATION].today()
    nobodys = (await bench.view(View.NOBODYS, asker, limit=SHOWN)).rows
    late = (await bench.view(View.LATE, asker, limit=SHOWN)).rows
    context = {
        "session": session,
        "tiles": (
            Tile(
                "Zonder behandelaar bij het loket", counts[View.NOBODYS], "/uitvoerder/?toon=vrij", "Verdeel"
            ),
            Tile("Teruggegeven", bounces, f"{PATH}#teruggegeven", "Bekijk"),
            Tile("Te laat, overal", counts[View.LATE], "/uitvoerder/?toon=laat", "Spreek aan"),
            Tile("Niet afgeleverd", len(failures), "/uitvoerder/afleveringen", "Verstuur opnieuw"),
            Tile("Niet goed begrepen", reviews, "/uitvoerder/leren", "Zeg wat het was"),
            Tile("Terugbellen met een code", code_calls, "/balie/codes", "Bel terug"),
            Tile("In de rij voor een mens", len(queue.waiting), "/balie/chats", "Neem over"),
        ),
        "nobodys": nobodys,
        "bounced": bounced.rows,
        "late_rows": late,
        "failed": _by_receiver(request, [(one.receiver, one.code) for one in failures]),
        "today": today,
        "plots": (
            ("Gesprekken begonnen", bar_plot(today.conversations, _HOURS)),
            ("Verzoeken verstuurd", bar_plot(today.tickets, _HOURS)),
        ),
        "day": asker.today,
        "doors": door_names(request),
        "names": lambda organisation: organisation_name(request, organisation),
        "late": LATE,
        "states": STATES,
        "place": _place,
    }
    return render(request, "desk/overview.html", context)


def _by_receiver(
    request: web.Request, failed: list[tuple[str, str | None]]
) -> list[tuple[str, str, int, str]]:
    """(id, name, how many, why most of them): each receiver is sent to again with one button."""
    rows = []
    for receiver, count in Counter(receiver for receiver, _ in failed).most_common(SHOWN):
        reason = Counter(code for one, code in failed if one == receiver).most_common(1)[0][0]
        name = CITIZENS.get(receiver) or organisation_name(request, receiver)
        rows.append((receiver, name, count, why(reason)))
    return rows


def _place(row: TicketRow) -> str:
    """Where a ticket stands, as the address of its page."""
    return f"/uitvoerder/{row.number}"


ROUTES = [web.get(PATH, page)]
