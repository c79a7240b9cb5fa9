"""Did you mean: sound first, then letters."""

from __future__ import annotations

import pytest

from docgen.suggest import closest

NAMES = ["标题", "单位", "负责人", "职务", "责任单位", "title", "unit", "party_b"]


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("负责任", "负责人"),
        ("但为", "单位"),
        ("标提", "标题"),
        ("职物", "职务"),
        ("标 题", "标题"),
        ("titel", "title"),
        ("Unit", "unit"),
        ("partyb", "party_b"),
        ("责任单为", "责任单位"),
    ],
)
def test_the_likeliest_comes_first(written: str, meant: str) -> None:
    assert closest(written, NAMES)[0] == meant


@pytest.mark.parametrize("written", ["预算", "xyz", "", "龘龘", "😀"])
def test_what_is_like_nothing_gets_no_suggestion(written: str) -> None:
    assert closest(written, NAMES) == []


def test_at_most_three() -> None:
    assert len(closest("a1", [f"a{i}" for i in range(9)])) == 3
