"""CSV rosters: quotation marks that are never closed, and what is left of failed formulas."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from docgen.diagnostics import Diagnostic
from docgen.errors import DataError
from docgen.load.cell_marks import ERRORS
from docgen.load.roster import read_roster


def rows(path: Path, text: str) -> list[tuple[int, list[str]]]:
    path.write_text(text, "utf-8", newline="")
    return [(row.line, list(row.values.values())) for row in read_roster(str(path)).rows]


def refused(path: Path, text: str) -> Diagnostic:
    with pytest.raises(DataError) as caught:
        rows(path, text)
    [finding] = caught.value.diagnostics
    return finding


@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize(
    ("lines", "line", "cell", "last"),
    [
        # To the end of the file, and no further than the next quoted cell.
        (["甲,乙", '1,"站', "2,所", "3,处"], 2, 2, 4),
        (["甲,乙", '1,"站', '2,"所"', "3,处"], 2, 2, 3),
        (["甲,乙", '"1,站', "2,所", "3,处"], 2, 1, 4),
        (["甲,乙", "1,站", '2,"所'], 3, 2, 3),
        (['甲,"乙', "1,站"], 1, 2, 2),
        # Behind texts of several lines, and marks within them, that are all right.
        (["甲,乙", '"1', '2","""站"""', '3,"所'], 4, 2, 4),
        (["甲,乙", '"1', '2","站', "3,所"], 3, 2, 4),
    ],
)
def test_a_quotation_mark_that_is_never_closed_is_told_where_it_opens(
    lines: list[str], line: int, cell: int, last: int, end: str, tmp_path: Path
) -> None:
    for text in (end.join(lines), end.join([*lines, ""])):
        found = refused(tmp_path / "r.csv", text)
        assert (found.code, found.where.line, found.where.column) == ("S117", line, cell)
        assert found.args == {"last": last}


def test_a_long_text_behind_an_open_mark_is_told_there_too(tmp_path: Path) -> None:
    found = refused(tmp_path / "r.csv", '甲,乙\n1,站\n2,"所\n' + "3,处\n" * 50_000)
    assert (found.code, found.where.line, found.where.column) == ("S116", 3, 2)


def test_marks_that_are_closed_or_within_a_text_are_read(tmp_path: Path) -> None:
    text = '甲,乙\n"1\n1","""站"""\n2,5"管\n\n"3" ,"所"\t\n4,处'
    assert rows(tmp_path / "r.csv", text) == [
        (2, ["1\n1", '"站"']),
        (4, ["2", '5"管']),
        (6, ["3 ", "所\t"]),
        (7, ["4", "处"]),
    ]


cells = st.text(st.sampled_from('甲1",\n\r #'), max_size=6)


@settings(max_examples=300, deadline=None)
@given(table=st.lists(st.tuples(cells, cells), min_size=1, max_size=5))
def test_what_a_program_writes_is_read_as_it_was(
    tmp_path_factory: pytest.TempPathFactory, table: list[tuple[str, str]]
) -> None:
    out = io.StringIO(newline="")
    csv.writer(out).writerows([("甲", "乙"), *table])
    kept = [list(row) for row in table if any(cell.strip() for cell in row)]
    path = tmp_path_factory.getbasetemp() / "r.csv"
    if kept:
        assert [values for _, values in rows(path, out.getvalue())] == kept


@pytest.mark.parametrize("error", sorted(ERRORS))
def test_what_a_failed_formula_leaves_refuses_its_row(error: str, tmp_path: Path) -> None:
    path = tmp_path / "r.csv"
    path.write_text(
        f"序号,甲,乙\n{error},1, {error.lower()}\n2,{error}的站,x{error}\n3,2\n", "utf-8"
    )
    first, *others = read_roster(str(path)).rows
    assert [(d.code, d.where.line, d.where.column) for d in first.findings] == [("B426", 2, 3)]
    assert "copied" in str(first.findings[0].rule.hints["text"])
    assert [row.findings for row in others] == [(), ()]
