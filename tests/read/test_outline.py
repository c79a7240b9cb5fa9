from __future__ import annotations

from docgen.content import Heading, block_text
from docgen.read import read_text

PROSE = "全市水务系统围绕防洪保供两条主线，按照年初确定的任务清单逐项推进，各项工作取得明显成效。"


def tree(text: str) -> list[str]:
    """One line a block: ``2 （一）修渠`` for headings (+ with run-in), ``1.|text`` for others."""
    reading, _ = read_text(text, "样稿.txt")
    out = []
    for block in reading.blocks:
        if isinstance(block, Heading):
            more = " +" if block.run_in else ""
            out.append(f"{block.level} {block.number}{block.content[0].text}{more}")  # type: ignore[union-attr]
        else:
            marker = getattr(block, "marker", "")
            out.append(f"{marker}|{block_text(block, numbers=False)}")
    return out


def test_levels_follow_the_order_in_which_numbers_nest() -> None:
    assert tree(
        f"一、防洪\n（一）修渠\n1.东渠\n（1）上段\n①闸门\n{PROSE}\n（二）护岸\n{PROSE}\n二、供水\n{PROSE}"
    ) == [
        "1 一、防洪",
        "2 （一）修渠",
        "3 1.东渠",
        "4 （1）上段",
        "5 ①闸门",
        f"|{PROSE}",
        "2 （二）护岸",
        f"|{PROSE}",
        "1 二、供水",
        f"|{PROSE}",
    ]


def test_a_level_may_be_left_out() -> None:
    assert tree(f"一、防洪\n1、修渠\n{PROSE}\n2、护岸\n{PROSE}\n二、供水\n一是水源。{PROSE}") == [
        "1 一、防洪",
        "2 1.修渠",
        f"|{PROSE}",
        "2 2.护岸",
        f"|{PROSE}",
        "1 二、供水",
        "2 一是水源。 +",
    ]


def test_a_sixth_level_stays_text() -> None:
    text = f"一、甲\n（一）乙\n1.丙\n（1）丁\n①戊\n一是己：{PROSE}"
    assert tree(text)[-1] == f"|一是己：{PROSE}"


def test_a_short_first_sentence_with_more_on_the_line_is_a_run_in_heading() -> None:
    assert tree(f"一、防洪\n（一）强化调度。{PROSE}\n（二）严格值守。{PROSE}") == [
        "1 一、防洪",
        "2 （一）强化调度。 +",
        "2 （二）严格值守。 +",
    ]


def test_headings_may_end_with_a_full_stop() -> None:
    assert tree(f"一、强化调度，守住底线。\n{PROSE}\n二、严格值守。\n{PROSE}")[::2] == [
        "1 一、强化调度，守住底线。",
        "1 二、严格值守。",
    ]


def test_long_numbered_lines_are_sentences() -> None:
    assert tree(
        f"一、主要任务\n重点抓好以下几项。\n1.{PROSE}\n2.{PROSE}\n二、保障措施\n{PROSE}"
    ) == [
        "1 一、主要任务",
        "|重点抓好以下几项。",
        f"1.|{PROSE}",
        f"2.|{PROSE}",
        "1 二、保障措施",
        f"|{PROSE}",
    ]


def test_short_sentences_with_nothing_below_are_sentences() -> None:
    assert tree("一、原则\n1、坚持统分结合；\n2、坚持注重实绩；\n3、坚持简便易行。") == [
        "1 一、原则",
        "1.|坚持统分结合；",
        "2.|坚持注重实绩；",
        "3.|坚持简便易行。",
    ]


def test_a_heading_among_sentences_is_still_one() -> None:
    assert tree(f"一、防洪\n1、{PROSE}\n2、{PROSE}\n3、落实隐患排查工作\n{PROSE}") == [
        "1 一、防洪",
        f"1.|{PROSE}",
        f"2.|{PROSE}",
        "2 3.落实隐患排查工作",
        f"|{PROSE}",
    ]


def test_a_sentence_among_headings_keeps_its_number() -> None:
    assert tree(f"一、考核\n1.对象\n{PROSE}\n2.{PROSE}\n3.方法\n{PROSE}") == [
        "1 一、考核",
        "2 1.对象",
        f"|{PROSE}",
        f"2.|{PROSE}",
        "2 3.方法",
        f"|{PROSE}",
    ]


def test_a_lead_in_with_a_list_below_is_a_heading() -> None:
    assert tree(f"一、等次\n（1）{PROSE}\n（2）有以下情形之一的：\n①缺报的；\n②迟报的。") == [
        "1 一、等次",
        f"（1）|{PROSE}",
        "2 （2）有以下情形之一的：",
        "①|缺报的；",
        "②|迟报的。",
    ]


def test_paragraphs_after_a_list_of_sentences_go_on_where_it_began() -> None:
    reading, _ = read_text(f"一、报告\n写明：\n1.{PROSE}\n2.{PROSE}\n{PROSE}", "样稿.txt")
    section = reading.parts[0]
    assert [bool(part.number) for part in section.parts] == [True, True, False]


def test_paragraphs_inside_a_list_belong_to_its_entries() -> None:
    reading, _ = read_text(f"一、运用\n1.{PROSE}\n{PROSE}\n2.{PROSE}", "样稿.txt")
    assert [len(part.paragraphs) for part in reading.parts[0].parts] == [2, 1]


def test_lists_inside_a_paragraph_stay_text() -> None:
    line = "一是修渠。新修三条。二是护岸。加固五处。"
    assert tree(f"一、防洪\n{line}") == ["1 一、防洪", f"|{line}"]


def test_unnumbered_headings_restart_the_numbers_below_them() -> None:
    assert tree(
        f"一、防洪\n1、{PROSE}\n2、{PROSE}\n存在的主要问题\n{PROSE}\n下一步的工作措施\n1、{PROSE}\n2、{PROSE}"
    ) == [
        "1 一、防洪",
        f"1.|{PROSE}",
        f"2.|{PROSE}",
        "1 存在的主要问题",
        f"|{PROSE}",
        "1 下一步的工作措施",
        f"1.|{PROSE}",
        f"2.|{PROSE}",
    ]


def test_unnumbered_headings_above_the_outermost_numbers() -> None:
    assert tree(
        f"今年主要工作情况\n一、防洪\n{PROSE}\n二、供水\n{PROSE}\n明年工作安排\n一、清淤\n{PROSE}"
    )[::1] == [
        "1 今年主要工作情况",
        "2 一、防洪",
        f"|{PROSE}",
        "2 二、供水",
        f"|{PROSE}",
        "1 明年工作安排",
        "2 一、清淤",
        f"|{PROSE}",
    ]


def test_a_heading_grown_together_with_its_text_is_known_from_elsewhere() -> None:
    assert tree(
        f"一、甲类\n（1）民主测评（30分）\n{PROSE}\n（2）分项考核\n{PROSE}\n"
        f"二、乙类\n（1）民主测评（30分）{PROSE}\n（2）分项考核\n{PROSE}"
    )[5:7] == ["1 二、乙类", "2 （1）民主测评（30分） +"]


def test_a_list_after_a_colon_is_no_heading() -> None:
    assert tree(f"一、范围\n管理的水库有：\n东山水库\n西山水库\n{PROSE}")[1:4] == [
        "|管理的水库有：",
        "|东山水库",
        "|西山水库",
    ]
