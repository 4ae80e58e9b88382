import pytest
from sqlalchemy import func, select

from bot.dialogue.guard import guard
from bot.signals.bespoke import Rule
from bot.signals.listing import Filter, SignalList
from bot.signals.patterns import MOST_LINES, Pattern, PatternRefused, Patterns, pattern_of, read_csv
from bot.store import Case, Database
from tests.tickets.helpers import SECRET, Clock

RULES = {
    "bijstand": Rule("de bijstand", "Participatiewet", ("SZW",)),
    "ombudsman": Rule("een klacht", "Wet Nationale ombudsman", ()),
}
HEAD = "regeling;verhaal;melder;oorzaak;gevolgen;artikel;voorstel;rvs;openbaar"


def patterns(database: Database) -> Patterns:
    return Patterns(
        database, lambda: RULES, lambda text: guard(text, keep_contact=False).text, SECRET, Clock()
    )


async def test_a_file_is_taken_line_by_line_and_what_is_wrong_keeps_no_other_out(database: Database) -> None:
    lines = (
        HEAD,
        "bijstand;Giften worden gekort.;organisatie;O1 O3;gezin 4, schulden;art. 31;Laat ze vrij.;A;ja",
        "zorgbonus;Bestaat niet.;;;;;;;",
        "ombudsman;Van niemand.;;;;;;;",
        "bijstand;Uitspraak van de rechter.;;;;;;D;",
        "bijstand;;;;;;;;",
        ";;;;;;;;",
        "bijstand;Nog een.;burger;;;;;;",
        "bijstand;Nog een.;;O9;;;;;",
        "bijstand;Nog een.;;;gezin 9;;;;",
        "bijstand;Nog een.;;;;;;;misschien",
        "bijstand;Nog een.;;;;;;;",
    )
    report = await patterns(database).bring_file("cjib", "\n".join(lines).encode())
    assert [line.number for line in report] == [2, 3, 4, 5, 6, 8, 9, 10, 11, 12]
    assert [line.number for line in report if line.signal] == [2, 12]
    faults = {line.number: line.fault for line in report if line.fault}
    assert "staat niet in het register" in str(faults[3])
    assert "geen ministerie" in str(faults[4])
    # D is no signal, and who reports it hears where to go.
    assert "hoger beroep" in str(faults[5])
    listed = (await SignalList(database).page("SZW", Filter())).signals
    assert [one.story for one in listed] == ["Nog een.", "Giften worden gekort."]
    first = listed[1]
    assert (first.cause, first.effects, first.article) == (
        ("O1", "O3"),
        {"gezin": 4, "schulden": 3},
        "art. 31",
    )
    assert (first.category, first.role, first.visibility.value) == ({"rvs": "A"}, "organisatie", "openbaar")


async def test_the_same_file_again_makes_nothing_new_and_one_organisation_is_one_reporter(
    database: Database,
) -> None:
    data = f"{HEAD}\nbijstand;Een.;;;;;;;\nbijstand;Twee.;;;;;;;\n".encode()
    at = patterns(database)
    first = await at.bring_file("cjib", data)
    assert await at.bring_file("cjib", data) == first
    assert (await at.bring("uwv", Pattern("bijstand", "Een."))).number != first[0].signal
    async with database.read() as session:
        assert await session.scalar(select(func.count()).select_from(Case)) == 2
    assert (await SignalList(database).page("SZW", Filter())).count == 3


async def test_what_must_not_be_kept_is_masked(sqlite_database: Database) -> None:
    told = "Mevrouw met bsn 111222333 en mail jan@example.nl krijgt niets."
    await patterns(sqlite_database).bring("cjib", Pattern("bijstand", told, suggestion="Bel 0612345678"))
    (seen,) = (await SignalList(sqlite_database).page("SZW", Filter())).signals
    for secret in ("111222333", "jan@example.nl", "0612345678"):
        assert secret not in f"{seen.story}{seen.own_suggestion}"


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "ontbreekt"),
        (b"naam;verhaal\na;b", "ontbreekt: regeling"),
        (b"regeling;verhaal;bsn\na;b;c", "kent het loket niet: bsn"),
        (b"regeling;verhaal\n\n", "geen regels"),
        (b"\x00\x01\x02", "geen CSV"),
        (b"regeling,verhaal\n" + b"a,b\n" * (MOST_LINES + 1), "hooguit 1000 regels"),
    ],
)
def test_a_file_that_is_none_is_refused_as_a_whole(data: bytes, words: str) -> None:
    with pytest.raises(PatternRefused, match=words):
        read_csv(data)


@pytest.mark.parametrize("separator", [";", ",", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
def test_a_file_is_read_as_spreadsheets_write_it(separator: str, encoding: str) -> None:
    text = (
        separator.join(("Regeling", "Verhaal")) + "\r\n" + separator.join(("bijstand", "Eén gift")) + "\r\n"
    )
    ((number, record),) = read_csv(text.encode(encoding))
    assert number == 2
    assert pattern_of(record).story == "Eén gift"
