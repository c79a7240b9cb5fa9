"""A sheet as a table: its titles, the rows below them, and cells that hold what nobody meant."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from docgen.diagnostics import CELL_ERROR, DIGITS_LOST, Diagnostic, Place

from .cell_marks import ErrorCell, cell_text, is_error_text
from .headers import header_row, titles_in
from .roster import check_header, column_letters, is_own

_SAFE_DIGITS = 15


@dataclass(frozen=True)
class Table:
    """A sheet's cells, and the row of its titles, from 0."""

    name: str
    rows: list[list[Any]]
    top: int
    titles: list[str]


def table_of(path: Path, name: str, rows: list[list[Any]], known: Collection[str]) -> Table:
    """The sheet ``name`` of ``path``. Raises DataError (B407)."""
    top, _ = header_row(rows, known)
    titles = titles_in(rows, top, known) if rows else []
    while titles and not titles[-1]:
        titles.pop()
    check_header(
        titles,
        lambda i: Place(str(path), sheet=name, cell=f"{column_letters(i)}{top + 1}"),
    )
    return Table(name, rows, top, titles)


def wrong_cells(
    cells: Sequence[Any], columns: Mapping[str, int], place: Callable[[str], Place]
) -> Iterator[Diagnostic]:
    """Cells that do not hold what was meant to be in them.

    A formula that has failed, and a number whose last digits Excel has turned into zeros already,
    such as an ID.
    """
    for title, i in columns.items():
        if is_own(title):
            continue
        value = cells[i] if i < len(cells) else None
        if isinstance(value, ErrorCell):
            yield CELL_ERROR.at(place(title), title=title, value=value)
        elif is_error_text(value):
            yield CELL_ERROR.at(place(title), title=title, value=value.strip(), because="text")
        elif isinstance(value, int | float) and abs(value) >= 10**_SAFE_DIGITS:
            yield DIGITS_LOST.at(place(title), title=title, value=cell_text(value))
