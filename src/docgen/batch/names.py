"""File names from a pattern: safe on Windows, never a path, never silently shortened."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from typing import Any

from docgen import pipeline
from docgen.compose import displayed
from docgen.diagnostics import NAME_EMPTY, NAME_TOO_LONG, Place
from docgen.errors import DataError, TemplateError, Unusual
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


# Chinese characters only: nothing to clean.
_EASY = re.compile("[\u4e00-\u9fff（）〔〕、·]+")


class NamePattern:
    """A ``--name`` pattern compiled for one kind. Raises TemplateError (B406) where it is wrong."""

    def __init__(self, text: str, kind: Kind) -> None:
        self._pattern = compile_pattern(text, kind, pipeline.DERIVED)

    def render(self, record: Record) -> str:
        """The file name without ending. Raises DataError: B403, B406, B409."""
        try:
            return checked(self._pattern.fill(displayed(record)), record.root.place)
        except TemplateError as error:
            raise DataError(error.diagnostics) from None

    def special(
        self, known: Mapping[str, Any], varying: frozenset[str]
    ) -> Callable[[Mapping[str, Any]], str]:
        """``render`` where only the fields ``varying`` differ. It, and this, raise Unusual."""
        fill = self._pattern.special(known, varying)

        def name(fields: Mapping[str, Any]) -> str:
            found = fill(fields)
            if len(found) <= MAX_CHARACTERS and _EASY.fullmatch(found):
                return found
            try:
                return checked(found, Place())
            except DataError:
                raise Unusual from None

        return name


def checked(text: str, where: Place) -> str:
    """``text`` cleaned. Raises DataError: B403 (nothing is left), B409 (too long)."""
    name = clean(text)
    if not name:
        raise DataError([NAME_EMPTY.at(where)])
    if len(name) > MAX_CHARACTERS:
        raise DataError([NAME_TOO_LONG.at(where, name=name, found=len(name), limit=MAX_CHARACTERS)])
    return name
