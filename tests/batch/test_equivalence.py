"""The short way gives what the whole way gives: the same findings, names, and bytes."""

from __future__ import annotations

import json
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from docgen import pipeline
from docgen.batch import make_plan
from docgen.batch.task import Maker, Misfit, Named, Refused
from docgen.batch.variant import Variant, Way
from docgen.errors import DocgenError, Unusual
from docgen.load.roster import Row, read_roster

SAMPLES = Path(__file__).parents[2] / "samples"
LETTER = str(SAMPLES / "responsibility-letter.yaml")

plain = st.text("甲乙丙站所第一1二2a·（）", min_size=1, max_size=8)
odd = st.text(
    st.sampled_from("甲1 \t\n\r*“”&<>\"'【】待填：{}%.\u3000\u202e\x0b\ufffe" + "A—…"), max_size=8
)
words = st.one_of(
    plain, plain, odd, st.sampled_from(["", " ", "【待填：单位】", "**粗**", "007", "12.50"])
)
dates = st.one_of(
    st.sampled_from(
        ["2026-01-05", "2026/1/5", "2026年1月5日", "2026.1.5", "2026-02-30", "今天", ""]
    ),
    words,
)
numbers = st.one_of(
    st.integers(-1, 120).map(str), st.sampled_from(["两", "2.0", "+2", " 2", "1e3"]), words
)
target = st.fixed_dictionaries(
    {
        "name": words,
        "target": words,
        "weight": st.one_of(st.sampled_from(["50", "100", "25.5", "74.5", "12.50"]), numbers),
    },
    optional={"unit": words, "scoring": words, "指标内容": words, "备注": words, "bad": words},
)
section = st.one_of(
    words,
    st.lists(words, max_size=3),
    st.fixed_dictionaries(
        {"heading": words}, optional={"text": words, "points": st.lists(words, max_size=2)}
    ),
)
rows = st.fixed_dictionaries(
    {"编号": words, "乙方.单位": words},
    optional={
        "party_b.post": words,
        "签订日期": dates,
        "term.start": dates,
        "copies": numbers,
        "party_b": st.fixed_dictionaries({}, optional={"负责人": words}),
        "targets": st.one_of(
            st.just([{"name": "甲", "target": "1", "weight": "100"}]),
            st.lists(target, max_size=3),
        ),
        "duties_b": section,
        "succession": words,
    },
)


def _plainly(value: Any) -> Any:
    """``value`` with plain texts in it only: what the shortest way takes."""
    if isinstance(value, dict):
        return {k: _plainly(v) for k, v in value.items()}
    if isinstance(value, list):
        return [_plainly(v) for v in value]
    return "".join(c for c in value if c.isalnum() or c in "-/.（）") or "甲"


@lru_cache(maxsize=16)
def makers(layout_template: str | None = None) -> tuple[Maker, Maker]:
    """One with variants for every shape it meets, one that always goes the whole way."""
    roster = Path(LETTER).with_name("roster.csv")
    plan = make_plan(LETTER, str(roster), "nowhere", template=layout_template)
    task = replace(plan.task, origin=replace(plan.task.origin, columns={}))
    return Maker(task), Maker(task)


def outcome(maker: Maker, row: Row) -> Any:
    named = maker.name(row)
    if isinstance(named, Refused | Misfit):
        return named
    try:
        again = replace(row, worked=None)
        made = maker.make(row, way=named.way)[0]
        assert made == maker.make(again, way=named.way)[0]
        return named.name, named.digest, named.warnings, made
    except DocgenError as error:
        return named.name, named.digest, named.warnings, error.diagnostics


@pytest.mark.parametrize("template", ["shipped", "plain", "filters"])
@settings(
    max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(row=st.one_of(rows, rows.map(_plainly)))
def test_the_short_way_is_the_whole_way(
    template: str, row: dict[str, Any], templates: dict[str, str]
) -> None:
    quick, whole = makers(templates.get(template))
    # No variant is ever made here.
    whole._variants.clear()
    whole._met.clear()
    quick._variants.clear()
    # The shape's first row is a good one; then comes the row that is asked about.
    good = {key: _good(key, value) for key, value in row.items()}
    for n in range(3):
        quick.name(Row(n, good))
    one = Row(7, row)
    assert outcome(quick, one) == outcome(whole, one)


def _good(key: str, value: Any) -> Any:
    """A value that passes, of the same shape."""
    if key == "targets":
        return [{"name": "甲", "target": "1", "weight": "100"}]
    if key in ("签订日期", "term.start"):
        return "2026-01-01"
    if key == "copies":
        return "2"
    if isinstance(value, dict):
        return dict.fromkeys(value, "甲")
    return "甲" if not isinstance(value, str) or value.strip() else value


@pytest.fixture(scope="session")
def templates(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """Two templates of a user's: one that is compiled, one with a filter, left to Jinja."""
    return {
        name: _template(tmp_path_factory.mktemp("template") / f"{name}.docx", post)
        for name, post in (
            (
                "plain",
                "{% if party_b.post and party_b.post != '甲' %}{{ party_b.post }}{% endif %}",
            ),
            ("filters", "{{ party_b.post|default('无') }}"),
        )
    }


def _template(path: Path, post: str) -> str:
    import docx

    document = docx.Document()
    for line in (
        "{{ title }} {{ number }}",
        "{{ party_b.unit }}" + post,
        "{%p if date %}",
        "签订于{{ date }}，共{{ copies }}份",
        "{%p endif %}",
        "{%p for target in targets %}",
        "{{ loop.index }}. {{ target.name }} {{ target.target }} {{ target.weight }}",
        "{%p endfor %}",
        "{{p body }}",
    ):
        document.add_paragraph(line)
    document.save(str(path))
    return str(path)


def test_the_short_way_is_taken(templates: dict[str, str]) -> None:
    """Otherwise the test above would compare the whole way with itself."""
    for template in (None, *templates.values()):
        maker, _ = makers(template)
        maker._variants.clear()
        maker._met.clear()
        data = {
            "编号": "第1号",
            "乙方.单位": "甲站",
            "date": "2026-01-05",
            "copies": "2",
            "targets": [{"name": "甲", "target": "1", "weight": "100"}],
            "duties_b": ["巡查。", "值班。"],
        }
        for n in range(4):
            assert isinstance(maker.name(Row(n, data)), Named)
        [variant] = maker._variants.values()
        assert isinstance(variant, Variant)
        values = maker._lay(Row(9, data), None).values
        try:
            _, way, _, remarkable = variant.name(values)
            shorts = Way.SHORT, Way.PLAIN
            made = [variant.make(variant.typed(values, short), short) for short in shorts]
        except Unusual:
            pytest.fail("the short way was not taken")
        assert way == Way.PLAIN
        assert not remarkable
        record, _ = maker._record(Row(9, data), None)
        assert made == [pipeline.fill(record, None, template)[0]] * 2


def test_rows_of_every_sample_letter(tmp_path: Path) -> None:
    """Every kind: a row that repeats fields of the sample makes what ``render`` makes."""
    for sample in ("annual-summary.yaml", "duty-report.yaml", "responsibility-letter.yaml"):
        record = pipeline.record_of(str(SAMPLES / sample))[0]
        named = {
            key: value
            for key, value in record.data.items()
            if key != "kind" and isinstance(value, str | list | dict)
        }
        for key, value in named.items():
            path = tmp_path / "r.jsonl"
            line = json.dumps(
                {key: _texts(value), "title": record.data["title"]}, ensure_ascii=False
            )
            path.write_text(f"{line}\n" * 5, "utf-8")
            plan = make_plan(str(SAMPLES / sample), str(path), "nowhere", name="x")
            maker = Maker(plan.task)
            plain_row, *more = read_roster(str(path)).rows
            whole = pipeline.fill(maker._record(plain_row, None)[0])[0]
            for row in more:
                named = maker.name(row)
                assert isinstance(named, Named)
                assert maker.make(row, way=named.way)[0] == whole, (sample, key)


def _texts(value: Any) -> Any:
    if isinstance(value, dict):
        return {k: _texts(v) for k, v in value.items()}
    if isinstance(value, list):
        return [_texts(v) for v in value]
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)
