"""What a second run knows of the first: whose number is which, what an archive had in it."""

from __future__ import annotations

import contextlib
import re
import shutil
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import openpyxl
import pytest

from docgen.batch import ledger
from docgen.cli import group
from docgen.i18n import use
from ooxml import text

LETTER = Path(__file__).parents[2] / "samples" / "responsibility-letter.yaml"
ROWS = "乙方.单位,乙方.负责人\n甲站,王一\n乙站,王二\n丙站,王三\n"
NEW_AT_TOP = ROWS.replace("\n甲站", "\n新站,王新\n甲站")

Run = Callable[..., str]


@pytest.fixture(autouse=True)
def run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Iterator[Run]:
    """``docgen batch`` of a letter with a series of numbers; returns all that it said."""
    monkeypatch.chdir(tmp_path)
    for name in ("DOCGEN_LANG", "LANGUAGE"):
        monkeypatch.setenv(name, "en")
    series = re.sub(r"(?m)^number: .*", "number: 安责〔2026〕{n}号", LETTER.read_text("utf-8"))
    Path("L.yaml").write_text(series, "utf-8")

    def batch(
        rows: str | Path, *options: str, letter: str = "L.yaml", out: str = "全部.zip"
    ) -> str:
        roster = rows if isinstance(rows, Path) else Path("r.csv")
        if isinstance(rows, str):
            roster.write_text(rows, "utf-8")
        with contextlib.suppress(SystemExit):
            group.run(["batch", letter, "--roster", str(roster), "-o", out, *options])
        return "".join(capsys.readouterr())

    yield batch
    use(None)


def codes(said: str) -> list[str]:
    return re.findall(r"(?:error|warning|note) ([BOSV]\d+)", said)


def numbers(path: str = ledger.FILE) -> dict[str, str]:
    """The numbers in the ledger, by unit."""
    page = openpyxl.load_workbook(path).worksheets[0]
    found = ([str(cell.value or "") for cell in row] for row in page.iter_rows(min_row=3))
    return {row[1]: row[4].removeprefix("安责〔2026〕").removesuffix("号") for row in found}


def fill_in(cells: dict[str, str], path: str = ledger.FILE) -> None:
    book = openpyxl.load_workbook(path)
    for cell, value in cells.items():
        book.worksheets[0][cell] = value
    book.save(path)


GIVEN = {"甲站": "1", "乙站": "2", "丙站": "3"}


@pytest.mark.parametrize("signed", [False, True])
def test_numbers_in_an_archive_stay_as_the_ledger_has_them(run: Run, signed: bool) -> None:
    run(ROWS)
    assert numbers() == GIVEN
    if signed:
        fill_in({"H3": "1月5日"})
    run(NEW_AT_TOP, "--force")
    assert numbers() == {"新站": "4", **GIVEN}
    with zipfile.ZipFile("全部.zip") as archive:
        Path("one.docx").write_bytes(archive.read("甲站责任书.docx"))
    assert "安责〔2026〕1号" in text(Path("one.docx"))
    # A row that went away keeps its number in the ledger, and nobody else gets it.
    run(NEW_AT_TOP.replace("乙站,王二", "丁站,王四"), "--force")
    assert numbers() == {"新站": "4", "甲站": "1", "丁站": "5", "丙站": "3", "乙站": "2"}


def test_without_its_ledger_an_archive_is_numbered_anew(run: Run) -> None:
    run(ROWS)
    Path(ledger.FILE).unlink()
    run(NEW_AT_TOP, "--force")
    assert numbers() == {"新站": "1", "甲站": "2", "乙站": "3", "丙站": "4"}


def test_the_ledger_of_another_letter_gives_no_numbers(run: Run) -> None:
    run(ROWS)
    other = re.sub("(?m)^title: .*", "title: 2026年廉政责任书", Path("L.yaml").read_text("utf-8"))
    Path("other.yaml").write_text(other, "utf-8")
    said = run(NEW_AT_TOP, letter="other.yaml", out="廉政.zip")
    assert "B435" in codes(said)
    assert numbers("签订台账（2026年廉政责任书）.xlsx")["新站"] == "1"


def test_a_person_written_into_the_ledger_does_not_part_a_letter_from_its_number(run: Run) -> None:
    bare = re.sub(r"\n  (person|post): .*", "", Path("L.yaml").read_text("utf-8"))
    Path("bare.yaml").write_text(bare, "utf-8")
    run("乙方.单位\n甲站\n乙站\n", letter="bare.yaml")
    fill_in({"C3": "王一"})
    run("乙方.单位\n乙站\n甲站\n", "--force", letter="bare.yaml")
    assert numbers() == {"乙站": "2", "甲站": "1"}


@pytest.mark.parametrize("out", ["out", "memory://out"])
def test_the_ledger_stands_for_a_journal_that_is_gone(run: Run, out: str) -> None:
    run(ROWS, out=out)
    shutil.rmtree(Path("out", ".docgen") if out == "out" else ".docgen")
    run(NEW_AT_TOP, "--force", out=out)
    path = f"out/{ledger.FILE}" if out == "out" else ledger.FILE
    assert numbers(path) == {"新站": "4", **GIVEN}


def test_letters_that_an_archive_loses_are_told_before(run: Run) -> None:
    run(ROWS)
    few = "乙方.单位,乙方.负责人\n乙站,王二\n"
    for option in ("--dry-run", "-q"):
        said = run(few, "--force", option)
        assert codes(said).count("B471") == 1
        assert "2 letters that are in 全部.zip now, such as “甲站责任书.docx”, will not" in said
    assert "B471" not in codes(run(ROWS, "--force"))
    # Without --force nothing is replaced.
    assert codes(run(few)) == ["O501"]


def test_signed_letters_of_an_archive_that_change_are_told_before(run: Run) -> None:
    run(ROWS)
    fill_in({"H3": "1月5日", "H4": "1月6日", "I5": "是"})
    before = Path("全部.zip").read_bytes()
    assert not {"B441", "B444", "B446"} & set(codes(run(ROWS, "--force")))
    text = Path("L.yaml").read_text("utf-8").replace("垮坝", "溃坝")
    Path("other.yaml").write_text(text, "utf-8")
    said = run(ROWS, "--force", "--dry-run", letter="other.yaml")
    assert "2 letters that are signed are made again with another text" in said
    assert "differ: 甲站责任书.docx（H3）, 乙站责任书.docx（H4）" in said
    assert "signed: 丙站责任书.docx（I5）" in said
    assert Path("全部.zip").read_bytes() == before
    said = run(ROWS.replace("王二", "王七"), "--force")
    assert [code for code in codes(said) if code in ("B441", "B446")] == ["B441"]
    assert "differ: 乙站责任书.docx（H4）" in said
    assert "1 letters are made again with another text, in place of those before: 乙站" in said


def test_signed_letters_of_an_archive_that_is_gone_are_compared_with_the_ledger(run: Run) -> None:
    run(ROWS)
    fill_in({"H3": "1月5日", "H4": "1月6日"})
    said = run(ROWS.replace("王二", "王七"), out="再做.zip")
    assert "differ: 乙站责任书.docx（H4）" in said


GAPPED = (
    "乙方.单位,乙方.负责人,份数\n甲站,王一,2\n,王二,2\n丙站,王三,2\n丁站,王四,两份\n戊站,王五,2\n"
)


def test_mended_rows_get_the_numbers_that_were_kept_for_them(run: Run) -> None:
    run(GAPPED, out="out")
    assert numbers("out/签订台账.xlsx") == {"甲站": "1", "丙站": "3", "戊站": "5"}
    book = openpyxl.load_workbook("out/退回名册.xlsx")
    page = book.worksheets[0]
    page["A2"], page["C3"] = "乙站", "2"
    page.append(["己站", "王六", "2"])
    book.save("改好.xlsx")
    run(Path("改好.xlsx"), out="out")
    found = numbers("out/签订台账.xlsx")
    assert found == {"甲站": "1", "丙站": "3", "戊站": "5", "乙站": "2", "丁站": "4", "己站": "6"}


def test_a_row_that_is_mended_in_the_roster_gets_its_number_too(run: Run) -> None:
    run(GAPPED, out="out")
    # Still refused: its number waits on; rows of another roster do not get it.
    run(GAPPED.replace("王四,两份", "王四,2"), out="out")
    Path("further.csv").write_text("乙方.单位,乙方.负责人\n庚站,王七\n辛站,王八\n", "utf-8")
    run(Path("further.csv"), out="out")
    run(GAPPED.replace("\n,王二", "\n乙站,王二").replace("两份", "2"), out="out")
    found = numbers("out/签订台账.xlsx")
    given = {"甲站": "1", "乙站": "2", "丙站": "3", "丁站": "4", "戊站": "5"}
    assert found == {**given, "庚站": "6", "辛站": "7"}
    # Once it is a letter's, nobody else gets it, though that row is refused or changed later.
    run(GAPPED.replace("\n,王二", "\n壬站,王九").replace("两份", "2"), out="out")
    assert numbers("out/签订台账.xlsx")["壬站"] == "8"


def test_a_number_that_a_letter_has_does_not_wait(run: Run) -> None:
    run(ROWS, out="out")
    broken = ROWS.replace("负责人\n", "负责人,份数\n").replace("乙站,王二", "乙站,王二,两份")
    run(broken, out="out")
    run(ROWS.replace("乙站,王二", "癸站,王十"), out="out")
    assert numbers("out/签订台账.xlsx")["癸站"] == "4"


def test_another_person_s_number_is_told_with_the_one_before(run: Run) -> None:
    run(ROWS, out="f")
    said = run(ROWS.replace("王一", "章一"), out="f")
    assert "B444" in codes(said)
    assert "甲站责任书.docx（安责〔2026〕1号 → 安责〔2026〕4号）" in said
    assert numbers("f/签订台账.xlsx") == {"甲站": "4", "乙站": "2", "丙站": "3"}


def test_numbers_of_letters_that_a_clerk_added_are_not_given_again(run: Run) -> None:
    run(ROWS, out="f")
    fill_in({"B6": "手工站", "C6": "王手", "E6": "安责〔2026〕4号"}, "f/签订台账.xlsx")
    run(ROWS + "丁站,王丁\n", out="f")
    known = {"甲站": "1", "乙站": "2", "丙站": "3", "丁站": "5", "手工站": "4"}
    assert numbers("f/签订台账.xlsx") == known
