"""Whether a message is written in English, for a counter that answers in Dutch. Pure."""

from __future__ import annotations

import re

# Words that hardly any English sentence does without, and that are no Dutch ones; and the other way round.
_ENGLISH = re.compile(
    r"(?<![a-z'])(?:the|and|my|i|i'm|i've|i'd|have|has|had|they|them|their|this|that|these|those|was|were|been|are|of|to|for|from"
    r"|with|not|don't|didn't|can't|cannot|could|would|should|you|your|she|he|his|her|because|there|what|when|why|how|it|it's"
    r"|which|about)(?![a-z'])"
)
_DUTCH = re.compile(
    r"(?<![a-z'])(?:de|het|een|en|ik|mijn|niet|geen|van|dat|dit|die|voor|met|maar|want|heb|heeft|hebben|ben|zijn|zij|ze|wij|we|u|uw"
    r"|jullie|naar|bij|ook|nog|wat|wie|waar|waarom|hoe|kan|moet|wil|er|om|aan|op|te)(?![a-z'])"
)
_LEAST = 3


def is_english(text: str) -> bool:
    """True when a text has at least three plain English words, and more than twice as many of those as of Dutch ones."""
    folded = text.lower().replace("’", "'")
    english = len(_ENGLISH.findall(folded))
    return english >= _LEAST and english > 2 * len(_DUTCH.findall(folded))
