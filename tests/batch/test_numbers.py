"""Numbers of letters stay with their rows, whatever happens to the roster."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from docgen.batch.numbers import Numbers, is_series

SERIES = "安责〔2026〕{n}号"


def test_a_series_is_told_by_its_mark() -> None:
    assert is_series(SERIES)
    assert not is_series("安责〔2026〕1号")
    assert not is_series(1)
    assert not is_series(None)


def test_numbers_are_given_in_order_and_kept(tmp_path: Path) -> None:
    with sqlite3.connect(tmp_path / "journal.db") as connection:
        numbers = Numbers(connection)
        assert [numbers.assign(SERIES, key) for key in "甲乙丙"] == [
            f"安责〔2026〕{n}号" for n in (1, 2, 3)
        ]
    # Sorted anew, one row gone, one new: nobody's number changes, none is given twice.
    with sqlite3.connect(tmp_path / "journal.db") as connection:
        numbers = Numbers(connection)
        assert [numbers.assign(SERIES, key) for key in "丙甲丁"] == [
            f"安责〔2026〕{n}号" for n in (3, 1, 4)
        ]


def test_series_count_by_themselves() -> None:
    numbers = Numbers(sqlite3.connect(":memory:"))
    assert numbers.assign("甲{n}", "x") == "甲1"
    assert numbers.assign("乙{n}", "x") == "乙1"
    assert numbers.assign("甲{n}", "y") == "甲2"


def test_a_number_written_by_hand_is_not_given_again() -> None:
    numbers = Numbers(sqlite3.connect(":memory:"))
    for text in ("安责〔2026〕2号", "安责〔2026〕3号", "安责〔2025〕1号", "安责〔2026〕一号"):
        numbers.by_hand(text, SERIES)
    assert [numbers.assign(SERIES, key) for key in "甲乙"] == ["安责〔2026〕1号", "安责〔2026〕4号"]


def test_a_plan_that_is_dropped_gives_no_numbers() -> None:
    connection = sqlite3.connect(":memory:")
    Numbers(connection).assign(SERIES, "甲")
    connection.commit()
    Numbers(connection).assign(SERIES, "乙")
    connection.rollback()
    assert Numbers(connection).assign(SERIES, "丙") == "安责〔2026〕2号"


@given(st.lists(st.lists(st.sampled_from("abcdefgh"), unique=True), max_size=6))
def test_over_any_runs_each_key_has_one_number(runs: list[list[str]]) -> None:
    connection = sqlite3.connect(":memory:")
    given_out: dict[str, str] = {}
    for run in runs:
        numbers = Numbers(connection)
        for key in run:
            number = numbers.assign(SERIES, key)
            assert given_out.setdefault(key, number) == number
    assert len(set(given_out.values())) == len(given_out)
