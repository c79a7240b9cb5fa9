"""Ways out of a Jinja sandbox: refused in templates and name patterns, plain text in data."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from jinja2 import TemplateError as JinjaError
from markupsafe import Markup

from docgen import pipeline
from docgen.batch import make_plan, run_plan
from docgen.batch.names import clean
from docgen.errors import DocgenError, TemplateError
from docgen.inline import parse_bold
from docgen.kinds import get_kind
from docgen.render.environment import foreign_environment, plain_environment, text_environment
from docgen.render.pattern import compile_pattern
from docgen.render.printing import AbsentError, UnprintableError
from ooxml import text

HERE = Path(__file__).parent
PAYLOADS = [
    line
    for line in (HERE / "payloads.txt").read_text(encoding="utf-8").splitlines()
    if line and not line.startswith("# ")
]
LETTER = HERE.parents[1] / "samples" / "responsibility-letter.yaml"
# The names that payloads start from, as fields that exist: the sandbox itself has to hold.
NAMES = re.compile(
    r"\b(request|config|self|cycler|joiner|namespace|lipsum|dict|url_for|range"
    r"|get_flashed_messages|undefined_name)\b"
)
LEAKS = re.compile(r"uid=|root:|<class|object at|subclasses|__globals__|instrText")


def test_there_are_enough_payloads() -> None:
    assert len(set(PAYLOADS)) >= 40


@pytest.mark.parametrize("payload", PAYLOADS)
def test_a_template_with_it_is_refused(payload: str, fill: Callable[..., bytes]) -> None:
    with pytest.raises(TemplateError) as caught:
        fill("{{p body }}", payload)
    assert all(d.code.startswith("T3") for d in caught.value.diagnostics)


@pytest.mark.parametrize("payload", PAYLOADS)
def test_it_is_refused_where_its_names_are_fields(payload: str, fill: Callable[..., bytes]) -> None:
    with pytest.raises(TemplateError):
        fill("{{p body }}", NAMES.sub("title", payload))


@pytest.mark.parametrize("payload", PAYLOADS)
@pytest.mark.parametrize("environment", [text_environment, plain_environment, foreign_environment])
def test_the_sandbox_itself_holds(payload: str, environment: Callable[[], object]) -> None:
    fields = {"title": "题", "body": Markup("<w:p/>"), "unit": {"name": "单位"}, "work": [{"a": 1}]}
    for source in (payload, NAMES.sub("title", payload), NAMES.sub("work", payload)):
        with pytest.raises(
            (
                JinjaError,
                AbsentError,
                UnprintableError,
                TypeError,
                ValueError,
                LookupError,
                AttributeError,
            )
        ):
            environment().from_string(source).render(fields)  # type: ignore[attr-defined]


@pytest.mark.parametrize("payload", PAYLOADS)
def test_a_name_pattern_with_it_is_refused(payload: str) -> None:
    kind = get_kind("responsibility-letter")
    record, _ = pipeline.record_of(str(LETTER))
    for source in (payload, NAMES.sub("title", payload)):
        with pytest.raises(TemplateError) as caught:
            compile_pattern(source, kind, pipeline.DERIVED).fill(dict(record.data))
        assert {d.code for d in caught.value.diagnostics} == {"B406"}


@pytest.mark.parametrize("payload", PAYLOADS)
def test_in_data_it_is_text(payload: str, tmp_path: Path) -> None:
    source = tmp_path / "data.json"
    content = {
        "kind": "annual-summary",
        "title": payload,
        "unit": payload,
        "year": 2026,
        "work": [{"heading": payload, "text": payload}],
    }
    source.write_text(json.dumps(content), encoding="utf-8")
    data, _ = pipeline.fill(pipeline.record_of(str(source))[0])
    # Two stars are bold type in paragraphs, and only there; a long title is broken into lines.
    shown = "".join(piece for piece, _ in parse_bold(payload)).replace("\n", "")
    made = text(data).replace("\n", "").replace(shown, payload)
    assert made.count(payload) == 4


@pytest.mark.parametrize("payload", PAYLOADS)
def test_in_data_that_names_a_file_it_is_text(payload: str, tmp_path: Path) -> None:
    roster = tmp_path / "roster.json"
    unit = payload[:70]
    roster.write_text(json.dumps([{"party_b.unit": unit}]), encoding="utf-8")
    out = tmp_path / "out"
    try:
        plan = make_plan(str(LETTER), str(roster), out, name="{{ party_b.unit }}")
    except DocgenError as error:
        pytest.fail(str(error))
    report = run_plan(plan)
    made = list(out.rglob("*.docx"))
    assert [path.parent for path in made] == [out]
    assert {path.stem for path in made} == {clean(unit)}
    assert len(report.made) == 1


def test_the_ear_hears(nothing_runs: list[str]) -> None:
    Path("/etc/hostname").exists()
    try:
        with open("/etc/hostname"):  # noqa: PTH123  (the builtin is what is listened to)
            pass
    except OSError:
        pass
    assert len(nothing_runs) == 1
    nothing_runs.clear()


def test_what_a_template_needs_still_works(fill: Callable[..., bytes]) -> None:
    made = text(
        fill(
            "{{p body }}",
            "{{ title.strip() }}{{ unit|upper }}{{ title|replace('题', '目') }}",
            "{% for x in work %}{{ loop.index }}{{ x.heading }}{{ x['text'] }}{% endfor %}",
            "{% set n = 1 + 2 * 3 %}{{ n }}{{ title ~ unit }}{{ title + unit }}",
            "{% if '题' in title and title != unit and year == 2026 %}是{% else %}否{% endif %}",
            "{% if unit in ('单位', '乙') and unit not in ['丙'] %}甲{% endif %}{{ title[:1] }}",
            "{{ unit if false else work|length }}",
            "{{ work|join('、', attribute='heading') }}{{ [3, 1, 2]|sort|join }}{{ [1, 2]|sum }}",
            "{{ opening|default('无') }}{% if opening is defined %}有{% endif %}{{ 7 % 4 }}",
        )
    )
    assert made.splitlines()[-8:] == [
        "题单位目", "1一文", "7题单位题单位", "是", "甲题", "1", "一1233", "无3",
    ]  # fmt: skip
    assert not LEAKS.search(made)
