"""Files that are written beside their place and appear there whole, or not at all.

What is being written is locked, so that the next run knows what a killed one has left.
"""

from __future__ import annotations

import contextlib
import os
from glob import escape
from pathlib import Path
from tempfile import TemporaryFile
from types import TracebackType
from typing import IO

from docgen.diagnostics import Diagnostic
from docgen.writing import cannot_write, held_open

_LONGEST = 60  # characters of a name, with what stands around it


class Beside:
    """A file beside ``path``; leaving the block puts it in place. Raises OSError."""

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        clear(path)
        self.path = path
        self.name = path.with_name(f".{path.name[:_LONGEST]}.{os.urandom(4).hex()}.tmp")
        self.file: IO[bytes] = self.name.open("xb")
        lock(self.file)

    def finish(self) -> None:
        """Have all of it on the disk."""
        self.file.flush()
        os.fsync(self.file.fileno())
        self.file.close()

    def place(self) -> None:
        """Put it in place, replacing what is there."""
        self.finish()
        self.name.replace(self.path)

    def drop(self) -> None:
        """Leave nothing behind."""
        with contextlib.suppress(OSError, ValueError):
            self.file.close()
        with contextlib.suppress(OSError):
            self.name.unlink(missing_ok=True)

    def __enter__(self) -> IO[bytes]:
        return self.file

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        try:
            if kind is None:
                self.place()
        finally:
            self.drop()


def clear(path: Path) -> None:
    """Take away what killed runs have left beside ``path``; not what others are writing."""
    for left in path.parent.glob(f".{escape(path.name[:_LONGEST])}.????????.tmp"):
        with contextlib.suppress(OSError):
            if os.name == "posix":
                with left.open("r+b") as file:
                    if lock(file):
                        left.unlink()
            else:
                # What another program has open cannot be deleted here.
                left.unlink()


def obstacle(path: Path) -> Diagnostic | None:
    """What would keep a file from being put at ``path``, if anything (O502)."""
    if found := held_open(path):
        return found
    clear(path)
    above = path.parent
    try:
        if path.exists():
            with path.open("r+b"):
                pass
        while not above.exists() and above != above.parent:
            above = above.parent
        with TemporaryFile(dir=above):
            pass
    except OSError as error:
        return cannot_write(path, error)
    return None


def lock(file: IO[bytes]) -> bool:
    """Whether ``file`` is ours until it is closed. The system lets go of it with the process."""
    try:
        import fcntl
    except ImportError:
        import msvcrt

        try:
            file.seek(0)
            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined]
        except OSError:
            return False
        return True
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    except OSError:
        # A share that knows no locks.
        return os.name == "posix"
    return True
