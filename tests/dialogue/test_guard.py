"""What the guard takes out, what it leaves, and that nothing taken out is still there."""

from __future__ import annotations

import re
import time
import unicodedata

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st
from stdnum import iban
from stdnum.nl import bsn

from bot.dialogue.guard import BSN, CARD, EMAIL_KIND, IBAN, PHONE_KIND, Dropped, Moved, explain, guard
from bot.doors.kinds.clean import clean


@pytest.mark.parametrize(
    ("text", "guarded"),
    [
        ("mijn creditcard is 4111 1111 1111 1111", "mijn creditcard is •••"),
        ("visa 4111111111111111 verloopt in 2028", "visa ••• verloopt in 2028"),
        ("het is afgeschreven van 5500-0000-0000-0004 gisteren", "het is afgeschreven van ••• gisteren"),
        ("amex 378282246310005", "amex •••"),
        ("pasnummer 4111111111111112", "pasnummer •••"),  # a typing error in it is no reason to keep it
    ],
)
def test_a_card_number_is_taken_out(text: str, guarded: str) -> None:
    result = guard(text, keep_contact=False)
    assert result.text == guarded
    assert set(result.dropped) == {Dropped(CARD)}
    assert "betaalkaart" in (explain(result) or "")


@pytest.mark.parametrize(
    "text",
    [
        "4111111111111111",  # alone: the answer to the question for a reference
        "CJIB-nummer 4111 1111 1111 1111",
        "kenmerk: 5500000000000004",
        "betalingskenmerk 4111111111111111 van 274 euro",
        "het gaat om 4111111111111112",  # does not add up
        "1234567812345678 staat erop",
    ],
)
def test_a_reference_that_looks_like_a_card_stays(text: str) -> None:
    assert guard(text, keep_contact=False).text == text


NUMBER = "123456782"  # passes the elfproef and belongs to nobody
ACCOUNT = "NL91ABNA0417164300"  # the example account of the IBAN registry


@pytest.mark.parametrize(
    ("text", "guarded"),
    [
        ("mijn bsn is 123456782", "mijn bsn is •••"),
        ("bsn:123456782.", "bsn:•••."),
        ("bsn123456782", "bsn•••"),
        ("(123456782)", "(•••)"),
        ("•123456782", "••••"),
        ("_123456782_", "_•••_"),
        ("123.456.782", "•••"),
        ("1234.56.782", "•••"),
        ("123 456 782", "•••"),
        ("12 34 56 78 2", "•••"),
        ("1 2 3 4 5 6 7 8 2", "•••"),
        ("123-456-782", "•••"),
        ("123 - 456 - 782", "•••"),
        ("123  456  782", "•••"),
        ("123456782 en 2026", "••• en 2026"),
        ("123456782 2026", "••• 2026"),
        ("123 456 782 2026", "••• 2026"),
        ("geboren 1-2-1980 123456782", "geboren 1-2-1980 •••"),
        ("mijn burgerservicenummer 12 345 67 82 55", "mijn burgerservicenummer ••• 55"),
        ("123456782 010464554", "••• •••"),
        ("123 456 782 123 456 782", "••• •••"),
        ("10464554", "•••"),  # eight digits: the nought in front is often left out
        ("aanslag 123456782.T.26.1", "aanslag •••.T.26.1"),
        ("aanslag 1234.56.782.T.26.1", "aanslag •••.T.26.1"),
        ("aanslag 123456782T261", "aanslag •••T261"),
        ("NL123456782B01", "NL•••B01"),
        ("123456782@example.nl", "•••@example.nl"),
    ],
)
def test_a_citizen_service_number_is_taken_out_and_the_rest_stays(text: str, guarded: str) -> None:
    result = guard(text, keep_contact=True)
    assert result.text == guarded
    assert set(result.dropped) == {Dropped(BSN)}
    assert result.moved == ()


@pytest.mark.parametrize(
    "text",
    [
        "１２３４５６７８２",  # full width
        "123\u00a0456\u00a0782",
        "123\u2009456\u202f782",
        "123\u200d456\u200b782",
        "1\u20602\u20603\u20604\u20605\u20606\u20607\u20608\u20602",
        "123\u2011456\u2212782",
        "\u202e123456782\u202c",
        "123456\x00782",
        "1\ufe0f\u20e32\ufe0f\u20e33\ufe0f\u20e34\ufe0f\u20e35\ufe0f\u20e36\ufe0f\u20e37\ufe0f\u20e38\ufe0f\u20e32\ufe0f\u20e3",
        "١٢٣٤٥٦٧٨٢",
        "①②③④⑤⑥⑦⑧②",
        "𝟏𝟐𝟑𝟒𝟓𝟔𝟕𝟖𝟐",
        "1\u03002\u03003\u03004\u03005\u03006\u03007\u03008\u03002",
    ],
)
def test_no_trick_of_unicode_hides_a_citizen_service_number(text: str) -> None:
    result = guard(f"nummer {text} hier", keep_contact=False)
    assert result.dropped == (Dropped(BSN),)
    assert not any(unicodedata.digit(char, None) is not None for char in result.text)


@pytest.mark.parametrize(
    "text",
    [
        "123456789",  # nine digits that fail the elfproef
        "1234567820",  # inside a longer number
        "kenmerk AB123456782",
        "CJIB-nummer 1234567890123456",
        "CJIB 1002 0019 4000 0000",  # its first two groups pass the elfproef
        "betaal € 274,00 voor 12-03-2026",
        "op 27-12-2025",  # its digits pass the elfproef, as do the next ones
        "op 2025-12-21 of 15/12/2025 of 31.10.2025",
        "€ 1.250,50 en 1.250 euro, samen 2.501 euro",
        "de schuld is 274 euro en nog 1.100 euro",
        "1234 AB Utrecht",
        "kenteken 12-AB-34 en AB-123-C",
        "zaak 2026/0012/A",
        "bel 0800-8020 of 0900 1234",
        "12 maart 2026",
        "Ik heb 3 kinderen, 2 banen en 1 huis",
        "kenmerk 0123456789",
    ],
)
@pytest.mark.parametrize("keep_contact", [True, False])
def test_references_amounts_dates_postcodes_and_plates_stay(text: str, keep_contact: bool) -> None:
    result = guard(text, keep_contact=keep_contact)
    assert result.text == text
    assert explain(result) is None


def test_the_examples_of_what_stays_would_be_caught_by_the_elfproef_alone() -> None:
    assert all(
        bsn.is_valid(f"0{digits}") for digits in ("27122025", "20251221", "15122025", "31102025", "10020019")
    )


@pytest.mark.parametrize(
    "text",
    [
        "NL91ABNA0417164300",
        "nl91 abna 0417 1643 00",
        "NL91-ABNA-0417-1643-00",
        "NL91.ABNA.0417.1643.00",
        "ＮＬ91ＡＢＮＡ0417164300",
        "IBANNL91ABNA0417164300",
        "NL91\u00a0ABNA\u20090417\u200d1643 00",
        "BE68 5390 0754 7034",
    ],
)
def test_of_a_bank_account_only_the_last_four_stay(text: str) -> None:
    result = guard(f"mijn rekening {text} klopt niet", keep_contact=False)
    assert result.dropped == (Dropped(IBAN),)
    last = re.sub(r"\W", "", text)[-4:]
    assert result.text.endswith(f"•••{last} klopt niet")
    assert "0417" not in result.text
    assert "5390" not in result.text


@pytest.mark.parametrize(
    ("text", "guarded", "moved"),
    [
        ("mail jan@example.nl", "mail [uw e-mailadres]", Moved(EMAIL_KIND, "jan@example.nl")),
        (
            "mail Jan.Jansen+x@Example.NL.",
            "mail [uw e-mailadres].",
            Moved(EMAIL_KIND, "Jan.Jansen+x@example.nl"),
        ),
        ("bel 06-00000000", "bel [uw telefoonnummer]", Moved(PHONE_KIND, "+31 6 00000000")),
        ("bel 06 00 00 00 00 svp", "bel [uw telefoonnummer] svp", Moved(PHONE_KIND, "+31 6 00000000")),
        ("bel +31 6 00000000", "bel [uw telefoonnummer]", Moved(PHONE_KIND, "+31 6 00000000")),
        ("bel 0031600000000", "bel [uw telefoonnummer]", Moved(PHONE_KIND, "+31 6 00000000")),
        ("bel 06 - 00 00 00 00", "bel [uw telefoonnummer]", Moved(PHONE_KIND, "+31 6 00000000")),
    ],
)
def test_contact_data_outside_the_contact_question_is_moved(text: str, guarded: str, moved: Moved) -> None:
    result = guard(text, keep_contact=False)
    assert result.text == guarded
    assert result.moved == (moved,)


@pytest.mark.parametrize(
    "text", ["jan@example.nl", "06-00000000", "06-12345678", "Dorpsstraat 1, 1234 AB Utrecht"]
)
def test_contact_data_in_answer_to_the_contact_question_stays(text: str) -> None:
    assert guard(text, keep_contact=True).text == text


def test_eight_digits_of_a_mobile_number_are_no_citizen_service_number() -> None:
    assert bsn.is_valid("010464554")
    assert guard("06-10464554", keep_contact=True).text == "06-10464554"


def test_the_citizen_is_told_in_friendly_words_what_was_left_out() -> None:
    said = explain(guard(f"{NUMBER} {ACCOUNT} jan@example.nl", keep_contact=False))
    assert said is not None
    assert "burgerservicenummer weggelaten" in said
    assert "laatste vier" in said
    assert "contactgegevens" in said


@pytest.mark.parametrize(
    "text",
    [
        "a" * 20_000,
        "1 " * 10_000,
        "NL12" * 5_000,
        "a@" * 10_000,
        "0" * 20_000,
        "06 " * 7_000,
        "06-00000000 " * 1_600,
        "123 456 782 " * 1_600,
        "é" * 20_000,
    ],
)
def test_a_very_long_message_is_guarded_in_reasonable_time(text: str) -> None:
    start = time.perf_counter()
    guard(text, keep_contact=False)
    assert time.perf_counter() - start < 10.0  # quadratic work on these takes minutes


# --- properties ------------------------------------------------------------------------------------------

SEPARATORS = st.sampled_from(
    ["", "", " ", ".", "-", "/", "\u00a0", "\u2009", "\u202f", "\u200d", "\u200b", "\u2011", " - ", "  "]
)
AROUND = st.text(alphabet=st.characters(exclude_categories=["Nd", "Nl", "No"]), max_size=40)


@st.composite
def service_numbers(draw: st.DrawFn) -> str:
    first = draw(st.integers(min_value=1_000_000, max_value=99_999_999))
    digits = f"{first:08d}"
    check = (sum(int(digit) * weight for digit, weight in zip(digits, range(9, 1, -1), strict=True))) % 11
    assume(check < 10)
    return f"{digits}{check}"


@st.composite
def accounts(draw: st.DrawFn) -> str:
    digits = draw(st.text("0123456789", min_size=8, max_size=8))
    bank = draw(st.sampled_from(["INGB", "RABO", "ABNA", "TRIO"]))
    return next(
        account
        for check in range(2, 99)
        for last in range(100)
        if iban.is_valid(account := f"NL{check:02d}{bank}{digits}{last:02d}")
    )


def spaced(value: str) -> re.Pattern[str]:
    """The value with anything but letters and digits between its characters, not inside a longer one."""
    return re.compile(r"(?<!\d)" + r"[^\w\n]{0,3}".join(map(re.escape, value)) + r"(?!\d)", re.I)


@st.composite
def written(draw: st.DrawFn, values: st.SearchStrategy[str]) -> tuple[str, str]:
    value = draw(values)
    gaps = [draw(SEPARATORS) for _ in value[1:]]
    return value, value[0] + "".join(gap + char for gap, char in zip(gaps, value[1:], strict=True))


def is_date_like(text: str) -> bool:
    return re.search(r"\d{1,2}([-/. ])\d{1,2}\1(19|20)\d\d|(19|20)\d\d-\d\d-\d\d", clean(text)) is not None


@given(before=AROUND, number=written(service_numbers()), after=AROUND, keep=st.booleans())
@example(before="", number=(NUMBER, "1.2.3.4.5.6.7.8.2"), after="", keep=True)
def test_no_citizen_service_number_is_left_whatever_stands_around_it(
    before: str, number: tuple[str, str], after: str, keep: bool
) -> None:
    value, shown = number
    # A letter against it makes it part of a reference; a date is a date.
    assume(not re.search(r"[^\W_]$|[€•]\s?$", clean(f"{before}|")[:-1]))
    assume(not re.match(r"\s?(?:eur|€)|,", clean(f"|{after}")[1:], re.I))
    assume(not is_date_like(shown))
    result = guard(f"{before}{shown}{after}", keep_contact=keep)
    assert Dropped(BSN) in result.dropped
    assert not spaced(value).search(result.text)


@given(before=AROUND, account=written(accounts()), after=AROUND)
def test_no_bank_account_is_left_whatever_stands_around_it(
    before: str, account: tuple[str, str], after: str
) -> None:
    value, shown = account
    result = guard(f"{before}{shown}{after}", keep_contact=False)
    assert Dropped(IBAN) in result.dropped
    assert not spaced(value).search(result.text)
    assert f"•••{value[-4:]}" in result.text


@given(
    before=AROUND,
    local=st.from_regex(r"[a-z]{1,10}(\.[a-z]{1,10})?", fullmatch=True),
    phone=st.from_regex(r"06[ -]?[0-9]{8}", fullmatch=True),
    after=AROUND,
)
def test_no_moved_value_is_left(before: str, local: str, phone: str, after: str) -> None:
    address = f"{local}@example.nl"
    result = guard(f"{before} {address} , {phone} {after}", keep_contact=False)
    assert {one.kind for one in result.moved} >= {EMAIL_KIND, PHONE_KIND}
    assert address not in result.text
    assert not spaced(re.sub(r"\D", "", phone)).search(result.text)
    for moved in result.moved:
        assert moved.value not in result.text


MIXED = st.lists(
    st.one_of(
        st.text(max_size=12), st.sampled_from(" .-/@•€,0123456789"), service_numbers(), accounts(),
        st.sampled_from(["jan@example.nl", "06-00000000", "bsn", "T.26.1", "12-03-2026", ACCOUNT, NUMBER, "euro"]),
    ),
    max_size=8,
)  # fmt: skip


@given(parts=MIXED, keep=st.booleans())
def test_guarding_twice_changes_nothing(parts: list[str], keep: bool) -> None:
    once = guard("".join(parts), keep_contact=keep)
    twice = guard(once.text, keep_contact=keep)
    assert twice.text == once.text
    assert twice.dropped == twice.moved == ()


@given(text=AROUND)
def test_a_text_without_such_values_stays_as_it_is(text: str) -> None:
    assume("@" not in unicodedata.normalize("NFKC", text))
    assert guard(text, keep_contact=False).text == clean(text)
