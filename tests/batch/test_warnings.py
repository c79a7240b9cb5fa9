"""Warnings on single rows: told whatever way a row goes, and grouped where they are alike."""

from __future__ import annotations

import json
from concurrent.futures import ProcessPoolExecutor
from functools import lru_cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from docgen import pipeline
from docgen.alike import Alike
from docgen.batch import Plan, make_plan, run_plan
from docgen.batch.task import Maker, Named
from docgen.cli import invoke
from docgen.diagnostics import HALF_WIDTH, NAME_TWICE, WRONG_TYPE, Place
from docgen.i18n import use
from docgen.load.roster import Row
from workbooks import workbook

SAMPLES = Path(__file__).parents[2] / "samples"
LETTER = SAMPLES / "responsibility-letter.yaml"
GOOD = ["第1号", "甲站", "王一", "站长"]
TITLES = ["编号", "乙方.单位", "乙方.负责人", "乙方.职务"]

WORDS = [
    "甲站", "巡查。", "甲(东)", "甲,乙", "是,", "见 https://a.b/c,d 页", "5:1", "7月05日", "07月",
    "第号", "按临水发[2026]5号办", "临水发〔2026〕05号", "安责〔2026〕7号", "安责〔2026〕07号",
    "第7号", "7", " 第7号", "7号\n", "(a)", "**粗**(甲)", "甲", "【待填：甲】", "甲\n乙,丙",
]  # fmt: skip
words = st.sampled_from(WORDS)
_leaf = st.one_of(
    words,
    st.lists(words, max_size=3),
    st.fixed_dictionaries(
        {"heading": words}, optional={"text": words, "points": st.lists(words, max_size=2)}
    ),
)
sections = st.lists(
    st.fixed_dictionaries(
        {"heading": words},
        optional={
            "text": words,
            "number": st.sampled_from(["无", "1.", "（1）"]),
            "numbering": st.sampled_from(["1.", "①", "（一）"]),
            "sections": st.lists(st.fixed_dictionaries({"heading": words, "sections": st.lists(
                st.fixed_dictionaries({"heading": words, "sections": st.lists(
                    st.fixed_dictionaries({"heading": words, "text": words}), max_size=2
                )}), max_size=2)}), max_size=2),
        },
    ),
    min_size=1,
    max_size=3,
)  # fmt: skip
table = st.fixed_dictionaries(
    {
        "columns": st.just(["名称", "件"]),
        "rows": st.lists(
            st.tuples(st.sampled_from(["甲", "合计"]), st.sampled_from(["1", "2", "5"])).map(list),
            min_size=1,
            max_size=4,
        ),
    }
)
entries = st.lists(
    st.fixed_dictionaries(
        {"heading": words, "text": words},
        optional={"measure": words, "owner": words, "deadline": words},
    ),
    max_size=3,
)
letters = {
    "responsibility-letter": st.fixed_dictionaries(
        {"编号": words, "乙方.单位": words},
        optional={
            "乙方.职务": words,
            "date": st.sampled_from(["2026-01-05", "2026年01月05日"]),
            "duties_b": _leaf,
            "succession": words,
            "assessment.heading": words,
            "targets": st.lists(
                st.fixed_dictionaries({"name": words, "target": words, "weight": st.just("50")}),
                min_size=2,
                max_size=2,
            ),
        },
    ),
    "annual-summary": st.fixed_dictionaries(
        {"unit": words},
        optional={
            "opening": words,
            "work": sections,
            "problems": entries,
            "plans": entries,
            "figures": st.fixed_dictionaries({}, optional={"tables": st.lists(table, max_size=2)}),
            "attachments": st.lists(words, max_size=2),
        },
    ),
}
CHANGES = {
    "as it is": {},
    "own numbers": {"numbering": ["1.", "（1）", "①"]},
    "half-width": {"title": "责任书(甲)"},
    "placeholder": {"title": "【待填：标题】"},
}


@lru_cache(maxsize=16)
def makers(kind: str, change: str) -> tuple[Maker, Maker]:
    """One with variants for every shape it meets, one that always goes the whole way."""
    with TemporaryDirectory() as folder:
        data = pipeline.record_of(str(SAMPLES / f"{kind}.yaml"))[0].data
        letter = Path(folder) / "letter.json"
        letter.write_text(json.dumps({**data, **CHANGES[change]}, ensure_ascii=False), "utf-8")
        roster = Path(folder) / "r.jsonl"
        roster.write_text('{"title": "甲"}\n', "utf-8")
        task = make_plan(str(letter), str(roster), "nowhere", name="{{ title }}").task
    return Maker(task), Maker(task)


def _good(value: Any) -> Any:
    """A value of the same shape that has no warning."""
    if isinstance(value, list):
        return [_good(v) for v in value]
    if isinstance(value, dict):
        return {
            k: v if k in ("weight", "number", "numbering", "columns", "rows") else _good(v)
            for k, v in value.items()
        }
    return value if value[:4].isdigit() else "甲"


@pytest.mark.parametrize("change", CHANGES)
@pytest.mark.parametrize("kind", letters)
@settings(max_examples=150, deadline=None)
@given(data=st.data())
def test_a_row_has_the_same_warnings_by_either_way(
    kind: str, change: str, data: st.DataObject
) -> None:
    row = data.draw(letters[kind])
    quick, whole = makers(kind, change)
    whole._variants.clear()
    whole._met.clear()
    quick._variants.clear()
    for n in range(3):
        quick.name(Row(n, {k: _good(v) for k, v in row.items()}))
    one = quick.name(Row(7, row))
    other = whole.name(Row(7, row))
    if isinstance(one, Named) and isinstance(other, Named):
        assert one.warnings == other.warnings
        assert {d.where.row for d in one.warnings} <= {7, None}
    else:
        assert one == other


def test_rows_with_warnings_go_the_short_way_too() -> None:
    """A unit's own way of numbering must not make a batch twenty times slower."""
    quick, _ = makers("responsibility-letter", "half-width")
    quick._variants.clear()
    quick._met.clear()
    named = [quick.name(Row(n, {"编号": f"AQ-{n}", "乙方.单位": f"甲{n}站(东)"})) for n in range(5)]
    assert [bool(isinstance(n, Named) and n.way) for n in named] == [False] * 3 + [True] * 2
    for n in named:
        assert isinstance(n, Named)
        assert [d.code for d in n.warnings] == ["V227", "V228", "V227"]


def written(path: Path, rows: list[list[str]]) -> Plan:
    path.write_text("\n".join(",".join(row) for row in [TITLES, *rows]), "utf-8")
    return make_plan(str(LETTER), str(path), path.parent / "out")


def test_what_validate_says_of_the_data_batch_says_of_the_row(tmp_path: Path) -> None:
    own = ["安责[2026]01号", "甲站(东)", "【待填：姓名】", "站长"]
    for count in (0, 10):
        rows = [[f"第{n}号", f"甲{n}站", *GOOD[2:]] for n in range(1, count)]
        plan = written(tmp_path / "r.csv", [*rows, own])
        found = sorted((d.code, d.message) for d in plan.findings)
        text = LETTER.read_text("utf-8").replace("安责〔2026〕1号", own[0])
        text = text.replace("云栎水库管理所", own[1]).replace("田𠮷安", own[2])
        (tmp_path / "one.yaml").write_text(text, "utf-8")
        alone = pipeline.check(str(tmp_path / "one.yaml")).diagnostics
        assert found == sorted((d.code, d.message) for d in alone)
        assert [code for code, _ in found] == ["V215", "V227", "V228"]
        assert {d.where.row for d in plan.findings} == {len(rows) + 1}


def test_a_column_of_warnings_is_one(tmp_path: Path) -> None:
    path = tmp_path / "r.xlsx"
    rows = [[f"第{n}号", f"甲{n}站(东)", "王一", "【待填：职务】"] for n in range(1, 301)]
    workbook(path, 名册=[["2026年名册"], TITLES, *rows])
    plan = make_plan(str(LETTER), str(path), tmp_path / "out")
    assert [(d.code, d.where.cell, d.more) for d in plan.findings] == [
        ("V227", "B3", 299),
        ("V215", "D3", 299),
    ]
    assert [p.cell for p in plan.findings[0].also] == ["B4", "B5", "B6", "B7"]
    assert run_plan(plan).findings == plan.findings
    # A second run, which finds them all unchanged, says so again.
    again = make_plan(str(LETTER), str(path), tmp_path / "out")
    assert again.findings == plan.findings


def test_what_the_letter_says_is_told_once(tmp_path: Path) -> None:
    letter = tmp_path / "letter.yaml"
    letter.write_text(LETTER.read_text("utf-8").replace("同责、一岗", "同责,一岗"), "utf-8")
    path = tmp_path / "r.csv"
    rows = [[f"{n}", f"甲{n}站", *GOOD[2:]] for n in range(1, 400)]
    written(path, rows)
    plan = make_plan(str(letter), str(path), tmp_path / "out")
    found = [(d.code, Path(d.where.file).name, d.where.row, d.more) for d in plan.findings]
    assert found == [("V227", "letter.yaml", None, 0), ("V228", "r.csv", 1, 398)]
    with ProcessPoolExecutor(2) as pool:
        shared = make_plan(str(letter), str(path), tmp_path / "out", executor=pool)
    assert shared.findings == plan.findings


@pytest.mark.parametrize("jobs", [1, 2])
def test_rows_that_end_early_are_told_whatever_way_they_go(jobs: int, tmp_path: Path) -> None:
    path = tmp_path / "r.csv"
    rows = [["例", *GOOD], *(["1", f"第{n}号", f"甲{n}站", "王一"] for n in range(1, 9))]
    lines = [["序号", *TITLES], *rows, ["9", "第9号", "乙站(东)", "王一"]]
    path.write_text("\n".join(map(",".join, lines)), "utf-8")
    with ProcessPoolExecutor(jobs) as pool:
        plan = make_plan(str(LETTER), str(path), tmp_path / "out", executor=pool)
    short, half = plan.findings
    # The example is neither told nor counted.
    assert (short.code, short.where.row, short.where.line, short.more) == ("B454", 1, 3, 8)
    assert [p.row for p in short.also] == [2, 3, 4, 5]
    assert short.args == {"found": 4, "expected": 5, "missing": ["乙方.职务"]}
    assert (half.code, half.where.row, half.where.cell) == ("V227", 9, "C11")
    assert (half.where.line, half.where.column) == (11, 3)
    assert plan.refusals == []


def test_rows_that_end_early_are_numbered(tmp_path: Path) -> None:
    letter, path = tmp_path / "letter.yaml", tmp_path / "r.csv"
    letter.write_text(LETTER.read_text("utf-8").replace("〕1号", "〕{n}号"), "utf-8")
    path.write_text("乙方.单位,乙方.负责人,编号\n甲站,王一\n乙站,王二,\n", "utf-8")
    plan = make_plan(str(letter), str(path), tmp_path / "out", name="{{ number }}")
    assert [d.code for d in plan.findings] == ["B454", "B451"]
    assert [job.number for job in plan.jobs()] == ["安责〔2026〕1号", "安责〔2026〕2号"]


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("临澄市水利工程质量安全监督管理中心(本部)", "临澄市水利工程质量安全监督管理中心(本部)"),
        ("按照要求，临澄市供水集团,排水公司。均已完成", "临澄市供水集团,排水公司"),
        (
            "临澄市水利工程质量安全监督管理中心和临澄市水旱灾害防御中心,都已办结",
            "…安全监督管理中心和临澄市水旱灾害防御中心,都已办结",
        ),
        ("第一行\n甲站(东)\n第三行", "甲站(东)"),
    ],
)
def test_a_half_width_mark_is_shown_with_the_name_it_stands_in(
    name: str, shown: str, tmp_path: Path
) -> None:
    letter = tmp_path / "letter.json"
    data = pipeline.record_of(str(LETTER))[0].data
    letter.write_text(json.dumps({**data, "preamble": name}, ensure_ascii=False), "utf-8")
    [found] = pipeline.check(str(letter)).diagnostics
    assert (found.code, found.args["text"]) == ("V227", shown)


def test_what_a_column_overrides_is_no_warning(tmp_path: Path) -> None:
    letter = tmp_path / "letter.yaml"
    letter.write_text(LETTER.read_text("utf-8").replace("云栎水库", "云栎(水库"), "utf-8")
    path = tmp_path / "r.csv"
    written(path, [[f"第{n}号", f"甲{n}站", *GOOD[2:]] for n in range(1, 9)])
    assert make_plan(str(letter), str(path), tmp_path / "out").findings == ()


@pytest.mark.parametrize(
    ("lang", "told", "more"),
    [
        ("en", "warning V228", "also here (8 more): 3:1, 4:1, 5:1, 6:1 …"),
        ("zh", "注意 V228", "另有8处相同：3:1、4:1、5:1、6:1 …"),
    ],
)
@pytest.mark.parametrize("options", [["--dry-run"], []])
def test_the_command_tells_them(
    lang: str,
    told: str,
    more: str,
    options: list[str],
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    path = tmp_path / "r.csv"
    written(path, [[str(n), f"甲{n}站", *GOOD[2:]] for n in range(1, 10)])
    out = ["--roster", str(path), "-o", str(tmp_path / "out")]
    use(lang)
    try:
        invoke(["batch", str(LETTER), *out, *options])
    finally:
        use(None)
    err = capsys.readouterr().err
    assert err.count("V228") == 2  # The finding, and where to read more.
    assert told in err
    assert more in err


def at(row: int | None) -> Place:
    return Place("r.csv", row or 1, 1, row=row)


def test_three_alike_are_told_one_by_one() -> None:
    found = [WRONG_TYPE.at(at(n), ("targets", n, "weight"), title=str(n)) for n in range(1, 4)]
    assert Alike(found).found() == found
    [one] = Alike([*found, WRONG_TYPE.at(at(9), ("targets", 0, "weight"), title="9")]).found()
    assert (one.where, one.more, [p.row for p in one.also]) == (at(1), 3, [2, 3, 9])


def test_other_fields_and_other_words_are_not_alike() -> None:
    found = [
        *(HALF_WIDTH.at(at(n), (("title", "unit")[n % 2],), marks=",") for n in range(6)),
        *(NAME_TWICE.at(at(n), rows=[n // 3], name="甲") for n in range(6)),
    ]
    told = Alike(found).found()
    assert [(d.where.row, d.more) for d in told[:6]] == [(n, 0) for n in range(6)]
    assert len(told) == 12


def test_a_finding_of_no_row_is_told_once_at_every_place() -> None:
    first, second = (
        HALF_WIDTH.at(Place("letter.yaml", n, 1), ("title",), marks=",", text="甲") for n in (1, 2)
    )
    assert Alike([first, second] * 5).found() == [first, second]
