"""A sheet as a table: its titles, the rows below them, and cells that hold what nobody meant."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from docgen.diagnostics import CELL_ERROR, DIGITS_LOST, UNTITLED_COLUMN, Diagnostic, Place

from .cell_marks import ErrorCell, cell_text, is_error_text
from .headers import header_row, titles_in
from .roster import check_header, column_letters, is_own

_SAFE_DIGITS = 15
_MOST_PLACES = 4


@dataclass(frozen=True)
class Table:
    """A sheet's cells, and the row of its titles, from 0."""

    name: str
    rows: list[list[Any]]
    top: int
    titles: list[str]


def table_of(name: str, rows: list[list[Any]], known: Collection[str]) -> Table:
    """The sheet ``name``, with a header of ``known`` titles if it has one."""
    top, _ = header_row(rows, known)
    titles = titles_in(rows, top, known) if rows else []
    while titles and not titles[-1]:
        titles.pop()
    return Table(name, rows, top, titles)


def check_titles(path: Path, table: Table) -> Iterator[Diagnostic]:
    """B465 where columns of ``table`` have texts and no title. Raises DataError (B407)."""

    def place(column: int, line: int) -> Place:
        return Place(str(path), sheet=table.name, cell=f"{column_letters(column)}{line}")

    check_header(table.titles, lambda i: place(i, table.top + 1))
    titled = {i for i, title in enumerate(table.titles) if title}
    counts: Counter[int] = Counter()
    first: dict[int, int] = {}
    for line, cells in enumerate(table.rows[table.top + 1 :], table.top + 2):
        for i, cell in enumerate(cells):
            if i not in titled and cell not in (None, "") and cell_text(cell).strip():
                counts[i] += 1
                first.setdefault(i, line)
    if counts:
        columns = sorted(counts)
        where, *others = (place(i, first[i]) for i in columns)
        letters = column_letters(columns[0])
        found = UNTITLED_COLUMN.at(where, column=letters, count=counts[columns[0]])
        yield replace(found, also=tuple(others[:_MOST_PLACES]), more=len(others))


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
