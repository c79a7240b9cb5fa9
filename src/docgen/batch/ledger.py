"""签订台账: who signs which letter, one row a letter; filled in by hand, read back, kept.

What stands in the columns comes from the kind's recipe, ``x-docgen: {ledger: {unit: party_b.unit,
…}}``; a kind without one has no ledger. What a clerk wrote into an earlier ledger is carried over.
"""

from __future__ import annotations

import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from itertools import islice
from pathlib import Path
from typing import Any, NamedTuple

from docgen.dates import chinese_date
from docgen.diagnostics import NO_LEDGER, Place
from docgen.errors import DataError
from docgen.kinds import Kind
from docgen.load.roster_sheets import read_sheets

from . import reconcile
from .sheets import MAX_ROWS, Column, Sheet, write_workbook

FILE = "签订台账.xlsx"
GONE = "名册中已无此行"
UNTOUCHED = b"docgen: nothing written by hand"
"""The comment in the zip of a ledger without a clerk's words; no other program keeps it."""


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


_COLUMNS = (
    Column(Heading.SERIAL, 6, centred=True),
    Column(Heading.UNIT, 26),
    Column(Heading.PERSON, 11, centred=True),
    Column(Heading.POST, 15, centred=True),
    Column(Heading.NUMBER, 20, centred=True),
    Column(Heading.LETTER, 36),
    Column(Heading.COPIES, 6, centred=True),
    Column(Heading.SIGNED, 15, centred=True, text=False, format='yyyy"年"m"月"d"日"'),
    Column(Heading.RETURNED, 8, centred=True, text=False, choices=("是", "否")),
    Column(Heading.NOTE, 14),
)
_ROLES = ("unit", "person", "post", "number", "copies")
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
class Recipe:
    """The dotted fields that feed the ledger's columns; "" where a kind has none."""

    unit: str
    person: str
    post: str
    number: str
    copies: str

    @property
    def fields(self) -> tuple[str, ...]:
        """The fields in the order of :meth:`cells`."""
        return self.unit, self.person, self.post, self.number, self.copies

    def cells(self, data: Mapping[str, Any]) -> tuple[str, ...]:
        """Unit, person, post, number and copies of one record's data; "" where absent."""
        return tuple(_text_at(data, field) for field in self.fields)

    def unit_of(self, data: Mapping[str, Any]) -> str:
        """The unit that the reconciliation counts the row under."""
        return _text_at(data, self.unit)


class Row(NamedTuple):
    """One letter: the recipe's cells, and the letter's file relative to the output folder."""

    cells: Sequence[str]
    letter: str


@dataclass(frozen=True, slots=True)
class Signing:
    """One row of a ledger as read back."""

    unit: str
    person: str
    number: str
    letter: str
    signed: str
    returned: str
    note: str
    cells: tuple[str, ...]

    @property
    def is_signed(self) -> bool:
        """Whether the clerk wrote a date (or that it is signed)."""
        return self.signed.lower() not in _NO

    @property
    def is_returned(self) -> bool:
        """Whether the clerk wrote that it came back."""
        return self.returned.lower() not in _NO


def recipe_of(kind: Kind) -> Recipe | None:
    """The kind's ledger recipe, or None where it has none."""
    fields = kind.recipe.get("ledger")
    return Recipe(*(fields.get(role, "") for role in _ROLES)) if fields else None


def write_ledger(
    path: Path,
    title: str,
    rows: Iterable[Row],
    lines: Iterable[reconcile.Line] = (),
    count: int = 0,
    limit: int = MAX_ROWS,
) -> list[Path]:
    """Write the ledger of ``rows`` (in roster order) and the reconciliation of ``lines``.

    Where ``count``, the number of rows, is above ``limit``, the ledger goes on in 签订台账-2.xlsx;
    the reconciliation stands in the last file. What a clerk wrote into earlier ledgers stays with
    its letter; a letter that is signed but no longer in the roster stays in the ledger. Returns the
    files written. Raises OutputError: O502, O520; DataError where an earlier ledger cannot be read.
    """
    earlier = [path, *path.parent.glob(f"{path.stem}-[0-9]*{path.suffix}")]
    kept: dict[str, Signing] = {}
    for part in earlier:
        kept |= _by_hand(part)
    comment = b"" if kept else UNTOUCHED
    cells = _cells(rows, kept)
    parts = max(1, -(-count // limit))
    written = []
    for n in range(1, parts + 1):
        last = n == parts
        some = Sheet(
            "签订台账", f"{title}签订台账", _COLUMNS, cells if last else islice(cells, limit)
        )
        target = path if n == 1 else path.with_stem(f"{path.stem}-{n}")
        write_workbook(target, [some, reconcile.sheet(lines)] if last else [some], comment)
        written.append(target)
    for part in earlier:
        if part not in written:
            part.unlink()
    return written


def _cells(rows: Iterable[Row], kept: dict[str, Signing]) -> Iterator[Sequence[str]]:
    number = 0
    for number, row in enumerate(rows, 1):
        unit, person, post, written, copies = row.cells
        old = kept.pop(row.letter, None) if kept else None
        hand = (old.signed, old.returned, old.note) if old else ("", "", "")
        yield (str(number), unit, person, post, written, row.letter, copies, *hand)
    for old in kept.values():
        number += 1
        note = old.note if GONE in old.note else "；".join(filter(None, (old.note, GONE)))
        yield (str(number), *old.cells[1:-1], note)


def _by_hand(path: Path) -> dict[str, Signing]:
    """The rows of the ledger at ``path`` that a clerk wrote into, by letter."""
    if not path.exists() or _is_untouched(path):
        return {}
    rows = read_ledger(path)
    return {r.letter: r for r in rows if r.signed or r.returned or r.note}


def _is_untouched(path: Path) -> bool:
    try:
        with zipfile.ZipFile(path) as archive:
            return archive.comment == UNTOUCHED
    except (OSError, zipfile.BadZipFile):
        return False


def read_ledger(path: Path) -> list[Signing]:
    """The rows of a ledger, wherever the clerk moved its header and columns.

    Raises DataError: S1xx (cannot be read), B432 (no sheet has the ledger's columns); OutputError:
    O520 (python-calamine is not installed).
    """
    for table in read_sheets(path, []).values():
        for at, row in enumerate(table):
            places = {
                text: i for i, text in enumerate(map(_cell_text, row)) if text in set(Heading)
            }
            if {Heading.UNIT, Heading.LETTER, Heading.SIGNED} <= places.keys():
                return list(_signings(table[at + 1 :], places))
    raise DataError([NO_LEDGER.at(Place(str(path)), file=path)])


def _signings(table: list[list[Any]], places: Mapping[str, int]) -> Iterator[Signing]:
    for row in table:
        found = {h: _cell_text(row[i]) for h, i in places.items() if i < len(row)}
        cells = tuple(found.get(heading, "") for heading in Heading)
        by = dict(zip(Heading, cells, strict=True))
        if by[Heading.UNIT] or by[Heading.LETTER]:
            yield Signing(
                unit=by[Heading.UNIT],
                person=by[Heading.PERSON],
                number=by[Heading.NUMBER],
                letter=by[Heading.LETTER],
                signed=by[Heading.SIGNED],
                returned=by[Heading.RETURNED],
                note=by[Heading.NOTE],
                cells=cells,
            )


def _cell_text(value: Any) -> str:
    if isinstance(value, datetime):
        value = value.date()
    if isinstance(value, date):
        return chinese_date(value)
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).strip()


def _text_at(data: Mapping[str, Any], field: str) -> str:
    value: Any = data
    for step in field.split("."):
        value = value.get(step) if isinstance(value, Mapping) else None
    return "" if value is None else " ".join(str(value).split())
