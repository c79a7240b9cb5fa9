"""Which sheet of a workbook is read as the roster, and that no other one's rows vanish."""

from __future__ import annotations

from pathlib import Path

import pytest

from docgen.batch import Plan, make_plan
from docgen.batch.roster_form import write_form
from docgen.diagnostics import Diagnostic
from docgen.errors import DataError
from docgen.kinds import get_kind
from workbooks import workbook

LETTER = str(Path(__file__).parents[2] / "samples" / "responsibility-letter.yaml")
HEADER = ["编号", "乙方.单位", "乙方.负责人", "乙方.职务"]
FOUR = [[f"第{n}号", f"{unit}站", f"王{unit}", "站长"] for n, unit in enumerate("甲乙丙丁", 1)]
FIFTH = ["第5号", "戊站", "王戊", "站长"]
COVER = [["填表要求"], ["请各单位如实填写，于月底前报送。"], ["联系人：王一"]]


def planned(path: Path) -> Plan:
    return make_plan(LETTER, str(path), path.parent / "out")


def told(path: Path) -> list[Diagnostic]:
    with pytest.raises(DataError) as caught:
        planned(path)
    return list(caught.value.diagnostics)


def units(plan: Plan) -> list[str]:
    return [plan.data(job, row)["party_b"]["unit"] for job, row in plan.with_rows()]


def doubts(plan: Plan) -> list[tuple[str, str | None, int]]:
    return [(d.code, d.where.sheet, d.args.get("count", 0)) for d in plan.findings]


@pytest.mark.parametrize(
    ("header", "row"),
    [
        (HEADER, FIFTH),
        (["序号", *HEADER, "（电话）"], ["1", *FIFTH, "x"]),
        (
            ["序号", "乙方单位", "编号", "乙方职务", "乙方负责人", "（电话）"],
            ["1", "戊站", *"abc", "x"],
        ),
        (HEADER[1:], FIFTH[1:]),
    ],
)
def test_a_second_batch_in_a_sheet_of_its_own_is_told(
    header: list[str], row: list[str], tmp_path: Path
) -> None:
    path = tmp_path / "r.xlsx"
    second = [["2026年第二批"], header, row, FOUR[0] if header == HEADER else []]
    workbook(path, 名册=[HEADER, *FOUR], 第二批=second)
    assert doubts(planned(path)) == [("B457", "第二批", 1)]


def test_the_roster_is_read_wherever_it_stands(tmp_path: Path) -> None:
    path = tmp_path / "r.xlsx"
    for name in ("名册", " Roster"):
        workbook(path, **{"第二批": [HEADER, FIFTH], name: [HEADER, *FOUR]})
        plan = planned(path)
        assert len(units(plan)) == 4
        assert doubts(plan) == [("B457", "第二批", 1)]


def test_a_cover_is_no_roster(tmp_path: Path) -> None:
    path = tmp_path / "r.xlsx"
    workbook(path, 填表要求=COVER, 责任人=[HEADER, *FOUR])
    plan = planned(path)
    assert len(units(plan)) == 4
    assert doubts(plan) == [("B458", "责任人", 0)]
    # Named as it is meant, it needs no word.
    workbook(path, 填表要求=COVER, 名册=[HEADER, *FOUR])
    assert planned(path).findings == ()


def test_a_roster_without_rows_says_which_sheet_was_read(tmp_path: Path) -> None:
    path = tmp_path / "r.xlsx"
    workbook(path, 名册=[["填报单位：甲局"], HEADER], 第二批=[HEADER, FIFTH])
    assert [(d.code, d.where.sheet, d.where.cell) for d in told(path)] == [
        ("B457", "第二批", "A1"),
        ("B404", "名册", "A2"),
    ]


def test_entries_may_stand_before_the_roster(tmp_path: Path) -> None:
    path = tmp_path / "r.xlsx"
    targets = [["乙方单位", "指标名称", "目标值", "权重"], ["甲站", "演练", "≥2", 100]]
    workbook(path, 考核指标=targets, 责任人=[HEADER, *FOUR])
    plan = planned(path)
    assert len(units(plan)) == 4
    assert plan.findings == ()


def test_other_sheets_are_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "r.xlsx"
    book = workbook(
        path,
        Sheet1=[HEADER, *FOUR],
        备份=[HEADER, *FOUR[:2]],
        下一批=[["序号", *HEADER], ["例", *FIFTH], ["1"]],
        去年得分=[["编号", "乙方单位", "得分", "名次"], ["第1号", "己站", "98", "1"]],
        通讯录=[["乙方单位", "电话"], ["己站", "12345"]],
        草稿=[HEADER, FIFTH],
    )
    book["草稿"].sheet_state = "hidden"
    book.save(path)
    assert planned(path).findings == ()


def test_a_roster_of_one_column_is_not_every_list_of_units(tmp_path: Path) -> None:
    path = tmp_path / "r.xlsx"
    contacts = [["乙方单位", "电话"], ["己站", "12345"]]
    workbook(path, 名册=[["乙方单位"], ["甲站"]], 通讯录=contacts)
    assert "B457" not in [d.code for d in planned(path).findings]
    workbook(path, 名册=[["乙方单位"], ["甲站"]], 第二批=[["乙方单位"], ["己站"]])
    assert "B457" in [d.code for d in planned(path).findings]


def test_a_hidden_sheet_before_the_roster_is_not_read(tmp_path: Path) -> None:
    path = tmp_path / "r.xlsx"
    book = workbook(path, 旧=[HEADER, FIFTH], 新=[HEADER, *FOUR])
    book["旧"].sheet_state = "hidden"
    book.active = 1
    book.save(path)
    plan = planned(path)
    assert len(units(plan)) == 4
    assert plan.findings == ()


def test_the_blank_roster_filled_in_trips_nothing(tmp_path: Path) -> None:
    path = tmp_path / "名册.xlsx"
    write_form(get_kind("responsibility-letter"), path)
    assert [d.code for d in told(path)] == ["B404"]


def test_a_column_without_a_title_is_told(tmp_path: Path) -> None:
    notes = ["急", "", "已送", " "]
    rows = [[*row, "", note, "", note] for row, note in zip(FOUR, notes, strict=True)]
    path = tmp_path / "r.xlsx"
    workbook(path, 名册=[HEADER, *rows])
    [found] = [d for d in planned(path).findings if d.code == "B465"]
    assert (found.where.cell, found.args) == ("F2", {"column": "F", "count": 2})
    assert ([place.cell for place in found.also], found.more) == (["H2"], 1)
    # A column of one's own is left unread, and so is a sheet of one's own, whatever its titles.
    own = [[*HEADER, "", "（备注）", "", "（说明）"], *rows]
    workbook(path, 名册=own, 联系=[["站", "电话", "电话"], ["甲站", "1", "2"]])
    assert not planned(path).findings
