"""签订台账: who signs which letter, one row a letter; filled in by hand, read back, kept.

What stands in the columns comes from the kind's recipe, ``x-docgen: {ledger: {unit: party_b.unit,
…}}``; a kind without one has no ledger. It is the ledger of a folder: letters of earlier runs that
are still there stay in it, and so does whatever a clerk has written, be it in columns, rows and
sheets of the clerk's own.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any, NamedTuple

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
from .outputs import cannot
from .sheets import MAX_ROWS, Column, Sheet, write_workbook
from .signings import Book, Heading, Signing, read_book, read_ledger

GONE = "不在本次名册中"
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


class Row(NamedTuple):
    """One letter: the recipe's cells, and the letter's file relative to the output folder."""

    cells: Sequence[str]
    letter: str


def recipe_of(kind: Kind) -> Recipe | None:
    """The kind's ledger recipe, or None where it has none."""
    fields = kind.recipe.get("ledger")
    return Recipe(*(fields.get(role, "") for role in ROLES)) if fields else None


@dataclass(frozen=True, slots=True)
class Past:
    """What a run knows of the letters that are not in it, but may stand in the ledger.

    ``is_there`` says of a file whether the folder still has it; ``any_left`` whether it may have
    such at all. ``refused`` are the units and persons of rows that made no letter this time.
    ``adds`` is a roster of mended rows, which says nothing about the other letters.
    """

    is_there: Callable[[str], bool] = lambda letter: False
    any_left: bool = False
    refused: Collection[tuple[str, str]] = ()
    adds: bool = False


def write_ledger(
    path: Path,
    title: str,
    rows: Iterable[Row],
    lines: Iterable[reconcile.Line] = (),
    count: int = 0,
    limit: int = MAX_ROWS,
    past: Past = Past(),
    earlier: Sequence[Path] = (),
) -> list[Path]:
    """Write the ledger of ``rows`` (in roster order) and the reconciliation of ``lines``.

    Where there are more than ``limit`` rows (``count``, where ``path`` is new), the ledger goes on
    in 签订台账-2.xlsx; the reconciliation stands in the last file. What a clerk wrote into earlier
    ledgers stays with its letter. A letter that is not in ``rows`` stays where it is still there or
    something was written beside it, and its note says that the roster has it not. ``earlier`` are
    the files that hold what was written until now, where they are not those of ``path``. Returns
    the files written. Raises OutputError: O502, O520; DataError where an earlier ledger cannot be
    read.
    """
    before = parts_of(path)
    old = _earlier(earlier or before, past)
    cells: Iterator[Sequence[str]]
    if old.rows:
        known = list(_with_old(list(rows), old, past))
        cells, count = iter(known), len(known)
    else:
        cells = (_cells(number, row) for number, row in enumerate(rows, 1))
    by_hand = bool(old.own or old.others or any(map(_is_by_hand, old.rows)))
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


def _earlier(parts: Iterable[Path], past: Past) -> Book:
    """What stands in earlier ledgers, as far as it is needed."""
    old = Book()
    for part in parts:
        mark = mark_of(part)
        # What is all our own is made anew, unless it has letters that are not in this run.
        if past.any_left or mark is None or mark[0] != UNTOUCHED:
            old = old.joined(read_book(part))
    return old


def _with_old(rows: Iterable[Row], old: Book, past: Past) -> Iterator[Sequence[str]]:
    """The cells of ``rows`` and of what stays of ``old``.

    The roster's order leads; where the roster only adds to the others, theirs.
    """
    made = {row.letter: row for row in rows}
    was: dict[str, Signing] = {}
    staying: list[Row | Signing] = []
    for signing in old.rows:
        is_first = was.setdefault(signing.letter, signing) is signing
        if is_first and signing.letter in made:
            if past.adds:
                staying.append(made.pop(signing.letter))
        elif not is_first or _is_by_hand(signing) or past.is_there(signing.letter):
            staying.append(signing)
    order = [*staying, *made.values()] if past.adds else [*made.values(), *staying]
    for number, row in enumerate(order, 1):
        if isinstance(row, Row):
            yield _cells(number, row, was.get(row.letter), old.own)
        else:
            yield _cells_kept(number, row, old.own, past)


def _is_by_hand(row: Signing) -> bool:
    """Whether a clerk wrote into the row, or it is all the clerk's."""
    note = _without_mark(row.note)
    return bool(row.signed or row.returned or note or row.own or not row.letter)


def _cells(
    number: int, row: Row, was: Signing | None = None, own: Iterable[str] = ()
) -> tuple[str, ...]:
    unit, person, post, written, copies = row.cells
    hand = (was.signed, was.returned, _without_mark(was.note)) if was else ("", "", "")
    more = (was.own.get(name, "") if was else "" for name in own)
    return (str(number), unit, person, post, written, row.letter, copies, *hand, *more)


def _cells_kept(number: int, row: Signing, own: Iterable[str], past: Past) -> tuple[str, ...]:
    """The cells of a row that no row of this run made a letter for."""
    serial, *cells, note = row.cells
    if row.letter:
        serial = str(number)
        if not past.adds:
            note = _without_mark(note)
            if (row.unit, row.person) not in past.refused:
                note = "；".join(filter(None, (note, GONE)))
    return (serial, *cells, note, *(row.own.get(name, "") for name in own))


def _without_mark(note: str) -> str:
    return note.removesuffix(GONE).removesuffix("；")


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
