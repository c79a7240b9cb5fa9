"""Layout ``minutes`` 纪要格式 on the page [10.3]."""

from __future__ import annotations

from typing import Any

import pytest

from pages.measuring import (
    BOTTOM,
    LEADING,
    LEFT,
    TOP,
    Case,
    Figure,
    Pages,
    baselines,
    chinese,
    find,
    in_characters,
    ink,
    is_red,
    rules,
    where,
)

pytestmark = pytest.mark.full

PRESENT = [f"代表{n}" for n in "甲乙丙丁戊己庚辛壬癸子丑寅卯辰巳"]
MINUTES = {
    "kind": "minutes",
    "title": "第3次局长办公会议纪要",
    "date": "2026-12-31",
    "decisions": [{"heading": "供水保障", "text": chinese(60)}],
    "present": PRESENT,
    "absent": "周岚",
    "observers": ["李承泽", "赵守正"],
    "issue": {
        "mark": "临澄市水务局局长办公会议",
        "number": "第3期",
        "copies_to": ["市政府办公室"],
        "issuer": "临澄市水务局办公室",
        "issued": "2027-01-05",
    },
}
CASES = {"minutes": Case("minutes", MINUTES)}
MARK = "临澄市水务局局长办公会议纪要"


def first(pages: Pages) -> Any:
    return pages["minutes"].pages[0]


def last(pages: Pages) -> Any:
    return pages["minutes"].pages[-1]


def page_of(pages: Pages, text: str) -> Any:
    from pages.measuring import text_of

    return next(page for page in pages["minutes"].pages if text in text_of(page))


def above(pages: Pages, text: str) -> float:
    """From the line before to the one that ``text`` stands in."""
    page = page_of(pages, text)
    at = where(page, text).baseline
    return at - max(b for b in baselines(page) if b < at - 1)


FIGURES = [
    Figure("标志上边缘至版心上边缘", "10.3", 35, 0.5, lambda p: ink(first(p), MARK)[0] - TOP),
    Figure("出席在正文下空", "10.3", 1, 0.1, lambda p: above(p, "出席：") / LEADING - 1, "行"),
    Figure(
        "出席左空",
        "10.3",
        2,
        0.1,
        lambda p: in_characters(where(page_of(p, "出席："), "出席：").left - LEFT),
        "字",
    ),
    Figure(
        "名单回行与首字对齐（左空）",
        "10.3",
        5,
        0.1,
        lambda p: in_characters(wrapped(page_of(p, "出席：")) - LEFT),
        "字",
    ),
    Figure("版记末条分隔线与版心下边缘", "7.4.1", BOTTOM, 0.3, lambda p: rules(last(p))[-1].middle),
]


def wrapped(page: Any) -> float:
    """The left edge of the second line of those present."""
    chars = find(page, "、".join(PRESENT) + "。")
    second = sorted({round(c["matrix"][5]) for c in chars}, reverse=True)[1]
    return min(float(c["x0"]) for c in chars if round(c["matrix"][5]) == second) * 25.4 / 72


@pytest.mark.parametrize("figure", FIGURES, ids=lambda f: f.what)
def test_figure(pages: Pages, figure: Figure) -> None:
    assert figure.measure(pages) == pytest.approx(figure.required, abs=figure.tolerance)


def test_the_mark_says_minutes_once(pages: Pages) -> None:
    assert all(is_red(c["non_stroking_color"]) for c in find(first(pages), MARK))
    assert is_red(rules(first(pages))[0].color)


def test_labels_are_hei_and_names_are_not(pages: Pages) -> None:
    page = page_of(pages, "出席：")
    label = {c["fontname"] for c in find(page, "出席")}
    assert label == {c["fontname"] for c in find(page_of(pages, "列席："), "列席")}
    assert label != {c["fontname"] for c in find(page, "代表甲")}
