"""What a door tells beside its questions: texts with a source, and terms of the law for this request."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from bot.doors.door import Door
from bot.doors.draft import Draft, path
from bot.doors.knowledge import Knowledge
from bot.doors.model import SaidData
from bot.language import Phrases, Table
from bot.law import Term

# Only for these was read that the six weeks of Awb 4:87 hold (toeslagen: Awir 28). Taxes, fines and student loans have
# laws of their own: there the date on the letter is the only one.
PAID_IN_SIX_WEEKS = frozenset({"uwv", "svb", "toeslagen"})
# At a municipality that holds for money for a living, not for its taxes.
PAID_IN_SIX_WEEKS_AT_THE_MUNICIPALITY = frozenset(
    {"bijstand", "bijzondere_bijstand", "ioaw", "ioaz", "bbz", "inkomenstoeslag", "studietoeslag"}
)
# Who sends fines: what stands against one depends on its kind, and no word in a story tells the kind for certain.
FINERS = frozenset({"cjib", "om"})
# The CJIB collects what the public prosecutor imposes (https://www.cjib.nl): a request about paying goes there.
COLLECTED_BY = {"om": "cjib"}
# Decisions about residence have terms of one to four weeks (Vw 2000 art. 69): never the common remedy of a scheme.
FOREIGNERS = frozenset({"ind", "ambassade"})
# Laws of their own say how long these may take to decide, and were not read: no date is computed.
OWN_DECISION_TERMS = frozenset({"uwv", "svb", "toeslagen", "belastingdienst", "ind", "ambassade"})


@dataclass(frozen=True, slots=True)
class Told:
    """One thing told: its texts in order, and the term behind them when there is one."""

    key: str
    texts: tuple[str, ...]
    term: Term | None = None
    index: int | None = None


def remedy_of(knowledge: Knowledge, executor: str | None, scheme: str | None) -> str:
    """Which remedy stands against a decision: by its scheme, else what all schemes of the decider share.

    Where schemes of one decider differ (two weeks for the Ziektewet beside six), only the letter can tell.
    """
    register = knowledge.register
    known = register.schemes.get(scheme or "")
    if known is not None and executor in {
        None,
        known.executor,
        known.decides,
        known.corrects,
        known.collects,
    }:
        return known.remedy
    if executor in FINERS:
        # A traffic fine has six weeks, an order of the public prosecutor sometimes fourteen days (Sv 257e).
        return "boete_onbekend"
    if executor in FOREIGNERS:
        return "vreemdelingen"
    if executor is None or executor not in register.executors:
        return "brief_volgen"
    if executor == "loket":
        # Whoever sent the letter is unknown here: also a public body may have.
        return "organisatie_onbekend"
    if not register.executors[executor].public_body:
        return "geen_bestuursorgaan"
    found = {one.remedy for one in register.schemes.values() if one.decides == executor}
    return found.pop() if len(found) == 1 else "brief_volgen"


def tell(knowledge: Knowledge, door: Door, draft: Draft, said: SaidData, index: int | None) -> Told | None:
    """What a notice says for this draft; None when there turns out to be nothing to say."""
    key = said.id if index is None else f"{said.id}.{index}"
    if said.tekst is not None:
        return Told(key, (said.tekst,), index=index)
    values = _Values(knowledge, door, draft, index)
    executor = values.executor(said.organisatie)
    scheme = values.scheme(said.regeling)
    fine = values.value(said.boete)
    announced = values.day(said.datum)
    today = knowledge.today
    if said.termijn == "schuldhulp":
        return _term(key, knowledge.law.debt_help(today, today, threatening=True), index)
    if said.termijn == "brp":
        return _term(key, knowledge.law.brp(today, today), index)
    if said.termijn == "betaling":
        return _payment(knowledge, key, executor, scheme, announced, index)
    if said.termijn == "aanmaning":
        if not paid_in_six_weeks(executor, scheme) or executor == "toeslagen":
            return None
        return _term(key, knowledge.law.reminder(announced, today), index)
    if said.termijn == "betalen_in_delen":
        of = scheme if executor not in FINERS else (None if fine == "weet_niet" else fine)
        at = COLLECTED_BY.get(executor or "", executor or "")
        texts = tuple(plan.say for plan in knowledge.register.plans_of(at, of))
        return Told(key, texts, index=index) if texts else None
    if said.termijn == "maatwerkteam":
        return _custom_team(knowledge, key, executor, index)
    if said.termijn == "ingebrekestelling":
        return _term(key, knowledge.law.notice_of_default(None, today), index)
    if said.termijn in {"beslissing_aanvraag", "beslissing_bezwaar"}:
        return _term(key, _decision(knowledge, values, said, executor, scheme), index)
    remedy = knowledge.law.remedy(_remedy(knowledge, executor, scheme, fine))
    term = knowledge.law.objection(remedy.id, announced, today)
    last = (
        (remedy.texts.correction_does_not_stop,)
        if said.termijn == "bezwaar"
        else (remedy.texts.not_an_objection,)
    )
    phrases = knowledge.phrases
    texts = (term.say, *_where(remedy, phrases), *remedy.warnings, *last)
    if said.misschien_besluit and remedy.id in OF_A_DECISION:
        texts = (phrases.say(SAID, "misschien"), *texts, phrases.say(SAID, "eerder"))
    return Told(key, texts, term, index)


SAID = Table(
    "termijnen",
    {
        # What is told of a letter that may be no decision at all, before and after its term.
        "misschien": "Is uw brief een besluit? Dan geldt dit.",
        "eerder": "Kreeg u al eerder een besluit hierover? Dan telt de datum van dat besluit.",
        "adres": "Het adres is: {adres}.",
        "team": (
            "Voor bijzondere gevallen heeft {naam} {team}. Dat stond in 2022 in een brief van de regering."
            " Ik vraag of uw verzoek daar terechtkomt."
        ),
    },
)
OF_A_DECISION = frozenset(
    {
        "bezwaar_6_weken",
        "ziektewet_2_weken",
        "toeslagen_6_weken",
        "belasting_6_weken",
        "huurcommissie_8_weken",
    }
)


def _remedy(knowledge: Knowledge, executor: str | None, scheme: str | None, fine: str | None) -> str:
    """The remedy as a door tells it: of a fine by the kind that the citizen chose, never by a scheme that was guessed."""
    if executor not in FINERS:
        return remedy_of(knowledge, executor, scheme)
    if fine == "anders":
        return "brief_volgen"
    return remedy_of(knowledge, None if fine in knowledge.register.schemes else executor, fine)


def _term(key: str, term: Term, index: int | None) -> Told:
    return Told(key, (term.say,), term, index)


def _where(remedy: Any, phrases: Phrases) -> tuple[str, ...]:
    return (phrases.say(SAID, "adres", adres=", ".join(remedy.address)),) if remedy.address else ()


def _custom_team(knowledge: Knowledge, key: str, executor: str | None, index: int | None) -> Told | None:
    team = knowledge.register.executors[executor or "loket"].custom_team_say
    if executor is None or team is None:
        return None
    name = knowledge.organisation_said(executor, None)
    return Told(key, (knowledge.phrases.say(SAID, "team", naam=name, team=team),), index=index)


def _decision(
    knowledge: Knowledge, values: _Values, said: SaidData, executor: str | None, scheme: str | None
) -> Term:
    """How long the organisation has; a date only where no law of its own is known to differ (Awb 4:13, 7:10)."""
    law, today = knowledge.law, knowledge.today
    start = None if executor in OWN_DECISION_TERMS else values.day(said.datum)
    if said.termijn == "beslissing_aanvraag":
        return law.decision(start, today)
    remedy = remedy_of(knowledge, executor, scheme)
    ends = law.objection(remedy, start, today).last_day
    committee = values.value(said.commissie)
    # Not knowing counts as a committee: a notice that comes too early counts for nothing (Awb 4:17 lid 5).
    return law.objection_decision(ends, today, committee=committee != "nee")


def paid_in_six_weeks(executor: str | None, scheme: str | None) -> bool:
    """True where it was read that six weeks hold to pay (Awb 4:87, Awir 28): nowhere else is a date told."""
    if executor == "gemeente":
        return scheme in PAID_IN_SIX_WEEKS_AT_THE_MUNICIPALITY
    return executor in PAID_IN_SIX_WEEKS


def _payment(
    knowledge: Knowledge,
    key: str,
    executor: str | None,
    scheme: str | None,
    announced: date | None,
    index: int | None,
) -> Told | None:
    if not paid_in_six_weeks(executor, scheme):
        return None
    term = knowledge.law.payment(announced, knowledge.today, toeslagen=executor == "toeslagen")
    return _term(key, term, index)


class _Values:
    """Reads the fields that a notice names."""

    def __init__(self, knowledge: Knowledge, door: Door, draft: Draft, index: int | None) -> None:
        self._knowledge, self._door, self._draft, self._index = knowledge, door, draft, index

    def value(self, name: str | None) -> Any:
        """What stands in a field, or None."""
        if name is None:
            return None
        group = self._door.fields[name].groep
        return self._draft.value(path(name, group, self._index) if group is not None else name)

    def executor(self, name: str | None) -> str | None:
        value = self.value(name)
        return value["uitvoerder"] if value else None

    def scheme(self, name: str | None) -> str | None:
        value = self.value(name)
        if isinstance(value, str):  # a choice whose options are schemes
            return value if value in self._knowledge.register.schemes else None
        return value["regeling"] if value else None

    def day(self, name: str | None) -> date | None:
        value = self.value(name)
        # A letter of which only the month is known gives no last day.
        return date.fromisoformat(value) if isinstance(value, str) and len(value) == 10 else None


def told_now(knowledge: Knowledge, door: Door, draft: Draft) -> list[Told]:
    """What is to be told now and was not told before."""
    found = (tell(knowledge, door, draft, said, index) for _, said, index in door.notices(draft))
    return [told for told in found if told is not None]


def terms(knowledge: Knowledge, door: Door, draft: Draft) -> Iterator[Told]:
    """Every term that holds for this draft, told before or not: what a ticket carries."""
    fresh = Draft(draft.door, draft.answers, draft.counts, draft.closed, (), draft.story, draft.version)
    return (told for told in told_now(knowledge, door, fresh) if told.term is not None)
