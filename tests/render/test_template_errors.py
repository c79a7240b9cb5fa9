"""A wrong template gets a finding each, naming what and where; never a silent loss."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import docx
import pytest
from docx.document import Document as DocxDocument

from docgen import pipeline
from docgen.errors import TemplateError

DATA = "kind: annual-summary\ntitle: 题\nunit: 单位\nyear: 2026\nwork: [{heading: 一, text: 文}]\n"


def fill(tmp_path: Path, *paragraphs: str, build: Callable[[DocxDocument], Any] | None = None):
    document = docx.Document()
    for paragraph in paragraphs:
        document.add_paragraph(paragraph)
    if build:
        build(document)
    path = tmp_path / "own.docx"
    document.save(str(path))
    source = tmp_path / "data.yaml"
    source.write_text(DATA, encoding="utf-8")
    pipeline.get_template.cache_clear()
    return pipeline.fill(pipeline.record_of(str(source))[0], template=str(path))


@pytest.mark.parametrize(
    ("tag", "code"),
    [
        ("{{ titel }}", "T303"),
        ("{{ 标的 }}", "T303"),
        ("{{ unit.nothing }}", "T304"),
        ("{{ opening }}", "T304"),
        ("{{ work }}", "T305"),
        ("{{ title", "T313"),
        ("{% if title %}", "T314"),
        ("{%p if title %}旁边的字{%p endif %}", "T307"),
        ("{{ title|nosuch }}", "T306"),
        ("{{ title.__class__ }}", "T306"),
        ("{{ ''.__class__.__mro__[1].__subclasses__() }}", "T306"),
        ("{{ title * 1000000000 }}", "T306"),
        ("{% include 'x' %}", "T306"),
        ("{{ range(3) }}", "T317"),
        ("{{ 1/0 }}", "T302"),
    ],
)
def test_refused(tag: str, code: str, tmp_path: Path) -> None:
    with pytest.raises(TemplateError) as caught:
        fill(tmp_path, "{{p body }}", tag)
    assert {d.code for d in caught.value.diagnostics} == {code}
    assert caught.value.exit_code == 4
    assert caught.value.diagnostics[0].where.file.endswith("own.docx")


def test_all_findings_at_once_each_with_its_part(tmp_path: Path) -> None:
    def header(document: DocxDocument) -> None:
        document.sections[0].header.paragraphs[0].text = "{{ untit }}"

    with pytest.raises(TemplateError) as caught:
        fill(tmp_path, "{{ titel }}", "{{ yaer }}", build=header)
    found = {(d.where.part, d.args["field"]) for d in caught.value.diagnostics}
    assert found == {
        ("word/document.xml", "titel"),
        ("word/document.xml", "yaer"),
        ("word/header1.xml", "untit"),
    }


def test_did_you_mean(tmp_path: Path) -> None:
    with pytest.raises(TemplateError) as caught:
        fill(tmp_path, "{{ titel }}")
    assert "title" in caught.value.diagnostics[0].args["known"]


def test_a_field_that_no_tag_prints_is_told(tmp_path: Path) -> None:
    _, warnings = fill(tmp_path, "{{ title }}")
    assert {(w.args["field"], w.args["title"]) for w in warnings} == {
        ("unit", "单位"),
        ("work", "主要工作"),
    }
    assert {w.code for w in warnings} == {"T308"}


LETTER = str(Path(__file__).parents[2] / "samples" / "responsibility-letter.yaml")


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("{{p body }}", {}),
        # Every value of the body by tags of its own: there is nothing to be said of a body.
        (
            "{{ preamble }}{{ objectives }}{% for t in targets %}{{ t.name }}{% endfor %}"
            "{% for d in duties_a %}{{ d }}{% endfor %}{% for d in duties_b %}{{ d }}{% endfor %}"
            "{{ assessment.method.text }}{{ assessment.rewards.text }}"
            "{{ assessment.penalties.text }}{{ assessment.method.heading }}"
            "{{ assessment.rewards.heading }}{{ assessment.penalties.heading }}"
            "{{ term.start }}{{ term.end }}{{ succession }}{{ copies }}{{ holders }}",
            {},
        ),
        (
            "{{ preamble }}{{ objectives }}{% for t in targets %}{{ t.name }}{% endfor %}"
            "{% for d in duties_a %}{{ d }}{% endfor %}{{ assessment.method.text }}{{ term.start }}"
            "{{ succession }}{{ copies }}{{ holders }}",
            {
                "duties_b": ("乙方责任", ("{{p body }}",)),
                "assessment.method.heading": (
                    "标题",
                    ("{{ assessment.method.heading }}", "{{p body }}"),
                ),
                "assessment.rewards": ("奖励", ("{{p body }}",)),
                "assessment.penalties": ("处罚", ("{{p body }}",)),
                "term.end": ("终止日期", ("{{ term.end }}", "{{p body }}")),
            },
        ),
    ],
    ids=["by its slot", "by tags", "in part"],
)
def test_a_slot_is_lost_only_as_far_as_no_tag_prints_what_is_in_it(
    text: str, told: dict[str, Any], tmp_path: Path
) -> None:
    document = docx.Document()
    for party in ("party_a", "party_b"):
        document.add_paragraph(
            f"{{{{ {party}.unit }}}}{{{{ {party}.representative }}}}{{{{ {party}.post }}}}"
        )
    document.add_paragraph("{{ title }}{{ number }}")
    document.add_paragraph(text)
    document.save(str(tmp_path / "own.docx"))
    _, findings = pipeline.fill(pipeline.record_of(LETTER)[0], template=str(tmp_path / "own.docx"))
    assert {d.args["field"]: (d.args["title"], d.args["ways"]) for d in findings} == told


def test_an_absent_optional_field_is_false_not_printed(tmp_path: Path) -> None:
    fill(tmp_path, "{{p body }}", "{{ title }}{{ unit }}{% if opening %}{{ opening }}{% endif %}")


@pytest.mark.parametrize("content", [b"", b"not a zip", b"PK\x05\x06" + b"\0" * 18])
def test_not_a_template(content: bytes, tmp_path: Path) -> None:
    source, own = tmp_path / "data.yaml", tmp_path / "own.docx"
    source.write_text(DATA, encoding="utf-8")
    own.write_bytes(content)
    pipeline.get_template.cache_clear()
    with pytest.raises(TemplateError) as caught:
        pipeline.fill(pipeline.record_of(str(source))[0], template=str(own))
    assert caught.value.diagnostics[0].code == "T301"


def test_a_shipped_layout_without_a_place_for_a_field_refuses(tmp_path: Path) -> None:
    letter = Path(__file__).parents[2] / "samples" / "responsibility-letter.yaml"
    checked, _ = pipeline.record_of(str(letter))
    with pytest.raises(TemplateError) as caught:
        pipeline.fill(checked, layout="report")
    assert {d.code for d in caught.value.diagnostics} == {"T309"}
    assert "number" in {d.args["field"] for d in caught.value.diagnostics}


def test_a_layout_that_does_not_fit_the_kind_is_said_in_one_sentence() -> None:
    summary = Path(__file__).parents[2] / "samples" / "annual-summary.yaml"
    checked, _ = pipeline.record_of(str(summary))
    with pytest.raises(TemplateError) as caught:
        pipeline.fill(checked, layout="agreement")
    assert [d.code for d in caught.value.diagnostics] == ["T330"]


@pytest.mark.parametrize(
    ("tag", "field"),
    [("{{ unit.nothing }}", "unit.nothing"), ("{{ work[9].text }}", "work[9].text")],
)
def test_an_absent_field_is_told_by_its_whole_path(tag: str, field: str, tmp_path: Path) -> None:
    with pytest.raises(TemplateError) as caught:
        fill(tmp_path, "{{p body }}", tag)
    assert [d.args["field"] for d in caught.value.diagnostics] == [field]


def test_tags_nested_without_end_are_refused_at_once(tmp_path: Path) -> None:
    """With every level open, finding the fields of the next one took a multiple of the time."""
    loops = [f"{{%p for a{n} in work %}}" for n in range(60)]
    with pytest.raises(TemplateError) as caught:
        fill(tmp_path, *loops, "{{ title }}", *["{%p endfor %}"] * 60)
    assert {d.code for d in caught.value.diagnostics} == {"T302"}


def test_filters_that_may_be_used_are_named(tmp_path: Path) -> None:
    with pytest.raises(TemplateError) as caught:
        fill(tmp_path, "{{p body }}", "{{ title|nosuch }}")
    [refused] = caught.value.diagnostics
    assert "|nosuch" in refused.message
    assert all(name in refused.hint for name in ("default", "join", "upper"))
    assert "map" not in refused.hint
