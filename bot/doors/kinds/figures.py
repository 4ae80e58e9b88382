"""Numbers in words written as figures, for patterns that read figures."""

from __future__ import annotations

import re

from text_to_num import alpha2digit


def in_figures(text: str) -> str:
    """The text with numbers in words written as figures ("twaalfhonderd" becomes "1200")."""
    return alpha2digit(text, "nl") if re.search(r"[a-zA-Z]", text) else text
