"""What people say instead of an answer: a yes to what was read back, a number to call, a door by its name."""

from __future__ import annotations

import pytest

from bot.dialogue import manager
from bot.dialogue.guard import PLACEHOLDERS
from bot.dialogue.state import Asked, Meaning, Outcome, State
from tests.desk.test_line import knowledge
from tests.desk.test_script import speech

PHONE = PLACEHOLDERS["telefoon"]


def say(state: State, text: str, *ranking: tuple[str, float]) -> Outcome:
    return manager.respond(speech(), knowledge(), state, text, Meaning(ranking), message=1)


def begin(text: str, door: str) -> State:
    """A conversation in which this first message has opened this door."""
    state = say(manager.begin(speech(), knowledge()).state, text, (door, 0.95)).state
    assert state.draft is not None
    assert state.draft.door == door
    return state


def words(outcome: Outcome) -> str:
    return " ".join(one.text for one in outcome.says)


def text_of(name: str) -> str:
    return speech().texts(name)


@pytest.fixture
def in_danger() -> State:
    said = say(manager.begin(speech(), knowledge()).state, "ik wil er nu echt niet meer zijn", ("spoed", 0.9))
    assert "113" in words(said)
    return said.state


def test_yes_after_a_help_block_hands_over_with_urgency(in_danger: State) -> None:
    state = say(in_danger, "ja graag", ("bevestigen", 0.9)).state
    assert state.draft is not None
    assert state.draft.door == "spoed"


def test_no_after_a_help_block_is_answered_kindly_and_asks_for_no_other_words(in_danger: State) -> None:
    outcome = say(in_danger, "nee", ("ontkennen", 0.9))
    assert text_of("spoed_nee") in words(outcome)
    assert text_of("deur_niets") not in words(outcome)
    assert outcome.state.question.asked is Asked.OPEN


@pytest.fixture
def offered() -> State:
    """A change to the door for objections is offered."""
    state = begin("mijn huurtoeslag is gestopt maar ik woon nog op hetzelfde adres", "herstel_fout")
    asked = say(state, "eigenlijk wil ik liever bezwaar maken", ("bezwaar", 0.9)).state
    assert asked.question.asked is Asked.SWITCH
    return asked


def test_the_offered_door_by_its_name_is_a_yes(offered: State) -> None:
    state = say(offered, "dan bezwaar", ("bezwaar", 0.8), ("ontkennen", 0.1)).state
    assert state.draft is not None
    assert state.draft.door == "bezwaar"


def test_another_door_by_its_name_is_no_yes(offered: State) -> None:
    state = say(offered, "dan een klacht", ("klacht", 0.8)).state
    assert state.draft is not None
    assert state.draft.door == "herstel_fout"


def test_a_side_question_at_an_offer_is_answered_and_the_offer_stands(offered: State) -> None:
    outcome = say(offered, "bent u een robot?", ("ben_je_een_mens", 0.95))
    assert text_of("machine") in words(outcome)
    assert outcome.state.question.asked is Asked.SWITCH
    taken = say(outcome.state, "ja", ("bevestigen", 0.9)).state
    assert taken.draft is not None
    assert taken.draft.door == "bezwaar"


@pytest.mark.parametrize("yes", ["ja", "ja dat klopt", "klopt"])
def test_a_yes_to_what_was_read_back_goes_on_with_the_question(yes: str) -> None:
    state = begin("ik moet 274 euro aan het cjib betalen en kan 50 per maand missen", "betalingsregeling")
    while "datum" not in (state.question.place or "datum"):
        state = say(state, "ja").state
    assert state.question.place is not None
    outcome = say(state, yes, ("bevestigen", 0.9))
    assert text_of("klopt_verder") in words(outcome)
    assert outcome.state.question.place == state.question.place


def test_a_yes_is_no_name_and_no_scheme() -> None:
    state = begin("ik heb een brief van duo gehad en snap er niets van", "uitleg_besluit")
    assert state.question.place == "regeling"
    for said in ("ja", "ja dat is de brief die ik bedoel"):
        assert say(state, said, ("bevestigen", 0.5)).state.question.place == "regeling"


def test_a_number_to_call_at_another_question_is_kept_and_is_no_call_for_a_person() -> None:
    state = begin("ik moet 274 euro aan het cjib betalen en kan 50 per maand missen", "betalingsregeling")
    place = state.question.place
    contact = {"soort": "telefoon", "waarde": "0600000000"}
    with_contact = State.from_json({**state.to_json(), "contact": contact})
    outcome = say(with_contact, f"geen mail, bel maar {PHONE}", ("mens_spreken", 0.99))
    assert outcome.state.draft is not None
    assert outcome.state.draft.door == "betalingsregeling"
    assert outcome.state.question.place == place
    assert outcome.state.draft.value("contact") == contact


def test_the_other_organisation_first_and_the_wrong_one_after_it_corrects() -> None:
    state = begin("ik moet 1800 euro aan het uwv terugbetalen, kan dat in stukjes", "betalingsregeling")
    outcome = say(state, "nee dat is de gemeente niet het uwv", ("ontkennen", 0.5))
    assert outcome.state.draft is not None
    owners = [
        answer.value["uitvoerder"]
        for place, answer in outcome.state.draft.answers.items()
        if isinstance(answer.value, dict) and "uitvoerder" in answer.value
    ]
    assert owners == ["gemeente"]


def test_more_about_the_door_that_is_asked_about_is_a_yes() -> None:
    unsure = (("betalingsregeling", 0.4), ("buiten_bereik", 0.3), ("antwoord", 0.3))
    asked = say(manager.begin(speech(), knowledge()).state, "het gaat over geld", *unsure).state
    assert asked.question.doors == ("betalingsregeling",)
    state = say(asked, "800 euro", ("antwoord", 0.7), ("betalingsregeling", 0.2), ("klacht", 0.1)).state
    assert state.draft is not None
    assert state.draft.door == "betalingsregeling"


def test_who_helps_professionals_is_never_told_for_a_citizen_who_did_not_name_it() -> None:
    state = begin(
        "ze sturen mij van het kastje naar de muur, uwv en gemeente, en ik heb geen inkomen",
        "multiproblematiek",
    )
    assert state.draft is not None
    told = {
        answer.value["uitvoerder"]
        for answer in state.draft.answers.values()
        if isinstance(answer.value, dict) and "uitvoerder" in answer.value
    }
    assert told == {"uwv", "gemeente"}


def test_the_day_of_an_application_that_was_told_is_not_asked() -> None:
    said = "mijn aanvraag voor bijzondere bijstand, ingediend op 3 augustus jl. in Zwolle, waar blijft die"
    state = begin(said, "te_late_beslissing")
    assert state.draft is not None
    assert str(state.draft.value("datum_ontvangen")).endswith("-08-03")


def test_the_day_on_which_it_happened_that_was_told_is_not_asked() -> None:
    state = begin("een medewerker van het uwv schreeuwde tegen mij op 2 maart 2026", "klacht")
    assert state.draft is not None
    assert state.draft.value("wanneer") == "2026-03-02"


def test_a_question_why_that_names_a_scheme_is_no_question_about_our_question() -> None:
    said = "waarom moet ik mijn kinderbijslag terugbetalen"
    begun = manager.begin(speech(), knowledge()).state
    state = say(begun, said, ("waarom", 0.5), ("uitleg_besluit", 0.4), ("bezwaar", 0.1)).state
    assert state.draft is not None
    assert state.draft.door == "uitleg_besluit"


def test_a_day_alone_at_another_question_is_kept_as_the_letters_and_read_back() -> None:
    state = begin("ik moet 274 euro aan het cjib betalen en kan 50 per maand missen", "betalingsregeling")
    place = state.question.place
    assert place is not None
    outcome = say(state, "12 november 2025", ("antwoord", 0.9))
    assert outcome.state.draft is not None
    assert "2025-11-12" in [answer.value for answer in outcome.state.draft.answers.values()]
    assert "12 november 2025" in words(outcome)
    assert outcome.state.question.place == place


def test_an_amount_each_month_alone_at_another_question_is_what_can_be_paid() -> None:
    state = begin(
        "kan ik in termijnen betalen voor de hondenbelasting, 98 euro, gemeente Breda", "betalingsregeling"
    )
    outcome = say(state, "25 per maand", ("antwoord", 0.9))
    assert outcome.state.draft is not None
    assert outcome.state.draft.value("per_maand") == "25.00"


def test_which_municipality_told_at_another_question_is_kept() -> None:
    state = begin("ik wacht al tien weken op mijn wmo aanvraag", "te_late_beslissing")
    outcome = say(state, "gemeente Ede", ("antwoord", 0.9))
    assert outcome.state.draft is not None
    assert "Gemeente Ede" in [
        answer.value["naam"]
        for answer in outcome.state.draft.answers.values()
        if isinstance(answer.value, dict)
    ]


def test_a_few_words_at_the_question_which_door_fits_open_no_other_door_in_doubt() -> None:
    unsure = (("herstel_fout", 0.28), ("betalingsregeling", 0.27), ("kwijtschelding", 0.25), ("bezwaar", 0.2))
    begun = manager.begin(speech(), knowledge()).state
    asked = say(
        begun, "ze willen 3400 euro terug van de kinderopvangtoeslag, ik werkte toen gewoon", *unsure
    ).state
    assert asked.question.asked is Asked.DOOR
    outcome = say(asked, "een besluit", ("te_late_beslissing", 0.7), ("bezwaar", 0.3))
    assert outcome.state.question.doors == asked.question.doors
    taken = say(asked, "een klacht", ("klacht", 0.97), ("bezwaar", 0.03)).state
    assert taken.draft is not None
    assert taken.draft.door == "klacht"


def test_who_lost_a_code_hears_where_there_is_a_new_one() -> None:
    begun = manager.begin(speech(), knowledge()).state
    outcome = say(begun, "ik ben mijn code kwijt", ("buiten_bereik", 0.9))
    assert speech().operator.status_address in words(outcome)
    assert text_of("buiten_bereik") not in words(outcome)
    assert outcome.state.question.asked is Asked.OPEN


def test_a_buttons_own_words_are_that_button(in_danger: State) -> None:
    state = say(in_danger, "Geef mijn situatie met spoed door", ("maatwerk", 0.9), ("spoed", 0.1)).state
    assert state.draft is not None
    assert state.draft.door == "spoed"
    other = say(in_danger, "iets anders", ("buiten_bereik", 0.9))
    assert other.state.question.asked is Asked.OPEN
