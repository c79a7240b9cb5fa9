"""WordprocessingML as text: the few elements that templates are written with."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

from docgen.styles import Style, style_id

NAMESPACE = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
DECLARATION = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'


def run(text: str) -> str:
    """A run of literal ``text``; Jinja tags in it stay whole, as they must for docxtpl."""
    # Without the hint “ ” … — would take the Western font.
    hint = '<w:rPr><w:rFonts w:hint="eastAsia"/></w:rPr>'
    return f'<w:r>{hint}<w:t xml:space="preserve">{escape(text, quote=False)}</w:t></w:r>'


def paragraph(style: Style, *texts: str, properties: str = "") -> str:
    """A paragraph in ``style``, each of ``texts`` a run; ``properties`` follow its ``w:pStyle``."""
    ppr = f'<w:pPr><w:pStyle w:val="{style_id(style)}"/>{properties}</w:pPr>'
    return f"<w:p>{ppr}{''.join(run(text) for text in texts)}</w:p>"


def tag(text: str, style: Style = Style.BODY) -> str:
    """A paragraph that holds nothing but a paragraph-wide tag: ``{{p body }}``, ``{%p if x %}``."""
    return paragraph(style, text)


def borderless_table(widths: Iterable[int], rows: Iterable[Iterable[str]], gap: int) -> str:
    """A table without rules; each cell is its paragraphs, rows never split.

    ``widths`` of the columns and the ``gap`` at their right are in twips.
    """
    widths = tuple(widths)
    grid = "".join(f'<w:gridCol w:w="{w}"/>' for w in widths)
    body = "".join(
        "<w:tr><w:trPr><w:cantSplit/></w:trPr>"
        + "".join(
            f'<w:tc><w:tcPr><w:tcW w:w="{w}" w:type="dxa"/></w:tcPr>{cell}</w:tc>'
            for w, cell in zip(widths, row, strict=True)
        )
        + "</w:tr>"
        for row in rows
    )
    return (
        f'<w:tbl><w:tblPr><w:tblW w:w="{sum(widths)}" w:type="dxa"/><w:tblLayout w:type="fixed"/>'
        '<w:tblCellMar><w:left w:w="0" w:type="dxa"/>'
        f'<w:right w:w="{gap}" w:type="dxa"/></w:tblCellMar></w:tblPr>'
        f"<w:tblGrid>{grid}</w:tblGrid>{body}</w:tbl>"
    )
