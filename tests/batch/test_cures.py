"""The cure of a finding fits where it is, and why."""

from __future__ import annotations

import errno
import sqlite3
from pathlib import Path

import openpyxl
import pytest

from docgen.batch import make_plan
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
