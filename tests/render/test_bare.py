"""Templates that are rendered without Jinja print what Jinja prints."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jinja2 import Template

from docgen import pipeline
from docgen.diagnostics import Place
from docgen.errors import Unusual
from docgen.kinds import get_kind, kind_names, layout_names, template_path
from docgen.render.bare import Bare
from docgen.render.compiled import compile_part
from docgen.render.environment import plain_environment, text_environment
from docgen.render.printing import in_property, in_text

SAMPLES = Path(__file__).parents[2] / "samples"
DOCUMENTS = [path for path in sorted(SAMPLES.glob("*.yaml")) if path.stem != "roster"]
NOTHING_AND_ALL = [
    "a{{ x }}b{{x}}",
    "{{ x.y }}{{ x.y.z }}",
    "{% if x %}yes{% else %}no{% endif %}",
    "{% if x.y or z %}{{ z }}{% endif %}",
    "{% if not x.preprinted %}<w:p/>{% endif %}",
    "{% for line in x %}<w:p>{{ line }}{{ z }}</w:p>{% endfor %}{% if z %}!{% endif %}",
    "{% for a in x %}{% for b in a.y %}{{ a.z }}{{ b }}{% endfor %}{% endfor %}",
    "{% for x in x %}{{ x }}{% endfor %}",
    "{% if x %}{% for a in z %}{{ a }}{% else %}-{% endfor %}{% endif %}",
    "{{ x.items }}",
    "\n{{ x }}\n",
]
TEXTS = st.text(st.sampled_from("甲<&\n\t'\"1 {%"), max_size=4)
LEAVES = st.none() | st.booleans() | st.integers(-3, 3) | st.floats(-2, 2) | TEXTS
KEYS = st.sampled_from(["x", "y", "z", "items", "preprinted"])
VALUES = st.recursive(
    LEAVES, lambda v: st.lists(v, max_size=3) | st.dictionaries(KEYS, v, max_size=3), max_leaves=6
)


def outcome(renderer: Any, context: Mapping[str, Any]) -> tuple[str, str]:
    try:
        return "", renderer.render(context)
    except Exception as error:
        return type(error).__name__, ""


@pytest.mark.parametrize("is_text", [True, False])
@pytest.mark.parametrize("source", NOTHING_AND_ALL)
@given(data=st.data())
def test_it_prints_what_jinja_prints(source: str, is_text: bool, data: st.DataObject) -> None:
    context = data.draw(st.dictionaries(st.sampled_from(["x", "y", "z"]), VALUES, max_size=3))
    environment = text_environment() if is_text else plain_environment()

    def jinja() -> Template:
        return environment.from_string(source)

    try:
        bare = Bare(source, in_text if is_text else in_property, jinja)
    except Unusual:
        assert "{% else %}-{% endfor" in source
        return
    assert outcome(bare, context) == outcome(jinja(), context)


@pytest.mark.parametrize(
    "source",
    [
        *("{{ x|upper }}", "{{ x + 1 }}", "{{ x[0] }}", "{{ 'x' }}", "{{ 1 }}", "{{ true }}", "{{"),
        *("{# x #}", "{%- if x %}{% endif %}", "{% if x and y %}{% endif %}", "{% if x %}"),
        *("{% endif %}", "{% if x %}{% endfor %}", "{% for a, b in x %}{% endfor %}", "{{ 标题 }}"),
        *("{% for a in x %}{{ loop.index }}{% endfor %}", "{% set a = x %}", "{{ x }}\r\n"),
        *("{% if %}{% endif %}", "{% if x or %}{% endif %}", "{% if not x or y %}{% endif %}"),
        *("{% if x %}{% else %}{% else %}{% endif %}", "{{ x %}", "{% if x }}{% endif %}"),
    ],
)
def test_anything_else_is_left_to_jinja(source: str) -> None:
    with pytest.raises(Unusual):
        Bare(source, in_text, lambda: text_environment().from_string(source))


@pytest.mark.parametrize("layout", layout_names())
def test_shipped_layouts_are_bare_and_name_the_same_fields(layout: str) -> None:
    fitting = 0
    for name in kind_names():
        kind = get_kind(name)
        try:
            template = pipeline.get_template(kind, layout)
        except pipeline.TemplateError:
            continue
        fitting += 1
        used = set()
        for member, source in template.jinja.items():
            assert isinstance(template.dynamic[member], Bare), (member, name)
            is_text = not member.startswith("docProps")
            where = Place(str(template_path(layout)), part=member)
            used |= compile_part(source, is_text, kind, pipeline.DERIVED, where)[1]
        assert template.tags == used
    assert fitting


@pytest.mark.parametrize("sample", DOCUMENTS, ids=lambda p: p.stem)
def test_no_template_engine_is_loaded_for_a_shipped_layout(sample: Path, tmp_path: Path) -> None:
    code = "import sys; from docgen.cli import main; main()"
    watch = f"import atexit, sys; atexit.register(lambda: print('jinja2' in sys.modules)); {code}"
    ran = subprocess.run(
        [sys.executable, "-c", watch, "render", str(sample), "-o", str(tmp_path / "out.docx")],
        capture_output=True,
        text=True,
        check=True,
    )
    assert ran.stdout.splitlines()[-1] == "False"
