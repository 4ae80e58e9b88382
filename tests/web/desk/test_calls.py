"""A call from outside, without script and without engine."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from sqlalchemy import func, select

from bot.store import Conversation, DeskCall, Outbox, Ticket, TicketEvent
from tests.web.desk.helpers import ANSWERS, CONTACT, WORDS, desk, form_values, sentence, typed_in


async def test_one_line_fills_all_its_fields_and_the_script_asks_what_is_left(tmp_path: Path) -> None:
    async with desk(tmp_path) as house:
        noor = await house.person("noor")
        await noor.begin()
        page = noor.page.body
        assert typed_in(page, "schulden.0.schuldeiser") == "CJIB"
        assert typed_in(page, "schulden.0.bedrag") == "€ 274"
        assert typed_in(page, "per_maand") == "€ 40"
        assert sentence(page) == "Bent u het eens met de boete?"
