from pathlib import Path

import pytest

from bot.law import Law, load_law

REGISTER = Path(__file__).parents[2] / "data" / "register"


@pytest.fixture(scope="session")
def law() -> Law:
    return load_law([REGISTER])
