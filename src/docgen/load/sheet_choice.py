"""Which sheet of a workbook is the roster, and which other one is so, too, by its columns."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from docgen.diagnostics import ROSTER_ELSEWHERE, ROSTER_SHEET, Diagnostic, Place

from .cell_marks import cell_text
from .headers import header_row, titles_in
from .roster import EXAMPLE, SERIAL, Names, is_own
from .sheet_tables import Table

_NAMES = ("名册", "roster")


class Page(NamedTuple):
    """The cells of a sheet, and whether the workbook hides it."""

    rows: list[list[Any]]
    is_hidden: bool = False


def main_sheet(
    path: Path, pages: Mapping[str, Page], names: Names
) -> tuple[str, Sequence[Diagnostic]]:
    """The name of the sheet that is the roster: 名册, or the first.

    Another only where this one has no column that a roster may have, which is told. A sheet that is
    hidden, or named after a list, is the roster where there is no other.
    """
    shown = [name for name, page in pages.items() if not page.is_hidden]
    own = [name for name in shown if name.strip() not in names.lists]
    those = own or shown or list(pages)
    named = [name for name in those if name.strip().casefold() in _NAMES]
    first = (named or those)[0]
    found = {name: len(_known(pages[name].rows, names.columns)) for name in those}
    likeliest = max(those, key=found.__getitem__)
    if found[first] or not found[likeliest]:
        return first, ()
    where = Place(str(path), sheet=likeliest, cell="A1")
    return likeliest, [ROSTER_ELSEWHERE.at(where, read=likeliest, first=first)]


def _known(rows: list[list[Any]], known: Collection[str]) -> set[str]:
    """The titles in the likeliest header of ``rows`` that say something to a letter."""
    top, _ = header_row(rows, known)
    titles = titles_in(rows, top, known) if rows else []
    return {title for title in titles if title in known and not is_own(title)}


def same_columns(
    path: Path, sheet: Table, main: Table, columns: Collection[str]
) -> Iterator[Diagnostic]:
    """B457 where ``sheet`` has the columns of the roster ``main``, and rows that it has not."""
    ours = _shared(main, columns)
    theirs = _shared(sheet, columns)
    both = [title for title in ours if title in theirs]
    strange = [title for title in sheet.titles if title and _plain(title) not in ours]
    has_all = len(both) == len(ours) and (len(both) > 1 or not strange)
    has_most = len(both) > 1 and 2 * len(both) > len(ours)
    if not both or not (has_all or (has_most and all(map(is_own, strange)))):
        return
    there = set(_entries(main, [ours[title] for title in both]))
    count = sum(row not in there for row in _entries(sheet, [theirs[title] for title in both]))
    if count:
        where = Place(str(path), sheet=sheet.name, cell=f"A{sheet.top + 1}")
        yield ROSTER_SHEET.at(where, name=sheet.name, read=main.name, count=count)


def _shared(table: Table, columns: Collection[str]) -> dict[str, int]:
    """Where the titles of ``table`` stand that may be those of another roster, too."""
    return {
        _plain(title): i
        for i, title in enumerate(table.titles)
        if title in columns and not is_own(title)
    }


def _entries(table: Table, places: Sequence[int]) -> Iterator[tuple[str, ...]]:
    """What the rows of ``table`` say in the columns at ``places``, but for examples."""
    serial = table.titles.index(SERIAL) if SERIAL in table.titles else None
    for cells in table.rows[table.top + 1 :]:
        if serial is not None and serial < len(cells) and cell_text(cells[serial]) == EXAMPLE:
            continue
        said = tuple(cell_text(cells[i]).strip() if i < len(cells) else "" for i in places)
        if any(said):
            yield said


def _plain(title: str) -> str:
    """乙方.单位 and 乙方单位 are one column."""
    return title.replace(".", "")
