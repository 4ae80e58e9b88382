"""Routes as local data: checked at the start, and what they make of an installation."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.app import build
from bot.datafile import DataError
from bot.delivering import delivery_remarks
from bot.settings import ROOT, SettingsError, load_settings
from bot.tickets.delivery.routes import load_routes
from bot.web import keys

KNOWN = {"cjib", "gemeente:0344"}
SECRETS = {"LOKET_SECRET_KEY": "s" * 40, "LOKET_ENGINE_TOKEN": "t" * 20}


def written(tmp_path: Path, text: str) -> Path:
    (tmp_path / "register").mkdir(exist_ok=True)
    (tmp_path / "register" / "routes.yml").write_text(text, encoding="utf-8")
    return tmp_path


def test_without_a_file_everybody_works_in_the_inbox_without_mail(tmp_path: Path) -> None:
    routes = load_routes([tmp_path], KNOWN)
    assert (routes.route("cjib"), routes.mailbox("cjib")) == ("inbox", None)
    assert routes.connected == frozenset()


def test_a_route_and_a_mailbox_are_read_and_a_later_directory_goes_before(tmp_path: Path) -> None:
    one = written(tmp_path, "routes:\n  - {id: cjib, route: api}\n  - {id: loket, route: inbox}\n")
    (tmp_path / "local").mkdir()
    two = written(
        tmp_path / "local",
        "routes:\n  - {id: cjib, route: webhook}\n"
        '  - {id: "gemeente:0344", route: inbox, mailbox: Loket@Utrecht.example.nl}\n'
        '  - {id: "ministerie:SZW", route: inbox, mailbox: signalen@szw.example.nl}\n',
    )
    routes = load_routes([one, two], KNOWN, {"SZW"})
    assert routes.by_webhook == ("cjib",)
    assert routes.mailbox("gemeente:0344") == "Loket@utrecht.example.nl"
    assert routes.connected == {"cjib", "gemeente:0344", "loket"}


@pytest.mark.parametrize(
    ("text", "line", "reason"),
    [
        ("routes:\n  - {id: cjib, route: inbox}\n  - {id: cjbi, route: inbox}\n", 3, "cjbi"),
        ("routes:\n  - {id: cjib, route: duif}\n", 2, "route"),
        ("routes:\n  - id: cjib\n    route: inbox\n    mailbox: geen adres\n", 4, "e-mailadres"),
        ("routes:\n  - {id: cjib, route: webhook, mailbox: a@example.nl}\n", 2, "inbox"),
        ("routes:\n  - {id: cjib, route: inbox}\n  - {id: cjib, route: api}\n", 3, "twee keer"),
        ("routes:\n  - {id: loket, route: webhook}\n", 2, "inbox"),
        ("routes:\n  - {id: cjib, route: inbox, kleur: rood}\n", 2, "kleur"),
        ("routes: []\n", 1, "routes"),
        ("wegen:\n  - {id: cjib}\n", 1, "routes"),
        ("", 1, "routes"),
    ],
)
def test_a_bad_entry_is_told_with_file_line_and_reason(
    tmp_path: Path, text: str, line: int, reason: str
) -> None:
    with pytest.raises(DataError, match=reason) as fault:
        load_routes([written(tmp_path, text)], KNOWN)
    assert (fault.value.file.name, fault.value.line) == ("routes.yml", line)


async def test_a_bad_entry_stops_the_start(tmp_path: Path) -> None:
    data = tmp_path / "data"
    data.mkdir()
    written(data, "routes:\n  - {id: x}\n")
    settings = load_settings(
        {"LOKET_ENV": "test", "LOKET_VAR": str(tmp_path / "var"), "LOKET_DATA_DIR": str(data), **SECRETS},
        tmp_path / "none",
    )
    with pytest.raises(DataError, match=r"routes\.yml:2"):
        await build(settings)


async def test_in_production_a_route_connects_and_check_tells_what_is_missing(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    data = written(
        tmp_path / "data",
        'routes:\n  - {id: cjib, route: webhook}\n  - {id: "gemeente:0344", route: inbox, mailbox: a@example.nl}\n',
    )
    settings = load_settings(
        {
            "LOKET_ENV": "production",
            "LOKET_VAR": str(tmp_path / "var"),
            "LOKET_DATA_DIR": str(data),
            "LOKET_BASE_URL": "https://loket.example.nl",
            "LOKET_OPERATOR_NAME": "Loket Voorbeeldstad",
            "LOKET_OPERATOR_EMAIL": "loket@voorbeeldstad.example.nl",
            **SECRETS,
        },
        tmp_path / "none",
    )
    loket = await build(settings)
    try:
        look = loket.public[keys.TICKETS]._organisations
        routes = {
            one: known.route for one in ("cjib", "gemeente:0344", "duo") if (known := look(one)) is not None
        }
        assert routes == {"cjib": "webhook", "gemeente:0344": "inbox", "duo": "niet_aangesloten"}
        remarks = "\n".join(await delivery_remarks(loket))
    finally:
        await loket.close()
    assert "Mail staat uit" in remarks
    assert "mailboxen" in remarks
    assert "cjib heeft route webhook, maar geen abonnement" in remarks


def test_a_strange_kind_of_tls_stops_the_start(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="LOKET_SMTP_TLS"):
        load_settings(
            {"LOKET_ENV": "test", "LOKET_VAR": str(tmp_path), "LOKET_SMTP_TLS": "soms"}, tmp_path / "none"
        )


def test_the_product_itself_ships_no_routes() -> None:
    assert not (ROOT / "data" / "register" / "routes.yml").exists()
