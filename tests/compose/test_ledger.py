"""Ledgers, derived attachments, signed lines: what recipes make of other fields."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from docgen import pipeline
from docgen.compose import compose
from docgen.compose.fields import derived_lines
from docgen.compose.ledger import ledger
from docgen.content import Block, Document, Form, Paragraph, Role, Table, block_text, plain

COLUMNS = {
    "问题": ["heading", "text"],
    "措施": ["measure", "measures.text"],
    "责任单位": ["owner", "measures.owner"],
    "进展": ["status"],
}


def cells(table: Table | None) -> list[list[str]]:
    assert table is not None
    return [[plain(cell) for cell in row] for row in table.rows]


def document(tmp_path: Path, kind: str, **fields: Any) -> Document:
    file = tmp_path / "data.json"
    file.write_text(json.dumps({"kind": kind, **fields}, ensure_ascii=False), encoding="utf-8")
    return compose(pipeline.record_of(str(file))[0], "report")


def texts(blocks: tuple[Block, ...], role: Role) -> list[str]:
    return [block_text(b) for b in blocks if isinstance(b, Paragraph) and b.role is role]


def analysis(tmp_path: Path, **fields: Any) -> Document:
    problems = [{"id": "a", "heading": "甲"}, {"id": "b", "heading": "乙", "measure": "自改"}, "丙"]
    measures = {
        "heading": "措施",
        "items": [
            {"id": "b", "text": "改乙", "owner": "科室"},
            {"id": "a", "text": "先改\n后查", "owner": "办公室"},
            {"text": "普遍要求", "owner": "各科室"},
        ],
    }
    data = {"title": "题", "author": {"unit": "班子"}, "problems": problems, "measures": measures}
    return document(tmp_path, "analysis-report", **{**data, **fields})


def test_a_row_takes_from_the_entries_with_its_id() -> None:
    problems = [{"id": "a", "heading": "甲"}, {"id": "b", "heading": "乙", "owner": "自有"}]
    measures = [{"id": "b", "text": "二", "owner": "他方"}, {"id": "a", "text": "一"}]
    found = ledger(problems, COLUMNS, lambda _: measures)
    assert found is not None
    assert found.columns == ("序号", "问题", "措施", "责任单位")
    assert cells(found) == [["1", "甲", "一", ""], ["2", "乙", "二", "自有"]]


def test_several_measures_of_one_problem_stand_in_one_cell() -> None:
    measures = [{"id": "a", "text": "一"}, {"id": "a", "text": "二"}]
    found = ledger([{"id": "a", "heading": "甲"}], COLUMNS, lambda _: measures)
    assert cells(found) == [["1", "甲", "一\n二"]]


def test_entries_without_an_id_are_never_joined() -> None:
    found = ledger([{"heading": "甲"}], COLUMNS, lambda _: [{"text": "不相干"}])
    assert cells(found) == [["1", "甲"]]


def test_dates_in_a_ledger_read_as_dates() -> None:
    found = ledger([{"deadline": "2026-01-05"}], {"时限": ["deadline"]}, lambda _: [])
    assert cells(found) == [["1", "2026年1月5日"]]


def test_widths_follow_the_columns_that_are_left() -> None:
    found = ledger([{"heading": "甲", "owner": "乙"}], COLUMNS, lambda _: [], [2, 5, 9, 4, 3])
    assert found is not None
    assert (found.columns, found.widths) == (("序号", "问题", "责任单位"), (2, 5, 4))


def test_nothing_to_list_makes_no_ledger() -> None:
    assert ledger([], COLUMNS, lambda _: []) is None


def test_the_ledger_is_the_first_attachment_and_named_below_the_text(tmp_path: Path) -> None:
    made = analysis(tmp_path, ledger="整改台账", attachments=["方案", {"name": "表", "text": "文"}])
    assert texts(made.slots["body"], Role.ATTACHMENT_NOTE) == [
        "附件：1.整改台账",
        "2.方案",
        "3.表",
    ]
    appendix = made.slots["appendix"]
    assert texts(appendix, Role.ATTACHMENT_LABEL) == ["附件1", "附件3"]
    (table,) = [b for b in appendix if isinstance(b, Table)]
    assert cells(table) == [
        ["1", "甲", "先改\n后查", "办公室"],
        ["2", "乙", "自改", "科室"],
        ["3", "丙", "", ""],
    ]


def test_without_its_name_no_ledger_is_made(tmp_path: Path) -> None:
    made = analysis(tmp_path)
    assert texts(made.slots["body"], Role.ATTACHMENT_NOTE) == []
    assert made.slots["appendix"] == ()


def test_a_ledger_of_nothing_is_a_field_without_a_place(tmp_path: Path) -> None:
    made = analysis(tmp_path, ledger="台账", problems="查无问题。", measures="照办。")
    assert "ledger" not in made.tagged
    empty = analysis(tmp_path, ledger="台账", problems={"heading": "无", "items": []})
    assert empty.tagged["ledger"] == "整改台账"


def test_a_derived_attachment_may_have_a_standing_name(tmp_path: Path) -> None:
    levels = [{"name": "优秀", "criteria": "好"}, {"name": "合格", "criteria": "可"}]
    rows = [
        {"name": "甲", "points": 60, "scoring": "一"},
        {"name": "乙", "points": 40, "scoring": "二"},
    ]
    made = document(
        tmp_path, "assessment-plan", title="题", content="文", levels=levels, indicators=rows
    )
    assert texts(made.slots["body"], Role.ATTACHMENT_NOTE) == ["附件：考核评分标准"]
    assert texts(made.slots["appendix"], Role.ATTACHMENT_LABEL) == ["附件"]
    (table,) = [b for b in made.slots["appendix"] if isinstance(b, Table)]
    assert cells(table)[-1] == ["", "合计", "100", ""]


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({}, "承诺日期：　　　年　　月　　日"),
        ({"date": "2026-03-01"}, "承诺日期：2026年3月1日"),
    ],
)
def test_a_line_to_be_signed_keeps_its_blank(
    given: dict[str, str], expected: str, tmp_path: Path
) -> None:
    made = document(
        tmp_path, "commitment", title="题", promisor={"unit": "甲所", **given}, promises="守法。"
    )
    assert texts(made.slots["signoff"], Role.SIGN) == [
        "承诺单位（盖章）：甲所",
        "承诺人（签字）：",
        expected,
    ]


def test_labelled_lists_are_joined_and_texts_stay(tmp_path: Path) -> None:
    made = document(
        tmp_path,
        "research-report",
        title="题",
        content="文",
        abstract="一段。",
        keywords=["甲", "乙"],
    )
    assert texts(made.slots["body"], Role.KEYWORDS) == ["摘要：一段。", "关键词：甲；乙"]


def test_byline_patterns_need_all_their_fields() -> None:
    lines = [["speaker"], ["（{date}）"], ["（{a.b}至{date}）", "speaker"]]
    fields = {"speaker": "甲", "date": "2026年1月5日"}
    assert derived_lines(fields, lines) == ["甲", "（2026年1月5日）", "甲"]
    assert derived_lines({"a": {"b": "乙"}}, lines) == []
    assert derived_lines({**fields, "a": {"b": "乙"}}, lines)[2] == "（乙至2026年1月5日）　甲"


def test_an_empty_form_keeps_every_cell(tmp_path: Path) -> None:
    made = document(tmp_path, "assessment-form", title="题", name="甲")
    (form,) = [b for b in made.slots["body"] if isinstance(b, Form)]
    entries = [entry for row in form.rows for entry in row]
    assert [plain(line) for entry in entries for line in entry.content] == ["甲"]
    assert len({entry.label for entry in entries}) == len(entries) == 17
