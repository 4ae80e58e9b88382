"""What stories tell unasked: each story with the facts that a careful reader finds in it, and no others."""

from __future__ import annotations

import time
from dataclasses import dataclass
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.doors.extract import Facts, extract

TODAY = date(2026, 11, 23)  # a Monday


@dataclass(frozen=True)
class Told:
    """The facts of a story. `owed`: every amount that can be a debt; `can`: what can be paid each month."""

    owed: tuple[str, ...] = ()
    can: str | None = None
    letter: str | None = None
    since: str | None = None
    references: tuple[str, ...] = ()
    age: int | None = None
    whom: str | None = None
    postcode: str | None = None


def told(facts: Facts) -> Told:
    return Told(
        owed=tuple(one.value for one in facts.amounts if not one.affordable),
        can=next((one.value for one in facts.amounts if one.affordable), None),
        letter=facts.letter_date,
        since=facts.since,
        references=facts.references,
        age=facts.age,
        whom=facts.for_whom.who if facts.for_whom else None,
        postcode=facts.postcode,
    )


STORIES = [
    (
        "Ik heb een boete van 274 euro voor te hard rijden en die kan ik niet in een keer betalen",
        Told(owed=("274.00",)),
    ),
    (
        "Op mijn beschikking zorgtoeslag staat dat ik een partner heb maar ik woon al 3 jaar alleen",
        Told(since="2023"),
    ),
    (
        "Mijn dochter van 28 is na haar scheiding weer thuis komen wonen, nu word ik op mijn bijstand gekort",
        Told(age=28),
    ),
    ("Mijn studerende zoon van 21 woont thuis en nu krijg ik minder bijstand", Told(age=21)),
    ("ik moet bij duo, de zorgverzekering en het cjib betalen en ik heb niks meer over", Told()),
    ("schuld van 2000 euro, ik kan maximaal 30 euro per maand", Told(owed=("2000.00",), can="30.00")),
    ("duo 1200 achterstand, en ik kan 50 p/m betalen", Told(owed=("1200.00",), can="50.00")),
    ("schuld 800 bij vgz ik kan 40 per mnd missen", Told(owed=("800.00",), can="40.00")),
    ("premie 150 euro per maand, achterstand 600", Told(owed=("150.00", "600.00"))),
    ("ik heb 3 boetes en een aanslag 2025", Told()),
    ("Ik kan 25 euro in de maand missen", Told(can="25.00")),
    ("ik kan 50 per maand betalen", Told(can="50.00")),
    ("50 euro p/m lukt wel", Told(can="50.00")),
    ("ik kan twintig euro per maand betalen", Told(can="20.00")),
    ("20 euro per maand is het maximum", Told(can="20.00")),
    ("ik houd 40 euro per maand over", Told(can="40.00")),
    ("ik zou 35 euro per maand kunnen aflossen", Told(can="35.00")),
    ("ik moet 120 euro per maand betalen aan DUO", Told(owed=("120.00",))),
    ("ik kan 120 euro per maand niet betalen", Told(owed=("120.00",))),
    (
        "120 euro per maand kan ik niet betalen, 40 euro per maand wel, dat kan ik",
        Told(owed=("120.00",), can="40.00"),
    ),
    ("ik kan de 274 euro niet betalen", Told(owed=("274.00",))),
    ("boete van 274", Told(owed=("274.00",))),
    ("ik heb een naheffing van 1.250 gekregen", Told(owed=("1250.00",))),
    ("ze willen 274,50 van me", Told(owed=("274.50",))),
    ("ik heb een schuld van tweeduizend vijfhonderd euro bij het CAK", Told(owed=("2500.00",))),
    ("2 boetes van 100 euro en 1 van 250 euro", Told(owed=("100.00", "250.00"))),
    ("Bij Toeslagen 1.200 euro en bij het UWV 800 euro terugbetalen", Told(owed=("1200.00", "800.00"))),
    (
        "mijn huur is 800 euro per maand, ik moet 1200 euro terugbetalen aan toeslagen",
        Told(owed=("1200.00",)),
    ),
    ("ik verdien 1400 euro netto per maand", Told()),
    ("mijn uitkering is 1100 euro en ik heb een boete van 95 euro", Told(owed=("95.00",))),
    ("ik heb een huurschuld van 1500 euro", Told(owed=("1500.00",))),
    ("ik krijg 60 euro leefgeld per week", Told()),
    ("mijn inkomen is 1.350,50 per maand en ik kan 20 euro per maand missen", Told(can="20.00")),
    ("ik woon op nummer 12 en heb 3 kinderen", Told()),
    ("een paar honderd euro schuld", Told()),
    (
        "naheffing van €1.250,- van de belastingdienst van 12 maart 2026",
        Told(owed=("1250.00",), letter="2026-03-12"),
    ),
    ("brief van 3 november, kenmerk ABC-123/45", Told(letter="2026-11-03", references=("ABC-123/45",))),
    ("ik kreeg vorige week dinsdag een brief", Told(letter="2026-11-17")),
    ("gisteren viel er een aanslag in de bus", Told(letter="2026-11-22")),
    ("op 12 maart kreeg ik het besluit", Told(letter="2026-03-12")),
    (
        "de brief is gedateerd op 12-03-2026 met zaaknummer Z2026.11",
        Told(letter="2026-03-12", references=("Z2026.11",)),
    ),
    ("In het besluit d.d. 5 oktober 2026 staat een verkeerd adres", Told(letter="2026-10-05")),
    ("de beschikking van 31 februari klopt niet", Told()),  # no such day: asked
    ("drie weken geleden kreeg ik een aanslag van 600 euro", Told(owed=("600.00",))),  # too rough for a term
    ("in maart kreeg ik een brief", Told()),  # the day is not known
    ("ik ben geboren op 12 maart 1975 en kreeg een brief", Told()),
    ("voor 1 december 2026 moet ik de boete betalen", Told()),
    ("mijn inkomen van 2024 klopt niet", Told()),
    ("ik heb sinds maart geen inkomen", Told(since="2026-03")),
    ("sinds 2021 zit ik in de bijstand", Told(since="2021")),
    ("ik heb al een half jaar geen toeslag gekregen", Told(since="2026-05")),
    ("dit speelt al twee jaar", Told(since="2024")),
    ("sinds vorig jaar betaal ik te veel", Told(since="2025")),
    ("ik wacht al jaren", Told()),
    ("sinds 1 april 2026 woon ik alleen", Told(since="2026-04-01")),
    ("mijn CJIB nummer is 1234 5678 9012 3456", Told(references=("1234 5678 9012 3456",))),
    ("1234567890123456 staat erop", Told(references=("1234567890123456",))),
    (
        "boete van €95 gekregen op 12/03/2026, cjibnummer 1234567890123456",
        Told(owed=("95.00",), letter="2026-03-12", references=("1234567890123456",)),
    ),
    ("beschikkingsnummer: 2026/44.1, factuurnummer 998877-A", Told(references=("2026/44.1", "998877-A"))),
    ("kenmerk •••.T.26.1", Told()),
    ("kenmerk 123456782.T.26.1", Told()),  # begins with a citizen service number
    ("het kenmerk staat op de brief", Told()),
    ("ik bel namens mijn moeder", Told(whom="naaste")),
    ("Ik help mijn buurvrouw met haar brieven", Told(whom="naaste")),
    ("Ik ben bewindvoerder en schrijf voor mijn client", Told(whom="bewindvoerder")),
    ("als maatschappelijk werker zie ik dit vaak", Told(whom="professional")),
    ("mijn client kan de boete niet betalen", Told(whom="professional")),
    ("ik ben gemachtigd om dit te regelen", Told(whom="gemachtigde")),
    ("ik zorg voor mijn moeder", Told()),
    ("ik ben 34 jaar en alleenstaand", Told()),  # their own age is nobody's inwonend kind
    ("mijn dochter is 19 en studeert", Told(age=19)),
    ("mijn zoon is achttien geworden", Told(age=18)),
    ("mijn dochter moet 28 euro betalen", Told(owed=("28.00",))),
    ("mijn zoon is 3 jaar geleden verhuisd", Told()),
    ("ik woon op Dorpsstraat 1, 1234 AB Ons Dorp", Told(postcode="1234 AB")),
    ("mijn postcode is nu postcode 1234ab", Told(postcode="1234 AB")),
    ("ik verdien 1234 en dat is te veel", Told()),
    ("I have a fine of 274 euros and I can pay 20 euros per month", Told(owed=("274.00",), can="20.00")),
    ("", Told()),
    ("🙂", Told()),
]


@pytest.mark.parametrize(("story", "facts"), STORIES, ids=[story[:45] or "empty" for story, _ in STORIES])
def test_a_story_tells_these_facts_and_no_others(story: str, facts: Told) -> None:
    assert told(extract(story, TODAY)) == facts


def test_there_are_at_least_sixty_stories() -> None:
    assert len(STORIES) >= 60


def test_living_costs_are_kept_apart_from_what_is_owed() -> None:
    facts = extract("mijn huur is 800 euro per maand en ik heb een boete van 95 euro", TODAY)
    assert [one.value for one in facts.living] == ["800.00"]
    assert [(one.value, one.debt) for one in facts.amounts] == [("95.00", True)]


def test_a_monthly_amount_is_marked_so() -> None:
    facts = extract("ik moet 120 euro per maand betalen aan DUO en 300 euro aan het CJIB", TODAY)
    assert [(one.value, one.per_month) for one in facts.amounts] == [("120.00", True), ("300.00", False)]


def test_the_person_for_whom_somebody_writes_is_named() -> None:
    whom = extract("Ik schrijf voor mijn vader", TODAY).for_whom
    assert whom is not None
    assert whom.person == "vader"


def test_places_belong_to_the_text_as_it_was_given() -> None:
    story = "Éénmaal andermaal: tweehonderdvierenzeventig euro boete, brief van twaalf maart 2026"
    facts = extract(story, TODAY)
    assert [story[one.start : one.end] for one in facts.amounts] == ["tweehonderdvierenzeventig euro"]
    assert [story[one.start : one.end] for one in facts.days] == ["twaalf maart 2026"]


@given(text=st.text(max_size=200))
def test_any_text_is_read_without_fault_and_places_are_within_it(text: str) -> None:
    facts = extract(text, TODAY)
    for one in (*facts.amounts, *facts.living, *facts.days):
        assert 0 <= one.start < one.end <= len(text)


def test_a_story_of_a_hundred_and_twenty_words_takes_milliseconds() -> None:
    story = " ".join(story for story, _ in STORIES[:12])
    assert len(story.split()) >= 120
    extract(story, TODAY)
    best = min(_seconds(story) for _ in range(5))
    assert best < 0.02  # some 2 ms; the limit leaves room for a busy machine


@pytest.mark.parametrize(
    "text", ["a" * 20_000, "1 " * 10_000, "een " * 5_000, "12-3 " * 4_000, "kenmerk " * 2_500, "€" * 20_000]
)
def test_a_very_long_message_is_read_in_reasonable_time(text: str) -> None:
    assert _seconds(text) < 10.0  # quadratic work on these takes minutes


def _seconds(text: str) -> float:
    start = time.perf_counter()
    extract(text, TODAY)
    return time.perf_counter() - start


@pytest.mark.parametrize(
    ("said", "day"),
    [
        (
            "mijn aanvraag voor bijzondere bijstand, ingediend op 3 augustus jl. te Zwolle, loopt nog",
            "2026-08-03",
        ),
        ("ik heb op 3 augustus bijzondere bijstand aangevraagd", "2026-08-03"),
        ("mijn bezwaar van 3 mei ligt er nog", "2026-05-03"),
        ("ik heb 2 juni een klacht gestuurd en hoor niks", "2026-06-02"),
        ("heb 4 juli betaald en op 6 juli bezwaar gemaakt", "2026-07-06"),
        ("I applied on 3 August", "2026-08-03"),
        ("de gemeente heeft op 3 mei een brief gestuurd", None),
        ("ik kreeg op 3 mei een brief dat mijn aanvraag is ontvangen", None),
        ("beschikking van 5 mei op mijn aanvraag", None),
        ("ik wacht al sinds 12 maart op mijn aanvraag", None),
        ("in september aanvraag gedaan", None),
        ("aangevraagd op 3 mei en nog eens aangevraagd op 5 juni", None),
    ],
)
def test_the_day_of_a_citizens_own_step_is_found_and_is_no_day_of_a_letter(
    said: str, day: str | None
) -> None:
    facts = extract(said, TODAY)
    assert facts.handed_in == day
    assert day is None or facts.letter_date is None


@pytest.mark.parametrize(
    ("said", "day"),
    [
        ("ze schreeuwde tegen me op 12 november", "2026-11-12"),
        ("gisteren hing hij zomaar op", "2026-11-22"),
        ("op 3 mei was ik er en op 5 mei weer", None),
        ("de brief van 3 mei", None),
        ("al sinds 3 mei", None),
    ],
)
def test_the_only_day_told_is_when_it_happened_unless_it_is_something_else(
    said: str, day: str | None
) -> None:
    assert extract(said, TODAY).event_date == day
