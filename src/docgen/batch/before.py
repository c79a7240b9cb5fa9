"""What a run does to the letters of earlier runs: whom it replaces, whose numbers it gives again.

Told before the first letter is made. What the letters of before said stands in the ledger, which is
read only where letters are replaced, or left out.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from pathlib import Path

from docgen.diagnostics import LETTERS_REPLACED, REPLACED_BY_FEW, Diagnostic, Place
from docgen.errors import DocgenError

from .failures import is_fed_back
from .job import State
from .listed import MOST_NAMED, listed
from .outputs import Folder
from .plan import Plan
from .signings import Signing, read_book
from .task import SEPARATOR


def told(plan: Plan, ledger: Iterable[Path]) -> list[Diagnostic]:
    """The findings B444, B445 and B448; ``ledger`` are the files that say what was before.

    A workbook that cannot be read tells nothing.
    """
    count = plan.replaced
    rows = list(_rows(ledger)) if plan.left != 0 or count else []
    findings = plan.numbers_taken(_numbers(plan, rows)) if rows else []
    if not count:
        return findings
    was = {row.letter: row for row in rows}
    is_part = _is_part(plan, count)
    replaced = plan.replacing(MOST_NAMED)
    first = [_change(was.get(file), file, cells, is_part) for file, cells in replaced]
    rule, where = (
        (REPLACED_BY_FEW, plan.roster.name) if is_part else (LETTERS_REPLACED, plan.target)
    )
    return [*findings, rule.at(Place(where), count=count, names=listed(first, count))]


def _is_part(plan: Plan, count: int) -> bool:
    """Whether the roster seems not to be all of it: of the letters before, it knows the fewer."""
    known = count + plan.count(State.UNCHANGED)
    return (plan.left or 0) >= known or is_fed_back(plan.roster)


def _rows(parts: Iterable[Path]) -> Iterator[Signing]:
    for part in parts:
        with suppress(DocgenError):
            yield from (row for row in read_book(part).rows if row.letter)


def _numbers(plan: Plan, rows: Sequence[Signing]) -> dict[str, str]:
    """The numbers of letters that no row makes and that are still there, with their files."""
    named = {row.letter.removesuffix(".docx"): row for row in rows if row.number}
    left = (named[file.removesuffix(".docx")] for file in plan.names_of(named))
    return {row.number: row.letter for row in left if row.may_be_signed or _is_there(plan, row)}


def _is_there(plan: Plan, row: Signing) -> bool:
    # What other archives hold is not known, and to ask an address takes its time.
    return not isinstance(plan.output, Folder) or plan.output.has(row.letter)


def _change(was: Signing | None, file: str, cells: str, is_part: bool) -> str:
    """The file, with the number as it was and is, where these are not the same.

    Where the roster seems not to be all of it (``is_part``), with the person too: whoever corrects
    a whole roster knows whom.
    """
    _, person, _, number, *_ = [*cells.split(SEPARATOR), "", "", "", ""]
    if was is None or (was.number == number and (not is_part or was.person == person)):
        return file
    if not is_part:
        return f"{file}（{_who(was.number)} → {_who(number)}）"
    return f"{file}（{_who(was.person, was.number)} → {_who(person, number)}）"


def _who(*cells: str) -> str:
    return "，".join(filter(None, cells)) or "—"
