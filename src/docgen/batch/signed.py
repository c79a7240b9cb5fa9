"""Letters that somebody has signed, and that are to be made again with another text."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from zlib import crc32

from docgen.diagnostics import MAYBE_SIGNED_REMADE, SIGNED_REMADE, Diagnostic, Place
from docgen.errors import DocgenError

from .job import State
from .journal import Journal
from .ledger_files import UNTOUCHED, mark_of, parts_of
from .listed import MOST_NAMED, listed
from .names import name_id
from .outputs import Gathered, letters_in
from .plan import Plan
from .signings import Heading, Signing, read_book
from .task import maker_of


def remade(plan: Plan, ledgers: Iterable[Path]) -> list[Diagnostic]:
    """Findings for each of ``ledgers`` with signed letters that ``plan`` makes anew.

    Those of which the ledger says that they are signed (B441), which ``docgen ledger status``
    counts as signed too, and those of which it may mean it (B446). A workbook that cannot be read
    tells nothing.
    """
    if not plan.count(State.PLANNED):
        return []
    find = _remade_in_archive if isinstance(plan.output, Gathered) else _remade_in_folder
    findings = []
    for ledger in ledgers:
        again = find(plan, _signed(ledger))
        for rule, is_signed in ((SIGNED_REMADE, True), (MAYBE_SIGNED_REMADE, False)):
            if found := [row for row in again if row.is_signed is is_signed]:
                names = listed([_shown(row) for row in found[:MOST_NAMED]], len(found))
                findings.append(rule.at(Place(str(ledger)), count=len(found), names=names))
    return findings


def _signed(ledger: Path) -> Iterator[Signing]:
    """The rows of letters that are signed or returned, or where one cannot tell."""
    for part in parts_of(ledger):
        mark = mark_of(part)
        if mark is None or mark[0] != UNTOUCHED:
            with suppress(DocgenError):
                yield from (row for row in read_book(part).rows if row.letter and row.may_be_signed)


def _remade_in_folder(plan: Plan, signed: Iterable[Signing]) -> list[Signing]:
    """Those whose letter is known and is not left as it is, be its file there or not."""
    path = plan.journal_path
    if path is None or not path.exists():
        return []
    journal = Journal(path)
    try:
        return [row for row in signed if _is_remade(row, plan, journal)]
    finally:
        journal.close()


def _is_remade(row: Signing, plan: Plan, journal: Journal) -> bool:
    name = row.letter.removesuffix(".docx")
    job = plan.planned(name)
    if job is None:
        return False
    known = journal.find(name)
    return known is not None and (job.over is not None or known.said != job.said)


def _remade_in_archive(plan: Plan, signed: Iterable[Signing]) -> list[Signing]:
    """Those whose letter is not what the archive before has, or else what the ledger says.

    An archive does not tell of what its letters were made, so that these few are made to compare.
    """
    by_name = {name_id(row.letter.removesuffix(".docx")): row for row in signed}
    if not by_name or (Path(plan.target).exists() and not plan.force):
        return []
    maker, before = maker_of(plan.packed), letters_in(Path(plan.target))
    again = []
    for job, row in plan.with_rows(State.PLANNED):
        if not (was := by_name.get(name_id(job.name))):
            continue
        known = before.get(job.file)
        if known is None:
            if _says_otherwise(was, maker.cells(row), job.number):
                again.append(was)
            continue
        # One that cannot be made is refused, and replaces nothing.
        with suppress(DocgenError):
            if crc32(maker.make(row, job.number)[0]) != known:
                again.append(was)
    return again


def _says_otherwise(was: Signing, cells: Sequence[str], number: str | None) -> bool:
    """Whether person or number of a row are others than those in the ledger."""
    _, person, _, own, _ = cells
    now = person, number or own
    return any(a and b and a != b for a, b in zip(now, (was.person, was.number), strict=True))


def _shown(row: Signing) -> str:
    """The letter with the cell of the ledger that speaks of it."""
    heading = Heading.SIGNED if row.signed else Heading.RETURNED
    return f"{row.letter}（{row.table.place(heading, row.line).cell}）"
