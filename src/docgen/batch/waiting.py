"""Numbers of rows that were refused: kept for them until they come back mended.

A number belongs to unit and person of a row. Where these are what was wrong with it, the mended row
is another one by them; without its old number the letters would be numbered with a gap.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import NamedTuple

_TABLE = """
CREATE TABLE IF NOT EXISTS waiting (
  series TEXT NOT NULL, key TEXT NOT NULL, row INTEGER NOT NULL, roster TEXT NOT NULL
)
"""


class Whose(NamedTuple):
    """The number of row ``key`` in a series, as in :mod:`.numbers`."""

    series: str
    key: str


class Seat(NamedTuple):
    """Where a refused row stood: its number in the roster, and the roster's file name."""

    row: int
    roster: str


class Waiting:
    """The numbers that wait for their rows; ``known`` are those of earlier runs."""

    def __init__(self, known: Mapping[Whose, Seat]) -> None:
        self._seats = dict(known)
        self._free: dict[Whose, Seat] = {}

    def __bool__(self) -> bool:
        return bool(self._seats)

    def __contains__(self, whose: Whose) -> bool:
        return whose in self._seats

    @property
    def is_open(self) -> bool:
        """Whether a row may take a number over."""
        return bool(self._free)

    def seats(self) -> Mapping[Whose, Seat]:
        """All that wait."""
        return self._seats

    def open(self, present: Iterable[Whose]) -> None:
        """Let the rows that are not ``present`` in a roster hand on their numbers."""
        there = set(present)
        self._free = {whose: seat for whose, seat in self._seats.items() if whose not in there}

    def take(self, series: str, seat: Seat, is_fed_back: bool) -> str | None:
        """The key of the refused row that the row at ``seat`` seems to be, if any.

        In a roster of mended rows it is the first that is not there; in another, the one that stood
        at the same place in the file of this name.
        """
        for whose, old in self._free.items():
            if whose.series == series and (is_fed_back or old == seat):
                del self._free[whose], self._seats[whose]
                return whose.key
        return None

    def add(self, whose: Whose, seat: Seat) -> None:
        """Enter that the row at ``seat`` was refused, and has a number."""
        self._seats[whose] = seat

    def drop(self, found: Iterable[Whose]) -> None:
        """Enter that letters have these numbers."""
        for whose in found:
            self._seats.pop(whose, None)


def known_waiting(connection: sqlite3.Connection) -> dict[Whose, Seat]:
    """What waits, as a journal knows it, in the order of the rosters."""
    connection.execute(_TABLE)
    rows = connection.execute("SELECT series, key, row, roster FROM waiting ORDER BY rowid")
    return {Whose(series, key): Seat(row, roster) for series, key, row, roster in rows}


def keep_waiting(connection: sqlite3.Connection, waiting: Waiting) -> None:
    """Enter what waits now into a journal."""
    connection.execute(_TABLE)
    connection.execute("DELETE FROM waiting")
    entries = ((*whose, *seat) for whose, seat in waiting.seats().items())
    connection.executemany("INSERT INTO waiting VALUES (?,?,?,?)", entries)


def seat_of(row: int, roster: str) -> Seat:
    """The place of a row in the file ``roster``, wherever that lies."""
    return Seat(row, Path(roster).name)
