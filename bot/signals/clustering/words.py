"""From a story to the words that tell what it is about, and back to words that people read. Pure."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from functools import lru_cache

_WORD = re.compile(r"[^\W\d_]{3,}")
_DOUBLE = re.compile(r"([bdfgklmnprst])\1$")
# Longest first; what is left must still be a word.
_ENDINGS = ("heden", "eren", "ende", "jes", "den", "ten", "en", "je", "er", "es", "s", "e", "t", "d")
_SHORTEST = 4
# Dutch builds long words from the front: `kostendelersnorm` is about a `kostendeler`.
_HEAD = 9
# Words that say nothing of what a story is about: grammar, and how people talk to a counter.
_STOP = frozenset(
    """
    aan aangezien achter afgelopen al alle alleen alles als altijd ander andere anders ben bent beter bij bijna bijvoorbeeld
    binnen blijf blijft blijven boven daar daarbij daardoor daarin daarmee daarna daarom daarvan daarvoor dacht dan dat de
    deed deel den der deze dezelfde dichtbij die dingen dit doe doen doet door dus een eens eerder eerst eerste eigen
    eigenlijk elk elke enige enkel enkele erg ergens ermee ervan even gaan gaat gauw gedaan geen geeft gehad geheel gelijk
    gemaakt gewoon gezegd ging goed graag groot haar had hadden heb hebben hebt heeft heel hele helemaal hem hen het hier
    hierdoor hoe hun ieder iedere iedereen iemand iets ikzelf inmiddels jaar jaren jou jouw jullie kan keer klein kom komen
    komt kon konden krijg krijgen krijgt kunnen kunt kwam laat later laatste lang lijkt maak maakt maal maand maanden maar
    mag maken mede meer mensen met mij mijn mijzelf min minder misschien moest moet moeten moment mogen naar naast net niemand
    niet niets nieuwe nodig nog nooit nou ofwel ogenblik omdat onder ons onze ook opeens opnieuw over paar past per precies
    probeer probleem rond samen sinds snap soms steeds te tegen terwijl thans tijd tijdens toch toen tot tussen twee uit uw
    vaak van vanaf vanwege veel ver vind vinden volgens volledig voor vooral vraag vragen waar waarbij waardoor waarom
    waarvan wanneer want waren was wat weer weet weinig wel welke werd werden wij wil willen word worden wordt wou zal zeer
    zeg zegt zei zelf zelfs zich zie zien ziet zij zijn zit zodat zoals zolang zonder zou zouden zowel zulke
    regel regels wet wetten instantie meneer mevrouw alstublieft dank bedankt hallo goedendag
    """.split()  # noqa: SIM905 - two hundred words read better as text
)


def terms(story: str) -> list[tuple[str, str]]:
    """The stem and the word itself of every word that says something, in the order of the story."""
    plain = unicodedata.normalize("NFKD", story.casefold())
    plain = "".join(one for one in plain if not unicodedata.combining(one))
    return [(stem(word), word) for word in _WORD.findall(plain) if word not in _STOP]


def stems(story: str) -> list[str]:
    """Only the stems: what stories are compared by."""
    return [one for one, _ in terms(story)]


@lru_cache(maxsize=65536)
def stem(word: str) -> str:
    """A word without its commonest Dutch endings, so that `kinderen` and `kind` are one; the same for the same word.

    Light on purpose: who looks at a cluster must see why, and a heavy hand joins what has nothing to do with it.
    """
    for _ in range(2):
        for ending in _ENDINGS:
            if word.endswith(ending) and len(word) - len(ending) >= _SHORTEST:
                word = _DOUBLE.sub(r"\1", word[: -len(ending)])
                break
        else:
            break
    return word[:_HEAD]


def readable(stories: Iterable[str], wanted: Sequence[str]) -> list[str]:
    """For each stem the word that these stories use most for it; the stem itself when none does."""
    used: dict[str, Counter[str]] = {one: Counter() for one in wanted}
    for story in stories:
        for found, word in terms(story):
            if found in used:
                used[found][word] += 1
    return [min(used[one].items(), key=_commonest)[0] if used[one] else one for one in wanted]


def _commonest(item: tuple[str, int]) -> tuple[int, str]:
    return -item[1], item[0]
