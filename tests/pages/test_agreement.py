"""Layout ``agreement`` 责任书 on the page; its signature block is proved in ``test_report``."""

from __future__ import annotations

from typing import Any

import pytest

from pages.measuring import (
    LEFT,
    RIGHT,
    Case,
    Figure,
    Pages,
    chinese,
    in_characters,
    off_centre,
    text_of,
    where,
)

pytestmark = pytest.mark.full

CASES = {
    "agreement": Case(
        "agreement",
        {
            "kind": "responsibility-letter",
            "title": "安全生产责任书",
            "number": "临水安责〔2026〕1号",
            "year": 2026,
            "party_a": {"unit": "临澄市水务局", "representative": "周岚", "post": "局长"},
            "party_b": {"unit": "河道管理站", "representative": "李承泽", "post": "站长"},
            "preamble": chinese(60),
        },
    )
}


def page(pages: Pages) -> Any:
    return pages["agreement"].pages[0]


FIGURES = [
    Figure(
        "标题居中（左右余量之差）",
        "7.3.1",
        0,
        1,
        lambda p: off_centre(page(p), "安全生产责任书"),
    ),
    Figure(
        "甲方左空",
        "7.3.3",
        2,
        0.1,
        lambda p: in_characters(where(page(p), "甲方：").left - LEFT),
        "字",
    ),
    Figure("签署栏左栏", "实务", LEFT, 0.3, lambda p: where(page(p), "甲方（盖章）").left),
    Figure(
        "签署栏右栏（版心正中）",
        "实务",
        (LEFT + RIGHT) / 2,
        0.3,
        lambda p: where(page(p), "乙方（盖章）").left,
    ),
]


@pytest.mark.parametrize("figure", FIGURES, ids=lambda f: f.what)
def test_figure(pages: Pages, figure: Figure) -> None:
    assert figure.measure(pages) == pytest.approx(figure.required, abs=figure.tolerance)


def test_both_sign_on_one_line(pages: Pages) -> None:
    one = page(pages)
    assert where(one, "甲方（盖章）").baseline == where(one, "乙方（盖章）").baseline
    assert text_of(one).count("负责人（签字）：") == 2
