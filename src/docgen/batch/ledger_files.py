"""Which file is the ledger of which letter, and the copies that are kept of it.

签订台账.xlsx belongs to the letter that its first line names; another letter has
签订台账（its title）.xlsx, and a long ledger goes on in 签订台账-2.xlsx.
"""

from __future__ import annotations

import re
import shutil
import zipfile
from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

from docgen.diagnostics import (
    LEDGER_DAMAGED,
    LEDGER_GONE,
    LEDGER_KEPT,
    LEDGER_OF_ANOTHER,
    LETTERS_RENAMED,
    NO_LEDGER_HERE,
    SHEET_UNREADABLE,
    Diagnostic,
    Place,
)
from docgen.errors import DataError, DocgenError

from .names import clean
from .outputs import KEPT, cannot
from .signings import Book, read_book

NAME = "签订台账"
FILE = f"{NAME}.xlsx"
UNTOUCHED = b"docgen: nothing written by hand; "
"""In the zip's comment of a ledger without a clerk's words; no other program keeps it."""
CARRIED = b"docgen: what was written by hand, as it was read; "
"""In the comment of a ledger that nobody has saved since we carried a clerk's words over."""
_LONGEST_TITLE = 60  # of a file name, which holds 80


class Found(NamedTuple):
    """Where the ledger of a letter is, or is to be, and what there is to be said of it.

    ``earlier`` are the files that hold what was written into it until now.
    """

    path: Path
    earlier: Sequence[Path]
    findings: Sequence[Diagnostic] = ()


def find_ledger(folder: Path, title: str, is_renamed: bool) -> Found:
    """The ledger of the letter ``title`` in ``folder``.

    What is signed in the ledger of another letter is not signed here: this one has its own, and a
    finding (B435) says so. Where the letter ``is_renamed``, for no file of the other is left, a
    ledger into which nobody has written becomes its own (B437). Where the ledger is gone, the copy
    that was kept last stands for it (B440).
    Raises DataError where it cannot be read, OutputError: O520.
    """
    path = folder / FILE
    own = path.with_stem(f"{NAME}（{clean(title)[:_LONGEST_TITLE]}）")
    if not path.exists():
        return _there(own) if own.exists() else _gone(path, title, own)
    mark = mark_of(path)
    whose = (mark[1],) if mark else _read(path).above
    if not whose or _names(whose, title):
        return _there(path)
    other = next((text for text in whose if NAME in text), whose[0]).removesuffix(NAME)
    where = Place(str(path))
    if is_renamed and mark and mark[0] == UNTOUCHED:
        return _there(path, LETTERS_RENAMED.at(where, whose=other, title=title))
    because = "renamed" if is_renamed else ""
    finding = LEDGER_OF_ANOTHER.at(
        where, file=path, whose=other, title=title, own=own, because=because
    )
    found = _there(own) if own.exists() else _gone(own, title, path)
    return found._replace(findings=(finding, *found.findings))


def ledgers_at(path: Path) -> list[Path]:
    """All files of the ledgers in the folder ``path``; ``path`` where it is none.

    Raises DataError (B449) where the folder has no ledger.
    """
    if not path.is_dir():
        return [path]
    found = [part for first in ledgers(path) for part in parts_of(first)]
    if not found:
        raise DataError([NO_LEDGER_HERE.at(Place(str(path)), folder=path)])
    return found


def ledgers(folder: Path) -> Iterator[Path]:
    """All ledgers in ``folder``, of whatever letter: the first file of each."""
    yield from (path for path in (folder / FILE,) if path.exists())
    yield from sorted(folder.glob(f"{NAME}（*）.xlsx"))


def check(found: Found) -> list[Path]:
    """The files of the ledger that are there, or its path; raises as :func:`find_ledger`."""
    parts = parts_of(found.path)
    for part in parts:
        if not mark_of(part):
            _read(part)
    return parts or [found.path]


def keep_edited(path: Path) -> list[Diagnostic]:
    """Keep a copy of each file of the ledger at ``path`` that was saved since we wrote it.

    Colours, formulas and drawings of a clerk's own are not carried over, but neither are they lost;
    a note (B436) says where the file is. Raises OutputError: O502.
    """
    notes = []
    for part in parts_of(path):
        if mark_of(part):
            continue
        kept = _copy(part, max(_copies(part), default=0) + 1)
        try:
            kept.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(part, kept)
        except OSError as error:
            raise cannot(kept, error) from None
        notes.append(LEDGER_KEPT.at(Place(str(part)), file=kept))
    return notes


def heading_of(title: str) -> str:
    """What stands over the ledger of the letter ``title``."""
    return f"{title}{NAME}"


def parts_of(path: Path) -> list[Path]:
    """The files of the ledger at ``path`` that are there."""
    parts = [path] if path.exists() else []
    n = 2
    while (part := path.with_stem(f"{path.stem}-{n}")).exists():
        parts.append(part)
        n += 1
    return parts


def mark_of(path: Path) -> tuple[bytes, str] | None:
    """Our mark in a ledger that nobody has saved since, and its heading; else None."""
    try:
        with zipfile.ZipFile(path) as archive:
            comment = archive.comment
    except (OSError, zipfile.BadZipFile):
        return None
    for mark in (UNTOUCHED, CARRIED):
        if comment.startswith(mark):
            return mark, comment.removeprefix(mark).decode()
    return None


def _read(path: Path) -> Book:
    """The ledger at ``path``. Raises DataError (B475) where it is damaged, naming the last copy."""
    try:
        return read_book(path)
    except DataError as error:
        [found, *_] = error.diagnostics
        if found.code != SHEET_UNREADABLE.code or found.args.get("because") == "password":
            raise
    kept = max(_copies(path), default=0)
    case, last = ("copy", _copy(path, kept)) if kept else ("", "")
    raise DataError([LEDGER_DAMAGED.at(Place(str(path)), file=path, kept=last, because=case)])


def _there(path: Path, *findings: Diagnostic) -> Found:
    return Found(path, parts_of(path), findings)


def _gone(path: Path, title: str, *others: Path) -> Found:
    """The ledger at ``path``, which is not there, as it, or one of ``others``, was kept last."""
    for known in (path, *others):
        kept = list(_last_copies(known, title))
        if kept:
            finding = LEDGER_GONE.at(Place(str(path)), file=path, kept=kept[0])
            return Found(path, kept, (finding,))
    return Found(path, ())


def _last_copies(path: Path, title: str) -> Iterator[Path]:
    """The last copy of each part of the ledger at ``path``, if it is that of ``title``."""
    part, n = path, 1
    while numbers := _copies(part):
        kept = _copy(part, max(numbers))
        # One that cannot be read any more is no reason to make no ledger.
        with suppress(DocgenError):
            if _names(read_book(kept).above, title):
                yield kept
        n += 1
        part = path.with_stem(f"{path.stem}-{n}")


def _names(above: Sequence[str], title: str) -> bool:
    return any(heading_of(title) in text for text in above)


def _copies(path: Path) -> list[int]:
    """The numbers of the copies that are kept of ``path``."""
    name = re.compile(rf"{re.escape(path.stem)}-(\d+){re.escape(path.suffix)}")
    try:
        found = [name.fullmatch(copy.name) for copy in (path.parent / KEPT / _KEPT_IN).iterdir()]
    except OSError:
        return []
    return [int(match[1]) for match in found if match]


def _copy(path: Path, number: int) -> Path:
    return path.parent / KEPT / _KEPT_IN / f"{path.stem}-{number}{path.suffix}"


_KEPT_IN = "ledgers"
