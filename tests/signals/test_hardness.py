import pytest

from bot.signals.hardness import GROUNDS, NAMES, Hardness, propose


@pytest.mark.parametrize(
    ("effects", "story", "ring", "why"),
    [
        ({"bestaanszekerheid": 4}, "", "H1", ("zwaar_gevolg",)),
        ({"gezin": 3, "werk": 3, "schulden": 3}, "", "H1", ("buitensporig",)),
        ({"gezin": 5}, "Ik kan het niet meer", "H1", ("zwaar_gevolg", "doenvermogen")),
        ({"gezin": 3, "werk": 3}, "", "H2", ("raakt_leven",)),
        ({"rechtspositie": 5}, "", "H2", ("raakt_rechten",)),
        ({}, "Het formulier is veel te ingewikkeld", "H2", ("doenvermogen",)),
        ({"anders": 5}, "", "H3", ("licht",)),
        ({"gezin": 1}, "", "H3", ("licht",)),
        ({}, "", "H3", ("geen_gevolg",)),
    ],
)
def test_a_proposal_says_what_it_rests_on(
    effects: dict[str, int | None], story: str, ring: str, why: tuple[str, ...]
) -> None:
    found = propose(effects, story)
    assert (found.hardness.value, found.why) == (ring, why)


def test_an_effect_without_a_weight_counts_as_the_middle() -> None:
    assert propose({"gezin": None}) == propose({"gezin": 3})


def test_every_ground_names_its_place_in_the_letter() -> None:
    assert all("par." in one.source or "bijlage" in one.source for one in GROUNDS.values())
    assert set(NAMES) == set(Hardness)
