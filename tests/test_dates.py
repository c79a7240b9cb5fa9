from __future__ import annotations

import datetime

import pytest

from docgen.dates import chinese_date, is_date_shaped, parse_date, years


@pytest.mark.parametrize(
    "text",
    [
        "2026-12-31",
        "2026/12/31",
        "2026.12.31",
        "2026年12月31日",
        "2026 年 12 月 31 日",
        " ２０２６年12月31日 ",
        "二〇二六年十二月三十一日",
        "二○二六年十二月三十一日",
        "二零二六 年 十二 月 三十一 日",
    ],
)
def test_every_way_of_writing_prints_alike(text: str) -> None:
    date = parse_date(text)
    assert date == datetime.date(2026, 12, 31)
    assert chinese_date(date) == "2026年12月31日"


@pytest.mark.parametrize(
    "text",
    ["2026-02-30", "2026.13.1", "2026年2月29日", "二〇二六年二月三十日", "二〇二六年十一十月一日"],
)
def test_a_day_that_is_none_is_still_written_as_a_date(text: str) -> None:
    assert parse_date(text) is None
    assert is_date_shaped(text)


@pytest.mark.parametrize(
    "text", ["2026年", "年底前", "26-1-5", "2026-1/5", "2026.5", "20261231", ""]
)
def test_other_texts_are_no_dates(text: str) -> None:
    assert parse_date(text) is None
    assert not is_date_shaped(text)


def test_years_in_a_text() -> None:
    assert years("2026年比二〇二五年好，编号20261234、一二三四五年不算") == [2026, 2025]
