"""Letters that somebody has signed, and that are to be made again with another text."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path

from docgen.diagnostics import MAYBE_SIGNED_REMADE, SIGNED_REMADE, Diagnostic, Place
from docgen.errors import DocgenError

from .job import State
from .journal import Journal
from .ledger_files import UNTOUCHED, mark_of, parts_of
from .listed import MOST_NAMED, listed
from .plan import Plan
from .signings import Heading, Signing, read_book


def remade(plan: Plan, ledgers: Iterable[Path]) -> list[Diagnostic]:
    """Findings for each of ``ledgers`` with signed letters that ``plan`` makes anew.

    Those of which the ledger says that they are signed (B441), which ``docgen ledger status``
    counts as signed too, and those of which it may mean it (B446). A workbook that cannot be read
    tells nothing.
    """
    path = plan.journal_path
    if path is None or not path.exists() or not plan.count(State.PLANNED):
        return []
    journal = Journal(path)
    try:
        findings = []
        for ledger in ledgers:
            again = [row for row in _signed(ledger) if _is_remade(row, plan, journal)]
            for rule, is_signed in ((SIGNED_REMADE, True), (MAYBE_SIGNED_REMADE, False)):
                if found := [row for row in again if row.is_signed is is_signed]:
                    names = listed([_shown(row) for row in found[:MOST_NAMED]], len(found))
                    findings.append(rule.at(Place(str(ledger)), count=len(found), names=names))
        return findings
    finally:
        journal.close()


def _signed(ledger: Path) -> Iterator[Signing]:
    """The rows of letters that are signed or returned, or where one cannot tell."""
    for part in parts_of(ledger):
        mark = mark_of(part)
        if mark is None or mark[0] != UNTOUCHED:
            with suppress(DocgenError):
                yield from (row for row in read_book(part).rows if row.letter and row.may_be_signed)


def _is_remade(row: Signing, plan: Plan, journal: Journal) -> bool:
    """Whether its letter is known and is not left as it is, be its file there or not."""
    name = row.letter.removesuffix(".docx")
    job = plan.planned(name)
    if job is None:
        return False
    known = journal.find(name)
    return known is not None and (job.over is not None or known.said != job.said)


def _shown(row: Signing) -> str:
    """The letter with the cell of the ledger that speaks of it."""
    heading = Heading.SIGNED if row.signed else Heading.RETURNED
    return f"{row.letter}（{row.table.place(heading, row.line).cell}）"
