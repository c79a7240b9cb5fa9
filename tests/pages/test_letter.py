"""Layout ``letter`` 信函格式 on the page [10.1]."""

from __future__ import annotations

from typing import Any

import pytest

from pages.measuring import (
    BOTTOM,
    LEFT,
    MM,
    RIGHT,
    Case,
    Figure,
    Pages,
    chinese,
    ink,
    is_red,
    lines_to_title,
    rules,
    summary,
    text_of,
    where,
)

pytestmark = pytest.mark.full

ISSUE = {
    "number": "临水函〔2026〕7号",
    "copy_number": "000001",
    "secrecy": "秘密",
    "recipients": ["临澄市交通运输局"],
    "copies_to": ["市政府办公室"],
    "issuer": "临澄市水务局办公室",
    "issued": "2026-12-31",
}
CASES = {
    "letter": Case("letter", summary(issue=ISSUE, opening=chinese(28 * 30))),
    "plain": Case("letter", summary(issue={"number": "临水函〔2026〕8号"})),
    "joint": Case("letter", summary(issue={**ISSUE, "mark": ["临澄市水务局", "临澄市交通运输局"]})),
    "preprinted": Case("letter", summary(issue={**ISSUE, "preprinted": True})),
}


def first(pages: Pages, name: str = "letter") -> Any:
    return pages[name].pages[0]


def red(pages: Pages, name: str = "letter") -> list[Any]:
    return [line for line in rules(first(pages, name)) if is_red(line.color)]


def upper(line: Any) -> float:
    return float(line.middle - line.thickness / 2)


def lower(line: Any) -> float:
    return float(line.middle + line.thickness / 2)


FIGURES = [
    Figure(
        "发文机关标志上边缘至上页边", "10.1", 30, 0.5, lambda p: ink(first(p), "临澄市水务局0")[0]
    ),
    Figure(
        "第一条双线距标志下边缘",
        "10.1",
        4,
        0.7,
        lambda p: upper(red(p)[0]) - ink(first(p), "临澄市水务局0")[1],
    ),
    Figure("双线长", "10.1", 170, 0.3, lambda p: red(p)[0].width),
    Figure("双线左端（居中）", "10.1", 20, 0.3, lambda p: red(p)[0].left),
    Figure("末条双线距下页边", "10.1", 20, 0.3, lambda p: 297 - lower(red(p)[3])),
    Figure("末条双线长", "10.1", 170, 0.3, lambda p: red(p)[3].width),
    Figure(
        "发文字号右端与版心右边",
        "10.1",
        0,
        0.3,
        lambda p: RIGHT - where(first(p), "临水函〔2026〕7号").right,
    ),
    Figure("份号左端与版心左边", "10.1", 0, 0.3, lambda p: where(first(p), "000001").left - LEFT),
    Figure(
        "第一个要素距双线（3 号字高的 7/8）",
        "10.1",
        0.875 * 16 * MM,
        0.7,
        lambda p: ink(first(p), "临水函")[0] - lower(red(p)[1]),
    ),
    Figure(
        "标题距其上最后一个要素",
        "10.1",
        2,
        0.1,
        lambda p: lines_to_title(first(p), "密"),
        "行",
    ),
]


@pytest.mark.parametrize("figure", FIGURES, ids=lambda f: f.what)
def test_figure(pages: Pages, figure: Figure) -> None:
    assert figure.measure(pages) == pytest.approx(figure.required, abs=figure.tolerance)


def test_thick_over_thin_and_thin_over_thick(pages: Pages) -> None:
    one, two, three, four = red(pages)
    assert one.thickness > two.thickness
    assert three.thickness < four.thickness
    assert lower(one) < upper(two)
    assert lower(three) < upper(four)


def numbers(page: Any) -> str:
    foot = float(page.height) - BOTTOM / 25.4 * 72
    return "".join(c["text"] for c in page.chars if c["matrix"][5] < foot and c["text"].strip())


def test_no_number_on_the_first_page(pages: Pages) -> None:
    pdf = pages["letter"]
    assert len(pdf.pages) >= 2
    assert numbers(pdf.pages[0]) == ""
    assert numbers(pdf.pages[1]) == "—2—"


def test_the_rules_stand_on_the_first_page_only(pages: Pages) -> None:
    assert len(red(pages)) == 4
    assert not any(rules(page) for page in pages["letter"].pages[1:])


def test_imprint_without_rules_and_without_issuer(pages: Pages) -> None:
    page = pages["letter"].pages[-1]
    assert not rules(page)
    text = text_of(page)
    assert "抄送：市政府办公室。" in text
    assert "印发" not in text


def test_joint_letter(pages: Pages) -> None:
    page = first(pages, "joint")
    assert where(page, "临澄市水务局").baseline < where(page, "临澄市交通运输局").baseline
    assert lower(red(pages, "joint")[3]) == pytest.approx(277, abs=0.3)
    assert where(page, "临水函").baseline > red(pages, "joint")[1].middle


def test_number_without_labels(pages: Pages) -> None:
    found = where(first(pages, "plain"), "临水函〔2026〕8号")
    assert found.right == pytest.approx(RIGHT, abs=0.3)


def test_preprinted(pages: Pages) -> None:
    page = first(pages, "preprinted")
    assert not rules(page)
    assert where(page, "临水函").baseline == pytest.approx(
        where(first(pages), "临水函").baseline, abs=1.2
    )
