"""A small language for phrases, so that a recognition list is words and not regular expressions. Pure.

    woord      that word                     woord*     words that begin so (inflection, compounds)
    a|b c      a or b, then c                woord?     the word may be absent
    <naam>     one of a named list of words  ..  ...    up to three, up to six words in between
    = a b      the whole message is this

Words in between are never a denial ("niet", "geen" …) and never reach into another sentence.
"""

import re
import unicodedata
from collections.abc import Mapping, Sequence

END = "¶"
DENIALS = ("niet", "geen", "nooit", "niemand", "not")
_GAPS = {"..": 3, "...": 6}
_APOSTROPHES = re.compile(r"['’‘`´]")
_NUMBER = re.compile(r"(?<=\d)[.,:](?=\d)")
_ENDS = re.compile(r"[.!?;\n…]+")
_REST = re.compile(rf"[^\w{END}]+")
_TOKEN = re.compile(r"^[\w*|<>?]+$")


class PatternError(ValueError):
    """A phrase that cannot be read."""


def normalised(text: str, spellings: Mapping[str, str] | None = None) -> str:
    """The text in lower case without accents or punctuation; sentences are parted by an end mark.

    Single spaces between words, one space before and after the whole, so that a pattern finds its borders.
    `spellings` reads a word as other words ("kheb": "ik heb").
    """
    text = text.replace("ı", "i").replace("İ", "i")
    text = "".join(c for c in unicodedata.normalize("NFKD", text.casefold()) if not unicodedata.combining(c))
    text = _NUMBER.sub("", _APOSTROPHES.sub("", text))
    text = _ENDS.sub(f" {END} ", text)
    words = _REST.sub(" ", text).split()
    return f" {' '.join(spellings.get(word, word) if spellings else word for word in words)} "


def expression(
    pattern: str, lists: Mapping[str, Sequence[str]], spellings: Mapping[str, str] | None = None
) -> str:
    """The pattern as a regular expression for normalised text; raises `PatternError` when it cannot be read."""
    whole = pattern.startswith("= ")
    tokens = pattern.removeprefix("= ").split()
    if not any(token not in _GAPS for token in tokens):
        raise PatternError(f"'{pattern}' heeft geen woorden")
    if tokens[0] in _GAPS or tokens[-1] in _GAPS:
        raise PatternError(f"'{pattern}' begint of eindigt met een gat")
    body = "".join(_token(token, pattern, lists, spellings or {}) for token in tokens)
    return rf"^ {body}(?:{END} )*$" if whole else rf"(?<= ){body}"


def needed(
    pattern: str, lists: Mapping[str, Sequence[str]], spellings: Mapping[str, str] | None = None
) -> frozenset[str]:
    """Words of normalised text of which one has to be there for the pattern to match; empty when none has to.

    Looking for a word in a set costs far less than a regular expression: most patterns need not be tried at all.
    """
    choices: list[frozenset[str]] = []
    for token in pattern.removeprefix("= ").split():
        if token in _GAPS or token.endswith("?") or "*" in token:
            continue
        words = [word for part in token.split("|") for word in lists.get(part.strip("<>"), (part,))]
        if not any("*" in word for word in words):
            read = (normalised((spellings or {}).get(word, word)).split() for word in words)
            choices.append(frozenset(one[0] for one in read))
    # Of as many words the longest: "dood" is rarer than "ik".
    return min(choices, key=lambda words: (len(words), -min(map(len, words))), default=frozenset())


def _token(token: str, pattern: str, lists: Mapping[str, Sequence[str]], spellings: Mapping[str, str]) -> str:
    if token in _GAPS:
        denials = "".join(f"(?!{word} )" for word in DENIALS)
        return rf"(?:{denials}\w+ ){{0,{_GAPS[token]}}}?"
    if not _TOKEN.match(token):
        raise PatternError(f"'{token}' in '{pattern}' is geen woord")
    optional = token.endswith("?")
    words: list[str] = []
    for part in token.removesuffix("?").split("|"):
        if part.startswith("<") and part.endswith(">"):
            if part[1:-1] not in lists:
                raise PatternError(f"'{pattern}' noemt een onbekende lijst {part}")
            words += lists[part[1:-1]]
        else:
            words.append(part)
    choice = "|".join(_word(spellings.get(word, word), pattern) for word in words)
    return f"(?:(?:{choice}) )?" if optional else f"(?:{choice}) "


def _word(word: str, pattern: str) -> str:
    bare = word.strip("*")
    if not bare or "*" in bare:
        raise PatternError(f"'{word}' in '{pattern}' is geen woord")
    text = re.escape(normalised(bare).strip())
    return (r"\w*" if word.startswith("*") else "") + text + (r"\w*" if word.endswith("*") else "")
