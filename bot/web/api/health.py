"""`/livez`, `/readyz`, `/metrics`: whether this process lives, whether it can work, and its figures."""

from __future__ import annotations

from datetime import UTC, datetime

from aiohttp import web
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from sqlalchemy.exc import SQLAlchemyError

from bot.tickets import judged
from bot.tickets.delivery.figures import forget, measure
from bot.web.keys import DATABASE, ENGINE


async def live(_request: web.Request) -> web.Response:
    """This process answers."""
    return web.json_response({"status": "ok"})


async def ready(request: web.Request) -> web.Response:
    """200 when every part is ready; 503 with the part that is not."""
    parts = {"database": True, "engine": await request.app[ENGINE].ready()}
    try:
        await request.app[DATABASE].ping()
    except (SQLAlchemyError, OSError):
        parts["database"] = False
    fine = all(parts.values())
    return web.json_response(
        {"status": "ok" if fine else "niet gereed", "onderdelen": parts}, status=200 if fine else 503
    )


async def metrics(request: web.Request) -> web.Response:
    """The figures, for Prometheus; those of the outbox as they are now, whichever process delivers."""
    try:
        await measure(request.app[DATABASE], datetime.now(UTC))
        await judged.measure(request.app[DATABASE])
    except (SQLAlchemyError, OSError):
        # The database's own fault shows in /readyz; the other figures are still worth having.
        forget()
        judged.forget()
    return web.Response(body=generate_latest(), headers={"Content-Type": CONTENT_TYPE_LATEST})


ROUTES = [web.get("/livez", live), web.get("/readyz", ready), web.get("/metrics", metrics)]
