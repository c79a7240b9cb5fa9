"""What the one walk through the data leaves out is nothing that a check would have found."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from docgen.diagnostics import Place
from docgen.source import Scalar
from docgen.validate.habits import _asked, _check_text
from docgen.validate.outline import _lists

TEXTS = st.text(st.sampled_from("甲发〔2026〕[]（）(0129月日号第 ,;:?!)a@/\n"), max_size=14)
SCHEMA = {"type": "string"}


@given(st.lists(TEXTS, max_size=6))
def test_texts_that_are_not_looked_at_hold_nothing(texts: list[str]) -> None:
    asked = _asked(texts)
    for i, text in enumerate(texts):
        if i not in asked:
            assert not list(_check_text((), SCHEMA, Scalar(text, Place("", 1, 1)), ()))


VALUES = st.recursive(
    st.text(max_size=1),
    lambda v: st.lists(v, max_size=3) | st.dictionaries(st.sampled_from("ab"), v, max_size=2),
)


def depth(value: object) -> int:
    if isinstance(value, dict):
        return max(map(depth, value.values()), default=0)
    if isinstance(value, list):
        return bool(value) + max(map(depth, value), default=0)
    return 0


@given(VALUES)
def test_depth_of_lists(value: object) -> None:
    assert _lists(value) == depth(value)
