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
from docgen.load.roster import Names, Roster, read_roster


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


NAMES = Names(columns=frozenset({"编号", "乙方单位", "乙方.单位", "乙方.负责人"}))
TABLE = [["编号", "乙方单位", "电话"], ["第1号", "甲站", "1"], ["第2号", "乙,丙;丁站", "2"]]


def read(path: Path, text: str, encoding: str = "utf-8") -> Roster:
    path.write_text(text, encoding, newline="")
    return read_roster(str(path), names=NAMES)


@pytest.mark.parametrize("name", ["r.csv", "r.tsv", "r.txt"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gb18030"])
@pytest.mark.parametrize("separator", [",", "\t", ";"])
def test_columns_are_parted_by_what_gives_the_known_titles(
    separator: str, encoding: str, name: str, tmp_path: Path
) -> None:
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=separator).writerows(TABLE)
    roster = read(tmp_path / name, out.getvalue(), encoding)
    assert roster.header == tuple(TABLE[0])
    assert [list(row.values.values()) for row in roster.rows] == TABLE[1:]
    assert [d.code for d in roster.findings] == (["S111"] if encoding == "gb18030" else [])


@pytest.mark.parametrize(
    ("above", "line"),
    [
        ("2026年安全生产责任书,,\n", 2),
        ("2026年安全生产责任书\n\n填报单位：临澄市水务局,联系人：王一\n", 4),
        ("sep=,\n", 2),
        ("", 1),
    ],
)
def test_the_header_is_found_below_titles(above: str, line: int, tmp_path: Path) -> None:
    path = tmp_path / "r.csv"
    roster = read(path, f"{above}编号, 乙方 单位 ,电话\n第1号,甲站,1\n第2号,乙站,#N/A\n")
    assert (roster.header_line, roster.header) == (line, ("编号", "乙方单位", "电话"))
    first, second = roster.rows
    assert (first.number, first.line) == (1, line + 1)
    [finding] = second.findings
    where = finding.where
    assert (where.line, where.column, where.cell) == (line + 2, 3, f"C{line + 2}")


def test_a_header_of_two_lines(tmp_path: Path) -> None:
    path = tmp_path / "r.csv"
    roster = read(path, "编号,乙方,乙方\n编号,单位,负责人\n第1号,甲站,王一\n")
    assert roster.header == ("编号", "乙方.单位", "乙方.负责人")


@pytest.mark.parametrize("mark", ["，", "；", "、", "|", " "])
def test_a_mark_that_parts_no_table_is_told(mark: str, tmp_path: Path) -> None:
    with pytest.raises(DataError) as caught:
        read(tmp_path / "r.csv", f"名册\n编号{mark}乙方单位\n第1号{mark}甲站\n")
    [finding] = caught.value.diagnostics
    assert (finding.code, finding.where.line, finding.args["mark"]) == ("B455", 2, mark)


def test_an_open_quotation_mark_is_told_in_any_table(tmp_path: Path) -> None:
    with pytest.raises(DataError) as caught:
        read(tmp_path / "r.csv", '编号\t乙方单位\n1\t"站\n2\t所\n')
    [finding] = caught.value.diagnostics
    assert (finding.code, finding.where.line, finding.where.cell) == ("S117", 2, "B2")


def test_cells_that_are_left_out_at_the_end_are_told(tmp_path: Path) -> None:
    text = "编号,乙方单位,电话,\n第1号,甲站\n第2号,乙站,2\n第3号\n\n第4号,丁站,,,\n第5号,戊,1,2\n"
    short, whole, lost, more, extra = read(tmp_path / "r.csv", text).rows
    assert short.values == {"编号": "第1号", "乙方单位": "甲站", "电话": ""}
    [told] = short.remarks
    assert (told.code, told.where.cell, told.args["missing"]) == ("B454", "C2", ["电话"])
    assert [row.findings for row in (short, whole, more)] == [()] * 3
    assert [row.remarks for row in (whole, lost, more, extra)] == [()] * 4
    assert [row.findings[0].code for row in (lost, extra)] == ["B405", "B463"]
