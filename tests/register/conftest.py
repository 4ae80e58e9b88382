"""The project's own register and a finder on it, read once."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.register import Finder, Register, load_register

DATA = Path(__file__).resolve().parents[2] / "data" / "register"


@pytest.fixture(scope="session")
def register() -> Register:
    """The register as it ships."""
    return load_register([DATA])


@pytest.fixture(scope="session")
def finder(register: Register) -> Finder:
    """A finder on the register as it ships."""
    return Finder(register)
