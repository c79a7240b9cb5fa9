from __future__ import annotations

import pytest

from docgen.errors import DataError
from docgen.read import read_text
from docgen.read.lines import join, split

LONG = "全年共巡查河道三百二十六次并对发现的四十七处问题逐条建立台账逐项明确责任人其中"


def joined(text: str) -> tuple[list[str], int]:
    lines, count = join(split(text)[0])
    return [line.text for line in lines], count


def test_lines_keep_their_number_and_lose_their_blanks() -> None:
    lines, _ = split("\ufeff\u3000\u3000第一段。\r\n\r\n第二段。 \r第三段。")
    assert [(line.number, line.text, line.gap) for line in lines] == [
        (1, "第一段。", False),
        (3, "第二段。", True),
        (4, "第三段。", False),
    ]


def test_a_line_that_starts_with_closing_punctuation_goes_on() -> None:
    assert joined("投入资金六百万元\n。全年无事故。") == (["投入资金六百万元。全年无事故。"], 1)


def test_a_long_line_without_punctuation_goes_on() -> None:
    assert joined(f"{LONG}\n水库九处。") == ([f"{LONG}水库九处。"], 1)


def test_a_line_that_ends_with_a_comma_goes_on() -> None:
    assert joined("完成清淤，\n修复护岸。") == (["完成清淤，修复护岸。"], 1)


def test_neither_a_number_nor_an_empty_line_is_joined_over() -> None:
    for text in (f"{LONG}\n一、水库九处。", f"{LONG}\n\n水库九处。", "主要工作\n完成清淤。"):
        assert joined(text)[1] == 0


def test_a_text_broken_at_one_width_is_put_together() -> None:
    sentence = "全市水务系统围绕防洪保供两条主线推进各项任务落实" * 8
    lines = [sentence[i : i + 24] for i in range(0, len(sentence), 24)]
    assert joined("\n".join(lines)) == ([sentence], len(lines) - 1)


def test_latin_words_keep_their_distance() -> None:
    assert joined("采用 Open,\nSource 软件。")[0] == ["采用 Open,Source 软件。"]
    assert joined(f"{LONG}GIS\nAPI 平台。")[0] == [f"{LONG}GIS API 平台。"]


def test_joined_lines_are_counted() -> None:
    _, findings = read_text("完成清淤，\n修复护岸，\n无事故。", "样稿.txt")
    assert [(d.code, d.args["count"]) for d in findings] == [("I602", 2)]


def test_a_line_with_a_comma_inside_goes_on_in_one_not_longer() -> None:
    first, second = "全市共巡查河道三百余次，建立问题台账", "四十七份，全部销号。"
    assert joined(f"{first}\n{second}") == ([first + second], 1)
    for text in (f"强基础，提能力\n{LONG}。", f"一、强基础，提能力\n{second}"):
        assert joined(text)[1] == 0


def test_columns_and_labels_are_not_joined() -> None:
    seal = "甲方（盖章）：临澄市水务局      乙方（盖章）：青石乡人民政府水利管理服务中心站"
    for text in (
        f"{seal}\n代表：      代表：",
        f"{LONG}\n代表：",
        f"{LONG}\n乙方（盖章）：青石乡",
        f"{LONG}    甲方\n水库九处",
    ):
        assert joined(text)[1] == 0


def test_lines_with_the_same_tabs_are_a_table() -> None:
    lines, loose = split("开头。\n\n项目\t计划\t完成\n\t\t8\n合计\t128\t\n结尾。")
    assert [(line.number, line.rows) for line in lines] == [
        (1, ()),
        (3, (("项目", "计划", "完成"), ("", "", "8"), ("合计", "128", ""))),
        (6, ()),
    ]
    assert loose == []
    assert join(lines) == (lines, 0)


def test_tabs_that_make_no_table_are_told_or_harmless() -> None:
    assert split("清淤\t1\t2\n\n合计\t128\t")[1] == [1, 3]
    indented = "\t\t第一段。\n\t\t第二段。"
    sealed = "甲方：\t\t乙方：\n代表：\t\t代表："
    for text in (indented, sealed):
        lines, loose = split(text)
        assert [line.rows for line in lines] == [(), ()]
        assert loose == []
    _, findings = read_text("清淤\t1\t2", "样稿.txt")
    assert [(d.code, d.where.line, d.args["lines"]) for d in findings] == [("I608", 1, [1])]


@pytest.mark.parametrize("text", ["", "\n \u3000\n\t\n", "\ufeff"])
def test_an_empty_file_is_an_error(text: str) -> None:
    with pytest.raises(DataError) as caught:
        read_text(text, "样稿.txt")
    assert [d.code for d in caught.value.diagnostics] == ["I607"]
