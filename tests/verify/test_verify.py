"""Damage that Word would complain of is found; what we make ourselves has none."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import docx
import pytest
from PIL import Image

from docgen import pipeline
from docgen.diagnostics import Diagnostic
from docgen.package import unpack_parts
from docgen.verify import structure
from docgen.verify.structure import read_part

ROOT = Path(__file__).parents[2]
SAMPLES = sorted(
    p for p in (ROOT / "samples").iterdir() if p.suffix in (".yaml", ".json") and p.stem != "roster"
)
GOOD = sorted(p for p in (ROOT / "tests/cases/good").iterdir() if p.suffix in (".yaml", ".json"))
W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
P = "<w:p><w:r><w:t>字</w:t></w:r></w:p>"
DATA = "kind: annual-summary\ntitle: 题\nunit: 单位\nyear: 2026\nwork: [{heading: 一, text: 文}]\n"


def table(*rows: str, grid: int = 1) -> str:
    return f"<w:tbl><w:tblGrid>{'<w:gridCol/>' * grid}</w:tblGrid>{''.join(rows)}</w:tbl>"


def problems(body: str) -> list[str]:
    return read_part(f"<w:document {W}><w:body>{body}</w:body></w:document>".encode())[1]


@pytest.mark.parametrize("file", [*SAMPLES, *GOOD], ids=lambda p: p.name)
def test_what_shipped_layouts_make_is_right_by_construction(file: Path) -> None:
    if ".roster." in file.name or ".profile." in file.name:
        pytest.skip("no data file")
    data, _ = pipeline.fill(pipeline.record_of(str(file))[0])
    for member in unpack_parts(data, "made.docx").members:
        if member.name.startswith("word/") and member.name.endswith(".xml"):
            assert read_part(member.data)[1] == []


def test_good_structure() -> None:
    nested = table(f"<w:tr><w:tc>{table(f'<w:tr><w:tc>{P}</w:tc></w:tr>')}{P}</w:tc></w:tr>")
    wide = f'<w:tr><w:tc><w:tcPr><w:gridSpan w:val="2"/></w:tcPr>{P}</w:tc></w:tr>'
    assert problems(P + nested + table(wide, grid=2)) == []


@pytest.mark.parametrize(
    ("body", "problem"),
    [
        (f"<w:p><w:r><w:t>{P}</w:t></w:r></w:p>", structure.MISPLACED),
        (f"<w:p>{P}</w:p>", structure.MISPLACED),
        (f"<w:p>{table(f'<w:tr><w:tc>{P}</w:tc></w:tr>')}</w:p>", structure.MISPLACED),
        (table(f"<w:tr>{P}</w:tr>"), structure.MISPLACED),
        (f"<w:tr><w:tc>{P}</w:tc></w:tr>", structure.MISPLACED),
        ("<w:r><w:t>字</w:t></w:r>", structure.MISPLACED),
        ("<w:p><w:t>字</w:t></w:p>", structure.MISPLACED),
        (table("<w:tr><w:tc></w:tc></w:tr>"), structure.OPEN_CELL),
        (
            table(f"<w:tr><w:tc>{P}{table(f'<w:tr><w:tc>{P}</w:tc></w:tr>')}</w:tc></w:tr>"),
            structure.OPEN_CELL,
        ),
        (table(), structure.NO_ROWS),
        (table("<w:tr></w:tr>"), structure.NO_ROWS),
        (table(f"<w:tr>{f'<w:tc>{P}</w:tc>' * 3}</w:tr>", grid=2), structure.GRID),
        ("<w:p>字</w:p>", structure.OUTSIDE),
        (f"{P}字{P}", structure.OUTSIDE),
        (
            '<w:p><w:r><wp:docPr xmlns:wp="x" id="1"/><wp:docPr xmlns:wp="x" id="1"/></w:r></w:p>',
            structure.SAME_ID,
        ),
    ],
)
def test_damage(body: str, problem: str) -> None:
    assert problem in problems(body)


def test_broken_xml() -> None:
    assert problems("<w:p>")


@pytest.fixture
def warned(tmp_path: Path) -> Callable[..., list[Diagnostic]]:
    def warned(*paragraphs: str) -> list[Diagnostic]:
        document = docx.Document()
        for paragraph in paragraphs:
            document.add_paragraph(paragraph)
        own, source = tmp_path / "own.docx", tmp_path / "data.yaml"
        document.save(str(own))
        source.write_text(DATA, encoding="utf-8")
        pipeline.get_template.cache_clear()
        return pipeline.fill(pipeline.record_of(str(source))[0], template=str(own))[1]

    return warned


def test_text_behind_an_if_that_does_not_hold_is_missed(
    warned: Callable[..., list[Diagnostic]],
) -> None:
    found = warned("{{ title }}{% if year > 2030 %}{{ unit }}{% endif %}", "{{p body }}")
    assert [(d.code, d.args["field"]) for d in found] == [("T308", "unit")]
    found = warned("{{ title }}{{ unit }}", "{%p if year > 2030 %}", "{{p body }}", "{%p endif %}")
    assert [(d.code, d.args["field"]) for d in found] == [("T308", "body")]


def test_nothing_is_missed_where_all_is_there(warned: Callable[..., list[Diagnostic]]) -> None:
    assert warned("{{ title }}{{ unit }}", "{{p body }}") == []


def test_a_drawing_in_a_loop_gets_numbers_of_its_own(tmp_path: Path) -> None:
    logo = tmp_path / "logo.png"
    Image.new("RGB", (4, 4)).save(logo)
    document = docx.Document()
    for text in ("{{ title }}{{ unit }}", "{{p body }}", "{%p for n in [1, 2, 3] %}"):
        document.add_paragraph(text)
    document.add_picture(str(logo))
    document.add_paragraph("{%p endfor %}")
    own, source = tmp_path / "own.docx", tmp_path / "data.yaml"
    document.save(str(own))
    source.write_text(DATA, encoding="utf-8")
    data, warnings = pipeline.fill(pipeline.record_of(str(source))[0], template=str(own))
    assert warnings == []
    assert unpack_parts(data, "made.docx")["word/document.xml"].count(b"<wp:docPr ") == 3
