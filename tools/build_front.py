"""Builds the front end: the NL Design System components that the pages use, as one stylesheet without tokens.

Run by `tools/front.py` when the packages or this file changed. Standard library only. The tokens that give the
components their looks stand in `data/themes/`; the loket puts both together when it starts (`bot/web/style.py`).
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
TARGET = ROOT / "bot" / "web" / "static" / "dist" / "components.css"

# Packages may style a component in two ways: by class, and by HTML element. Text and form controls come by element,
# so that a page is written in plain HTML; what no element says (an alert, a badge) comes by class.
ELEMENTS = (
    "@nl-design-system-candidate/heading-css/dist/html/heading.css",
    "@nl-design-system-candidate/paragraph-css/dist/html/paragraph.css",
    "@nl-design-system-candidate/link-css/dist/html/link.css",
    "@utrecht/blockquote-css/dist/html/index.css",
    "@utrecht/unordered-list-css/dist/html/index.css",
    "@utrecht/ordered-list-css/dist/html/index.css",
    "@utrecht/table-css/dist/html/index.css",
    "@utrecht/form-label-css/dist/html/index.css",
    "@utrecht/form-fieldset-css/dist/html/index.css",
    "@utrecht/textbox-css/dist/html/index.css",
    "@utrecht/textarea-css/dist/html/index.css",
    "@utrecht/select-css/dist/html/index.css",
    "@utrecht/checkbox-css/dist/html/index.css",
    "@utrecht/radio-button-css/dist/html/index.css",
)
CLASSES = (
    "@nl-design-system-candidate/button-css/dist/button.css",
    "@nl-design-system-candidate/skip-link-css/dist/skip-link.css",
    "@nl-design-system-candidate/data-badge-css/dist/data-badge.css",
    "@utrecht/alert-css/dist/index.css",
    "@utrecht/button-group-css/dist/index.css",
    "@utrecht/data-list-css/dist/index.css",
    "@utrecht/form-field-css/dist/index.css",
    "@utrecht/form-field-description-css/dist/index.css",
    "@utrecht/form-field-error-message-css/dist/index.css",
    "@utrecht/link-list-css/dist/index.css",
    "@utrecht/page-header-css/dist/index.css",
    "@utrecht/page-footer-css/dist/index.css",
)
COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
STRING = re.compile(r"(\"[^\"]*\"|'[^']*')")
SPACES, RUN_OF_SPACES = re.compile(r"\s*([{};,])\s*"), re.compile(r"\s+")
LICENCE = "/*! NL Design System components, EUPL-1.2: {packages}. Unchanged but for comments and spaces. */\n"


def smaller(css: str) -> str:
    """The same rules without comments and without spaces that say nothing; strings stay as they are."""
    parts = STRING.split(COMMENT.sub("", css))
    return "".join(
        part if number % 2 else SPACES.sub(r"\1", RUN_OF_SPACES.sub(" ", part)).replace(";}", "}")
        for number, part in enumerate(parts)
    ).strip()


def build(modules: Path) -> str:
    """The stylesheet of all components; raises `FileNotFoundError` when a package is not there."""
    names = sorted({"/".join(place.split("/")[:2]) for place in (*ELEMENTS, *CLASSES)})
    sheets = [smaller((modules / place).read_text(encoding="utf-8")) for place in (*ELEMENTS, *CLASSES)]
    return LICENCE.format(packages=", ".join(names)) + "\n".join(sheets) + "\n"


def main() -> int:
    """Writes the stylesheet in one step."""
    TARGET.parent.mkdir(parents=True, exist_ok=True)
    draft = TARGET.with_suffix(".new")
    draft.write_text(build(ROOT / "node_modules"), encoding="utf-8")
    draft.replace(TARGET)
    return 0


if __name__ == "__main__":
    sys.exit(main())
