"""How hard a rule seems to hit, as a proposal with what it rests on. A person decides. Pure.

The three rings are those of the letter (Kamerstukken I 2021/22, 35 295, AF, par. 2, footnotes 22 and 23,
https://zoek.officielebekendmakingen.nl/kst-35295-AF.html): H1 daily life is disrupted (motion Omtzigt), H2 a rule
that touches people directly in daily life, legal position or means of existence (motion Ploumen/Jetten), H3 any
other bottleneck. The weights 1-5 are the reporter's own; that 4 ("zwaar") is where disruption may begin, and that
three spheres of life at once count as excessive, are this product's readings of those tests, not the letter's.
Nobody has to prove anything: without any effect it is H3 and is read all the same (annex 3, VWS).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

SOURCE = "https://zoek.officielebekendmakingen.nl/kst-35295-AF.html"


class Hardness(StrEnum):
    """The ring."""

    H1 = "H1"
    H2 = "H2"
    H3 = "H3"


NAMES: Mapping[Hardness, str] = MappingProxyType(
    {
        Hardness.H1: "H1: het dagelijks leven raakt ontwricht",
        Hardness.H2: "H2: raakt mensen direct in hun leven of rechten",
        Hardness.H3: "H3: ander knelpunt",
    }
)
# Means of existence, work, family, health in body and mind (footnote 23). A home and debts are part of the first.
SPHERES = (
    "bestaanszekerheid", "werk", "gezin", "gezondheid_lichamelijk", "gezondheid_mentaal", "huisvesting", "schulden",
)  # fmt: skip
HEAVY, NOTICEABLE = 4, 2
EXCESSIVE_SPHERES, EXCESSIVE_WEIGHT = 3, 3
_CANNOT_COPE = re.compile(
    r"(?:te|zo|veel te) (?:ingewikkeld|moeilijk)|snap (?:er|het|de)|begrijp (?:er|het|de brie\w+) niet|overzicht kwijt"
    r"|(?:kan|lukt) (?:het|me|mij)? ?niet meer|weet niet (?:meer )?(?:waar|wat|hoe)|kan dit niet alleen",
    re.I,
)


@dataclass(frozen=True)
class Ground:
    """One rule: what it says, and where in the letter it comes from."""

    text: str
    source: str


GROUNDS: Mapping[str, Ground] = MappingProxyType(
    {
        "zwaar_gevolg": Ground(
            "De melder geeft voor het dagelijks leven een gevolg van 4 of 5 op.", "par. 2, voetnoot 23"
        ),
        "buitensporig": Ground(
            "Drie of meer delen van het leven zijn tegelijk geraakt, elk met 3 of meer.",
            "par. 2, buitensporige effecten",
        ),
        "raakt_leven": Ground(
            "De regel raakt het dagelijks leven of de bestaanszekerheid.", "par. 2, voetnoot 22"
        ),
        "raakt_rechten": Ground("De regel raakt de rechtspositie.", "par. 2, voetnoot 22"),
        "doenvermogen": Ground(
            "In het verhaal staan woorden die wijzen op verminderd doenvermogen.", "par. 2, doenvermogen"
        ),
        "geen_gevolg": Ground(
            "Er is geen gevolg opgegeven. De melding is het waard om te bekijken.", "bijlage 3, VWS"
        ),
        "licht": Ground("De opgegeven gevolgen zijn licht of van een andere soort.", "bijlage 3, OCW"),
    }
)


@dataclass(frozen=True)
class Proposal:
    """The ring that is proposed, and the ids of the rules of `GROUNDS` that it rests on."""

    hardness: Hardness
    why: tuple[str, ...]


def propose(effects: Mapping[str, int | None], story: str = "") -> Proposal:
    """The proposal for these effects (weight 1-5, None when not weighed) and this story; never without a ground."""
    weights = {name: 3 if weight is None else weight for name, weight in effects.items()}
    lived = [weights[name] for name in SPHERES if name in weights]
    cope = ("doenvermogen",) if _CANNOT_COPE.search(story) else ()
    hardest = []
    if any(weight >= HEAVY for weight in lived):
        hardest.append("zwaar_gevolg")
    if sum(weight >= EXCESSIVE_WEIGHT for weight in lived) >= EXCESSIVE_SPHERES:
        hardest.append("buitensporig")
    if hardest:
        return Proposal(Hardness.H1, (*hardest, *cope))
    direct = []
    if any(weight >= NOTICEABLE for weight in lived):
        direct.append("raakt_leven")
    if weights.get("rechtspositie", 0) >= NOTICEABLE:
        direct.append("raakt_rechten")
    if direct or cope:
        return Proposal(Hardness.H2, (*direct, *cope))
    return Proposal(Hardness.H3, ("licht",) if weights else ("geen_gevolg",))
