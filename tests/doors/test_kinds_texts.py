"""How texts, names, references, postcodes and ways to reach somebody are understood."""

from __future__ import annotations

import unicodedata
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from bot.doors.kinds import KINDS, Context, Misunderstood, Option, Understood, Unknown, clean, is_unknown
from bot.doors.kinds.clean import fold
from bot.doors.kinds.texts import is_moment

TODAY = date(2026, 11, 23)
FIELD = Context(TODAY)
LINE, STORY, NAME, REFERENCE, POSTCODE, CONTACT = (
    KINDS[kind] for kind in ("tekst", "lang_tekst", "naam", "kenmerk", "postcode", "contact")
)


def test_a_line_is_one_line_and_a_story_keeps_its_lines() -> None:
    assert LINE.parse(" een\r\n twee\t ", FIELD) == Understood("een twee")
    assert STORY.parse("een\r\n\r\n\r\n\r\ntwee", FIELD) == Understood("een\n\ntwee")


def test_a_text_is_kept_as_it_was_typed() -> None:
    assert LINE.parse("<script>alert(1)</script> & /start", FIELD) == Understood(
        "<script>alert(1)</script> & /start"
    )


@pytest.mark.parametrize(("kind", "longest"), [("tekst", 200), ("lang_tekst", 4000)])
def test_a_text_that_is_too_long_is_told_by_how_much(kind: str, longest: int) -> None:
    assert KINDS[kind].parse("a" * longest, FIELD) == Understood("a" * longest)
    parsed = KINDS[kind].parse("a" * (longest + 1), FIELD)
    assert isinstance(parsed, Misunderstood)
    assert str(longest + 1) in parsed.message


@pytest.mark.parametrize("text", ["", "   ", "...", "🙂", "\u200b\u200d", "\x00"])
def test_a_text_without_words_is_asked_again(text: str) -> None:
    assert isinstance(LINE.parse(text, FIELD), Misunderstood)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Jan Jansen", "Jan Jansen"),
        ("mijn naam is jan de vries", "Jan de Vries"),
        ("ik heet Fatima El Amrani", "Fatima El Amrani"),
        ("JAN JANSEN", "Jan Jansen"),
        ("ßऽ", "ßऽ"),
        ("Ik ben Ömer Çelik.", "Ömer Çelik"),
        ("O'Neil", "O'Neil"),
        ("mevr. P. de Boer-Jansen", "mevr. P. de Boer-Jansen"),
        ("Wil de Man", "Wil de Man"),
        ("Kan My", "Kan My"),
    ],
)
def test_a_name_is_taken_without_the_words_before_it(text: str, name: str) -> None:
    assert NAME.parse(text, FIELD) == Understood(name)


@pytest.mark.parametrize(
    "text",
    ["123", "jan@example.nl", "j", "🙂", "<b>Jan</b>", "dochter", "nou mijn ziektewet, ik wacht op geld"],
)
def test_what_is_no_name_is_asked_again(text: str) -> None:
    assert isinstance(NAME.parse(text, FIELD), Misunderstood)


@pytest.mark.parametrize("text", ["liever niet", "anoniem", "nee"])
def test_who_will_not_say_their_name_need_not(text: str) -> None:
    assert NAME.parse(text, FIELD) == Unknown()


@pytest.mark.parametrize(
    ("text", "reference"),
    [
        ("kenmerk: AB-123/45", "AB-123/45"),
        ("Het kenmerk is ZT-2026-44.", "ZT-2026-44"),
        ("CJIB-nummer 1234567890123456", "1234567890123456"),
        ("1234 5678 9012 3456", "1234 5678 9012 3456"),
        ("zaaknummer 2026-123 van 3 maart", "2026-123"),
        ("beschikkingsnummer 4455", "4455"),
        ("nr. 4455-A", "4455-A"),
        ("ons kenmerk: ABC.123, uw kenmerk: X", "ABC.123"),
    ],
)
def test_a_reference_is_taken_without_the_words_around_it(text: str, reference: str) -> None:
    assert REFERENCE.parse(text, FIELD) == Understood(reference)


@pytest.mark.parametrize(
    "text", ["123456782", "1234.56.782", "123456782.T.26.1", "•••.T.26.1", "kenmerk 123456782"]
)
def test_a_citizen_service_number_is_no_reference(text: str) -> None:
    parsed = REFERENCE.parse(text, FIELD)
    assert isinstance(parsed, Misunderstood)
    assert "burgerservicenummer" in parsed.message


def test_a_bank_account_is_no_reference() -> None:
    parsed = REFERENCE.parse("NL91 ABNA 0417 1643 00", FIELD)
    assert isinstance(parsed, Misunderstood)
    assert "rekeningnummer" in parsed.message


@pytest.mark.parametrize(
    "text", ["geen", "er staat niks op", "staat er niet op", "kan ik niet vinden", "kwijt"]
)
def test_a_letter_may_have_no_reference(text: str) -> None:
    assert REFERENCE.parse(text, FIELD) == Unknown()


@pytest.mark.parametrize("text", ["1234ab", "1234 AB", "1234-AB", "Dorpsstraat 1, 1234ab Ons Dorp"])
def test_a_postcode_gets_one_writing(text: str) -> None:
    assert POSTCODE.parse(text, FIELD) == Understood("1234 AB")


@pytest.mark.parametrize("text", ["1234", "0123 AB", "1234 SS", "1234 A", "12345 AB", "AB 1234"])
def test_what_is_no_postcode_is_asked_again(text: str) -> None:
    assert isinstance(POSTCODE.parse(text, FIELD), Misunderstood)


@pytest.mark.parametrize(
    ("text", "sort", "address"),
    [
        ("jan@example.nl", "email", "jan@example.nl"),
        ("mijn mail is Jan@Example.NL", "email", "Jan@example.nl"),
        ("jan apenstaartje example punt nl", "email", "jan@example.nl"),
        ("jan @ example.nl", "email", "jan@example.nl"),
        ("jan@example.nl of 06-00000000", "email", "jan@example.nl"),
        ("06-00000000", "telefoon", "+31 6 00000000"),
        ("06 12 34 56 78", "telefoon", "+31 6 12345678"),
        ("+31612345678", "telefoon", "+31 6 12345678"),
        ("0031 6 12345678", "telefoon", "+31 6 12345678"),
        ("bel mij op 030-1234567", "telefoon", "+31 30 123 4567"),
        ("geen email, wel 06-00000000", "telefoon", "+31 6 00000000"),
        ("+32 470 12 34 56", "telefoon", "+32 470 12 34 56"),
        ("Dorpsstraat 1, 1234 AB Ons Dorp", "post", "Dorpsstraat 1, 1234 AB Ons Dorp"),
        ("per post: Dorpsstraat 12a 1234ab Ons Dorp", "post", "Dorpsstraat 12a 1234 AB Ons Dorp"),
    ],
)
def test_a_way_to_reach_somebody_is_understood(text: str, sort: str, address: str) -> None:
    assert CONTACT.parse(text, FIELD) == Understood({"soort": sort, "adres": address})


def test_a_dutch_number_is_shown_as_it_is_dialled_here() -> None:
    assert CONTACT.show({"soort": "telefoon", "adres": "+31 6 00000000"}, FIELD) == "06 00000000"
    assert CONTACT.show({"soort": "telefoon", "adres": "+32 470 12 34 56"}, FIELD) == "+32 470 12 34 56"


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("jan@example", "e-mailadres klopt niet"),
        ("janexample.nl", "een @"),
        ("0612345", "tien cijfers"),
        ("post", "postcode"),
        ("Dorpsstraat 1 Ons Dorp", "postcode"),
        ("bel me maar", "Op welk nummer"),
        ("banaan", "een @"),
    ],
)
def test_what_is_missing_in_a_way_to_reach_somebody_is_named(text: str, word: str) -> None:
    parsed = CONTACT.parse(text, FIELD)
    assert isinstance(parsed, Misunderstood)
    assert word in parsed.message


@pytest.mark.parametrize("text", ["geen", "liever niet", "nee", "ik wil geen contact", "hoeft niet"])
def test_who_does_not_want_to_be_reached_need_not(text: str) -> None:
    assert CONTACT.parse(text, FIELD) == Unknown()


@pytest.mark.parametrize(
    "value",
    [
        None,
        "jan@example.nl",
        {"soort": "email"},
        {"soort": "telefoon", "adres": "jan@example.nl"},
        {"soort": "email", "adres": "jan"},
    ],
)
def test_a_contact_that_is_not_canonical_is_refused(value: object) -> None:
    assert CONTACT.check(value, FIELD) is not None  # type: ignore[arg-type]


# --- all kinds -------------------------------------------------------------------------------------------

SAMPLES = {
    "bedrag": "274", "getal": "28", "datum": "12 maart 2026", "geboortedatum": "12 maart 1975", "periode": "al 3 jaar",
    "ja_nee": "ja", "keuze": "een", "meerkeuze": "1 en 2", "gevolgen": "1 en 2", "tekst": "Een regel", "lang_tekst": "Een verhaal",
    "naam": "Jan Jansen", "kenmerk": "AB-123", "postcode": "1234 AB", "contact": "jan@example.nl",
}  # fmt: skip
CHOOSE = Context(TODAY, options=(Option("a", "Eerste ding"), Option("b", "Ander ding")))


def test_every_kind_has_a_sample_here() -> None:
    assert set(SAMPLES) == set(KINDS)
    assert all(name == kind.id for name, kind in KINDS.items())


@pytest.mark.parametrize("kind", sorted(SAMPLES))
def test_what_is_understood_fits_the_schema_and_the_check(kind: str) -> None:
    parsed = KINDS[kind].parse(SAMPLES[kind], CHOOSE)
    assert isinstance(parsed, Understood)
    Draft202012Validator.check_schema(KINDS[kind].schema(CHOOSE))
    Draft202012Validator(KINDS[kind].schema(CHOOSE)).validate(parsed.value)
    assert KINDS[kind].check(parsed.value, CHOOSE) is None


# --- cleaning --------------------------------------------------------------------------------------------


@given(text=st.text(max_size=80))
def test_cleaning_twice_changes_nothing_and_leaves_nothing_unseen(text: str) -> None:
    once = clean(text)
    assert clean(once) == once
    assert unicodedata.normalize("NFC", once) == once
    assert not any(unicodedata.category(char) in {"Cc", "Cf", "Cs"} for char in once.replace("\n", ""))


@given(text=st.text(max_size=80))
def test_folding_keeps_every_place(text: str) -> None:
    assert len(fold(text)) == len(text)


def test_cleaning_leaves_ordinary_dutch_alone() -> None:
    text = "Eén coördinator zei: „ik weet ’t niet” – € 5,50 👍"
    assert clean(text) == text


@pytest.mark.parametrize(
    "text",
    [
        "weet ik niet meer welke boete",
        "ik weet niet waarom ik dit moet betalen",
        "geen idee hebben ze daar",
        "kwijtschelding",
    ],
)
def test_a_story_that_begins_with_not_knowing_is_no_answer_of_not_knowing(text: str) -> None:
    assert not is_unknown(text)


@pytest.mark.parametrize("said", ["ja", "Ja.", "ok", "prima", "yes"])
def test_a_bare_yes_tells_nothing(said: str) -> None:
    assert isinstance(LINE.parse(said, FIELD), Misunderstood)
    assert isinstance(STORY.parse(said, FIELD), Misunderstood)
    assert isinstance(NAME.parse(said, FIELD), Misunderstood)


@pytest.mark.parametrize(
    "said",
    ["morgenochtend", "dinsdag na vier uur", "'s avonds", "tussen 9 en 12 uur", "overmorgen in de middag"],
)
def test_a_day_or_a_time_is_no_name(said: str) -> None:
    assert is_moment(said)
    assert isinstance(NAME.parse(said, FIELD), Misunderstood)


@pytest.mark.parametrize("said", ["Jan Maandag", "Vera van den Avond", "An", "De hele familie Voorbeeld"])
def test_a_name_with_a_word_of_time_in_it_is_a_name(said: str) -> None:
    assert not is_moment(said)
    assert isinstance(NAME.parse(said, FIELD), Understood)


@pytest.mark.parametrize("said", ["ja verstuur", "ja geef maar door", "Ok prima"])
def test_an_agreement_is_no_name(said: str) -> None:
    assert isinstance(NAME.parse(said, FIELD), Misunderstood)


@pytest.mark.parametrize("said", ["liever geen naam", "nee geen naam", "nee, liever geen naam"])
def test_a_name_that_is_not_given_is_open(said: str) -> None:
    assert isinstance(NAME.parse(said, FIELD), Unknown)


def test_a_name_with_an_address_beside_it_is_the_name() -> None:
    assert NAME.parse("Fatima Voorbeeld, [uw e-mailadres]", FIELD) == Understood("Fatima Voorbeeld")
