"""The blank roster: what a clerk finds in it, and that a filled one makes letters."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest
from click.testing import CliRunner

from docgen.batch import make_plan, run_plan
from docgen.batch.roster_form import heading, write_form
from docgen.cli.roster import command
from docgen.errors import DataError, OutputError
from docgen.kinds import Kind, get_kind, kind_names
from ooxml import text

SAMPLES = Path(__file__).parents[2] / "samples"

LETTER = get_kind("responsibility-letter")


def test_headers_notes_and_example(tmp_path: Path) -> None:
    path = tmp_path / "名册.xlsx"
    write_form(LETTER, path, ["份数"])
    page, _, help_page = openpyxl.load_workbook(path).worksheets
    head, example, blank = list(page.iter_rows(max_row=3))
    assert [c.value for c in head] == ["序号", "编号", "乙方单位", "乙方负责人", "乙方职务", "份数"]
    assert [c.value for c in example] == [
        "例",
        "安责〔2026〕1号",
        "临澄市水务局",
        "陆知远",
        "局长",
        "2",
    ]
    assert not any(c.value for c in blank)
    assert all(c.comment for c in head)
    assert "必填" in head[2].comment.text
    assert "单位全称" in head[2].comment.text
    # Numbers that are text, such as phone numbers, stay as they are typed.
    assert {c.number_format for c in (*example, *blank)} == {"@"}
    helped = [row[0].value for row in help_page.iter_rows(min_row=3)]
    assert [title for title in helped if "›" not in title] == [c.value for c in head]


def test_targets_have_a_sheet_of_their_own(tmp_path: Path) -> None:
    path = tmp_path / "名册.xlsx"
    write_form(LETTER, path)
    book = openpyxl.load_workbook(path)
    assert book.sheetnames == ["名册", "考核指标", "填写说明"]
    page, help_page = book["考核指标"], book["填写说明"]
    head, example, blank = list(page.iter_rows(max_row=3))
    assert [c.value for c in head] == [
        *("序号", "乙方单位", "指标名称", "指标内容", "计量单位"),
        *("目标值", "权重", "评分办法", "备注"),
    ]
    assert example[0].value == "例"
    assert example[1].value == book["名册"]["C2"].value
    assert not any(c.value for c in blank)
    assert all(c.comment for c in head)
    assert "与名册里的“乙方单位”写得一样" in head[1].comment.text
    assert "必填" in head[5].comment.text
    assert "必须为100" in head[6].comment.text
    helped = [row[0].value for row in help_page.iter_rows(min_row=3)]
    assert helped[-8:] == [f"考核指标 › {c.value}" for c in head[1:]]


def test_a_filled_form_makes_letters_each_with_its_own_targets(tmp_path: Path) -> None:
    path, letter = tmp_path / "名册.xlsx", tmp_path / "letter.yaml"
    letter.write_text((SAMPLES / "responsibility-letter.yaml").read_text("utf-8"), "utf-8")
    write_form(LETTER, path)
    book = openpyxl.load_workbook(path)
    for n, unit in enumerate(("甲站", "乙站", "丙站"), 1):
        for column, value in enumerate((n, f"第{n}号", unit, f"王{n}", "站长"), 1):
            book["名册"].cell(n + 2, column).value = value
    targets = [
        ("甲站", "消防演练", "≥2", 60),
        ("甲站", "上岗培训", "100", 40),
        ("乙站", "巡查", "≥8", 100),
    ]
    for n, (unit, name, target, weight) in enumerate(targets, 1):
        page = book["考核指标"]
        for column, value in zip((1, 2, 3, 6, 7), (n, unit, name, target, weight), strict=True):
            page.cell(n + 2, column).value = value
    book.save(path)
    report = run_plan(make_plan(str(letter), str(path), tmp_path / "out"))
    assert (report.findings, report.failed) == ((), [])
    first, second, third = (text(report.path(outcome)) for outcome in report.made)
    assert "消防演练" in first
    assert "上岗培训" in first
    assert "隐患按期整改率" not in first
    assert "巡查" in second
    assert "消防演练" not in second
    # No targets of its own: those of the letter.
    assert "隐患按期整改率" in third


def test_choices_become_drop_downs(tmp_path: Path) -> None:
    schema = {
        "title": "表",
        "required": ["grade"],
        "properties": {
            "grade": {"title": "等次", "type": "string", "enum": ["优秀", "合格", "不合格"]},
            "open": {"title": "公开", "type": "boolean"},
            "free": {"title": "说明", "type": "string"},
        },
        "x-docgen": {"roster": ["grade", "open", "free"]},
    }
    path = tmp_path / "form.xlsx"
    write_form(Kind("grades", schema), path)
    page = openpyxl.load_workbook(path).worksheets[0]
    found = {str(v.sqref).split(":")[0]: v.formula1 for v in page.data_validations.dataValidation}
    assert found == {"B2": '"优秀,合格,不合格"', "C2": '"是,否"'}


@pytest.mark.parametrize("kind", kind_names())
def test_every_kind_has_a_form(kind: str, tmp_path: Path) -> None:
    found = get_kind(kind)
    write_form(found, tmp_path / "form.xlsx")
    head = next(openpyxl.load_workbook(tmp_path / "form.xlsx").worksheets[0].iter_rows(max_row=1))
    assert len(head) > 1
    assert not {"kind", "文种"} & {cell.value for cell in head}


@pytest.mark.parametrize("kind", kind_names())
def test_the_form_has_whoever_a_letter_is_for(kind: str, tmp_path: Path) -> None:
    found = get_kind(kind)
    path = tmp_path / "form.xlsx"
    write_form(found, path)
    head = next(openpyxl.load_workbook(path).worksheets[0].iter_rows(max_row=1))
    ledger = found.recipe.get("ledger", {})
    about = {heading(found, ledger[role]) for role in ("unit", "person") if role in ledger}
    assert about <= {cell.value for cell in head}


def test_the_forms_of_promises_and_of_assessments(tmp_path: Path) -> None:
    for kind, titles in (
        ("commitment", ["承诺方单位", "承诺方承诺人"]),
        ("assessment-form", ["姓名", "性别", "出生年月", "政治面貌", "文化程度", "任现职时间",
                             "单位", "职务（岗位）", "从事或分管工作"]),
    ):  # fmt: skip
        path = tmp_path / f"{kind}.xlsx"
        write_form(get_kind(kind), path)
        book = openpyxl.load_workbook(path)
        row = ["1", *(f"甲{n}" for n in range(len(titles)))]
        assert [cell.value for cell in book.worksheets[0][1]] == ["序号", *titles]
        if kind == "assessment-form":
            row[2] = "男"
        for column, value in enumerate(row, 1):
            book.worksheets[0].cell(3, column).value = value
        book.save(path)
        plan = make_plan(str(SAMPLES / f"{kind}.yaml"), str(path), tmp_path / kind)
        assert (plan.findings, plan.refusals) == ((), [])
        report = run_plan(plan)
        assert "甲0" in text(report.path(report.made[0]))


@pytest.mark.parametrize("kind", kind_names())
def test_recipes_name_fields_of_their_kind(kind: str) -> None:
    found = get_kind(kind)
    leaves = dict(found.leaves())
    recipe = found.recipe
    assert {*recipe.get("roster", ()), *recipe.get("ledger", {}).values()} <= leaves.keys()


def test_headings_are_chinese() -> None:
    assert heading(LETTER, "party_b.unit") == "乙方单位"


def test_an_unknown_column_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DataError) as caught:
        write_form(LETTER, tmp_path / "form.xlsx", ["乙方单元"])
    assert caught.value.diagnostics[0].code == "V204"
    assert not (tmp_path / "form.xlsx").exists()


def test_the_command_does_not_overwrite(tmp_path: Path) -> None:
    path = tmp_path / "名册.xlsx"
    arguments = ["template", "责任书", "-o", str(path)]
    assert CliRunner().invoke(command, arguments, catch_exceptions=False).exit_code == 0
    before = path.read_bytes()
    result = CliRunner().invoke(command, arguments)
    assert isinstance(result.exception, OutputError)
    assert path.read_bytes() == before
