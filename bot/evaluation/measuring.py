"""What the answers are worth: the figures of each part, beside the bars that they have to reach. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from bot.evaluation.cases import ACUTE, DOORS, NEAR_MISS, OUT_OF_SCOPE, Case, Control
from bot.evaluation.client import Answer
from bot.evaluation.metrics import (
    Calibration,
    Share,
    all_found,
    calibration,
    confusion,
    first_right,
    share,
    within,
)

# What the language has to reach.
DOOR, OFFERED, REGISTER, ENGLISH = 0.95, 0.99, 0.93, 0.85
APART, CAUGHT, FALSE_ALARM, CALIBRATED = 0.95, 0.99, 0.01, 0.05
EXECUTOR_FIRST, EXECUTOR_IN_THREE, EXECUTORS_ALL = 0.95, 0.99, 0.95
FACTS = 0.90
# Not doors, but what the signpost may answer too.
CONTROLS_OF_SIGNPOST = frozenset(
    {"groet", "bedankt", "bevestigen", "ontkennen", "stoppen", "opnieuw", "mens_spreken"}
)

type Answers = Mapping[str, Answer]


@dataclass(frozen=True, slots=True)
class Line:
    """One figure, with the bar that it has to reach (or, for `at_most`, may not pass)."""

    name: str
    share: Share
    bar: float | None = None
    at_most: bool = False

    @property
    def met(self) -> bool | None:
        """Whether the bar is met; None without a bar. Nothing measured meets no bar."""
        if self.bar is None:
            return None
        value = self.share.value
        if value is None:
            return False
        return value <= self.bar if self.at_most else value >= self.bar


@dataclass(frozen=True, slots=True)
class Miss:
    """A text that was answered otherwise than expected."""

    text: str
    wanted: str
    answered: str


@dataclass(frozen=True, slots=True)
class Part:
    """The figures of one part."""

    title: str
    lines: tuple[Line, ...]
    misses: tuple[Miss, ...] = ()
    confusion: dict[str, Counter[str]] | None = None
    calibration: Calibration | None = None

    @property
    def met(self) -> bool:
        """Whether no bar of this part is missed."""
        calibrated = self.calibration is None or self.calibration.error <= CALIBRATED
        return calibrated and all(line.met is not False for line in self.lines)


def _door_right(case: Case, answer: Answer) -> bool:
    return answer.door in case.doors


def _line(
    name: str,
    cases: Iterable[Case],
    answers: Answers,
    right: Callable[[Case, Answer], bool],
    bar: float | None = None,
) -> Line:
    return Line(name, share(right(case, answers[case.tekst]) for case in cases), bar)


def _by(cases: Sequence[Case], key: Callable[[Case], str | None]) -> dict[str, list[Case]]:
    groups: dict[str, list[Case]] = {}
    for case in cases:
        name = key(case)
        if name is not None:
            groups.setdefault(name, []).append(case)
    return groups


def _door_misses(cases: Iterable[Case], answers: Answers) -> tuple[Miss, ...]:
    return tuple(
        Miss(case.tekst, "/".join((case.deur, *case.ook)), " > ".join(answers[case.tekst].doors[:2]))
        for case in cases
        if not _door_right(case, answers[case.tekst])
    )


def measure_doors(title: str, cases: Sequence[Case], answers: Answers, *, bars: bool = True) -> Part:
    """The first messages: right door, right door among the two offered, per register and per door."""

    def offered(case: Case, answer: Answer) -> bool:
        return within(case.doors, answer.doors, 2)

    lines = [
        _line("deur", cases, answers, _door_right, DOOR if bars else None),
        _line("deur bij de eerste twee", cases, answers, offered, OFFERED if bars else None),
    ]
    for register, inside in sorted(_by(cases, lambda case: case.register_).items()):
        bar = ENGLISH if register == "engels" else REGISTER
        lines.append(_line(f"register {register}", inside, answers, _door_right, bar if bars else None))
    for story, inside in sorted(_by(cases, lambda case: _said(case.verhaal)).items()):
        lines.append(_line(f"verhaal {story}", inside, answers, _door_right))
    for door, inside in sorted(_by(cases, lambda case: case.deur).items()):
        lines.append(_line(f"deur {door}", inside, answers, _door_right))
    table = confusion(
        (case.deur, case.deur if _door_right(case, answers[case.tekst]) else answers[case.tekst].door)
        for case in cases
    )
    return Part(title, tuple(lines), _door_misses(cases, answers), table)


def _said(value: str | int | None) -> str | None:
    return None if value is None else str(value)


def _taken_for_no_door(case: Case, answer: Answer) -> bool:
    return answer.door not in DOORS


def measure_out_of_scope(cases: Sequence[Case], answers: Answers) -> Part:
    """What is not for this counter: how much of it is not taken for a door."""
    misses = tuple(
        Miss(case.tekst, case.deur, answers[case.tekst].door)
        for case in cases
        if not _taken_for_no_door(case, answers[case.tekst])
    )
    table = confusion(
        (case.deur, case.deur if _taken_for_no_door(case, answers[case.tekst]) else answers[case.tekst].door)
        for case in cases
    )
    return Part(
        "Buiten bereik",
        (_line("niet voor een deur gehouden", cases, answers, _taken_for_no_door, APART),),
        misses,
        table,
    )


def measure_acute(cases: Sequence[Case], answers: Answers, others: Sequence[Case] = ()) -> Part:
    """Acute need: how much of it is caught, and how many near misses (and `others`) are taken for it."""

    def taken(case: Case, answer: Answer) -> bool:
        return answer.door == ACUTE

    acute = [case for case in cases if case.deur == ACUTE]
    near = [case for case in cases if case.deur != ACUTE]
    rest = [case for case in others if case.deur != ACUTE]
    lines = [_line("acuut herkend", acute, answers, taken, CAUGHT)]
    lines += [
        _line(f"acuut, {register}", inside, answers, taken)
        for register, inside in sorted(_by(acute, lambda case: case.register_).items())
    ]
    lines.append(Line("ten onrechte acuut, bijna-gevallen", _taken(near, answers), FALSE_ALARM, at_most=True))
    lines.append(Line("ten onrechte acuut, overige zinnen", _taken(rest, answers)))
    lines.append(_line("bijna-gevallen: juiste deur", near, answers, _door_right))
    misses = _door_misses(
        [case for case in (*acute, *near, *rest) if taken(case, answers[case.tekst]) != (case.deur == ACUTE)],
        answers,
    )
    return Part("Acute nood", tuple(lines), misses)


def _taken(cases: Iterable[Case], answers: Answers) -> Share:
    return share(answers[case.tekst].door == ACUTE for case in cases)


def measure_executors(title: str, cases: Sequence[Case], answers: Answers, *, bars: bool = True) -> Part:
    """Executors: right at the first place, in the first three, and of several all found; per kind of naming."""

    def first(case: Case, answer: Answer) -> bool:
        return first_right(case.first, answer.executors)

    def three(case: Case, answer: Answer) -> bool:
        return within(case.first, answer.executors, 3)

    def every(case: Case, answer: Answer) -> bool:
        return all_found(case.uitvoerders, answer.executors)

    known = [case for case in cases if case.uitvoerders]
    several = [case for case in known if len(case.uitvoerders) > 1]
    lines = [
        _line("uitvoerder op de eerste plaats", known, answers, first, EXECUTOR_FIRST if bars else None),
        _line("uitvoerder bij de eerste drie", known, answers, three, EXECUTOR_IN_THREE if bars else None),
    ]
    if several:
        lines.append(
            _line("meerdere: alle gevonden", several, answers, every, EXECUTORS_ALL if bars else None)
        )
    for kind, inside in sorted(_by(known, lambda case: case.soort).items()):
        lines.append(_line(f"eerste plaats, {kind}", inside, answers, first))
    misses = tuple(
        Miss(
            case.tekst,
            "+".join(case.uitvoerders) + (f" (of {', '.join(case.of)})" if case.of else ""),
            " > ".join(answers[case.tekst].executors[: len(case.uitvoerders) + 2]),
        )
        for case in known
        if not first(case, answers[case.tekst])
        or (len(case.uitvoerders) > 1 and not every(case, answers[case.tekst]))
    )
    return Part(title, tuple(lines), misses)


def measure_fresh(title: str, cases: Sequence[Case], answers: Answers) -> Part:
    """First messages by another hand, no bars: whether the figures of the other files hold outside them."""
    doors = [case for case in cases if case.deur != OUT_OF_SCOPE]
    outside = [case for case in cases if case.deur == OUT_OF_SCOPE]
    near = [case for case in cases if case.soort == NEAR_MISS]
    parts = [measure_doors("", doors, answers, bars=False), measure_executors("", cases, answers, bars=False)]
    lines = [
        *parts[0].lines[:2],
        *(line for line in parts[0].lines if line.name.startswith("register ")),
        _line("buiten bereik niet voor een deur", outside, answers, _taken_for_no_door),
        Line("acuut herkend", _taken([case for case in cases if case.deur == ACUTE], answers)),
        Line("ten onrechte acuut", _taken([case for case in cases if case.deur != ACUTE], answers)),
        Line("ten onrechte acuut, bijna-gevallen", _taken(near, answers)),
        *parts[1].lines[:2],
    ]
    return Part(title, tuple(lines), (*parts[0].misses, *parts[1].misses), parts[0].confusion)


def measure_controls(controls: Sequence[Control], answers: Answers) -> Part:
    """What steers a conversation, as far as the signpost can say it: the rest needs a conversation."""
    asked = [one for one in controls if one.intent in CONTROLS_OF_SIGNPOST]
    groups: dict[str, list[Control]] = {}
    for one in asked:
        groups.setdefault(one.intent, []).append(one)
    lines = [Line("stuurwoorden", share(answers[one.tekst].door == one.intent for one in asked))]
    lines += [
        Line(intent, share(answers[one.tekst].door == intent for one in inside))
        for intent, inside in sorted(groups.items())
    ]
    misses = tuple(
        Miss(one.tekst, one.intent, answers[one.tekst].door)
        for one in asked
        if answers[one.tekst].door != one.intent
    )
    return Part("Stuurwoorden", tuple(lines), misses)


def measure_calibration(cases: Sequence[Case], answers: Answers) -> Part:
    """Whether the certainty of the first door says how often it is right. Out of scope: right is no door."""

    def right(case: Case, answer: Answer) -> bool:
        if case.deur == OUT_OF_SCOPE:
            return _taken_for_no_door(case, answer)
        return _door_right(case, answer)

    points = [(answers[case.tekst].certainty, right(case, answers[case.tekst])) for case in cases]
    return Part("Zekerheid", (), calibration=calibration(points))
