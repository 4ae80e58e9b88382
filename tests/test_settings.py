"""The settings: one list, told in README and example, and a production that cannot start on a demonstration's secrets."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from bot.settings import NAMES, SettingsError, load_settings
from tests.conftest import ROOT

NOTHING = Path("/dev/null")
OWN = {
    "LOKET_ENV": "production",
    "LOKET_BASE_URL": "https://loket.example.nl",
    "LOKET_OPERATOR_NAME": "Loket Voorbeeldstad",
    "LOKET_OPERATOR_EMAIL": "loket@voorbeeldstad.example.nl",
}
SECRETS = {"LOKET_SECRET_KEY": "s" * 40, "LOKET_ENGINE_TOKEN": "e" * 20}


def test_every_setting_stands_in_the_readme_and_none_else_does() -> None:
    told = set(re.findall(r"`(LOKET_[A-Z_]+)`", (ROOT / "README.md").read_text(encoding="utf-8")))
    assert told == set(NAMES)


def test_every_setting_stands_in_the_example_with_its_default() -> None:
    lines = (ROOT / ".env.example").read_text(encoding="utf-8").splitlines()
    given = dict(line.split("=", 1) for line in lines if line.startswith("LOKET_"))
    # Where the settings are read from is not itself read from there.
    assert given == {name: default for name, default in NAMES.items() if name != "LOKET_ENV_FILE"}


def test_without_any_setting_it_is_a_demonstration_whose_secrets_stay_the_same(tmp_path: Path) -> None:
    first = load_settings({"LOKET_VAR": str(tmp_path)}, NOTHING)
    again = load_settings({"LOKET_VAR": str(tmp_path)}, NOTHING)
    assert first.is_demo
    assert (first.secret_key, first.engine_token) == (again.secret_key, again.engine_token)
    assert oct((tmp_path / "demo-secrets").stat().st_mode & 0o777) == "0o600"


@pytest.mark.parametrize("missing", list(SECRETS))
def test_production_refuses_to_start_without_each_of_its_secrets(tmp_path: Path, missing: str) -> None:
    given = {**OWN, "LOKET_VAR": str(tmp_path), **SECRETS}
    assert load_settings(given, NOTHING).env == "production"
    del given[missing]
    with pytest.raises(SettingsError, match=missing):
        load_settings(given, NOTHING)


@pytest.mark.parametrize("name", list(SECRETS))
def test_production_refuses_the_secrets_of_a_demonstration(tmp_path: Path, name: str) -> None:
    demo = load_settings({"LOKET_VAR": str(tmp_path)}, NOTHING)
    shown = {"LOKET_SECRET_KEY": demo.secret_key, "LOKET_ENGINE_TOKEN": demo.engine_token}[name]
    given = {**OWN, "LOKET_VAR": str(tmp_path), **SECRETS, name: shown}
    with pytest.raises(SettingsError, match=name):
        load_settings(given, NOTHING)


@pytest.mark.parametrize("name", sorted(set(OWN) - {"LOKET_ENV"}))
def test_production_refuses_the_example_of_who_runs_it_and_an_address_without_tls(
    tmp_path: Path, name: str
) -> None:
    given = {**OWN, "LOKET_VAR": str(tmp_path), **SECRETS, name: ""}
    with pytest.raises(SettingsError, match=name):
        load_settings(given, NOTHING)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("LOKET_ENV", "productie"),
        ("LOKET_PORT", "tachtig"),
        ("LOKET_PORT", "70000"),
        ("LOKET_RATE_PER_ADDRESS", "0"),
        ("LOKET_KEEP_CONVERSATIONS_DAYS", "-1"),
        ("LOKET_KEEP_TICKETS_DAYS", "28"),
        ("LOKET_DESK_HOURS", "altijd"),
        ("LOKET_LOCAL_ACCOUNTS", "nee"),
        ("LOKET_SECOND_FACTOR", "soms"),
        ("LOKET_OIDC_ISSUER", "https://inloggen.example.nl"),
        ("LOKET_OIDC_ROLES", "kcc=baas"),
        ("LOKET_CLAMD", "clamd"),
        ("LOKET_CLAMD", "127.0.0.1:deur"),
        ("LOKET_ATTACHMENTS_DIR", str(ROOT / "bot" / "web" / "static" / "bijlagen")),
    ],
)
def test_a_setting_that_cannot_be_used_is_named(tmp_path: Path, name: str, value: str) -> None:
    with pytest.raises(SettingsError, match=name):
        load_settings({"LOKET_VAR": str(tmp_path), name: value}, NOTHING)


def test_the_environment_goes_before_the_file_and_an_empty_value_is_the_default(tmp_path: Path) -> None:
    file = tmp_path / "env"
    file.write_text("LOKET_PORT=9000\nLOKET_OPERATOR_NAME=Loket Voorbeeldstad\nLOKET_LOG_LEVEL=\n")
    given = {"LOKET_VAR": str(tmp_path), "LOKET_ENV_FILE": str(file), "LOKET_PORT": "9001"}
    settings = load_settings(given)
    assert settings.port == 9001
    assert settings.operator_name == "Loket Voorbeeldstad"
    assert settings.log_level == NAMES["LOKET_LOG_LEVEL"]
