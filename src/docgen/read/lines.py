"""Text → lines: one paragraph each, with the number of its first line in the file."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from .marks import find_mark

_BREAK = re.compile("\r\n|[\n\r\v\f]")
_BLANKS = " \t\u3000\u00a0\ufeff"
_CLOSING = "。，、；：！？）》」』”’…,.;:!?)"
_COMMAS = "，、,"
_OPENING = "（《「『“‘(【〔"

# Longer than any heading seen in texts of this trade, shorter than a line an editor breaks.
_LONG_PLAIN = 32
_LONG_NUMBERED = 45


@dataclass(frozen=True, slots=True)
class Line:
    """A line without the blanks around it; ``gap`` tells of an empty line before it."""

    number: int
    text: str
    gap: bool = False


def split(text: str) -> list[Line]:
    """The lines of ``text`` that are not empty; tabs inside become blanks."""
    lines: list[Line] = []
    gap = False
    for number, raw in enumerate(_BREAK.split(text), 1):
        stripped = raw.replace("\t", " ").strip(_BLANKS)
        if stripped:
            lines.append(Line(number, stripped, gap))
        gap = not stripped
    return lines


def join(lines: Sequence[Line]) -> tuple[list[Line], int]:
    """Lines broken inside a sentence put together again, and how many were joined.

    A line is a continuation where it starts with closing punctuation, or has no number and the
    line before it ends with a comma, an opening bracket, or as a long line without punctuation.
    """
    wrapped_at = _wrap_width(lines)
    out: list[Line] = []
    width = 0
    joined = 0
    for line in lines:
        if out and _continues(out[-1].text, width, line, wrapped_at):
            before = out[-1]
            # Two Latin words or numbers grow together without a blank.
            blank = " " if before.text[-1].isascii() and line.text[0].isascii() else ""
            if not (before.text[-1].isalnum() and line.text[0].isalnum()):
                blank = ""
            out[-1] = replace(before, text=before.text + blank + line.text)
            joined += 1
        else:
            out.append(line)
        width = len(line.text)
    return out, joined


def _continues(before: str, width: int, line: Line, wrapped_at: int | None) -> bool:
    mark, _ = find_mark(line.text)
    if mark is not None:
        return False
    if line.text[0] in _CLOSING:
        return True
    if line.gap:
        return False
    last = before[-1]
    if last in _COMMAS or last in _OPENING:
        return True
    if not last.isalnum():
        return False
    if wrapped_at is not None:
        return width >= wrapped_at
    numbered, rest = find_mark(before)
    return len(rest) > (_LONG_NUMBERED if numbered else _LONG_PLAIN)


def _wrap_width(lines: Sequence[Line]) -> int | None:
    """The least width of a full line where an editor broke all lines at one width, else None."""
    widths = [len(line.text) for line in lines]
    if len(widths) < 8:
        return None
    widest = max(widths)
    full = sum(width >= widest - 2 for width in widths)
    return widest - 2 if 20 <= widest <= 60 and full * 2 >= len(widths) else None
