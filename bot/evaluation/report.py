"""The figures as a page to read, and as data. Sentences stand in it only when misses are asked for."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

from bot.evaluation.measuring import CALIBRATED, Line, Part
from bot.evaluation.metrics import Calibration


def report(parts: Sequence[Part], *, misses: bool = False) -> str:
    """All parts as text, closing with the bars that are missed."""
    lines: list[str] = []
    for part in parts:
        lines += ["", part.title, "-" * len(part.title)]
        lines += [_line(line) for line in part.lines]
        if part.calibration is not None:
            lines += _calibration(part.calibration)
        if part.confusion:
            lines += ["", *_confusion(part.confusion)]
        if misses and part.misses:
            lines += ["", "  fouten (verwacht, kreeg, tekst)"]
            lines += [f"  {miss.wanted} | {miss.answered} | {miss.text}" for miss in part.misses]
    missed = list(_missed(parts))
    lines += ["", "Gehaald: alle lat-waarden." if not missed else "Niet gehaald:", *missed, ""]
    return "\n".join(lines)


def _missed(parts: Sequence[Part]) -> Iterator[str]:
    for part in parts:
        for line in part.lines:
            if line.met is False:
                yield f"  {part.title}: {line.name}"
        if part.calibration is not None and part.calibration.error > CALIBRATED:
            yield f"  {part.title}: kalibratie"


def _percent(value: float) -> str:
    return f"{100 * value:5.1f}%"


def _line(line: Line) -> str:
    value = line.share.value
    if value is None:
        return f"  {line.name:<38} niets gemeten"
    low, high = line.share.interval
    text = (
        f"  {line.name:<38} {_percent(value)}  [{_percent(low)} -{_percent(high)}]"
        f"  {line.share.hits}/{line.share.n}"
    )
    if line.bar is not None:
        sign = "≤" if line.at_most else "≥"
        text += f"  lat {sign} {_percent(line.bar).strip()} {'ja' if line.met else 'NEE'}"
    return text


def _calibration(found: Calibration) -> list[str]:
    met = "ja" if found.error <= CALIBRATED else "NEE"
    lines = [
        f"  verwachte kalibratiefout {found.error:.3f}  n={found.n}  lat ≤ {CALIBRATED} {met}",
        "  zekerheid       n  gemiddeld  werkelijk juist",
    ]
    lines += [
        f"  {one.low:.1f} - {one.high:.1f} {one.n:7d}     {_percent(one.certainty)}           "
        f"{_percent(one.right)}"
        for one in found.bins
    ]
    return lines


def _confusion(table: dict[str, Counter[str]]) -> Iterator[str]:
    """Rows are what was expected, columns what was answered; an arguable second door counts as right."""
    columns = sorted({answered for row in table.values() for answered in row} | set(table))
    yield "  verwisselingen (rij: verwacht, kolom: antwoord)"
    for number, name in enumerate(columns, 1):
        yield f"    {number:2d} {name}"
    yield f"  {'':<20}" + "".join(f"{number:5d}" for number in range(1, len(columns) + 1))
    for expected in sorted(table):
        cells = "".join(f"{table[expected][name] or '.':>5}" for name in columns)
        yield f"  {expected:<20}{cells}"
    yield ""
    yield "  per verwachte deur, wat er vaakst in de plaats kwam"
    for expected in sorted(table):
        wrong = [(name, times) for name, times in table[expected].most_common() if name != expected]
        if wrong:
            yield f"  {expected:<20}" + ", ".join(f"{name} {times}" for name, times in wrong)


def as_data(parts: Sequence[Part], *, misses: bool = False) -> list[dict[str, Any]]:
    """All parts as JSON data; the sentences of misses only when asked for."""
    return [_part(part, misses) for part in parts]


def _part(part: Part, misses: bool) -> dict[str, Any]:
    data: dict[str, Any] = {
        "deel": part.title,
        "gehaald": part.met,
        "cijfers": [
            {
                "naam": line.name,
                "goed": line.share.hits,
                "n": line.share.n,
                "waarde": line.share.value,
                "interval": list(line.share.interval),
                "lat": line.bar,
                "hoogstens": line.at_most,
                "gehaald": line.met,
            }
            for line in part.lines
        ],
    }
    if part.confusion is not None:
        data["verwisselingen"] = {expected: dict(row) for expected, row in part.confusion.items()}
    if part.calibration is not None:
        data["kalibratie"] = {
            "fout": part.calibration.error,
            "lat": CALIBRATED,
            "n": part.calibration.n,
            "bakken": [
                {
                    "van": one.low,
                    "tot": one.high,
                    "n": one.n,
                    "zekerheid": one.certainty,
                    "juist": one.right,
                }
                for one in part.calibration.bins
            ],
        }
    if misses:
        data["fouten"] = [
            {"tekst": miss.text, "verwacht": miss.wanted, "antwoord": miss.answered} for miss in part.misses
        ]
    return data
