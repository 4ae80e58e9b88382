"""What an answer is worth, and how it is printed."""

import json

from bot.evaluation.cases import Case, Control
from bot.evaluation.client import Answer
from bot.evaluation.measuring import (
    Line,
    Part,
    measure_acute,
    measure_calibration,
    measure_controls,
    measure_doors,
    measure_executors,
    measure_out_of_scope,
)
from bot.evaluation.metrics import Share
from bot.evaluation.report import as_data, report


def case(tekst: str, deur: str, **more: object) -> Case:
    return Case.model_validate({"tekst": tekst, "deur": deur, "schrijver": "t", **more})


def answer(*doors: str, certainty: float = 0.9, executors: tuple[str, ...] = ("loket",)) -> Answer:
    return Answer(doors[0], certainty, doors, executors)


def figures(part: Part) -> dict[str, tuple[int, int]]:
    return {line.name: (line.share.hits, line.share.n) for line in part.lines}


def test_an_arguable_second_door_counts_as_right_and_is_no_confusion() -> None:
    part = measure_doors(
        "Deuren",
        [case("a", "klacht", ook=["bezwaar"], register="kort"), case("b", "klacht", register="lang")],
        {"a": answer("bezwaar"), "b": answer("status", "klacht")},
    )
    found = figures(part)
    assert found["deur"] == (1, 2)
    assert found["deur bij de eerste twee"] == (2, 2)
    assert found["register kort"] == (1, 1)
    assert found["register lang"] == (0, 1)
    assert part.confusion == {"klacht": {"klacht": 1, "status": 1}}
    assert [miss.text for miss in part.misses] == ["b"]


def test_english_has_a_lower_bar_than_the_other_registers() -> None:
    cases = [case("a", "klacht", register="engels"), case("b", "klacht", register="straat")]
    part = measure_doors("Deuren", cases, {"a": answer("klacht"), "b": answer("klacht")})
    bars = {line.name: line.bar for line in part.lines}
    assert (bars["register engels"], bars["register straat"]) == (0.85, 0.93)


def test_out_of_scope_is_right_for_anything_that_is_no_door() -> None:
    cases = [case(text, "buiten_bereik") for text in "abc"]
    answers = {"a": answer("groet"), "b": answer("buiten_bereik"), "c": answer("klacht")}
    assert figures(measure_out_of_scope(cases, answers)) == {"niet voor een deur gehouden": (2, 3)}


def test_acute_counts_what_is_caught_and_what_is_taken_for_it_apart() -> None:
    cases = [
        case("nu", "spoed"),
        case("ook nu", "spoed"),
        case("stress", "klacht"),
        case("112 euro", "klacht"),
    ]
    answers = {
        "nu": answer("spoed"),
        "ook nu": answer("klacht"),
        "stress": answer("spoed"),
        "112 euro": answer("klacht"),
        "rest": answer("status"),
    }
    part = measure_acute(cases, answers, [case("rest", "klacht")])
    found = figures(part)
    assert found["acuut herkend"] == (1, 2)
    assert found["ten onrechte acuut, bijna-gevallen"] == (1, 2)
    assert found["ten onrechte acuut, overige zinnen"] == (0, 1)
    assert {miss.text for miss in part.misses} == {"ook nu", "stress"}
    assert not part.met


def test_of_several_executors_any_may_come_first_and_all_have_to_be_found() -> None:
    cases = [
        case("a", "klacht", uitvoerders=["duo", "cjib"], soort="meerdere"),
        case("b", "klacht", uitvoerders=["om"], of=["cjib"], soort="genoemd"),
        case("c", "klacht"),
    ]
    answers = {
        "a": answer("klacht", executors=("cjib", "uwv")),
        "b": answer("klacht", executors=("cjib",)),
        "c": answer("klacht", executors=("uwv",)),
    }
    found = figures(measure_executors("Uitvoerders", cases, answers))
    assert found["uitvoerder op de eerste plaats"] == (2, 2)
    assert found["uitvoerder bij de eerste drie"] == (2, 2)
    assert found["meerdere: alle gevonden"] == (0, 1)


def test_calibration_takes_no_door_as_right_for_what_is_out_of_scope() -> None:
    part = measure_calibration(
        [case("a", "buiten_bereik"), case("b", "klacht")],
        {"a": answer("groet", certainty=1.0), "b": answer("klacht", certainty=1.0)},
    )
    assert part.calibration is not None
    assert part.calibration.error == 0
    assert part.met


def test_controls_that_the_signpost_cannot_say_are_not_measured() -> None:
    controls = [
        Control(tekst="stop", schrijver="t", intent="stoppen"),
        Control(tekst="pas", schrijver="t", intent="overslaan"),
    ]
    found = figures(measure_controls(controls, {"stop": answer("stoppen")}))
    assert found == {"stuurwoorden": (1, 1), "stoppen": (1, 1)}


def test_a_bar_is_met_at_the_bar_itself_and_not_by_nothing() -> None:
    assert Line("a", Share(19, 20), 0.95).met
    assert Line("a", Share(18, 20), 0.95).met is False
    assert Line("a", Share(0, 0), 0.95).met is False
    assert Line("a", Share(1, 100), 0.01, at_most=True).met
    assert Line("a", Share(2, 100), 0.01, at_most=True).met is False
    assert Line("a", Share(0, 100)).met is None


def test_sentences_are_printed_only_when_misses_are_asked_for() -> None:
    part = measure_doors(
        "Deuren", [case("een geheim verhaal", "klacht")], {"een geheim verhaal": answer("status")}
    )
    assert "geheim" not in report([part])
    assert "geheim" in report([part], misses=True)
    assert "geheim" not in json.dumps(as_data([part]))
    assert "geheim" in json.dumps(as_data([part], misses=True))


def test_the_report_closes_with_the_bars_that_are_missed() -> None:
    part = measure_out_of_scope([case("a", "buiten_bereik")], {"a": answer("klacht")})
    assert "Niet gehaald:\n  Buiten bereik: niet voor een deur gehouden" in report([part])
    good = measure_out_of_scope([case("a", "buiten_bereik")], {"a": answer("groet")})
    assert "Gehaald: alle lat-waarden." in report([good])
