"""Text → lines: one paragraph each, with the number of its first line in the file.

A table pasted from Word or Excel comes as lines with tabs between the cells; a run of them is one
line here, with its rows beside it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from .marks import find_mark

_BREAK = re.compile("\r\n|[\n\r\v\f]")
_BLANKS = " \t\u3000\u00a0\ufeff"
_CLOSING = "。，、；：！？）》」』”’…,.;:!?)"
_COMMAS = "，、,"
_OPENING = "（《「『“‘(【〔"

# Longer than any heading seen in texts of this trade, shorter than a line an editor breaks.
_LONG_PLAIN = 32
_LONG_NUMBERED = 45

_CLAUSES = re.compile("[，,；;。]")
# Lines broken at one width differ by a character or two: punctuation must not begin a line.
_RAGGED = 2
_COLUMNS = re.compile(r"\s{2,}")
_LABEL = re.compile(r"^[^\s，。、；：:]{1,8}(?:[（(][^）)]{1,8}[）)])?[：:]")

Rows = tuple[tuple[str, ...], ...]

TABLE = "\ufffc。"
"""The text of a line that is a table: neither heading, number nor unfinished sentence."""
_TABS = 2


@dataclass(frozen=True, slots=True)
class Line:
    """A line without the blanks around it; ``gap`` tells of an empty line before it.

    ``rows`` are the cells where it is a table, and ``text`` is then ``TABLE``.
    """

    number: int
    text: str
    gap: bool = False
    rows: Rows = ()


def split(text: str) -> tuple[list[Line], list[int]]:
    """The lines of ``text`` that are not empty; tabs inside become blanks, except in tables.

    Also the numbers of lines that have a table row's tabs and stand in no table.
    """
    raw = _BREAK.split(text)
    lines: list[Line] = []
    loose: list[int] = []
    gap = False
    i = 0
    while i < len(raw):
        rows = _table(raw, i)
        if rows:
            lines.append(Line(i + 1, TABLE, gap, rows))
            gap = False
            i += len(rows)
            continue
        stripped = raw[i].replace("\t", " ").strip(_BLANKS)
        if stripped:
            lines.append(Line(i + 1, stripped, gap))
        gap = not stripped
        i += 1
        cells = _cells(raw[i - 1])
        if len(cells) > _TABS and sum(map(bool, cells)) > 1 and not any(map(_LABEL.match, cells)):
            loose.append(i)
    return lines, loose


def _table(raw: Sequence[str], start: int) -> Rows:
    """The rows from ``start`` on: two or more lines with the same number of tabs, two or more.

    Tabs before a paragraph are an indent, and columns of labels (甲方：…乙方：) are to be signed.
    """
    tabs = raw[start].count("\t")
    columns = list(filter(None, _cells(raw[start])))
    if tabs < _TABS or len(columns) < 2 or any(map(_LABEL.match, columns)):
        return ()
    end = start
    while end < len(raw) and raw[end].count("\t") == tabs:
        end += 1
    while not any(_cells(raw[end - 1])):
        end -= 1
    return tuple(_cells(line) for line in raw[start:end]) if end - start > 1 else ()


def _cells(raw: str) -> tuple[str, ...]:
    return tuple(cell.strip(_BLANKS) for cell in raw.split("\t"))


def join(lines: Sequence[Line]) -> tuple[list[Line], int]:
    """Lines broken inside a sentence put together again, and how many were joined.

    A line is a continuation where it starts with closing punctuation, or has no number and the
    line before it ends with a comma, an opening bracket, or as a long line without punctuation;
    a line with a comma inside counts as long beside the line after it.
    """
    wrapped_at = _wrap_width(lines)
    paragraphs: list[list[Line]] = []
    width = 0
    for line in lines:
        if paragraphs and _continues(paragraphs[-1], width, line, wrapped_at):
            paragraphs[-1].append(line)
            width += len(line.text)
        else:
            paragraphs.append([line])
            width = len(find_mark(line.text)[1])
    joined = [replace(p[0], text=_together(p)) if len(p) > 1 else p[0] for p in paragraphs]
    return joined, len(lines) - len(joined)


def _together(lines: Sequence[Line]) -> str:
    pieces = [lines[0].text]
    for before, line in pairwise(lines):
        # Two Latin words or numbers grow together without a blank.
        last, first = before.text[-1], line.text[0]
        latin = last.isascii() and first.isascii() and last.isalnum() and first.isalnum()
        pieces += [" ", line.text] if latin else [line.text]
    return "".join(pieces)


def _continues(paragraph: Sequence[Line], width: int, line: Line, wrapped_at: int | None) -> bool:
    """Whether ``line`` goes on with ``paragraph``, ``width`` characters so far but its number."""
    before = paragraph[-1].text
    if line.rows or paragraph[-1].rows or find_mark(line.text)[0] is not None:
        return False
    if _COLUMNS.search(before) or _COLUMNS.search(line.text):
        return False
    if line.text[0] in _CLOSING:
        return True
    if line.gap:
        return False
    last = before[-1]
    if last in _COMMAS or last in _OPENING:
        return True
    if not last.isalnum() or _LABEL.match(line.text):
        return False
    if wrapped_at is not None:
        return len(before) >= wrapped_at
    numbered = find_mark(paragraph[0].text)[0] is not None
    if not numbered and _CLAUSES.search(before) and len(before) + _RAGGED >= len(line.text):
        return True
    return width > (_LONG_NUMBERED if numbered else _LONG_PLAIN)


def _wrap_width(lines: Sequence[Line]) -> int | None:
    """The least width of a full line where an editor broke all lines at one width, else None."""
    widths = [len(line.text) for line in lines]
    if len(widths) < 8:
        return None
    widest = max(widths)
    full = sum(width >= widest - _RAGGED for width in widths)
    return widest - _RAGGED if 20 <= widest <= 60 and full * 2 >= len(widths) else None
