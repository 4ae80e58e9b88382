"""Whether a message is written in English, for a counter that answers in Dutch. Pure."""

from __future__ import annotations

import re

# Words that hardly any English sentence does without, and that are no Dutch ones; and the other way round.
_ENGLISH = frozenset(
    [
        "the",
        "and",
        "my",
        "i",
        "i'm",
        "i've",
        "i'd",
        "have",
        "has",
        "had",
        "they",
        "them",
        "their",
        "this",
        "that",
        "these",
        "those",
        "was",
        "were",
        "been",
        "are",
        "of",
        "to",
        "for",
        "from",
        "with",
        "not",
        "don't",
        "didn't",
        "can't",
        "cannot",
        "could",
        "would",
        "should",
        "you",
        "your",
        "she",
        "he",
        "his",
        "her",
        "because",
        "there",
        "what",
        "when",
        "why",
        "how",
        "it",
        "it's",
        "which",
        "about",
    ]
)
_DUTCH = frozenset(
    [
        "de",
        "het",
        "een",
        "en",
        "ik",
        "mijn",
        "niet",
        "geen",
        "van",
        "dat",
        "dit",
        "die",
        "voor",
        "met",
        "maar",
        "want",
        "heb",
        "heeft",
        "hebben",
        "ben",
        "zijn",
        "zij",
        "ze",
        "wij",
        "we",
        "u",
        "uw",
        "jullie",
        "naar",
        "bij",
        "ook",
        "nog",
        "wat",
        "wie",
        "waar",
        "waarom",
        "hoe",
        "kan",
        "moet",
        "wil",
        "er",
        "om",
        "aan",
        "op",
        "te",
    ]
)
_LEAST = 3


def is_english(text: str) -> bool:
    """True when a text has at least three plain English words, and twice as many of those as of Dutch ones."""
    words = re.findall(r"[a-z']+", text.lower().replace("’", "'"))
    english = sum(word in _ENGLISH for word in words)
    return english >= _LEAST and english > 2 * sum(word in _DUTCH for word in words)
