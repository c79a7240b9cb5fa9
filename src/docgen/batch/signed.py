"""Letters that somebody has signed, and that are to be made again with another text."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path

from docgen.diagnostics import SIGNED_REMADE, Diagnostic, Place
from docgen.errors import DocgenError

from .job import State
from .journal import Journal
from .ledger_files import UNTOUCHED, mark_of, parts_of
from .plan import Plan
from .signings import Heading, Signing, read_book

_MOST_NAMED = 5


def remade(plan: Plan, ledgers: Iterable[Path]) -> list[Diagnostic]:
    """A finding (B441) for each of ``ledgers`` with signed letters that ``plan`` makes anew.

    A workbook that cannot be read tells nothing.
    """
    path = plan.journal_path
    if path is None or not path.exists() or not plan.count(State.PLANNED):
        return []
    journal = Journal(path)
    try:
        return [
            SIGNED_REMADE.at(Place(str(ledger)), count=len(found), names=_shown(found))
            for ledger in ledgers
            if (found := [row for row in _signed(ledger) if _is_remade(row, plan, journal)])
        ]
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


def _shown(rows: list[Signing]) -> str:
    """The first letters, each with its cell of the ledger."""
    cells = [(row, row.table.place(Heading.SIGNED, row.line).cell) for row in rows[:_MOST_NAMED]]
    names = "、".join(f"{row.letter}（{cell}）" for row, cell in cells)
    return names if len(rows) <= _MOST_NAMED else f"{names}……"
