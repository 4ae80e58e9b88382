"""Which municipality, water board or insurer a text names."""

from __future__ import annotations

import re

from rapidfuzz import fuzz

from bot.register.models import Organisation
from bot.register.register import Register
from bot.register.words import Word, fold, phrase

# Names of places and labels that are ordinary words too: only with their kind before them.
ORDINARY = frozenset(
    [
        "best",
        "bergen",
        "huizen",
        "buren",
        "dalen",
        "echt",
        "leek",
        "hoorn",
        "laren",
        "oss",
        "ede",
        "asten",
        "son",
        "just",
        "eno",
        "sluis",
        "hulst",
        "heerde",
        "zeist",
        "weert",
        "zekur",
        "dongen",
        "vught",
        "goes",
        "elburg",
        "tiel",
        "dinkelland",
        "landgraaf",
        "veere",
        "noordwijk",
        "wassenaar",
        "wierden",
        "duiven",
        "epe",
        "ermelo",
        "putten",
        "rucphen",
        "reimerswaal",
        "soest",
        "baarn",
        "bunnik",
        "houten",
    ]
)
_BEFORE_PLACE = frozenset({"gemeente", "gem", "gemeenten"})
_NEAR_PLACE = frozenset({"in", "te", "uit", "bij"})
_NOISE = re.compile(
    r"\b(de|het|een|gemeente|gem|waterschap|hoogheemraadschap|provincie|zorgkantoor|zorgverzekeraar|zorgverzekering|verzekeraar|ik|woon|wij|wonen|we|ben|verzekerd|zit|bij|in|van|uit|dat|is|mijn|nu)\b"
)
ALIKE = 78.0


class Places:
    """Finds organisations of kinds that have more than one."""

    def __init__(self, register: Register) -> None:
        self._register = register
        self._by_name: dict[tuple[str, ...], list[Organisation]] = {}
        self._names: dict[str, list[tuple[str, Organisation]]] = {}
        for organisation in register.organisations.values():
            if not register.executors[organisation.kind].several:
                continue
            for name in (organisation.place, organisation.name, *organisation.also):
                key = phrase(name)
                known = self._by_name.setdefault(key, [])
                if organisation not in known:
                    known.append(organisation)
                self._names.setdefault(organisation.kind, []).append((self._bare(name), organisation))
        self._longest = max((len(key) for key in self._by_name), default=0)

    @staticmethod
    def _bare(text: str) -> str:
        plain = re.sub(r"[^\w ]+", " ", fold(text).replace("'", ""))
        return " ".join(_NOISE.sub(" ", plain).split())

    def named(self, text: str, found: list[Word]) -> tuple[Organisation, ...]:
        """The organisations that a text names in passing; an ordinary word is no place."""
        hits: list[Organisation] = []
        capitals = text.isupper()
        for at in range(len(found)):
            for length in range(min(self._longest, len(found) - at), 0, -1):
                key = tuple(word.folded for word in found[at : at + length])
                for organisation in self._by_name.get(key, ()):
                    if organisation not in hits and self._meant(organisation, found, at, length, capitals):
                        hits.append(organisation)
        return tuple(hits)

    def _meant(
        self, organisation: Organisation, found: list[Word], at: int, length: int, capitals: bool
    ) -> bool:
        before = found[at - 1].folded if at else ""
        first = found[at]
        if organisation.kind in {"gemeente", "provincie"}:
            named = before in _BEFORE_PLACE or (organisation.kind == "provincie" and before == "provincie")
            if organisation.kind == "provincie" or (length == 1 and first.folded in ORDINARY):
                return named
            near = before in _NEAR_PLACE and (first.original[:1].isupper() or len(first.folded) > 4)
            return named or near or (first.original[:1].isupper() and not capitals and at > 0)
        if length == 1 and (len(first.folded) < 4 or first.folded in ORDINARY):
            return first.original.isupper() or before in {
                "bij",
                "van",
                "zorgverzekeraar",
                "verzekeraar",
                "verzekering",
            }
        return True

    def lookup(self, kind: str, text: str) -> tuple[tuple[Organisation, float], ...]:
        """The organisations of one kind by name, also misspelt, best first."""
        said = self._bare(text)
        if not said:
            return ()
        best: dict[str, tuple[Organisation, float]] = {}
        for name, organisation in self._names.get(kind, ()):
            if not name:
                continue
            if said == name:
                score = 100.0
            elif f" {name} " in f" {said} " and len(name) > 2:
                score = 96.0 + min(3.0, len(name) / 10)
            else:
                score = float(fuzz.ratio(said, name)) - 1
            if score >= ALIKE and score > best.get(organisation.id, (organisation, 0.0))[1]:
                best[organisation.id] = (organisation, score)
        return tuple(sorted(best.values(), key=lambda item: -item[1]))
