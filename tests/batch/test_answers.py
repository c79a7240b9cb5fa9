"""What counts as signed and as returned, as clerks write it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import openpyxl
import pytest
from click.testing import CliRunner

from docgen.batch.answers import Answer, returned, signed
from docgen.batch.ledger import Row, read_ledger, write_ledger
from docgen.cli import group
from docgen.i18n import use

YES = [
    "2026年1月5日",
    "2026-01-05",
    "2026-1-5",
    "2026/1/5",
    "2026.1.5",
    "20260105",
    "二〇二六年一月五日",
    "２０２６年１月５日",
    "1月5日",
    "1月5号",
    "1.5",
    "1/5",
    "1-5",
    "26.1.5",
    "26年1月5日",
    "2026年1月",
    "1月",
    "46027",
    "2月29日",
    "1月5日补签",
    "一月五日",
    "√1月5日",
    "1月5日✓",
    "已于1月5日签订",
    "1月5日（代签）",
    "2026-1-5(王五代)",
    "1月5日、1月8日",
    "2026年1月5日签",
    "是",
    "已签",
    "已签订",
    "签",
    "签了",
    "已签字",
    "√",
    "v",
    "V",
    "✓",
    "☑",
    "1",
    "yes",
    "Y",
    "已交",
    "完成",
    "全部签完",
    "2026年1月5日 09:30:00",
    "2026年 1月 5日",
    "2026-01-05 9:30",
]
NO = [
    "待签",
    "未签",
    "未签订",
    "尚未签",
    "还没签",
    "暂未签",
    "没有",
    "没签",
    "不签",
    "拒签",
    "待定",
    "待1月5日签",
    "无",
    "否",
    "/",
    "／",
    "-",
    "--",
    "—",
    "——",
    "－",
    "×",
    "✗",
    "x",
    "X",
    "□",
    "N",
    "no",
    "n/a",
    "0",
    "未",
    "待补",
    "缓签",
    "",
    " ",
    "/ /",
]
UNCLEAR = [
    "2026-13-45",
    "2026年2月30日",
    "2月30日",
    "二月三十日",
    "13.5",
    "1月32日",
    "1900年1月1日",
    "1026-01-05",
    "？",
    "王五",
    "见备注",
    "1月5日前",
    "拟1月5日",
    "预计1月5日",
    "1月5日（未盖章）",
    "出差",
    "1月5日或8日",
    "2",
    "123456",
]


@pytest.mark.parametrize("text", YES)
def test_signed(text: str) -> None:
    assert signed(text) is returned(text) is Answer.YES


@pytest.mark.parametrize("text", NO)
def test_not_signed(text: str) -> None:
    assert signed(text) is returned(text) is Answer.NO


@pytest.mark.parametrize("text", UNCLEAR)
def test_neither(text: str) -> None:
    assert signed(text) is Answer.UNCLEAR


@pytest.mark.parametrize(
    "text", ["2", "2份", "两份", "全部", "3", "已回", "都回了", "收到", "已收", "收回"]
)
def test_copies_that_came_back(text: str) -> None:
    assert returned(text) is Answer.YES


@pytest.mark.parametrize(
    "text", ["0份", "0", "缺1份", "123456", "一部分", "未回", "已签 3/12", "○", "回家"]
)
def test_copies_that_did_not(text: str) -> None:
    assert returned(text) is not Answer.YES


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    use("en")
    yield
    use(None)


@pytest.fixture
def ledger(tmp_path: Path) -> Path:
    path = tmp_path / "签订台账.xlsx"
    write_ledger(
        path, "责任书", [Row((f"第{n}站", "", "", "", "2"), f"{n}.docx") for n in range(6)]
    )
    book = openpyxl.load_workbook(path)
    page = book.worksheets[0]
    # A row and a column of the clerk's own: places are those of the sheet as it is.
    page.unmerge_cells("A1:J1")
    page.insert_rows(1)
    page.insert_cols(1)
    for cell, text in zip(
        ("I4", "I5", "I6", "I7", "I8", "J4", "J5"),
        ("1月5日", "待签", "2026-13-45", "见备注", "—", "/", "部分"),
        strict=True,
    ):
        page[cell] = text
    book.save(path)
    return path


def test_what_cannot_be_understood_is_told_with_its_cell(ledger: Path) -> None:
    done = CliRunner().invoke(group._group(), ["ledger", "status", str(ledger)])
    assert "letters: 6, signed: 1, returned: 0" in done.stdout
    assert done.exit_code == 0
    told = [line for line in done.stderr.splitlines() if "B439" in line and "warning" in line]
    assert [line.split(":")[0] for line in told] == [
        f"{ledger} 签订台账!{cell}" for cell in ("J5", "I6", "I7")
    ]
    assert "“2026-13-45”" in told[1]
    assert [row.is_signed for row in read_ledger(ledger)] == [True] + [False] * 5


def test_as_json_what_is_unclear_is_not_signed(ledger: Path) -> None:
    command = ["ledger", "status", str(ledger), "--format", "json"]
    done = CliRunner().invoke(group._group(), command)
    assert '"signed": true' in done.stdout
    assert done.stdout.count('"signed": false') == 5
    assert done.stderr.count("B439") == 4
