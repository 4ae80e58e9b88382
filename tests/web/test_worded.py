"""How a text of the conversation is written on a page."""

from __future__ import annotations

from functools import partial

from bot.web.pages import worded

written = partial(worded, calls=False, status_titles=("Waar is mijn verzoek?",))


def test_a_number_to_call_is_a_link_in_what_this_counter_says_and_in_nothing_else() -> None:
    said = "Bel 112. Praten kan ook: 0800-0113. Of bel 113."
    assert written(said, calls=True) == (
        'Bel <a href="tel:112">112</a>. Praten kan ook: <a href="tel:08000113">0800-0113</a>. '
        'Of bel <a href="tel:113">113</a>.'
    )
    assert written(said) == said
    # An amount, a reference and a code are no telephone number.
    for plain in ("€ 112", "artikel 113", "kenmerk 1234567812345678", "L26-7KQ4-M2", "14-2026"):
        assert "tel:" not in written(plain, calls=True)


def test_what_is_typed_stays_text() -> None:
    assert written("<a href='tel:112'>x</a>") == "&lt;a href=&#39;tel:112&#39;&gt;x&lt;/a&gt;"
    assert 'class="whole"' in written("nummer L26-7KQ4-M2")
