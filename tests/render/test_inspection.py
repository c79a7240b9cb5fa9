"""A template read tag by tag: the places, and what is right stays unsaid."""

from __future__ import annotations

from pathlib import Path

import docx
import pytest

from docgen import pipeline
from docgen.diagnostics import Diagnostic, Place
from docgen.errors import TemplateError
from docgen.kinds import get_kind
from docgen.render.paragraphs import paragraphs_of
from templates_from_text import build_template

PRINTED = "{{ title }}{{ unit }}\n{{p body }}\n{{p signoff }}\n{{p appendix }}\n"


def check(tmp_path: Path, text: str) -> tuple[Diagnostic, ...]:
    path = tmp_path / "own.docx"
    path.write_bytes(build_template(PRINTED + text))
    return pipeline.check_template(str(path), get_kind("annual-summary"))


@pytest.mark.parametrize(
    "text",
    [
        "{% for a in attachments %}{{ loop.index }}. {{ a.name }}{% endfor %}",
        "{%p for a in attachments %}\n{{ a.name }}\n{%p endfor %}",
        "| {%tr for a in attachments %} | |\n| {{ a.name }} | {{ a.text }} |\n| {%tr endfor %} | |",
        "{% if work is string %}{{ work }}{% elif opening %}{{ opening }}{% else %}无{% endif %}",
        "{% set x = title %}{{ x }}",
        "{{ 标题 }}{% for 件 in 附件 %}{{ 件.名称 }}{% endfor %}",
        "{%- if date -%}{{ date }}{%- endif -%}",
        "{{ title|default('无') }}{# 说明 #}",
        "{{ ‘引’ ~ title }}",
        "{% for line in byline %}{{ line }}{% endfor %}",
        "一个 { 花括号 } 和 }} 不是标记",
    ],
)
def test_what_is_right_has_no_findings(tmp_path: Path, text: str) -> None:
    assert check(tmp_path, text) == ()


def test_errors_come_in_the_order_of_the_text(tmp_path: Path) -> None:
    found = check(tmp_path, "{% if date %}\n{{ titel }}\n{{ 1号 }}\nheader:{{ untit }}")
    assert [(d.code, d.where.part, d.where.paragraph) for d in found] == [
        ("T314", "word/document.xml", 5),
        ("T303", "word/document.xml", 6),
        ("T317", "word/document.xml", 7),
        ("T303", "word/header1.xml", 1),
    ]


def test_column_is_that_of_the_tag(tmp_path: Path) -> None:
    (found,) = check(tmp_path, "&<附件：{{ titel }}")
    assert found.where.text == "&<附件：{{ titel }}"
    assert found.where.text[(found.where.column or 0) - 1 :] == "{{ titel }}"


def test_wrong_end_is_told_at_both_places(tmp_path: Path) -> None:
    found = check(tmp_path, "{% for a in attachments %}{% if a %}{{ a.name }}\n{% endfor %}")
    assert [(d.code, d.args["tag"]) for d in found] == [("T314", "{% if a %}")]


def test_places_of_nested_tables_and_text_boxes(tmp_path: Path) -> None:
    document = docx.Document()
    document.add_paragraph("一")
    outer = document.add_table(2, 2)
    inner = outer.cell(1, 1).add_table(1, 2)
    inner.cell(0, 1).paragraphs[0].text = "里"
    outer.cell(1, 1).add_paragraph("外")
    document.add_paragraph("二")
    path = tmp_path / "nested.docx"
    document.save(str(path))
    xml = docx.Document(str(path)).element.xml
    found = {p.text: p for p in paragraphs_of(xml, Place("f", part="p")) if p.text}
    assert found["一"].place.paragraph == 1
    assert found["二"].place.paragraph == 2
    place = found["里"].place
    assert (place.table, place.table_row, place.table_column, place.paragraph) == (2, 1, 2, 1)
    assert found["里"].cells == ((1, 2, 2), (2, 1, 2))
    assert found["外"].cells == ((1, 2, 2),)


def test_a_template_is_inspected_before_rendering(tmp_path: Path) -> None:
    template = tmp_path / "own.docx"
    template.write_bytes(build_template(PRINTED + "{{ titel }}\n{{ 1号楼 }}\n{% if x"))
    data = Path(__file__).parents[1] / "cases" / "bad" / "filled.yaml"
    record, _ = pipeline.record_of(str(data))
    pipeline.get_template.cache_clear()
    with pytest.raises(TemplateError) as caught:
        pipeline.fill(record, template=str(template))
    assert [d.code for d in caught.value.diagnostics] == ["T303", "T317", "T313"]
