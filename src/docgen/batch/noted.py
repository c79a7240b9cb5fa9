"""What is about to be put, 16 bytes a letter, so that the letters of a killed run are known again.

The journal is told of letters once they are there, and not of each alone. A letter that was put and
not entered would look like one that somebody has edited, unless the same row made it again; rows
may have been corrected since. These notes survive the process, and go when a run comes to its end.
"""

from __future__ import annotations

import contextlib
import os
import sqlite3
from collections.abc import Iterator
from pathlib import Path

_LENGTH = 16
_BLOCK = 4096 * _LENGTH
_PROCESS = os.urandom(4).hex()
"""With the number of the process: machines that share a folder may have the same numbers."""


class Notes:
    """The notes of this process in ``folder``, to which it adds. Raises OSError."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        name = folder / f"{os.getpid():x}-{_PROCESS}"
        self._handle = os.open(name, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o666)

    def add(self, print: bytes) -> None:
        """Note the fingerprint of a letter; it is with the system when this returns."""
        os.write(self._handle, print)

    def __del__(self) -> None:
        with contextlib.suppress(OSError, AttributeError):
            os.close(self._handle)


class Noted:
    """All fingerprints noted in ``folder``, on the disk where they are many."""

    def __init__(self, folder: Path) -> None:
        self._table = sqlite3.connect("", check_same_thread=False)
        self._table.execute("CREATE TABLE noted (print BLOB PRIMARY KEY) WITHOUT ROWID")
        found = ((print,) for file in _files(folder) for print in _prints(file))
        self._table.executemany("INSERT OR IGNORE INTO noted VALUES (?)", found)

    def __contains__(self, print: object) -> bool:
        found = self._table.execute("SELECT 1 FROM noted WHERE print = ?", (print,))
        return found.fetchone() is not None


def forget(folder: Path) -> None:
    """Delete the notes in ``folder``: all that was put has been entered."""
    for file in _files(folder):
        with contextlib.suppress(OSError):
            file.unlink()


def _files(folder: Path) -> list[Path]:
    try:
        return list(folder.iterdir())
    except OSError:
        return []


def _prints(file: Path) -> Iterator[bytes]:
    with contextlib.suppress(OSError), file.open("rb") as notes:
        while block := notes.read(_BLOCK):
            whole = len(block) // _LENGTH * _LENGTH
            yield from (block[i : i + _LENGTH] for i in range(0, whole, _LENGTH))
