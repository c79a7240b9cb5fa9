"""Where a table begins: the row of its titles, among what clerks write above it."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

from .cell_marks import cell_text

WITHIN = 20
"""Rows that are looked at for the header."""


def header_row(rows: Sequence[Sequence[Any]], known: Collection[str]) -> tuple[int, int]:
    """The row with most ``known`` titles in it, from 0, and how many these are.

    Failing that, the first with several cells.
    """
    best, most, several = 0, 0, None
    first = rows[:WITHIN]
    is_one_column = max(map(len, first), default=0) == 1
    for i in range(len(first)):
        titles = set(titles_in(rows, i, known)) - {""}
        found = sum(title in known for title in titles)
        if found > most:
            best, most = i, found
        if several is None and (len(titles) > 1 or (titles and is_one_column)):
            several = i
    return (best if most else several or 0), most


def titles_in(rows: Sequence[Sequence[Any]], at: int, known: Collection[str]) -> list[str]:
    """The titles in row ``at``; with those above where both make a name, as 乙方 over 单位."""
    titles = [_title(cell) for cell in rows[at]]
    above = [_title(cell) for cell in rows[at - 1]] if at else []
    above += [""] * len(titles)
    return [
        f"{over}.{title}" if f"{over}.{title}" in known else title
        for over, title in zip(above, titles, strict=False)
    ]


def _title(cell: Any) -> str:
    return "".join(cell_text(cell).split())
