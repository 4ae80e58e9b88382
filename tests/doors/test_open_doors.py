"""What the doors beside the first three hand over: to whom, how urgent, and what stays out of it."""

from __future__ import annotations

from datetime import date

import pytest
import yaml

from bot.datafile import DataFile
from bot.dialogue.turn import ANSWERED
from bot.doors.draft import Answer, Draft
from bot.doors.knowledge import Knowledge
from bot.doors.packages import Package, packages
from bot.doors.saying import Told, told_now
from tests.conftest import ROOT
from tests.nlu.test_training_data import DOORS

UTRECHT = {"organisatie": "gemeente:0344", "naam": "Gemeente Utrecht"}
PERSONAL = {"naam", "contact", "geboortedatum", "postcode", "kenmerk", "datum_brief"}


def organisation(knowledge: Knowledge, executor: str, which: str | None = None) -> dict[str, object]:
    several = knowledge.register.executors[executor].several
    return {
        "uitvoerder": executor,
        "organisatie": which or (None if several else executor),
        "naam": knowledge.register.executors[executor].short_name,
    }


def scheme(name: str) -> dict[str, object]:
    return {"regeling": name, "naam": name}


def draft_of(door: str, answers: dict[str, object]) -> Draft:
    draft = Draft(door)
    for place, value in answers.items():
        draft = draft.with_answer(place, Answer(value))
    return draft


def handed(knowledge: Knowledge, door: str, answers: dict[str, object]) -> list[Package]:
    return packages(knowledge, knowledge.doors[door], draft_of(door, answers))


def told(knowledge: Knowledge, door: str, answers: dict[str, object]) -> dict[str, Told]:
    return {one.key: one for one in told_now(knowledge, knowledge.doors[door], draft_of(door, answers))}


def test_every_kind_of_request_that_the_engine_knows_has_a_door_or_is_answered_at_once(
    knowledge: Knowledge,
) -> None:
    domain = yaml.safe_load((ROOT / "domain.yml").read_text(encoding="utf-8"))
    assert set(domain["intents"]) >= DOORS
    assert set(knowledge.doors) >= DOORS - ANSWERED
    assert set(knowledge.doors) <= DOORS


def test_a_door_without_a_file_still_has_a_name_to_be_called_by(knowledge: Knowledge) -> None:
    closed = set(DataFile(ROOT / "data" / "dialogue" / "doors.yml").content)
    assert closed | set(knowledge.doors) >= DOORS


def test_a_toeslag_is_never_asked_to_be_waived(knowledge: Knowledge) -> None:
    toeslagen = {"schulden.0.schuldeiser": organisation(knowledge, "toeslagen")}
    yes = handed(knowledge, "kwijtschelding", {**toeslagen, "schulden.0.toeslag_regeling": True})
    assert [(one.door, one.organisation) for one in yes] == [("betalingsregeling", "toeslagen")]
    assert handed(knowledge, "kwijtschelding", {**toeslagen, "schulden.0.toeslag_regeling": False}) == []


def test_debts_are_asked_to_be_waived_by_who_collects_each(knowledge: Knowledge) -> None:
    found = handed(
        knowledge,
        "kwijtschelding",
        {
            "schulden.0.schuldeiser": organisation(knowledge, "gemeente", "gemeente:0344"),
            "schulden.1.schuldeiser": organisation(knowledge, "uwv"),
            "schulden.1.bedrag": "900.00",
        },
    )
    assert [one.organisation for one in found] == ["gemeente:0344", "uwv"]
    assert found[0].value("bedrag") is None, "the municipality does not hear of the debt at the UWV"


def test_an_exception_names_the_team_of_the_organisation_and_tells_the_ministry_no_name(
    knowledge: Knowledge,
) -> None:
    signal, ticket = handed(
        knowledge,
        "maatwerk",
        {
            "organisatie": organisation(knowledge, "cak"),
            "regeling": scheme("eigen_bijdrage_wmo"),
            "verhaal": "Ik betaal meer dan ik overhoud.",
            "waarom_anders": "Mijn man ligt in het ziekenhuis.",
            "datum_brief": "2026-11-02",
            "kenmerk": "AB-1",
            "signaal": True,
            "zichtbaar": "vertrouwelijk",
            "terughoren": False,
            "naam": "Jan Jansen",
            "contact": {"soort": "email", "adres": "jan@example.nl"},
        },
    )
    assert signal.is_signal
    assert signal.ministries == ("VWS",)
    assert {line.field for line in signal.lines} & PERSONAL == set()
    assert ticket.team == "de Commissie Bijzonder Maatwerk"
    assert ticket.possible_objection
    assert {"naam", "contact", "kenmerk"} <= {line.field for line in ticket.lines}


def test_only_a_team_that_the_register_names_is_told(knowledge: Knowledge) -> None:
    with_team = told(knowledge, "maatwerk", {"organisatie": organisation(knowledge, "cjib")})
    without = told(knowledge, "maatwerk", {"organisatie": organisation(knowledge, "kadaster")})
    assert "een team maatwerk" in with_team["team"].texts[0]
    assert "team" not in without


def test_who_waits_without_money_goes_on_top_of_the_pile(knowledge: Knowledge) -> None:
    for broke in (True, False):
        (ticket,) = handed(
            knowledge,
            "te_late_beslissing",
            {"organisatie": organisation(knowledge, "uwv"), "waarop": "geld", "geldnood": broke},
        )
        assert ticket.acute is broke


LATE = {"waarop": "aanvraag", "datum_ontvangen": "2026-07-01", "in_gebreke": False}


def test_eight_weeks_are_counted_where_no_other_law_is_known(knowledge: Knowledge) -> None:
    term = told(
        knowledge,
        "te_late_beslissing",
        {
            "organisatie": organisation(knowledge, "gemeente", "gemeente:0344"),
            "regeling": scheme("bijstand"),
            **LATE,
        },
    )["termijn_aanvraag"].term
    assert term is not None
    assert term.last_day == date(2026, 8, 26)


@pytest.mark.parametrize("executor", ["uwv", "svb", "toeslagen", "belastingdienst", "cbr", "gemeente"])
def test_no_date_is_said_where_a_law_of_its_own_was_not_read(knowledge: Knowledge, executor: str) -> None:
    term = told(knowledge, "te_late_beslissing", {"organisatie": organisation(knowledge, executor), **LATE})[
        "termijn_aanvraag_algemeen"
    ].term
    assert term is not None
    assert term.last_day is None


@pytest.mark.parametrize("executor", ["ind", "zorgverzekeraar"])
def test_who_has_no_such_term_is_said_to_have_none(knowledge: Knowledge, executor: str) -> None:
    found = told(knowledge, "te_late_beslissing", {"organisatie": organisation(knowledge, executor), **LATE})
    assert found.keys() & {"termijn_aanvraag", "termijn_aanvraag_algemeen", "in_gebreke_stellen"} == set()
    assert found.keys() & {"vreemdelingen", "geen_overheid"}


def test_the_prosecutor_and_not_the_collector_decides_on_an_appeal_against_a_traffic_fine(
    knowledge: Knowledge,
) -> None:
    answers = {
        "organisatie": organisation(knowledge, "cjib"),
        "waarop": "bezwaar",
        "soort_boete": "verkeersboete",
        "datum_besluit": "2026-03-02",
        "in_gebreke": True,
    }
    found = told(knowledge, "te_late_beslissing", answers)
    assert found.keys() == {"beroep_verkeersboete"}
    assert "zestien weken" in found["beroep_verkeersboete"].texts[0]
    (ticket,) = handed(knowledge, "te_late_beslissing", answers)
    assert ticket.executor == "om"


@pytest.mark.parametrize("kind", ["strafbeschikking", "anders", "weet_niet"])
def test_of_any_other_fine_no_term_is_told(knowledge: Knowledge, kind: str) -> None:
    answers = {"organisatie": organisation(knowledge, "cjib"), "waarop": "bezwaar", "soort_boete": kind}
    found = told(knowledge, "te_late_beslissing", answers)
    assert found.keys() == {"andere_boete"}
    (ticket,) = handed(knowledge, "te_late_beslissing", answers)
    assert ticket.executor == "cjib"


def test_becoming_a_citizen_has_a_year_and_nothing_is_said_of_money(knowledge: Knowledge) -> None:
    found = told(
        knowledge,
        "te_late_beslissing",
        {"organisatie": organisation(knowledge, "ind"), "regeling": scheme("naturalisatie"), **LATE},
    )
    assert "een jaar" in found["naturalisatie"].texts[0]
    assert "vreemdelingen" not in found


def test_an_advance_is_asked_only_when_the_citizen_wants_it(knowledge: Knowledge) -> None:
    broke = {"organisatie": organisation(knowledge, "uwv"), "waarop": "geld", "geldnood": True}
    for wanted in (True, False):
        (ticket,) = handed(knowledge, "te_late_beslissing", {**broke, "voorschot": wanted})
        assert ("voorschot" in ticket.summary) is wanted


@pytest.mark.parametrize("executor", ["rechtbank", "nationale_ombudsman", "maatwerkloket", "mfo"])
def test_a_court_or_an_ombudsman_is_not_said_to_be_no_part_of_the_state(
    knowledge: Knowledge, executor: str
) -> None:
    for door in ("te_late_beslissing", "klacht"):
        found = told(knowledge, door, {"organisatie": organisation(knowledge, executor)})
        assert "geen_overheid" not in found
        assert "andere_regels" in found


@pytest.mark.parametrize("executor", ["loket", "organisatie"])
def test_of_a_body_that_is_not_known_nothing_is_said_of_its_rules(
    knowledge: Knowledge, executor: str
) -> None:
    for door in ("te_late_beslissing", "klacht"):
        found = told(knowledge, door, {"organisatie": organisation(knowledge, executor)})
        assert found.keys() & {"geen_overheid", "andere_regels"} == set()


OBJECTED = {"waarop": "bezwaar", "datum_besluit": "2026-03-02", "in_gebreke": False}


@pytest.mark.parametrize(
    ("committee", "last_day"),
    # 2 March + 6 weeks is 13 April; six weeks later is Whit Monday, so the 26th; twelve weeks later is 6 July.
    [("nee", date(2026, 5, 26)), ("ja", date(2026, 7, 6)), ("weet_niet", date(2026, 7, 6))],
)
def test_a_decision_on_an_objection_counts_from_the_end_of_the_objection_term(
    knowledge: Knowledge, committee: str, last_day: date
) -> None:
    term = told(
        knowledge,
        "te_late_beslissing",
        {
            "organisatie": organisation(knowledge, "gemeente", "gemeente:0344"),
            "regeling": scheme("bijstand"),
            "commissie": committee,
            **OBJECTED,
        },
    )["termijn_bezwaar"].term
    assert term is not None
    assert term.last_day == last_day


@pytest.mark.parametrize("executor", ["waterschap", "belastingdienst"])
def test_nor_has_one_to_a_tax_of_which_the_name_is_not_known(knowledge: Knowledge, executor: str) -> None:
    found = told(
        knowledge, "te_late_beslissing", {"organisatie": organisation(knowledge, executor), **OBJECTED}
    )
    assert "termijn_bezwaar" not in found
    assert "bezwaar_belasting_elders" in found


def test_while_reasons_were_still_to_come_the_time_rested_and_no_date_is_told(knowledge: Knowledge) -> None:
    found = told(
        knowledge,
        "te_late_beslissing",
        {
            "organisatie": organisation(knowledge, "gemeente", "gemeente:0344"),
            "regeling": scheme("bijstand"),
            "aanvullen": True,
            **OBJECTED,
        },
    )
    assert "termijn_bezwaar" not in found
    assert "stilstand" in found


def test_an_objection_to_a_tax_has_no_date_for_its_decision(knowledge: Knowledge) -> None:
    found = told(
        knowledge,
        "te_late_beslissing",
        {
            "organisatie": organisation(knowledge, "gemeente", "gemeente:0344"),
            "regeling": scheme("woz"),
            **OBJECTED,
        },
    )
    assert "termijn_bezwaar" not in found
    assert "kalenderjaar" in found["bezwaar_belasting"].texts[0]


def test_the_tangle_names_what_stands_behind_the_municipality_to_its_staff_alone(
    knowledge: Knowledge,
) -> None:
    (ticket,) = handed(
        knowledge,
        "multiproblematiek",
        {
            "verhaal": "Alles gaat tegelijk mis.",
            "gemeente": UTRECHT,
            "ook_zelf": False,
            "organisaties.0.instantie": organisation(knowledge, "uwv"),
        },
    )
    assert ticket.organisation == "gemeente:0344"
    assert ticket.escalation == "maatwerkloket"
    seen = " ".join([ticket.summary, ticket.name, ticket.why, *(line.shown for line in ticket.lines)])
    assert "maatwerkloket" not in seen.lower()


def test_help_with_debts_is_asked_of_the_municipality_only_by_who_wants_it(knowledge: Knowledge) -> None:
    for wanted in (True, False):
        answers = {"verhaal": "Alles gaat mis.", "gemeente": UTRECHT, "ook_zelf": False, "schuldhulp": wanted}
        (ticket,) = handed(knowledge, "multiproblematiek", answers)
        assert ("schuldhulp" in ticket.summary) is wanted
        assert ("schuldhulp" in told(knowledge, "multiproblematiek", answers)) is wanted


def test_each_organisation_of_a_tangle_gets_its_own_part_alone(knowledge: Knowledge) -> None:
    found = handed(
        knowledge,
        "multiproblematiek",
        {
            "verhaal": "Alles gaat tegelijk mis.",
            "gemeente": UTRECHT,
            "ook_zelf": True,
            "organisaties.0.instantie": organisation(knowledge, "uwv"),
            "organisaties.0.speelt": "mijn WIA",
            "organisaties.1.instantie": organisation(knowledge, "duo"),
            "organisaties.1.speelt": "mijn studieschuld",
        },
    )
    assert [one.organisation for one in found] == ["gemeente:0344", "uwv", "duo"]
    uwv = " ".join([found[1].summary, *(line.shown for line in found[1].lines)])
    assert "mijn WIA" in uwv
    assert "studieschuld" not in uwv
    assert "Alles gaat" not in uwv


def test_acute_need_is_on_top_wherever_it_goes(knowledge: Knowledge) -> None:
    (here,) = handed(knowledge, "spoed", {"verhaal": "Geen eten."})
    (there,) = handed(knowledge, "spoed", {"verhaal": "Geen eten.", "gemeente": UTRECHT})
    assert (here.organisation, here.acute) == ("loket", True)
    assert (there.organisation, there.acute) == ("gemeente:0344", True)


@pytest.mark.parametrize(
    ("kind", "last_day"),
    [
        ("verkeersboete", date(2026, 12, 28)),  # six weeks: 28 December is the first day that is no holiday
        ("strafbeschikking", date(2026, 11, 27)),  # fourteen days, counted carefully
        ("geldboete_rechter", None),
        ("anders", None),
    ],
)
def test_a_fine_has_the_remedy_of_its_kind(knowledge: Knowledge, kind: str, last_day: date | None) -> None:
    found = told(
        knowledge,
        "bezwaar",
        {
            "organisatie": organisation(knowledge, "cjib"),
            "soort_boete": kind,
            "datum_brief": "2026-11-13",
        },
    )
    assert len(found) == 1
    (one,) = found.values()
    assert one.term is not None
    assert one.term.last_day == last_day


def test_a_telephone_is_asked_when_to_be_called_and_an_address_is_not(knowledge: Knowledge) -> None:
    door = knowledge.doors["mens_spreken"]
    times = door.fields["tijden"]
    phone = draft_of("mens_spreken", {"contact": {"soort": "telefoon", "adres": "+31 6 00000000"}})
    mail = draft_of("mens_spreken", {"contact": {"soort": "email", "adres": "jan@example.nl"}})
    assert door.applies(times, phone)
    assert not door.applies(times, mail)
