"""From how the register names the law of a scheme to the one law, and article, that a signal is counted under. Pure."""

from __future__ import annotations

import re

# Further laws, remarks between brackets, and sentences about what comes: for who reads the register.
_REST = re.compile(r"\s*(?:;|\(|\. (?=[A-Z])).*$", re.S)
_ARTICLE = re.compile(r"^(?P<law>.+?),?\s+(?P<article>art\.? .+)$")


def main_law(named: str) -> tuple[str, str | None]:
    """The first law that is named, and its article when one is: `("Leerplichtwet 1969", "art. 3a, 3b")`."""
    first = _REST.sub("", named).strip()
    found = _ARTICLE.match(first)
    if found is None:
        return first, None
    return found["law"].strip(), found["article"].strip()
