"""签订台账 read back: what a clerk has written into it, beside what we wrote."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from enum import StrEnum
from pathlib import Path
from typing import Any

from docgen.dates import chinese_date
from docgen.diagnostics import NO_LEDGER, NO_WORKBOOK, UNCLEAR_SIGNING, Diagnostic, Place
from docgen.errors import DataError
from docgen.load import read_bytes
from docgen.load.roster import SHEETS, column_letters
from docgen.load.roster_sheets import read_sheets

from . import answers, reconcile
from .answers import Answer


class Heading(StrEnum):
    """The ledger's columns, in order, as printed."""

    SERIAL = "序号"
    UNIT = "责任单位"
    PERSON = "责任人"
    POST = "职务"
    NUMBER = "编号"
    LETTER = "文件"
    COPIES = "份数"
    SIGNED = "签订日期"
    RETURNED = "回收"
    NOTE = "备注"


_BELOW = re.compile(r"[合总小共]\s*计|[^：:]{1,10}[：:]")
"""A total, or who filled in the table (经办人：李四)."""
_NEEDED = {Heading.UNIT, Heading.LETTER, Heading.SIGNED}


@dataclass(frozen=True, slots=True)
class Table:
    """Where a ledger stands: its file, its sheet, and the columns of the headings (from 0)."""

    file: str
    sheet: str
    columns: Mapping[Heading, int]

    def place(self, heading: Heading, line: int) -> Place:
        """The cell under ``heading`` in a line of the sheet (from 1)."""
        cell = f"{column_letters(self.columns.get(heading, 0))}{line}"
        return Place(self.file, sheet=self.sheet, cell=cell)


@dataclass(frozen=True, slots=True)
class Signing:
    """One row of a ledger as read back; ``own`` are the cells of the clerk's own columns.

    ``line`` is its line (from 1) in ``table``'s sheet.
    """

    unit: str
    person: str
    number: str
    letter: str
    signed: str
    returned: str
    note: str
    cells: tuple[str, ...]
    own: Mapping[str, str]
    table: Table
    line: int

    @property
    def is_of_letter(self) -> bool:
        """Whether it speaks of a letter, be it on paper only: it is no total and no sign-off."""
        below = _BELOW.match(self.unit) or _BELOW.match(self.cells[0])
        return bool(self.letter or (self.unit and not below))

    @property
    def is_signed(self) -> bool:
        """Whether the clerk wrote a date (or that it is signed)."""
        return answers.signed(self.signed) is Answer.YES

    @property
    def is_returned(self) -> bool:
        """Whether the clerk wrote that it came back."""
        return answers.returned(self.returned) is Answer.YES

    @property
    def may_be_signed(self) -> bool:
        """Whether anything but a no stands there: that it is signed, returned, or nobody knows."""
        said = answers.signed(self.signed), answers.returned(self.returned)
        return any(answer is not Answer.NO for answer in said)

    def unclear(self) -> Iterator[Diagnostic]:
        """A finding (B439) for each cell of the two that says neither yes nor no."""
        for heading, text, answer in (
            (Heading.SIGNED, self.signed, answers.signed(self.signed)),
            (Heading.RETURNED, self.returned, answers.returned(self.returned)),
        ):
            if answer is Answer.UNCLEAR:
                where = self.table.place(heading, self.line)
                yield UNCLEAR_SIGNING.at(where, column=heading.value, text=text)


@dataclass(frozen=True, slots=True)
class Book:
    """A ledger as read back.

    ``above`` are the texts over the headings, ``own`` the clerk's own columns in their order,
    ``others`` the cells of the sheets that are neither ledger nor reconciliation.
    """

    above: tuple[str, ...] = ()
    rows: tuple[Signing, ...] = ()
    own: tuple[str, ...] = ()
    others: Mapping[str, list[list[str]]] = field(default_factory=dict)

    def joined(self, more: Book) -> Book:
        """This ledger and its continuation as one."""
        own = dict.fromkeys((*self.own, *more.own))
        others = {**self.others, **more.others}
        return Book(self.above, (*self.rows, *more.rows), tuple(own), others)


def read_ledger(path: Path) -> list[Signing]:
    """The letters of a ledger, wherever the clerk moved its header and columns.

    Raises DataError: S1xx (cannot be read), B474 (no workbook), B432 (no sheet has the ledger's
    columns); OutputError: O520 (python-calamine is not installed).
    """
    return [row for row in read_book(path).rows if row.is_of_letter]


def read_book(path: Path) -> Book:
    """The whole of a ledger. Raises as :func:`read_ledger`."""
    if path.suffix.lower() not in SHEETS:
        read_bytes(path)
        raise DataError([NO_WORKBOOK.at(Place(str(path)), file=path)])
    sheets = read_sheets(path, [])
    for name, table in sheets.items():
        for at, row in enumerate(table):
            titles = [_cell_text(cell) for cell in row]
            if set(titles) >= _NEEDED:
                others = {k: v for k, v in sheets.items() if k != name}
                return _book(str(path), name, table, at, titles, others)
    raise DataError([NO_LEDGER.at(Place(str(path)), file=path)])


def _book(
    file: str,
    sheet: str,
    table: list[list[Any]],
    at: int,
    titles: list[str],
    others: Mapping[str, list[list[Any]]],
) -> Book:
    places: dict[Heading, int] = {}
    for i, title in enumerate(titles):
        if title in set(Heading):
            # A second column of one name is the clerk's own.
            places.setdefault(Heading(title), i)
    below = [[_cell_text(cell) for cell in row] for row in table[at + 1 :]]
    width = max(map(len, [titles, *below]))
    titles += [""] * (width - len(titles))
    ours = set(places.values())
    own = {
        i: title
        for i, title in _named(titles).items()
        if i not in ours and (title or any(i < len(row) and row[i] for row in below))
    }
    above = (text for row in table[:at] for cell in row if (text := _cell_text(cell)))
    texts = {
        name: cells
        for name, rows in others.items()
        if not _is_reconciliation(cells := [[_cell_text(cell) for cell in row] for row in rows])
        and any(map(any, cells))
    }
    where = Table(file, sheet, places)
    signings = tuple(_signings(below, at + 2, where, own))
    return Book(tuple(above), signings, tuple(own.values()), texts)


def _named(titles: Sequence[str]) -> dict[int, str]:
    """Headings by column, the second of one name told apart from the first."""
    seen: Counter[str] = Counter()
    out = {}
    for i, title in enumerate(titles):
        seen[title] += 1
        out[i] = f"{title}（{seen[title]}）" if seen[title] > 1 else title
    return out


def _is_reconciliation(rows: Iterable[Sequence[str]]) -> bool:
    headings = {column.heading for column in reconcile.COLUMNS}
    return any(headings <= set(row) for row in rows)


def _signings(
    rows: list[list[str]], top: int, table: Table, own: Mapping[int, str]
) -> Iterator[Signing]:
    for line, row in enumerate(rows, top):
        if not any(row):
            continue
        found = {h: row[i] for h, i in table.columns.items() if i < len(row)}
        cells = tuple(found.get(heading, "") for heading in Heading)
        by = dict(zip(Heading, cells, strict=True))
        yield Signing(
            unit=by[Heading.UNIT],
            person=by[Heading.PERSON],
            number=by[Heading.NUMBER],
            letter=by[Heading.LETTER],
            signed=by[Heading.SIGNED],
            returned=by[Heading.RETURNED],
            note=by[Heading.NOTE],
            cells=cells,
            own={title: row[i] for i, title in own.items() if i < len(row) and row[i]},
            table=table,
            line=line,
        )


def _cell_text(value: Any) -> str:
    match value:
        case None:
            return ""
        case bool():
            return "是" if value else "否"
        case datetime():
            day = chinese_date(value.date())
            return day if value.time() == time() else f"{day} {value.time():%H:%M:%S}"
        case date():
            return chinese_date(value)
        case float() if value.is_integer():
            return str(int(value))
    return str(value).strip()
