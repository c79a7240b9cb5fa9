"""Reading documents in tests: members, canonical XML, the text a reader would see."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

from lxml import etree

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def members(data: bytes | Path) -> dict[str, bytes]:
    source = io.BytesIO(data) if isinstance(data, bytes) else data
    with zipfile.ZipFile(source) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name) for name in archive.namelist()}


def canonical(xml: bytes) -> str:
    """One element a line, without the white space between paragraphs: what a diff can show."""
    tree = etree.fromstring(xml, etree.XMLParser(remove_blank_text=False))
    for element in tree.iter():
        keeps = element.tag == f"{W}t"
        if not keeps and element.text and not element.text.strip():
            element.text = None
        if element.tail and not element.tail.strip():
            element.tail = None
    etree.indent(tree, " ")
    return etree.tostring(tree, method="c14n2").decode() + "\n"


def paragraphs(xml: bytes) -> list[str]:
    """The text of every paragraph, breaks as newlines, tabs as tabs."""
    out = []
    for paragraph in etree.fromstring(xml).iter(f"{W}p"):
        pieces = []
        for node in paragraph.iter(f"{W}t", f"{W}br", f"{W}tab"):
            if node.getparent().tag == f"{W}tabs":
                continue
            pieces.append({f"{W}br": "\n", f"{W}tab": "\t"}.get(node.tag, node.text or ""))
        out.append("".join(pieces))
    return out


def text(data: bytes | Path) -> str:
    """All paragraphs of the main document, one a line."""
    return "\n".join(paragraphs(members(data)["word/document.xml"]))
