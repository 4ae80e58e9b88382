"""Facts that a citizen tells unasked: amounts, dates, references, since when, age, postcode, and for whom.

Pure, and quick: a story of a hundred words takes about a millisecond. Organisations are the register's. What is
found is shown to the citizen to be checked, so where it is doubtful it is left out: a question costs less than
a wrong fact.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import Literal

from bot.doors.kinds.clean import fold
from bot.doors.kinds.dates import find_dates
from bot.doors.kinds.money import Amount, canonical, find_amounts
from bot.doors.kinds.numbers import NUMBER_WORDS, number_of
from bot.doors.kinds.texts import holds_service_number

type Who = Literal["naaste", "bewindvoerder", "gemachtigde", "professional"]


@dataclass(frozen=True, slots=True)
class FoundAmount:
    """An amount: canonical value, its place, and what it seems to be."""

    value: str
    start: int
    end: int
    per_month: bool
    affordable: bool  # what the citizen says they can pay each month
    debt: bool = False  # said in so many words to be owed
    certain: bool = True


@dataclass(frozen=True, slots=True)
class FoundDay:
    """A date: canonical value, its place, and whether it seems to be a letter's, since when, or when something was handed in."""

    value: str
    start: int
    end: int
    letter: bool
    since: bool
    certain: bool = True
    handed_in: bool = False


@dataclass(frozen=True, slots=True)
class ForWhom:
    """Who speaks for somebody else, and the word for that somebody when it was said ("moeder")."""

    who: Who
    person: str | None
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Facts:
    """What a text tells unasked, each from left to right. Offsets belong to `text`, the text as it was given.

    `living` holds what is earned or what life costs (wages, rent): never what is owed or can be paid. `bare` are numbers that
    nothing says to be money, and that may be when they stand beside who is owed ("duo 4200").
    """

    text: str
    amounts: tuple[FoundAmount, ...]
    days: tuple[FoundDay, ...]
    references: tuple[str, ...]
    age: int | None
    living: tuple[FoundAmount, ...] = ()
    for_whom: ForWhom | None = None
    postcode: str | None = None
    bare: tuple[FoundAmount, ...] = ()

    @property
    def since(self) -> str | None:
        """Since when, when one such date is told."""
        return next((day.value for day in self.days if day.since), None)

    @property
    def handed_in(self) -> str | None:
        """The day on which the citizen handed something in, when one such day is told and known for certain."""
        told = {day.value for day in self.days if day.handed_in and day.certain and len(day.value) == 10}
        return told.pop() if len(told) == 1 else None

    @property
    def bare_date(self) -> str | None:
        """The day that is all of this text ("12 november", "op 12 november"), when it is known for certain."""
        if len(self.days) != 1:
            return None
        (day,) = self.days
        rest = f"{self.text[: day.start]} {self.text[day.end :]}".lower()
        alone = re.fullmatch(
            r"(?:\W|\b(?:op|van|de|het|is|was|dat|die|brief|datum|on|of|the|letter|date)\b)*", rest
        )
        return day.value if alone and day.certain and len(day.value) == 10 and not day.since else None

    @property
    def bare_pace(self) -> str | None:
        """The amount each month that is all of this text ("25 per maand")."""
        if len(self.amounts) != 1 or not self.amounts[0].per_month:
            return None
        return self.amounts[0].value if len(self.text.split()) <= 4 and not self.amounts[0].debt else None

    @property
    def event_date(self) -> str | None:
        """The only day that is told, when it is known for certain and is of no letter, no start and no step of the citizen's own."""
        if len(self.days) != 1:
            return None
        (day,) = self.days
        other = day.letter or day.since or day.handed_in
        return day.value if day.certain and not other and len(day.value) == 10 else None

    @property
    def letter_date(self) -> str | None:
        """The date of a letter, when it is told and its day is known for certain: terms are reckoned from it."""
        letters = (day for day in self.days if day.letter and not day.since and day.certain)
        return next((day.value for day in letters if len(day.value) == 10), None)


def extract(text: str, today: date) -> Facts:
    """The facts in this text, which was written on this day. Never raises."""
    folded = fold(text)
    money: list[tuple[Amount, _Around]] = []
    bare: list[Amount] = []
    for amount in find_amounts(text):
        around = _Around(folded, amount.start, amount.end)
        if _is_money(amount, around):
            money.append((amount, around))
        elif _is_debts_size(amount) and not _is_counted(around):
            bare.append(amount)
    return Facts(
        text=text,
        amounts=tuple(_amount(amount, around) for amount, around in money if not _is_living(around)),
        days=tuple(_days(text, folded, today, [amount for amount, _ in money])),
        references=tuple(_references(text, folded)),
        age=_age(folded),
        living=tuple(_amount(amount, around) for amount, around in money if _is_living(around)),
        for_whom=_for_whom(folded),
        postcode=_postcode(text),
        bare=tuple(FoundAmount(canonical(one.value), one.start, one.end, False, False) for one in bare),
    )


@dataclass(frozen=True, slots=True, init=False)
class _Around:
    """The words before and after a place: in its clause, and close by."""

    before: str
    after: str
    sentence_before: str
    sentence_after: str

    def __init__(self, folded: str, start: int, end: int) -> None:
        left = _SENTENCE_END.split(folded[max(0, start - 90) : start])[-1]
        right = _SENTENCE_END.split(folded[end : end + 70])[0]
        object.__setattr__(self, "sentence_before", left)
        object.__setattr__(self, "sentence_after", right)
        object.__setattr__(self, "before", _CLAUSE_END.split(left)[-1])
        object.__setattr__(self, "after", _CLAUSE_END.split(right)[0])


_SENTENCE_END = re.compile(r"(?<!d\.d)(?<!\bdd)(?<!\bnr)(?<!\bca)(?<!\bmr)[.!?;\n](?:\s|$)")
# "Ik kan maar 60 missen": that "maar" joins no clauses.
_CLAUSE_END = re.compile(
    r",(?!\d)|\b(?:en|want|dus|terwijl)\b"
    r"|(?<!kan )(?<!kan ik )(?<!kunnen )(?<!kunnen we )(?<!kunnen wij )(?<!zou )(?<!heb )(?<!houd )(?<!hou )(?<!lukt )\bmaar\b"
)

# --- amounts ---------------------------------------------------------------------------------------------

_PER = r"(?:per|elke|iedere|in de|p/?|/) ?(?:maand|mnd|m\b)|\bp\.m\.?|\bpm\b|\bmaandelijks\b|\ba month|\bper month|\bmonthly"
_PER_MONTH_AFTER = re.compile(rf"^[ ,]*(?:euro )?(?:\w+ )?(?:{_PER})")
_PER_MONTH_BEFORE = re.compile(rf"(?:{_PER})(?: \w+){{0,4}} ?$")
_OTHER_PACE = re.compile(r"^[ ,]*(?:per|elke|iedere|in de|a) ?(?:week|dag|jaar|kwartaal|uur)")
_DEBT = (
    r"(?:boetes?|\w*schuld(?:en)?|naheffing(?:en)?|naheffingsaanslag|\w*aanslag(?:en)?|\w*rekening|\w*achterstand"
    r"|vordering(?:en)?|terugvordering|bekeuring|eigen bijdrage|premie|nota|aanmaning|dwangbevel|strafbeschikking|fine|debt)"
)
_DEBT_BEFORE = re.compile(
    rf"\b{_DEBT}(?: (?:\w+|\d+) ?){{0,4}}$|\b(?:terugbetalen|schuldig|openstaan|betalen|kost|pay|owe) ?:? ?$"
)
_DEBT_AFTER = re.compile(
    rf"^ ?(?:aan |van |voor )?(?:een |de |mijn )?(?:\w+ )?{_DEBT}\b|^(?: \w+){{0,4}} (?:terug|schuldig|schuld|boete|achter)\b"
    r"|^(?: aan \w+)? (?:terug)?betalen|^ van (?:me|mij|ons)\b|^ (?:open|te betalen)"
)
_MUST = re.compile(r"\b(?:moet(?:en)?|willen|eisen|eist|vordert|vorderen|krijg een)\b")
_LIVING = re.compile(
    r"\b(?:huur|hypotheek|inkomen|inkomsten|salaris|loon|verdien\w*|uitkering|bijstand|aow|pensioen|wajong|boodschappen"
    r"|vaste lasten|energie|leefgeld|weekgeld|alimentatie|(?:zorg|huur|kinderopvang)?toeslag|kindgebonden budget|spaargeld"
    r"|krijg(?:en)? (?:ik|we|wij)|ik krijg|ontvang\w*)\b"
)
_CAN = re.compile(
    r"\b(?:kan|kunnen|zou|lukt|haalbaar|missen|aflossen|over(?:houden)?|houd|hou|opbrengen|maximum|maximaal|max|hooguit|hoogstens|can)\b"
)
_NOT = re.compile(r"\b(?:niet|geen|nooit|niks|onmogelijk|not|cannot|can't)\b")


# "Duo 1200 achterstand", "een schuld 800 bij vgz": a bare number beside one debt is its amount. Not beside words that
# a number or a year follows ("aanslag 2025", "nota 40123"), and not beside several ("3 boetes").
_ONE_DEBT = r"(?:\w*boete|\w*schuld|\w*achterstand|(?:terug)?vordering|bekeuring|fine|debt)"
_BESIDE_DEBT = (re.compile(rf"\b{_ONE_DEBT} (?:van |ad |is |bedraagt )?$"), re.compile(rf"^ {_ONE_DEBT}\b"))
_BARE_DEBT = range(10, 50_000)
_YEARS = range(1990, 2040)


def _is_money(amount: Amount, around: _Around) -> bool:
    """A number that is money: by its sign, or by the words beside it ("50 per maand", "een boete van 274")."""
    if amount.value <= 0 or amount.value > 10_000_000:
        return False
    if amount.marked:
        return True
    if _is_counted(around):
        return False
    if _PER_MONTH_AFTER.search(around.after) is not None:
        return True
    cents = amount.value != amount.value.to_integral_value()
    if _is_debts_size(amount):
        before, after = _BESIDE_DEBT
        if before.search(around.before) or after.search(around.after):
            return True
    return cents or re.search(rf"\b{_DEBT} (?:van|ad|is|bedraagt) (?:\w+ )?$", around.before) is not None


def _is_counted(around: _Around) -> bool:
    return (
        re.search(r"\b(?:nummer|nr|kenmerk|artikel|art|huisnummer|pagina|versie)\.? ?:? ?$", around.before)
        is not None
    )


def _is_debts_size(amount: Amount) -> bool:
    """A whole number that can be a debt and is no year."""
    whole = amount.value == amount.value.to_integral_value()
    return whole and int(amount.value) in _BARE_DEBT and int(amount.value) not in _YEARS


def _is_living(around: _Around) -> bool:
    """Income or what life costs, as long as it is not what is owed ("een huurschuld van 800 euro")."""
    if _DEBT_BEFORE.search(around.before) or _DEBT_AFTER.search(around.after) or _MUST.search(around.before):
        return False
    found = list(_LIVING.finditer(around.before)) or (
        re.match(
            r"(?: \w+){0,2} ?(?:aan |van )?(?:mijn |de )?(?:huur|inkomen|salaris|loon|uitkering|bijstand|aow|pensioen)\b",
            around.after,
        )
    )
    return bool(found) and not re.search(r"\b(?:missen|aflossen|opbrengen)\b", around.after)


def _amount(amount: Amount, around: _Around) -> FoundAmount:
    before, after = around.before, around.after
    paced_before = _PER_MONTH_BEFORE.search(before)
    if paced_before and re.search(r"\d(?: ?euro)? ?$", before[: paced_before.start()]):
        paced_before = None  # "150 per maand, achterstand 600": that pace is the other amount's
    per_month = bool(_PER_MONTH_AFTER.search(after) or paced_before)
    # What stands after the next number is said of that one.
    after = re.split(r"\d", after, maxsplit=1)[0]
    can = bool(
        _CAN.search(before) or _CAN.search(after) or re.search(r"\bkan ik\b", around.sentence_after[:40])
    )
    denied = bool(_NOT.search(before[-40:]) or re.match(r"(?: \w+){0,5} (?:niet|nooit)\b", after))
    owed = bool(_MUST.search(before) and not can)
    paced = _OTHER_PACE.search(after) is not None
    affordable = can and not denied and not owed and not paced and (per_month or "missen" in after)
    debt = not affordable and (
        owed or bool(_DEBT_BEFORE.search(before) or _DEBT_AFTER.search(after)) or (denied and can)
    )
    return FoundAmount(
        canonical(amount.value), amount.start, amount.end, per_month, affordable, debt, amount.certain
    )


# --- dates -----------------------------------------------------------------------------------------------

_LETTER = (
    r"(?:brie(?:f|ven)|besluit|\w*beschikking|\w*aanslag|beslissing|dagtekening|acceptgiro|aanmaning|rekening|\w*boete"
    r"|naheffing|dwangbevel|herinnering|factuur|bekeuring|gedateerd|letter)"
)
_LETTER_BEFORE = re.compile(rf"\b{_LETTER}\b.{{0,45}}$|\b(?:d\.?d\.?|gedateerd|dagtekening)[ :.]*(?:op )?$")
_LETTER_AFTER = re.compile(
    rf"^,? ?(?:(?:ik|we|er|had|heb|heeft|is|kwam|kreeg|kregen|viel|stuurde\w*|ontving|zat|lag|van|het|hun|uw|een|de|deze|die|mijn"
    rf"|ze|zij|cjib|duo|uwv|svb|belastingdienst|gemeente|toeslagen|me|mij|nog|weer|over) ){{0,7}}{_LETTER}\b"
)
_RECEIVED = re.compile(r"\b(?:gekregen|ontvangen|binnen|gestuurd|verstuurd)\b")
_EVENT = re.compile(
    r"\b(?:geboren|overleden|verhuisd|getrouwd|gescheiden|ontslagen|begonnen|ingegaan|uiterlijk|voor|tot|betalen)\b(?: \w+)? ?$"
)
# "Op 3 augustus bijzondere bijstand aangevraagd", "mijn bezwaar van 3 mei": the citizen's own step, and no letter to them.
_HANDING_IN = r"(?:(?:in|op|ver|toe)?gestuurd|verzonden|gemaild|gepost|gedaan|gemaakt|ingevuld|ingeleverd|sent|filed|made)"
_OWN_PAPER = r"(?:\w*aanvraag|aanvragen|bezwaar(?:schrift)?|klacht|\w*verzoek|formulier(?:en)?|application|objection|complaint)"
_HANDED_IN = (
    rf"(?:ingediend|aangevraagd|aangemeld|applied|submitted|{_OWN_PAPER}(?: \w+){{0,3}} {_HANDING_IN})"
)
_HANDED_IN_AFTER = re.compile(
    rf"^(?: jl\.?| jongstleden)?,?(?: (?!ik wacht|en |op )[^\W\d]\w*){{0,5}}? {_HANDED_IN}\b"
)
_HANDED_IN_BEFORE = re.compile(
    rf"\b(?:{_HANDED_IN}|{_HANDING_IN}(?: \w+){{0,2}} {_OWN_PAPER}|(?:mijn|m'n|me|ons|onze|my|our|de|het) {_OWN_PAPER}(?: \w+){{0,3}} (?:van|d\.?d\.?))"
    r" ?(?:(?:is|was|al|reeds|op|per|d\.?d\.?|on|of|van|ik|we|wij|begin|eind|the|back) ?){0,3}$"
)
_SINCE_BEFORE = re.compile(r"\b(?:sinds|vanaf|al)(?: (?:begin|eind|de|het))? ?$")
_SINCE_IN = re.compile(r"^(?:sinds|vanaf|al|nu|since)\b")


def _days(text: str, folded: str, today: date, amounts: list[Amount]) -> list[FoundDay]:
    found = []
    for one in find_dates(text, today, spans=True):
        if one.fault or any(one.start < amount.end and amount.start < one.end for amount in amounts):
            continue
        around = _Around(folded, one.start, one.end)
        since = bool(_SINCE_BEFORE.search(around.before) or _SINCE_IN.match(folded[one.start : one.end]))
        letter = not since and _is_of_letter(around)
        handed_in = not since and bool(
            _HANDED_IN_AFTER.match(around.sentence_after) or _HANDED_IN_BEFORE.search(around.sentence_before)
        )
        found.append(
            FoundDay(one.value, one.start, one.end, letter and not handed_in, since, one.certain, handed_in)
        )
    return found


def _is_of_letter(around: _Around) -> bool:
    if _EVENT.search(around.sentence_before):
        return False
    return bool(
        _LETTER_BEFORE.search(around.sentence_before)
        or _LETTER_AFTER.search(around.sentence_after)
        or (
            _RECEIVED.search(around.sentence_after[:20])
            and re.search(rf"\b{_LETTER}\b", around.sentence_before)
        )
    )


# --- references ------------------------------------------------------------------------------------------

_REFERENCE = re.compile(
    r"\b(?:(?:betalings|ons |uw )?kenmerk|(?:zaak|dossier|beschikkings?|vorderings?|aanslag|klant|factuur|parket|cjib)[- ]?"
    r"(?:nummer|nr)|referentie(?:nummer)?)\b\.?(?: (?:is|van de brief is|op de brief is))? ?[:=]? ?"
    r"(?P<ref>(?=[a-z/.-]{0,8} ?[0-9])[a-z0-9•](?:[a-z0-9•./-]| (?=\d)){2,38})"
)
_CJIB = re.compile(r"(?<![\d.,-])(?:\d{16}|\d{4}(?P<gap>[ .-])\d{4}(?P=gap)\d{4}(?P=gap)\d{4})(?![\d])")


def _references(text: str, folded: str) -> list[str]:
    places = [match.span("ref") for match in _REFERENCE.finditer(folded)]
    places += [
        match.span()
        for match in _CJIB.finditer(folded)
        if not any(start < match.end() and match.start() < end for start, end in places)
    ]
    found = (text[start:end].rstrip(" .,-/") for start, end in sorted(places))
    # With a citizen service number in it a reference goes nowhere.
    return [one for one in dict.fromkeys(found) if "•" not in one and not holds_service_number(one)]


# --- people ----------------------------------------------------------------------------------------------

_CHILD = (
    r"(?:dochter|zoon|kind|jongen|meisje|stiefzoon|stiefdochter|vriend|vriendin|huisgenoot|zus|broer|kleinzoon|kleindochter"
    r"|inwonende?|son|daughter)"
)
_AGE_NUMBER = rf"(?P<age>\d{{1,2}}|{NUMBER_WORDS})"
_NO_AGE = r"(?! ?(?:euro|€|uur|weken|maanden|dagen|jaar (?:geleden|later|lang)|%|kinderen|keer|procent|januari|februari|maart|april|mei|juni|juli|augustus|september|oktober|november|december|[-/]\d))"
_AGES = (
    re.compile(
        rf"\b{_CHILD}(?: [a-z]+){{0,3}},? ?(?:van|of|is(?: nu| al| net)?|,|\(|die|wordt|aged?|who is) ?{_AGE_NUMBER}\b{_NO_AGE}"
    ),
    re.compile(
        rf"\b{_AGE_NUMBER}[ -]?(?:jaar oud|jarige?|jaar[ -]old)\b(?: (?:inwonende |studerende |thuiswonende )?{_CHILD})?"
    ),
    re.compile(
        rf"\bis (?:nu |al |net )?{_AGE_NUMBER} jaar\b(?! (?:geleden|lang|bezig|getrouwd|gescheiden|in|bij))"
    ),
)


def _age(folded: str) -> int | None:
    for pattern in _AGES:
        for match in pattern.finditer(folded):
            age = number_of(match["age"])
            if age is not None and 0 < age < 110:
                return age
    return None


_RELATIVE = (
    r"(?:moeder|vader|ouders?|oma|opa|dochter|zoon|broer|zus|zusje|man|vrouw|partner|vriend|vriendin|buurvrouw|buurman|buren"
    r"|schoonmoeder|schoonvader|schoonouders|tante|oom|nicht|neef|kind|ex|kennis|mother|father)"
)
_FOR_WHOM: tuple[tuple[Who, re.Pattern[str]], ...] = (
    (
        "bewindvoerder",
        re.compile(
            r"\b(?:ik ben|als) (?:\w+ )?(?:bewindvoerder|curator|mentor)\b|\bik (?:doe|voer) (?:het )?bewind\b"
        ),
    ),
    (
        "gemachtigde",
        re.compile(r"\b(?:ik ben|als) (?:\w+ )?(?:gemachtigde?|advocaat|jurist)\b|\bik ben gemachtigd\b"),
    ),
    (
        "professional",
        re.compile(
            r"\b(?:ik ben|ik werk als|als|namens (?:een|mijn) client) ?(?:\w+ )?(?:hulpverlener|schuldhulpverlener|maatschappelijk werker"
            r"|sociaal werker|wijkcoach|budgetcoach|casemanager|begeleider|sociaal raadsman|raadsvrouw|ambulant begeleider|client)\b"
            r"|\b(?:mijn|onze|een) client(?:e)?\b"
        ),
    ),
    (
        "naaste",
        re.compile(
            rf"\b(?:namens|voor|ik (?:help|schrijf voor|bel voor|vraag voor|meld voor)) (?:mijn|m'n|me|een|onze) (?P<person>{_RELATIVE})\b"
        ),
    ),
)


def _for_whom(folded: str) -> ForWhom | None:
    for who, pattern in _FOR_WHOM:
        match = pattern.search(folded)
        if match is None:
            continue
        # "ik zorg voor mijn moeder" and "een kamer voor mijn zoon" speak of somebody, not for them.
        if who == "naaste" and re.search(
            r"\b(?:zorg|zorgde|mantelzorg|betaal|werk|bang|toeslag|kamer|spaar)\w* $", folded[: match.start()]
        ):
            continue
        return ForWhom(who, match.groupdict().get("person"), match.start(), match.end())
    return None


_POSTCODE = re.compile(
    r"(?<![\w.,€])([1-9][0-9]{3}) ?([A-Z]{2})(?![\w])|(?<=postcode )([1-9][0-9]{3}) ?([A-Za-z]{2})(?![\w])"
)


def _postcode(text: str) -> str | None:
    match = _POSTCODE.search(text)
    if match is None:
        return None
    digits, letters = match[1] or match[3], (match[2] or match[4]).upper()
    return None if letters in {"SA", "SD", "SS"} else f"{digits} {letters}"
