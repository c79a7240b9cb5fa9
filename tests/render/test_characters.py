"""Nothing vanishes: what is written arrives as written, wherever it stands."""

from __future__ import annotations

import io
import json
from pathlib import Path

import docx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from docgen import pipeline
from docgen.diagnostics import Severity
from docgen.errors import DataError
from ooxml import members, paragraphs, text

AWKWARD = [
    "A & B",
    "a<b",
    "<select>",
    "{{ 7*7 }}",
    "{% if x %}",
    "{_{ y }_}",
    "110101199003078515",
    "00123",
    "3.10",
    "no",
    "“引号”‘单’……——",
    "𠮷野家与䶮",
    "&amp; &#60;",
    "]]>",
    "C:\\temp\\*",
    "tab\there",
    "~",
    "1e400",
]


def template(tmp_path: Path) -> Path:
    """Tags in body, table cell, header, footer and properties."""
    document = docx.Document()
    document.add_paragraph("{{ title }}")
    document.add_table(rows=1, cols=1).cell(0, 0).text = "{{ unit }}"
    document.sections[0].header.paragraphs[0].text = "{{ unit }}"
    document.sections[0].footer.paragraphs[0].text = "{{ signature }}"
    document.core_properties.title = "{{ title }}"
    document.add_paragraph("{{p body }}")
    document.add_paragraph("{{p signoff }}")
    path = tmp_path / "own.docx"
    document.save(str(path))
    return path


def data(value: str) -> dict[str, object]:
    return {
        "kind": "annual-summary",
        "title": value,
        "unit": value,
        "year": 2026,
        "signature": value,
        "opening": value,
        "work": [
            {
                "heading": value,
                "text": value,
                "points": [value],
                "tables": [{"title": value, "columns": [value], "rows": [[value]], "note": value}],
            }
        ],
        "problems": [{"heading": value, "text": value, "owner": value, "status": value}],
    }


@pytest.mark.parametrize("form", ["json", "yaml"])
@pytest.mark.parametrize("value", AWKWARD)
def test_arrives_as_written(value: str, form: str, tmp_path: Path) -> None:
    source = tmp_path / f"data.{form}"
    source.write_text(json.dumps(data(value), ensure_ascii=False), encoding="utf-8")
    checked, _ = pipeline.record_of(str(source))
    made, _ = pipeline.fill(checked, template=str(template(tmp_path)))
    found = members(made)
    # title, unit cell, opening, heading, text, point, caption, column, cell, note, item ×2, name
    body = "\n".join(paragraphs(found["word/document.xml"]))
    assert body.count(value) >= 14
    assert value in "".join(paragraphs(found["word/header1.xml"]))
    assert value in "".join(paragraphs(found["word/footer1.xml"]))
    if "\t" not in value:
        assert docx.Document(io.BytesIO(made)).core_properties.title == value


@pytest.mark.parametrize(
    "layout_field", ["00123", "3.10", "no", "110101199003078515", "on", "0x1F"]
)
def test_unquoted_yaml_keeps_its_text(layout_field: str, tmp_path: Path) -> None:
    source = tmp_path / "data.yaml"
    source.write_text(
        f"kind: annual-summary\ntitle: {layout_field}\nunit: 单位\nyear: 2026\nwork:\n"
        f"  - heading: 表\n    tables:\n      - {{columns: [列], rows: [[{layout_field}]]}}\n",
        encoding="utf-8",
    )
    made, _ = pipeline.fill(pipeline.record_of(str(source))[0])
    assert text(made).split("\n").count(layout_field) == 2


@pytest.mark.parametrize(
    ("raw", "path"),
    [
        (b'title: "a\\x0bb"', ("title",)),
        (b"title: a\x0bb", ("title",)),
        (b'title: "a\\ud800b"', ("title",)),
        (b"title: a\xed\xa0\x80b", ("title",)),
        (b'opening: "\\0"', ("opening",)),
        ("opening: a\ufffeb".encode(), ("opening",)),
    ],
)
def test_what_word_cannot_carry_is_refused_by_field(
    raw: bytes, path: tuple[str, ...], tmp_path: Path
) -> None:
    source = tmp_path / "data.yaml"
    rest = "\nkind: annual-summary\nunit: 单位\nyear: 2026\nwork: 文\n".encode()
    if path != ("title",):
        rest += "title: 题\n".encode()
    source.write_bytes(raw + rest)
    with pytest.raises(DataError) as caught:
        pipeline.record_of(str(source))
    finding = caught.value.diagnostics[0]
    named = finding.path == path or finding.args.get("field") == path[0]
    assert named
    assert finding.where.line == 1


def test_a_lone_surrogate_in_json_is_refused_by_field(tmp_path: Path) -> None:
    source = tmp_path / "data.json"
    source.write_text(json.dumps(data("a\ud800")), encoding="utf-8")
    with pytest.raises(DataError) as caught:
        pipeline.record_of(str(source))
    errors = {d.code for d in caught.value.diagnostics if d.severity is Severity.ERROR}
    assert errors == {"V214"}
    assert ("work", 0, "tables", 0, "rows", 0, 0) in {d.path for d in caught.value.diagnostics}


# Anything XML can carry but white space, which paragraphs do not keep at their ends, and the
# carriage return, which is a line's end.
_legal = st.text(
    st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\ufffe\uffff*\\"),
    min_size=1,
    max_size=40,
).filter(lambda s: s.strip() == s and "待填" not in s and "".join(s.split()) != "")


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(value=_legal)
def test_any_text_arrives(value: str, tmp_path: Path) -> None:
    source = tmp_path / "data.json"
    source.write_text(json.dumps(data(value), ensure_ascii=False), encoding="utf-8")
    made, _ = pipeline.fill(pipeline.record_of(str(source))[0])
    assert text(made).count(value) >= 12
