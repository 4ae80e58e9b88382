"""Brings a database to the newest shape, from any earlier one."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import text
from sqlalchemy.engine import Connection

from bot.store.database import Database

MIGRATIONS = Path(__file__).parent / "migrations"
# Any fixed number: processes that start at once on PostgreSQL migrate one after the other.
_LOCK = 4_019_260_701


def migration_config(connection: Connection | None = None) -> Config:
    """The settings of Alembic, in code: there is no file to find or forget."""
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    if connection is not None:
        config.attributes["connection"] = connection
    return config


def _upgrade(connection: Connection, revision: str) -> None:
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
    command.upgrade(migration_config(connection), revision)


async def migrate(url: str, revision: str = "head") -> None:
    """The database at `url` has every table in its newest shape; all or nothing, and safe to repeat."""
    database = Database.connect(url)
    try:
        async with database.engine.begin() as connection:
            await connection.run_sync(_upgrade, revision)
    finally:
        await database.dispose()
