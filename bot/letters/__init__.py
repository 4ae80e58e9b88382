"""Letters that a citizen sends: built from a draft and the law, written as a file that a word processor opens. Pure."""

from bot.letters.book import LetterBook, load_letters
from bot.letters.building import Blank, Letter, Piece, build
from bot.letters.document import MEDIA_TYPE, to_docx
from bot.letters.facts import Facts, draft_of_fields, facts_of

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
