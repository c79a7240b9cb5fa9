"""docxtpl is the reference: our compiled form gives the same XML for the same template."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import docx
import pytest
from docx.document import Document as DocxDocument

from docgen import pipeline
from docgen.compose import compose
from docgen.layouts import style_definitions
from docgen.package import pack_parts, unpack_parts
from docgen.parts import Parts
from docgen.record import Record
from docgen.render import compile_template, render
from docgen.render.engine import context_of
from docgen.render.reference import render_with_docxtpl
from ooxml import canonical, members

LETTER = """\
kind: responsibility-letter
title: "2026年A & B <安全> \\"责任书\\""
number: 安责〔2026〕1号
year: 2026
party_a: {unit: 甲 & 乙局, post: 局长}
party_b: {unit: 丙<丁>厂}
preamble: |
  第一行
  第二行
targets:
  - {name: 甲指标, target: "0", weight: 60}
  - {name: 乙指标, target: ≥98 %, weight: 40}
"""


@pytest.fixture
def record(tmp_path: Path) -> Record:
    file = tmp_path / "letter.yaml"
    file.write_text(LETTER, encoding="utf-8")
    return pipeline.record_of(str(file))[0]


def split_run(document: DocxDocument, *pieces: str) -> None:
    """A paragraph whose text Word has split into runs of differing looks."""
    paragraph = document.add_paragraph()
    for i, piece in enumerate(pieces):
        paragraph.add_run(piece).bold = bool(i % 2)


def fields(d: DocxDocument) -> None:
    d.add_paragraph("{{ title }}（{{ number }}），甲方 {{ party_a.unit }} {{party_a.post}}。")


def split(d: DocxDocument) -> None:
    split_run(d, "甲方：{{ party", "_a.unit", " }}，乙方：{", "{ party_b.unit }", "} 完")


def paragraph_loop(d: DocxDocument) -> None:
    d.add_paragraph("{%p for t in targets %}")
    d.add_paragraph("{{ loop.index }}. {{ t.name }}：{{ t.target }}")
    d.add_paragraph("{%p endfor %}")


def paragraph_if(d: DocxDocument) -> None:
    d.add_paragraph("{%p if number %}")
    d.add_paragraph("编号 {{ number }}")
    d.add_paragraph("{%p else %}")
    d.add_paragraph("无编号")
    d.add_paragraph("{%p endif %}")


def row_loop(d: DocxDocument) -> None:
    table = d.add_table(rows=4, cols=2)
    cells = ["名称", "目标", "{%tr for t in targets %}", "", "{{ t.name }}", "{{ t.target }}"]
    for cell, text in zip(table._cells, [*cells, "{%tr endfor %}", ""], strict=True):
        cell.text = text


def inline_logic(d: DocxDocument) -> None:
    d.add_paragraph("{% if targets|length > 1 %}多项{% else %}一项{% endif %}{# 注 #}完")


def newlines(d: DocxDocument) -> None:
    d.add_paragraph("{{ preamble }}")


def slot(d: DocxDocument) -> None:
    d.add_paragraph("前")
    d.add_paragraph("{{p body }}")
    d.add_paragraph("后")


def header_and_footer(d: DocxDocument) -> None:
    d.add_paragraph("正文")
    d.sections[0].header.paragraphs[0].text = "{{ party_a.unit }}"
    d.sections[0].footer.paragraphs[0].text = "{% if number %}{{ number }}{% endif %}"


def merged_cells(d: DocxDocument) -> None:
    """A part of the dialect that only docxtpl knows."""
    table = d.add_table(rows=1, cols=3)
    cells = ["{%tc for t in targets %}", "{{ t.name }}", "{%tc endfor %}"]
    for cell, text in zip(table._cells, cells, strict=True):
        cell.text = text


def rich_run(d: DocxDocument) -> None:
    split_run(d, "前{%r if number %}", "{{ number }}", "{%r endif %}后")


BUILDERS = [
    fields,
    split,
    paragraph_loop,
    paragraph_if,
    row_loop,
    inline_logic,
    newlines,
    slot,
    header_and_footer,
    merged_cells,
    rich_run,
]


def template_parts(build: Callable[[DocxDocument], Any]) -> Parts:
    document = docx.Document()
    build(document)
    out = io.BytesIO()
    document.save(out)
    return unpack_parts(out.getvalue(), "template.docx")


@pytest.mark.parametrize("build", BUILDERS, ids=lambda b: b.__name__)
def test_same_xml_as_docxtpl(build: Callable[[DocxDocument], Any], record: Record) -> None:
    parts = template_parts(build)
    profile = pipeline.get_profile()
    styles = dict(style_definitions(profile))
    template = compile_template(
        parts, "template.docx", record.kind, profile, styles, pipeline.DERIVED
    )
    document = compose(record)
    ours, _ = render(document, template)
    theirs = render_with_docxtpl(parts, context_of(document, template))
    for name in template.dynamic:
        assert canonical(ours[name]) == canonical(theirs[name]), name


def test_the_foreign_dialect_falls_back_and_is_known_as_such(record: Record) -> None:
    profile = pipeline.get_profile()
    for build, foreign in ((merged_cells, True), (rich_run, True), (row_loop, False)):
        template = compile_template(
            template_parts(build), "t.docx", record.kind, profile, {}, pipeline.DERIVED
        )
        assert bool(template.foreign) is foreign
        said = [d.code for d in render(compose(record), template)[1]]
        assert ("T330" in said) is foreign


def test_braces_in_the_data_stay(tmp_path: Path) -> None:
    """docxtpl turns {_{ into {{ in the data too; it is only meant in templates."""
    file = tmp_path / "letter.yaml"
    file.write_text(LETTER.replace("安责〔2026〕1号", '"{_{ x }_} {{ 7*7 }}"'), encoding="utf-8")
    record = pipeline.record_of(str(file))[0]
    parts = template_parts(lambda d: d.add_paragraph("{_{ 示例 }_}{{ number }}"))
    template = compile_template(
        parts, "t.docx", record.kind, pipeline.get_profile(), {}, pipeline.DERIVED
    )
    made, _ = render(compose(record), template)
    assert "{{ 示例 }}{_{ x }_} {{ 7*7 }}" in made["word/document.xml"].decode()


def test_every_member_is_there_and_the_result_opens(record: Record, tmp_path: Path) -> None:
    parts = template_parts(header_and_footer)
    template = compile_template(
        parts, "t.docx", record.kind, pipeline.get_profile(), {}, pipeline.DERIVED
    )
    made, _ = render(compose(record), template)
    target = tmp_path / "out.docx"
    target.write_bytes(pack_parts(made))
    assert set(members(target)) == set(parts.names())
    opened = docx.Document(str(target))
    assert opened.sections[0].header.paragraphs[0].text == "甲 & 乙局"
