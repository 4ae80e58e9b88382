"""Which stories tell the same: TF-IDF over their words, average linkage, always the same outcome for the same stories.

scikit-learn is imported inside: it takes seconds and memory that a loket that serves must not spend.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bot.signals.clustering.words import stems

# How alike (cosine, 0-1) a story must be to the middle of a cluster to join it, and two groups to become one.
# The lowest at which nothing strange came together in tests/signals/free_stories.py and tests/signals/consultation.py,
# where it is known what belongs together: people tell the same in words of their own, so likeness is seldom high.
JOIN, TOGETHER = 0.12, 0.05
# Average linkage compares all with all: this many at a time keep it within a second and 10 MB.
BATCH = 1000
SMALLEST = 2
# A word is shared when at least this part of a cluster's stories has it.
SHARED_BY = 0.4
WORDS = 6


@dataclass(frozen=True)
class Placed:
    """Where a story goes, and the stems that it shares with the others there."""

    place: int
    shared: tuple[str, ...]


@dataclass(frozen=True)
class Arrangement:
    """Which cluster each story joins. `old` by the cluster's own id; `new` by a number of this arrangement."""

    old: Mapping[int, Placed]
    new: Mapping[int, Placed]
    words_of_old: Mapping[int, tuple[str, ...]]
    words_of_new: Mapping[int, tuple[str, ...]]


class Space:
    """All stories as vectors: a word weighs more the fewer stories have it, over everything that was reported."""

    def __init__(self, stories: Mapping[int, str]) -> None:
        from sklearn.feature_extraction.text import TfidfVectorizer

        self._ids = sorted(stories)
        self._row = {one: place for place, one in enumerate(self._ids)}
        # Word weights by their logarithm: a story that repeats itself is not more about it.
        vectorizer = TfidfVectorizer(analyzer=stems, sublinear_tf=True)
        try:
            self._matrix: Any = vectorizer.fit_transform([stories[one] for one in self._ids])
            self._names: Sequence[str] = vectorizer.get_feature_names_out()
        except ValueError:
            # Not one word in any story.
            self._matrix, self._names = None, ()

    def arrange(self, loose: Sequence[int], clusters: Mapping[int, Sequence[int]]) -> Arrangement:
        """Where each loose story belongs: in one of these clusters (id: its stories), in a new one, or nowhere.

        Stories of a cluster stay where they are. The order in which ids are given changes nothing.
        """
        if self._matrix is None:
            return Arrangement({}, {}, {}, {})
        members: dict[tuple[str, int], list[int]] = {
            ("old", one): sorted(ids) for one, ids in sorted(clusters.items()) if ids
        }
        joined: dict[int, tuple[str, int]] = {}
        waiting = sorted(loose)
        fresh = 0
        for start in range(0, len(waiting), BATCH):
            left = self._join(waiting[start : start + BATCH], members, joined)
            for group in self._groups(left):
                # What shares no word cannot be explained to who looks at it, so it is no cluster.
                if not self._shared(group):
                    continue
                members[("new", fresh)] = group
                joined.update(dict.fromkeys(group, ("new", fresh)))
                fresh += 1
        return self._told(members, joined)

    def _join(
        self,
        batch: Sequence[int],
        members: dict[tuple[str, int], list[int]],
        joined: dict[int, tuple[str, int]],
    ) -> list[int]:
        """Stories near enough to a cluster join it; the others are returned."""
        if not members:
            return list(batch)
        keys = list(members)
        middles = self._middles([members[key] for key in keys])
        likeness = (self._matrix[[self._row[one] for one in batch]] @ middles.T).toarray()
        left = []
        for one, row in zip(batch, likeness, strict=True):
            best = int(row.argmax())
            if row[best] >= JOIN:
                joined[one] = keys[best]
                members[keys[best]].append(one)
            else:
                left.append(one)
        return left

    def _middles(self, groups: Sequence[Sequence[int]]) -> Any:
        from scipy.sparse import csr_matrix
        from sklearn.preprocessing import normalize

        rows = [place for place, group in enumerate(groups) for _ in group]
        columns = [self._row[one] for group in groups for one in group]
        chosen = csr_matrix(([1.0] * len(rows), (rows, columns)), shape=(len(groups), self._matrix.shape[0]))
        return normalize(chosen @ self._matrix)

    def _groups(self, batch: Sequence[int]) -> Iterator[list[int]]:
        """Stories that are alike among themselves, at least two together, the earliest first."""
        if len(batch) < SMALLEST:
            return
        from sklearn.cluster import AgglomerativeClustering

        rows = self._matrix[[self._row[one] for one in batch]]
        distance = 1.0 - (rows @ rows.T).toarray()
        distance.clip(0.0, 1.0, out=distance)
        found = AgglomerativeClustering(
            n_clusters=None, metric="precomputed", linkage="average", distance_threshold=1.0 - TOGETHER
        ).fit_predict(distance)
        groups: dict[int, list[int]] = {}
        for one, label in zip(batch, found, strict=True):
            groups.setdefault(int(label), []).append(one)
        yield from (group for group in sorted(groups.values()) if len(group) >= SMALLEST)

    def _told(
        self, members: Mapping[tuple[str, int], Sequence[int]], joined: Mapping[int, tuple[str, int]]
    ) -> Arrangement:
        changed = set(joined.values())
        shared = {key: self._shared(members[key]) for key in members if key in changed}
        places: dict[str, dict[int, Placed]] = {"old": {}, "new": {}}
        for one, key in sorted(joined.items()):
            own = set(self._matrix[self._row[one]].indices)
            words = tuple(self._names[word] for word in shared[key] if word in own)
            places[key[0]][one] = Placed(key[1], words)
        told: dict[str, dict[int, tuple[str, ...]]] = {"old": {}, "new": {}}
        for key, words_here in shared.items():
            told[key[0]][key[1]] = tuple(self._names[word] for word in words_here)
        return Arrangement(places["old"], places["new"], told["old"], told["new"])

    def _shared(self, group: Sequence[int]) -> list[int]:
        """The columns of the words that enough of these stories have, the weightiest first."""
        rows = self._matrix[[self._row[one] for one in group]]
        having = rows.getnnz(axis=0)
        weight = rows.sum(axis=0).A1 if hasattr(rows.sum(axis=0), "A1") else rows.sum(axis=0)
        enough = [int(word) for word in having.nonzero()[0] if having[word] >= max(2, SHARED_BY * len(group))]
        return sorted(enough, key=lambda word: (-round(float(weight[word]), 9), self._names[word]))[:WORDS]
