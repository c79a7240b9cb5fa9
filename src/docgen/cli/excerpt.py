"""The line a finding speaks of, with a caret under the right character."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from itertools import islice

from docgen.diagnostics import Place
from docgen.errors import DataError
from docgen.load import STDIN, read_text

WIDTH = 76
"""Columns of a screen that an excerpt takes at most, number and margin apart."""

# The breaks that YAML counts; the loader carries all others past it.
_HIDDEN = {"\t": "→", "\u3000": "\u3000"}
_BREAK = re.compile(r"\r\n|\r|\n")
# Not the csv module, which refuses a long cell: the very thing a finding may tell of.
_CELL = r'(?:^|{0})((?:"[^"]*+(?:""[^"]*+)*+(?:"|\Z))?[^{0}]*+)'


def columns_of(text: str) -> int:
    """How many columns of a screen ``text`` takes: two for a Chinese character."""
    return sum(_width(char) for char in text)


def excerpt(where: Place) -> list[str]:
    """The line of ``where`` and a caret below it; no lines where there is nothing to show."""
    if where.text is not None:
        return _drawn(where.text, (where.column or 1) - 1, "")
    if where.line is None or where.column is None or where.file in ("", STDIN):
        return []
    lines = _lines(where.file)
    if where.line > len(lines) or not lines[where.line - 1].strip():
        return []
    line = lines[where.line - 1]
    at = where.column - 1
    if where.cell is not None:
        at = _cell_start(line, at, _separator(where.file))
    return _drawn(line, at, str(where.line))


@lru_cache(maxsize=8)
def _lines(file: str) -> tuple[str, ...]:
    try:
        text, _ = read_text(file)
    except DataError:
        return ()
    return tuple(_BREAK.split(text))


def _drawn(line: str, at: int, label: str) -> list[str]:
    """``line`` cut to a screen's width around the character ``at`` (from 0), and the caret."""
    # A tab looks like blanks, and is often the very mistake.
    shown = "".join(char if char.isprintable() else _HIDDEN.get(char, " ") for char in line)
    at = min(at, len(shown))
    start, end = _window(shown, at)
    before = "…" if start else ""
    after = "…" if end < len(shown) else ""
    margin = " " * len(label)
    gap = " " * columns_of(before + shown[start:at])
    text = f"  {label} | {before}{shown[start:end]}{after}".rstrip()
    return [text, f"  {margin} | {gap}^"]


def _window(line: str, at: int) -> tuple[int, int]:
    if columns_of(line) <= WIDTH:
        return 0, len(line)
    start, room = at, WIDTH // 2
    while start and room > 0:
        start -= 1
        room -= _width(line[start])
    end, room = start, WIDTH
    while end < len(line) and room > 0:
        room -= _width(line[end])
        end += 1
    return start, end


def _width(char: str) -> int:
    if unicodedata.combining(char):
        return 0
    return 2 if unicodedata.east_asian_width(char) in "WF" else 1


@lru_cache(maxsize=8)
def _separator(file: str) -> str:
    """What parts the cells of ``file``, as far as its first lines tell."""
    from docgen.load.headers import WITHIN
    from docgen.load.roster import SEPARATORS

    first = "".join(_lines(file)[:WITHIN])
    return max(SEPARATORS, key=first.count)


def _cell_start(line: str, number: int, separator: str) -> int:
    """Where cell ``number`` (from 0) of a line of CSV begins; 0 where it is on another line."""
    starts = (match.start(1) for match in re.finditer(_CELL.format(separator), line))
    return next(islice(starts, number, None), 0)
