"""Rows from a CSV file, streamed: quotes that are never closed and failed formulas refused.

What parts the columns is what makes most known titles of the header: a comma, a tab, a semicolon.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import islice
from operator import itemgetter
from pathlib import Path

from docgen.diagnostics import (
    CELL_ERROR,
    CELL_TOO_LONG,
    NO_TITLE,
    QUOTE_OPEN,
    ROW_CELLS,
    ROW_SHORT,
    UNKNOWN_SEPARATOR,
    Diagnostic,
    Place,
)
from docgen.errors import DataError

from .cell_marks import is_error_text
from .headers import WITHIN, header_row, titles_in
from .other_lines import OtherLines, may_be_other
from .roster import (
    SEPARATORS,
    Names,
    Origin,
    Roster,
    Row,
    check_header,
    column_letters,
    encoding_of,
    is_own,
    open_text,
)

_OTHERS = re.compile(r"\s*[，；、|｜]\s*|\s+")

Record = tuple[int, list[str]]
"""The line a record begins in, and its cells."""


@dataclass(frozen=True, slots=True)
class _Text:
    """A file of cells: its encoding, and what parts them."""

    path: Path
    encoding: str
    separator: str


def read_csv(path: Path, names: Names) -> Roster:
    """The rows of ``path`` below its header, which stands among the first lines.

    Raises DataError: S101, S102, S116 and S117 (a quotation mark that is never closed), B407, B455.
    """
    encoding, findings = encoding_of(path)
    texts = [_Text(path, encoding, separator) for separator in SEPARATORS]
    text, header, top, lines = _likeliest(texts, names)
    others = OtherLines(header, lines)
    name = str(path)

    def place(i: int) -> Place:
        return Place(name, top, i + 1, cell=f"{column_letters(i)}{top}")

    check_header(header, place)
    origin = Origin(name, columns={title: i for i, title in enumerate(header) if title})

    def read() -> Iterator[Row]:
        return _rows(_records(text), header, top, origin, others)

    return Roster(origin, read, tuple(findings), tuple(t for t in header if t), top)


def _likeliest(
    texts: Sequence[_Text], names: Names
) -> tuple[_Text, list[str], int, list[list[str]]]:
    """The one of ``texts`` with most known titles in its header, this, and the header's line.

    Last come the cells of all lines down to the header's.
    """
    found = []
    for text in texts:
        first: list[Record] = []
        failed = None
        try:
            for record in islice(_filled(text), WITHIN):
                first.append(record)
        except DataError as error:
            failed = error
        at, known = header_row([cells for _, cells in first], names.columns)
        # Where none is known, what parts the line at all; a comma, where a mark is left open.
        width = len(first[at][1]) if first and not (known or failed) else 0
        if failed and text.separator == SEPARATORS[0]:
            width = csv.field_size_limit()
        found.append((known, width, text, first, at, failed))
    most, _, text, first, at, failed = max(found, key=itemgetter(0, 1))
    if failed:
        raise failed
    if not most:
        _refuse_separator(text, names)
    if not first:
        return text, [], 0, []
    lines = [cells for _, cells in first[: at + 1]]
    return text, titles_in(lines, at, names.columns), first[at][0], lines


def _refuse_separator(text: _Text, names: Names) -> None:
    """Raise DataError (B455) where known titles are parted by another mark."""
    for line, cells in islice(_filled(text), WITHIN):
        only = cells[0].strip() if len(cells) == 1 else ""
        titles = _OTHERS.split(only)
        if sum(title in names.columns for title in titles) > 1:
            mark = only[len(titles[0]) :].strip()[:1]
            if mark == titles[1][:1]:
                mark = " "
            raise DataError([UNKNOWN_SEPARATOR.at(_cell(text, line, 1), mark=mark)])


def _filled(text: _Text) -> Iterator[Record]:
    """The records that are not blank."""
    return (record for record in _records(text) if any(cell.strip() for cell in record[1]))


def _records(text: _Text) -> Iterator[Record]:
    path = text.path
    lines: list[str] = []
    is_end = False

    def kept(file: Iterable[str]) -> Iterator[str]:
        nonlocal is_end
        for line in file:
            lines.append(line)
            yield line
        is_end = True

    with open_text(path, text.encoding) as file:
        start = 1
        try:
            for cells in csv.reader(kept(file), delimiter=text.separator):
                # What is closed ends with its line, but for texts of several lines.
                if len(lines) > 1 or is_end:
                    _refuse_open(lines, start, text)
                yield start, cells
                start += len(lines)
                lines.clear()
        except csv.Error:
            line, column = _open_quote("".join(lines), text.separator) or (0, 1)
            where = _cell(text, start + line, column)
            raise DataError([CELL_TOO_LONG.at(where)]) from None


def _refuse_open(lines: list[str], start: int, text: _Text) -> None:
    """Raise DataError (S117) where a quotation mark of the record in ``lines`` is not closed."""
    found = _open_quote("".join(lines), text.separator)
    if found:
        line, column = found
        last = start + len(lines) - 1
        where = _cell(text, start + line, column)
        raise DataError([QUOTE_OPEN.at(where, last=last)])


def _cell(text: _Text, line: int, column: int) -> Place:
    return Place(str(text.path), line, column, cell=f"{column_letters(column - 1)}{line}")


@cache
def _patterns(separator: str) -> tuple[re.Pattern[str], re.Pattern[str]]:
    """A quoted cell, and one that is not."""
    blanks = " " if separator == "\t" else r" \t"
    return (
        re.compile(rf'"(?:[^"]|"")*+"[{blanks}]*+(?=[{separator}\r\n]|$)'),
        re.compile(rf"[^{separator}\r\n]*+"),
    )


def _open_quote(record: str, separator: str) -> tuple[int, int] | None:
    """The line (from 0) and the cell (from 1) of the first that opens with a " and never ends."""
    quoted, plain = _patterns(separator)
    at = cell = 0
    while True:
        cell += 1
        match = (quoted if record.startswith('"', at) else plain).match(record, at)
        if match is None:
            return record.count("\n", 0, at), cell
        if not record.startswith(separator, match.end()):
            return None
        at = match.end() + 1


def _rows(
    records: Iterable[Record], header: list[str], top: int, origin: Origin, others: OtherLines
) -> Iterator[Row]:
    """The rows below the line ``top``."""
    width = len(header)
    plain = "" not in header
    firsts = others.firsts
    number = 0
    for start, cells in records:
        if start <= top:
            continue
        if len(cells) == width and plain and cells[0] and not cells[0].isspace():
            if cells[0] in firsts and others.is_header(cells):
                continue
            number += 1
            row = Row(number, dict(zip(header, cells, strict=True)), start)
            text = "".join(cells)
            if "#" in text:
                row.findings = tuple(_failed(row, origin))
            # A row without a gap is not looked at any closer, which would be dear.
            if ("" in cells or cells[-1].isspace()) and may_be_other(text):
                row.findings += tuple(others.find(row, cells, origin))
            yield row
            continue
        if not any(cell.strip() for cell in cells) or others.is_header(cells):
            continue
        number += 1
        row = Row(number, {}, start)
        row.findings = tuple(others.find(row, cells, origin))
        if row.findings:
            row.values = dict.fromkeys(filter(None, header), "")
            row.values |= {t: c for t, c in zip(header, cells, strict=False) if t}
            yield row
            continue
        extra = cells[width:]
        if any(extra) or (len(cells) == 1 < width):
            where = origin.place(row)
            row.findings = (ROW_CELLS.at(where, found=len(cells), expected=width),)
        else:
            missing = [t for t in header[len(cells) :] if t and not is_own(t)]
            if missing:
                where = origin.place(row, missing[0])
                row.remarks = (
                    ROW_SHORT.at(where, found=len(cells), expected=width, missing=missing),
                )
            cells += [""] * (width - len(cells))
            row.values = {t: c for t, c in zip(header, cells, strict=False) if t}
            row.findings = tuple(_failed(row, origin))
            row.findings += tuple(_untitled(row, header, cells, origin))
        yield row


def _untitled(
    row: Row, header: Sequence[str], cells: Sequence[str], origin: Origin
) -> Iterator[Diagnostic]:
    """Cells in a column without a title."""
    for i, (title, cell) in enumerate(zip(header, cells, strict=False)):
        if not title and cell.strip():
            letters = column_letters(i)
            where = origin.place(row)._replace(column=i + 1, cell=f"{letters}{row.line}")
            yield NO_TITLE.at(where, value=cell.strip(), column=letters)


def _failed(row: Row, origin: Origin) -> Iterator[Diagnostic]:
    """Cells that hold what a failed formula shows."""
    for title, value in row.values.items():
        if is_error_text(value) and not is_own(title):
            where = origin.place(row, title)
            yield CELL_ERROR.at(where, title=title, value=value.strip(), because="text")
