"""The print file: all letters of a run, in a place where it takes nothing else's."""

from __future__ import annotations

import zipfile
from collections.abc import Collection, Iterator
from hashlib import blake2b
from itertools import chain
from pathlib import Path
from typing import NamedTuple

from docgen.diagnostics import (
    FILE_EXISTS,
    PRINT_FILE_ADDED,
    PRINT_FILE_NO_WORD,
    PRINT_FILE_TAKEN,
    Diagnostic,
    Place,
)
from docgen.errors import OutputError

from .beside import Beside
from .failures import is_fed_back
from .job import State
from .journal import Journal
from .merge import MADE_HERE, merge
from .names import folded
from .outputs import Folder, Gathered, Remote, cannot
from .plan import Plan

_DOCX = ".docx"
_FINISHED = frozenset({State.MADE, State.UNCHANGED})
_EXPECTED = _FINISHED | {State.PLANNED}


class PrintFile(NamedTuple):
    """Where the print file is to be, what keeps it from being there, and what is to be told."""

    path: Path
    wrong: tuple[Diagnostic, ...] = ()
    notes: tuple[Diagnostic, ...] = ()


def find(plan: Plan, path: Path, others: Collection[Path] = ()) -> PrintFile:
    """The print file of ``plan`` that is asked for at ``path``; ``others`` are the other papers.

    It replaces an earlier print file, but mended rows, and a roster that leaves out letters of
    before, have one of their own beside it (B443). Wrong is another file that is there (O501), and
    the name of a folder, of a letter or of another paper (B442), and one that is not .docx (B472).
    """
    if _is_taken(plan, path, others):
        return PrintFile(path, (PRINT_FILE_TAKEN.at(Place(str(path)), file=path),))
    if folded(path.suffix) != _DOCX:
        word = path.with_suffix(_DOCX)
        return PrintFile(path, (PRINT_FILE_NO_WORD.at(Place(str(path)), file=path, own=word),))
    if plan.force or not path.exists():
        return PrintFile(path)
    if not _is_ours(path):
        return PrintFile(path, (FILE_EXISTS.at(Place(str(path)), file=path),))
    if not (plan.leaves_letters or is_fed_back(plan.roster)):
        return PrintFile(path)
    mark = _mark(plan, _EXPECTED)
    own, n = path, 1
    while own.exists() and not _is_ours(own, mark):
        n += 1
        own = path.with_stem(f"{path.stem}-{n}")
    if own == path:
        return PrintFile(path)
    if _is_taken(plan, own, others):
        return PrintFile(own, (PRINT_FILE_TAKEN.at(Place(str(own)), file=own),))
    return PrintFile(own, (), (PRINT_FILE_ADDED.at(Place(str(path)), file=path, own=own),))


def write(plan: Plan, path: Path, others: Collection[Path] = ()) -> PrintFile | None:
    """Write the print file; None where no row made a letter, for there is nothing to print.

    Raises OutputError: what is wrong in :func:`find`, O502; DataError: B433, T301.
    """
    letters = _letters(plan)
    if (first := next(letters, None)) is None:
        return None
    found = find(plan, path, others)
    if found.wrong:
        raise OutputError(found.wrong)
    try:
        with Beside(found.path) as out:
            merge(chain([first], letters), out, _mark(plan, _FINISHED))
    except OSError as error:
        raise cannot(found.path, error) from None
    return found


def _letters(plan: Plan) -> Iterator[tuple[str, bytes]]:
    names = _names(plan, _FINISHED)
    if isinstance(plan.output, Gathered):
        with zipfile.ZipFile(plan.target) as archive:
            for name in names:
                yield name, archive.read(name)
        return
    for name in names:
        # One that is gone is missed in the reconciliation.
        if data := plan.output.get(name):
            yield name, data


def _names(plan: Plan, states: Collection[State]) -> Iterator[str]:
    return (job.file for job in plan.jobs() if job.state in states)


def _mark(plan: Plan, states: Collection[State]) -> bytes:
    """The comment of a print file of the letters in ``states``: it tells which these are."""
    digest = blake2b(digest_size=16)
    for name in _names(plan, states):
        digest.update(f"{name}\n".encode())
    return MADE_HERE + b" " + digest.hexdigest().encode()


def _is_ours(path: Path, mark: bytes = MADE_HERE) -> bool:
    """Whether ``path`` is a print file that nobody has saved since, of these letters."""
    try:
        with zipfile.ZipFile(path) as archive:
            return archive.comment.startswith(mark)
    except (OSError, zipfile.BadZipFile):
        return False


def _is_taken(plan: Plan, path: Path, others: Collection[Path]) -> bool:
    place = path.resolve()
    papers = [*others, *([] if isinstance(plan.output, Remote) else [Path(plan.target)])]
    if place.is_dir() or folded(str(place)) in {folded(str(other.resolve())) for other in papers}:
        return True
    if not isinstance(plan.output, Folder) or folded(place.suffix) != _DOCX:
        return False
    root = plan.output.root.resolve()
    if not place.is_relative_to(root):
        return False
    name = place.relative_to(root).with_suffix("").as_posix()
    return not any(plan.names_of([name])) or _is_known(plan, name, place)


def _is_known(plan: Plan, name: str, place: Path) -> bool:
    """Whether an earlier run made the letter ``name``, and it is still there."""
    if not place.exists() or plan.journal_path is None or not plan.journal_path.exists():
        return False
    journal = Journal(plan.journal_path)
    try:
        return journal.find(name) is not None
    finally:
        journal.close()
