"""What the pages of signals stand on, and where they are."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import datetime

from aiohttp import web

from bot.doors.knowledge import Knowledge
from bot.settings import Settings
from bot.signals.background import ClusterProcess
from bot.signals.clusters import Clusters
from bot.signals.desk import MinistryDesk
from bot.signals.listing import SignalList
from bot.signals.mending import ClusterDesk
from bot.signals.open_cases import OpenCases
from bot.signals.patterns import Patterns
from bot.signals.public import PublicSignals, RememberedFigures
from bot.signals.publication import PublicationDesk
from bot.signals.rules import rules_of
from bot.store import Database
from bot.web import keys
from bot.web.requests import masked
from bot.web.signals import (
    clusters,
    one,
    open_cases,
    open_data,
    patterns,
    products,
    public,
    publishing,
    reader,
)

ROUTES = [
    *reader.ROUTES,
    *clusters.ROUTES,
    *open_cases.ROUTES,
    *open_data.ROUTES,
    *public.ROUTES,
    *publishing.ROUTES,
    *products.ROUTES,
    *patterns.ROUTES,
    *one.ROUTES,
]


def wire_signals(
    app: web.Application,
    database: Database,
    secret: bytes,
    clock: Callable[[], datetime],
    settings: Settings,
    knowledge: Callable[[], Knowledge],
) -> None:
    """The services that the pages of signals ask for stand on the application."""
    app[keys.SIGNAL_LIST] = SignalList(database)
    app[keys.MINISTRY_DESK] = MinistryDesk(database, clock, lambda: knowledge().register.ministries)
    app[keys.CLUSTERS] = Clusters(database)
    app[keys.CLUSTER_DESK] = ClusterDesk(database, clock)
    app[keys.PUBLICATION] = PublicationDesk(database, secret=secret, clock=clock)
    app[keys.PUBLIC_SIGNALS] = public_signals = PublicSignals(database)
    app[keys.PUBLIC_FIGURES] = RememberedFigures(public_signals, clock)
    app[keys.OPEN_CASES] = OpenCases(database, clock, masked)
    app[keys.PATTERNS] = Patterns(database, lambda: rules_of(knowledge()), masked, secret, clock)
    # The same database, also when the settings came from somewhere else than this process' environment.
    app[keys.CLUSTER_PROCESS] = ClusterProcess(
        lambda: {**os.environ, "LOKET_DATABASE_URL": settings.database_url}
    )
