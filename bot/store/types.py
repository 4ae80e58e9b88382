"""Column types that mean the same on SQLite and on PostgreSQL."""

import json
from collections.abc import Mapping
from dataclasses import asdict, is_dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from enum import Enum
from typing import Any

from sqlalchemy import JSON, BigInteger, DateTime, Integer, Text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeDecorator


def clean_text(text: str) -> str:
    """Text that both databases can store: without NUL, lone surrogates replaced.

    PostgreSQL refuses NUL in text and in JSONB, and no encoder accepts a lone surrogate. A citizen's message
    must not be lost over a character that nobody can see.
    """
    if text.isascii() and "\x00" not in text:
        return text
    return text.replace("\x00", "").encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def jsonable(value: Any) -> Any:
    """The same value in JSON's own kinds: dates as ISO text, decimals as text, enums by value, sets sorted.

    Raises TypeError for anything else, so that no object is stored as its repr.
    """
    if value is None or isinstance(value, bool | int | float):
        return value.value if isinstance(value, Enum) else value
    if isinstance(value, Enum):
        return jsonable(value.value)
    if isinstance(value, str):
        return clean_text(value)
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return str(value)
    if is_dataclass(value) and not isinstance(value, type):
        return jsonable(asdict(value))
    if isinstance(value, Mapping):
        return {str(jsonable(key)): jsonable(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [jsonable(item) for item in value]
    if isinstance(value, set | frozenset):
        return sorted(jsonable(item) for item in value)
    raise TypeError(f"{type(value).__name__} has no place in a JSON column")


def dump_json(value: Any) -> str:
    """Compact JSON, Dutch letters as they are."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)


class UtcDateTime(TypeDecorator[datetime]):
    """A moment: aware in, aware UTC out. A naive datetime is refused, for nobody knows what it means."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """The moment in UTC; SQLite has no time zones, so there it is stored as naive UTC."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment without a time zone cannot be stored")
        moment = value.astimezone(UTC)
        return moment.replace(tzinfo=None) if dialect.name == "sqlite" else moment

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """The moment, aware, in UTC on both databases."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class CleanText(TypeDecorator[str]):
    """Free text of any length that can hold whatever a keyboard can send."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        """The text, cleaned of what a database refuses."""
        return None if value is None else clean_text(value)


class PortableJson(TypeDecorator[Any]):
    """JSON on SQLite, JSONB on PostgreSQL. The order of an object's keys is not kept; that of a list is."""

    impl = JSON
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> Any:
        """JSONB where it exists."""
        return dialect.type_descriptor(
            JSONB(none_as_null=True) if dialect.name == "postgresql" else JSON(none_as_null=True)
        )

    def process_bind_param(self, value: Any, dialect: Dialect) -> Any:
        """The value in JSON's own kinds."""
        return jsonable(value)


# SQLite gives a rowid, and so an automatic number, only to a column that says INTEGER.
Id = BigInteger().with_variant(Integer, "sqlite")
