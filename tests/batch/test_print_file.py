"""The print file takes the place of an earlier one of these letters, and of nothing else."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import openpyxl
import pytest

from docgen.batch import failures, ledger, make_plan, run_plan
from docgen.batch.papers import Papers, check_papers, foresee_papers, write_papers
from docgen.errors import OutputError
from ooxml import members, text

LETTER = str(Path(__file__).parents[2] / "samples" / "responsibility-letter.yaml")
ROWS = "乙方.单位,份数\n甲站,2\n乙站,两份\n丙站,2\n丁站,2份半\n"


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("r.csv").write_text(ROWS, "utf-8")


def batch(
    roster: str = "r.csv", merge: str = "全部.docx", *, force: bool = False, papers: bool = True
) -> Papers:
    plan = make_plan(LETTER, roster, "out", force=force)
    check_papers(plan, papers, merge)
    return write_papers(run_plan(plan), papers, merge)


def mended(name: str = "改好.xlsx", **copies: str) -> str:
    """The refused rows with the given copies put right, and no others."""
    book = openpyxl.load_workbook(f"out/{failures.FILE}")
    page = book.worksheets[0]
    for row in range(page.max_row, 1, -1):
        unit = str(page.cell(row, 1).value)
        if unit in copies:
            page.cell(row, 2).value = copies[unit]
        else:
            page.delete_rows(row)
    book.save(name)
    return name


def units(path: str) -> str:
    """Which units have a letter in the print file, by the first character of each."""
    found = text(Path(path))
    return "".join(unit for unit in "甲乙丙丁" if f"{unit}站" in found)


def codes(papers: Papers) -> list[str]:
    return [finding.code for finding in papers.findings]


@pytest.mark.parametrize("with_ledger", [True, False])
def test_mended_rows_have_a_print_file_of_their_own(with_ledger: bool) -> None:
    batch(papers=with_ledger)
    first = Path("全部.docx").read_bytes()
    second = mended(乙站="2")
    third = mended("再改好.xlsx", 丁站="2")
    plan = make_plan(LETTER, second, "out")
    assert "B443" in [f.code for f in foresee_papers(plan, with_ledger, "全部.docx")]
    done = batch(second, papers=with_ledger)
    assert codes(done) == ["B443"]
    assert done.findings[0].args["own"] == Path("全部-2.docx")
    assert Path("全部-2.docx") in done.paths
    assert Path("全部.docx").read_bytes() == first
    assert (units("全部.docx"), units("全部-2.docx")) == ("甲丙", "乙")
    # The same rows once more: the same file; others: one more.
    batch(second, papers=with_ledger)
    assert not Path("全部-3.docx").exists()
    batch(third, papers=with_ledger)
    assert (units("全部-2.docx"), units("全部-3.docx")) == ("乙", "丁")


def test_mended_rows_in_a_folder_without_a_print_file_begin_one() -> None:
    run_plan(make_plan(LETTER, "r.csv", "out"))
    write_papers(run_plan(make_plan(LETTER, "r.csv", "out")))
    assert codes(batch(mended(乙站="2"))) == []
    assert units("全部.docx") == "乙"


def test_the_whole_roster_makes_the_print_file_anew() -> None:
    batch()
    Path("r.csv").write_text(ROWS.replace("两份", "2").replace("2份半", "2"), "utf-8")
    assert codes(batch()) == []
    assert units("全部.docx") == "甲乙丙丁"
    assert not Path("全部-2.docx").exists()


def test_force_replaces_the_print_file_all_the_same() -> None:
    batch()
    batch(mended(乙站="2"), force=True)
    assert units("全部.docx") == "乙"


TAKEN = [
    "out/甲站责任书.docx",
    "out/../out/丙站责任书.DOCX",
    f"out/{ledger.FILE}",
    f"out/{failures.FILE}",
]


@pytest.mark.parametrize("merge", TAKEN)
@pytest.mark.parametrize("force", [False, True])
@pytest.mark.parametrize("before", [False, True])
def test_the_name_of_a_letter_is_refused_before_the_first(
    merge: str, force: bool, before: bool
) -> None:
    if before:
        batch()
    there = sorted(Path("out").rglob("*.docx"))
    found = refused(merge, force)
    assert found[0] == "B442"
    assert sorted(Path("out").rglob("*.docx")) == there
    for path in there:
        assert "word/document.xml" in members(path)
    plan = make_plan(LETTER, "r.csv", "out", force=force)
    assert "B442" in [f.code for f in foresee_papers(plan, True, merge)]


def refused(merge: str, force: bool, out: str = "out") -> Sequence[str]:
    plan = make_plan(LETTER, "r.csv", out, force=force)
    with pytest.raises(OutputError) as caught:
        check_papers(plan, True, merge)
    return [d.code for d in caught.value.diagnostics]


def test_a_letter_of_an_earlier_run_is_not_replaced_either() -> None:
    batch()
    Path("r.csv").write_text("乙方.单位\n丙站\n", "utf-8")
    assert refused("out/甲站责任书.docx", force=True) == ["B442"]
    # Where its file is gone, the name is free.
    Path("out/甲站责任书.docx").unlink()
    batch(merge="out/甲站责任书.docx", force=True)
    assert units("out/甲站责任书.docx") == "丙"


def test_the_archive_itself_is_no_print_file() -> None:
    assert refused("全部.zip", force=False, out="全部.zip") == ["B442"]


def test_rows_in_a_roster_of_their_own_do_not_replace_the_print_file_of_the_others() -> None:
    Path("r.csv").write_text("乙方.单位\n甲站\n乙站\n", "utf-8")
    batch()
    first = Path("全部.docx").read_bytes()
    Path("few.csv").write_text("乙方.单位\n丙站\n", "utf-8")
    plan = make_plan(LETTER, "few.csv", "out")
    assert "B443" in [f.code for f in foresee_papers(plan, True, "全部.docx")]
    assert codes(batch("few.csv")) == ["B443"]
    assert Path("全部.docx").read_bytes() == first
    assert units("全部-2.docx") == "丙"
    # Once more: the same file again.
    batch("few.csv")
    assert not Path("全部-3.docx").exists()
    # One roster of them all makes the first anew.
    Path("r.csv").write_text("乙方.单位\n甲站\n乙站\n丙站\n", "utf-8")
    assert codes(batch()) == []
    assert units("全部.docx") == "甲乙丙"


def test_letters_that_were_deleted_keep_no_print_file() -> None:
    Path("r.csv").write_text("乙方.单位\n甲站\n乙站\n", "utf-8")
    batch()
    Path("out/甲站责任书.docx").unlink()
    Path("r.csv").write_text("乙方.单位\n乙站\n", "utf-8")
    batch()
    assert units("全部.docx") == "乙"


@pytest.mark.parametrize("merge", ["打印.pdf", "打印", "out/打印.doc"])
def test_a_print_file_is_a_word_file(merge: str) -> None:
    assert refused(merge, force=True) == ["B472"]
    assert not Path("out").exists()
    assert codes(batch(merge="打印.DOCX")) == []
