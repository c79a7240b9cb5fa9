"""The ledger 签订台账: what stands in it, what a clerk writes into it, how it is read back."""

from __future__ import annotations

import datetime
import json
import subprocess
import zipfile
from collections.abc import Callable, Sequence
from pathlib import Path

import openpyxl
import pdfplumber
import pytest
from click.testing import CliRunner

from docgen import pipeline
from docgen.batch import failures, ledger, reconcile
from docgen.batch.ledger import Row, read_ledger, recipe_of, write_ledger
from docgen.batch.sheets import Column, Sheet, write_workbook
from docgen.cli.ledger import command
from docgen.diagnostics import MISSING, WRONG_TYPE, Place
from docgen.errors import DataError, OutputError
from docgen.kinds import get_kind
from docgen.load.roster import Origin, Roster

LETTER = str(Path(__file__).parents[2] / "samples" / "responsibility-letter.yaml")
HEADINGS = ["序号", "责任单位", "责任人", "职务", "编号", "文件", "份数"]
HEADINGS += ["签订日期", "回收", "备注"]


def rows(count: int = 3) -> list[Row]:
    return [
        Row((f"第{n}站", f"甲{n}", "站长", f"安责〔2026〕{n}号", "2"), f"第{n}站责任书.docx")
        for n in range(1, count + 1)
    ]


def table(path: Path, sheet: int = 0) -> list[list[object]]:
    page = openpyxl.load_workbook(path).worksheets[sheet]
    return [[cell.value for cell in row] for row in page.iter_rows()]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / ledger.FILE


def test_the_recipe_feeds_the_columns() -> None:
    recipe = recipe_of(get_kind("responsibility-letter"))
    assert recipe
    record = pipeline.record_of(LETTER)[0]
    cells = recipe.cells(record.data)
    assert cells == ("云栎水库管理所", "田𠮷安", "所长", "安责〔2026〕1号", "2")
    assert recipe.unit_of(record.data) == "云栎水库管理所"
    assert recipe.cells({"party_b": {"unit": "甲站"}}) == ("甲站", "", "", "", "")


def test_a_kind_without_a_recipe_has_no_ledger() -> None:
    assert recipe_of(get_kind("annual-summary")) is None


def test_every_letter_is_one_row(path: Path) -> None:
    write_ledger(path, "2026年责任书", rows())
    title, head, *body = table(path)
    assert title[0] == "2026年责任书签订台账"
    assert head == HEADINGS
    assert [row[:7] for row in body] == [
        [str(n), f"第{n}站", f"甲{n}", "站长", f"安责〔2026〕{n}号", f"第{n}站责任书.docx", "2"]
        for n in (1, 2, 3)
    ]


def test_it_is_ready_for_print(path: Path) -> None:
    write_ledger(path, "责任书", rows())
    page = openpyxl.load_workbook(path).worksheets[0]
    assert page.page_setup.orientation == "landscape"
    assert int(page.page_setup.paperSize) == 9  # A4
    assert page.print_title_rows == "$1:$2"
    assert page.page_setup.fitToHeight == 0
    assert all(page.cell(3, column).border.top.style == "thin" for column in range(1, 11))
    assert page.column_dimensions["B"].width > 20
    assert page.freeze_panes == "A3"


def test_the_same_rows_give_the_same_bytes(tmp_path: Path) -> None:
    for name in ("a.xlsx", "b.xlsx"):
        write_ledger(tmp_path / name, "责任书", rows())
    assert (tmp_path / "a.xlsx").read_bytes() == (tmp_path / "b.xlsx").read_bytes()


HOSTILE = ["=cmd|'/C calc'!A0", "+1+1", "-2", "@SUM(A1)", '=HYPERLINK("x")', "_x0041_", " 两端 "]
HOSTILE += ["<b>&amp;", "第一行\n第二行", "110101199003077758", "x\u202ey", "𠮷"]


@pytest.mark.parametrize("text", HOSTILE)
def test_no_text_becomes_a_formula_or_changes(text: str, path: Path) -> None:
    write_workbook(path, [Sheet("表", "", [Column("列", 20)], [[text]])])
    cell = openpyxl.load_workbook(path).worksheets[0]["A2"]
    with zipfile.ZipFile(path) as archive:
        assert b"<f>" not in archive.read("xl/worksheets/sheet1.xml")
    assert cell.data_type != "f"
    assert cell.number_format == "@"
    # openpyxl leaves the format's own escapes as they are.
    assert str(cell.value).replace("_x005F_", "_").replace("_x0020_", " ") == text


def test_what_no_workbook_can_carry_is_marked(path: Path) -> None:
    write_workbook(path, [Sheet("表", "", [Column("列", 20)], [["a\x01b\ud800"], ["长" * 40_000]])])
    _, [first], [second] = table(path)
    assert first == "a\ufffdb\ufffd"
    assert isinstance(second, str)
    assert len(second) == 32_767
    assert second.endswith("…")


def fill_in(path: Path, cells: dict[str, object]) -> None:
    book = openpyxl.load_workbook(path)
    for cell, value in cells.items():
        book.worksheets[0][cell] = value
    book.save(path)


def test_a_filled_ledger_reads_back(path: Path) -> None:
    write_ledger(path, "责任书", rows(5))
    fill_in(
        path,
        {
            **{"H3": datetime.datetime(2026, 1, 5), "I3": "是"},
            **{"H4": "2026.1.6", "I4": "否"},
            **{"H5": "未签", "J6": "出差"},
        },
    )
    found = read_ledger(path)
    assert [r.is_signed for r in found] == [True, True, False, False, False]
    assert [r.is_returned for r in found] == [True, False, False, False, False]
    assert found[0].signed == "2026年1月5日"
    assert found[3].note == "出差"


def test_a_ledger_is_found_under_what_the_clerk_added(path: Path) -> None:
    write_ledger(path, "责任书", rows())
    book = openpyxl.load_workbook(path)
    page = book.worksheets[0]
    page.unmerge_cells("A1:J1")
    page.insert_rows(1, 2)
    page.insert_cols(2)
    page["B4"] = "片区"
    page["I5"] = "1月5日"
    book.create_sheet("说明", 0)
    book.save(path)
    found = read_ledger(path)
    assert [(r.unit, r.is_signed) for r in found] == [
        ("第1站", True),
        ("第2站", False),
        ("第3站", False),
    ]


def test_what_the_clerk_wrote_survives_a_second_run(path: Path) -> None:
    write_ledger(path, "责任书", rows(3))
    fill_in(path, {"H4": "2026-1-6", "I4": "是", "J3": "改期"})
    # Another order, one row gone that was signed, one new.
    write_ledger(path, "责任书", [rows(4)[3], rows()[0]])
    found = {r.letter: r for r in read_ledger(path)}
    assert list(found) == ["第4站责任书.docx", "第1站责任书.docx", "第2站责任书.docx"]
    assert found["第1站责任书.docx"].note == "改期"
    kept = found["第2站责任书.docx"]
    assert (kept.signed, kept.returned, kept.note) == ("2026-1-6", "是", "不在本次名册中")
    # A third and a fourth run say it once.
    write_ledger(path, "责任书", rows(2))
    write_ledger(path, "责任书", rows(1))
    assert {r.letter: r.note for r in read_ledger(path)}[kept.letter] == "不在本次名册中"


def test_a_long_ledger_goes_on_in_further_files(path: Path) -> None:
    second, third = path.with_stem("签订台账-2"), path.with_stem("签订台账-3")
    lines = [reconcile.Line("甲站", 5, 5, 0, 0)]
    assert write_ledger(path, "责任书", rows(5), lines, count=5, limit=2) == [path, second, third]
    assert [row[0] for part in (path, second, third) for row in table(part)[2:]] == list("12345")
    assert table(third, 1)[-1][0] == "合计"
    fill_in(third, {"H3": "1月5日"})
    # A shorter run: the file too many goes, what was written into it does not.
    assert write_ledger(path, "责任书", rows(3), lines, count=3, limit=2) == [path, second]
    assert not third.exists()
    last = read_ledger(second)[-1]
    assert (last.letter, last.signed, last.note) == ("第5站责任书.docx", "1月5日", "不在本次名册中")


def test_what_is_no_ledger_is_said(tmp_path: Path) -> None:
    other = tmp_path / "other.xlsx"
    write_workbook(other, [Sheet("表", "", [Column("列", 20)], [["x"]])])
    broken = tmp_path / "broken.xlsx"
    broken.write_bytes(b"PK no")
    for file, code in ((other, "B432"), (broken, "B422"), (tmp_path / "none.xlsx", "S101")):
        with pytest.raises(DataError) as caught:
            read_ledger(file)
        assert [d.code for d in caught.value.diagnostics] == [code]


def test_a_failed_write_leaves_the_old_ledger(path: Path) -> None:
    write_ledger(path, "责任书", rows(1))
    before = path.read_bytes()

    def breaking() -> Sequence[Row]:
        yield rows()[0]
        raise OSError(28, "No space left on device")

    with pytest.raises(OutputError) as caught:
        write_ledger(path, "责任书", breaking())
    assert caught.value.diagnostics[0].code == "O502"
    assert path.read_bytes() == before
    assert [p.name for p in path.parent.iterdir()] == [path.name]


def test_the_status_lists_who_has_not_signed(path: Path) -> None:
    write_ledger(path, "责任书", rows(3))
    fill_in(path, {"H3": "1月5日", "I3": "是", "H4": "1月6日"})
    shown = CliRunner().invoke(command, ["status", str(path)], catch_exceptions=False)
    assert shown.exit_code == 0
    assert shown.output == (
        "未签订：1 份\n  第3站\u3000甲3\u3000安责〔2026〕3号\n"
        "已签订、未交回：1 份\n  第2站\u3000甲2\u3000安责〔2026〕2号\n"
        "共 3 份，已签订 2 份，已交回 1 份\n"
    )


def test_the_status_of_a_folder_is_that_of_its_ledgers(path: Path) -> None:
    write_ledger(path, "责任书", rows(3))
    fill_in(path, {"H3": "1月5日"})
    alone = status(path)
    assert status(path.parent) == alone
    other = path.with_stem("签订台账（廉政）")
    write_ledger(other, "廉政责任书", rows(2))
    assert status(path.parent) == f"{path}\n{alone}{other}\n{status(other)}"
    both = json.loads(status(path.parent, "--format", "json"))
    assert [row["signed"] for row in both] == [True, False, False, False, False]


def test_what_is_no_ledger_is_called_so(path: Path) -> None:
    letter = path.with_name("letter.yaml")
    letter.write_text("kind: responsibility-letter\n", "utf-8")
    nowhere = path.with_name("nowhere")
    expected = ((path.parent, "B449"), (letter, "B474"), (path, "S101"), (nowhere, "S101"))
    for wrong, code in expected:
        with pytest.raises(DataError) as caught:
            status(wrong)
        assert [d.code for d in caught.value.diagnostics] == [code]


def status(path: Path, *options: str) -> str:
    arguments = ["status", str(path), *options]
    return CliRunner().invoke(command, arguments, catch_exceptions=False).output


def test_reconciliation() -> None:
    good = reconcile.Line("甲站", 5, 2, 1, 2)
    bad = reconcile.Line("", 3, 1, 1, 0)
    assert reconcile.unbalanced([good], "r.csv") == []
    [finding] = reconcile.unbalanced([good, bad], "r.csv")
    assert finding.code == "B430"
    assert finding.args["unit"] == "（未填单位）"
    total = reconcile.Total()
    for line in (good, bad):
        total.add(line)
    assert total.line("合计") == reconcile.Line("合计", 8, 3, 2, 2)


def test_the_ledger_holds_the_reconciliation(path: Path) -> None:
    lines = [reconcile.Line("甲站", 5, 2, 1, 2), reconcile.Line("", 3, 1, 2, 0)]
    write_ledger(path, "责任书", rows(), lines)
    title, *below = table(path, 1)
    assert title[0] == "名册与责任书核对表（最近一次）"
    assert below == [
        ["责任单位", "名册行数", "生成", "未变", "退回", "差额"],
        ["甲站", "5", "2", "2", "1", "0"],
        ["（未填单位）", "3", "1", "0", "2", "0"],
        ["合计", "8", "3", "2", "3", "0"],
    ]


def test_refused_rows_keep_their_columns_and_say_why(tmp_path: Path) -> None:
    header = ("身份证号", "乙方单位", "退回原因", "所在位置")
    place, names = Place("r.csv", 3, 2, row=2), dict.fromkeys(("field", "title", "column"), "单位")
    missing = MISSING.at(place, name="unit", **names)
    wrong = WRONG_TYPE.at(Place("r.csv", 3, 1, row=2), title="份数", expected="整数", found="两")
    refused = [("110101199003077758", "", "旧的", "旧的"), ("=1", "", "", "")]
    pairs = [(dict(zip(header, cells, strict=True)), [missing, wrong]) for cells in refused]
    roster = Roster(Origin("r.csv"), lambda: iter(()), header=header)
    path = failures.write_failures(tmp_path, roster, lambda: iter(pairs))
    assert path == tmp_path / failures.FILE
    head, first, second = table(path)
    assert head == ["身份证号", "乙方单位", *failures.REASON_COLUMNS]
    assert first[:2] == ["110101199003077758", None]
    assert str(first[2]).splitlines()[0].startswith(missing.message)
    assert str(first[2]).splitlines()[1].startswith(wrong.message)
    assert str(first[3]).splitlines() == [str(missing.where), str(wrong.where)]
    assert second[0] == "=1"


@pytest.mark.full
def test_every_page_repeats_the_header(need: Callable[..., list[str]], path: Path) -> None:
    [soffice] = need("soffice")
    write_ledger(path, "责任书", rows(60))
    profile = f"-env:UserInstallation={(path.parent / 'profile').as_uri()}"
    convert = [soffice, profile, "--headless", "--convert-to", "pdf", str(path)]
    done = subprocess.run(
        [*convert, "--outdir", str(path.parent)], capture_output=True, timeout=120, check=False
    )
    pdf = path.with_suffix(".pdf")
    if b"could not be loaded" in done.stderr:
        need("libreoffice-calc")
    with pdfplumber.open(pdf) as document:
        pages = [page.extract_text() for page in document.pages]
        sizes = {(round(p.width), round(p.height)) for p in document.pages}
    assert sizes == {(842, 595)}
    *letters, last = pages
    assert len(letters) > 1
    assert all("责任书签订台账" in page and "签订日期" in page for page in letters)
    assert "核对表" in last
    assert f"第 1 页，共 {len(pages)} 页" in pages[0]
