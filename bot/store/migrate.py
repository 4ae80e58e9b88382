"""Brings a database to the newest shape, from any earlier one."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import inspect, text
from sqlalchemy.engine import Connection

from bot.store.database import Database

if TYPE_CHECKING:
    from alembic.config import Config

MIGRATIONS = Path(__file__).parent / "migrations"
# Any fixed number: processes that start at once on PostgreSQL migrate one after the other.
_LOCK = 4_019_260_701
# On SQLite the second waits until the first has migrated: on a slow machine that takes longer than a write may.
PATIENCE = 60.0


def migration_config(connection: Connection | None = None) -> Config:
    """The settings of Alembic, in code: there is no file to find or forget."""
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    if connection is not None:
        config.attributes["connection"] = connection
    return config


def _upgrade(connection: Connection, revision: str) -> None:
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
    if revision == "head" and _stands_at(connection) == newest():
        return
    # Loaded only when there is something to do: it takes a good part of what a start may take.
    from alembic import command

    command.upgrade(migration_config(connection), revision)


def newest() -> str:
    """The newest shape: files are named by their revision, four digits that only go up (a test holds them to it)."""
    return max(file.name for file in (MIGRATIONS / "versions").glob("[0-9]*_*.py")).partition("_")[0]


def _stands_at(connection: Connection) -> str | None:
    if not inspect(connection).has_table("alembic_version"):
        return None
    found: str | None = connection.scalar(text("SELECT version_num FROM alembic_version"))
    return found


async def migrate(url: str, revision: str = "head") -> None:
    """The database at `url` has every table in its newest shape; all or nothing, and safe to repeat."""
    database = Database.connect(url, patience=PATIENCE)
    try:
        async with database.engine.begin() as connection:
            await connection.run_sync(_upgrade, revision)
    finally:
        await database.dispose()
