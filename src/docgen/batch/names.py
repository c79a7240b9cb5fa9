"""File names from a pattern: safe on Windows, never a path, never silently shortened."""

from __future__ import annotations

import re
import unicodedata

from docgen import pipeline
from docgen.compose import displayed
from docgen.diagnostics import NAME_EMPTY, NAME_TOO_LONG
from docgen.errors import DataError, TemplateError
from docgen.kinds import Kind
from docgen.record import Record
from docgen.render import compile_pattern

MAX_CHARACTERS = 80
"""255 bytes, the limit of common file systems, hold 80 Chinese characters and the ending."""

# What Windows forbids, as the full-width character that looks the same.
_FORBIDDEN = str.maketrans({c: chr(ord(c) + 0xFEE0) for c in '<>:"/\\|?*'})
_RESERVED = re.compile(r"(?i)(con|prn|aux|nul|com[0-9]|lpt[0-9])(\..*)?$")


def clean(name: str) -> str:
    """``name`` as a file name on any system: no path marks, no control or direction characters."""
    name = name.removesuffix(".docx")
    name = "".join(c for c in name if unicodedata.category(c) not in ("Cc", "Cf", "Zl", "Zp"))
    name = name.translate(_FORBIDDEN).strip().strip(".").strip()
    return f"_{name}" if _RESERVED.match(name) else name


def folded(name: str) -> str:
    """The form under which two names are one on Windows and macOS."""
    return unicodedata.normalize("NFC", name).casefold()


class NamePattern:
    """A ``--name`` pattern compiled for one kind. Raises TemplateError (B406) where it is wrong."""

    def __init__(self, text: str, kind: Kind) -> None:
        self._pattern = compile_pattern(text, kind, pipeline.DERIVED)

    def render(self, record: Record) -> str:
        """The file name without ending. Raises DataError: B403, B406, B409."""
        try:
            name = clean(self._pattern.fill(displayed(record)))
        except TemplateError as error:
            raise DataError(error.diagnostics) from None
        where = record.root.place
        if not name:
            raise DataError([NAME_EMPTY.at(where)])
        if len(name) > MAX_CHARACTERS:
            raise DataError(
                [NAME_TOO_LONG.at(where, name=name, found=len(name), limit=MAX_CHARACTERS)]
            )
        return name
