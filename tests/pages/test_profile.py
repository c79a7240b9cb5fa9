"""A unit's own profile on the page: ten figures changed, ten measured, ten listed."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from docgen import pipeline
from pages.measuring import (
    MM,
    TOP,
    Case,
    Figure,
    Pages,
    baselines,
    chinese,
    find,
    ink,
    is_red,
    rules,
    summary,
    where,
)

pytestmark = pytest.mark.full

PROFILE = """\
kind: profile
name: 本单位
extends: gbt9704
page: {top: 30, bottom: 30, left: 25, right: 25}
grid: {leading: 30}
title_face: {size: 24}
head: {top: 25, rule_below: 6}
imprint: {inset: 2}
page_number: {position: center}
"""
CHANGED = {
    "page.top": 30,
    "page.bottom": 30,
    "page.left": 25,
    "page.right": 25,
    "grid.leading": 30,
    "title_face.size": 24,
    "head.top": 25,
    "head.rule_below": 6,
    "imprint.inset": 2,
    "page_number.position": "center",
}
ISSUE = {
    "number": "临水发〔2026〕1号",
    "recipients": "各单位",
    "issuer": "临澄市水务局办公室",
    "issued": "2027-01-05",
}
EVEN = "kind: profile\nname: 双面\nimprint: {even: true}\n"
CASES = {
    "own": Case("document", summary(issue=ISSUE, opening=chinese(28 * 40)), PROFILE),
    "even": Case("document", summary(issue=ISSUE), EVEN),
    "plain-report": Case("report", summary(), PROFILE),
}


def page(pages: Pages, n: int = 0) -> Any:
    return pages["own"].pages[n]


def number(one: Any) -> list[Any]:
    return [c for c in one.chars if c["top"] * MM > 264 and c["text"].strip()]


FIGURES = [
    Figure(
        "page.top 天头",
        "5.2.1",
        30,
        0.3,
        lambda p: baselines(page(p, 1))[0] - 0.8 * 30 * MM,
    ),
    Figure(
        "page.bottom 地脚（版记末线）",
        "5.2.1",
        30,
        0.3,
        lambda p: 297 - rules(p["own"].pages[-1])[-1].middle,
    ),
    Figure("page.left 订口", "5.2.1", 25, 0.3, lambda p: where(page(p), "各单位").left),
    Figure(
        "page.right 翻口（红线右端）", "5.2.1", 25, 0.3, lambda p: 210 - rules(page(p))[0].right
    ),
    Figure(
        "grid.leading 行距",
        "5.2.3",
        30,
        0.1,
        lambda p: (baselines(page(p, 1))[10] - baselines(page(p, 1))[0]) / 10 / MM,
        "磅",
    ),
    Figure(
        "title_face.size 标题字号",
        "7.3.1",
        24,
        0.1,
        lambda p: float(find(page(p), "关于水务")[0]["size"]),
        "磅",
    ),
    Figure(
        "head.top 标志上边缘",
        "7.2.4",
        25,
        1,
        lambda p: ink(page(p), "临澄市水务局文件")[0] - 30,
    ),
    Figure(
        "head.rule_below 红线距字号",
        "7.2.7",
        6,
        0.6,
        lambda p: rules(page(p))[0].middle - ink(page(p), "临水发")[1],
    ),
    Figure(
        "imprint.inset 版记左空",
        "7.4.3",
        2,
        0.1,
        lambda p: (where(p["own"].pages[-1], "临澄市水务局办公室").left - 25) / (14 * MM),
        "字",
    ),
    Figure(
        "page_number.position 页码居中（偏差）",
        "7.5",
        0,
        0.5,
        lambda p: (number(page(p))[0]["x0"] + number(page(p))[-1]["x1"]) / 2 * MM - 105,
    ),
]


@pytest.mark.parametrize("figure", FIGURES, ids=lambda f: f.what)
def test_figure(pages: Pages, figure: Figure) -> None:
    assert figure.measure(pages) == pytest.approx(figure.required, abs=figure.tolerance)


def test_ten_deviations_are_listed(tmp_path: Path) -> None:
    file = tmp_path / "own.yaml"
    file.write_text(PROFILE, encoding="utf-8")
    found = [f for f in pipeline.profile_figures(str(file)) if f.deviates]
    assert {f.path: f.value for f in found} == CHANGED
    assert all(f.strength in ("规定", "一般", "推荐", "实务") for f in found)
    assert {f.path: f.clause for f in found}["head.rule_below"] == "7.2.7"
    assert len(FIGURES) == len(CHANGED) == 10


def test_the_imprint_on_an_even_page(pages: Pages) -> None:
    pdf = pages["even"]
    # LibreOffice leaves the blank page before it out of the PDF; its number tells.
    shown = "".join(c["text"] for c in number(pdf.pages[-1])).strip("—")
    assert int(shown) % 2 == 0
    assert [r for r in rules(pdf.pages[-1]) if not is_red(r.color)]
    assert not [r for r in rules(pdf.pages[0]) if not is_red(r.color)]


def test_the_same_profile_on_a_report(pages: Pages) -> None:
    one = pages["plain-report"].pages[0]
    assert where(one, "关于水务工作的报告").baseline == pytest.approx(30 + 0.8 * 34 * MM, abs=0.5)
    assert TOP != 30
