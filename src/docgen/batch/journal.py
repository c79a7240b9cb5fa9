"""The journal of a folder: which letter was made from what. One SQLite file, one run at a time.

A letter is moved into place first and entered afterwards, in batches. What was killed in between
is found again by what was noted of it (see :mod:`.noted`), or by its bytes, where the same row
makes the same file. Files are therefore not forced to
the disk one by one; the system is asked once, before a run is entered as finished, and after a run
that was cut off every file is looked at instead of trusted.
"""

from __future__ import annotations

import contextlib
import os
import sqlite3
import time
import weakref
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from docgen.diagnostics import RUN_ALREADY, Place
from docgen.errors import OutputError
from docgen.writing import cannot_write

from .beside import lock
from .names import name_id
from .outputs import cannot
from .whose import Letter

FILE = "journal.sqlite"
_LOCK = "lock"
_SCHEMA = """
CREATE TABLE IF NOT EXISTS made (
  id INTEGER NOT NULL, name TEXT NOT NULL, said BLOB NOT NULL,
  print BLOB NOT NULL, size INTEGER NOT NULL, run INTEGER NOT NULL
);
CREATE TABLE IF NOT EXISTS runs (
  run INTEGER PRIMARY KEY, started REAL NOT NULL, finished REAL
);
CREATE TABLE IF NOT EXISTS owed (run INTEGER PRIMARY KEY);
CREATE TABLE IF NOT EXISTS papers (file TEXT, title TEXT, PRIMARY KEY (file, title));
CREATE TABLE IF NOT EXISTS letters (
  run INTEGER PRIMARY KEY, kind TEXT NOT NULL, title TEXT NOT NULL, replaces INTEGER NOT NULL
);
"""
_BY_ID = "CREATE UNIQUE INDEX IF NOT EXISTS made_by_id ON made(id)"
"""Ids come in no order: put in one by one, a million of them cost three times what a sort does."""


@dataclass(frozen=True, slots=True)
class Made:
    """A letter that was made: of what (``said``), its fingerprint and size."""

    name: str
    said: bytes
    print: bytes
    size: int
    run: int


class Journal:
    """The journal at ``path``. Raises OutputError (O502) where it cannot be used."""

    def __init__(self, path: Path | None) -> None:
        self.path = path
        try:
            # Without a path: a table in memory, for outputs that cannot be gone on with.
            self.connection = sqlite3.connect(str(path) if path else "", timeout=10)
            self.connection.execute("PRAGMA synchronous=NORMAL")
            self.connection.execute("PRAGMA cache_size=-6000")
            self.connection.executescript(_SCHEMA)
            self.connection.commit()
        except sqlite3.Error as error:
            raise self._cannot(error) from None
        self.run = 0

    def _cannot(self, error: sqlite3.Error) -> OutputError:
        return OutputError([cannot_write(self.path, error)])

    def cut_off(self) -> int | None:
        """The run that was begun last, if it was not finished."""
        found = self.connection.execute(
            "SELECT run, finished FROM runs ORDER BY run DESC LIMIT 1"
        ).fetchone()
        return found[0] if found and found[1] is None else None

    def mend(self) -> None:
        """Make good what a run that was cut off left undone. Only for who holds the lock."""
        with self._guarded():
            self.connection.execute(_BY_ID)
            self.connection.commit()

    def letters(self) -> dict[int, Letter]:
        """What letter each run was of, as far as it is known."""
        rows = self.connection.execute("SELECT run, kind, title FROM letters")
        return {run: Letter(kind, title) for run, kind, title in rows}

    def made(self) -> Iterator[tuple[str, int]]:
        """The name of every letter, and the run that made it last."""
        yield from self.connection.execute("SELECT name, run FROM made")

    def may_replace(self, run: int | None) -> bool:
        """Whether ``run`` was told to replace the files of other letters."""
        found = self.connection.execute("SELECT replaces FROM letters WHERE run = ?", (run,))
        return any(replaces for (replaces,) in found)

    def begin(self, letter: Letter, owes_papers: bool = False, replaces: bool = False) -> None:
        """Enter a new run of ``letter``.

        One that ``owes_papers`` is not over before :meth:`settle`; one that ``replaces`` was told
        to replace the files of other letters.
        """
        with self._guarded():
            first = self.is_empty()
            self.connection.execute("DROP INDEX IF EXISTS made_by_id" if first else _BY_ID)
            self.connection.execute("INSERT INTO runs(started) VALUES (?)", (time.time(),))
            [(self.run,)] = self.connection.execute("SELECT max(run) FROM runs")
            entry = (self.run, *letter, replaces)
            self.connection.execute("INSERT INTO letters VALUES (?,?,?,?)", entry)
            if owes_papers:
                self.connection.execute("INSERT INTO owed VALUES (?)", (self.run,))
            self.connection.commit()

    def owes_papers(self) -> bool:
        """Whether a run ended before its ledger and the other papers were written."""
        return self.connection.execute("SELECT 1 FROM owed LIMIT 1").fetchone() is not None

    def settle(self, run: int, papers: Iterable[str] = ()) -> None:
        """Enter that the ``papers`` of ``run``, and with them of those before, are written."""
        with self._guarded():
            self.connection.execute("DELETE FROM owed WHERE run <= ?", (run,))
            self.connection.executemany(
                "INSERT OR IGNORE INTO papers SELECT ?, title FROM letters WHERE run = ?",
                ((file, run) for file in papers),
            )
            self.connection.commit()

    def has_written(self, paper: str, letter: Letter) -> bool:
        """Whether a run of ``letter`` has written the file ``paper`` beside its letters."""
        entry = paper, letter.title
        found = self.connection.execute("SELECT 1 FROM papers WHERE (file, title) = (?, ?)", entry)
        return found.fetchone() is not None

    def finish(self) -> None:
        """Enter that the run came to its end."""
        with self._guarded():
            self.connection.execute(_BY_ID)
            self.connection.execute(
                "UPDATE runs SET finished = ? WHERE finished IS NULL", (time.time(),)
            )
            self.connection.commit()

    def find(self, name: str) -> Made | None:
        """What is known of the letter ``name``."""
        found = self.connection.execute(
            "SELECT name, said, print, size, run FROM made WHERE id = ?", (name_id(name),)
        ).fetchone()
        return Made(*found) if found else None

    def has_number(self, series: str, key: str) -> bool:
        """Whether a run has given a number in ``series`` to the row ``key``."""
        with contextlib.suppress(sqlite3.OperationalError):
            entry = series, key
            found = self.connection.execute(
                "SELECT 1 FROM numbers WHERE (series, key) = (?, ?)", entry
            )
            return found.fetchone() is not None
        # No number was ever given.
        return False

    def is_empty(self) -> bool:
        """Whether no letter was ever made."""
        return self.connection.execute("SELECT 1 FROM made LIMIT 1").fetchone() is None

    def enter(self, letters: Iterable[tuple[int | None, str, bytes, bytes, int]]) -> None:
        """Enter letters: the name's id, the name, what it was made of, fingerprint, size."""
        with self._guarded():
            self.connection.executemany(
                f"INSERT OR REPLACE INTO made VALUES (?,?,?,?,?,{self.run})", letters
            )

    def commit(self) -> None:
        """Make what was entered last."""
        with self._guarded():
            self.connection.commit()

    @contextlib.contextmanager
    def _guarded(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.Error as error:
            raise self._cannot(error) from None

    def close(self) -> None:
        """Let go of the file."""
        with contextlib.suppress(sqlite3.Error):
            self.connection.close()


class Lock:
    """One run a folder. The system lets go of it when the process ends, however it ends."""

    def __init__(self, folder: Path, shown: object) -> None:
        """Raises OutputError: B411 (another run), O502 (cannot write there)."""
        try:
            folder.mkdir(parents=True, exist_ok=True)
            self._file: IO[bytes] = (folder / _LOCK).open("ab")
        except OSError as error:
            raise cannot(shown, error) from None
        if not lock(self._file):
            self._file.close()
            raise OutputError([RUN_ALREADY.at(Place(str(shown)), folder=shown)])
        _held.add(self)

    def release(self) -> None:
        """Let others in."""
        self._file.close()

    def __enter__(self) -> Lock:
        return self

    def __exit__(self, *_: object) -> None:
        self.release()


_held: weakref.WeakSet[Lock] = weakref.WeakSet()


def _let_go() -> None:
    """A forked worker must not hold the lock on when this process is killed."""
    for held in _held:
        held.release()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_let_go)
