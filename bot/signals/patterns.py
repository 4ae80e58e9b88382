"""Patterns without a case of one's own: what professionals, courts, an ombudsman and executors see happen again and again.

By form, by API, or many at once as CSV. Everything from one organisation is one reporter: nobody makes a figure look
larger than ten people by reporting it ten times.
"""

from __future__ import annotations

import csv
import hashlib
import io
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.signals.bespoke import Rule
from bot.signals.create import create_signal, find_by_key, receipt_for
from bot.signals.package import SignalPackage, SignalReceipt, Visibility
from bot.signals.workflow import CLOSE_REASONS
from bot.store import Case, Database, Signal
from bot.tickets.handover import free_number, lock_key, new_case
from bot.tickets.numbers import SIGNAL
from bot.tickets.outgoing import SIGNAL_OFFERED, announce

LONGEST_STORY = 4000
MOST_LINES = 1000
COLUMNS = ("regeling", "verhaal", "melder", "oorzaak", "gevolgen", "artikel", "voorstel", "rvs", "openbaar")
NEEDED = ("regeling", "verhaal")
REPORTERS = ("organisatie", "professional")
CAUSES = ("O1", "O2", "O3", "O4", "O5", "O6")
EFFECTS = (
    "bestaanszekerheid", "werk", "gezin", "gezondheid_lichamelijk", "gezondheid_mentaal", "huisvesting", "schulden",
    "rechtspositie", "anders",
)  # fmt: skip
_EFFECT = re.compile(r"([a-z_]+)(?:\s*[: ]\s*([1-5]))?", re.I)


class PatternRefused(ValueError):
    """This is no signal; the text says why, for a person."""


@dataclass(frozen=True)
class Pattern:
    """One pattern, as it was given. PatternRefused for what cannot be one."""

    scheme: str
    story: str
    role: str = "organisatie"
    causes: tuple[str, ...] = ()
    effects: Mapping[str, int] = field(default_factory=dict)
    article: str | None = None
    suggestion: str | None = None
    rvs: str | None = None
    public: bool = False

    def __post_init__(self) -> None:
        if not self.story.strip():
            raise PatternRefused("Het verhaal is leeg.")
        if len(self.story) > LONGEST_STORY:
            raise PatternRefused(f"Het verhaal is langer dan {LONGEST_STORY} tekens.")
        if self.role not in REPORTERS:
            raise PatternRefused("De melder is 'organisatie' of 'professional'.")
        if not set(self.causes) <= set(CAUSES):
            raise PatternRefused("De oorzaken zijn O1 tot en met O6.")
        if not set(self.effects) <= set(EFFECTS) or not all(1 <= one <= 5 for one in self.effects.values()):
            raise PatternRefused(
                f"Een gevolg is een van {', '.join(EFFECTS)}, met een cijfer van 1 tot en met 5."
            )
        if self.rvs is not None and self.rvs not in {"A", "B", "C", "D", "E"}:
            raise PatternRefused("De categorie van de Raad van State is A tot en met E.")
        if self.rvs in {"D", "E"}:
            # Letter, par. 2, footnote 24: these are no signals, and who reports them must hear where to go.
            raise PatternRefused(f"Dit is geen signaal. {CLOSE_REASONS[f'rvs_{self.rvs.lower()}']}")


@dataclass(frozen=True)
class Line:
    """What became of one line of a file: its number in the file, and its signal or why it was not taken."""

    number: int
    signal: str | None
    fault: str | None


@dataclass(frozen=True)
class Patterns:
    """Takes patterns. `guard` masks what must not be kept (numbers of citizens, addresses); `rules` is the register's."""

    database: Database
    rules: Callable[[], Mapping[str, Rule]]
    guard: Callable[[str], str]
    secret: bytes
    clock: Callable[[], datetime]

    async def bring(self, organisation: str, pattern: Pattern) -> SignalReceipt:
        """The signal; the same pattern from the same organisation again is the same signal. PatternRefused."""
        async with self.database.write() as session:
            return await self.bring_in(session, organisation, pattern)

    async def bring_in(self, session: AsyncSession, organisation: str, pattern: Pattern) -> SignalReceipt:
        """As `bring`, inside the caller's transaction."""
        rule = self.rules().get(pattern.scheme)
        if rule is None:
            raise PatternRefused(f"De regeling '{pattern.scheme[:80]}' staat niet in het register.")
        if not rule.ministries:
            raise PatternRefused("Van deze regeling is geen ministerie bekend.")
        now, key = self.clock(), _key(organisation, pattern)
        await lock_key(session, key)
        known = await find_by_key(session, key)
        if known is not None:
            return receipt_for(known, self.secret)
        package = SignalPackage(
            ministries=rule.ministries,
            story=self.guard(pattern.story.strip()),
            role=pattern.role,
            scheme=pattern.scheme,
            law=rule.law,
            article=pattern.article,
            cause=pattern.causes,
            effects=dict(pattern.effects),
            category={} if pattern.rvs is None else {"rvs": pattern.rvs},
            own_suggestion=None if pattern.suggestion is None else self.guard(pattern.suggestion.strip()),
            visibility=Visibility.OPENBAAR if pattern.public else Visibility.VERTROUWELIJK,
        )
        case = await _case_of(session, organisation, now)
        number = await free_number(session, Signal.number, SIGNAL, now)
        made = await create_signal(session, package, number=number, key=key, case_id=case.id, now=now)
        for code in package.ministries:
            announce(session, SIGNAL_OFFERED, f"ministerie:{code}", number, f"/signalen/{number}", now)
        return receipt_for(made, self.secret)

    async def bring_file(self, organisation: str, data: bytes) -> tuple[Line, ...]:
        """What became of each line of a CSV file: one that is wrong keeps no other out. PatternRefused for the file."""
        report = []
        for number, record in read_csv(data):
            try:
                made = await self.bring(organisation, pattern_of(record))
                report.append(Line(number, made.number, None))
            except PatternRefused as fault:
                report.append(Line(number, None, str(fault)))
        return tuple(report)


def read_csv(data: bytes) -> list[tuple[int, Mapping[str, str]]]:
    """The lines of a file with their numbers, by column; PatternRefused when it is no such file.

    With `;`, `,` or tabs, in UTF-8 or as Windows writes it: what a spreadsheet makes of it.
    """
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = data.decode("cp1252", "replace")
    if "\0" in text:
        raise PatternRefused("Dit is geen CSV-bestand.")
    first = text.splitlines()[0] if text.strip() else ""
    separator = max(";,\t", key=first.count)
    reader = csv.DictReader(io.StringIO(text), delimiter=separator)
    names = [(name or "").strip().lower() for name in reader.fieldnames or ()]
    missing = [name for name in NEEDED if name not in names]
    if missing:
        raise PatternRefused(f"In de eerste regel van het bestand ontbreekt: {', '.join(missing)}.")
    unknown = [name for name in names if name not in COLUMNS]
    if unknown:
        raise PatternRefused(f"Deze kolommen kent het loket niet: {', '.join(unknown)}.")
    reader.fieldnames = names
    found: list[tuple[int, Mapping[str, str]]] = []
    try:
        for record in reader:
            if len(found) >= MOST_LINES:
                raise PatternRefused(f"Een bestand heeft hooguit {MOST_LINES} regels. Er is niets ingelezen.")
            if any((value or "").strip() for value in record.values() if isinstance(value, str)):
                found.append((reader.line_num, {name: value or "" for name, value in record.items() if name}))
    except csv.Error as fault:
        raise PatternRefused("Dit is geen CSV-bestand.") from fault
    if not found:
        raise PatternRefused("In het bestand staan geen regels.")
    return found


def pattern_of(record: Mapping[str, str]) -> Pattern:
    """The pattern of one line or form; PatternRefused."""
    given = {name: str(record.get(name) or "").strip() for name in COLUMNS}
    public = given["openbaar"].lower()
    if public not in {"", "ja", "nee"}:
        raise PatternRefused("Bij openbaar staat ja of nee.")
    return Pattern(
        scheme=given["regeling"],
        story=given["verhaal"],
        role=given["melder"].lower() or "organisatie",
        causes=tuple(dict.fromkeys(re.findall(r"[^\s,;]+", given["oorzaak"].upper()))),
        effects=_effects(given["gevolgen"]),
        article=given["artikel"][:200] or None,
        suggestion=given["voorstel"][:LONGEST_STORY] or None,
        rvs=given["rvs"].upper() or None,
        public=public == "ja",
    )


def _effects(text: str) -> dict[str, int]:
    """`gezin 4, werk` is a weight for each effect; 3 where none is given."""
    found: dict[str, int] = {}
    for part in re.split(r"[,;]", text):
        if not part.strip():
            continue
        match = _EFFECT.fullmatch(part.strip())
        if match is None:
            raise PatternRefused(f"Het gevolg '{part.strip()[:40]}' is niet te lezen. Schrijf: gezin 4.")
        found[match[1].lower()] = int(match[2]) if match[2] else 3
    return found


def _key(organisation: str, pattern: Pattern) -> str:
    told = f"{organisation}\0{pattern.scheme}\0{pattern.story.strip()}"
    return f"patroon|{hashlib.sha256(told.encode('utf-8', 'replace')).hexdigest()}"


async def _case_of(session: AsyncSession, organisation: str, now: datetime) -> Case:
    """All that one organisation reports is one case: one reporter."""
    key = f"patronen|{organisation}"
    await lock_key(session, key)
    known = await session.scalar(select(Case).where(Case.idempotency_key == key))
    if known is not None:
        return known
    return await new_case(session, key, now)
