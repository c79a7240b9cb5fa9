"""Workbooks in the formats that nothing here writes, cell by cell."""

from __future__ import annotations

import struct
import zipfile
from collections.abc import Mapping
from html import escape
from pathlib import Path

Cells = Mapping[tuple[int, int], str]
"""Texts by row and column, from 0."""
TABLE: Cells = {(0, 0): "乙方单位", (0, 1): "编号", (1, 0): "甲所", (1, 1): "1号"}

_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_ODF = "urn:oasis:names:tc:opendocument:xmlns"


def ods(path: Path, rows: str) -> Path:
    """An .ods with the rows that :func:`ods_rows` gives, or any others."""
    names = " ".join(f'xmlns:{n}="{_ODF}:{n}:1.0"' for n in ("office", "table", "text"))
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr(
            "META-INF/manifest.xml",
            f'<m:manifest xmlns:m="{_ODF}:manifest:1.0"><m:file-entry m:full-path="/" '
            'm:media-type="application/vnd.oasis.opendocument.spreadsheet"/></m:manifest>',
        )
        archive.writestr(
            "content.xml",
            f"<office:document-content {names}><office:body><office:spreadsheet>"
            f'<table:table table:name="名册">{rows}</table:table>'
            "</office:spreadsheet></office:body></office:document-content>",
        )
    return path


def ods_rows(cells: Cells) -> str:
    """The rows of ``cells``, what is between them empty and repeated, as LibreOffice writes it."""
    out, below = "", 0
    for row in sorted({row for row, _ in cells}):
        if row > below:
            out += f'<table:table-row table:number-rows-repeated="{row - below}">'
            out += "<table:table-cell/></table:table-row>"
        out += "<table:table-row>"
        after = 0
        for column in sorted(column for at, column in cells if at == row):
            if column > after:
                gap = column - after
                out += f'<table:table-cell table:number-columns-repeated="{gap}"/>'
            text = escape(cells[row, column])
            out += f'<table:table-cell office:value-type="string"><text:p>{text}</text:p>'
            out += "</table:table-cell>"
            after = column + 1
        out += "</table:table-row>"
        below = row + 1
    return out


def xlsb(path: Path, cells: Cells, sheet: str = "worksheets/sheet1.bin") -> Path:
    """An .xlsb of ``cells`` [MS-XLSB 2.4]; ``sheet`` is the member that holds them."""
    last = [max(key[i] for key in cells) for i in (0, 1)]
    book = _record(131) + _record(143)
    book += _record(156, struct.pack("<II", 0, 1) + _wide("rId1") + _wide("名册"))
    book += _record(144) + _record(132)
    data = _record(129) + _record(148, struct.pack("<IIII", 0, last[0], 0, last[1])) + _record(145)
    for row in sorted({row for row, _ in cells}):
        data += _record(0, struct.pack("<I", row) + bytes(13))
        for column in sorted(column for at, column in cells if at == row):
            data += _record(6, struct.pack("<II", column, 0) + _wide(cells[row, column]))
    data += _record(146) + _record(130)
    binary = "application/vnd.ms-excel.sheet.binary.macroEnabled.main"
    related = "application/vnd.openxmlformats-package.relationships+xml"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(
            "[Content_Types].xml",
            f'<Types xmlns="{_PACKAGE}/content-types">'
            f'<Default Extension="bin" ContentType="{binary}"/>'
            f'<Default Extension="rels" ContentType="{related}"/></Types>',
        )
        for name, kind, target in (
            ("_rels/.rels", "officeDocument", "xl/workbook.bin"),
            ("xl/_rels/workbook.bin.rels", "worksheet", sheet),
        ):
            archive.writestr(
                name,
                f'<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="rId1" '
                f'Type="{_OFFICE}/{kind}" Target="{target}"/></Relationships>',
            )
        archive.writestr("xl/workbook.bin", book)
        archive.writestr(f"xl/{sheet}", data)
    return path


def _record(number: int, data: bytes = b"") -> bytes:
    out = [number] if number < 128 else [number & 0x7F | 0x80, number >> 7]
    size = len(data)
    while size > 0x7F:
        out.append(size & 0x7F | 0x80)
        size >>= 7
    return bytes([*out, size]) + data


def _wide(text: str) -> bytes:
    return struct.pack("<I", len(text)) + text.encode("utf-16-le")
