"""Ledger 台账: structured problems or plans → one table, so that nobody types them twice."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from docgen.content import Inline, LineBreak, Table

from .fields import inlines, lines_of, show_date

Entry = Mapping[str, Any]


def ledger(
    entries: Sequence[Entry],
    columns: Mapping[str, Sequence[str]],
    others: Callable[[str], Sequence[Entry]],
    widths: Sequence[float] = (),
) -> Table | None:
    """One row an entry, numbered; None where there is no entry.

    ``columns`` maps a column's head to the names that may fill it, the first that does wins. A name
    ``measures.owner`` looks at the entries that ``others("measures")`` gives: those with the same
    ``id`` as the row's. Columns that no row fills are left out. ``widths`` weigh the columns, that
    of the row's number first; empty for widths from the content.
    """

    def cell(entry: Entry, names: Sequence[str]) -> tuple[Inline, ...]:
        for name in names:
            field, _, key = name.rpartition(".")
            joined = [e for e in others(field) if e.get("id")] if field else [entry]
            if field:
                joined = [e for e in joined if e["id"] == entry.get("id")]
            lines = [line for e in joined for line in lines_of(e.get(key) or "")]
            if lines:
                return _broken(lines)
        return ()

    rows = [[cell(entry, names) for names in columns.values()] for entry in entries]
    filled = [i for i in range(len(columns)) if any(row[i] for row in rows)]
    if not filled:
        return None
    heads = list(columns)
    return Table(
        columns=("序号", *(heads[i] for i in filled)),
        rows=tuple((inlines(str(n)), *(row[i] for i in filled)) for n, row in enumerate(rows, 1)),
        widths=(widths[0], *(widths[i + 1] for i in filled)) if widths else (),
    )


def _broken(lines: Sequence[str]) -> tuple[Inline, ...]:
    """``lines`` in one cell, each on a line of its own."""
    out: list[Inline] = []
    for line in lines:
        out += [LineBreak()] if out else []
        out += inlines(show_date(line))
    return tuple(out)
