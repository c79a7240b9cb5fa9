"""The ledger of a folder: run after run, nothing that stood in it is lost."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

import openpyxl
import pytest
import yaml
from click.testing import CliRunner

from docgen.batch import failures, ledger
from docgen.batch.outputs import KEPT
from docgen.cli import group
from docgen.i18n import use

SAMPLES = Path(__file__).parents[2] / "samples"
LETTER = str(SAMPLES / "responsibility-letter.yaml")
MADE = ["甲站", "丙站", "丁站"]
ROWS = (
    "乙方.单位,乙方.负责人,份数,乙方.职务\n甲站,王一,2,站长\n乙站,王二,两份,站长\n"
    "丙站,王三,2,站长\n丁站,王四,2,站长\n"
)


class Done(NamedTuple):
    """How a command ended, and all it said."""

    code: int
    said: str


Run = Callable[..., Done]


@pytest.fixture
def run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Iterator[Run]:
    """``docgen batch`` with a roster's text (or file) into ``out``."""
    monkeypatch.chdir(tmp_path)
    for name in ("DOCGEN_LANG", "LANGUAGE"):
        monkeypatch.setenv(name, "en")

    def batch(rows: str | Path, *options: str, letter: str = LETTER, out: str = "out") -> Done:
        roster = rows
        if isinstance(rows, str):
            roster = tmp_path / "roster.csv"
            roster.write_text(rows, "utf-8")
        command = ["--lang", "en", "batch", letter, "--roster", str(roster), "-o", out, *options]
        code = 0
        try:
            group.run(command)
        except SystemExit as end:
            code = int(end.code or 0)
        return Done(code, "".join(capsys.readouterr()))

    yield batch
    use(None)


def codes(done: Done) -> list[str]:
    """The codes of the findings of a run, in order."""
    return re.findall(r"(?:error|warning|note) ([BOSV]\d+)", done.said)


def table(path: Path | str = f"out/{ledger.FILE}", sheet: int = 0) -> list[list[str]]:
    page = openpyxl.load_workbook(path).worksheets[sheet]
    return [[str(cell.value or "") for cell in row] for row in page.iter_rows()]


def rows(path: Path | str = f"out/{ledger.FILE}") -> dict[str, list[str]]:
    """Signed, returned, note and own columns by unit, in the ledger's order."""
    return {row[1]: row[7:] for row in table(path)[2:]}


def fill_in(cells: dict[str, object], path: Path | str = f"out/{ledger.FILE}") -> None:
    book = openpyxl.load_workbook(path)
    for cell, value in cells.items():
        book.worksheets[0][cell] = value
    book.save(path)


def mended() -> Path:
    """The refused rows, sent back with the copies put right."""
    path = Path("改好.xlsx")
    book = openpyxl.load_workbook(f"out/{failures.FILE}")
    book.worksheets[0]["C2"] = "2"
    book.save(path)
    return path


def status() -> dict[str, bool]:
    command = ["ledger", "status", f"out/{ledger.FILE}", "--format", "json"]
    done = CliRunner().invoke(group._group(), command)
    return {row["unit"]: row["signed"] for row in json.loads(done.stdout)}


def test_mended_rows_join_a_ledger_that_nobody_has_touched(run: Run) -> None:
    assert run(ROWS).code == 3
    assert list(rows()) == MADE
    done = run(mended())
    assert done.code == 0
    assert "B414" not in done.said
    assert [row[:2] for row in table()[2:]] == [
        [str(n), unit] for n, unit in enumerate([*MADE, "乙站"], 1)
    ]
    assert rows() == {unit: [""] * 3 for unit in [*MADE, "乙站"]}
    # The reconciliation is of this run's rows.
    assert table(sheet=1)[-1] == ["合计", "1", "1", "0", "0", "0"]


def test_mended_rows_leave_what_was_filled_in(run: Run) -> None:
    run(ROWS)
    fill_in({"H3": "1月5日", "I3": "是", "J4": "改期"})
    roster = mended()
    run(roster)
    assert rows() == {
        "甲站": ["1月5日", "是", ""],
        "丙站": ["", "", "改期"],
        "丁站": ["", "", ""],
        "乙站": ["", "", ""],
    }
    assert status() == {"甲站": True, "丙站": False, "丁站": False, "乙站": False}
    # Sent back once more, with a row that is in the ledger already: each stays in its place.
    run(roster)
    assert list(rows()) == [*MADE, "乙站"]


def test_mended_rows_of_json_join_too(run: Run, tmp_path: Path) -> None:
    names = zip(["甲站", "乙站"], ["2", "两份"], strict=True)
    source = tmp_path / "r.json"
    every = [{"乙方": {"单位": unit}, "份数": copies} for unit, copies in names]
    source.write_text(json.dumps(every, ensure_ascii=False), "utf-8")
    run(source)
    back = Path("out") / failures.FILE
    source.write_text(back.with_suffix(".json").read_text("utf-8").replace("两份", "2"), "utf-8")
    assert "B414" not in run(source).said
    assert rows() == {"甲站": [""] * 3, "乙站": [""] * 3}


def test_a_roster_that_shrank_is_told_and_marked(run: Run) -> None:
    run(ROWS.replace("两份", "2"))
    done = run("乙方.单位,乙方.负责人,乙方.职务\n甲站,王一,站长\n丙站,王三,站长\n")
    assert "B414" in codes(done)
    assert "2 letters of earlier runs belong to no row of this roster" in done.said
    assert rows() == {
        "甲站": ["", "", ""],
        "丙站": ["", "", ""],
        "乙站": ["", "", ledger.GONE],
        "丁站": ["", "", ledger.GONE],
    }
    # A letter that was deleted, as B414 lets one do, goes; the mark goes where a row is back.
    Path("out/乙站责任书.docx").unlink()
    run("乙方.单位,乙方.负责人\n甲站,王一\n丁站,王四\n")
    assert rows() == {"甲站": ["", "", ""], "丁站": ["", "", ""], "丙站": ["", "", ledger.GONE]}


def test_a_signed_letter_stays_even_where_its_file_is_gone(run: Run) -> None:
    run(ROWS)
    fill_in({"H4": "1月6日", "J4": "已归档"})
    Path("out/丙站责任书.docx").unlink()
    run("乙方.单位,乙方.负责人,份数\n甲站,王一,2\n")
    assert rows()["丙站"] == ["1月6日", "", f"已归档；{ledger.GONE}"]
    run(ROWS)
    assert rows()["丙站"] == ["1月6日", "", "已归档"]


def test_a_row_that_is_refused_now_keeps_its_letter_unmarked(run: Run) -> None:
    run(ROWS)
    done = run(ROWS.replace("丁站,王四,2", "丁站,王四,两份"))
    assert done.code == 3
    assert rows() == {unit: [""] * 3 for unit in MADE}


def test_all_letters_left_are_counted(run: Run) -> None:
    many = "".join(f"第{n}站\n" for n in range(1, 1205))
    run(f"乙方.单位\n{many}", "--no-ledger")
    assert "1203 letters" in run("乙方.单位\n第1站\n").said


def other_letter(tmp_path: Path, **changes: object) -> str:
    data = yaml.safe_load(Path(LETTER).read_text("utf-8")) | changes
    data["term"] = {key: str(value) for key, value in data["term"].items()}
    path = tmp_path / "other.yaml"
    path.write_text(yaml.safe_dump(data, allow_unicode=True), "utf-8")
    return str(path)


@pytest.mark.parametrize(
    "changes",
    [{"title": "2026年廉政责任书"}, {"title": "2027年水利安全生产目标责任书", "year": 2027}],
)
def test_another_letter_is_not_signed_by_the_first(
    run: Run, tmp_path: Path, changes: dict[str, object]
) -> None:
    run(ROWS)
    fill_in({"H3": "1月5日", "I3": "是"})
    first = Path("out", ledger.FILE).read_bytes()
    named = ("--name", "{{ party_b.unit }}另一责任书")
    done = run(ROWS, *named, letter=other_letter(tmp_path, **changes))
    own = Path("out", f"签订台账（{changes['title']}）.xlsx")
    assert "B435" in codes(done)
    assert f"that of “{changes['title']}” is {own}" in done.said
    assert Path("out", ledger.FILE).read_bytes() == first
    assert rows(own)["甲站"] == ["", "", ""]
    # Both go on, each in its own.
    fill_in({"H4": "2月1日"}, own)
    run(ROWS, *named, letter=other_letter(tmp_path, **changes))
    assert rows(own)["丙站"] == ["2月1日", "", ""]
    assert "B435" not in codes(run(ROWS))
    assert rows()["甲站"] == ["1月5日", "是", ""]


def test_letters_of_two_kinds_of_names_have_a_ledger_each(run: Run, tmp_path: Path) -> None:
    """Nobody has signed, but the letters of the first are all there still."""
    run(ROWS)
    other = other_letter(tmp_path, title="2026年廉政责任书")
    name = "{{ party_b.unit }}廉政责任书"
    assert "B435" in codes(run(ROWS, "--name", name, letter=other))
    assert list(rows()) == MADE
    assert list(rows("out/签订台账（2026年廉政责任书）.xlsx")) == MADE


def test_archives_of_one_letter_share_a_ledger_and_others_do_not(run: Run, tmp_path: Path) -> None:
    run("乙方.单位\n甲站\n", out="城区.zip")
    run("乙方.单位\n乙站\n", out="郊区.zip")
    assert rows(ledger.FILE) == {"乙站": ["", "", ""], "甲站": ["", "", ledger.GONE]}
    other = other_letter(tmp_path, title="2026年廉政责任书")
    assert "B435" in codes(run("乙方.单位\n甲站\n", letter=other, out="廉政.zip"))
    assert list(rows("签订台账（2026年廉政责任书）.xlsx")) == ["甲站"]
    assert list(rows(ledger.FILE)) == ["乙站", "甲站"]


def test_a_letter_of_the_same_title_and_another_year_is_another(run: Run, tmp_path: Path) -> None:
    title = "安全生产责任书"
    run(ROWS, letter=other_letter(tmp_path, title=title))
    fill_in({"H3": "1月5日"})
    assert table()[0][0] == f"2026年{title}签订台账"
    other = other_letter(tmp_path, title=title, year=2027)
    assert codes(run(ROWS, letter=other)) == ["B438"]
    assert "B435" in codes(run(ROWS, "--force", letter=other))
    assert rows()["甲站"][0] == "1月5日"


def test_a_new_title_before_anybody_has_signed_takes_the_ledger_along(
    run: Run, tmp_path: Path
) -> None:
    run(ROWS)
    other = other_letter(tmp_path, title="2026年安全目标责任书")
    assert codes(run(ROWS, "--dry-run", letter=other)) == ["B438"]
    assert "B437" in codes(run(ROWS, "--dry-run", "--force", letter=other))
    done = run(ROWS, "--force", letter=other)
    assert codes(done) == ["B444", "B437", "V206"]
    assert "that were “2026年水利安全生产目标责任书” are “2026年安全目标责任书” now" in done.said
    assert table()[0][0] == "2026年安全目标责任书签订台账"
    assert not list(Path("out").glob("签订台账（*"))


def test_the_cure_for_a_new_title_works(run: Run, tmp_path: Path) -> None:
    title = "2026年安全目标责任书"
    run(ROWS)
    fill_in({"H3": "1月5日"})
    run(ROWS, "--force", letter=other_letter(tmp_path, title=title))
    fill_in({"A1": f"{title}签订台账"})
    Path("out", f"签订台账（{title}）.xlsx").unlink()
    assert "B435" not in codes(run(ROWS, letter=other_letter(tmp_path, title=title)))
    assert rows()["甲站"][0] == "1月5日"


def test_a_clerks_columns_rows_and_sheets_stay(run: Run) -> None:
    run(ROWS)
    book = openpyxl.load_workbook(f"out/{ledger.FILE}")
    page = book.worksheets[0]
    page["K2"], page["K3"], page["L4"] = "联系电话", "013800138000", "无标题的字"
    page["M2"], page["M5"] = "备注", "自己的备注"
    page["B6"], page["K6"] = "戊站（纸质）", "0571"
    page["A7"], page["H7"] = "注：甲站已催", "合计1份"
    for name, text in (("催办", "甲站"), ("签订台账2", "x"), ("Sheet1", "")):
        sheet = book.create_sheet(name)
        sheet.append(["单位", "次数"] if text else [])
        sheet.append([text, 3] if text else [])
    book.save(f"out/{ledger.FILE}")
    filled = Path("out", ledger.FILE).read_bytes()
    done = run(ROWS)
    assert "B436" in codes(done)
    head, *body = table()[1:]
    assert head[10:] == ["联系电话", "", "备注（2）"]
    assert [row[10:] for row in body] == [
        ["013800138000", "", ""],
        ["", "无标题的字", ""],
        ["", "", "自己的备注"],
        ["0571", "", ""],
        ["", "", ""],
    ]
    assert (body[3][1], body[4][0], body[4][7]) == ("戊站（纸质）", "注：甲站已催", "合计1份")
    book = openpyxl.load_workbook(f"out/{ledger.FILE}")
    assert book.sheetnames == ["签订台账", "核对表", "催办", "签订台账2"]
    assert table(sheet=2) == [["单位", "次数"], ["甲站", "3"]]
    # What cannot be carried over is in the file as it was.
    assert Path("out", KEPT, "ledgers", "签订台账-1.xlsx").read_bytes() == filled
    # Nobody has saved it since: a further run changes nothing, and keeps nothing.
    before = Path("out", ledger.FILE).read_bytes()
    assert "B436" not in codes(run(ROWS))
    assert Path("out", ledger.FILE).read_bytes() == before
    assert len(list(Path("out", KEPT, "ledgers").iterdir())) == 1
    # Mended rows come behind what is there.
    run(mended())
    assert [row[1] for row in table()[2:]] == [*MADE, "戊站（纸质）", "", "乙站"]
    assert rows()["丁站"][3:] == ["", "", "自己的备注"]


def test_a_clerks_copy_of_the_ledger_is_not_part_of_it(run: Run) -> None:
    run(ROWS)
    copy = Path("out", "签订台账-2026年1月.xlsx")
    copy.write_bytes(Path("out", ledger.FILE).read_bytes())
    run(ROWS)
    assert copy.exists()
    assert len(rows()) == 3


def test_a_box_that_is_not_ticked_is_no_signature(run: Run) -> None:
    run(ROWS)
    fill_in({"H3": True, "H4": False})
    assert status() == {"甲站": True, "丙站": False, "丁站": False}


CHANGED = ROWS.replace("王一", "王七").replace("王三", "王八")


def signed_ledger(run: Run, **cells: object) -> None:
    run(ROWS)
    fill_in({"H3": "1月5日", "I4": "是", **cells})


@pytest.mark.parametrize("ledger_option", [(), ("--no-ledger",)])
def test_signed_letters_that_are_made_again_are_told_before_the_first(
    run: Run, ledger_option: tuple[str, ...]
) -> None:
    signed_ledger(run)
    assert "B441" not in run(ROWS, *ledger_option).said
    before = Path("out/甲站责任书.docx").read_bytes()
    for option in (("--dry-run",), ()):
        done = run(CHANGED, *ledger_option, *option)
        assert [code for code in codes(done) if code in ("B441", "B446")] == ["B441", "B446"]
        assert "1 letters that are signed are made again" in done.said
        assert "differ: 甲站责任书.docx（H3）" in done.said
        # Returned, and no day of signing.
        assert "signed: 丙站责任书.docx（I4）" in done.said
        assert (Path("out/甲站责任书.docx").read_bytes() == before) is (option != ())
    # Nothing is made any more, so that there is nothing to tell.
    assert not {"B441", "B444", "B446"} & set(codes(run(CHANGED, *ledger_option)))


def test_letters_that_nobody_has_signed_are_made_again_without_a_word(run: Run) -> None:
    signed_ledger(run, H5="待签", H3="—", I4="否")
    assert not {"B441", "B446"} & set(codes(run(CHANGED)))
    assert Path("out", ledger.FILE).exists()


def test_a_letter_with_another_text_is_told_too_and_what_nobody_understands(
    run: Run, tmp_path: Path
) -> None:
    signed_ledger(run, H5="2026-13-45")
    # A file that was taken away: the paper is there all the same.
    Path("out/甲站责任书.docx").unlink()
    other = tmp_path / "corrected.yaml"
    other.write_text(Path(LETTER).read_text("utf-8").replace("垮坝", "溃坝"), "utf-8")
    done = run(ROWS, letter=str(other))
    assert "1 letters that are signed" in done.said
    assert "signed: 丙站责任书.docx（I4）, 丁站责任书.docx（H5）" in done.said


def test_many_signed_letters_are_one_finding(run: Run) -> None:
    units = [f"第{n}站" for n in range(30)]
    roster = "".join(f"{unit},王一\n" for unit in units)
    run(f"乙方.单位,乙方.负责人\n{roster}")
    fill_in({f"H{n}": "是" for n in range(3, 33)})
    done = run(f"乙方.单位,乙方.负责人\n{roster}".replace("王一", "王二"))
    assert codes(done).count("B441") == 1
    assert "30 letters that are signed" in done.said
    assert done.said.count("责任书.docx（H") == 10
    assert "第9站责任书.docx（H12）, 20 more" in done.said


def test_a_letter_of_another_title_over_signed_ones_is_told(run: Run, tmp_path: Path) -> None:
    signed_ledger(run)
    other = other_letter(tmp_path, title="2026年廉政责任书")
    for _ in range(2):
        done = run(ROWS, "--force", letter=other)
        assert "B435" in codes(done)
        assert (
            f"what was filled in stays in out/{ledger.FILE} and was not carried over" in done.said
        )
    assert rows()["甲站"][0] == "1月5日"
    # Beside a letter that has files of its own there is nothing to carry over.
    done = run("乙方.单位\n戊站\n", letter=other_letter(tmp_path, title="2026年节水责任书"))
    assert "B435" in codes(done)
    assert "carried over" not in done.said


def test_a_clerks_workbook_of_a_ledgers_name_stops_nothing(run: Run) -> None:
    signed_ledger(run)
    Path("out/签订台账（旧）.xlsx").write_bytes(b"no workbook")
    done = run(CHANGED)
    assert "B422" not in done.said
    assert "B441" in done.said


def test_a_ledger_that_was_deleted_is_taken_over_from_its_copy(run: Run) -> None:
    signed_ledger(run, J3="已归档", H5="1月7日")
    run(ROWS)
    signed = rows()
    fill_in({"H5": "1月8日"})
    run(ROWS)
    later = rows()
    assert later != signed
    Path("out", ledger.FILE).unlink()
    assert "B440" in codes(run(ROWS, "--dry-run"))
    assert not Path("out", ledger.FILE).exists()
    done = run(ROWS)
    kept = Path("out", KEPT, "ledgers", "签订台账-2.xlsx")
    assert "B440" in codes(done)
    assert str(kept) in done.said
    assert rows() == later
    # It is there again: nothing more is told, and what is cleared stays so.
    assert "B440" not in run(ROWS).said
    fill_in({"H3": None, "I4": None, "J3": None, "H5": None})
    run(ROWS)
    assert set(map(tuple, rows().values())) == {("", "", "")}
    Path("out", ledger.FILE).unlink()
    run(ROWS)
    assert set(map(tuple, rows().values())) == {("", "", "")}


def test_a_ledger_that_is_gone_without_a_copy_is_told_once(run: Run, tmp_path: Path) -> None:
    """Whether it was filled in since it was written, nobody knows."""
    run(ROWS)
    fill_in({"H3": "1月5日"})
    Path("out", ledger.FILE).unlink()
    # Another letter has lost nothing.
    other = other_letter(tmp_path, title="2026年廉政责任书")
    named = ("--name", "{{ party_b.unit }}廉政责任书")
    assert "B447" not in codes(run(ROWS, *named, "--dry-run", letter=other))
    assert "B447" in codes(run(ROWS, "--dry-run"))
    done = run(ROWS)
    assert {"B440", "B447"} & set(codes(done)) == {"B447"}
    assert f"out/{ledger.FILE}, which an earlier run wrote, is gone" in done.said
    assert list(rows()) == MADE
    assert "B447" not in codes(run(ROWS))


def test_a_ledger_that_no_run_wrote_is_not_missed(run: Run) -> None:
    run(ROWS, "--no-ledger")
    assert not {"B440", "B447"} & set(codes(run(ROWS)))


def test_the_copy_of_another_letter_is_not_taken_over(run: Run, tmp_path: Path) -> None:
    signed_ledger(run)
    run(ROWS)
    Path("out", ledger.FILE).unlink()
    other = other_letter(tmp_path, title="2026年廉政责任书")
    done = run(ROWS, "--name", "{{ party_b.unit }}廉政责任书", letter=other)
    assert "B440" not in done.said
    assert rows()["甲站"] == ["", "", ""]
    # The first letter, whose ledger is gone, finds its own again under the name that it gets.
    done = run(ROWS)
    assert {"B435", "B440"} <= set(codes(done))
    own = next(Path("out").glob("签订台账（*"))
    assert rows(own)["甲站"][0] == "1月5日"


def test_the_second_letters_ledger_stays_its_own_where_the_first_is_gone(
    run: Run, tmp_path: Path
) -> None:
    run(ROWS)
    named = ("--name", "{{ party_b.unit }}廉政责任书")
    other = other_letter(tmp_path, title="2026年廉政责任书")
    run(ROWS, *named, letter=other)
    own = Path("out/签订台账（2026年廉政责任书）.xlsx")
    fill_in({"H3": "2月1日"}, own)
    Path("out", ledger.FILE).unlink()
    run(ROWS, *named, letter=other)
    assert rows(own)["甲站"][0] == "2月1日"
    assert not Path("out", ledger.FILE).exists()


def test_a_copy_that_cannot_be_read_stops_nothing(run: Run) -> None:
    signed_ledger(run)
    run(ROWS)
    Path("out", KEPT, "ledgers", "签订台账-1.xlsx").write_bytes(b"broken")
    Path("out", ledger.FILE).unlink()
    assert run(ROWS).code == 3
    assert list(rows()) == MADE


NO_NUMBERS = "乙方.单位,乙方.负责人,份数\n甲站,,2\n乙站,王二,2\n"


def unnumbered(tmp_path: Path) -> str:
    """The letter without number and person, which are then nowhere but in roster or ledger."""
    text = Path(LETTER).read_text("utf-8")
    text = re.sub(r"^number: .*\n", "", text, flags=re.MULTILINE)
    path = tmp_path / "unnumbered.yaml"
    path.write_text(re.sub(r"\n  (person|post): .*", "", text), "utf-8")
    return str(path)


def cells(path: Path | str = f"out/{ledger.FILE}") -> dict[str, list[str]]:
    """Person, post, number and copies by unit."""
    return {row[1]: [*row[2:5], row[6]] for row in table(path)[2:]}


def test_what_is_written_into_cells_that_letters_leave_empty_stays(
    run: Run, tmp_path: Path
) -> None:
    letter = unnumbered(tmp_path)
    run(NO_NUMBERS, letter=letter)
    assert cells()["乙站"] == ["王二", "", "", "2"]
    fill_in({"E3": "安责〔2026〕1号", "E4": "安责〔2026〕2号", "C3": "王一"})
    done = run(NO_NUMBERS, letter=letter)
    assert "B470" not in codes(done)
    written = {
        "甲站": ["王一", "", "安责〔2026〕1号", "2"],
        "乙站": ["王二", "", "安责〔2026〕2号", "2"],
    }
    assert cells() == written
    # And once more, though nobody has saved the ledger since; and where one row has changed.
    run(NO_NUMBERS, letter=letter)
    assert cells() == written
    run(NO_NUMBERS.replace("王二", "王七"), letter=letter)
    assert cells() == written | {"乙站": ["王七", "", "安责〔2026〕2号", "2"]}


def test_what_the_letters_say_otherwise_than_the_ledger_is_told(run: Run, tmp_path: Path) -> None:
    letter = unnumbered(tmp_path)
    run(NO_NUMBERS, letter=letter)
    fill_in({"G3": 3, "C4": "王 二娃"})
    done = run(NO_NUMBERS, letter=letter)
    assert [code for code in codes(done) if code in ("B436", "B444", "B470")] == ["B436", "B470"]
    assert (
        "2 cells of the ledger as it was filled in say something else than the letters; the new "
        "ledger has what the letters say: 份数 G3（3 → 2）, 责任人 C4（王 二娃 → 王二）"
        in done.said
    )
    assert cells()["甲站"] == ["", "", "", "2"]
    assert "B470" not in codes(run(NO_NUMBERS, letter=letter))


def test_the_first_ten_of_many_cells_are_named(run: Run) -> None:
    roster = "乙方.单位,份数\n" + "".join(f"第{n}站,2\n" for n in range(30))
    run(roster)
    fill_in({f"G{n}": 3 for n in range(3, 33)})
    done = run(roster)
    assert "30 cells" in done.said
    assert "份数 G12（3 → 2）, 20 more" in done.said


def test_a_row_that_was_corrected_wins_over_the_ledger(run: Run) -> None:
    run(ROWS)
    fill_in({"C3": "王九"})
    done = run(ROWS.replace("王一", "王七"))
    assert "B444" in codes(done)
    assert "B470" not in codes(done)
    assert cells()["甲站"][0] == "王七"


def test_an_archive_tells_what_differs_from_its_ledger(run: Run) -> None:
    run("乙方.单位,份数\n甲站,2\n", out="全部.zip")
    fill_in({"G3": 3}, ledger.FILE)
    done = run("乙方.单位,份数\n甲站,2\n", "--force", out="全部.zip")
    assert "份数 G3（3 → 2）" in done.said


def test_lines_below_the_table_are_no_letters(run: Run) -> None:
    run(ROWS)
    fill_in(
        {"B6": "合计", "H6": 2, "B7": "经办人：李四", "B8": "总 计", "A10": "合计", "B10": "3家"}
    )
    fill_in({"B9": "戊站", "C9": "王五"})
    done = CliRunner().invoke(group._group(), ["ledger", "status", f"out/{ledger.FILE}"])
    # A letter on paper, which the clerk has added, counts.
    assert "letters: 4, signed: 0" in done.stdout
    assert done.stderr == ""


@pytest.mark.parametrize("has_copy", [False, True])
def test_a_damaged_ledger_stops_the_batch_and_names_its_copy(run: Run, has_copy: bool) -> None:
    run(ROWS)
    path = Path("out", ledger.FILE)
    if has_copy:
        fill_in({"H3": "1月5日"})
        run(ROWS)
    path.write_bytes(path.read_bytes()[:2000])
    done = run(ROWS)
    assert (done.code, codes(done)) == (1, ["B475"])
    assert ("out/.docgen/ledgers/签订台账-1.xlsx" in done.said) is has_copy
    path.rename("损坏的台账.xlsx")
    run(ROWS)
    assert rows()["甲站"][0] == ("1月5日" if has_copy else "")


def test_letters_that_all_or_nothing_leaves_unmade_are_counted(run: Run) -> None:
    done = run(ROWS, "--all-or-nothing")
    assert done.code == 3
    end = "rows: 4, made: 0, unchanged: 0, failed: 1; not made because of this: 3\n"
    assert end in done.said
    assert "not made because" not in run(ROWS).said


@pytest.mark.parametrize("out", ["责任书.docx", "名单.XLSX", "x.rar", "x.tar.gz", "roster.csv"])
def test_letters_do_not_go_into_a_file(run: Run, tmp_path: Path, out: str) -> None:
    before = sorted(tmp_path.iterdir())
    assert codes(run(ROWS, out=out)) == ["B473"]
    assert sorted(tmp_path.iterdir()) == sorted({*before, tmp_path / "roster.csv"})


def test_a_folder_may_be_called_as_it_likes(run: Run) -> None:
    Path("2026.docx").mkdir()
    assert run(ROWS, out="2026.docx").code == 3
    assert run(ROWS, out="v1.2").code == 3
