"""The cure of a finding fits where it is, and why."""

from __future__ import annotations

import errno
import sqlite3
from pathlib import Path

import openpyxl
import pytest

from docgen.batch import make_plan
from docgen.batch.ledger import read_ledger
from docgen.diagnostics import Diagnostic
from docgen.errors import DataError
from docgen.i18n import use
from docgen.writing import cannot_write, held_open

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
        ("联系电话", "delete the column if it is one of your own; usual are 编号, 乙方单位, "),
        ("乙方单元", "did you mean: 乙方单位"),
    ):
        with pytest.raises(DataError) as caught:
            refused(tmp_path / "r.csv", f"编号,{column}\n第1号,甲\n")
        [finding] = caught.value.diagnostics
        assert finding.hint.startswith(hint)
        assert len(finding.args["known"]) <= 5
        assert ("`docgen new responsibility-letter`" in finding.hint) is (column == "联系电话")


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
    ):
        (tmp_path / name).write_bytes(data)
        with pytest.raises(DataError) as caught:
            found(tmp_path / name)
        [finding] = caught.value.diagnostics
        assert finding.code == "B422"
        assert cure in finding.hint


def test_what_is_no_ledger(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active.append(["责任单位", "文件", "签了没有"])
    book.save(tmp_path / "签订台账.xlsx")
    with pytest.raises(DataError) as caught:
        read_ledger(tmp_path / "签订台账.xlsx")
    assert caught.value.diagnostics[0].hint.startswith("if it is the ledger, write these three")
