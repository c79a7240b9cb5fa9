"""Layout ``order`` 命令（令）格式 on the page [10.2]."""

from __future__ import annotations

from typing import Any

import pytest

from pages.measuring import (
    LEADING,
    MM,
    RIGHT,
    TOP,
    Case,
    Figure,
    Pages,
    find,
    in_characters,
    ink,
    is_red,
    line_foot,
    line_top,
    lines_to_title,
    off_centre,
    rules,
    summary,
    text_of,
    where,
)

pytestmark = pytest.mark.full

ISSUE = {
    "mark": "临澄市人民政府",
    "number": "第12号",
    "signed_by": [{"post": "市长"}],
    "copies_to": ["市委办公室"],
    "issuer": "临澄市人民政府办公室",
    "issued": "2027-01-05",
}
CASES = {
    "untitled": Case(
        "order",
        {
            "kind": "order",
            "content": "现公布《临澄市节约用水办法》，自2027年1月1日起施行。",
            "signature": "周岚",
            "date": "2026-12-31",
            "issue": {"mark": "临澄市人民政府", "number": "第13号"},
        },
    ),
    "order": Case(
        "order", summary(issue=ISSUE, signature=None, unit="临澄市人民政府", opening=None)
    ),
}


def first(pages: Pages) -> Any:
    return pages["order"].pages[0]


def last(pages: Pages) -> Any:
    return pages["order"].pages[-1]


MARK = "临澄市人民政府令"

FIGURES = [
    Figure("标志上边缘至版心上边缘", "10.2", 20, 0.5, lambda p: ink(first(p), MARK)[0] - TOP),
    Figure(
        "标志居中（左右余量之差）",
        "10.2",
        0,
        1,
        lambda p: off_centre(first(p), MARK),
    ),
    Figure(
        "令号在标志下空",
        "10.2",
        2,
        0.3,
        lambda p: (line_top(first(p), "第12号") - mark_foot(p)) / LEADING,
        "行",
    ),
    Figure(
        "令号居中（左右余量之差）",
        "10.2",
        0,
        1,
        lambda p: off_centre(first(p), "第12号"),
    ),
    Figure(
        "正文（标题）在令号下空",
        "10.2",
        2,
        0.1,
        lambda p: lines_to_title(first(p), "第12号"),
        "行",
    ),
    Figure(
        "签名章：日期右空",
        "7.3.5.3",
        4,
        0.3,
        lambda p: in_characters(RIGHT - where(last(p), "2026年12月31日").right),
        "字",
    ),
    Figure(
        "签名章与日期之间空",
        "7.3.5.3",
        1,
        0.1,
        lambda p: (
            (where(last(p), "2026年12月31日").baseline - where(last(p), "市长").baseline) / LEADING
            - 1
        ),
        "行",
    ),
    Figure(
        "签发人职务右空（签名章 4 字，左空 2 字）",
        "7.3.5.3",
        10,
        0.3,
        lambda p: in_characters(RIGHT - where(last(p), "市长").right),
        "字",
    ),
]


def mark_foot(pages: Pages) -> float:
    size = where(first(pages), MARK).size
    return line_foot(first(pages), MARK, size * 1.25 * MM)


@pytest.mark.parametrize("figure", FIGURES, ids=lambda f: f.what)
def test_figure(pages: Pages, figure: Figure) -> None:
    assert figure.measure(pages) == pytest.approx(figure.required, abs=figure.tolerance)


def test_red_mark_and_no_red_rule(pages: Pages) -> None:
    assert all(is_red(c["non_stroking_color"]) for c in find(first(pages), MARK))
    assert not [line for line in rules(first(pages)) if is_red(line.color)]


def test_the_text_stands_two_lines_below_the_number(pages: Pages) -> None:
    page = pages["untitled"].pages[0]
    apart = where(page, "现公布").baseline - where(page, "第13号").baseline
    assert apart / LEADING - 1 == pytest.approx(2, abs=0.1)


def test_the_stamp_is_never_alone(pages: Pages) -> None:
    text = text_of(last(pages))
    assert text.index("市长") > 0
