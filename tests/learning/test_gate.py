"""A newly trained model goes live only when no figure with a bar falls."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from bot.engine.model import ensure_model, live_model, refuse, refused, wanted_model
from bot.engine.settings import EngineSettings
from bot.learning import retraining
from bot.learning.gate import changes
from tests.conftest import ROOT


def figures(door: float | None, false_alarm: float = 0.01, calibration: float = 0.02) -> list[dict[str, Any]]:
    def line(name: str, value: float | None, bar: float | None, at_most: bool = False) -> dict[str, Any]:
        return {"naam": name, "waarde": value, "lat": bar, "hoogstens": at_most}

    return [
        {"deel": "Deuren", "cijfers": [line("eerste", door, 0.95), line("zonder lat", 0.1, None)]},
        {"deel": "Acuut", "cijfers": [line("vals", false_alarm, 0.01, at_most=True)]},
        {"deel": "Kalibratie", "cijfers": [], "kalibratie": {"fout": calibration}},
    ]


@pytest.mark.parametrize(
    ("after", "fallen"),
    [
        (figures(0.95), []),
        (figures(0.96), []),
        (figures(0.94), ["Deuren: eerste"]),
        (figures(None), ["Deuren: eerste"]),
        (figures(0.95, false_alarm=0.02), ["Acuut: vals"]),
        (figures(0.95, calibration=0.03), ["Kalibratie: kalibratiefout"]),
        ([], ["Deuren: eerste", "Acuut: vals", "Kalibratie: kalibratiefout"]),
    ],
)
def test_a_figure_with_a_bar_that_is_worse_or_gone_has_fallen(
    after: list[dict[str, Any]], fallen: list[str]
) -> None:
    assert [change.name for change in changes(figures(0.95), after) if change.fell] == fallen


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> EngineSettings:
    made = EngineSettings(ROOT, 1, 2, "geheim", tmp_path / "models")
    made.models.mkdir()
    (made.models / "loket-oud.tar.gz").write_text("oud")

    async def candidate(settings: EngineSettings, say: object) -> Path:
        place = settings.models / "kandidaat.tar.gz"
        place.write_text("nieuw")
        return place

    monkeypatch.setattr(retraining, "train_candidate", candidate)
    return made


def retrain(settings: EngineSettings, before: float, after: float, *, anyway: bool = False) -> int:
    def measure(model: Path) -> Any:
        return figures(before if model.read_text() == "oud" else after)

    return retraining.retrain(settings, lambda line: None, anyway=anyway, measure=measure)


def test_a_better_model_takes_the_place_of_the_old_one(settings: EngineSettings) -> None:
    assert retrain(settings, 0.90, 0.91) == 0
    assert live_model(settings) == wanted_model(settings)
    assert wanted_model(settings).read_text() == "nieuw"


def test_a_worse_model_is_refused_and_no_start_makes_it_again(settings: EngineSettings) -> None:
    assert retrain(settings, 0.91, 0.90) == 3
    assert wanted_model(settings).name in refused(settings)
    assert not wanted_model(settings).exists()
    assert live_model(settings) == settings.models / "loket-oud.tar.gz"


async def test_a_start_after_a_refusal_keeps_the_old_model(settings: EngineSettings) -> None:
    refuse(settings, wanted_model(settings))
    said: list[str] = []
    assert await ensure_model(settings, said.append) == settings.models / "loket-oud.tar.gz"
    assert "afgekeurd" in said[0]


def test_who_insists_gets_the_worse_model_and_the_refusal_is_lifted(settings: EngineSettings) -> None:
    assert retrain(settings, 0.91, 0.90) == 3
    assert retrain(settings, 0.91, 0.90, anyway=True) == 0
    assert wanted_model(settings).exists()
    assert refused(settings) == frozenset()
