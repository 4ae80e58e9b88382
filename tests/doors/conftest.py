"""What the tests of the doors share: the product's own knowledge, on one day."""

from __future__ import annotations

from datetime import date

import pytest

from bot.doors.knowledge import Knowledge, load_knowledge
from tests.conftest import ROOT

TODAY = date(2026, 11, 24)


@pytest.fixture(scope="session")
def knowledge() -> Knowledge:
    return load_knowledge([ROOT / "data"], TODAY)
