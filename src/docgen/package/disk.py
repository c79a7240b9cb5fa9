"""Files appear whole or not at all: write beside, then put in place."""

from __future__ import annotations

import contextlib
import errno
import os
from collections.abc import Iterable
from pathlib import Path

from docgen.diagnostics import FILE_EXISTS, IS_INPUT, Place
from docgen.errors import OutputError
from docgen.writing import cannot_write


def write_new(path: Path, data: bytes, force: bool = False, inputs: Iterable[Path] = ()) -> None:
    """Put ``data`` at ``path``; an existing file is replaced only with ``force``.

    One of ``inputs``, the files that ``data`` was made from, is never replaced.

    At every moment there is either the old file (or none) or the new one, whole. Missing folders
    are made. Raises OutputError: O501 (the file is there), O502 (it cannot be written),
    O506 (it is an input).
    """
    beside = path.parent / f".{path.name[:80]}.{os.urandom(4).hex()}.tmp"
    try:
        _check_target(path, inputs)
        if not path.parent.is_dir():
            _make_folder(path.parent)
        if not force and path.exists():
            raise FileExistsError
        try:
            with beside.open("xb") as out:
                out.write(data)
                out.flush()
                os.fsync(out.fileno())
            if force:
                beside.replace(path)
            else:
                _place(beside, path)
        finally:
            with contextlib.suppress(OSError):
                beside.unlink(missing_ok=True)
    except FileExistsError:
        raise OutputError([FILE_EXISTS.at(Place(str(path)), file=path)]) from None
    except OSError as error:
        raise OutputError([cannot_write(path, error)]) from None


def _check_target(path: Path, inputs: Iterable[Path]) -> None:
    """Refuse what a new file may not take the place of, forced or not."""
    if not path.exists():
        return
    if path.is_dir():
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR))
    if any(source.exists() and path.samefile(source) for source in inputs):
        raise OutputError([IS_INPUT.at(Place(str(path)), file=path)])
    if not path.is_file():
        # A device or a pipe, which a rename would turn into a file.
        raise FileExistsError


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except FileExistsError as error:
        raise NotADirectoryError(error.errno, os.strerror(errno.ENOTDIR)) from None


def _place(beside: Path, path: Path) -> None:
    """Rename without overwriting: a hard link fails where the name is taken in the meantime."""
    try:
        os.link(beside, path)
    except FileExistsError:
        raise
    except (OSError, NotImplementedError, AttributeError):
        # No hard links here (FAT, some network shares).
        if path.exists():
            raise FileExistsError from None
        beside.replace(path)
