from __future__ import annotations

import pytest

from docgen.read import read_text
from docgen.read.tidy import damage, tidy


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("修渠,护岸;清淤:三项!完成了吗?", "修渠，护岸；清淤：三项！完成了吗？"),
        ("2026年3月,投入(含配套)资金.", "2026年3月，投入（含配套）资金。"),
        ("完成10处,投入5万元", "完成10处，投入5万元"),
        ("建成GIS,投用", "建成GIS，投用"),
        ("增长(5%)左右", "增长（5%）左右"),
        ("占12.5%,下降", "占12.5%，下降"),
    ],
)
def test_punctuation_inside_chinese_becomes_full_width(before: str, after: str) -> None:
    changed = sum(a != b for a, b in zip(before, after, strict=True))
    assert tidy(before) == (after, changed)


@pytest.mark.parametrize(
    "line",
    [
        "投入1,234.5万元",
        "会议于9:30开始",
        "比例为3:2:1",
        "见https://example.com/a?b=1",
        "Flood control (2026), vol. 3.",
        "采用Open(Source)软件",
        "等……等...",
        "情况??说明",
    ],
)
def test_numbers_times_addresses_latin_and_damage_stay(line: str) -> None:
    assert tidy(line) == (line, 0)


def test_the_number_of_a_line_is_not_text() -> None:
    reading, findings = read_text("1.修渠,护岸.\n2.清淤,疏浚.", "样稿.txt", tidy_up=True)
    assert [part.paragraphs for part in reading.parts] == [("修渠，护岸。",), ("清淤，疏浚。",)]
    assert [(d.code, d.args["count"]) for d in findings] == [("I603", 4)]


def test_without_asking_nothing_changes() -> None:
    reading, findings = read_text("修渠,护岸.", "样稿.txt")
    assert reading.parts[0].paragraphs == ("修渠,护岸.",)
    assert findings == []


@pytest.mark.parametrize("line", ["情况??说明", "水平?!?续", "岗?,购置", "灯?0个", "坏\ufffd字"])
def test_traces_of_a_broken_encoding_are_found(line: str) -> None:
    assert len(damage(line)) == 1
    _, findings = read_text(f"开头。\n{line}。", "样稿.txt")
    assert [(d.code, d.where.line) for d in findings] == [("I605", 2)]


@pytest.mark.parametrize("line", ["完成了吗?", "怎么办？", "好!", "为什么?因为缺水。"])
def test_honest_questions_are_not_damage(line: str) -> None:
    assert damage(line) == []
