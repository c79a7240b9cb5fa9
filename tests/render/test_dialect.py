"""Every form of docxtpl's dialect: ``render`` and ``batch`` make what docxtpl itself makes."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import docx
import pytest
import yaml
from docx.document import Document as DocxDocument
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docxtpl import DocxTemplate, RichText
from jinja2 import Environment

from docgen import pipeline
from docgen.batch import Plan, make_plan, run_plan
from docgen.batch.task import maker_of
from docgen.batch.variant import Variant, Way
from docgen.compose import compose
from docgen.errors import TemplateError, Unusual
from docgen.render.chinese_names import aliased
from docgen.render.engine import context_of
from ooxml import canonical, members

NOTES = "application/vnd.openxmlformats-officedocument.wordprocessingml.{}+xml"
RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/{}"
MAIN = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"

LETTER: dict[str, Any] = {
    "kind": "responsibility-letter",
    "title": '2026年A & B <安全> "责任书"',
    "number": "安责〔2026〕1号",
    "year": 2026,
    "party_a": {"unit": "甲 & 乙局", "post": "局长"},
    "party_b": {"unit": "丙<丁>厂", "representative": "田'知"},
    "preamble": "第一行\n第二行**粗**\n",
    "duties_b": ["每月排查隐患。", "24小时值班。", "每季演练。"],
    "targets": [
        {"name": "甲指标", "target": "0", "weight": 60},
        {"name": "乙指标", "target": "≥98 %", "weight": 27.5},
        {"name": "丙指标", "target": "<2", "weight": 12.5},
    ],
    "date": "2026-01-05",
    "copies": 2,
    "holders": "双方各执一份",
}
ROWS: list[dict[str, Any]] = [
    {
        "number": f"安责〔2026〕{n}号",
        "party_b": {"unit": f"第{n}<站> & 所", "representative": f"田{n}"},
        "duties_b": LETTER["duties_b"][: 1 + n % 3],
        "targets": [{"name": f"指标{k}", "target": f"≥{n} & {k}", "weight": 50} for k in range(2)],
        "preamble": f"第{n}行\n**又**一行",
        "copies": 2 + n % 2,
    }
    for n in range(1, 11)
]
"""Ten rows: the first two of a shape go the whole way, the rest the short one."""


def lines(*texts: str) -> Callable[[DocxDocument], None]:
    """A paragraph a text; ``│`` begins another run, every other one bold."""

    def build(d: DocxDocument) -> None:
        for text in texts:
            paragraph = d.add_paragraph()
            for i, piece in enumerate(text.split("│")):
                paragraph.add_run(piece).bold = bool(i % 2) or None

    return build


def table(*rows: tuple[str, ...]) -> Callable[[DocxDocument], None]:
    """A table of ``rows``."""

    def build(d: DocxDocument) -> None:
        made = d.add_table(rows=len(rows), cols=len(rows[0]))
        for row, texts in zip(made.rows, rows, strict=True):
            for cell, text in zip(row.cells, texts, strict=True):
                cell.text = text

    return build


def header_and_footer(d: DocxDocument) -> None:
    d.add_paragraph("正文")
    d.sections[0].different_first_page_header_footer = True
    d.sections[0].header.paragraphs[0].text = "{{ party_b.unit }}"
    d.sections[0].first_page_header.paragraphs[0].text = "首页 {{ title }}"
    d.sections[0].footer.paragraphs[0].text = "{% if number %}{{ number }}{% endif %}"


def properties(d: DocxDocument) -> None:
    d.add_paragraph("正文")
    d.core_properties.title = "{{ number }}"
    d.core_properties.author = "{{ party_a.post }}"
    d.core_properties.subject = "{% if copies > 1 %}正本{% else %}副本{% endif %}"
    d.core_properties.comments = "{{ copies }}份"


def colspan(d: DocxDocument) -> None:
    table(
        ("{% colspan targets|length %}{{ title }}", "", ""),
        ("{%tc for t in targets %}", "{{ t.name }}", "{%tc endfor %}"),
    )(d)
    first = d.tables[0].rows[0]._tr
    for cell in first.tc_lst[1:]:
        first.remove(cell)


def notes(name: str, note: str, reference: str) -> Callable[[DocxDocument], None]:
    """A document with one foot- or endnote."""

    def build(d: DocxDocument) -> None:
        paragraph = d.add_paragraph("{{ title }}")
        run = paragraph.add_run()._r
        run.append(docx.oxml.parse_xml(f'<w:{reference} xmlns:w="{MAIN}" w:id="1"/>'))
        xml = (
            f'<w:{name} xmlns:w="{MAIN}"><w:{note} w:id="1"><w:p><w:r><w:t>'
            "注：{{ party_b.unit }}{% if copies > 1 %}两份{% endif %}"
            f"</w:t></w:r></w:p></w:{note}></w:{name}>"
        )
        part = Part(PackURI(f"/word/{name}.xml"), NOTES.format(name), xml.encode(), d.part.package)
        d.part.relate_to(part, RELATION.format(name))

    return build


def drawings(d: DocxDocument) -> None:
    picture = Path(docx.__file__).parent / "templates" / "default-docx-template"
    assert picture.parent.is_dir()
    d.add_paragraph("{%p for duty in duties_b %}")
    paragraph = d.add_paragraph("{{ duty }}")
    paragraph.add_run().add_picture(io.BytesIO(PNG))
    d.add_paragraph("{%p endfor %}")


PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108020000009077"
    "53de0000000c4944415408d763f8cfc000000301010018dd8db00000000049454e44ae426082"
)

_EMPTY = re.compile(r" *<dc:(?:identifier|language)[^>]*></dc:\w+>\n")

COMPILED: dict[str, Callable[[DocxDocument], None]] = {
    "field": lines("{{ title }}（{{ number }}），{{ party_a.unit }}{{party_b.unit}}。{{ date }}"),
    "chinese names": lines("{{ 标题 }}，{{ 乙方.单位 }}", "{{ 编号 }}"),
    "numbers": lines("{{ copies }}份 {{ copies + 1 }} {{ copies * 2 - 1 }}"),
    "listing": lines("{{ preamble }}", "引言：│{{ preamble }}│完"),
    "paragraph loop": lines(
        "{%p for t in targets %}", "{{ loop.index }}. {{ t.name }}：{{ t.target }}", "{%p endfor %}"
    ),
    "paragraph if": lines(
        *("{%p if copies > 5 %}", "多", "{%p elif copies == 2 %}", "两份 {{ number }}"),
        *("{%p else %}", "{{ copies }}份", "{%p endif %}"),
    ),
    "two tags in a paragraph": lines(
        "{%p if number %}{%p if copies > 1 %}", "两", "{%p endif %}{%p endif %}"
    ),
    "row loop": table(
        ("名称", "目标"),
        ("{%tr for t in targets %}", ""),
        ("{{ t.name }}", "{{ t.target }}"),
        ("{%tr endfor %}", ""),
    ),
    "row if": table(
        ("{%tr if copies > 1 %}", ""), ("甲", "{{ number }}"), ("{%tr endif %}", ""), ("末", "行")
    ),
    "nested loops": lines(
        *("{%p for t in targets %}", "{{ loop.index }} {{ t.name }}", "{%p for d in duties_b %}"),
        *("{{ loop.index }}/{{ loop.length }} {{ d }} {{ t.target }}", "{%p endfor %}"),
        "{%p endfor %}",
    ),
    "loop variables": lines(
        "{% for t in targets %}{{ loop.index }}{{ loop.index0 }}{{ loop.revindex }}"
        "{{ loop.revindex0 }}{{ loop.length }}{% if loop.first %}始{% endif %}"
        "{% if not loop.last %}、{% endif %}{{ loop.cycle('奇', '偶') }}{% endfor %}"
    ),
    "loop with a filter": lines("{% for t in targets if t.weight > 20 %}{{ t.name }}{% endfor %}"),
    "loop with else": lines("{% for t in attachments %}有{% else %}无附件{% endfor %}"),
    "loop over fields": lines("{% for k, v in party_b.items() %}{{ k }}={{ v }}；{% endfor %}"),
    "inline if": lines(
        "{% if targets|length > 1 %}多项{% elif copies %}几份{% else %}一项{% endif %}完"
    ),
    "conditional expression": lines("{{ '两份' if copies == 2 else '一份' }}"),
    "set": lines("{%p set n = copies + 1 %}", "{{ n }}{% set m = number %}{{ m }}"),
    "with": lines("{% with u = party_b.unit %}{{ u }}{% endwith %}"),
    "chosen from a list": lines("一式{{ ['', '一', '两', '三'][copies] }}份"),
    "slices": lines("{{ number[:2] }}{{ title[-3:] }}{{ targets[0].name }}{{ duties_b[-1] }}"),
    "joined": lines("{{ number ~ '／' ~ party_b.unit }}"),
    "methods": lines("{{ number.upper() }}{% if number.startswith('安') %}安{% endif %}"),
    "comments": lines("前{# 注 {{ title }} #}后", "{#p 整段不要 #}", "{{ number }}"),
    "row comment": table(("{#tr 整行不要 #}", ""), ("{{ number }}", "留")),
    "split over runs": lines(
        "甲方：{{ party│_a.unit│ }}，乙方：{│{ party_b.unit }│} 完",
        "{% if co│pies > 1 %}多│份{% en│dif %}。",
    ),
    "split block tags": lines("{│%p for t in│ targets %}", "{{ t.name }}", "{%p e│ndfor %}"),
    "smart quotes": lines(
        "{% if number == “安责〔2026〕1号” %}是{% else %}否{% endif %}",
        "{{ number|replace(‘号’, ’’) }}",
    ),
    "comparison with markup": lines("{% if copies < 3 and copies >= 1 %}一{% endif %}{{ '<>' }}"),
    "escaped braces": lines("{_{ 示例 }_} {_% if %_} {{ number }}"),
    "filters": lines(
        "{{ targets|length }}{{ targets|count }}{{ title|upper|lower|trim }}",
        "{{ targets|join('、', attribute='name') }}",
        "{{ targets|sum(attribute='weight') }}{{ copies|float }}{{ copies|int }}{{ -copies|abs }}",
        "{{ (targets|first).name }}{{ (targets|last).name }}{{ number|default('无') }}",
        "{{ number|d('无') }}{{ 'abc'|capitalize }}{{ 'a b'|title }}{{ 2.567|round(1) }}",
        "{{ number|replace('安', '<平>') }}{{ number|string }}{{ '<'|e }}{{ '>'|escape }}",
        "{% for d in duties_b|sort|reverse|list|unique %}{{ d }}{% endfor %}",
    ),
    "tests": lines(
        "{% if number is defined and copies is number %}甲{% endif %}"
        "{% if copies is odd or copies is divisibleby 2 %}乙{% endif %}"
        "{% if title is string and targets is sequence and party_a is mapping %}丙{% endif %}"
    ),
    "header and footer": header_and_footer,
    "properties": properties,
    "footnotes": notes("footnotes", "footnote", "footnoteReference"),
    "endnotes": notes("endnotes", "endnote", "endnoteReference"),
    "drawings": drawings,
    "slots": lines("前", "{{p body }}", "{{p signoff }}", "后"),
}
FOREIGN: dict[str, Callable[[DocxDocument], None]] = {
    "cell loop": table(
        ("{%tc for t in targets %}", "{{ t.name }}", "{%tc endfor %}"),
        ("{%tc for t in targets %}", "{{ t.target }}", "{%tc endfor %}"),
    ),
    "cell if": table(("{%tc if copies > 1 %}", "{{ number }}", "{%tc endif %}", "末")),
    "cell comment": table(("{#tc 不要 #}", "{{ number }}")),
    "colspan": colspan,
    "cell background": table(
        ("{% cellbg 'FF0000' if copies == 2 else '00FF00' %}{{ title }}", "{{ number }}")
    ),
    "vertical merge": table(
        ("{%tr for t in targets %}", ""),
        ("{% vm %}{{ number }}", "{{ t.name }}"),
        ("{%tr endfor %}", ""),
    ),
    "horizontal merge": table(
        ("{%tc for t in targets %}", "{% hm %}{{ number }}", "{%tc endfor %}"),
        ("{%tc for t in targets %}", "{{ t.name }}", "{%tc endfor %}"),
    ),
    "rich text": lines("前│{{r title }}│后", "{{r preamble }}"),
    "run if": lines("前{%r if copies > 1 %}│{{ number }}│{%r endif %}后"),
    "joined with the paragraph before": lines(
        "前", "{%- if copies > 1 %}两份", "{%- else %}一份", "{%- endif %}后"
    ),
    "joined with the paragraph after": lines(
        "甲{% if copies > 1 -%}", "{{ number }}{% endif -%}", "完"
    ),
    "beside properties": lambda d: (properties(d), lines("{%r if copies %}有{%r endif %}")(d)),  # type: ignore[func-returns-value]
    "beside endnotes": lambda d: (  # type: ignore[func-returns-value]
        FOREIGN["run if"](d),
        COMPILED["endnotes"](d),
    ),
}
FORMS = {**COMPILED, **FOREIGN}


@pytest.fixture
def template(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    path = tmp_path / "template.docx"
    document = docx.Document()
    FORMS[request.param](document)
    document.save(str(path))
    return str(path)


def written(folder: Path, data: dict[str, Any]) -> str:
    path = folder / "letter.yaml"
    path.write_text(yaml.safe_dump(data, allow_unicode=True, sort_keys=False), "utf-8")
    return str(path)


def rich(text: str) -> RichText:
    """``text`` as docxtpl's own users would give it: ``**`` makes bold."""
    out = RichText()
    for i, piece in enumerate(text.strip().split("**")):
        if piece:
            out.add(piece, bold=bool(i % 2))
    return out


def by_docxtpl(letter: str, template: str) -> dict[str, bytes]:
    """What docxtpl makes of ``template``, given what docgen's tags can name."""
    record = pipeline.record_of(letter)[0]
    document = compose(record)
    compiled = pipeline.get_template(record.kind, document.layout, template)
    context = context_of(document, compiled)
    if any("标题" in p.text for p in docx.Document(template).paragraphs):
        context = dict(aliased(context, record.kind.schema, record.kind))
    made = DocxTemplate(template)
    environment = Environment(autoescape=True)
    if "{{r" in "".join(p.text for p in docx.Document(template).paragraphs):
        context |= {k: rich(record.data[k]) for k in ("title", "preamble")}
    made.render(context, environment, autoescape=True)
    for part in made.docx.part.package.parts:
        # docxtpl leaves endnotes out; they are to come out as footnotes do.
        if part.partname == "/word/endnotes.xml":
            xml = made.patch_xml(part.blob.decode())
            part._blob = made.render_xml_part(xml, part, context, environment).encode()
    out = io.BytesIO()
    made.save(out)
    return members(out.getvalue())


def compared(parts: dict[str, bytes]) -> dict[str, str]:
    """The parts with text of their own, as canonical XML.

    docxtpl adds two empty properties to every file; styles of ours are added to a template's.
    """
    return {
        name: _EMPTY.sub("", canonical(data))
        for name, data in sorted(parts.items())
        if name.endswith(".xml") and name not in ("[Content_Types].xml", "word/styles.xml")
    }


@pytest.mark.parametrize("template", FORMS, indirect=True)
def test_render_makes_what_docxtpl_makes(template: str, tmp_path: Path) -> None:
    letter = written(tmp_path, LETTER)
    ours, _ = pipeline.fill(pipeline.record_of(letter)[0], template=template)
    assert compared(members(ours)) == compared(by_docxtpl(letter, template))


@pytest.mark.parametrize("template", FORMS, indirect=True)
def test_batch_makes_what_docxtpl_makes(template: str, tmp_path: Path) -> None:
    plan = planned(template, tmp_path)
    report = run_plan(plan)
    assert not report.failed
    assert len(report.made) == len(ROWS)
    for outcome, row in list(zip(report.made, ROWS, strict=True))[1::4]:
        theirs = by_docxtpl(written(tmp_path, {**LETTER, **row}), template)
        assert compared(members(report.path(outcome))) == compared(theirs)


def planned(template: str, folder: Path) -> Plan:
    letter = written(folder, LETTER)
    roster = folder / "roster.yaml"
    roster.write_text(yaml.safe_dump(ROWS, allow_unicode=True, sort_keys=False), "utf-8")
    return make_plan(letter, str(roster), folder / "out", name="{{ number }}", template=template)


@pytest.mark.parametrize("template", COMPILED, indirect=True)
def test_what_is_compiled_takes_the_short_way(template: str, tmp_path: Path) -> None:
    """Otherwise the test above would see the whole way only."""
    plan = planned(template, tmp_path)
    maker = maker_of(plan.packed)
    jobs = [(job, row) for job, row in plan.with_rows() if job.way]
    assert len(jobs) == len(ROWS) - 3
    for job, row in jobs:
        laid = maker._lay(row, None)
        variant = maker._variants[laid.columns]
        assert isinstance(variant, Variant)
        try:
            made = {variant.make(variant.typed(laid.values, w), w) for w in {job.way, Way.SHORT}}
        except Unusual:
            pytest.fail("the short way was not taken")
        assert len(made) == 1


@pytest.mark.parametrize("template", FOREIGN, indirect=True)
def test_what_is_left_to_docxtpl_is_said_once(template: str, tmp_path: Path) -> None:
    _, told = pipeline.fill(pipeline.record_of(written(tmp_path, LETTER))[0], template=template)
    assert [d.code for d in told].count("T333") == 1
    report = run_plan(planned(template, tmp_path))
    assert [d.code for d in report.findings].count("T333") == 1


def test_marks_in_constants_and_properties_are_escaped_once(tmp_path: Path) -> None:
    """docxtpl reads ``&`` in a tag as ``&amp;``, and escapes properties twice."""
    document = docx.Document()
    document.add_paragraph("{{ '<&>' }}{{ title }}")
    document.core_properties.title = "{{ title }}"
    document.save(str(tmp_path / "t.docx"))
    record = pipeline.record_of(written(tmp_path, LETTER))[0]
    made = docx.Document(io.BytesIO(pipeline.fill(record, template=str(tmp_path / "t.docx"))[0]))
    assert made.core_properties.title == LETTER["title"]
    assert made.paragraphs[0].text == f"<&>{LETTER['title']}"


def test_a_tab_stays_in_its_run(tmp_path: Path) -> None:
    """docxtpl makes three runs of one for each tab; Word shows the same."""
    document = docx.Document()
    document.add_paragraph("{{ holders }}")
    document.save(str(tmp_path / "t.docx"))
    record = pipeline.record_of(written(tmp_path, {**LETTER, "holders": "甲\t乙"}))[0]
    made = docx.Document(io.BytesIO(pipeline.fill(record, template=str(tmp_path / "t.docx"))[0]))
    assert made.paragraphs[0].text == "甲\t乙"
    assert len(made.paragraphs[0].runs) == 1


def test_strictness_where_docxtpl_prints_anything(tmp_path: Path) -> None:
    """docxtpl prints nothing for what is not there, Python for a list, True for a truth."""
    record = pipeline.record_of(written(tmp_path, LETTER))[0]
    for tag, code in (
        ("{{ holders_b }}", "T303"),
        ("{{ targets }}", "T305"),
        ("{{ term.text }}", "T304"),
    ):
        document = docx.Document()
        document.add_paragraph(tag)
        document.save(str(tmp_path / f"{code}.docx"))
        with pytest.raises(TemplateError) as caught:
            pipeline.fill(record, template=str(tmp_path / f"{code}.docx"))
        assert [d.code for d in caught.value.diagnostics] == [code]
    document = docx.Document()
    document.add_paragraph("{{ copies == 2 }}")
    document.save(str(tmp_path / "truth.docx"))
    made = docx.Document(
        io.BytesIO(pipeline.fill(record, template=str(tmp_path / "truth.docx"))[0])
    )
    assert made.paragraphs[0].text in ("yes", "是")
