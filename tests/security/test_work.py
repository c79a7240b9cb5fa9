"""Work without end stops as a finding: the same one on every machine, long before it hurts."""

from __future__ import annotations

import resource
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from docgen import pipeline
from docgen.batch.names import NamePattern
from docgen.errors import DataError, TemplateError
from docgen.kinds import get_kind

TEN = "['a','a','a','a','a','a','a','a','a','a']"
LETTER = Path(__file__).parents[2] / "samples" / "responsibility-letter.yaml"
START = "{% set x = title %}{% set y = title %}"


def nested(inner: str, depth: int = 10) -> list[str]:
    loops = [f"{{%p for v{i} in {TEN} %}}" for i in range(depth)]
    return [*loops, inner, *["{%p endfor %}"] * depth]


BOMBS = {
    "nested loops": nested("{{ title }}"),
    "nested loops that print nothing": nested("{%p set x = title %}"),
    "nested loops in one line": ["".join(nested("", 10)).replace("%p", "%")],
    "a long text in a loop": [*nested("字" * 20_000, 5)],
    "a text doubled by ~": [START + "{% set x = x ~ x %}" * 60 + "{{ x }}"],
    "a text doubled by +": [START + "{% set x = x + x %}" * 60 + "{{ x }}"],
    "a list doubled by +": ["{% set x = ['a'] %}" + "{% set x = x + x %}" * 60 + "{{ x|join }}"],
    "replace": [START + "{% set x = x|replace(title, title ~ title) %}" * 60 + "{{ x }}"],
    "join": [START + "{% set x = [x, x, x]|join(x) %}" * 40 + "{{ x }}"],
    "escape": ["{% set x = '<' %}" + "{% set x = x ~ x %}" * 20 + "{{ x|e }}" * 100],
    "lists in lists, printed": [
        "{% set x = ['a'] %}" + "{% set x = [x, x] %}" * 60 + "{{ x|string }}"
    ],
    "lists in lists, compared": [
        "{% set x = ['a'] %}{% set y = ['a'] %}"
        + "{% set x = [x, x] %}{% set y = [y, y] %}" * 60
        + "{% if x == y %}1{% endif %}"
    ],
    "lists in lists, searched": [
        "{% set x = ['a'] %}{% set y = ['a'] %}"
        + "{% set x = [x, x] %}{% set y = [y, y] %}" * 60
        + "{% if x in [y] %}1{% endif %}"
    ],
    "lists in lists, sorted": [
        "{% set x = ['a'] %}{% set y = ['a'] %}"
        + "{% set x = [x, x] %}{% set y = [y, y] %}" * 60
        + "{% for a in [x, y]|sort %}1{% endfor %}"
    ],
    "lists in lists, summed": ["{% set x = [['a']] %}" + "{% set x = [x, x]|sum(start=[]) %}" * 60],
    "slices kept": [
        START + "{% set x = x ~ x %}" * 21 + "{% set y = y ~ x[1:] %}" * 60 + "{{ y }}"
    ],
    "20 loops more than Python compiles": nested("a", 30),
    "deep brackets": ["{{ " + "(" * 3000 + "1" + ")" * 3000 + " }}"],
    "a long chain": ["{{ title" + ".a" * 30_000 + " }}"],
    "a long sum": ["{{ 1" + "+1" * 30_000 + " }}"],
    "a long number": ["{{ " + "9" * 6000 + " }}"],
    "deep sections": ["{% if title %}"] * 300 + ["{% endif %}"] * 300,
    "openings that never close": ["{{" * 200_000],
    "a macro that calls itself": ["{% macro f() %}{{ f() }}{{ f() }}{% endmacro %}{{ f() }}"],
}


@pytest.mark.parametrize("name", BOMBS)
def test_a_template_without_end_is_a_finding(name: str, fill: Callable[..., bytes]) -> None:
    with pytest.raises(TemplateError) as caught:
        fill("{{p body }}", *BOMBS[name])
    assert all(d.code.startswith("T3") and d.message for d in caught.value.diagnostics)


@pytest.mark.parametrize("name", ["nested loops", "a text doubled by ~"])
def test_where_docxtpl_renders_too(name: str, fill: Callable[..., bytes]) -> None:
    with pytest.raises(TemplateError) as caught:
        fill("{{p body }}", "{{r unit }}", *BOMBS[name])
    assert {d.code for d in caught.value.diagnostics} == {"T306"}


@pytest.mark.parametrize("name", ["nested loops in one line", "a text doubled by ~", "replace"])
def test_a_name_pattern_without_end_is_a_finding(name: str) -> None:
    record, _ = pipeline.record_of(str(LETTER))
    pattern = NamePattern("".join(BOMBS[name]), get_kind("responsibility-letter"))
    with pytest.raises(DataError) as caught:
        pattern.render(record)
    assert {d.code for d in caught.value.diagnostics} == {"B406"}


MEASURED = """
import resource, sys
sys.path.insert(0, sys.argv[1])
from security.test_work import BOMBS
from docgen import pipeline
from docgen.errors import TemplateError
import docx
for name, paragraphs in BOMBS.items():
    document = docx.Document()
    for paragraph in ["{{p body }}", *paragraphs]:
        document.add_paragraph(paragraph)
    document.save(sys.argv[2])
    pipeline.get_template.cache_clear()
    try:
        pipeline.fill(pipeline.record_of(sys.argv[3])[0], template=sys.argv[2])
    except TemplateError:
        print(name)
"""


def test_all_of_them_fit_into_a_gigabyte_and_ten_seconds_each(
    data: Path, tmp_path: Path, nothing_runs: list[str]
) -> None:
    def bounds() -> None:
        resource.setrlimit(resource.RLIMIT_AS, (1 << 30, 1 << 30))
        resource.setrlimit(resource.RLIMIT_CPU, (10 * len(BOMBS), 10 * len(BOMBS)))

    tests = Path(__file__).parents[1]
    done = subprocess.run(
        [sys.executable, "-c", MEASURED, str(tests), str(tmp_path / "own.docx"), str(data)],
        capture_output=True,
        text=True,
        preexec_fn=bounds,
        check=False,
        env={"PYTHONPATH": str(tests.parent / "src"), "PYTHONUTF8": "1"},
    )
    nothing_runs.clear()
    assert done.stderr == ""
    assert done.stdout.splitlines() == list(BOMBS)
