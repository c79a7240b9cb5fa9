"""Lines of a roster that are no rows: the header again, totals, who signs the table."""

from __future__ import annotations

import csv
import sqlite3
from collections.abc import Sequence
from pathlib import Path

import pytest

from docgen.batch import Plan, make_plan, run_plan
from docgen.batch.papers import write_papers
from docgen.errors import DataError
from docgen.load.roster import read_roster
from workbooks import workbook

LETTER = str(Path(__file__).parents[2] / "samples" / "responsibility-letter.yaml")
HEADER = ["序号", "乙方单位", "乙方负责人", "乙方职务", "编号", "（备注）"]
ROWS = [
    ["1", "甲站", "王一", "站长", "第1号", ""],
    ["2", "乙站", "李二", "会计", "第2号", "经办人：赵三"],
]
SUFFIXES = pytest.mark.parametrize("suffix", [".csv", ".txt", ".xlsx"])


def planned(suffix: str, lines: Sequence[Sequence[object]], folder: Path) -> Plan:
    path = folder / f"r{suffix}"
    if suffix == ".xlsx":
        workbook(path, 名册=lines)
    else:
        with path.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file, delimiter="\t" if suffix == ".txt" else ",").writerows(lines)
    return make_plan(LETTER, str(path), folder / "out")


def units(plan: Plan) -> list[tuple[int, str]]:
    return [(row.number, plan.data(job, row)["party_b"]["unit"]) for job, row in plan.with_rows()]


def refused(plan: Plan) -> list[tuple[int, str, str | None, object]]:
    found = [(r.row, d) for r in plan.refusals for d in r.findings]
    return [(row, d.code, d.where.cell, d.args.get("text")) for row, d in found]


@SUFFIXES
def test_a_header_on_every_page_is_no_row(suffix: str, tmp_path: Path) -> None:
    spaced = [" ".join(title) for title in HEADER]
    plan = planned(suffix, [["名册"], spaced, ROWS[0], spaced, ROWS[1], spaced], tmp_path)
    assert units(plan) == [(1, "甲站"), (2, "乙站")]
    assert refused(plan) == []


@SUFFIXES
def test_a_header_of_two_lines_on_every_page(suffix: str, tmp_path: Path) -> None:
    over = ["编号", "乙方", "乙方", "乙方"]
    under = ["编号", "单位", "负责人", "职务"]
    rows = [["第1号", "甲站", "王一", "站长"], ["第2号", "单位", "李二", "站长"]]
    plan = planned(suffix, [over, under, rows[0], over, under, rows[1]], tmp_path)
    assert units(plan) == [(1, "甲站"), (2, "单位")]


@SUFFIXES
@pytest.mark.parametrize(
    ("line", "at"),
    [
        (["合计", "", "", "", "", ""], "A"),
        (["合 计", "2家", "", "", "", ""], "A"),
        (["", "合计：2家", "", "", "", ""], "B"),
        (["3", "总计", "", "", "2", ""], "B"),
        (["小计", " ", " ", " ", " ", " "], "A"),
        (["", "审核人：", "张三", "制表人：", "李四", ""], "B"),
        (["填表人：张三", "", "", "审核人：李四", "", "2026年1月5日"], "A"),
        (["单位负责人（签字）：", "", "", "", "", ""], "A"),
        (["", "", "", "", "制表日期:2026年1月5日", ""], "E"),
        (["", "", "", "", "", "经办人：张三"], "F"),
    ],
)
def test_a_total_and_a_signature_are_no_rows(
    line: list[str], at: str, suffix: str, tmp_path: Path
) -> None:
    plan = planned(suffix, [HEADER, ROWS[0], line, ROWS[1]], tmp_path)
    text = next(cell for cell in line if cell.strip() and not cell.isdecimal())
    assert refused(plan) == [(2, "B459", f"{at}3", text)]
    report = run_plan(plan)
    assert [job.row for job in report.made] == [1, 3]
    [back] = [path for path in write_papers(report).paths if "退回名册" in path.name]
    [row] = read_roster(str(back)).rows
    assert [row.values[title] for title in HEADER] == [
        cell if cell.strip() else "" for cell in line
    ]


def test_a_total_beyond_the_columns_or_cut_short(tmp_path: Path) -> None:
    plan = planned(".csv", [HEADER, ROWS[0], ["合计"], ROWS[1], ["审核人：张三"]], tmp_path)
    assert refused(plan) == [(2, "B459", "A3", "合计"), (4, "B459", "A5", "审核人：张三")]
    beyond = [["", "", "", "", "", "", "制表人：张三"]]
    plan = planned(".xlsx", [HEADER, *ROWS, *beyond], tmp_path)
    assert refused(plan) == [(3, "B459", "A4", "制表人：张三")]


@SUFFIXES
@pytest.mark.parametrize(
    "row",
    [
        ["3", "合计", "王一", "站长", "第3号", ""],
        ["3", "合计咨询公司", "", "", "", ""],
        ["3", "总计划处", "", "", "", ""],
        ["3", "丙站", "", "", "", "经办人：张三"],
        ["3", "丙站", "审核人", "", "", ""],
    ],
)
def test_units_and_remarks_that_only_look_so(row: list[str], suffix: str, tmp_path: Path) -> None:
    plan = planned(suffix, [HEADER, *ROWS, row], tmp_path)
    assert refused(plan) == []
    assert units(plan)[2] == (3, row[1])


@SUFFIXES
def test_a_table_without_a_header_is_told_once(suffix: str, tmp_path: Path) -> None:
    with pytest.raises(DataError) as caught:
        planned(suffix, [row[:5] for row in ROWS], tmp_path)
    [finding] = caught.value.diagnostics
    assert (finding.code, finding.where.cell, finding.where.row) == ("B462", "A1", None)
    assert "docgen roster template" in finding.hint
    assert list(finding.args["found"]) == ROWS[0][:4]
    assert finding.args["known"] == ["编号", "乙方单位", "乙方负责人", "乙方职务"]


@SUFFIXES
@pytest.mark.parametrize("header", [["单位名称", "责任人"], ["序号", "名称"], ["乙方单位", "电话"]])
def test_a_header_with_strange_columns_is_one(
    header: list[str], suffix: str, tmp_path: Path
) -> None:
    with pytest.raises(DataError) as caught:
        planned(suffix, [header, ROWS[0][:2]], tmp_path)
    assert {d.code for d in caught.value.diagnostics} == {"V204"}


def test_a_query_without_known_columns_is_told_once(tmp_path: Path) -> None:
    path = tmp_path / "r.db"
    connection = sqlite3.connect(path)
    connection.execute("CREATE TABLE t AS SELECT 'x' AS aaa, 'y' AS bbb")
    connection.commit()
    connection.close()
    with pytest.raises(DataError) as caught:
        make_plan(LETTER, str(path), tmp_path / "out", query="SELECT * FROM t")
    [finding] = caught.value.diagnostics
    assert finding.code == "B462"
    assert "AS 编号" in finding.hint


@SUFFIXES
def test_a_header_is_known_again_without_the_columns_of_ones_own(
    suffix: str, tmp_path: Path
) -> None:
    again = [*HEADER[:-1], ""]
    plan = planned(suffix, [HEADER, ROWS[0], again, ROWS[1]], tmp_path)
    assert units(plan) == [(1, "甲站"), (2, "乙站")]


@SUFFIXES
@pytest.mark.parametrize("note", ["注：一式两份", "说明：略", "共2家", "联系人：王三"])
def test_notes_below_the_rows_are_no_rows(note: str, suffix: str, tmp_path: Path) -> None:
    plan = planned(suffix, [HEADER, *ROWS, ["", note, "", "", "", ""]], tmp_path)
    assert refused(plan) == [(3, "B459", "B4", note)]
