"""Cells of workbooks as the clerk sees them, and where a finding in a further sheet is."""

from __future__ import annotations

import datetime
import subprocess
import zipfile
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import openpyxl
import pytest

from docgen.batch import Plan, make_plan, run_plan
from docgen.batch.papers import write_papers
from docgen.diagnostics import Diagnostic
from docgen.errors import DataError
from docgen.load.cell_marks import percentage
from ooxml import text
from workbooks import workbook

LETTER = str(Path(__file__).parents[2] / "samples" / "responsibility-letter.yaml")
TARGETS = ["乙方.单位", "指标名称", "目标值", "权重"]


def with_errors(path: Path, *cells: tuple[int, str, str]) -> None:
    """Give cells (sheet, place, error) a formula that has failed, as Excel stores it."""
    book = openpyxl.load_workbook(path)
    for sheet, place, error in cells:
        book.worksheets[sheet][place] = error
        book.worksheets[sheet][place].data_type = "e"
    book.save(path)


def places(findings: tuple[Diagnostic, ...]) -> list[tuple[str, str | None, str | None]]:
    return [(d.code, d.where.sheet, d.where.cell) for d in findings]


def planned(path: Path) -> Plan:
    return make_plan(LETTER, str(path), path.parent / "out")


def refused(plan: Plan) -> dict[int, list[tuple[str, str | None, str | None]]]:
    return {refusal.row: places(refusal.findings) for refusal in plan.refusals}


@pytest.mark.parametrize(
    ("value", "decimals", "shown"),
    [
        (0.15, 0, "15%"),
        (0.15, 2, "15.00%"),
        (1, 0, "100%"),
        (0.07, 0, "7%"),
        (0.29, 0, "29%"),
        (-0.005, 1, "-0.5%"),
        (0, 0, "0%"),
        (12, 0, "1200%"),
        # Typed: its own digits. Worked out: as the cell shows it.
        (0.155, 0, "15.5%"),
        (0.125, 1, "12.5%"),
        (47 / 53, 1, "88.7%"),
        (2 / 3, 0, "67%"),
        (0.1 + 0.2, 0, "30%"),
    ],
)
def test_a_percentage_as_it_is_seen(value: float, decimals: int, shown: str) -> None:
    assert percentage(value, decimals) == shown


def percents(path: Path) -> None:
    sheet: list[list[object]] = [
        ["乙方.单位", "编号", "签订日期"],
        ["甲站", 0.15, datetime.date(2026, 1, 5)],
        ["乙站", 0.155, datetime.date(2026, 1, 5)],
        ["丙站", 0.15, datetime.date(2026, 1, 5)],
    ]
    entries = [["甲站", "整改率", 0.985, 60], ["甲站", "演练", 2, 40]]
    targets: list[Sequence[object]] = [TARGETS, *entries]
    book = workbook(path, 名册=sheet, 考核指标=targets)
    book["名册"]["B2"].number_format = "0%"
    book["名册"]["B3"].number_format = '"约"0.00%;[Red]-0.00%'
    book["名册"]["B4"].number_format = '0.00"%"'
    book["考核指标"]["C2"].number_format = "0.0%"
    book.save(path)


def test_percentages_arrive_as_they_are_seen(tmp_path: Path) -> None:
    path = tmp_path / "r.xlsx"
    percents(path)
    plan = planned(path)
    numbers = [plan.data(job, row)["number"] for job, row in plan.with_rows()]
    assert numbers == ["15%", "15.50%", "0.15"]
    first = run_plan(plan).made[0]
    assert "98.5%" in text(path.parent / "out" / first.file)


@pytest.mark.parametrize("suffix", ["xls", "ods"])
def test_percentages_and_errors_of_other_formats(
    suffix: str, need: Callable[..., list[str]], tmp_path: Path
) -> None:
    [soffice] = need("soffice")
    path = tmp_path / "r.xlsx"
    percents(path)
    book = openpyxl.load_workbook(path)
    book["名册"].append(["丁站", "=1/0"])
    book.save(path)
    subprocess.run(
        [soffice, f"-env:UserInstallation={(tmp_path / 'office').as_uri()}", "--headless",
         "--convert-to", suffix, "--outdir", str(tmp_path), str(path)],
        check=True, capture_output=True,
    )  # fmt: skip
    plan = planned(path.with_suffix(f".{suffix}"))
    numbers = [plan.data(job, row)["number"] for job, row in plan.with_rows()]
    if suffix == "ods":
        assert numbers[:2] == ["15%", "15.50%"]
        assert refused(plan) == {4: [("B426", "名册", "B5")]}
    else:
        # Only the values can be read, which is said.
        assert numbers[:2] == ["0.15", "0.155"]
        assert [d.code for d in plan.findings] == ["B428", *["V228"] * 3, "B451", "B456", "B450"]


def test_a_formula_that_has_failed_refuses_its_row(tmp_path: Path) -> None:
    path = tmp_path / "r.xlsx"
    rows: list[list[object]] = [[unit, 1, 2, 3] for unit in ("甲站", "乙站", "丙站", "丁站")]
    targets: list[list[object]] = [[unit, "演练", "≥2", 100] for unit in ("甲站", "乙站", "丙站")]
    workbook(path, 名册=[["乙方.单位", "编号", "序号", "x"][:3], *(r[:3] for r in rows)],
             考核指标=[TARGETS, *targets])  # fmt: skip
    with_errors(path, (0, "B3", "#REF!"), (0, "C4", "#N/A"), (1, "C2", "#DIV/0!"))
    plan = planned(path)
    assert refused(plan) == {
        1: [("B426", "考核指标", "C2")],
        2: [("B426", "名册", "B3")],
    }
    [finding] = plan.refusals[1].findings
    assert (finding.args["title"], finding.args["value"]) == ("编号", "#REF!")
    assert len(run_plan(plan).made) == 2


def test_a_sparse_workbook_has_marks_too(tmp_path: Path) -> None:
    """Read by the other library, which gives #REF! as if it had been typed."""
    path = tmp_path / "r.xlsx"
    book = workbook(path, 名册=[["乙方.单位", "编号"], ["甲站", 0.15], ["乙站", 1]])
    book["名册"]["B2"].number_format = "0%"
    book["名册"]["BZZ60000"] = "x"
    book.save(path)
    with_errors(path, (0, "B3", "#REF!"))
    plan = planned(path)
    assert next(plan.data(job, row)["number"] for job, row in plan.with_rows()) == "15%"
    assert refused(plan) == {2: [("B426", "名册", "B3")]}


def test_cells_that_do_not_say_where_they_are(tmp_path: Path) -> None:
    """As some programs write them: no r attributes, a prefix before every name."""
    path = tmp_path / "r.xlsx"
    book = workbook(path, 名册=[["乙方.单位", "编号"], ["甲站", 0.15]])
    book["名册"]["B2"].number_format = "0%"
    book.save(path)
    bare = tmp_path / "bare.xlsx"
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(bare, "w") as new:
        for name in old.namelist():
            data = old.read(name)
            if name.startswith("xl/worksheets/sheet"):
                for place in (b"A1", b"B1", b"A2", b"B2", b"1", b"2"):
                    data = data.replace(b' r="%s"' % place, b"")
            new.writestr(name, data)
    plan = planned(bare)
    assert [plan.data(job, row)["number"] for job, row in plan.with_rows()] == ["15%"]


@pytest.mark.parametrize(
    ("name", "titles"),
    [("Sheet2", TARGETS), ("指标", ["乙方.单位", "指标", "目标"]), ("考核指标（旧）", TARGETS)],
)
def test_a_sheet_of_entries_under_another_name(
    name: str, titles: list[str], tmp_path: Path
) -> None:
    path = tmp_path / "r.xlsx"
    entry: list[object] = ["甲站", "演练", "≥2", 100]
    sheets: dict[str, list[Sequence[object]]] = {name: [["各单位指标"], titles, entry]}
    workbook(path, 名册=[["乙方.单位"], ["甲站"]], **sheets)
    plan = planned(path)
    assert places(plan.findings) == [("B427", name, "A2")]
    assert plan.findings[0].args == {"name": name, "columns": titles, "expected": "考核指标"}
    # As the cure says.
    book = openpyxl.load_workbook(path)
    book[name].title = "考核指标"
    book.save(path)
    assert "B427" not in [d.code for d in planned(path).findings]


def test_sheets_of_a_clerks_own_are_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "r.xlsx"
    workbook(
        path,
        名册=[["乙方.单位", "乙方.职务"], ["甲站", "站长"]],
        填写说明=[["列", "必填", "怎样填"], ["乙方.单位", "是", "全称"]],
        联系人=[["乙方.单位", "职务", "姓名", "名称", "备注"], ["甲站", "科员", "王一", "x", "y"]],
        Sheet3=[],
    )
    assert planned(path).findings == ()


def test_a_finding_in_a_further_sheet_has_its_place(tmp_path: Path) -> None:
    path = tmp_path / "r.xlsx"
    rows: list[list[object]] = [["名册"], ["乙方.单位"], ["甲站"], ["乙站"], ["丙站"], ["丁站"]]
    workbook(
        path,
        名册=rows,
        考核指标=[
            ["序号", *TARGETS],
            ["1", "乙站", "演练", "≥2", "五十"],
            ["2", "甲站", "演练", "≥2", 100],
            ["3", "丙站", "演练", None, 100],
            ["4", "丁站", "演练", "≥2", 50],
            ["5", "丁站", "巡查", "≥2", 40],
            ["6", "乙站", "巡查", "≥2", "x"],
        ],
    )
    plan = planned(path)
    assert refused(plan) == {
        2: [("V206", "考核指标", "E2"), ("V206", "考核指标", "E7")],
        3: [("V203", "考核指标", "A4")],
        4: [("V213", "考核指标", "A5")],
    }
    assert [r.findings[0].where.row for r in plan.refusals] == [2, 3, 4]
    where = f"{path} 考核指标!E2 （数据第 2 行）"
    assert str(plan.refusals[0].findings[0].where) == where


def test_entries_keep_their_places_in_a_worker(tmp_path: Path) -> None:
    path = tmp_path / "r.xlsx"
    workbook(path, 名册=[["乙方.单位"], ["甲站"]], 考核指标=[TARGETS, ["甲站", "演练", "≥2", "x"]])
    with ProcessPoolExecutor(1) as pool:
        plan = make_plan(LETTER, str(path), tmp_path / "out", executor=pool)
    assert refused(plan) == {1: [("V206", "考核指标", "D2")]}


def test_one_field_in_two_columns_has_a_place_in_every_format(tmp_path: Path) -> None:
    table = [["乙方.单位", "乙方单位"], ["甲站", "乙站"]]
    workbook(tmp_path / "r.xlsx", 名册=[["名册", None], *table])
    (tmp_path / "r.csv").write_text("\n".join(",".join(row) for row in table), "utf-8")
    keys = '{"乙方.单位": "甲站", "乙方单位": "乙站"}'
    (tmp_path / "r.jsonl").write_text(f'{{"编号": "1"}}\n{keys}\n', "utf-8")
    (tmp_path / "r.yaml").write_text("- 编号: 1\n- 乙方.单位: 甲站\n  乙方单位: 乙站\n", "utf-8")
    found = {}
    for suffix in ("xlsx", "csv", "jsonl", "yaml"):
        with pytest.raises(DataError) as caught:
            planned(tmp_path / f"r.{suffix}")
        [finding] = caught.value.diagnostics
        assert finding.code == "B407"
        found[suffix] = str(finding.where).removeprefix(f"{tmp_path}/")
    # A column has no row; a key of one row has.
    assert found == {
        "xlsx": "r.xlsx 名册!B2",
        "csv": "r.csv:1:2",
        "jsonl": "r.jsonl:2:17 （数据第 2 行）",
        "yaml": "r.yaml:3:3 （数据第 2 行）",
    }


def test_rows_are_counted_alike_in_place_and_message(tmp_path: Path) -> None:
    path = tmp_path / "r.xlsx"
    workbook(path, 名册=[["名册", None], ["编号", "乙方.单位"], ["1", "甲站"], ["2", "甲站"]])
    messages = [str(refusal.findings[0].where) for refusal in planned(path).refusals]
    assert messages == [f"{path} 名册!A{n + 2} （数据第 {n} 行）" for n in (1, 2)]
    assert planned(path).refusals[0].findings[0].message.startswith("数据第 1、2 行")


def test_what_is_left_of_a_failed_formula_is_refused_as_the_formula_is(tmp_path: Path) -> None:
    """As a text, too: copied as a value, or in the refused rows that are fed back untouched."""
    path = tmp_path / "r.xlsx"
    rows: list[list[object]] = [["甲站", 1], ["乙站", 2], ["丙站", " #n/a "], ["丁站", "#N/A类"]]
    entries: list[list[object]] = [["甲站", "演练", "#VALUE!", 100], ["乙站", "演练", "≥2", 100]]
    workbook(path, 名册=[["乙方.单位", "编号"], *rows], 考核指标=[TARGETS, *entries])
    with_errors(path, (0, "B3", "#REF!"))
    plan = planned(path)
    assert refused(plan) == {
        1: [("B426", "考核指标", "C2")],
        2: [("B426", "名册", "B3")],
        3: [("B426", "名册", "B4")],
    }
    papers = write_papers(run_plan(plan))
    back = next(file for file in papers.paths if "退回名册" in file.name)
    again = planned(back)
    assert refused(again) == {
        1: [("B426", "考核指标", "C2")],
        2: [("B426", "退回名册", "B3")],
        3: [("B426", "退回名册", "B4")],
    }
    hints = {refusal.findings[0].hint for refusal in again.refusals}
    assert len(hints) == 1
    assert hints != {plan.refusals[1].findings[0].hint}
