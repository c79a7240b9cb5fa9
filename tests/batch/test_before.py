"""Letters of earlier runs that are replaced, and their numbers: told before the first is made."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace

import openpyxl
import pytest

from docgen.batch import failures, ledger, make_plan, run_plan
from docgen.batch.papers import check_papers, foresee_papers, write_papers
from docgen.cli import group
from docgen.diagnostics import Diagnostic
from docgen.i18n import use

LETTER = Path(__file__).parents[2] / "samples" / "responsibility-letter.yaml"
TOP = "编号,乙方.单位,乙方.负责人,份数\n"
FIRST = [f"第{n}号,{unit}站,王{n},2" for n, unit in enumerate("甲乙丙丁", 1)]


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def roster(*rows: str, top: str = TOP) -> str:
    Path("r.csv").write_text(top + "\n".join(rows), "utf-8")
    return "r.csv"


def batch(source: str, letter: Path = LETTER, **options: bool) -> list[Diagnostic]:
    """What is told before the first letter, which --dry-run foretells."""
    plan = make_plan(str(letter), source, "out", **options)
    foreseen = foresee_papers(plan)
    told = check_papers(plan)
    assert [d for d in foreseen if d in told] == told
    write_papers(run_plan(plan))
    return told


def codes(told: list[Diagnostic]) -> list[str]:
    return [finding.code for finding in told]


def test_a_first_run_and_the_same_again_replace_nothing() -> None:
    assert batch(roster(*FIRST)) == []
    assert batch(roster(*FIRST)) == []
    assert batch(roster(*FIRST), force=True) == []


def test_a_further_row_for_a_unit_that_has_its_letter_is_told() -> None:
    batch(roster(*FIRST))
    [told] = batch(roster("第5号,甲站,赵五,2", "第6号,戊站,赵六,2", "第7号,己站,赵七,2"))
    assert (told.code, told.where.file, told.args["count"]) == ("B445", "r.csv", 1)
    assert told.args["names"] == ["甲站责任书.docx（王1，第1号 → 赵五，第5号）"]
    assert "--name" in told.hint


def test_mended_rows_that_replace_a_letter_are_told() -> None:
    batch(roster(*FIRST[:3], "第4号,丁站,王4,两份"))
    book = openpyxl.load_workbook(f"out/{failures.FILE}")
    book.worksheets[0]["B2"], book.worksheets[0]["D2"] = "丙站", "2"
    book.save("改好.xlsx")
    told = batch("改好.xlsx")
    assert codes(told) == ["B445"]
    assert told[0].args["names"] == ["丙站责任书.docx（王3，第3号 → 王4，第4号）"]


def test_mended_rows_of_units_without_a_letter_replace_nothing() -> None:
    batch(roster(*FIRST[:3], "第4号,丁站,王4,两份"))
    book = openpyxl.load_workbook(f"out/{failures.FILE}")
    book.worksheets[0]["D2"] = "2"
    book.save("改好.xlsx")
    assert batch("改好.xlsx") == []


def test_the_whole_roster_with_corrections_is_a_note() -> None:
    batch(roster(*FIRST))
    [told] = batch(roster("第1号,甲站,赵一,2", *FIRST[1:3], "第4号,丁站,王4,3"))
    assert (told.code, told.args["count"]) == ("B444", 2)
    assert told.args["names"] == ["甲站责任书.docx", "丁站责任书.docx"]


def test_of_many_the_first_are_named_and_the_others_counted() -> None:
    rows = [f"第{n}号,第{n}站,王一,2" for n in range(1, 31)]
    batch(roster(*rows))
    use("zh")
    try:
        [told] = batch(roster(*(row.replace("王一", "王二") for row in rows)))
        assert told.message.startswith("30 份内容变了")
        assert told.message.endswith("、第10站责任书.docx、另有 20 份")
    finally:
        use(None)


def test_a_letter_without_a_ledger_is_told_by_its_file() -> None:
    batch(roster(*FIRST))
    Path("out", ledger.FILE).unlink()
    [told] = batch(roster("第5号,甲站,赵五,2"))
    assert (told.code, told.args["names"]) == ("B445", ["甲站责任书.docx"])


def test_what_force_replaces_is_told_too() -> None:
    batch(roster(*FIRST))
    edited = Path("out/甲站责任书.docx")
    edited.write_bytes(edited.read_bytes() + b" ")
    [told] = batch(roster(*FIRST), force=True)
    assert (told.code, told.args["names"]) == ("B444", ["甲站责任书.docx"])


def test_a_run_that_was_cut_off_replaces_nothing_of_its_own() -> None:
    def interrupt(_: object) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run_plan(make_plan(str(LETTER), roster(*FIRST), "out"), progress=interrupt)
    # Put, and not entered.
    assert list(Path("out").glob("*.docx"))
    plan = make_plan(str(LETTER), "r.csv", "out", resume=True)
    assert foresee_papers(plan) == []
    run_plan(plan)
    assert plan.replaced == 0
    assert len(list(Path("out").glob("*.docx"))) == 4


def said(capsys: pytest.CaptureFixture[str], *options: str) -> SimpleNamespace:
    use("en")
    try:
        group.invoke(["batch", str(LETTER), "--roster", "r.csv", "-o", "out", *options])
        return SimpleNamespace(**capsys.readouterr()._asdict())
    finally:
        use(None)


def test_the_figures_say_how_many_were_replaced(capsys: pytest.CaptureFixture[str]) -> None:
    roster(*FIRST)
    assert said(capsys).out.endswith("rows: 4, made: 4, unchanged: 0, failed: 0\n")
    roster("第1号,甲站,赵一,2", *FIRST[1:], "第5号,戊站,王五,2")
    figures = "unchanged: 3, failed: 0; in place of earlier ones: 1\n"
    assert said(capsys, "--dry-run").out.endswith(f"to make: 2, {figures}")
    assert said(capsys).out.endswith(f"made: 2, {figures}")
    assert said(capsys).out.endswith("unchanged: 5, failed: 0\n")


def test_a_number_of_an_earlier_letter_is_told_with_its_file() -> None:
    batch(roster(*FIRST))
    [told] = batch(roster("第5号,戊站,赵五,2", "第3号,己站,赵六,2"))
    assert (told.code, told.where.line, told.where.column) == ("B448", 3, 1)
    assert (told.args["number"], told.args["name"]) == ("第3号", "丙站责任书.docx")


def test_many_such_numbers_are_three_findings() -> None:
    batch(roster(*(f"第{n}号,第{n}站,王一,2" for n in range(30))))
    told = batch(roster(*(f"第{n}号,新{n}站,王一,2" for n in range(30))))
    assert [(d.code, d.args["name"], d.more) for d in told] == [
        ("B448", "第0站责任书.docx", 0),
        ("B448", "第1站责任书.docx", 0),
        ("B448", "第2站责任书.docx", 27),
    ]
    assert [place.line for place in told[2].also] == [5, 6, 7, 8]


def test_a_number_is_free_where_its_letter_is_gone_or_made_with_another() -> None:
    batch(roster(*FIRST))
    Path("out/丙站责任书.docx").unlink()
    # 丙站 was never signed, and 乙站 gives its number away.
    rows = ["第3号,戊站,赵五,2", "第2号,己站,赵六,2", "第9号,乙站,王2,2"]
    assert codes(batch(roster(*rows))) == ["B445"]


def test_a_signed_letter_keeps_its_number_though_its_file_is_gone() -> None:
    batch(roster(*FIRST))
    book = openpyxl.load_workbook(f"out/{ledger.FILE}")
    book.worksheets[0]["H5"] = "1月5日"
    book.save(f"out/{ledger.FILE}")
    Path("out/丙站责任书.docx").unlink()
    assert codes(batch(roster("第3号,戊站,赵五,2"))) == ["B448"]


def test_the_number_that_the_letter_gives_to_all_is_told_of_none() -> None:
    top = "乙方.单位,乙方.负责人\n"
    batch(roster("甲站,王一", "乙站,王二", top=top))
    assert batch(roster("丙站,王三", top=top)) == []


def test_a_number_of_a_series_that_was_written_by_hand_before_is_told() -> None:
    series = Path("series.yaml")
    text = LETTER.read_text("utf-8")
    assert "安责〔2026〕1号" in text
    series.write_text(text.replace("安责〔2026〕1号", "安责〔2026〕{n}号"), "utf-8")
    batch(roster("安责〔2026〕2号,甲站,王一,2", ",乙站,王二,2"), series)
    [told] = batch(roster("丙站,王三", top="乙方.单位,乙方.负责人\n"), series)
    assert (told.code, told.args["name"]) == ("B448", "甲站责任书.docx")
