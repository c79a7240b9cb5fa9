"""Tags and name patterns may use the Chinese titles of the fields."""

from __future__ import annotations

from pathlib import Path

import docx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jinja2 import Environment, meta

from docgen import pipeline
from docgen.batch import make_plan
from docgen.render.chinese_names import free_names
from ooxml import text

SAMPLES = Path(__file__).parents[2] / "samples"


@pytest.mark.parametrize(
    ("chinese", "english"),
    [
        (["{{ 标题 }}"], ["{{ title }}"]),
        (
            ["{{ 乙方.单位 }}（{{ 乙方['负责人'] }}）"],
            ["{{ party_b.unit }}（{{ party_b['representative'] }}）"],
        ),
        (
            ["{%p for 项 in 考核指标 %}", "{{ 项.指标名称 }}：{{ 项.权重 }}", "{%p endfor %}"],
            ["{%p for t in targets %}", "{{ t.name }}：{{ t.weight }}", "{%p endfor %}"],
        ),
        (
            ["{% if 签订日期 %}有{% else %}无{% endif %}"],
            ["{% if date %}有{% else %}无{% endif %}"],
        ),
    ],
)
def test_chinese_and_english_tags_give_one_text(
    chinese: list[str], english: list[str], tmp_path: Path
) -> None:
    record, _ = pipeline.record_of(str(SAMPLES / "responsibility-letter.yaml"))
    made = []
    for name, tags in (("zh", chinese), ("en", english)):
        document = docx.Document()
        for tag in tags:
            document.add_paragraph(tag)
        path = tmp_path / f"{name}.docx"
        document.save(str(path))
        made.append(text(pipeline.fill(record, template=str(path))[0]))
    assert made[0] == made[1]
    assert "{" not in made[0]


def test_name_patterns(tmp_path: Path) -> None:
    letter = str(SAMPLES / "responsibility-letter.yaml")
    roster = str(SAMPLES / "roster.csv")
    chinese = make_plan(letter, roster, tmp_path, name="{{ 乙方.单位 }}-{{ 编号 }}")
    english = make_plan(letter, roster, tmp_path, name="{{ party_b.unit }}-{{ number }}")
    assert [j.name for j in chinese.jobs()] == [j.name for j in english.jobs()]
    assert chinese.rows == 12


def test_a_number_prints_as_written(tmp_path: Path) -> None:
    letter = (SAMPLES / "responsibility-letter.yaml").read_text(encoding="utf-8")
    file = tmp_path / "letter.yaml"
    file.write_text(letter.replace("weight: 12.5", "weight: 12.50", 1), encoding="utf-8")
    document = docx.Document()
    document.add_paragraph("{% for t in 考核指标 %}{{ t.权重 }} {{ t.权重 + 1 }};{% endfor %}")
    path = tmp_path / "own.docx"
    document.save(str(path))
    record, _ = pipeline.record_of(str(file))
    assert "12.50 13.5;12.5 13.5;" in text(pipeline.fill(record, template=str(path))[0])


def test_chinese_names_where_docxtpl_renders(tmp_path: Path) -> None:
    """`{%r` is a part of the dialect that is not compiled."""
    document = docx.Document()
    paragraph = document.add_paragraph()
    for piece in ("{{ 乙方.单位 }}{%r if 编号 %}", "（{{ 编号 }}）", "{%r endif %}"):
        paragraph.add_run(piece)
    document.add_paragraph("{% for t in 考核指标 %}{{ t.指标名称 }};{% endfor %}")
    path = tmp_path / "own.docx"
    document.save(str(path))
    record, _ = pipeline.record_of(str(SAMPLES / "responsibility-letter.yaml"))
    made = text(pipeline.fill(record, template=str(path))[0])
    assert "云栎水库管理所（安责〔2026〕1号）" in made
    assert "生产安全责任事故;" in made


_ATOMS = st.sampled_from(["a", "b", "x", "loop.index", "'s'", "1"])
_EXPRESSIONS = st.recursive(
    _ATOMS,
    lambda inner: st.one_of(
        st.builds("{}.a".format, inner),
        st.builds("({} ~ {})".format, inner, inner),
        st.builds("({} if {} else {})".format, inner, inner, inner),
        st.builds("[{}, {}]".format, inner, inner),
    ),
    max_leaves=4,
)
_TEMPLATES = st.recursive(
    st.builds("{{{{ {} }}}}".format, _EXPRESSIONS),
    lambda inner: st.one_of(
        st.builds("{}{}".format, inner, inner),
        st.builds("{{% if {} %}}{}{{% else %}}{}{{% endif %}}".format, _EXPRESSIONS, inner, inner),
        st.builds(
            "{{% for {} in {}{} %}}{}{{% else %}}{}{{% endfor %}}".format,
            st.sampled_from(["a", "x", "a, b"]),
            _EXPRESSIONS,
            st.sampled_from(["", " if x", " if a.b"]),
            inner,
            inner,
        ),
    ),
    max_leaves=6,
)


@settings(max_examples=300, deadline=None)
@given(source=_TEMPLATES)
def test_free_names_are_those_that_jinja_finds(source: str) -> None:
    parse = Environment().parse
    assert free_names(parse(source)) == meta.find_undeclared_variables(parse(source))
