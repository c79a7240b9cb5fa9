"""The cure of a finding fits where it is, and why."""

from __future__ import annotations

import errno
import sqlite3
from pathlib import Path

import openpyxl
import pytest

from docgen.batch import State, make_plan, run_plan
from docgen.batch.ledger import read_ledger
from docgen.diagnostics import Diagnostic
from docgen.errors import DataError, TemplateError
from docgen.i18n import use
from docgen.writing import cannot_write, held_open
from workbooks import workbook

LETTER = str(Path(__file__).parents[2] / "samples" / "responsibility-letter.yaml")


@pytest.fixture(autouse=True)
def english() -> object:
    use("en")
    yield
    use(None)


def found(path: Path) -> list[Diagnostic]:
    plan = make_plan(LETTER, str(path), path.parent / "out")
    return [finding for refusal in plan.refusals for finding in refusal.findings]


FILL_IN = "fill in the column “乙方单位” of this row; where it is missing, add it"


def test_what_is_missing_in_a_table_is_filled_in_there(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active.append(["编号", "乙方.单位"])
    book.active.append(["1", None])
    targets = book.create_sheet("考核指标")
    targets.append(["编号", "指标名称", "目标值", "权重"])
    targets.append(["1", "演练", None, 100])
    book.save(tmp_path / "r.xlsx")
    assert [(d.code, d.hint) for d in found(tmp_path / "r.xlsx")] == [
        ("V203", FILL_IN),
        ("V203", "fill in the column “目标值” of this row; where it is missing, add it"),
    ]
    (tmp_path / "r.csv").write_text("编号,乙方.单位\n1,\n", "utf-8")
    assert [d.hint for d in found(tmp_path / "r.csv")] == [FILL_IN]
    connection = sqlite3.connect(tmp_path / "r.sqlite")
    connection.execute("CREATE TABLE units (unit TEXT)")
    connection.execute("INSERT INTO units VALUES (NULL)")
    connection.commit()
    query = 'SELECT unit AS "乙方.单位" FROM units'
    plan = make_plan(LETTER, str(tmp_path / "r.sqlite"), tmp_path / "out", query=query)
    assert [f.hint for r in plan.refusals for f in r.findings] == [FILL_IN]


@pytest.mark.parametrize("suffix", ["yaml", "json"])
def test_what_is_missing_in_data_is_written_there(suffix: str, tmp_path: Path) -> None:
    path = tmp_path / f"r.{suffix}"
    text = '[{"编号": "1", "乙方.单位": ""}]' if suffix == "json" else "- 编号: 1\n  乙方.单位:\n"
    path.write_text(text, "utf-8")
    assert [d.hint for d in found(path)] == ["add `unit: …` (or `单位: …`) here"]


def test_a_quotation_mark_that_is_never_closed(tmp_path: Path) -> None:
    path = tmp_path / "r.csv"
    path.write_text('乙方.单位\n"' + "甲\n" * 100_000, "utf-8")
    with pytest.raises(DataError) as caught:
        found(path)
    [finding] = caught.value.diagnostics
    assert finding.code == "S116"
    assert "alias" not in finding.message + finding.hint


def test_json_is_not_told_of_aliases(tmp_path: Path) -> None:
    path = tmp_path / "r.jsonl"
    path.write_text('{"party_b": ' + "[" * 70 + "]" * 70 + "}", "utf-8")
    with pytest.raises(DataError) as caught:
        found(path)
    assert [d.hint for d in caught.value.diagnostics] == ["nest the lists and groups less deeply"]


@pytest.mark.parametrize(
    ("number", "cure"),
    [
        (errno.ENOSPC, "make room on the disk"),
        (errno.EROFS, "that is not read-only"),
        (errno.EACCES, "that you may write to"),
        (errno.EPERM, "that you may write to"),
        (errno.ENAMETOOLONG, "a shorter name"),
        (errno.EISDIR, "is in the way"),
        (errno.ENOENT, "check that the folder is there"),
        (errno.EBUSY, "close it in Word"),
        (errno.EINVAL, "choose another folder with -o"),
    ],
)
def test_the_cure_of_a_file_that_cannot_be_written(number: int, cure: str) -> None:
    finding = cannot_write("a.docx", OSError(number, "so it is"))
    assert finding.code == "O502"
    assert cure in finding.hint
    assert ("Word" in finding.hint) == (number == errno.EBUSY)


def test_a_journal_that_cannot_be_written(tmp_path: Path) -> None:
    path = tmp_path / "journal.sqlite"
    sqlite3.connect(path).execute("CREATE TABLE t (x)").connection.close()
    connection = sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True)
    with pytest.raises(sqlite3.Error) as caught:
        connection.execute("INSERT INTO t VALUES (1)")
    assert "that is not read-only" in cannot_write(path, caught.value).hint


@pytest.mark.parametrize("mark", ["~$台账登记表.xlsx", "~$登记表.xlsx", ".~lock.台账登记表.xlsx#"])
def test_a_file_that_an_office_program_has_open(mark: str, tmp_path: Path) -> None:
    path = tmp_path / "台账登记表.xlsx"
    path.touch()
    assert held_open(path) is None
    (tmp_path / mark).touch()
    finding = held_open(path)
    assert finding
    assert mark in finding.message
    assert "close it in Word, Excel or WPS" in finding.hint


def refused(path: Path, text: str, name: str | None = None) -> list[Diagnostic]:
    path.write_text(text, "utf-8")
    plan = make_plan(LETTER, str(path), path.parent / "out", name=name)
    return [finding for refusal in plan.refusals for finding in refusal.findings]


LONG = "甲局" * 45


@pytest.mark.parametrize(
    ("name", "place"),
    [
        (None, "r.csv:2:2 (data row 1)"),
        ("{{ number }}{{ party_b.unit }}", "r.csv:2:2 (data row 1)"),
        ("{{ number }}/{{ party_b.unit }}", "r.csv:2:2 (data row 1)"),
        # What the letter says too much of is to be shortened there.
        ("{{ party_b.representative }}{{ preamble }}" + "长" * 60, f"{LETTER}:17:11 (data row 1)"),
    ],
)
def test_a_name_is_too_long_where_most_of_it_stands(
    name: str | None, place: str, tmp_path: Path
) -> None:
    text = f"编号,乙方单位,乙方负责人\n第1号,{LONG},王一\n"
    [finding] = refused(tmp_path / "r.csv", text, name)
    assert finding.code == "B409"
    assert str(finding.where).removeprefix(f"{tmp_path}/") == place
    assert finding.hint.startswith("shorten what stands here, or give a --name without it")


def test_a_name_of_nothing_is_the_rows(tmp_path: Path) -> None:
    text = "编号,乙方单位,乙方负责人\n,甲局,王一\n"
    [finding] = refused(tmp_path / "r.csv", text, "{% if number %}{{ number }}{% endif %}")
    assert (finding.code, finding.where.line, finding.where.row) == ("B403", 2, 1)


def test_a_unit_that_was_entered_twice_is_to_be_deleted(tmp_path: Path) -> None:
    text = "编号,乙方单位,乙方负责人\n第1号,甲局,王一\n第2号,甲局,{}\n"
    for person, twice in (("王一", True), ("李二", False)):
        found = refused(tmp_path / "r.csv", text.format(person))
        assert [d.code for d in found] == ["B401", "B401"]
        assert all(("delete one of these rows" in d.hint) is twice for d in found)
        assert all("--name, such as {{ number }}" in d.hint for d in found)
    # A kind that does not know whom its documents are for.
    path = tmp_path / "s.csv"
    path.write_text("unit,title\n甲局,总结\n乙局,总结\n", "utf-8")
    letter = LETTER.replace("responsibility-letter", "annual-summary")
    [first, _] = make_plan(letter, str(path), tmp_path / "out").refusals
    assert first.findings[0].hint.startswith("add a field")


def test_a_column_of_a_clerks_own(tmp_path: Path) -> None:
    for column, hint in (
        ("联系电话", "if it is a column of your own, put its title in brackets, （联系电话）: "),
        ("乙方单元", "did you mean: 乙方单位"),
    ):
        with pytest.raises(DataError) as caught:
            refused(tmp_path / "r.csv", f"编号,{column}\n第1号,甲\n")
        [finding] = caught.value.diagnostics
        assert finding.hint.startswith(hint)
        assert len(finding.args["known"]) <= 5
        assert ("`docgen new responsibility-letter`" in finding.hint) is (column == "联系电话")
        assert f"put its title in brackets, （{column}）" in finding.hint


def test_percentages_where_a_number_is_meant(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active.append(["乙方.单位", "乙方.负责人"])
    book.active.append(["甲站", "王一"])
    targets = book.create_sheet("考核指标")
    targets.append(["乙方.单位", "指标名称", "目标值", "权重"])
    targets.append(["甲站", "演练", "98%", 1])
    targets["D2"].number_format = "0%"
    targets.append(["甲站", "演练", "98%", "高"])
    book.save(tmp_path / "r.xlsx")
    first, second = found(tmp_path / "r.xlsx")
    assert (first.where.cell, second.where.cell) == ("D2", "D3")
    assert first.hint.startswith("write the figure without the percent sign: 100, not 100%;")
    assert second.hint == "write 权重 as a number"


def test_what_is_no_workbook(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active.append(["乙方.单位"])
    book.save(tmp_path / "whole.xlsx")
    whole = (tmp_path / "whole.xlsx").read_bytes()
    encrypted = bytes.fromhex("d0cf11e0a1b11ae1") + bytes(1000)
    for name, data, cure in (
        ("r.xlsx", whole[:1000], "it is damaged: have it sent again"),
        ("r.xlsx", encrypted, "it has a password"),
        ("r.xls", encrypted, "it is damaged: have it sent again"),
        ("r.xls", b"<html><table><tr><td>1</td></tr></table></html>", "it is a text or a web page"),
        ("r.xlsx", "乙方单位\n甲站\n".encode("gbk"), "it is a text or a web page"),
        ("r.xlsx", b"", "the file is empty"),
        ("r.ods", b"", "the file is empty"),
    ):
        (tmp_path / name).write_bytes(data)
        with pytest.raises(DataError) as caught:
            found(tmp_path / name)
        [finding] = caught.value.diagnostics
        assert finding.code == "B422"
        assert cure in finding.hint


def test_a_cell_without_a_title_names_its_column(tmp_path: Path) -> None:
    path = tmp_path / "r.csv"
    path.write_text("乙方单位,,编号\n甲站,急,1\n", "utf-8")
    [refusal] = make_plan(LETTER, str(path), tmp_path / "out").refusals
    [finding] = refusal.findings
    assert (finding.code, finding.where.cell, finding.where.column) == ("B463", "B2", 2)
    assert finding.message == "“急” stands in the column B, which has no title"


def test_a_merge_key_is_told_in_its_row(tmp_path: Path) -> None:
    path = tmp_path / "r.yaml"
    path.write_text("- &a\n  乙方单位: 甲所\n- <<: *a\n  编号: 第1号\n", "utf-8")
    with pytest.raises(DataError) as caught:
        make_plan(LETTER, str(path), tmp_path / "out")
    [finding] = caught.value.diagnostics
    assert (finding.code, finding.where.line, finding.where.row) == ("V204", 3, 2)
    assert "merge key" in finding.hint


def test_deep_yaml_is_not_put_down_to_aliases(tmp_path: Path) -> None:
    path = tmp_path / "r.yaml"
    path.write_text("- 乙方单位: " + "[" * 100 + "]" * 100 + "\n", "utf-8")
    with pytest.raises(DataError) as caught:
        make_plan(LETTER, str(path), tmp_path / "out")
    [finding] = caught.value.diagnostics
    assert (finding.code, finding.hint) == ("S108", "nest the lists and groups less deeply")


def test_what_is_no_ledger(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active.append(["责任单位", "文件", "签了没有"])
    book.save(tmp_path / "签订台账.xlsx")
    with pytest.raises(DataError) as caught:
        read_ledger(tmp_path / "签订台账.xlsx")
    assert caught.value.diagnostics[0].hint.startswith("if it is the ledger, write these three")


@pytest.mark.parametrize(
    ("kind", "table", "tag", "example"),
    [
        (
            "commitment",
            "承诺方.单位\n甲站\n甲站\n",
            "{{ promisor.representative }}",
            "{{ promisor.unit }}{{ title }}",
        ),
        ("annual-summary", "title\n甲\n甲\n", "{{ unit }}", "{{ title }}"),
        ("notice", "title\n甲\n甲\n", "{{ issue.number }}", "{{ title }}"),
        (
            "responsibility-letter",
            "乙方.单位\n甲站\n甲站\n",
            "{{ number }}",
            "{{ party_b.unit }}责任书",
        ),
    ],
)
def test_names_are_made_of_the_kinds_own_fields(
    kind: str, table: str, tag: str, example: str, tmp_path: Path
) -> None:
    path = tmp_path / "r.csv"
    path.write_text(table, "utf-8")
    letter = str(Path(LETTER).with_name(f"{kind}.yaml"))
    plan = make_plan(letter, str(path), tmp_path / "out")
    assert [(f.code, tag in f.hint) for r in plan.refusals for f in r.findings] == [
        ("B401", True)
    ] * 2
    # What is proposed is a pattern that works.
    for pattern in (tag, example):
        make_plan(letter, str(path), tmp_path / "out", name=f"x{pattern}")
    for pattern in ("{{ nothing }}", "{{ title"):
        with pytest.raises(TemplateError) as caught:
            make_plan(letter, str(path), tmp_path / "out", name=pattern)
        assert [(d.code, example in d.hint) for d in caught.value.diagnostics] == [("B406", True)]


def test_a_name_too_long_is_shortened_by_another_field(tmp_path: Path) -> None:
    path = tmp_path / "r.csv"
    path.write_text(f"承诺方.单位\n{'甲' * 90}\n", "utf-8")
    letter = str(Path(LETTER).with_name("commitment.yaml"))
    [refusal] = make_plan(letter, str(path), tmp_path / "out").refusals
    [finding] = refusal.findings
    assert (finding.code, "'{{ promisor.representative }}'" in finding.hint) == ("B409", True)


def test_a_column_of_ones_own_is_put_in_brackets(tmp_path: Path) -> None:
    """What a letter does not know is never left out unsaid: the clerk says so in the header."""
    path = tmp_path / "r.csv"
    for own in ("联系电话", "备注"):
        path.write_text(f"乙方单位,{own}\n甲站,13800138000\n", "utf-8")
        with pytest.raises(DataError) as caught:
            found(path)
        [finding] = caught.value.diagnostics
        assert (finding.code, finding.where.cell) == ("V204", "B1")
        assert f"put its title in brackets, （{own}）" in finding.hint
    for row in ("（联系电话）,( 备注 )\n甲站,13800138000,#N/A\n", "（联系电话）\n甲站,\n"):
        path.write_text(f"乙方单位,{row}", "utf-8")
        assert found(path) == []
    lines = tmp_path / "r.jsonl"
    lines.write_text('{"乙方单位": "甲站", "（联系电话）": "1"}\n', "utf-8")
    assert found(lines) == []


def test_a_telephone_number_remakes_no_letter(tmp_path: Path) -> None:
    path = tmp_path / "r.xlsx"
    for telephone in ("13800138000", 13900139000):
        workbook(path, 名册=[["乙方单位", "（电话）"], ["甲站", telephone]])
        report = run_plan(make_plan(LETTER, str(path), tmp_path / "out"))
    assert (len(report.made), report.failed) == (0, [])
    assert make_plan(LETTER, str(path), tmp_path / "out").count(State.UNCHANGED) == 1
