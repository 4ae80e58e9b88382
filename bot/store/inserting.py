"""An INSERT that may meet its row, on either database."""

from typing import Any

from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncSession

from bot.store.models import Base


def insert_into(session: AsyncSession, table: type[Base]) -> Any:
    """An INSERT in the dialect of the session's database: both know `on_conflict_do_nothing`, SQLAlchemy's own does not."""
    dialect = postgresql if session.get_bind().dialect.name == "postgresql" else sqlite
    return dialect.insert(table)
