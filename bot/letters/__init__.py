"""Letters that a citizen sends: built from a draft and the law, written as a file that a word processor opens. Pure."""

from bot.letters.book import LetterBook, load_letters
from bot.letters.building import Blank, Letter, Piece, build
from bot.letters.facts import Facts, draft_of_fields, facts_of

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def to_docx(letter: Letter) -> bytes:
    """The letter as a file; see `bot.letters.document`, whose library is loaded when the first letter is asked for."""
    from bot.letters import document

    return document.to_docx(letter)


__all__ = [
    "MEDIA_TYPE",
    "Blank",
    "Facts",
    "Letter",
    "LetterBook",
    "Piece",
    "build",
    "draft_of_fields",
    "facts_of",
    "load_letters",
    "to_docx",
]
