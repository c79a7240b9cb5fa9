"""What a recipe makes of a record: headings, numbers, points, items, tables, attachments."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from docgen import pipeline
from docgen.compose import compose
from docgen.content import Block, Document, Heading, Role, Table, block_text, dump, plain
from docgen.errors import DataError
from docgen.inline import escape_bold, parse_bold
from docgen.numbering import (
    chinese_numeral,
    counted,
    parse_chinese_numeral,
    parse_specimen,
)


def document(tmp_path: Path, **fields: Any) -> Document:
    data = {"kind": "annual-summary", "title": "题", "unit": "单位", "year": 2026, "work": "文"}
    file = tmp_path / "data.json"
    file.write_text(json.dumps({**data, **fields}, ensure_ascii=False), encoding="utf-8")
    return compose(pipeline.record_of(str(file))[0])


def body(tmp_path: Path, **fields: Any) -> list[Block]:
    return list(document(tmp_path, **fields).slots["body"])


def texts(blocks: list[Block]) -> list[str]:
    return [block_text(block) for block in blocks]


def nested(levels: int) -> dict[str, Any]:
    section: dict[str, Any] = {"heading": f"第{levels}层"}
    for level in range(levels - 1, 0, -1):
        section = {"heading": f"第{level}层", "sections": [section]}
    return section


def test_five_levels_take_the_standard_numbers(tmp_path: Path) -> None:
    found = body(tmp_path, work=[nested(5)])
    assert [(b.level, b.number) for b in found if isinstance(b, Heading)] == [
        (1, "一、"),
        (2, "（一）"),
        (3, "1."),
        (4, "（1）"),
        (5, "①"),
    ]


def test_a_sixth_level_is_an_error_at_its_heading(tmp_path: Path) -> None:
    with pytest.raises(DataError) as caught:
        document(tmp_path, work=[nested(6)])
    (finding,) = caught.value.diagnostics
    assert finding.code == "V220"
    assert finding.path[-1] == 0
    assert finding.where.line == 1


def test_work_as_a_list_gives_top_headings_as_one_section_gives_one(tmp_path: Path) -> None:
    sections = [{"heading": "甲"}, {"heading": "乙"}]
    assert texts(body(tmp_path, work=sections)) == ["一、甲", "二、乙"]
    one = {"heading": "主要做法", "sections": sections}
    assert texts(body(tmp_path, work=one)) == ["一、主要做法", "（一）甲", "（二）乙"]
    assert texts(body(tmp_path, work={"sections": sections}))[0] == "一、主要工作"


def test_text_is_a_paragraph_a_line(tmp_path: Path) -> None:
    assert texts(body(tmp_path, opening="　　甲\n\n 乙 \n", work=[])) == ["甲", "乙"]


def test_run_in_heading(tmp_path: Path) -> None:
    (heading, rest) = body(
        tmp_path, work=[{"heading": "抓实。", "run_in": True, "text": "一句。\n另一段。"}]
    )
    assert isinstance(heading, Heading)
    assert plain(heading.run_in) == "一句。"
    assert block_text(rest) == "另一段。"


def test_points_as_paragraphs_and_inline(tmp_path: Path) -> None:
    section = {"heading": "甲", "text": "总起：", "points": ["一点", "二点。"]}
    assert texts(body(tmp_path, work=[section])) == ["一、甲", "总起：", "一是一点", "二是二点。"]
    inline = {**section, "inline": True}
    assert texts(body(tmp_path, work=[inline])) == ["一、甲", "总起：一是一点；二是二点。"]
    circled = {**section, "marker": "①"}
    assert texts(body(tmp_path, work=[circled]))[2:] == ["①一点", "②二点。"]


def test_numbering_of_the_document_and_of_one_section(tmp_path: Path) -> None:
    work = [{"heading": "甲", "numbering": "第一个问题：", "sections": [{"heading": "子"}] * 2}]
    found = texts(body(tmp_path, numbering=["第一部分 "], work=work))
    assert found == ["第一部分 甲", "第一个问题：子", "第二个问题：子"]
    assert texts(body(tmp_path, numbering=["无"], work=[{"heading": "甲"}])) == ["甲"]


def test_a_section_without_heading_flows_on_and_takes_no_number(tmp_path: Path) -> None:
    work = [{"heading": "甲", "sections": [{"heading": "子"}, "接着说。", {"heading": "丑"}]}]
    assert texts(body(tmp_path, work=work)) == ["一、甲", "（一）子", "接着说。", "（二）丑"]


def test_problems_are_numbered_and_their_fields_labelled(tmp_path: Path) -> None:
    problems = [
        {"heading": "短板", "text": "说明。", "cause": "原因在此。", "measure": ["甲。", "乙。"]},
        {"text": "一句话。", "owner": "办公室", "deadline": "2026-06-30", "id": "p2"},
        "再一句。",
    ]
    found = texts(body(tmp_path, work=[], problems=problems))
    assert found == [
        "一、存在的问题",
        "（一）短板",
        "说明。",
        "原因：原因在此。",
        "措施：甲。",
        "乙。",
        "（二）一句话。",
        "责任单位：办公室；完成时限：2026年6月30日。",
        "（三）再一句。",
    ]


def test_problems_with_a_heading_and_an_introduction_of_their_own(tmp_path: Path) -> None:
    problems = {"heading": "主要差距", "text": "还有差距：", "items": ["甲。"]}
    found = texts(body(tmp_path, work=[], problems=problems))
    assert found == ["一、主要差距", "还有差距：", "（一）甲。"]


def test_tables_keep_every_cell(tmp_path: Path) -> None:
    table = {"title": "表", "columns": ["甲", "乙"], "rows": [["1", ""], ["**粗**", "2"]]}
    (_, found) = body(tmp_path, work=[], figures=[table])
    assert isinstance(found, Table)
    assert block_text(found) == "表\n甲\t乙\n1\t\n粗\t2"


def test_attachments_are_noted_and_those_with_content_follow(tmp_path: Path) -> None:
    made = document(tmp_path, attachments=["甲表", {"name": "乙表", "text": "内容"}])
    note = [b for b in made.slots["body"] if getattr(b, "role", None) is Role.ATTACHMENT_NOTE]
    assert texts(note) == ["附件：1.甲表", "2.乙表"]
    assert texts(list(made.slots["appendix"])) == ["附件2", "乙表", "内容"]
    single = document(tmp_path, attachments=[{"name": "甲表", "text": "内容"}])
    assert texts(list(single.slots["appendix"]))[0] == "附件"


def test_dates_are_printed_without_padding(tmp_path: Path) -> None:
    for written in ("2026-01-05", "2026年01月05日", "2026/1/5"):
        made = document(tmp_path, signature="某局", date=written)
        assert texts(list(made.slots["signoff"])) == ["某局", "2026年1月5日"]
        assert made.fields["date"] == "2026年1月5日"


def test_the_tree_prints(tmp_path: Path) -> None:
    made = document(tmp_path, work=[{"heading": "甲", "text": "**粗**体"}])
    assert dump(made) == (
        "document annual-summary → report\n"
        "  field title: 题\n"
        "  field unit: 单位\n"
        "  slot body:\n"
        "    heading 1 [一、] 甲\n"
        "    paragraph **粗**体\n"
    )


@given(st.text("ab*\\", max_size=12))
def test_escaped_text_is_one_plain_stretch(text: str) -> None:
    assert "".join(piece for piece, _ in parse_bold(escape_bold(text))) == text
    assert not any(bold for _, bold in parse_bold(escape_bold(text)))


@given(st.lists(st.tuples(st.text("ab *", min_size=1, max_size=4), st.booleans()), max_size=5))
def test_markup_drops_nothing_but_its_marks(pieces: list[tuple[str, bool]]) -> None:
    text = "".join(f"**{t}**" if bold else t for t, bold in pieces)
    shown = "".join(piece for piece, _ in parse_bold(text))
    assert shown.replace("*", "") == text.replace("*", "")
    assert (len(text) - len(shown)) % 4 == 0


@given(st.integers(1, 9999))
def test_chinese_numerals_read_back(n: int) -> None:
    assert parse_chinese_numeral(chinese_numeral(n)) == n


def test_numerals_as_they_are_written() -> None:
    shown = [chinese_numeral(n) for n in (10, 11, 20, 21, 100, 105, 110, 2026)]
    expected = ["十", "十一", "二十", "二十一", "一百", "一百零五", "一百一十", "二千零二十六"]
    assert shown == expected
    assert counted(2) == "两"


@pytest.mark.parametrize(
    ("specimen", "twelfth"),
    [
        ("一、", "十二、"),
        ("（一）", "（十二）"),
        ("1.", "12."),
        ("①", "⑫"),
        ("第一个问题：", "第十二个问题："),
        ("（１）", "（１２）"),
        ("无", ""),
    ],
)
def test_specimens_count_on(specimen: str, twelfth: str) -> None:
    scheme = parse_specimen(specimen)
    assert scheme is not None
    assert scheme.format(12) == twelfth


def test_widths_that_are_not_filled_in_yet_weigh_nothing(tmp_path: Path) -> None:
    table = {"columns": ["甲", "乙"], "rows": [["1", "2"]], "widths": [2, "【待填：列宽】"]}
    [found] = [
        b
        for b in body(tmp_path, work=[{"heading": "一", "tables": [table]}])
        if isinstance(b, Table)
    ]
    assert found.widths == ()
