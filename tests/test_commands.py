"""The command line, as an administrator uses it: real processes on a database of their own."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import ROOT

PRODUCTION = {
    "LOKET_ENV": "production",
    "LOKET_BASE_URL": "https://loket.example.nl",
    "LOKET_OPERATOR_NAME": "Loket Voorbeeldstad",
    "LOKET_OPERATOR_EMAIL": "loket@voorbeeldstad.example.nl",
    "LOKET_SECRET_KEY": "geheim-van-een-test-geheim-van-een-test",
    "LOKET_ENGINE_TOKEN": "ander-geheim-van-een-test",
}


def loket(var: Path, *arguments: str, **settings: str) -> subprocess.CompletedProcess[str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("LOKET_")}
    environment = {**kept, "LOKET_ENV_FILE": os.devnull, "LOKET_VAR": str(var), **settings}
    return subprocess.run(
        [sys.executable, "-m", "bot", *arguments],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


def test_an_account_is_made_shown_once_renewed_and_closed(tmp_path: Path) -> None:
    made = loket(tmp_path, "account", "add", "Jansen", "--organisatie", "gemeente:0344")
    assert made.returncode == 0, made.stderr
    assert "Wachtwoord: " in made.stdout
    renewed = loket(tmp_path, "account", "password", "jansen")
    assert "nieuw wachtwoord" in renewed.stdout
    assert loket(tmp_path, "account", "disable", "jansen").returncode == 0
    assert "jansen  uitvoerder  gemeente:0344  (uit)" in loket(tmp_path, "account", "list").stdout
    assert loket(tmp_path, "account", "disable", "niemand").returncode == 2


def test_a_token_is_shown_once_listed_by_its_beginning_and_revoked(tmp_path: Path) -> None:
    token = loket(tmp_path, "token", "add", "cjib", "--naam", "zaaksysteem", "--dagen", "30").stdout.strip()
    listed = loket(tmp_path, "token", "list", "cjib").stdout
    assert "zaaksysteem" in listed
    assert "geldig tot" in listed
    assert token not in listed
    assert loket(tmp_path, "token", "revoke", listed.split()[0]).returncode == 0
    assert "(ingetrokken)" in loket(tmp_path, "token", "list").stdout
    assert loket(tmp_path, "token", "revoke", "999").returncode == 2
    assert loket(tmp_path, "token", "add", "sprookjesland").returncode == 2


def test_a_token_gets_the_scopes_that_were_asked_for_and_the_list_shows_them(tmp_path: Path) -> None:
    loket(tmp_path, "token", "add", "cjib", "--alleen-lezen")
    loket(tmp_path, "token", "add", "cjib", "--bereik", "abonnementen:beheren")
    reading, one = loket(tmp_path, "token", "list").stdout.splitlines()
    assert "gebeurtenissen:lezen,tickets:lezen" in reading
    assert "behandelen" not in reading
    assert "abonnementen:beheren" in one
    assert "tickets" not in one
    assert loket(tmp_path, "token", "add", "cjib", "--bereik", "alles").returncode == 2


def test_check_says_that_all_is_well_in_production(tmp_path: Path) -> None:
    done = loket(tmp_path, "check", **PRODUCTION, LOKET_CONNECTED="cjib,gemeente:0344")
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip().endswith("Alles klopt.")


@pytest.mark.parametrize("name", ["LOKET_CONNECTED", "LOKET_OPERATOR_ORGANISATIONS"])
def test_an_organisation_that_the_register_has_not_stops_the_start(tmp_path: Path, name: str) -> None:
    done = loket(tmp_path, "check", **PRODUCTION, **{name: "cjib,gemeente:0345000"})
    assert done.returncode == 2
    assert name in done.stderr
    assert "gemeente:0345000" in done.stderr


def test_production_does_not_start_on_the_accounts_of_a_demonstration(tmp_path: Path) -> None:
    script = (
        "import asyncio\nfrom bot.app import build\nfrom bot.demo import demo_accounts\n"
        "from bot.settings import load_settings\n"
        "async def main():\n    loket = await build(load_settings())\n    await demo_accounts(loket)\n"
        "    await loket.close()\nasyncio.run(main())"
    )
    environment = {
        **os.environ,
        "LOKET_ENV_FILE": os.devnull,
        "LOKET_ENV": "demo",
        "LOKET_VAR": str(tmp_path),
    }
    subprocess.run([sys.executable, "-c", script], cwd=ROOT, env=environment, check=True, timeout=60)
    done = loket(tmp_path, "serve", **PRODUCTION)
    assert done.returncode == 2
    assert "regisseur" in done.stderr
    assert "account disable" in done.stderr


def test_labelled_sentences_never_replace_a_file_and_are_not_lost_by_a_bad_one(tmp_path: Path) -> None:
    script = (
        "import asyncio, datetime\nfrom bot.app import build\nfrom bot.learning.doubt import Review, Why\n"
        "from bot.learning.review import remember\nfrom bot.settings import load_settings\n"
        "async def main():\n    loket = await build(load_settings())\n"
        "    async with loket.database.write() as session:\n"
        "        remember(session, Review(Why.UNSURE, 'een zin'), datetime.datetime.now(datetime.UTC))\n"
        "    (one,) = await loket.reviews.waiting()\n"
        "    await loket.reviews.label(one.id, 'klacht', 'regisseur')\n    await loket.close()\n"
        "asyncio.run(main())"
    )
    environment = {
        **os.environ,
        "LOKET_ENV_FILE": os.devnull,
        "LOKET_ENV": "test",
        "LOKET_VAR": str(tmp_path),
    }
    subprocess.run([sys.executable, "-c", script], cwd=ROOT, env=environment, check=True, timeout=60)
    taken = tmp_path / "geleerd.yml"
    taken.write_text("van eerder")
    refused = loket(tmp_path, "nlu", "export", "--naar", str(taken))
    assert refused.returncode == 2
    assert taken.read_text() == "van eerder"
    assert loket(tmp_path, "nlu", "export", "--naar", str(tmp_path / "weg" / "x.yml")).returncode == 2
    fresh = tmp_path / "nieuw.yml"
    assert loket(tmp_path, "nlu", "export", "--naar", str(fresh)).returncode == 0
    assert "- een zin" in fresh.read_text()


def test_what_is_made_is_for_this_user_alone(tmp_path: Path) -> None:
    assert loket(tmp_path, "check").returncode == 0
    assert oct((tmp_path / "loket.db").stat().st_mode & 0o077) == "0o0"
