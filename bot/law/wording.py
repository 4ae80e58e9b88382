"""A computed term, and how its date is said to a citizen."""

from dataclasses import dataclass
from datetime import date

from bot.language import DUTCH, Phrases


@dataclass(frozen=True)
class Term:
    """One term of the law for one case: an indication, for the letter itself prevails (Awb 3:45).

    `last_day` is None when no date may or can be computed; then `days_left` is None too. `days_left` counts
    from today to the last day (0: it is today; negative: passed). `plain_sum` is the day before any extension.
    `say` is the text for the citizen.
    """

    id: str
    name: str
    last_day: date | None
    days_left: int | None
    articles: tuple[str, ...]
    source_url: str
    say: str
    plain_sum: date | None = None

    @property
    def passed(self) -> bool:
        """Whether the last day lies behind us; without a date this is never claimed."""
        return self.days_left is not None and self.days_left < 0


def dutch_date(day: date) -> str:
    """The date as people say it, such as "maandag 28 december 2026"."""
    return DUTCH.weekday(day)


def filled(text: str, *, datum: date, phrases: Phrases = DUTCH) -> str:
    """The text with `{datum}` replaced by the date written out, in the language of the text."""
    return text.replace("{datum}", phrases.weekday(datum))
