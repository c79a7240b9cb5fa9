"""The blank roster: what a clerk finds in it, and that a filled one makes letters."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest
from click.testing import CliRunner

from docgen.batch.roster_form import heading, write_form
from docgen.cli.roster import command
from docgen.errors import DataError, OutputError
from docgen.kinds import Kind, get_kind, kind_names

LETTER = get_kind("responsibility-letter")


def test_headers_notes_and_example(tmp_path: Path) -> None:
    path = tmp_path / "名册.xlsx"
    write_form(LETTER, path, ["份数"])
    page, help_page = openpyxl.load_workbook(path).worksheets
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
    assert [row[0].value for row in help_page.iter_rows(min_row=3)] == [c.value for c in head]


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
