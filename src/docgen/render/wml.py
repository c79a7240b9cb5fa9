"""WordprocessingML as text: paragraphs, runs, cells."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache

from docgen.content import Text
from docgen.styles import Style

Ids = Mapping[Style, str]

# Characters both scripts use: in a run with the hint they take the East-Asian font.
_AMBIGUOUS = re.compile("[\u00b7\u00d7\u2014\u2018\u2019\u201c\u201d\u2026\u2605]")
_HINT = '<w:rFonts w:hint="eastAsia"/>'
# html.escape would bring the table of all HTML entities along.
_ESCAPES = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;"})
_SPECIAL = re.compile(r"[\t\n\r]")


def paragraph(style: str, runs: str = "", properties: str = "") -> str:
    """A paragraph in the style with the id ``style``; ``properties`` follow its ``w:pStyle``."""
    return f'<w:p><w:pPr><w:pStyle w:val="{style}"/>{properties}</w:pPr>{runs}</w:p>'


def cell(width: int, content: str, properties: str = "") -> str:
    """A table cell of ``width`` twips; ``properties`` follow its width."""
    return f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{properties}</w:tcPr>{content}</w:tc>'


def grid(widths: Iterable[int]) -> str:
    """The grid of a table whose columns have these ``widths`` in twips."""
    columns = "".join(f'<w:gridCol w:w="{w}"/>' for w in widths)
    return f"<w:tblGrid>{columns}</w:tblGrid>"


def text_run(text: str, properties: str = "") -> str:
    """A run of ``text``; nothing for an empty one."""
    if not text:
        return ""
    if _AMBIGUOUS.search(text) and "rStyle" not in properties:
        properties = _HINT + properties
    if properties:
        properties = f"<w:rPr>{properties}</w:rPr>"
    return f"<w:r>{properties}{content_of(text)}</w:r>"


# Rosters say the same things again and again.
@lru_cache(maxsize=4096)
def run(text: Text, style: str = "") -> str:
    """The run of ``text`` in the character style with the id ``style``."""
    properties = f'<w:rStyle w:val="{style}"/>' if style else ""
    if _AMBIGUOUS.search(text.text):
        properties += _HINT
    if text.bold:
        properties += "<w:b/><w:bCs/>"
    if properties:
        properties = f"<w:rPr>{properties}</w:rPr>"
    return f"<w:r>{properties}{content_of(text.text)}</w:r>"


def content_of(text: str) -> str:
    """``text`` as the content of a run: tabs and breaks are elements of their own."""
    if text.isalnum():
        return f"<w:t>{text}</w:t>"
    if _SPECIAL.search(text):
        pieces = re.split(r"(\t|\r\n|\r|\n)", text)
        return "".join(
            "<w:tab/>" if p == "\t" else "<w:br/>" if p in ("\n", "\r", "\r\n") else content_of(p)
            for p in pieces
            if p
        )
    space = ' xml:space="preserve"' if text != text.strip() or "  " in text else ""
    return f"<w:t{space}>{text.translate(_ESCAPES)}</w:t>"
