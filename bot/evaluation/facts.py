"""How many of the facts in a story are read from it: by the doors' extraction, the guard and the register."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from bot.dialogue.guard import guard
from bot.doors.extract import extract
from bot.evaluation.cases import Stories, Story
from bot.evaluation.measuring import FACTS, Line, Miss, Part
from bot.evaluation.metrics import share
from bot.register import Finder, Finding

KINDS = ("bedragen", "per_maand", "datums", "kenmerk", "organisatie", "regeling", "contact")


def measure_facts(stories: Stories, finder: Finder) -> Part:
    """The share of told facts that is found, in all and per kind. Texts go through the guard, as in a turn."""
    today = date.fromisoformat(stories.vandaag)
    found: dict[str, list[bool]] = {kind: [] for kind in KINDS}
    misses: list[Miss] = []
    for story in stories.verhalen:
        for kind, wanted, right, seen in _facts(story, finder, today):
            found[kind].append(right)
            if not right:
                misses.append(Miss(story.tekst, f"{kind}: {wanted}", seen))
    everything = [right for outcomes in found.values() for right in outcomes]
    return Part(
        "Wat er verteld is",
        (
            Line("gegevens", share(everything), FACTS),
            *(Line(kind, share(found[kind])) for kind in KINDS),
        ),
        tuple(misses),
    )


def _facts(story: Story, finder: Finder, today: date) -> Iterator[tuple[str, str, bool, str]]:
    """Each told fact: its kind, what it is, whether it was found, and what was."""
    guarded = guard(story.tekst, keep_contact=False)
    told = extract(guarded.text, today)
    amounts = [amount.value for amount in told.amounts]
    monthly = [amount.value for amount in told.amounts if amount.per_month]
    days = [day.value for day in told.days]
    finding: Finding = finder.find(guarded.text)
    executors = [candidate.executor_id for candidate in finding.candidates]
    schemes = [scheme for scheme, _ in finding.schemes]
    moved = [_bare(one.value) for one in guarded.moved]
    for amount in story.bedragen:
        yield "bedragen", amount, amount in amounts, ", ".join(amounts)
    for amount in story.per_maand:
        yield "per_maand", amount, amount in monthly, ", ".join(monthly)
    for day in story.datums:
        # A day where a month was told is too much, but contains what was told.
        right = any(value.startswith(day.iso) for value in days)
        yield "datums", f"{day.tekst} = {day.iso}", right, ", ".join(days)
    if story.kenmerk is not None:
        references = [_bare(reference) for reference in told.references]
        yield "kenmerk", story.kenmerk, _bare(story.kenmerk) in references, ", ".join(references)
    if story.organisatie:
        wanted = " of ".join(story.organisatie)
        right = bool(executors) and executors[0] in story.organisatie
        yield "organisatie", wanted, right, ", ".join(executors[:3])
    if story.regeling is not None:
        yield "regeling", story.regeling, story.regeling in schemes[:3], ", ".join(schemes[:3])
    for one in story.contact:
        yield "contact", one, _bare(one) in moved, ", ".join(moved)


def _bare(text: str) -> str:
    """References and telephone numbers without the way in which they are written: +31 6 is 06."""
    bare = re.sub(r"[\s-]", "", text).casefold()
    return f"0{bare[3:]}" if bare.startswith("+31") else bare
