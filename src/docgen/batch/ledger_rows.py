"""The rows of a ledger that is written anew: what this run says, and what a clerk wrote before.

A clerk's words stay wherever a letter says nothing. In a cell that the letter fills in, the ledger
says what the letter says, for it is the list of the letters; what is lost by it is told.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from docgen.diagnostics import LEDGER_OVERRULED, Diagnostic, Place

from .listed import MOST_NAMED, listed
from .signings import Book, Heading, Signing

GONE = "不在本次名册中"
_OF_LETTERS = (Heading.UNIT, Heading.PERSON, Heading.POST, Heading.NUMBER, Heading.COPIES)
_PLACES = tuple(list(Heading).index(heading) for heading in _OF_LETTERS)


class Row(NamedTuple):
    """One letter: the recipe's cells, and the letter's file relative to the output folder.

    ``is_other`` says that it took the place of one with another text, which has been told.
    """

    cells: Sequence[str]
    letter: str
    is_other: bool = False


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


class Overruled:
    """The cells in which a clerk wrote something else than the letter says."""

    def __init__(self) -> None:
        self._count = 0
        self._first: list[str] = []

    def add(self, was: Signing, heading: Heading, written: str, now: str) -> None:
        """Enter the cell under ``heading``: what was ``written`` there, and what stands ``now``."""
        self._count += 1
        if len(self._first) < MOST_NAMED:
            cell = was.table.place(heading, was.line).cell
            self._first.append(f"{heading.value} {cell}（{written} → {now}）")

    def findings(self, path: Path) -> list[Diagnostic]:
        """A finding (B470) for the ledger at ``path``, if there are any."""
        if not self._count:
            return []
        cells = listed(self._first, self._count)
        return [LEDGER_OVERRULED.at(Place(str(path)), count=self._count, cells=cells)]


class Joined:
    """Joins the rows of a run with the ledger ``old``, whose files ``ours`` no clerk has saved."""

    def __init__(self, old: Book, past: Past, ours: Collection[str], overruled: Overruled) -> None:
        self._old = old
        self._past = past
        self._ours = ours
        self._overruled = overruled
        self.keeps = False
        """Whether a clerk's words stand in cells that letters leave empty."""

    def rows(self, rows: Iterable[Row]) -> Iterator[Sequence[str]]:
        """The cells of ``rows`` and of what stays of the old ledger.

        The roster's order leads; where the roster only adds to the others, theirs.
        """
        past = self._past
        made = {row.letter: row for row in rows}
        was: dict[str, Signing] = {}
        staying: list[Row | Signing] = []
        for signing in self._old.rows:
            is_first = was.setdefault(signing.letter, signing) is signing
            if is_first and signing.letter in made:
                if past.adds:
                    staying.append(made.pop(signing.letter))
            elif not is_first or is_by_hand(signing) or past.is_there(signing.letter):
                staying.append(signing)
        order = [*staying, *made.values()] if past.adds else [*made.values(), *staying]
        for number, row in enumerate(order, 1):
            if isinstance(row, Signing):
                yield self._left(number, row)
            elif before := was.get(row.letter):
                yield self._again(number, row, before)
            else:
                yield (*fresh(number, row), *("" for _ in self._old.own))

    def _again(self, number: int, row: Row, was: Signing) -> tuple[str, ...]:
        """The cells of a letter that stood in the ledger before."""
        cells = list(row.cells)
        if was.table.file not in self._ours:
            for i, (heading, place) in enumerate(zip(_OF_LETTERS, _PLACES, strict=True)):
                written = " ".join(was.cells[place].split())
                if written and not cells[i]:
                    cells[i] = was.cells[place]
                    self.keeps = True
                elif written and written != cells[i] and not row.is_other:
                    self._overruled.add(was, heading, written, cells[i])
        hand = was.signed, was.returned, _without_mark(was.note)
        more = (was.own.get(name, "") for name in self._old.own)
        return (*_of_letter(number, cells, row.letter), *hand, *more)

    def _left(self, number: int, row: Signing) -> tuple[str, ...]:
        """The cells of a row that no row of this run made a letter for."""
        past = self._past
        serial, *cells, note = row.cells
        if row.letter:
            serial = str(number)
            if not past.adds:
                note = _without_mark(note)
                if (row.unit, row.person) not in past.refused:
                    note = "；".join(filter(None, (note, GONE)))
        return (serial, *cells, note, *(row.own.get(name, "") for name in self._old.own))


def fresh(number: int, row: Row) -> tuple[str, ...]:
    """The cells of a letter of which nothing was written before; ``number`` is the row's."""
    return (*_of_letter(number, row.cells, row.letter), "", "", "")


def is_by_hand(row: Signing) -> bool:
    """Whether a clerk wrote into the row, or it is all the clerk's."""
    note = _without_mark(row.note)
    return bool(row.signed or row.returned or note or row.own or not row.letter)


def _of_letter(number: int, cells: Sequence[str], letter: str) -> tuple[str, ...]:
    unit, person, post, written, copies = cells
    return str(number), unit, person, post, written, letter, copies


def _without_mark(note: str) -> str:
    return note.removesuffix(GONE).removesuffix("；")
