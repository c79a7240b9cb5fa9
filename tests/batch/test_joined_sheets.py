"""A further sheet whose entries belong to no row: whose they may be, and what is not made."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import openpyxl
import pytest

from docgen.batch import Plan, make_plan, run_plan
from docgen.batch.papers import write_papers
from docgen.cli import invoke
from docgen.errors import DataError, PartialError
from docgen.i18n import use
from ooxml import text
from workbooks import workbook

LETTER = str(Path(__file__).parents[2] / "samples" / "responsibility-letter.yaml")
UNITS = ["云栎水库管理所", "石漪水库管理所", "松漪河堤防管理处"]
ENTRY = ["应急演练", "≥2", 100]
TITLES = ["指标名称", "目标值", "权重"]


def planned(path: Path, units: Sequence[str], owners: Sequence[str], key: str = "乙方单位") -> Plan:
    people = [[unit, f"王{n}", "站长"] for n, unit in enumerate(units)]
    entries = [[owner, *ENTRY] for owner in owners]
    titles = ["乙方单位", "乙方负责人", "乙方职务"]
    workbook(path, 名册=[titles, *people], 考核指标=[[key, *TITLES], *entries])
    return make_plan(LETTER, str(path), path.parent / "out")


def refused(plan: Plan) -> list[tuple[int, str, str | None]]:
    return [(r.row, r.findings[0].code, r.findings[0].where.cell) for r in plan.refusals]


def test_no_letter_is_made_that_may_lack_its_own_entries(tmp_path: Path) -> None:
    plan = planned(tmp_path / "r.xlsx", UNITS, [UNITS[0], "石漪水库管理处", UNITS[2]])
    [stray] = plan.findings
    assert (stray.code, stray.where.cell, stray.args["known"]) == ("B425", "A3", [UNITS[1]])
    assert refused(plan) == [(2, "B453", "A3")]
    assert plan.refusals[0].findings[0].args["near"] == ["石漪水库管理处"]
    report = run_plan(plan)
    assert [job.row for job in report.made] == [1, 3]
    # Mended in the refused rows, which bring the entries along, the letter has them.
    back = next(f for f in write_papers(report).paths if "退回名册" in f.name)
    assert refused(make_plan(LETTER, str(back), tmp_path / "out")) == [(1, "B453", "A2")]
    mended = planned(tmp_path / "mended.xlsx", UNITS[1:2], UNITS[1:2])
    again = run_plan(mended)
    assert "隐患按期整改率" not in text(again.path(again.made[0]))


@pytest.mark.parametrize(
    ("units", "owners", "near"),
    [
        # Another unit altogether; one that has entries of its own; a short name.
        (UNITS, [UNITS[0], "白漪湖管理处"], []),
        (UNITS, [*UNITS, "石漪水库管理处"], [UNITS[1]]),
        (["甲站", "乙站", "丁站"], ["甲站", "丙站"], []),
    ],
)
def test_units_that_are_not_meant_have_the_common_entries(
    units: list[str], owners: list[str], near: list[str], tmp_path: Path
) -> None:
    plan = planned(tmp_path / "r.xlsx", units, owners)
    assert [(d.code, d.args["known"]) for d in plan.findings] == [("B425", near)]
    assert refused(plan) == []


@pytest.mark.parametrize(
    ("unit", "owner"),
    [
        ("临澄市水务局", "临澄市水务局（本部）"),
        ("临澄市水务局", "水务局"),
        ("临澄市水务局(机关)", "临澄市水务局"),
        ("临澄市水务局机关", "临澄市水务局本部"),
        ("临澄供水有限公司", "临澄供水有限公司南山分公司"),
        ("临澄（南山）供水公司", "临澄供水公司"),
        ("临澄【南山】供水公司", "临澄（北山）供水公司"),
        ("松漪河堤防管理处", "松漪河堤防所"),
        ("临澄市水务局", "临澄市\u3000水务局 （本部）"),
        ("临澄市水务局" * 12, "临澄市水务局" * 12 + "（本部）"),
    ],
)
def test_names_that_may_mean_one_unit(unit: str, owner: str, tmp_path: Path) -> None:
    units = [unit, "白荇灌区中心", "小栎溪水闸站", "棠梨乡水务站"]
    plan = planned(tmp_path / "r.xlsx", units, [owner, units[1]])
    assert [(d.code, d.args["known"]) for d in plan.findings] == [("B425", [unit])]
    assert refused(plan) == [(1, "B453", "A2")]
    assert plan.refusals[0].findings[0].args["near"] == [owner]


def test_the_only_units_without_entries_are_those_of_entries_without_a_unit(
    tmp_path: Path,
) -> None:
    """Each of two names may stand for either: no letter goes out that may lack its entries."""
    units = ["市水旱灾害防御中心", "白荇灌区", "棠梨乡水务站"]
    plan = planned(tmp_path / "r.xlsx", units, [units[1], "防办", "水站"])
    assert [(d.code, d.args["known"]) for d in plan.findings] == [("B425", [])] * 2
    assert refused(plan) == [(1, "B453", "A2"), (3, "B453", "A4")]
    assert plan.refusals[0].findings[0].args["near"] == ["防办", "水站"]


def test_entries_of_a_mended_name_come_into_the_right_letter(tmp_path: Path) -> None:
    """The refused rows are fed back, mended in their own workbook."""
    units = ["临澄市水务局", "白荇灌区中心", "小栎溪水闸站"]
    report = run_plan(planned(tmp_path / "r.xlsx", units, ["临澄市水务局（本部）", "灌区办"]))
    assert [job.row for job in report.made] == [2, 3]
    [back] = [f for f in write_papers(report).paths if "退回名册" in f.name]
    book = openpyxl.load_workbook(back)
    rows = [[cell.value for cell in row] for row in book["考核指标"].iter_rows()]
    assert [row[0] for row in rows] == ["乙方单位", "临澄市水务局（本部）", "灌区办"]
    again = make_plan(LETTER, str(back), tmp_path / "out")
    assert refused(again) == [(1, "B453", "A2")]
    # The unit's own name; and for the other, whose letter was made, its row.
    book["考核指标"]["A2"], book["考核指标"]["A3"] = units[0], units[1]
    book["退回名册"].append([units[1], "王1", "站长"])
    book.save(back)
    mended = run_plan(make_plan(LETTER, str(back), tmp_path / "out"))
    assert (mended.findings, mended.failed) == ((), [])
    assert [mended.path(job).name for job in mended.made] == [f"{u}责任书.docx" for u in units[:2]]
    for job in mended.made:
        assert "隐患按期整改率" not in text(mended.path(job))
        assert "应急演练" in text(mended.path(job))


def test_entries_whose_row_was_not_refused_say_where_it_is(tmp_path: Path) -> None:
    path = tmp_path / "退回名册.xlsx"
    people = [["甲站", "王一", "站长", "编号不对"], ["乙站", "王二", "站长", "编号不对"]]
    workbook(
        path,
        退回名册=[["乙方单位", "乙方负责人", "乙方职务", "退回原因"], *people],
        考核指标=[["乙方单位", *TITLES], ["某某灌区", *ENTRY], ["乙站机关", *ENTRY]],
    )
    strange, alike = make_plan(LETTER, str(path), tmp_path / "out").findings
    assert [(d.code, d.args["known"]) for d in (strange, alike)] == [
        ("B425", []),
        ("B425", ["乙站"]),
    ]
    use("en")
    try:
        hints = [strange.hint, alike.hint]
    finally:
        use(None)
    assert ["did you mean 乙站?" in hint for hint in hints] == [False, True]
    for hint in hints:
        assert "copy that row from the whole roster into this one" in hint


def test_lines_that_do_not_say_whose_they_are(tmp_path: Path) -> None:
    plan = planned(tmp_path / "r.xlsx", UNITS[:2], [UNITS[0], "", ""])
    [stray] = plan.findings
    assert (stray.code, stray.where.cell, stray.more) == ("B425", "A3", 1)
    assert stray.args["because"] == "blank"
    # Whose they are nobody can tell by the names.
    assert refused(plan) == []


def test_an_example_is_no_unit_that_entries_may_belong_to(tmp_path: Path) -> None:
    """Example rows count neither as units nor among the data rows."""
    path = tmp_path / "r.xlsx"
    workbook(
        path,
        名册=[["序号", "乙方单位", "乙方职务"], ["例", "例站", "站长"], [1, "甲站", "#N/A"]],
        考核指标=[["序号", "乙方单位", *TITLES], [1, "例站", *ENTRY]],
    )
    plan = make_plan(LETTER, str(path), tmp_path / "out")
    assert [(d.code, d.args["key"]) for d in plan.findings] == [("B425", "例站")]
    [refusal] = plan.refusals
    assert refusal.row == 1
    assert {(d.code, d.where.cell, d.where.row) for d in refusal.findings} == {
        ("B426", "C3", 1),
        ("B453", "B3", 1),
    }


def test_a_name_with_blanks_in_it_is_that_name(tmp_path: Path) -> None:
    plan = planned(tmp_path / "r.xlsx", ["甲站", "乙站"], ["甲　站", "乙站"])
    assert [d.code for d in plan.findings] == ["B425"]
    assert refused(plan) == [(1, "B453", "A2")]


@pytest.mark.parametrize("owner", ["第 13 水管站", "第１３水管站", "第\u200b13水管站\ufeff"])
def test_a_name_that_differs_in_blanks_alone_is_nobody_elses(owner: str, tmp_path: Path) -> None:
    units = [f"第{n}水管站" for n in (1, 3, 13, 61)]
    plan = planned(tmp_path / "r.xlsx", units, [owner])
    [stray] = plan.findings
    assert (stray.code, stray.args["known"]) == ("B425", ["第13水管站"])
    assert refused(plan) == [(3, "B453", "A4")]
    # Nor do as many others without entries come into doubt.
    plan = planned(tmp_path / "r.xlsx", units[1:3], [owner])
    assert refused(plan) == [(2, "B453", "A3")]
    # One name beside it that is like nobody's may mean any of the others.
    plan = planned(tmp_path / "r.xlsx", units[1:3], [owner, "防办"])
    assert refused(plan) == [(1, "B453", "A2"), (2, "B453", "A3")]


def test_two_names_that_differ_in_blanks_alone_are_both_in_doubt(tmp_path: Path) -> None:
    plan = planned(tmp_path / "r.xlsx", ["东站", "东 站", "西乡水闸所"], ["东　站"])
    assert refused(plan) == [(1, "B453", "A2"), (2, "B453", "A3")]


def test_a_column_is_the_same_with_its_dot_and_without(tmp_path: Path) -> None:
    plan = planned(tmp_path / "r.xlsx", UNITS, UNITS, key="乙方.单位")
    assert (plan.findings, refused(plan)) == ((), [])
    report = run_plan(plan)
    assert all("隐患按期整改率" not in text(report.path(job)) for job in report.made)


def test_nothing_is_made_where_nobody_knows_whose_the_entries_are(tmp_path: Path) -> None:
    with pytest.raises(DataError) as caught:
        planned(tmp_path / "r.xlsx", UNITS, UNITS, key="名称")
    [finding] = caught.value.diagnostics
    assert (finding.code, finding.where.sheet, finding.where.cell) == ("B452", "考核指标", "A1")
    assert finding.args["columns"] == ["乙方单位", "乙方负责人", "乙方职务"]


def test_many_names_are_compared_in_bounded_time(tmp_path: Path) -> None:
    units = [f"临澄市第{n}水库管理所{'甲' * (n % 40)}" for n in range(1000)]
    plan = planned(tmp_path / "r.xlsx", units, [f"{unit}分所" for unit in units])
    assert len(plan.findings) == 1000
    assert {code for _, code, _ in refused(plan)} == {"B453"}
    assert len(plan.refusals) == 1000


@pytest.mark.parametrize(
    ("lang", "message", "cure"),
    [
        ("en", "but lines for “石漪水库管理处”, which no row has", "did you mean 石漪水库管理所?"),
        ("zh", "却有名册里没有的“石漪水库管理处”", "是不是 石漪水库管理所？"),
    ],
)
def test_the_command_says_what_is_where(
    lang: str, message: str, cure: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "r.xlsx"
    planned(path, UNITS, [UNITS[0], "石漪水库管理处", "石漪水库管理处", UNITS[2]])
    use(lang)
    try:
        with pytest.raises(PartialError) as caught:
            invoke(["batch", LETTER, "--roster", str(path), "-o", str(tmp_path / "out")])
        assert message in caught.value.diagnostics[0].message
    finally:
        use(None)
    err = capsys.readouterr().err
    assert cure in err
    assert "A4" in err


def test_a_total_of_the_entries_is_nobody_s_name(tmp_path: Path) -> None:
    plan = planned(tmp_path / "r.xlsx", UNITS, [*UNITS[:2], "合计"])
    assert [d.code for d in plan.findings if d.code == "B425"] == ["B425"]
    assert refused(plan) == []
