"""Reconciliation 核对: every roster row is a letter made, a row refused, or a letter unchanged."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from docgen.diagnostics import UNBALANCED, Diagnostic, Place

from .sheets import MAX_ROWS, Column, Sheet

NAME = "核对表"
NO_UNIT = "（未填单位）"
TOTAL = "合计"
OTHERS = "其余单位"
COLUMNS = (
    Column("责任单位", 44),
    *(
        Column(heading, 14, centred=True)
        for heading in ("名册行数", "生成", "未变", "退回", "差额")
    ),
)


class Line(NamedTuple):
    """The rows of one unit: how many the roster has, and what became of them."""

    unit: str
    rows: int
    made: int
    refused: int
    unchanged: int

    @property
    def difference(self) -> int:
        """Rows that nothing became of (negative: more outcomes than rows)."""
        return self.rows - self.made - self.refused - self.unchanged

    def cells(self) -> tuple[str, ...]:
        """The line as it stands in the workbook."""
        unit, rows, made, refused, unchanged = self
        figures = rows, made, unchanged, refused, rows - made - refused - unchanged
        return (unit or NO_UNIT, *map(str, figures))


class Total:
    """The sum of lines."""

    def __init__(self) -> None:
        self._rows = self._made = self._refused = self._unchanged = 0

    def add(self, line: Line) -> None:
        """One line more."""
        _, rows, made, refused, unchanged = line
        self._rows += rows
        self._made += made
        self._refused += refused
        self._unchanged += unchanged

    def line(self, name: str) -> Line:
        """The sum, as a line called ``name``."""
        return Line(name, self._rows, self._made, self._refused, self._unchanged)


def unbalanced(lines: Iterable[Line], roster: str) -> list[Diagnostic]:
    """A finding (B430) for every unit whose rows do not add up."""
    return [
        UNBALANCED.at(
            Place(roster),
            unit=line.unit or NO_UNIT,
            rows=line.rows,
            made=line.made,
            refused=line.refused,
            unchanged=line.unchanged,
        )
        for line in lines
        if line.difference
    ]


def sheet(lines: Iterable[Line]) -> Sheet:
    """The sheet 核对表: one line a unit of this run's roster, the total at the end.

    Units beyond what a sheet holds are one line together.
    """

    def rows() -> Iterable[tuple[str, ...]]:
        whole, others = Total(), Total()
        for n, line in enumerate(lines, 1):
            whole.add(line)
            if n <= MAX_ROWS:
                yield line.cells()
            else:
                others.add(line)
        rest = others.line(OTHERS)
        if rest.rows:
            yield rest.cells()
        yield whole.line(TOTAL).cells()

    return Sheet(NAME, "名册与责任书核对表（最近一次）", COLUMNS, rows())
