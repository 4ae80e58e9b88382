"""Reads a misspelt word as the word that was meant, from the words of the training sentences alone. Pure.

Only a word that nobody writes so is touched; the reading stands beside what was written, so a wrong guess costs little.
A deletion index (W. Garbe, SymSpell, https://github.com/wolfgarbe/SymSpell) finds candidates without comparing to all.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from typing import Callable, Dict, Iterable, List, Mapping, Optional, Set

from engine.components.sounds import skeleton
from engine.components.text import fold

SHORTEST = 4
# A word of this length may have two errors, a shorter one a single error.
TWO_ERRORS_FROM = 8
# A word that the clean sentences have so often is one that people mean.
MEANT_FROM = 2
PREFIX = 12
REMEMBERED = 20_000
_WORD = re.compile(r"([^\W\d_]+)")


def distance(one: str, other: str, most: int) -> int:
    """Return the optimal string alignment distance (a swap of neighbours counts once), or `most` + 1 when above it."""
    if abs(len(one) - len(other)) > most:
        return most + 1
    before: List[int] = []
    row = list(range(len(other) + 1))
    for i, left in enumerate(one, 1):
        earlier, before, row = before, row, [i]
        for j, right in enumerate(other, 1):
            cost = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (left != right))
            if i > 1 and j > 1 and left == other[j - 2] and one[i - 2] == right:
                cost = min(cost, earlier[j - 2] + 1)
            row.append(cost)
        if min(row) > most:
            return most + 1
    return row[-1] if row[-1] <= most else most + 1


def _deletions(word: str, times: int) -> Set[str]:
    found = {word}
    edge = {word}
    for _ in range(times):
        edge = {w[:i] + w[i + 1 :] for w in edge for i in range(len(w))}
        found |= edge
    return found


class Speller:
    """Knows which words exist and which are meant; equal vocabularies give equal readings."""

    def __init__(self, meant: Mapping[str, int], is_word: Callable[[str], bool]) -> None:
        """Take how often each word that may be meant occurs, and what tells whether a word is right as it stands."""
        self.meant: Dict[str, int] = {word: int(n) for word, n in sorted(meant.items()) if word.isalpha()}
        self._is_word = is_word
        self._index: Dict[str, List[str]] = defaultdict(list)
        self._sounds: Dict[str, List[str]] = defaultdict(list)
        self._read: Dict[str, str] = {}
        for word in self.meant:
            if len(word) < SHORTEST:
                continue
            self._sounds[skeleton(word)].append(word)
            for key in _deletions(word[:PREFIX], 2 if len(word) >= TWO_ERRORS_FROM else 1):
                self._index[key].append(word)

    def word(self, word: str) -> str:
        """Return the word that was meant, or the word itself when it is known, short, or like nothing."""
        if word in self.meant or len(word) < SHORTEST or not word.isalpha():
            return word
        if word not in self._read:
            if len(self._read) > REMEMBERED:
                self._read.clear()
            if self._is_word(word):
                self._read[word] = word
                return word
            self._read[word] = self._nearest(word) or self._parted(word) or word
        return self._read[word]

    def text(self, text: str) -> str:
        """Return the text in lower case with misspelt words as they were meant; all else stays, accents too.

        A text of which most words are like nothing is another language, and stays as it is.
        """
        parts = _WORD.split(text.lower())
        meant = [self.word(fold(part)) if i % 2 else part for i, part in enumerate(parts)]
        strange = long = 0
        for i in range(1, len(parts), 2):
            written = fold(parts[i])
            if len(written) >= SHORTEST:
                long += 1
                strange += meant[i] == written and written not in self.meant and not self._is_word(written)
            if meant[i] == written:
                meant[i] = parts[i]
        return "".join(parts if strange * 2 > long else meant)

    def _nearest(self, word: str) -> Optional[str]:
        most = 2 if len(word) >= TWO_ERRORS_FROM else 1
        sound = skeleton(word)
        best: Optional[str] = None
        least = (9.0, 0, "")
        candidates = set(self._sounds.get(sound, ()))
        for key in _deletions(word[:PREFIX], most):
            candidates.update(self._index.get(key, ()))
        for candidate in candidates:
            apart = float(distance(word, candidate, 3))
            same_sound = skeleton(candidate) == sound
            if apart > most and not same_sound:
                continue
            rank = (apart - same_sound + 0.5 * (candidate[0] != word[0]), -self.meant[candidate], candidate)
            if rank < least:
                least, best = rank, candidate
        return best

    def _parted(self, word: str) -> Optional[str]:
        """Two words without the space between them, when both are often written."""
        best: Optional[str] = None
        most = 0
        for cut in range(2, len(word) - 1):
            left, right = word[:cut], word[cut:]
            often = min(self.meant.get(left, 0), self.meant.get(right, 0))
            if often > max(most, 10):
                most, best = often, f"{left} {right}"
        return best


def vocabulary(sentences: Iterable[List[str]]) -> Dict[str, int]:
    """Return the words that the sentences have often enough to be meant, with how often."""
    counted = Counter(word for words in sentences for word in words)
    return {word: n for word, n in counted.items() if n >= MEANT_FROM and word.isalpha()}
