"""Rows cut out of JSON without being read are the rows that reading gives, or it is noticed."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from docgen.errors import DataError
from docgen.load.roster import MisreadError, Row, read_roster

KEYS = st.sampled_from(["名称", "编号", "name", "a", "}, {", '"', "名 称", ""])
TEXTS = st.text(alphabet='甲乙a1 "\\{}[],:\n名称编号', max_size=8)
VALUES = st.recursive(
    st.one_of(TEXTS, st.integers(), st.booleans(), st.none()),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(KEYS, inner, max_size=3)),
    max_leaves=6,
)
ROWS = st.lists(st.dictionaries(KEYS, VALUES, min_size=1, max_size=4), min_size=1, max_size=6)
ALIKE = st.lists(
    st.builds(lambda row, first: {"编号": first, **row}, st.dictionaries(KEYS, VALUES), TEXTS),
    min_size=1,
    max_size=6,
)


def seen(rows: Any) -> list[tuple[int, Any, int, int, str]]:
    return [(r.number, dict(r.values), r.line, r.column, r.text.strip()) for r in rows]


def cut(path: Path) -> list[Row]:
    roster = read_roster(str(path))
    assert roster.cut
    return list(roster.cut())


@settings(
    max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    rows=st.one_of(ROWS, ALIKE),
    named=st.booleans(),
    indent=st.sampled_from([None, 0, 2]),
    escaped=st.booleans(),
    space=st.sampled_from(["", "\n", " \n\t"]),
)
def test_what_is_cut_is_what_is_read(
    tmp_path: Path, rows: list[Any], named: bool, indent: int | None, escaped: bool, space: str
) -> None:
    path = tmp_path / "roster.json"
    data = {"rows": rows} if named else rows
    path.write_text(space + json.dumps(data, ensure_ascii=escaped, indent=indent) + space, "utf-8")
    try:
        found = seen(cut(path))
    except MisreadError:
        return
    assert found == seen(read_roster(str(path)).rows)


@pytest.mark.parametrize("indent", [None, 2])
def test_rows_that_begin_alike_are_cut(tmp_path: Path, indent: int | None) -> None:
    """Otherwise the test above could pass without anything ever being cut."""
    rows = [{"编号": f"{n}号", "清单": [{"名称": "甲"}, {"名称": "}, {"}]} for n in range(3000)]
    path = tmp_path / "roster.json"
    path.write_text(json.dumps(rows, ensure_ascii=False, indent=indent), "utf-8")
    found = cut(path)
    assert all(row.taken is None for row in found)
    assert seen(found) == seen(read_roster(str(path)).rows)


def test_a_list_of_megabytes_is_cut(tmp_path: Path) -> None:
    rows = [{"编号": f"{n}号", "正文": "甲" * 500} for n in range(3000)]
    path = tmp_path / "roster.json"
    path.write_text(json.dumps(rows, ensure_ascii=False), "utf-8")
    assert path.stat().st_size > 4_000_000
    assert seen(cut(path)) == seen(read_roster(str(path)).rows)


def test_lines_are_cut(tmp_path: Path) -> None:
    path = tmp_path / "roster.jsonl"
    path.write_text('{"编号": "1号"}\n\n  {"编号": "2号"}\n', "utf-8")
    found = cut(path)
    assert all(row.taken is None for row in found)
    assert seen(found) == seen(read_roster(str(path)).rows)


@pytest.mark.parametrize(
    "text",
    [
        '[{"编号": "1", "清单": [{"编号": "甲"}, {"编号": "乙"}]}, {"编号": "2"}]',
        '[{"编号": "1"}, {"编号": "2", "编号": "3"}]',
        '[{"编号": "1"}, {"编号": 2,}]',
        '[{"编号": "1"}, 5, {"编号": "2"}]',
        '[{"编号": "1"}, {"编号": "2"}',
        '{"rows": [{"编号": "1"}, {"编号": "2"}]',
        '{"rows": [{"编号": "1"}], "more": [{"编号": "2"}]}',
        '[{"编号": "1"}, {"编号": NaN}]',
    ],
)
def test_a_wrong_cut_is_noticed(tmp_path: Path, text: str) -> None:
    path = tmp_path / "roster.json"
    path.write_text(text, "utf-8")
    try:
        roster = read_roster(str(path))
    except DataError:
        return
    assert roster.cut
    with pytest.raises(MisreadError):
        seen(roster.cut())
