from __future__ import annotations

import pytest

from docgen.numbering import parse_chinese_numeral, parse_specimen
from docgen.read.marks import find_mark


@pytest.mark.parametrize(
    ("line", "number", "rest"),
    [
        ("一、主要工作", "一、", "主要工作"),
        ("十二、其他事项", "十二、", "其他事项"),
        ("一.主要工作", "一、", "主要工作"),
        ("（三）河道管护", "（三）", "河道管护"),
        ("(三)河道管护", "（三）", "河道管护"),
        ("(三)、河道管护", "（三）", "河道管护"),
        ("1.清淤", "1.", "清淤"),
        ("1、清淤", "1.", "清淤"),
        ("12．清淤", "12.", "清淤"),
        ("1、2026年清淤三公里", "1.", "2026年清淤三公里"),
        ("1.2026年清淤三公里", "1.", "2026年清淤三公里"),
        ("（2）疏浚", "（2）", "疏浚"),
        ("(2)疏浚", "（2）", "疏浚"),
        ("2）疏浚", "2）", "疏浚"),
        ("③护岸", "③", "护岸"),
        ("二是补短板", "二是", "补短板"),
        ("第二，补短板", "第二，", "补短板"),
        ("第二,补短板", "第二，", "补短板"),
        ("第二个问题:巡查不勤", "第二个问题：", "巡查不勤"),
        ("第三部分 下步安排", "第三部分　", "下步安排"),
        ("㈡河道管护", "（二）", "河道管护"),
        ("⑵疏浚", "（2）", "疏浚"),
        ("⒓清淤", "12.", "清淤"),
        ("１．清淤", "1.", "清淤"),
        ("（１）疏浚", "（1）", "疏浚"),
        ("第五条 附则", "第五条　", "附则"),
        ("第12条　附则", "第12条　", "附则"),
        ("第一节 防洪", "第一节　", "防洪"),
        ("第二章防洪与供水", "第二章", "防洪与供水"),
        ("1、、清淤", "1.", "、清淤"),
    ],
)
def test_a_number_is_read_in_its_standard_form(line: str, number: str, rest: str) -> None:
    mark, found = find_mark(line)
    assert mark is not None
    assert (mark.number, found) == (number, rest)


@pytest.mark.parametrize(
    "line",
    [
        "一、二季度各巡查一次",
        "三、四年级学生参加",
        "1.5万元已经拨付",
        "1、2号闸门检修",
        "2026年，全市用水下降",
        "(2026年12月)",
        "一是否达标尚待复核",
        "一一、不成数",
        "一、",
        "（一）",
        "第一部分",
        "㈠",
        "⒈5万元已经拨付",
        "第二节水位上涨，巡查加密。",
        "一是修渠。二是护岸。三是清淤。",
        "第一，修渠；第二，护岸。",
    ],
)
def test_what_only_looks_like_a_number_is_text(line: str) -> None:
    assert find_mark(line) == (None, line)


def test_numbers_go_on_where_chinese_ends() -> None:
    scheme = parse_specimen("第一条　")
    assert scheme is not None
    assert [scheme.format(n) for n in (9999, 10000)] == ["第九千九百九十九条　", "第10000条　"]
    assert parse_chinese_numeral("九千九千") is None
