"""Every sample in every layout that makes sense: it opens, and has the pages it should have.

``pytest tests/pages/test_samples.py --accept`` writes the page counts anew.
"""

from __future__ import annotations

import json
import re
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from lxml import etree

from docgen import pipeline
from docgen.preview import to_pdfs
from pages.matrix import pairs

COUNTS = Path(__file__).with_name("page_counts.json")
PAIRS = pairs()
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
THEME = re.compile(rb"(ascii|hAnsi|eastAsia|cs)Theme=")


def name_of(sample: Path, layout: str) -> str:
    return f"{sample.name}@{layout}"


@pytest.fixture(scope="module")
def documents(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("samples")
    made = {}
    for sample, layout in PAIRS:
        name = name_of(sample, layout)
        made[name] = folder / f"{name}.docx"
        pipeline.generate(str(sample), made[name], layout)
    return made


@pytest.mark.parametrize(("sample", "layout"), PAIRS, ids=lambda v: getattr(v, "name", v))
def test_tables_add_up_and_no_theme_fonts(
    documents: dict[str, Path], sample: Path, layout: str
) -> None:
    with zipfile.ZipFile(documents[name_of(sample, layout)]) as archive:
        for member in archive.namelist():
            assert not THEME.search(archive.read(member)), member
        tree = etree.fromstring(archive.read("word/document.xml"))
    for table in tree.iter(f"{W}tbl"):
        grid = [int(c.get(f"{W}w")) for c in table.iterfind(f"{W}tblGrid/{W}gridCol")]
        width = table.find(f"{W}tblPr/{W}tblW")
        assert sum(grid) == int(width.get(f"{W}w"))
        for row in table.iterfind(f"{W}tr"):
            spans = []
            for cell in row.iterfind(f"{W}tc"):
                span = cell.find(f"{W}tcPr/{W}gridSpan")
                spans.append(int(span.get(f"{W}val")) if span is not None else 1)
            assert sum(spans) == len(grid)
            widths = [int(c.get(f"{W}w")) for c in row.iterfind(f"{W}tc/{W}tcPr/{W}tcW")]
            assert sum(widths) == sum(grid)


@pytest.mark.full
def test_page_counts(
    documents: dict[str, Path],
    need: Callable[..., list[str]],
    tmp_path: Path,
    request: pytest.FixtureRequest,
) -> None:
    need("soffice", "python:pdfplumber")
    import pdfplumber

    counts = {}
    for pdf in to_pdfs(list(documents.values()), tmp_path, timeout=600):
        with pdfplumber.open(pdf) as opened:
            counts[pdf.stem] = len(opened.pages)
            for page in opened.pages:
                assert page.chars, "no page is empty"
    if request.config.getoption("--accept"):
        COUNTS.write_text(json.dumps(counts, ensure_ascii=False, indent=1) + "\n", "utf-8")
    assert counts == json.loads(COUNTS.read_text("utf-8"))
