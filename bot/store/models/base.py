"""What every table shares: predictable names of constraints, and the kinds of columns."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import Date, MetaData
from sqlalchemy.orm import DeclarativeBase

from bot.store.types import CleanText, PortableJson, UtcDateTime


class Base(DeclarativeBase):
    """Maps Python's kinds to columns: str is unbounded text, datetime an aware moment, dict and list are JSON."""

    # A migration can only drop or change a constraint whose name it knows.
    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map = {  # noqa: RUF012 - SQLAlchemy reads it as a plain class attribute
        str: CleanText(),
        datetime: UtcDateTime(),
        date: Date(),
        dict[str, Any]: PortableJson(),
        list[str]: PortableJson(),
        list[dict[str, Any]]: PortableJson(),
    }
