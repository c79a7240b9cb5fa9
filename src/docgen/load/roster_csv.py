"""Rows from a CSV file, streamed: quotes that are never closed and failed formulas refused."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from docgen.diagnostics import CELL_ERROR, CELL_TOO_LONG, QUOTE_OPEN, ROW_CELLS, Diagnostic, Place
from docgen.errors import DataError

from .cell_marks import is_error_text
from .roster import SERIAL, Origin, Roster, Row, check_header, encoding_of, open_text

_QUOTED = re.compile(r'"(?:[^"]|"")*+"[ \t]*+(?=[,\r\n]|$)')
_PLAIN = re.compile(r"[^,\r\n]*+")

Record = tuple[int, list[str]]
"""The line a record begins in, and its cells."""


def read_csv(path: Path) -> Roster:
    """The rows below the first line of ``path`` that is not blank.

    Raises DataError: S101, S102, S116 and S117 (a quotation mark that is never closed), B407.
    """
    encoding, findings = encoding_of(path)
    name = str(path)
    header: list[str] = []
    top = 0
    for line, cells in _records(path, encoding):
        if any(cell.strip() for cell in cells):
            header, top = [cell.strip() for cell in cells], line
            break
    check_header(header, lambda i: Place(name, top, i + 1))
    origin = Origin(name, columns={title: i for i, title in enumerate(header) if title})

    def read() -> Iterator[Row]:
        return _rows(_records(path, encoding), header, top, origin)

    return Roster(origin, read, tuple(findings), tuple(t for t in header if t), top)


def _records(path: Path, encoding: str) -> Iterator[Record]:
    lines: list[str] = []
    is_end = False

    def kept(file: Iterable[str]) -> Iterator[str]:
        nonlocal is_end
        for line in file:
            lines.append(line)
            yield line
        is_end = True

    with open_text(path, encoding) as file:
        start = 1
        try:
            for cells in csv.reader(kept(file)):
                # What is closed ends with its line, but for texts of several lines.
                if len(lines) > 1 or is_end:
                    _refuse_open(lines, start, str(path))
                yield start, cells
                start += len(lines)
                lines.clear()
        except csv.Error:
            line, column = _open_quote("".join(lines)) or (0, 1)
            where = Place(str(path), start + line, column)
            raise DataError([CELL_TOO_LONG.at(where)]) from None


def _refuse_open(lines: list[str], start: int, name: str) -> None:
    """Raise DataError (S117) where a quotation mark of the record in ``lines`` is not closed."""
    found = _open_quote("".join(lines))
    if found:
        line, column = found
        last = start + len(lines) - 1
        where = Place(name, start + line, column)
        raise DataError([QUOTE_OPEN.at(where, last=last)])


def _open_quote(record: str) -> tuple[int, int] | None:
    """The line (from 0) and the cell (from 1) of the first that opens with a " and never ends."""
    at = cell = 0
    while True:
        cell += 1
        match = (_QUOTED if record.startswith('"', at) else _PLAIN).match(record, at)
        if match is None:
            return record.count("\n", 0, at), cell
        if not record.startswith(",", match.end()):
            return None
        at = match.end() + 1


def _rows(records: Iterable[Record], header: list[str], top: int, origin: Origin) -> Iterator[Row]:
    """The rows below the line ``top``."""
    width = len(header)
    plain = "" not in header
    number = 0
    for start, cells in records:
        if start <= top:
            continue
        if len(cells) == width and plain and cells[0] and not cells[0].isspace():
            number += 1
            row = Row(number, dict(zip(header, cells, strict=True)), start)
            if "#" in "".join(cells):
                row.findings = tuple(_failed(row, origin))
            yield row
            continue
        if not any(cell.strip() for cell in cells):
            continue
        number += 1
        row = Row(number, {}, start)
        extra = cells[width:]
        if any(extra) or (len(cells) == 1 < width):
            where = origin.place(row)
            row.findings = (ROW_CELLS.at(where, found=len(cells), expected=width),)
        else:
            cells += [""] * (width - len(cells))
            row.values = {t: c for t, c in zip(header, cells, strict=False) if t}
            row.findings = tuple(_failed(row, origin))
            untitled = [c for t, c in zip(header, cells, strict=False) if not t and c.strip()]
            if untitled:
                where = origin.place(row)
                row.findings += (ROW_CELLS.at(where, found=len(cells), expected=width),)
        yield row


def _failed(row: Row, origin: Origin) -> Iterator[Diagnostic]:
    """Cells that hold what a failed formula shows."""
    for title, value in row.values.items():
        if is_error_text(value) and title != SERIAL:
            where = origin.place(row, title)
            yield CELL_ERROR.at(where, title=title, value=value.strip(), because="text")
