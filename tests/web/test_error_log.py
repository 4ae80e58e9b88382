"""What stands in the log when something breaks: where, and no word of a citizen."""

from __future__ import annotations

import pytest
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from bot.store import Database
from bot.web.problems import frames


async def test_an_error_of_the_database_holds_no_word_that_was_being_stored(tmp_path: object) -> None:
    database = Database.connect(f"sqlite+aiosqlite:///{tmp_path}/een.db")
    try:
        with pytest.raises(SQLAlchemyError) as fault:
            async with database.write() as session:
                await session.execute(
                    text("INSERT INTO nergens VALUES (:woorden)"), {"woorden": "kwikstaart"}
                )
        assert "kwikstaart" not in str(fault.value)
        assert any("test_error_log.py" in frame for frame in frames(fault.value))
        assert not any("kwikstaart" in frame for frame in frames(fault.value))
    finally:
        await database.dispose()
