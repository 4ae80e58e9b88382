"""What a door tells of terms is true for the letter at hand: where it may not hold, no date is said."""

from __future__ import annotations

import pytest

from bot.doors.door import Ask
from bot.doors.draft import Answer, Draft
from bot.doors.knowledge import Knowledge
from bot.doors.packages import packages
from bot.doors.saying import remedy_of, told_now
from bot.doors.telling import start_draft
from tests.doors.conftest import TODAY

DAY = "2026-11-13"


def of(knowledge: Knowledge, executor: str) -> dict[str, object]:
    known = knowledge.register.executors[executor]
    return {
        "uitvoerder": executor,
        "organisatie": None if known.several else executor,
        "naam": known.short_name,
    }


def about(knowledge: Knowledge, scheme: str) -> dict[str, object]:
    return {"regeling": scheme, "naam": knowledge.register.schemes[scheme].name}


def draft_of(door: str, answers: dict[str, object]) -> Draft:
    draft = Draft(door)
    for place, value in answers.items():
        draft = draft.with_answer(place, Answer(value))
    return draft


def said(knowledge: Knowledge, door: str, answers: dict[str, object]) -> str:
    found = told_now(knowledge, knowledge.doors[door], draft_of(door, answers))
    return " ".join(text for one in found for text in one.texts)


def debt(knowledge: Knowledge, executor: str, scheme: str | None = None, **more: object) -> dict[str, object]:
    told: dict[str, object] = {
        "schuldeiser": of(knowledge, executor),
        "datum_brief": DAY,
        "soort_brief": "besluit",
        **more,
    }
    if scheme is not None:
        told["waarvoor"] = about(knowledge, scheme)
    return {f"schulden.0.{name}": value for name, value in told.items()}


@pytest.mark.parametrize(
    ("executor", "remedy"),
    [
        ("cjib", "boete_onbekend"),
        ("om", "boete_onbekend"),
        ("ind", "vreemdelingen"),
        ("ambassade", "vreemdelingen"),
        ("loket", "organisatie_onbekend"),
    ],
)
def test_where_only_the_letter_can_tell_no_date_is_computed(
    knowledge: Knowledge, executor: str, remedy: str
) -> None:
    found = remedy_of(knowledge, executor, None)
    assert found == remedy
    assert knowledge.law.objection(found, TODAY, TODAY).last_day is None


@pytest.mark.parametrize("door", ["betalingsregeling", "kwijtschelding", "bezwaar", "herstel_fout"])
@pytest.mark.parametrize("words", ["te hard rijden", "door rood rijden", "een bekeuring", "mijn flitsboete"])
def test_no_word_in_a_story_makes_a_fine_a_traffic_fine(knowledge: Knowledge, door: str, words: str) -> None:
    story = f"Ik kreeg van het CJIB een boete van 274 euro voor {words} en daar heb ik een vraag over"
    draft = start_draft(knowledge, knowledge.doors[door], story, 1)
    assert [place for place in draft.answers if place.endswith("soort_boete")] == []


def test_the_letter_that_a_story_names_makes_the_fine_known(knowledge: Knowledge) -> None:
    story = "Ik kan mijn strafbeschikking van 274 euro van het CJIB niet in een keer betalen"
    draft = start_draft(knowledge, knowledge.doors["betalingsregeling"], story, 1)
    assert draft.value("schulden.0.soort_boete") == "strafbeschikking"


@pytest.mark.parametrize("door", ["herstel_fout", "maatwerk", "uitleg_besluit", "klacht", "mens_spreken"])
def test_a_fine_of_which_the_kind_is_unknown_gets_no_date(knowledge: Knowledge, door: str) -> None:
    answers = {
        "organisatie": of(knowledge, "cjib"),
        "regeling": about(knowledge, "verkeersboete"),
        "soort_brief": "besluit",
        "datum_brief": DAY,
        "soort_boete": "weet_niet",
    }
    answers = {name: value for name, value in answers.items() if name in knowledge.doors[door].fields}
    text = said(knowledge, door, answers)
    assert "veertien dagen" in text
    assert "Betaal dan nog niet" in text
    assert "december" not in text


def test_a_warning_of_the_remedy_is_told_in_every_door(knowledge: Knowledge) -> None:
    fine = {"organisatie": of(knowledge, "om"), "datum_brief": DAY, "soort_boete": "strafbeschikking"}
    assert "niet meer in verzet" in said(knowledge, "maatwerk", fine)
    stay = {
        "organisatie": of(knowledge, "ind"),
        "regeling": about(knowledge, "verblijf"),
        "datum_brief": DAY,
    }
    assert "voorlopige voorziening" in said(knowledge, "maatwerk", stay)


@pytest.mark.parametrize("soort", ["strafbeschikking", "verkeersboete"])
@pytest.mark.parametrize("executor", ["cjib", "om"])
def test_who_asks_to_pay_a_fine_hears_first_what_paying_gives_up(
    knowledge: Knowledge, executor: str, soort: str
) -> None:
    before = said(knowledge, "betalingsregeling", {"schulden.0.schuldeiser": of(knowledge, executor)})
    assert "daarna niet meer in verzet" in before
    known = said(knowledge, "betalingsregeling", debt(knowledge, executor, eens=False, soort_boete=soort))
    assert ("niet meer in verzet" in known) is (soort == "strafbeschikking")


def test_a_fine_of_the_prosecutor_is_paid_to_the_cjib(knowledge: Knowledge) -> None:
    door = knowledge.doors["betalingsregeling"]
    draft = draft_of("betalingsregeling", debt(knowledge, "om", eens=True))
    assert [one.organisation for one in packages(knowledge, door, draft)] == ["cjib"]
    step = door.next_step(draft_of("betalingsregeling", {"schulden.0.schuldeiser": of(knowledge, "om")}))
    assert isinstance(step, Ask)
    assert step.field.id == "eens"


SIX_WEEKS = "binnen zes weken betalen"


@pytest.mark.parametrize("door", ["betalingsregeling", "kwijtschelding"])
@pytest.mark.parametrize(
    ("executor", "scheme", "dated"),
    [
        ("uwv", "ww", True),
        ("svb", "aow", True),
        ("gemeente", "bijstand", True),
        ("gemeente", None, False),
        ("gemeente", "afvalstoffenheffing", False),
        ("duo", "studieschuld", False),
        ("belastingdienst", "mrb", False),
        ("waterschap", None, False),
        ("cak", "eigen_bijdrage_wmo", False),
    ],
)
def test_a_day_to_pay_is_told_only_where_six_weeks_were_read(
    knowledge: Knowledge, door: str, executor: str, scheme: str | None, dated: bool
) -> None:
    text = said(knowledge, door, debt(knowledge, executor, scheme))
    assert (SIX_WEEKS in text) is dated
    assert ("tot wanneer u moet betalen. Die datum geldt." in text) is not dated


@pytest.mark.parametrize("door", ["betalingsregeling", "kwijtschelding"])
def test_after_a_reminder_or_a_bailiff_no_six_weeks_are_told(knowledge: Knowledge, door: str) -> None:
    reminder = said(knowledge, door, debt(knowledge, "uwv", "ww", soort_brief="aanmaning"))
    assert "vrijdag 27 november 2026" in reminder
    for late in ("dwangbevel", "weet_niet"):
        text = said(knowledge, door, debt(knowledge, "uwv", "ww", soort_brief=late))
        assert "Bel vandaag nog" in text
        assert "2026" not in text
    toeslagen = said(knowledge, door, debt(knowledge, "toeslagen", soort_brief="aanmaning"))
    assert "Die datum geldt" in toeslagen
    assert "2026" not in toeslagen


@pytest.mark.parametrize(
    ("kind", "told"), [("besluit", True), ("rekening", False), ("aanmaning", False), ("weet_niet", False)]
)
def test_waiving_tells_the_day_for_an_objection_only_for_a_decision(
    knowledge: Knowledge, kind: str, told: bool
) -> None:
    text = said(
        knowledge, "kwijtschelding", debt(knowledge, "gemeente", "afvalstoffenheffing", soort_brief=kind)
    )
    assert ("28 december 2026" in text) is told


@pytest.mark.parametrize("kind", ["verkeersboete", "strafbeschikking", "geldboete_rechter"])
def test_of_a_fine_the_rules_of_waiving_are_not_told(knowledge: Knowledge, kind: str) -> None:
    text = said(
        knowledge, "kwijtschelding", {**debt(knowledge, "cjib", soort_boete=kind), "verhaal": "Ik kan niet."}
    )
    assert "Kwijtschelding betekent" not in text
    assert "zolang zij nog niet heeft beslist" not in text
    assert "laat u weten" not in text


@pytest.mark.parametrize("door", ["klacht", "mens_spreken", "uitleg_besluit"])
def test_of_a_letter_that_may_be_no_decision_the_term_is_told_with_a_condition(
    knowledge: Knowledge, door: str
) -> None:
    text = said(
        knowledge,
        door,
        {
            "organisatie": of(knowledge, "gemeente"),
            "regeling": about(knowledge, "bijstand"),
            "datum_brief": DAY,
        },
    )
    assert text.index("Is uw brief een besluit?") < text.index("28 december 2026")
    assert "Dan telt de datum van dat besluit" in text


@pytest.mark.parametrize(("kind", "condition"), [("besluit", False), ("andere_brief", True)])
def test_mending_tells_the_term_of_a_decision_plainly_and_of_another_letter_with_a_condition(
    knowledge: Knowledge, kind: str, condition: bool
) -> None:
    letter = {
        "organisatie": of(knowledge, "gemeente"),
        "regeling": about(knowledge, "bijstand"),
        "datum_brief": DAY,
        "soort_brief": kind,
    }
    text = said(knowledge, "herstel_fout", letter)
    assert text.count("28 december 2026") == 1
    assert ("Is uw brief een besluit?" in text) is condition


@pytest.mark.parametrize(
    ("executor", "scheme", "told", "not_told"),
    [
        ("zorgverzekeraar", "zorgpremie", "zes maanden", None),
        ("zorgverzekeraar", "eigen_risico", None, "CAK"),
        ("belastingdienst", "ib", "12 maanden", "wegenbelasting"),
        ("belastingdienst", "mrb", "wegenbelasting", "12 maanden"),
        ("duo", "reisproduct", None, "studieschuld per maand"),
        ("duo", "studieschuld", "studieschuld per maand", None),
    ],
)
def test_a_plan_is_told_only_for_the_debt_that_it_is_for(
    knowledge: Knowledge, executor: str, scheme: str, told: str | None, not_told: str | None
) -> None:
    text = said(knowledge, "betalingsregeling", debt(knowledge, executor, scheme))
    assert told is None or told in text
    assert not_told is None or not_told not in text


def test_the_emergency_stop_is_not_told_for_another_debt_at_the_cjib(knowledge: Knowledge) -> None:
    plans = knowledge.register.plans_of
    assert "cjib_noodstop" in [plan.id for plan in plans("cjib")]
    assert "cjib_noodstop" in [plan.id for plan in plans("cjib", "verkeersboete")]
    assert "cjib_noodstop" not in [plan.id for plan in plans("cjib", "anders")]


def test_a_partner_counts_so_no_mending_is_offered(knowledge: Knowledge) -> None:
    story = (
        "Mijn vriendin van 24 woont nu bij mij in en daarom word ik op mijn bijstand gekort, dat is oneerlijk"
    )
    door = knowledge.doors["knellende_regel"]
    draft = start_draft(knowledge, door, story, 1)
    step = door.next_step(draft)
    assert isinstance(step, Ask)
    assert step.field.id == "partner"
    step = door.next_step(draft.with_answer("partner", Answer(True)))
    assert isinstance(step, Ask)
    assert step.field.id != "eerst_herstel"


def test_mending_that_was_asked_for_goes_to_a_municipality_also_without_an_organisation(
    knowledge: Knowledge,
) -> None:
    draft = draft_of(
        "knellende_regel",
        {
            "regeling": about(knowledge, "bijstand"),
            "onderwerp": "kostendeler",
            "leeftijd": 21,
            "eerst_herstel": "ja",
            "gemeente": {"organisatie": "gemeente:0344", "naam": "Gemeente Utrecht"},
        },
    )
    draft = Draft(draft.door, draft.answers, story="Mijn zoon van 21 woont weer thuis")
    found = packages(knowledge, knowledge.doors["knellende_regel"], draft)
    assert [one.organisation for one in found if not one.is_signal] == ["gemeente:0344"]
