"""A Word template from a few lines of text, so that a bad template can be read in a diff."""

from __future__ import annotations

import io

import docx
from docx.document import Document
from docx.text.paragraph import Paragraph

SPLIT = "│"


def build_template(text: str) -> bytes:
    """A .docx with a paragraph a line; ``| a | b |`` is a row, ``│`` begins another run.

    A line that begins with ``header:`` stands in the header.
    """
    document = docx.Document()
    rows: list[list[str]] = []
    for line in [*text.splitlines(), ""]:
        if line.startswith("|") and line.rstrip().endswith("|"):
            rows.append([cell.strip() for cell in line.strip().strip("|").split("|")])
            continue
        if rows:
            _add_table(document, rows)
            rows = []
        if line.startswith("header:"):
            _write(document.sections[0].header.paragraphs[0], line.removeprefix("header:"))
        elif line:
            _write(document.add_paragraph(), line)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def _add_table(document: Document, rows: list[list[str]]) -> None:
    table = document.add_table(len(rows), max(len(row) for row in rows))
    for i, row in enumerate(rows):
        for j, cell in enumerate(row):
            _write(table.cell(i, j).paragraphs[0], cell)


def _write(paragraph: Paragraph, text: str) -> None:
    for piece in text.split(SPLIT):
        paragraph.add_run(piece)
