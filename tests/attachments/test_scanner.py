"""A scan by clamd: what it finds is refused, and so is everything while it cannot be asked."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.attachments.refusals import Refusal, Refused
from bot.attachments.scanner import Clamd, NoScanner, scanner_for
from tests.attachments.samples import FOUND, FakeClamd


async def refusal(clamd: Clamd, data: bytes = b"x") -> Refusal:
    with pytest.raises(Refused) as fault:
        await clamd.check(data)
    return fault.value.why


async def test_a_clean_file_passes_and_clamd_has_seen_every_byte_of_it() -> None:
    data = bytes(range(256)) * 1000
    async with FakeClamd().listening() as fake:
        await Clamd(fake.place).check(data)
        assert fake.seen == [data]


async def test_a_socket_is_as_good_as_a_port(tmp_path: Path) -> None:
    async with FakeClamd().listening(str(tmp_path / "clamd")) as fake:
        await Clamd(fake.place).check(b"x")
        assert fake.seen == [b"x"]


async def test_what_clamd_finds_is_refused() -> None:
    async with FakeClamd(FOUND).listening() as fake:
        assert await refusal(Clamd(fake.place)) is Refusal.VIRUS


@pytest.mark.parametrize("answer", ["INSTREAM size limit exceeded. ERROR", "", "stream: OKE", "OK"])
async def test_any_other_answer_lets_nothing_through(answer: str) -> None:
    async with FakeClamd(answer).listening() as fake:
        assert await refusal(Clamd(fake.place)) is Refusal.GEEN_CONTROLE


async def test_a_clamd_that_is_not_there_or_says_nothing_lets_nothing_through(tmp_path: Path) -> None:
    assert await refusal(Clamd("127.0.0.1:1")) is Refusal.GEEN_CONTROLE
    assert await refusal(Clamd(str(tmp_path / "niets"))) is Refusal.GEEN_CONTROLE
    async with FakeClamd(silent=True).listening() as fake:
        assert await refusal(Clamd(fake.place, seconds=0.2)) is Refusal.GEEN_CONTROLE


def test_without_a_setting_there_is_no_scanner() -> None:
    assert isinstance(scanner_for(""), NoScanner)
    assert isinstance(scanner_for("127.0.0.1:3310"), Clamd)
