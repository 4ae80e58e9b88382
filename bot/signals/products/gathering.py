"""Gathers the figures of a product: each row keeps the filter that it counts, so that it can be checked."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta

from sqlalchemy import func, select

from bot.signals.clusters import title_of
from bot.signals.facets import Facet
from bot.signals.listing import Filter, SignalList, ids_of
from bot.signals.products.model import SHAPES, Example, Kind, Product, Row, Section
from bot.signals.publication import PublicationState
from bot.signals.small import LEAST
from bot.signals.workflow import ENDS, PHASES, Phase, SignalMoveIncomplete
from bot.store import BespokeDecision, Database, SignalCluster, SignalClusterMember, SignalPublication
from bot.tickets.bespoke import Outcome

TOP = 10
EXAMPLES = 3
LETTER = "Kamerbrief van 11 juli 2022 (Kamerstukken I 2021/22, 35 295, AF)"

# An implementation review looks at a rule that is younger than a year (facts: letter, par. 3 and 5).
YOUNG = timedelta(days=366)

SEVERAL = "Een signaal kan er meer hebben, of geen. Deze aantallen tellen dus niet op tot het geheel."

type Name = Callable[[Facet, str], str]


@dataclass(frozen=True)
class Order:
    """Which product, of which ministry (code and name), about which law or executor, over which period."""

    kind: Kind
    ministry: str
    ministry_name: str
    since: date
    until: date
    about: str = ""


@dataclass(frozen=True)
class Gatherer:
    """Makes products. `name` says a value of a facet; `schemes` are those that a ministry owns; `municipalities` all."""

    database: Database
    listed: SignalList
    name: Name
    schemes: Callable[[str], Collection[str]]
    municipalities: Callable[[], Mapping[str, str]]
    version: str

    async def make(self, order: Order, today: date) -> Product:
        """The product with the numbers behind each figure. SignalMoveIncomplete: see `MISSING` of the pages."""
        shape = SHAPES[order.kind]
        if shape.needs is not None and not order.about:
            raise SignalMoveIncomplete("over")
        if order.until < order.since:
            raise SignalMoveIncomplete("periode")
        if order.kind is Kind.INVOERINGSTOETS and order.until - order.since > YOUNG:
            raise SignalMoveIncomplete("jong")
        about = {shape.needs: order.about} if shape.needs is not None else {}
        within = Filter(about, None, order.since, order.until)
        sections, examples = await self._content(order, within)
        named = self.name(shape.needs, order.about) if shape.needs is not None else order.ministry_name
        return Product(
            kind=order.kind,
            title=f"{shape.name}: {named}",
            ministry=order.ministry_name,
            since=order.since,
            until=order.until,
            made_on=today,
            about=named if shape.needs is not None else "",
            sources=(
                f"Signalen bij dit loket voor {order.ministry_name}",
                f"Register van regelingen, versie {self.version}",
                LETTER,
            ),
            sections=sections,
            examples=examples,
            traces=await self._traces(order.ministry, sections),
        )

    async def _content(self, order: Order, within: Filter) -> tuple[tuple[Section, ...], tuple[Example, ...]]:
        match order.kind:
            case Kind.KNELPUNTENBRIEF | Kind.INVOERINGSTOETS:
                clusters = await self._clusters(order, within)
                rest = await self._tables(
                    order, within, Facet.HARDNESS, Facet.CAUSE, Facet.EFFECT, Facet.EXECUTOR, Facet.MONTH
                )
                return (await self._whole(order, within), clusters, *rest), await self._examples(
                    order.ministry, clusters
                )
            case Kind.STAND:
                rest = await self._tables(
                    order, within, Facet.SCHEME, Facet.CAUSE, Facet.HARDNESS, Facet.STATUS, Facet.MONTH
                )
                return (await self._whole(order, within), await self._clusters(order, within), *rest), ()
            case Kind.STAAT:
                rest = await self._tables(
                    order, within, Facet.LAW, Facet.EXECUTOR, Facet.CAUSE, Facet.HARDNESS, Facet.STATUS,
                    Facet.REPORTER, Facet.MONTH,
                )  # fmt: skip
                return (await self._whole(order, within), *rest), ()
            case Kind.DRIEHOEK:
                return by_phase(await self._clusters(order, within, only_open=True)), ()
            case Kind.MAATWERK:
                return await self._bespoke(order), ()
            case Kind.STILLE_GROEP:
                return (await self._silent(order, within),), ()

    async def _whole(self, order: Order, within: Filter) -> Section:
        rows = []
        for label, extra in (
            ("Alle signalen", {}),
            ("Waarvan dit ministerie aanspreekpunt is", {Facet.SHARE: "eigen"}),
            ("Waarvan een ander ministerie aanspreekpunt is", {Facet.SHARE: "gedeeld"}),
        ):
            counted = replace(within, values={**within.values, **extra})
            rows.append(Row(label, (str(await self.listed.count(order.ministry, counted)),), counted))
        return Section("In het kort", "", ("Signalen",), tuple(rows))

    async def _tables(self, order: Order, within: Filter, *facets: Facet) -> tuple[Section, ...]:
        made = []
        for facet in facets:
            counts = await self.listed.divided(order.ministry, facet, within)
            if facet is Facet.MONTH:
                counts = sorted(counts)
            rows = tuple(
                Row(
                    self.name(facet, value),
                    (str(count),),
                    replace(within, values={**within.values, facet: value}),
                )
                for value, count in counts
            )
            if rows:
                explained = SEVERAL if facet in {Facet.CAUSE, Facet.EFFECT} else ""
                made.append(Section(f"Per {_PER.get(facet, facet.value)}", explained, ("Signalen",), rows))
        return tuple(made)

    async def _clusters(self, order: Order, within: Filter, *, only_open: bool = False) -> Section:
        counts = dict(await self.listed.divided(order.ministry, Facet.CLUSTER, within))
        async with self.database.read() as session:
            found = await session.scalars(
                select(SignalCluster).where(SignalCluster.id.in_([int(one) for one in counts]))
            )
            clusters = sorted(found.all(), key=lambda one: (-counts[str(one.id)], one.id))
        if only_open:
            clusters = [one for one in clusters if Phase(one.phase) not in ENDS]
        titles = Counter(title_of(one) for one in clusters)
        rows = tuple(
            Row(
                # Two that share the same words are told apart, or nobody could say whose signals a figure counts.
                title_of(one) if titles[title_of(one)] == 1 else f"{title_of(one)} (cluster {one.id})",
                (str(counts[str(one.id)]), PHASES[Phase(one.phase)]),
                replace(within, values={**within.values, Facet.CLUSTER: str(one.id)}),
            )
            for one in clusters[:TOP]
        )
        heading = "Clusters die nog lopen" if only_open else "De grootste knelpunten"
        return Section(
            heading, "Signalen die op elkaar lijken. De naam is door een mens gegeven, of zegt welke woorden ze delen.",
            ("Signalen", "Fase"), rows,
        )  # fmt: skip

    async def _examples(self, ministry: str, clusters: Section) -> tuple[Example, ...]:
        """Public stories of the largest clusters, of those that are counted; what is confidential stands in no product."""
        made: list[Example] = []
        async with self.database.read() as session:
            for row in clusters.rows:
                if row.counts is None or len(made) >= EXAMPLES:
                    break
                query = (
                    select(SignalPublication.text)
                    .join(SignalClusterMember, SignalClusterMember.signal_id == SignalPublication.signal_id)
                    .where(
                        SignalClusterMember.cluster_id == int(row.counts.values[Facet.CLUSTER]),
                        SignalPublication.signal_id.in_(ids_of(ministry, row.counts)),
                        SignalPublication.state == PublicationState.GEPLAATST.value,
                    )
                    .order_by(SignalPublication.signal_id)
                    .limit(1)
                )
                text = await session.scalar(query)
                if text is not None:
                    made.append(Example(text, row.label))
        return tuple(made)

    async def _bespoke(self, order: Order) -> tuple[Section, ...]:
        """Decisions on exceptions by scheme and organisation: only what is asked under one rule can be compared.

        A part below ten is not told, nor what it would follow from: there are no totals.
        """
        query = (
            select(
                BespokeDecision.scheme, BespokeDecision.organisation, BespokeDecision.outcome, func.count()
            )
            .where(
                BespokeDecision.scheme.in_(list(self.schemes(order.ministry))),
                BespokeDecision.month >= f"{order.since:%Y-%m}",
                BespokeDecision.month <= f"{order.until:%Y-%m}",
            )
            .group_by(BespokeDecision.scheme, BespokeDecision.organisation, BespokeDecision.outcome)
        )
        found: dict[str, dict[str, dict[str, int]]] = {}
        async with self.database.read() as session:
            for scheme, organisation, outcome, count in (await session.execute(query)).all():
                found.setdefault(scheme, {}).setdefault(organisation, {})[outcome] = count
        made = []
        for scheme, decided in sorted(found.items()):
            rows = tuple(
                _decisions(self.name(Facet.EXECUTOR, organisation), counts)
                for organisation, counts in sorted(decided.items())
                if sum(counts.values()) >= LEAST
            )
            if rows:
                made.append(_bespoke_section(f"Maatwerk: {self.name(Facet.SCHEME, scheme)}", rows))
        return tuple(made) or (_bespoke_section("Besluiten over maatwerk", ()),)

    async def _silent(self, order: Order, within: Filter) -> Section:
        counts = dict(await self.listed.divided(order.ministry, Facet.MUNICIPALITY, within))
        known = self.municipalities()
        ordered = sorted(known.items(), key=lambda one: (counts.get(one[0], 0), one[1]))
        rows = tuple(
            Row(
                name,
                (str(counts.get(id, 0)),),
                replace(within, values={Facet.MUNICIPALITY: id}) if counts.get(id) else None,
            )
            for id, name in ordered
        )
        return Section(
            "Signalen per gemeente",
            "Van weinig naar veel. Weinig signalen kan goed nieuws zijn, of mensen die de weg niet vinden. Alleen signalen waarbij de gemeente bekend is.",
            ("Signalen",), rows, "Gemeente",
        )  # fmt: skip

    async def _traces(
        self, ministry: str, sections: tuple[Section, ...]
    ) -> dict[tuple[str, str], tuple[str, ...]]:
        return {
            (section.heading, row.label): await self.listed.numbers(ministry, row.counts)
            for section in sections
            for row in section.rows
            if row.counts is not None
        }


_PER: Mapping[Facet, str] = {
    Facet.HARDNESS: "hardheid",
    Facet.REPORTER: "soort melder",
    Facet.EFFECT: "gevolg",
}


def by_phase(clusters: Section) -> tuple[Section, ...]:
    """One table for each phase that has clusters, in the order of the phases; the empty one when none has."""
    made = [
        Section(
            f"Agendapunten in fase {phase}",
            clusters.explanation,
            clusters.columns[:1],
            tuple(replace(row, figures=row.figures[:1]) for row in clusters.rows if row.figures[1] == phase),
        )
        for phase in PHASES.values()
    ]
    return tuple(one for one in made if one.rows) or (clusters,)


def _decisions(name: str, counts: Mapping[str, int]) -> Row:
    whole, parts = sum(counts.values()), [counts.get(one.value, 0) for one in Outcome]
    if not all(part == 0 or part >= LEAST for part in parts):
        return Row(name, (str(whole), *["te weinig om te tonen"] * (len(parts) + 1)))
    granted = round(100 * counts.get(Outcome.GRANTED.value, 0) / whole)
    return Row(name, (str(whole), *(str(part) for part in parts), f"{granted}%"))


def _bespoke_section(heading: str, rows: tuple[Row, ...]) -> Section:
    return Section(
        heading,
        "Tegen willekeur: dezelfde vraag hoort overal hetzelfde te worden beoordeeld. Aantallen onder de tien staan er niet in.",
        ("Besluiten", "Toegekend", "Afgewezen", "Anders opgelost", "Deel toegekend"), rows, "Organisatie",
    )  # fmt: skip
