"""Titles in balanced lines: whole phrases, a trapezoid or a diamond, nothing lost [7.3.1]."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from docgen import phrases
from docgen.render.titles import balanced
from docgen.render.widths import width_in_characters

ROOM = 20.1
TITLES = [
    "临澄市水务局关于2026年度全市水利工程建设与河湖长制工作情况的总结报告",
    "临澄市水务局关于商请支持石漪水库清淤扩容工程用地手续办理的函",
    "临澄市人民政府关于印发《临澄市城乡供水一体化三年行动方案（2026—2028年）》的通知",
    "关于进一步加强和规范全市重点水利工程建设项目质量安全监督管理及农村供水保障工作考核评价实施方案的通知（试行）",
]


@pytest.fixture(autouse=True)
def the_list(monkeypatch: pytest.MonkeyPatch) -> None:
    """With or without jieba on the machine, the list that is shipped is what is tested."""
    monkeypatch.setattr(phrases, "_dictionary", lambda: None)
    balanced.cache_clear()


def test_a_title_that_fits_stays() -> None:
    assert balanced("关于水务工作的报告", ROOM) == "关于水务工作的报告"


def test_the_authors_breaks_win() -> None:
    broken = "临澄市水务局关于做好汛期安全生产有关工作\n的通知"
    assert balanced(broken, ROOM) == broken


def test_issuer_and_matter_are_parted_where_it_balances() -> None:
    title = "临澄市水务局关于做好2026年水利工程汛前检查工作的通知"
    assert balanced(title, ROOM) == "临澄市水务局关于做好2026年\n水利工程汛前检查工作的通知"


@pytest.mark.parametrize("title", TITLES)
def test_lines_are_whole_and_shaped(title: str) -> None:
    lines = balanced(title, ROOM).split("\n")
    assert "".join(lines) == title
    widths = [width_in_characters(line) for line in lines]
    assert max(widths) <= ROOM
    assert len(lines) <= -(-sum(widths) // ROOM) + 1
    # No hour-glass: what stands in the middle is not the shortest.
    assert all(w >= min(widths[0], widths[-1]) for w in widths[1:-1])
    for line in lines[1:]:
        assert line[0] not in "的了等、，》）"
    for line in lines[:-1]:
        assert line[-1] not in "和与及《（"


@pytest.mark.parametrize(
    "whole", ["2026年度", "《供水条例》", "LibreOffice", "（试行）", "第十三届", "“十五五”"]
)
def test_some_things_are_never_cut(whole: str) -> None:
    assert whole in phrases.segments(f"关于{whole}工作")


def test_a_books_title_longer_than_a_line_is_broken_inside() -> None:
    lines = balanced(TITLES[2], ROOM).split("\n")
    assert len(lines) == 3
    assert lines[1].startswith("《")


@given(st.text(alphabet="临澄市水务局关于的和2026年（）《》ABC 、工作", max_size=70))
def test_nothing_is_lost(title: str) -> None:
    assert balanced(title, ROOM).replace("\n", "") == title
    assert "".join(phrases.segments(title)) == title


def test_a_title_of_many_lines_is_left_to_word() -> None:
    """The ways to break it grow without number: weighing them all took hours."""
    for title in ("甲" * 2000, "【待填：甲】" * 90, "，".join(["甲乙"] * 400)):
        assert balanced(title, 22.0) == title
