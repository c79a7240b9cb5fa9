"""Reconciliation 核对: every roster row is a letter made, a row refused, or a letter unchanged."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from docgen.diagnostics import UNBALANCED, Diagnostic, Place

from .sheets import MAX_ROWS, Column, Sheet

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


@dataclass(frozen=True, slots=True)
class Line:
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

    def __add__(self, other: Line) -> Line:
        return Line(
            self.unit,
            self.rows + other.rows,
            self.made + other.made,
            self.refused + other.refused,
            self.unchanged + other.unchanged,
        )

    def cells(self) -> tuple[str, ...]:
        """The line as it stands in the workbook."""
        figures = (self.rows, self.made, self.unchanged, self.refused, self.difference)
        return (self.unit or NO_UNIT, *map(str, figures))


def total(lines: Iterable[Line]) -> Line:
    """All units together."""
    return sum(lines, Line(TOTAL, 0, 0, 0, 0))


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
    """The sheet 核对表: one line a unit, the total at the end.

    Units beyond what a sheet holds are one line together.
    """

    def rows() -> Iterable[tuple[str, ...]]:
        whole, others = Line(TOTAL, 0, 0, 0, 0), Line(OTHERS, 0, 0, 0, 0)
        for n, line in enumerate(lines, 1):
            whole += line
            if n <= MAX_ROWS:
                yield line.cells()
            else:
                others += line
        if others.rows:
            yield others.cells()
        yield whole.cells()

    return Sheet("核对表", "名册与责任书核对表", COLUMNS, rows())
