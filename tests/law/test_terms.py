from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.law import HAPPENED, Law, RemedyId, Span, Term, threatening
from bot.law.remedies import NEVER_DATED

TODAY = date(2026, 11, 23)
D = date.fromisoformat
DATED = [
    RemedyId.BEZWAAR_6_WEKEN,
    RemedyId.ZIEKTEWET_2_WEKEN,
    RemedyId.WAHV_BEROEP_6_WEKEN,
    RemedyId.STRAFBESCHIKKING_VERZET,
    RemedyId.TOESLAGEN_6_WEKEN,
    RemedyId.BELASTING_6_WEKEN,
    RemedyId.HUURCOMMISSIE_8_WEKEN,
]


@pytest.mark.parametrize(
    ("announced", "plain", "last"),
    [
        ("2026-03-02", "2026-04-13", "2026-04-13"),
        ("2026-10-10", "2026-11-21", "2026-11-23"),
        ("2026-02-23", "2026-04-06", "2026-04-07"),
        ("2026-02-20", "2026-04-03", "2026-04-07"),
        ("2026-03-16", "2026-04-27", "2026-04-28"),
        ("2026-03-24", "2026-05-05", "2026-05-06"),
        ("2026-04-02", "2026-05-14", "2026-05-18"),
        ("2026-04-13", "2026-05-25", "2026-05-26"),
        ("2026-11-13", "2026-12-25", "2026-12-28"),
        ("2026-11-20", "2027-01-01", "2027-01-04"),
        ("2027-02-15", "2027-03-29", "2027-03-30"),
        ("2027-03-16", "2027-04-27", "2027-04-28"),
        ("2027-03-25", "2027-05-06", "2027-05-10"),
        ("2025-03-15", "2025-04-26", "2025-04-28"),
    ],
)
def test_an_objection_term_as_in_the_worked_examples(law: Law, announced: str, plain: str, last: str) -> None:
    term = law.objection("bezwaar_6_weken", D(announced), TODAY)
    assert (term.plain_sum, term.last_day) == (D(plain), D(last))


@pytest.mark.parametrize(("received", "last"), [("2026-09-07", "2026-11-02"), ("2026-11-02", "2026-12-28")])
def test_a_decision_is_due_after_eight_weeks(law: Law, received: str, last: str) -> None:
    assert law.decision(D(received), TODAY).last_day == D(last)


def test_a_statutory_term_of_thirteen_weeks_is_not_extended(law: Law) -> None:
    saturday = D("2026-08-22")
    assert law.decision(saturday, TODAY, statutory=Span(weeks=13)).last_day == D("2026-11-21")


@pytest.mark.parametrize(("sent", "last"), [("2026-11-09", "2026-11-23"), ("2026-12-11", "2026-12-28")])
def test_a_reminder_gives_two_weeks(law: Law, sent: str, last: str) -> None:
    assert law.reminder(D(sent), TODAY).last_day == D(last)


def test_a_decision_on_an_objection_is_due_after_the_objection_term(law: Law) -> None:
    ends = D("2026-04-13")
    assert law.objection_decision(ends, TODAY).last_day == D("2026-05-26")
    assert law.objection_decision(ends, TODAY, committee=True).last_day == D("2026-07-06")
    assert law.objection_decision(ends, TODAY, adjourned=True).last_day == D("2026-07-06")


def test_eighteen_weeks_on_an_objection_are_not_extended(law: Law) -> None:
    saturday = D("2026-04-11")
    term = law.objection_decision(saturday, TODAY, committee=True, adjourned=True)
    assert term.last_day == term.plain_sum == D("2026-08-15")


def test_the_penalty_is_as_in_the_worked_example(law: Law) -> None:
    days = law.penalty(D("2026-11-05"))
    assert days.two_weeks_end == D("2026-11-19")
    assert days.first_day_about == D("2026-11-20")
    assert days.last_day_about == D("2026-12-31")
    assert days.maximum_eur == 1442


def test_a_citizen_hears_about_two_weeks_and_no_date_after_a_notice_of_default(law: Law) -> None:
    term = law.notice_of_default(D("2026-11-05"), TODAY)
    assert term.last_day is None
    assert "ongeveer twee weken" in term.say


def test_a_notice_of_default_counts_from_the_day_after_the_decision_term(law: Law) -> None:
    decision = law.decision(D("2026-09-12"), TODAY)  # eight weeks end on a Saturday
    assert decision.last_day == D("2026-11-09")
    assert law.notice_possible_from(decision.last_day) == D("2026-11-10")


@pytest.mark.parametrize(("received", "last"), [("2026-11-23", "2026-11-26"), ("2026-12-24", "2026-12-30")])
def test_debt_help_in_a_threatening_situation_is_due_in_three_working_days(
    law: Law, received: str, last: str
) -> None:
    assert law.debt_help(D(received), TODAY, threatening=True).last_day == D(last)


def test_debt_help_is_otherwise_due_in_28_calendar_days(law: Law) -> None:
    assert law.debt_help(D("2026-11-21"), TODAY, threatening=False).last_day == D("2026-12-19")


def test_a_brp_correction_is_due_in_four_weeks(law: Law) -> None:
    assert law.brp(D("2026-11-23"), TODAY).last_day == D("2026-12-21")


def test_a_weekend_extends_an_ordinary_payment_but_not_one_to_toeslagen(law: Law) -> None:
    announced = D("2026-10-10")  # six weeks end on Saturday 21 November
    assert law.payment(announced, TODAY).last_day == D("2026-11-23")
    assert law.payment(announced, TODAY, toeslagen=True).last_day == D("2026-11-21")


def test_a_weekend_does_extend_an_objection_to_toeslagen(law: Law) -> None:
    assert law.objection("toeslagen_6_weken", D("2026-10-10"), TODAY).last_day == D("2026-11-23")


@pytest.mark.parametrize(
    ("remedy", "announced", "last"),
    [
        ("ziektewet_2_weken", "2026-11-09", "2026-11-23"),
        ("ziektewet_2_weken", "2026-12-11", "2026-12-28"),
        ("wahv_beroep_6_weken", "2026-10-10", "2026-11-23"),
        ("belasting_6_weken", "2026-10-10", "2026-11-23"),
        ("strafbeschikking_verzet", "2026-11-07", "2026-11-21"),
        ("huurcommissie_8_weken", "2026-09-28", "2026-11-23"),
    ],
)
def test_a_special_remedy_has_its_own_term(law: Law, remedy: str, announced: str, last: str) -> None:
    assert law.objection(remedy, D(announced), TODAY).last_day == D(last)


@given(
    announced=st.dates(date(2020, 1, 1), date(2035, 1, 1)), today=st.dates(date(2020, 1, 1), date(2035, 1, 1))
)
def test_for_foreigners_law_and_dismissal_there_is_never_a_date(
    law: Law, announced: date, today: date
) -> None:
    for remedy in NEVER_DATED:
        term = law.objection(remedy, announced, today)
        assert term.last_day is None
        assert term.days_left is None
        assert not term.passed
        assert not any(sign.isdigit() for sign in term.say)


@pytest.mark.parametrize("remedy", DATED)
def test_the_last_day_itself_is_in_time_and_the_day_after_is_not(law: Law, remedy: RemedyId) -> None:
    last = law.objection(remedy, D("2026-10-05"), TODAY).last_day
    assert last is not None
    on_time = law.objection(remedy, D("2026-10-05"), last)
    late = law.objection(remedy, D("2026-10-05"), last.fromordinal(last.toordinal() + 1))
    assert (on_time.passed, on_time.days_left) == (False, 0)
    assert (late.passed, late.days_left) == (True, -1)
    assert on_time.say != late.say


@pytest.mark.parametrize("remedy", RemedyId)
def test_without_a_date_on_the_letter_nothing_is_computed(law: Law, remedy: RemedyId) -> None:
    term = law.objection(remedy, None, TODAY)
    assert term.last_day is None
    assert term.say == law.remedy(remedy).texts.no_date


def test_the_date_is_written_out_as_an_indication_beside_the_letter(law: Law) -> None:
    term = law.objection("bezwaar_6_weken", D("2026-11-13"), TODAY)
    assert "maandag 28 december 2026" in term.say
    assert "waarschijnlijk" in term.say
    assert "Kijk wat er onder aan uw brief staat" in term.say


def test_with_little_time_left_a_short_objection_now_is_advised(law: Law) -> None:
    hurry = law.remedy("bezwaar_6_weken").texts.hurry
    assert hurry is not None
    assert hurry in law.objection("bezwaar_6_weken", D("2026-10-15"), TODAY).say
    assert hurry not in law.objection("bezwaar_6_weken", D("2026-11-15"), TODAY).say


def test_an_unknown_remedy_is_an_error(law: Law) -> None:
    with pytest.raises(ValueError, match="onbekend"):
        law.remedy("onbekend")


def test_only_home_utilities_and_health_insurance_are_threatening() -> None:
    assert threatening(HAPPENED) == {"afsluiting", "ontruiming", "zorgverzekering_opgezegd"}
    assert threatening(["aanmaning", "deurwaarder", "beslag", "dwangbevel"]) == frozenset()
    assert threatening([]) == frozenset()


def test_an_event_that_nobody_knows_is_an_error() -> None:
    with pytest.raises(ValueError, match="ontruimd"):
        threatening(["ontruimd"])


def test_a_term_without_a_date_is_never_passed() -> None:
    assert not Term("x", "x", None, None, (), "https://example.nl", "x").passed
