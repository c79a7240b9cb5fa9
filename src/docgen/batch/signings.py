"""签订台账 read back: what a clerk has written into it, beside what we wrote."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from enum import StrEnum
from pathlib import Path
from typing import Any

from docgen.dates import chinese_date
from docgen.diagnostics import NO_LEDGER, Place
from docgen.errors import DataError
from docgen.load.roster_sheets import read_sheets

from . import reconcile


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


_NEEDED = {Heading.UNIT, Heading.LETTER, Heading.SIGNED}
_NO = frozenset(
    {
        "",
        "否",
        "未",
        "无",
        "没有",
        "未签",
        "未签订",
        "未回收",
        "未交",
        "×",
        "✗",
        "x",
        "no",
        "n",
        "0",
    }
)


@dataclass(frozen=True, slots=True)
class Signing:
    """One row of a ledger as read back; ``own`` are the cells of the clerk's own columns."""

    unit: str
    person: str
    number: str
    letter: str
    signed: str
    returned: str
    note: str
    cells: tuple[str, ...]
    own: Mapping[str, str] = field(default_factory=dict)

    @property
    def is_signed(self) -> bool:
        """Whether the clerk wrote a date (or that it is signed)."""
        return self.signed.lower() not in _NO

    @property
    def is_returned(self) -> bool:
        """Whether the clerk wrote that it came back."""
        return self.returned.lower() not in _NO


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

    Raises DataError: S1xx (cannot be read), B432 (no sheet has the ledger's columns); OutputError:
    O520 (python-calamine is not installed).
    """
    return [row for row in read_book(path).rows if row.unit or row.letter]


def read_book(path: Path) -> Book:
    """The whole of a ledger. Raises as :func:`read_ledger`."""
    sheets = read_sheets(path, [])
    for name, table in sheets.items():
        for at, row in enumerate(table):
            titles = [_cell_text(cell) for cell in row]
            if set(titles) >= _NEEDED:
                return _book(table, at, titles, {k: v for k, v in sheets.items() if k != name})
    raise DataError([NO_LEDGER.at(Place(str(path)), file=path)])


def _book(
    table: list[list[Any]], at: int, titles: list[str], others: Mapping[str, list[list[Any]]]
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
    return Book(tuple(above), tuple(_signings(below, places, own)), tuple(own.values()), texts)


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
    table: list[list[str]], places: Mapping[Heading, int], own: Mapping[int, str]
) -> Iterator[Signing]:
    for row in table:
        if not any(row):
            continue
        found = {h: row[i] for h, i in places.items() if i < len(row)}
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
