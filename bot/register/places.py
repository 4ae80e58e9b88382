"""Which municipality, province, water board, insurer or zorgkantoor a text names. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz

from bot.register.models import Organisation
from bot.register.register import Register
from bot.register.words import Word, fold, phrase

# How alike (0-100) a name must be to be offered as the one that was meant.
ALIKE = 78.0
_PLACES = frozenset({"gemeente", "provincie"})
_BEFORE_KIND = {
    "gemeente": frozenset({"gemeente", "gem", "gemeentes", "gemeenten"}),
    "provincie": frozenset({"provincie", "prov"}),
    "waterschap": frozenset({"waterschap", "hoogheemraadschap", "wetterskip"}),
    "zorgverzekeraar": frozenset({"zorgverzekeraar", "verzekeraar", "zorgverzekering", "verzekering"}),
    "zorgkantoor": frozenset({"zorgkantoor"}),
}
_NEAR = frozenset({"in", "te", "uit"})
_LINKING = frozenset({"de", "het", "van", "bij", "den"})
# After these a capital is a surname: "mevrouw Van Buren", "Jan de Best".
_BEFORE_NAME = frozenset(
    [
        "van",
        "der",
        "den",
        "ten",
        "ter",
        "mevrouw",
        "meneer",
        "mevr",
        "mw",
        "dhr",
        "heer",
        "familie",
        "fam",
        "de",
    ]
)
_SERVICE = re.compile(r"dienst|wijkteam|stad|burgemeester|loket|belasting|wethouder|college|zaken")
_LIVING = re.compile(r"woon|wone|verhui|gemeente|inwoner|stad|dienst|geboren|kom$")
_INSURANCE = re.compile(r"verzeker|premie|zorgkosten|eigen risico|polis")
_NOISE = re.compile(
    r"\b(?:de|het|een|gemeente|gem|waterschap|hoogheemraadschap|wetterskip|provincie|prov|zorgkantoor|zorgverzekeraar|"
    r"zorgverzekering|verzekeraar|verzekering|ik|woon|wij|wonen|we|ben|verzekerd|zit|bij|in|van|uit|dat|is|mijn|nu|"
    r"heb|dit|zorg|denk)\b"
)


@dataclass(frozen=True, slots=True)
class Named:
    """An organisation that a text names, and by which words."""

    organisation: Organisation
    first: int
    last: int


class Places:
    """Finds organisations of kinds that have more than one."""

    def __init__(self, register: Register) -> None:
        self._ordinary = frozenset(register.words.ordinary_places)
        self._by_name: dict[tuple[str, ...], list[Organisation]] = {}
        self._names: dict[str, list[tuple[str, Organisation]]] = {}
        for organisation in register.organisations.values():
            if not register.executors[organisation.kind].several:
                continue
            for name in dict.fromkeys((organisation.place, organisation.name, *organisation.also)):
                known = self._by_name.setdefault(phrase(name), [])
                if organisation not in known:
                    known.append(organisation)
                bare = self._bare(name) or fold(name)
                self._names.setdefault(organisation.kind, []).append((bare, organisation))
        self._longest = max((len(key) for key in self._by_name), default=0)

    @staticmethod
    def _bare(text: str) -> str:
        plain = re.sub(r"[^\w ]+", " ", fold(text).replace("'", "").replace(".", ""))
        return " ".join(_NOISE.sub(" ", plain).split())

    def named(self, text: str, found: Sequence[Word]) -> tuple[Named, ...]:
        """The organisations that a text names in passing, in its order.

        An ordinary word or a surname is no place, and a name that two municipalities share names neither.
        """
        hits: list[Named] = []
        at = 0
        while at < len(found):
            reach = 1
            for length in range(min(self._longest, len(found) - at), 0, -1):
                key = tuple(word.folded for word in found[at : at + length])
                meant = [
                    one for one in self._by_name.get(key, ()) if self._meant(one, text, found, at, length)
                ]
                meant = self._by_kind(meant, found, at)
                if meant:
                    hits.extend(Named(one, at, at + length - 1) for one in meant)
                    reach = length
                    break
            at += reach
        unique = {hit.organisation.id: hit for hit in reversed(hits)}
        return tuple(sorted(unique.values(), key=lambda hit: hit.first))

    def _by_kind(self, meant: list[Organisation], found: Sequence[Word], at: int) -> list[Organisation]:
        """Of what shares a name, the kind that the words before it say; two of one kind cancel each other out."""
        said = [one for one in meant if self._kind_before(one.kind, found, at)]
        meant = said or meant
        kinds = [one.kind for one in meant]
        meant = [one for one in meant if kinds.count(one.kind) == 1]
        if len(meant) > 1 and any(one.kind == "zorgkantoor" for one in meant):
            whole = any(word.folded.startswith("zorgkanto") for word in found)
            meant = [one for one in meant if (one.kind == "zorgkantoor") == whole]
        if len(meant) > 1 and any(one.kind == "gemeente" for one in meant):
            meant = [one for one in meant if one.kind == "gemeente"]
        return meant

    @staticmethod
    def _kind_before(kind: str, found: Sequence[Word], at: int) -> bool:
        names = _BEFORE_KIND.get(kind, frozenset())
        before = [word.folded for word in found[max(0, at - 2) : at]]
        if found[at].folded in names:
            return True
        if before and before[-1] in names:
            return True
        return len(before) == 2 and before[0] in names and before[1] in _LINKING

    def _meant(
        self, organisation: Organisation, text: str, found: Sequence[Word], at: int, length: int
    ) -> bool:
        if self._kind_before(organisation.kind, found, at) or found[at].folded in {"gemeente", "provincie"}:
            return True
        if len(found) == length:
            return True
        first = found[at]
        before = found[at - 1].folded if at else ""
        ordinary = " ".join(word.folded for word in found[at : at + length]) in self._ordinary
        capital = first.original[:1].isupper() and not text.isupper()
        if organisation.kind not in _PLACES:
            return self._label_meant(text, found, at, length, ordinary=ordinary)
        if before in _BEFORE_NAME and not (
            before == "van" and at > 1 and _SERVICE.search(found[at - 2].folded)
        ):
            return False
        if organisation.kind == "provincie":
            return False
        # "Ze moeten in Den Haag weten …" is the government, not the municipality.
        if ordinary and length > 1:
            return any(_LIVING.match(word.folded) for word in found[max(0, at - 4) : at])
        if before in _NEAR:
            return capital or not ordinary
        if ordinary:
            return bool(capital and _SERVICE.search(before))
        return (capital and at > 0) or bool(_SERVICE.search(before)) or length > 1

    @staticmethod
    def _label_meant(text: str, found: Sequence[Word], at: int, length: int, *, ordinary: bool) -> bool:
        """A label of an insurer that is an ordinary word or very short needs insurance, or "bij", beside it."""
        first = found[at]
        if not ordinary:
            return True
        if first.original.isupper() and len(first.original) > 1 and not text.isupper():
            return True
        before = found[at - 1].folded if at else ""
        return bool(_INSURANCE.search(fold(text))) and (before in {"bij", "van", "aan"} or len(found) <= 6)

    def lookup(self, kind: str, text: str) -> tuple[tuple[Organisation, float], ...]:
        """The organisations of one kind by name, also misspelt, best first, with how alike (0-100)."""
        said = self._bare(text)
        if not said:
            return ()
        best: dict[str, tuple[Organisation, float]] = {}
        for name, organisation in self._names.get(kind, ()):
            score = self._alike(said, name)
            if score >= ALIKE and score > best.get(organisation.id, (organisation, 0.0))[1]:
                best[organisation.id] = (organisation, score)
        return tuple(sorted(best.values(), key=lambda item: -item[1]))

    @staticmethod
    def _alike(said: str, name: str) -> float:
        if said == name or said.replace(" ", "") == name.replace(" ", ""):
            return 100.0
        if len(name) > 2 and f" {name} " in f" {said} ":
            return 95.0 + min(4.0, len(name) / 5)
        if len(said) > 3 and f" {said} " in f" {name} ":
            return 90.0 + 4.0 * len(said) / len(name)
        score = float(fuzz.ratio(said, name)) - 1
        # A few letters of a short name are already another name: "Oss" is not "Os".
        return score if len(name) > 3 else 0.0
