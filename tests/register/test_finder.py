"""Who a text is about: sentences as people type them, and the traps."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.register import Finder, Register, Role, load_register
from tests.conftest import ROOT
from tests.register.conftest import DATA

SAID: dict[str, list[Any]] = yaml.safe_load(
    (Path(__file__).parent / "phrasings.yml").read_text(encoding="utf-8")
)
ROLES = {**{role.value: role for role in Role}, "geen": None}
# From this certainty an organisation counts as told.
TOLD = 0.45


def first(finder: Finder, text: str, role: Role | None = None) -> str:
    """The executor that goes first."""
    return finder.find(text, role).candidates[0].executor_id


@pytest.mark.parametrize(("text", "role", "executor", "schemes"), [*SAID["eerste"], *SAID["later"]])
def test_a_sentence_goes_to_who_can_do_what_is_asked(
    finder: Finder, text: str, role: str, executor: str, schemes: list[str]
) -> None:
    found = finder.find(text, ROLES[role])
    assert found.candidates[0].executor_id == executor
    assert not schemes or found.schemes[0][0] in schemes


@pytest.mark.parametrize(("text", "role", "executors"), SAID["samen"])
def test_several_requests_find_every_organisation(
    finder: Finder, text: str, role: str, executors: list[str]
) -> None:
    found = finder.find(text, ROLES[role])
    assert {one.executor_id for one in found.candidates if one.certainty >= TOLD} == set(executors)
    assert found.several
    assert "meer dan een" in found.explanation


@pytest.mark.parametrize(("text", "role"), SAID["een_verzoek"])
def test_two_names_in_one_request_are_one_request(finder: Finder, text: str, role: str) -> None:
    assert not finder.find(text, ROLES[role]).several


@pytest.mark.parametrize("text", SAID["niemand"])
def test_when_nobody_can_tell_a_person_here_looks(finder: Finder, text: str) -> None:
    found = finder.find(text)
    assert found.candidates[0].executor_id == "loket"
    assert "medewerker" in found.explanation


@pytest.mark.parametrize(
    ("text", "role", "executor"),
    [
        ("verkeersboete", Role.COLLECTS, "cjib"),
        ("verkeersboete", Role.CORRECTS, "om"),
        ("eigen bijdrage voor de wmo", Role.COLLECTS, "cak"),
        ("scootmobiel", Role.DECIDES, "gemeente"),
        ("boete onverzekerd zorg", Role.COLLECTS, "cjib"),
        ("boete onverzekerd zorg", Role.DECIDES, "cak"),
        ("mvv", Role.APPLIES, "ind"),
    ],
)
def test_a_debt_goes_to_who_collects_and_an_error_to_who_decides(
    finder: Finder, text: str, role: Role, executor: str
) -> None:
    assert first(finder, text, role) == executor


@pytest.mark.parametrize(
    "text",
    [
        "De Belastingdienst zegt dat ik een partner heb voor mijn zorgtoeslag",
        "volgens de belastingdienst woon ik samen, daarom stopt mijn zorgtoeslag",
    ],
)
def test_who_is_blamed_comes_after_who_pays_the_allowance_that_is_named(finder: Finder, text: str) -> None:
    assert first(finder, text) == "toeslagen"


# -- traps


@pytest.mark.parametrize(
    "text",
    [
        "ik bel om te vragen of het kan",
        "het is om gek van te worden",
        "daarom",
        "OM TE VRAGEN OF HET KAN",
        "het om de hoek",
    ],
)
def test_a_preposition_is_not_the_prosecutor(finder: Finder, text: str) -> None:
    assert "om" not in {one.executor_id for one in finder.find(text).candidates}


@pytest.mark.parametrize(
    "text", ["brief van het OM", "een brief van het om gekregen", "de officier van justitie"]
)
def test_the_prosecutor_is_found_in_capitals_or_by_its_place(finder: Finder, text: str) -> None:
    assert first(finder, text) == "om"


@pytest.mark.parametrize(
    "text",
    [
        "wat een kak",
        "mijn pi is kapot",
        "rn",
        "svg plaatje",
        "wob",
        "mijn tas is gestolen",
        "big deal",
        "de kor",
    ],
)
def test_a_short_word_is_no_abbreviation(finder: Finder, text: str) -> None:
    assert finder.find(text).candidates[0].executor_id == "loket"


@pytest.mark.parametrize(
    "text", ["de politiek snapt ons niet", "ik heb rechten", "beslag op mijn spullen", "de omvang"]
)
def test_a_word_that_looks_like_a_term_is_no_misspelling(finder: Finder, text: str) -> None:
    assert finder.find(text).candidates[0].executor_id == "loket"


@pytest.mark.parametrize("text", ["mijn adres", "een premie", "huur", "mijn huisarts zegt rust houden"])
def test_a_general_word_alone_is_uncertain(finder: Finder, text: str) -> None:
    assert finder.find(text).candidates[0].certainty < 0.6


def test_a_deurwaarder_is_nobody_of_ours(finder: Finder) -> None:
    assert first(finder, "de deurwaarder komt morgen") == "loket"


@pytest.mark.parametrize("text", ["U.W.V.", "u w v", "UWV", "uwv", "het ÚWV", "UWV!!!"])
def test_spelling_accents_and_points_do_not_matter(finder: Finder, text: str) -> None:
    assert first(finder, text) == "uwv"


@pytest.mark.parametrize(
    ("text", "scheme"),
    [
        ("zorgtoeslagbeschikking", "zorgtoeslag"),
        ("bijstandsuitkering", "bijstand"),
        ("snelheidsboete", "verkeersboete"),
        ("huurtoeslagschuld", "huurtoeslag"),
        ("kinderbijslagen", "kinderbijslag"),
        ("verkeersboetes", "verkeersboete"),
        ("zorg toeslag", "zorgtoeslag"),
        ("eigenrisico", "eigen_risico"),
        ("studiefinaciering", "stufi"),
        ("toeslag voor mijn zorgverzekering, zorgtoelsag", "zorgtoeslag"),
    ],
)
def test_inflection_compounds_and_misspellings_are_recognised(finder: Finder, text: str, scheme: str) -> None:
    assert finder.find(text).schemes[0][0] == scheme


def test_a_benefit_alone_asks_whose_it_is(finder: Finder) -> None:
    found = finder.find("ik heb een probleem met mijn uitkering", Role.DECIDES)
    assert {one.executor_id for one in found.candidates} == {"uwv", "gemeente", "svb"}
    assert found.candidates[0].certainty < 0.6
    assert found.distinction is not None
    assert found.distinction.id == "uitkering"


def test_a_fine_alone_is_less_certain_than_a_speeding_fine(finder: Finder) -> None:
    alone, speeding = (finder.find(text, Role.COLLECTS).candidates[0] for text in ("boete", "snelheidsboete"))
    assert alone.executor_id == speeding.executor_id == "cjib"
    assert alone.certainty < speeding.certainty


@pytest.mark.parametrize("text", ["ik heb een parkeerboete", "parkeerbon niet betaald", "fout geparkeerd"])
def test_a_parking_fine_asks_what_the_letter_says(finder: Finder, text: str) -> None:
    found = finder.find(text, Role.COLLECTS)
    assert found.distinction is not None
    assert found.distinction.question == "Staat er 'naheffing' of 'CJIB' op de brief?"


@pytest.mark.parametrize(
    ("text", "executor"), [("parkeerboete van het CJIB", "cjib"), ("naheffing parkeren", "gemeente")]
)
def test_a_parking_fine_that_says_who_sent_it_asks_nothing(finder: Finder, text: str, executor: str) -> None:
    found = finder.find(text, Role.COLLECTS)
    assert found.distinction is None
    assert found.candidates[0].executor_id == executor


@pytest.mark.parametrize("text", ["mijn pgb is afgewezen", "ik wil een jobcoach"])
def test_what_a_word_never_tells_is_always_asked(finder: Finder, text: str) -> None:
    assert finder.find(text, Role.DECIDES).distinction is not None


def test_a_named_wrong_organisation_comes_after_who_really_does_it(finder: Finder) -> None:
    found = finder.find("het CJIB stuurde een naheffing parkeren", Role.COLLECTS)
    assert [one.executor_id for one in found.candidates] == ["gemeente", "cjib"]
    assert found.explanation.endswith("U noemt ook het CJIB, maar daar hoort dit niet bij.")


def test_a_name_and_a_scheme_that_agree_raise_certainty(finder: Finder) -> None:
    alone = finder.find("bijstand", Role.DECIDES).candidates[0].certainty
    both = finder.find("bijstand van de gemeente", Role.DECIDES).candidates[0].certainty
    assert both > alone


def test_what_is_only_told_about_oneself_weighs_less(finder: Finder) -> None:
    assert (
        first(finder, "Met mijn AOW kan ik de bijstandsschuld niet in een keer betalen", Role.COLLECTS)
        == "gemeente"
    )


def test_what_is_denied_is_not_meant(finder: Finder) -> None:
    assert first(finder, "nee niet DUO maar de sociale dienst") == "gemeente"


def test_the_explanation_says_what_was_read_and_who_does_it(finder: Finder) -> None:
    found = finder.find("ik kreeg een boete omdat ik te hard reed, te hard rijden kost veel", Role.COLLECTS)
    assert found.explanation == "Uw bericht gaat over een verkeersboete. Het CJIB int dat."


def test_a_guess_from_a_general_word_is_said_as_what_we_think(finder: Finder) -> None:
    found = finder.find("mijn uitkering", Role.DECIDES)
    assert found.explanation == "U schrijft “uitkering”. Wij denken dat dit bij het UWV hoort."


def test_a_word_of_its_letters_does_not_name_an_organisation(finder: Finder) -> None:
    assert (
        finder.find("mijn dagloon").explanation
        == "U schrijft “dagloon”. Wij denken dat dit bij het UWV hoort."
    )
    assert finder.find("de gemeente").explanation == "U noemt uw gemeente."
    assert "U noemt" not in finder.find("zorgtoeslag wegens een A1-verklaring", Role.DECIDES).explanation


@pytest.mark.parametrize("text", ["AOW en rioolheffing", "rioolheffing en AOW"])
def test_what_somebody_lives_on_comes_after_the_assessment_it_is_told_beside(
    finder: Finder, text: str
) -> None:
    found = finder.find(text, Role.COLLECTS)
    assert [one.executor_id for one in found.candidates] == ["gemeente", "svb"]
    assert found.several


@pytest.mark.parametrize(
    ("text", "ministries"),
    [
        ("de kostendelersnorm is oneerlijk", ("SZW",)),
        ("huurtoeslag", ("BZK",)),
        ("zorgtoeslag", ("VWS",)),
        ("de bijdrage zvw", ("VWS", "FIN")),
        ("brief van de gemeente", ()),
        ("waterschap", ("IenW",)),
    ],
)
def test_a_rule_has_its_ministries(finder: Finder, text: str, ministries: tuple[str, ...]) -> None:
    assert finder.find(text, Role.APPLIES).ministries == ministries


def test_unverified_routing_is_said_as_what_we_think_and_is_less_certain(tmp_path: Path) -> None:
    text = (DATA / "schemes.yml").read_text(encoding="utf-8")
    entry = text[text.index("  - id: ww\n") : text.index("  - id: wia_wga\n")]
    local = entry.replace("niet_geverifieerd: false", "niet_geverifieerd: true")
    (tmp_path / "schemes.yml").write_text(f"regelingen:\n{local}", encoding="utf-8")
    doubtful, sure = (Finder(load_register(where)).find("ww") for where in ([DATA, tmp_path], [DATA]))
    assert doubtful.candidates[0].unverified
    assert doubtful.candidates[0].certainty < sure.candidates[0].certainty
    assert "Wij denken" in doubtful.explanation


def test_who_is_not_on_the_list_is_the_counter_for_who_only_knows_the_list(finder: Finder) -> None:
    found = finder.find("het kadaster heeft de grens van mijn perceel fout", Role.CORRECTS)
    assert found.candidates[0].executor_id == "kadaster"
    assert found.listed[0].executor_id == "loket"
    assert found.listed[0].certainty == found.candidates[0].certainty


def test_mentions_point_at_the_words_themselves(finder: Finder) -> None:
    text = "Mijn zórgtoeslag en het C.J.I.B. …"
    for mention in finder.find(text).mentions:
        assert text[mention.start : mention.end] == mention.text


def test_a_long_text_keeps_its_subject(finder: Finder) -> None:
    noise = "Ik heb twee kinderen en werk op zaterdag. Mijn buurman helpt mij met de post. " * 6
    text = f"{noise}Ik moet 900 euro huurtoeslag terugbetalen en dat lukt niet. {noise}"
    assert first(finder, text, Role.COLLECTS) == "toeslagen"


@settings(max_examples=150, deadline=None)
@given(text=st.text(max_size=300), role=st.sampled_from([None, *Role]))
def test_any_text_has_a_first_candidate_between_zero_and_one(text: str, role: Role | None) -> None:
    found = _finder().find(text, role)
    assert found.candidates
    assert all(0 <= one.certainty <= 1 for one in found.candidates)
    assert found.explanation


@settings(max_examples=80, deadline=None)
@given(sentence=st.sampled_from([one[0] for one in SAID["eerste"]]))
def test_a_first_capital_and_double_spaces_change_nothing(sentence: str) -> None:
    wide = f"  {sentence[:1].upper()}{sentence[1:]}".replace(" ", "  ")
    assert first(_finder(), wide, Role.COLLECTS) == first(_finder(), sentence, Role.COLLECTS)


_FINDERS: list[Finder] = []


def _finder() -> Finder:
    """One finder for all of hypothesis' examples, which cannot take a fixture."""
    if not _FINDERS:
        _FINDERS.append(Finder(load_register([DATA])))
    return _FINDERS[0]


def test_the_register_is_not_changed_by_finding(register: Register, finder: Finder) -> None:
    before = register.version, len(register.organisations)
    finder.find("zorgtoeslag van de gemeente Utrecht")
    assert (register.version, len(register.organisations)) == before


@pytest.mark.parametrize("seed", ["1", "2", "3"])
def test_every_process_finds_the_same(seed: str) -> None:
    """Words of one length in a description have an order of their own: that of a set is another in every process."""
    code = (
        "from pathlib import Path; from bot.register import Finder, load_register;"
        "found = Finder(load_register([Path('data/register')])).find('een onbekende auto op haar naam, de auto is van haar ex');"
        "print([one.executor_id for one in found.candidates])"
    )
    run = subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        env={**os.environ, "PYTHONHASHSEED": seed},
        capture_output=True,
        text=True,
        check=True,
    )
    assert run.stdout.strip() == "['rdw']"


@pytest.mark.parametrize(
    ("said", "executor"),
    [
        ("de raad voor de kinder beschermin schrijft dinge die niet waar zijn", "rvdk"),
        ("raad voor regtsbeistand", "rvr"),
        ("het Centraal Buro Rijvaardigheidsbewijsen wil weer een rapport", "cbr"),
        ("sociale verzekringsbank", "svb"),
        ("beistant nog niet gekregen", "gemeente"),
        ("sorgverzekeraar", "zorgverzekeraar"),
        ("crb geeft mijn rijbewijs niet terug", "cbr"),
    ],
)
def test_names_are_found_by_how_they_sound(finder: Finder, said: str, executor: str) -> None:
    assert first(finder, said) == executor


@pytest.mark.parametrize(
    "said", ["alleen droge cornflakes gekreegen vandaag", "melk voor de zuigeling", "mijn toelage viel weg"]
)
def test_words_that_only_sound_like_a_term_are_not_taken_for_it(finder: Finder, said: str) -> None:
    assert first(finder, said) == "loket"
