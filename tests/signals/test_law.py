import pytest

from bot.datafile import DataFile
from bot.settings import ROOT
from bot.signals.law import main_law


@pytest.mark.parametrize(
    ("named", "law", "article"),
    [
        ("Participatiewet", "Participatiewet", None),
        ("Wet WIA", "Wet WIA", None),
        ("Leerplichtwet 1969 art. 3a, 3b, 5-9", "Leerplichtwet 1969", "art. 3a, 3b, 5-9"),
        ("Wmo 2015 art. 2.3.6 e.v. en 2.4.1; Jeugdwet art. 8.1.1 (niet Zvw)", "Wmo 2015", "art. 2.3.6 e.v. en 2.4.1"),
        ("Warmtewet; Warmteregeling. Opvolger Wet collectieve warmte", "Warmtewet", None),
        ("Faillissementswet titel III (hoger beroep: art. 292)", "Faillissementswet titel III", None),
        ("Wva (S&O-verklaring)", "Wva", None),
    ],
)  # fmt: skip
def test_a_signal_is_counted_under_one_law(named: str, law: str, article: str | None) -> None:
    assert main_law(named) == (law, article)


def test_no_remark_of_the_register_is_left_in_a_law() -> None:
    schemes = DataFile(ROOT / "data" / "register" / "schemes.yml").content["regelingen"]
    for scheme in schemes:
        law, article = main_law(scheme["wet"])
        assert law
        assert not any(sign in law for sign in (";", "(", ")")), law
        assert "geverifieerd" not in f"{law}{article}"
