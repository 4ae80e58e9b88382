"""The register as it ships: everything is there, points to something that exists, and says where it was read."""

from __future__ import annotations

import re
from collections import Counter

import pytest

from bot.register import Distinction, Executor, Finder, Ministry, Register, Scheme
from bot.register.models import PaymentPlan, SharedPlan

REMEDIES = frozenset(
    [
        "bezwaar_6_weken",
        "ziektewet_2_weken",
        "wahv_beroep_6_weken",
        "strafbeschikking_verzet",
        "vreemdelingen",
        "toeslagen_6_weken",
        "belasting_6_weken",
        "huurcommissie_8_weken",
        "geen_bestuursorgaan",
        "rechter",
        "ontslag",
        "brief_volgen",
    ]
)
# Somebody here looks, and the organisation that has the data itself: both have no name of their own.
NAMELESS = frozenset({"loket", "organisatie", "bzk", "jenv"})


def test_there_are_42_executors_and_141_schemes(register: Register) -> None:
    assert sum(executor.listed for executor in register.executors.values()) == 42
    assert len(register.schemes) == 141


def test_there_are_342_municipalities_21_water_boards_and_12_provinces(register: Register) -> None:
    kinds = Counter(organisation.kind for organisation in register.organisations.values())
    assert (kinds["gemeente"], kinds["waterschap"], kinds["provincie"]) == (342, 21, 12)
    assert register.organisation("gemeente:0344").say == "de gemeente Utrecht"
    assert register.organisation("waterschap:delfland").say == "het hoogheemraadschap van Delfland"


def test_a_kind_with_one_organisation_is_that_organisation(register: Register) -> None:
    assert [one.id for one in register.organisations_of("cjib")] == ["cjib"]
    assert register.organisation("cjib").name == "CJIB"


def test_every_executor_that_a_scheme_names_exists(register: Register) -> None:
    named = {executor for scheme in register.schemes.values() for executor in scheme.executors}
    assert named <= set(register.executors)


def test_every_kind_with_more_than_one_has_its_organisations_and_its_question(register: Register) -> None:
    for executor in register.executors.values():
        if executor.several:
            assert (executor.which_question or "").endswith("?"), executor.id
            assert len(register.organisations_of(executor.id)) > 1, executor.id


def test_every_scheme_has_an_owner_but_the_ombudsman(register: Register) -> None:
    without = {scheme.id for scheme in register.schemes.values() if not scheme.rule_owners}
    assert without == {"ombudsman_klacht"}


def test_every_remedy_is_one_of_the_twelve(register: Register) -> None:
    assert {scheme.remedy for scheme in register.schemes.values()} <= REMEDIES


@pytest.mark.parametrize("scheme", ["asiel", "verblijf", "mvv", "visum_kort"])
def test_immigration_decisions_have_their_own_remedy(register: Register, scheme: str) -> None:
    assert register.schemes[scheme].remedy == "vreemdelingen"


@pytest.mark.parametrize("executor", ["zorgverzekeraar", "verhuurder", "warmteleverancier"])
def test_a_private_organisation_is_no_public_body(register: Register, executor: str) -> None:
    assert not register.executors[executor].public_body


@pytest.mark.parametrize("executor", ["toeslagen", "belastingdienst"])
def test_where_a_reference_begins_with_the_bsn_it_is_not_asked(register: Register, executor: str) -> None:
    assert "kenmerk" not in register.executors[executor].identify


def test_every_entry_says_where_it_was_read(register: Register) -> None:
    entries: list[Executor | Scheme | Ministry | Distinction | PaymentPlan | SharedPlan] = [
        *register.executors.values(),
        *register.schemes.values(),
        *register.ministries.values(),
        *register.distinctions,
        *register.payment_plans,
        register.betalingsregeling_rijk,
    ]
    source = re.compile(r"https?://\S+\.\S+|Kamerstukken|adreslijst bestuursorganen|overheid\.nl")
    for entry in entries:
        assert entry.sources, entry
        assert any(source.search(one) for one in entry.sources), entry


def test_texts_for_citizens_say_u_and_promise_nothing(register: Register) -> None:
    texts = [
        *(plan.say for plan in register.payment_plans),
        register.betalingsregeling_rijk.say,
        *(distinction.question for distinction in register.distinctions),
        *(scheme.choices.question for scheme in register.schemes.values() if scheme.choices),
        *(executor.which_question or "" for executor in register.executors.values()),
        *(executor.say for executor in register.executors.values()),
        *(scheme.say for scheme in register.schemes.values()),
    ]
    informal = re.compile(
        r"\b(?:je|jij|jou|jouw)\b|krijgt een regeling|hoeft niet te betalen|wordt goedgekeurd", re.I
    )
    assert [text for text in texts if informal.search(text)] == []


def test_telephone_numbers_are_only_those_that_may_be_shown(register: Register) -> None:
    shown = {executor.id for executor in register.executors.values() if executor.phones}
    assert shown == {"belastingdienst", "nationale_ombudsman", "politie", "cmi"}


def test_a_shared_plan_is_at_the_cjib_and_names_its_conditions(register: Register) -> None:
    plan = register.betalingsregeling_rijk
    assert plan.at == "cjib"
    assert set(plan.executors) <= set(plan.conditions)
    assert "onverzekerd" in plan.note


def test_every_answer_of_a_distinction_is_one_of_its_executors(register: Register) -> None:
    for distinction in register.distinctions:
        assert {answer.executor for answer in distinction.answers} <= set(distinction.between), distinction.id


def test_every_scheme_is_found_by_its_name_and_as_it_is_said(register: Register, finder: Finder) -> None:
    missed = [
        (scheme.id, text)
        for scheme in register.schemes.values()
        for text in (scheme.name, f"ik heb een vraag over {scheme.say}")
        if scheme.id not in [one for one, _ in finder.find(text).schemes[:2]]
    ]
    assert missed == []


def test_every_executor_is_found_by_its_name_and_descriptions(register: Register, finder: Finder) -> None:
    missed = [
        (executor.id, text)
        for executor in register.executors.values()
        if executor.id not in NAMELESS
        for text in (executor.short_name, f"een brief van {executor.say}", *executor.descriptions)
        if executor.id not in [one.executor_id for one in finder.find(text).candidates[:2]]
    ]
    assert missed == []
