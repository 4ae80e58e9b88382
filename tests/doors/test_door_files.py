"""The door files hold together: every field is used, every text is fit for a citizen, every fault is told."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from bot.datafile import DataError
from bot.doors.door import Ask, AskMore, Door, Ready
from bot.doors.draft import Answer, Draft, Known
from bot.doors.knowledge import Knowledge, load_knowledge
from bot.doors.packages import packages
from bot.doors.saying import remedy_of
from bot.doors.telling import start_draft
from tests.conftest import ROOT
from tests.doors.conftest import TODAY


def doors() -> list[str]:
    return sorted(path.stem for path in (ROOT / "data" / "doors").glob("[a-z]*.yml"))


@pytest.mark.parametrize("name", doors())
def test_every_field_of_a_door_goes_to_somebody(knowledge: Knowledge, name: str) -> None:
    door = knowledge.doors[name]
    used = {field for package in door.data.pakketten.values() for field in package.velden}
    steering = {"mens"}  # decides whether there is a receiver at all
    assert set(door.fields) - used - steering == set()


@pytest.mark.parametrize("name", doors())
def test_no_text_of_a_door_says_je(knowledge: Knowledge, name: str) -> None:
    door = knowledge.doors[name]
    texts = [door.data.opening, door.data.knop, door.data.kort, door.data.slot or ""]
    for field in door.fields.values():
        texts += [field.vraag, field.vraag_balie or "", field.waarom or "", field.anders or ""]
        texts += [option.tekst for option in field.opties]
    texts += [said.tekst or "" for said in door.data.zegt]
    found = [text for text in texts if re.search(r"\b(je|jij|jou|jouw|jullie)\b", text, re.I)]
    assert found == []


@pytest.mark.parametrize("name", doors())
def test_a_fact_that_a_door_tells_carries_its_source(knowledge: Knowledge, name: str) -> None:
    told = [said for said in knowledge.doors[name].data.zegt if said.tekst is not None]
    assert [said.id for said in told if not said.bron] == []


@pytest.mark.parametrize("name", doors())
def test_a_door_ends_whatever_is_skipped(knowledge: Knowledge, name: str) -> None:
    """Answering every question that is asked, or leaving it, always leads to the overview."""
    door = knowledge.doors[name]
    draft = Draft(name)
    for _ in range(200):
        step = door.next_step(draft)
        if isinstance(step, Ready):
            return
        if isinstance(step, AskMore):
            draft = draft.with_closed(step.group)
        else:
            assert isinstance(step, Ask)
            draft = draft.with_answer(step.place, Answer(None, Known.SKIPPED))
    pytest.fail("the door never ends")


def _answered(knowledge: Knowledge, name: str, answers: dict[str, object]) -> tuple[Door, Draft]:
    draft = Draft(name)
    for place, value in answers.items():
        draft = draft.with_answer(place, Answer(value))
    return knowledge.doors[name], draft


def _organisation(knowledge: Knowledge, executor: str, which: str | None = None) -> dict[str, object]:
    name = knowledge.register.executors[executor].short_name
    return {"uitvoerder": executor, "organisatie": which or executor, "naam": name}


def test_arrears_at_duo_and_a_fine_go_to_the_cjib_together(knowledge: Knowledge) -> None:
    door, draft = _answered(
        knowledge,
        "betalingsregeling",
        {
            "schulden.0.schuldeiser": _organisation(knowledge, "duo"),
            "schulden.0.maand_of_achterstand": "achterstand",
            "schulden.1.schuldeiser": _organisation(knowledge, "cjib"),
            "schulden.1.eens": True,
            "schulden.1.maand_of_achterstand": "achterstand",
        },
    )
    assert [package.organisation for package in packages(knowledge, door, draft)] == ["cjib"]


def test_a_monthly_amount_at_duo_stays_at_duo(knowledge: Knowledge) -> None:
    door, draft = _answered(
        knowledge,
        "betalingsregeling",
        {
            "schulden.0.schuldeiser": _organisation(knowledge, "duo"),
            "schulden.0.maand_of_achterstand": "maandbedrag",
            "schulden.1.schuldeiser": _organisation(knowledge, "cjib"),
            "schulden.1.eens": True,
            "schulden.1.maand_of_achterstand": "achterstand",
        },
    )
    assert [package.organisation for package in packages(knowledge, door, draft)] == ["duo", "cjib"]


def test_arrears_at_duo_alone_stay_at_duo(knowledge: Knowledge) -> None:
    door, draft = _answered(
        knowledge,
        "betalingsregeling",
        {
            "schulden.0.schuldeiser": _organisation(knowledge, "duo"),
            "schulden.0.maand_of_achterstand": "achterstand",
        },
    )
    assert [package.organisation for package in packages(knowledge, door, draft)] == ["duo"]


def test_a_fine_that_is_contested_is_not_handed_over_for_payment(knowledge: Knowledge) -> None:
    door, draft = _answered(
        knowledge,
        "betalingsregeling",
        {
            "schulden.0.schuldeiser": _organisation(knowledge, "cjib"),
            "schulden.0.eens": False,
            "schulden.0.toch_regeling": False,
        },
    )
    assert packages(knowledge, door, draft) == []


def test_a_threatening_situation_makes_the_tickets_urgent(knowledge: Knowledge) -> None:
    door, draft = _answered(
        knowledge,
        "betalingsregeling",
        {
            "schulden.0.schuldeiser": _organisation(knowledge, "cjib"),
            "schulden.0.eens": True,
            "gebeurd": ["ontruiming"],
            "schuldhulp": True,
            "gemeente": {"organisatie": "gemeente:0344", "naam": "Gemeente Utrecht"},
        },
    )
    found = packages(knowledge, door, draft)
    assert [(package.organisation, package.threatening) for package in found] == [
        ("cjib", True),
        ("gemeente:0344", True),
    ]


def test_a_signal_carries_no_name_number_or_address(knowledge: Knowledge) -> None:
    door, draft = _answered(
        knowledge,
        "knellende_regel",
        {
            "regeling": {"regeling": "bijstand", "naam": "Bijstand"},
            "verhaal": "Mijn dochter woont weer thuis.",
            "organisatie": {"uitvoerder": "gemeente", "organisatie": None, "naam": "Gemeente"},
            "eigen_zaak": True,
            "welke_organisatie": {"organisatie": "gemeente:0344", "naam": "Gemeente Utrecht"},
            "naam": "Jan Jansen",
            "contact": {"soort": "email", "adres": "jan@example.nl"},
            "kenmerk": "AB-1",
        },
    )
    signal, ticket = packages(knowledge, door, draft)
    assert signal.is_signal
    assert signal.ministries == ("SZW",)
    assert {line.field for line in signal.lines} & {
        "naam",
        "contact",
        "kenmerk",
        "postcode",
        "geboortedatum",
    } == set()
    assert {"naam", "contact", "kenmerk"} <= {line.field for line in ticket.lines}


def test_an_answer_whose_question_no_longer_applies_goes_nowhere(knowledge: Knowledge) -> None:
    door, draft = _answered(
        knowledge,
        "herstel_fout",
        {
            "organisatie": _organisation(knowledge, "toeslagen"),
            "wat_fout": "bedrag",
            "anderen_op_adres": "ja",
        },
    )
    assert [package.organisation for package in packages(knowledge, door, draft)] == ["toeslagen"]


def test_a_draft_survives_being_stored(knowledge: Knowledge) -> None:
    story = "Ik heb een boete van 274 euro voor te hard rijden en die kan ik niet in een keer betalen"
    draft = (
        start_draft(knowledge, knowledge.doors["betalingsregeling"], story, 3)
        .with_closed("schulden")
        .with_said("x")
    )
    assert Draft.from_json(draft.to_json()) == draft


@pytest.mark.parametrize(
    ("executor", "scheme", "remedy"),
    [
        ("toeslagen", "zorgtoeslag", "toeslagen_6_weken"),
        ("ind", None, None),
        ("uwv", "ziektewet", "ziektewet_2_weken"),
        ("uwv", None, "brief_volgen"),
        ("zorgverzekeraar", None, "geen_bestuursorgaan"),
        (None, None, "brief_volgen"),
    ],
)
def test_without_a_scheme_only_what_all_decisions_share_is_told(
    knowledge: Knowledge, executor: str | None, scheme: str | None, remedy: str | None
) -> None:
    found = remedy_of(knowledge, executor, scheme)
    if remedy is None:
        # Some of its decisions have weeks, some six weeks: no date may be said.
        assert knowledge.law.objection(found, TODAY, TODAY).last_day is None
    else:
        assert found == remedy


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (("soort: bedrag", "soort: bedrach"), "is not a kind of field"),
        (("pakket: inner", "pakket: innerr"), "is not a package"),
        (("verplicht: true", "verplichtt: true"), "Extra inputs are not permitted"),
        (("{veld: schuldhulp, is: true}", "{veld: schuldhulpp, is: true}"), "schuldhulpp"),
        (("  - rol_helper\n", "  - rol_helpster\n"), "is not a common field"),
    ],
)
def test_a_fault_in_a_door_file_stops_the_start_with_file_line_and_reason(
    tmp_path: Path, change: tuple[str, str], reason: str
) -> None:
    for directory in ("register", "doors", "dialogue"):
        (tmp_path / directory).symlink_to(ROOT / "data" / directory) if directory != "doors" else None
    (tmp_path / "doors").mkdir()
    for file in (ROOT / "data" / "doors").glob("*.yml"):
        text = file.read_text(encoding="utf-8")
        if file.stem == "betalingsregeling":
            assert change[0] in text
            text = text.replace(*change, 1)
        (tmp_path / "doors" / file.name).write_text(text, encoding="utf-8")
    with pytest.raises(DataError) as fault:
        load_knowledge([tmp_path], TODAY)
    assert fault.value.file.name == "betalingsregeling.yml"
    assert fault.value.line > 1
    assert reason in str(fault.value)
