from __future__ import annotations

import pytest

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
        "一是修渠。二是护岸。三是清淤。",
        "第一，修渠；第二，护岸。",
    ],
)
def test_what_only_looks_like_a_number_is_text(line: str) -> None:
    assert find_mark(line) == (None, line)
