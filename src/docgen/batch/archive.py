"""The .zip of an earlier run, whose place a new one is to take: what stood in it."""

from __future__ import annotations

from pathlib import Path

from docgen.diagnostics import LETTERS_LEFT_OUT, Diagnostic, Place

from .outputs import Gathered, letters_in
from .plan import Plan


def _earlier(plan: Plan) -> dict[str, int]:
    """The letters in the archive that ``plan`` replaces, and the check sum of each."""
    if not (isinstance(plan.output, Gathered) and plan.force):
        return {}
    return letters_in(Path(plan.target))


def left_out(plan: Plan) -> list[Diagnostic]:
    """A finding (B471) where letters of the earlier archive are in the new one no more."""
    if not (before := _earlier(plan)):
        return []
    gone = list(plan.names_of(file.removesuffix(".docx") for file in before))
    where = Place(plan.target)
    found = LETTERS_LEFT_OUT.at(where, count=len(gone), file=plan.target, name=next(iter(gone), ""))
    return [found] if gone else []
