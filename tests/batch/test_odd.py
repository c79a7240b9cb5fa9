"""Rows that are right one by one, and odd together: numbers twice, one person for all."""

from __future__ import annotations

import json
import sqlite3
from pathlib import Path

import pytest

from docgen.batch import make_plan
from docgen.cli import invoke
from docgen.diagnostics import Diagnostic
from docgen.i18n import use
from workbooks import workbook

LETTER = Path(__file__).parents[2] / "samples" / "responsibility-letter.yaml"
TITLES = ["编号", "乙方.单位", "乙方.负责人", "乙方.职务"]


def found(path: Path, *rows: list[str], letter: Path = LETTER) -> list[Diagnostic]:
    path.write_text("\n".join(",".join(row) for row in rows), "utf-8")
    return list(make_plan(str(letter), str(path), path.parent / "out").findings)


def numbered(*numbers: str) -> list[list[str]]:
    return [[number, f"甲{n}站", f"王{n}", "站长"] for n, number in enumerate(numbers)]


def test_a_number_given_twice_is_told_with_its_rows(tmp_path: Path) -> None:
    rows = numbered("第1号", "第2号", " 第1号", "", "", "第3号", "第2号", "第2号")
    told = found(tmp_path / "r.csv", TITLES, *rows)
    twice = [d for d in told if d.code == "B450"]
    assert [(d.where.line, d.where.column, d.args["rows"]) for d in twice] == [
        (2, 1, [1, 3]),
        (3, 1, [2, 7, 8]),
    ]
    assert twice[0].args["number"] == "第1号"


def test_numbers_twice_in_a_workbook_have_their_cells(tmp_path: Path) -> None:
    path = tmp_path / "r.xlsx"
    titles = [TITLES[1], TITLES[2], TITLES[0], TITLES[3]]
    rows = [[f"甲{n}站", f"王{n}", f"第{n // 2 + 1}号", "站长"] for n in range(20)]
    workbook(path, 名册=[["名册"], titles, *rows])
    told = make_plan(str(LETTER), str(path), tmp_path / "out").findings
    # Every second row is the first of its number; the fourth to the tenth are counted.
    assert [(d.where.cell, d.args["rows"], d.more) for d in told] == [
        ("C3", [1, 2], 0),
        ("C5", [3, 4], 0),
        ("C7", [5, 6], 7),
    ]
    assert [p.cell for p in told[2].also] == ["C9", "C11", "C13", "C15"]


def test_refused_rows_have_no_number_to_give(tmp_path: Path) -> None:
    rows = [["第1号", "甲站", "王一", "站长"]] * 2 + [["第1号", "乙站", "王二", "站长"]]
    assert found(tmp_path / "r.csv", TITLES, *rows) == []


def test_a_number_that_all_have_from_the_letter_is_no_doubt(tmp_path: Path) -> None:
    assert found(tmp_path / "r.csv", TITLES[1:], *[row[1:] for row in numbered("", "", "")]) == []
    path = tmp_path / "r.jsonl"
    lines = [{"乙方": {"单位": f"甲{n}站", "负责人": f"王{n}", "职务": "站长"}} for n in range(3)]
    path.write_text("\n".join(json.dumps(line, ensure_ascii=False) for line in lines), "utf-8")
    assert make_plan(str(LETTER), str(path), tmp_path / "out").findings == ()
    lines[0]["编号"] = lines[2]["编号"] = "第7号"  # type: ignore[assignment]
    path.write_text("\n".join(json.dumps(line, ensure_ascii=False) for line in lines), "utf-8")
    [told] = make_plan(str(LETTER), str(path), tmp_path / "out").findings
    assert (told.code, told.args["rows"], told.where.line) == ("B450", [1, 3], 1)


def test_numbers_of_a_series_are_not_given_twice(tmp_path: Path) -> None:
    letter = tmp_path / "letter.yaml"
    letter.write_text(LETTER.read_text("utf-8").replace("〕1号", "〕{n}号"), "utf-8")
    rows = numbered("", "安责〔2026〕1号", "", "安责〔2026〕2号")
    assert found(tmp_path / "r.csv", TITLES, *rows, letter=letter) == []
    again = [*rows, ["安责〔2026〕2号", "乙站", "李四", "站长"]]
    [told] = found(tmp_path / "r.csv", TITLES, *again, letter=letter)
    assert (told.code, told.args["rows"]) == ("B450", [4, 5])


PEOPLE = [["甲站", "王一", "站长"], ["乙站", "李二", "站长"]]


def missing(told: list[Diagnostic]) -> dict[str, str]:
    """The columns that the roster lacks, and what all letters say there."""
    assert [d.code for d in told] in ([], ["B451"])
    return {c: v for d in told for c, v in zip(d.args["columns"], d.args["values"], strict=True)}


PERSON = {"乙方负责人": "田𠮷安"}
UNIT = {"乙方单位": "云栎水库管理所"}
POST = {"乙方职务": "所长"}


@pytest.mark.parametrize(
    ("columns", "told"),
    [
        ([0, 1, 2], {}),
        ([0, 1], POST),
        ([0], PERSON | POST),
        ([0, 2], PERSON),
        # The people of one unit.
        ([1], POST),
        ([1, 2], {}),
        ([2], UNIT | PERSON),
    ],
)
def test_letters_that_are_all_for_one_person(
    columns: list[int], told: dict[str, str], tmp_path: Path
) -> None:
    table = [[row[i] for i in columns] for row in [TITLES[1:], *PEOPLE]]
    plain = [["编号", *table[0]], *([f"第{n}号", *row] for n, row in enumerate(table[1:], 1))]
    assert missing(found(tmp_path / "r.csv", *plain)) == told
    workbook(tmp_path / "r.xlsx", 名册=plain)
    plan = make_plan(str(LETTER), str(tmp_path / "r.xlsx"), tmp_path / "out")
    assert missing(list(plan.findings)) == told
    lines = [dict(zip(plain[0], row, strict=True)) for row in plain[1:]]
    text = "\n".join(json.dumps(line, ensure_ascii=False) for line in lines)
    (tmp_path / "r.jsonl").write_text(text, "utf-8")
    plan = make_plan(str(LETTER), str(tmp_path / "r.jsonl"), tmp_path / "out")
    assert missing(list(plan.findings)) == told
    with sqlite3.connect(tmp_path / "r.sqlite") as connection:
        quoted = ", ".join(f'"{title}"' for title in plain[0])
        connection.execute(f"CREATE TABLE t ({quoted})")
        marks = ", ".join("?" * len(plain[0]))
        connection.executemany(f"INSERT INTO t VALUES ({marks})", plain[1:])
    path = str(tmp_path / "r.sqlite")
    plan = make_plan(str(LETTER), path, tmp_path / "out", query="SELECT * FROM t")
    assert missing(list(plan.findings)) == told


def test_one_row_and_a_letter_without_names_are_no_doubt(tmp_path: Path) -> None:
    assert found(tmp_path / "r.csv", ["编号"], ["第1号"]) == []
    letter = tmp_path / "letter.yaml"
    text = LETTER.read_text("utf-8").replace("  representative: 田𠮷安\n  post: 所长\n", "")
    letter.write_text(text, "utf-8")
    assert found(tmp_path / "r.csv", ["乙方单位"], ["甲站"], ["乙站"], letter=letter) == []
    # An empty cell takes the letter's name away: nobody gets it.
    rows = [["乙方单位", "乙方负责人", "乙方职务"], ["甲站", "", ""], ["乙站", "", ""]]
    assert found(tmp_path / "r.csv", *rows) == []


def test_a_promise_is_told_of_whoever_stands_in_all_of_them(tmp_path: Path) -> None:
    letter = str(LETTER.with_name("commitment.yaml"))
    path = tmp_path / "r.csv"
    path.write_text("title\n甲承诺书\n乙承诺书\n", "utf-8")
    told = make_plan(letter, str(path), tmp_path / "out").findings
    assert missing(list(told)) == {"承诺方单位": "云栎水库管理所"}


def test_a_kind_without_a_ledger_has_nobody_to_be_told_apart_by(tmp_path: Path) -> None:
    path = tmp_path / "r.csv"
    path.write_text("title\n甲\n乙\n", "utf-8")
    letter = str(LETTER.with_name("annual-summary.yaml"))
    assert make_plan(letter, str(path), tmp_path / "out").findings == ()


@pytest.mark.parametrize(
    ("lang", "lines"),
    [
        (
            "en",
            [
                "warning B451 the roster has no column for 乙方负责人, 乙方职务: "
                "all 2 letters say “田𠮷安, 所长”,",
                "warning B450 data rows 1, 2 have the same 编号, “第1号”",
            ],
        ),
        (
            "zh",
            [
                "注意 B451 名册里没有“乙方负责人、乙方职务”列，2份都照正文写成“田𠮷安、所长”",
                "注意 B450 数据第 1、2 行的编号都是“第1号”",
            ],
        ),
    ],
)
def test_the_command_tells_them_before_anything_is_made(
    lang: str, lines: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "r.csv"
    path.write_text("编号,乙方单位\n第1号,甲站\n第1号,乙站\n", "utf-8")
    use(lang)
    try:
        out = str(tmp_path / "out")
        invoke(["batch", str(LETTER), "--roster", str(path), "-o", out, "--dry-run"])
    finally:
        use(None)
    err = capsys.readouterr().err
    assert [line in err for line in lines] == [True, True], err


def test_what_a_few_rows_leave_empty_is_told(tmp_path: Path) -> None:
    """Of unit, person, post and number; of refused rows it is no matter."""
    rows = [[f"第{n}号", f"甲{n}站", f"王{n}", "站长"] for n in range(1, 13)]
    rows[3][2] = rows[5][2] = " "
    rows[7][0] = ""
    rows.append(["第20号", "", "", "站长"])
    told = found(tmp_path / "r.csv", TITLES, *rows)
    blank = [d for d in told if d.code == "B456"]
    assert [(d.where.line, d.where.column, d.args["title"], d.args["filled"]) for d in blank] == [
        (5, 3, "乙方负责人", 10),
        (9, 1, "编号", 11),
    ]
    assert [(len(d.also), d.more) for d in blank] == [(1, 1), (0, 0)]


def test_what_most_rows_leave_empty_is_meant(tmp_path: Path) -> None:
    rows = [[f"第{n}号", f"甲{n}站", "", "站长"] for n in range(1, 4)]
    assert found(tmp_path / "r.csv", TITLES, *rows) == []
    rows.append(["第9号", "乙站", "王一", "站长"])
    assert found(tmp_path / "r.csv", TITLES, *rows) == []


def test_a_number_given_to_an_empty_cell_is_no_gap(tmp_path: Path) -> None:
    letter = tmp_path / "letter.yaml"
    text = LETTER.read_text("utf-8").replace("安责〔2026〕1号", "安责〔2026〕{n}号")
    letter.write_text(text, "utf-8")
    rows = numbered("安责〔2026〕5号", "", "安责〔2026〕7号")
    assert found(tmp_path / "r.csv", TITLES, *rows, letter=letter) == []


@pytest.mark.parametrize(
    ("one", "other", "person"),
    [
        ("东站", "东 站", "王一"),
        ("1站", "１站", "王一"),
        ("ＡB站", "AＢ站", "王一"),
        ("东站", "东　站", "王　一"),
    ],
)
def test_units_that_are_the_same_but_for_blanks(
    one: str, other: str, person: str, tmp_path: Path
) -> None:
    rows = [[one, "王一"], ["西站", "李二"], [other, person], ["南 站", "赵三"]]
    told = found(tmp_path / "r.csv", ["乙方单位", "乙方负责人"], *rows)
    [finding] = [d for d in told if d.code == "B464"]
    assert (finding.args["rows"], finding.where.line) == ([1, 3], 4)


@pytest.mark.parametrize("other", ["东\u200b站", "\ufeff东站", "东站\u2060"])
def test_what_cannot_be_seen_makes_no_name_of_its_own(other: str, tmp_path: Path) -> None:
    path = tmp_path / "r.csv"
    path.write_text(f"乙方单位\n东站\n{other}\n", "utf-8")
    plan = make_plan(str(LETTER), str(path), tmp_path / "out")
    assert [r.findings[0].code for r in plan.refusals] == ["B401", "B401"]


def test_units_that_have_other_people_or_another_name_are_two(tmp_path: Path) -> None:
    rows = [["东站", "王一"], ["东 站", "李二"], ["东 站区", "王一"], ["东站（东）", "王一"]]
    told = found(tmp_path / "r.csv", ["乙方单位", "乙方负责人"], *rows)
    assert "B464" not in [d.code for d in told]


def test_many_units_that_are_the_same_are_told_as_a_few(tmp_path: Path) -> None:
    rows = [[name, "王一"] for n in range(20) for name in (f"第{n}站", f"第 {n} 站")]
    told = found(tmp_path / "r.csv", ["乙方单位", "乙方负责人"], *rows)
    first, *_, last = twice = [d for d in told if d.code == "B464"]
    assert len(twice) == 3
    assert (first.args["rows"], first.args["name"]) == ([1, 2], "第0站")
    assert (last.more, len(last.also)) == (17, 4)
