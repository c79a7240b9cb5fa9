"""签订台账: who signs which letter, one row a letter; filled in by hand, read back, kept.

What stands in the columns comes from the kind's recipe, ``x-docgen: {ledger: {unit: party_b.unit,
…}}``; a kind without one has no ledger. It is the ledger of a folder: letters of earlier runs that
are still there stay in it, and so does whatever a clerk has written, be it in columns, rows and
sheets of the clerk's own.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

from docgen.kinds import Kind

from . import reconcile
from .ledger_files import (
    CARRIED,
    FILE,
    NAME,
    UNTOUCHED,
    Found,
    check,
    find_ledger,
    heading_of,
    keep_edited,
    ledgers,
    ledgers_at,
    mark_of,
    parts_of,
)
from .ledger_rows import GONE, Joined, Overruled, Past, Row, fresh, is_by_hand
from .outputs import cannot
from .sheets import MAX_ROWS, Column, Sheet, write_workbook
from .signings import Book, Heading, Signing, read_book, read_ledger

_LONGEST_TAB = 26  # of 31, with a number behind it

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
ROLES = ("unit", "person", "post", "number", "copies")


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


def recipe_of(kind: Kind) -> Recipe | None:
    """The kind's ledger recipe, or None where it has none."""
    fields = kind.recipe.get("ledger")
    return Recipe(*(fields.get(role, "") for role in ROLES)) if fields else None


def write_ledger(
    path: Path,
    title: str,
    rows: Iterable[Row],
    lines: Iterable[reconcile.Line] = (),
    count: int = 0,
    limit: int = MAX_ROWS,
    past: Past | None = None,
    earlier: Sequence[Path] = (),
    overruled: Overruled | None = None,
) -> list[Path]:
    """Write the ledger of ``rows`` (in roster order) and the reconciliation of ``lines``.

    Where there are more than ``limit`` rows (``count``, where ``path`` is new), the ledger goes on
    in 签订台账-2.xlsx; the reconciliation stands in the last file. What a clerk wrote into earlier
    ledgers stays with its letter. A letter that is not in ``rows`` stays where it is still there or
    something was written beside it, and its note says that the roster has it not. ``earlier`` are
    the files that hold what was written until now, where they are not those of ``path``. What a
    clerk wrote and a letter now says otherwise is entered in ``overruled``. Returns the files
    written. Raises OutputError: O502, O520; DataError where an earlier ledger cannot be read.
    """
    past = past or Past()
    before = parts_of(path)
    old, ours = _earlier(earlier or before, past)
    cells: Iterator[Sequence[str]]
    keeps = False
    if old.rows:
        joined = Joined(old, past, ours, overruled or Overruled())
        known = list(joined.rows(rows))
        cells, count, keeps = iter(known), len(known), joined.keeps
    else:
        cells = (fresh(number, row) for number, row in enumerate(rows, 1))
    by_hand = bool(keeps or old.own or old.others or any(map(is_by_hand, old.rows)))
    comment = (CARRIED if by_hand else UNTOUCHED) + heading_of(title).encode()
    columns = [*_COLUMNS, *(Column(name, 14) for name in old.own)]
    parts = max(1, -(-count // limit))
    written = []
    for n in range(1, parts + 1):
        last = n == parts
        some = Sheet(NAME, heading_of(title), columns, cells if last else islice(cells, limit))
        target = path if n == 1 else path.with_stem(f"{path.stem}-{n}")
        more = [reconcile.sheet(lines), *_own_sheets(old)] if last else []
        write_workbook(target, [some, *more], comment)
        written.append(target)
    for part in before:
        if part not in written:
            try:
                part.unlink()
            except OSError as error:
                raise cannot(part, error) from None
    return written


def _earlier(parts: Iterable[Path], past: Past) -> tuple[Book, set[str]]:
    """What stands in earlier ledgers, as far as it is needed, and which of them are all our own."""
    old, ours = Book(), set()
    for part in parts:
        mark = mark_of(part)
        is_ours = mark is not None and mark[0] == UNTOUCHED
        # What is all our own is made anew, unless it has letters that are not in this run.
        if past.any_left or not is_ours:
            old = old.joined(read_book(part))
        if is_ours:
            ours.add(str(part))
    return old, ours


def _own_sheets(old: Book) -> Iterator[Sheet]:
    """A clerk's own sheets, as values; their first row is the heading."""
    taken = {NAME, reconcile.NAME}
    for name, rows in old.others.items():
        new, n = name, 1
        while new.casefold() in taken:
            n += 1
            new = f"{name[:_LONGEST_TAB]}（{n}）"
        taken.add(new.casefold())
        width = max(map(len, rows))
        top, *below = [[*row, *[""] * (width - len(row))] for row in rows]
        yield Sheet(new, "", [Column(text, 14) for text in top], below)


def _text_at(data: Mapping[str, Any], field: str) -> str:
    value: Any = data
    for step in field.split("."):
        value = value.get(step) if isinstance(value, Mapping) else None
    return "" if value is None else " ".join(str(value).split())


__all__ = [
    "FILE",
    "GONE",
    "Found",
    "Heading",
    "Overruled",
    "Past",
    "Recipe",
    "Row",
    "Signing",
    "check",
    "find_ledger",
    "keep_edited",
    "ledgers",
    "ledgers_at",
    "read_ledger",
    "recipe_of",
    "write_ledger",
]
