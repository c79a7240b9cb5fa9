"""Workbooks for clerks: A4 landscape, print-ready, text cells only, the same input the same bytes.

xlsxwriter makes the frame (styles, page set-up, header) with one specimen row a sheet; the rows
are streamed into that specimen. A workbook of a million rows costs as little memory as one of ten.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from html import escape
from io import BytesIO
from operator import le
from pathlib import Path
from typing import IO

from docgen.diagnostics import EXTRA_MISSING
from docgen.errors import OutputError
from docgen.writing import cannot_write

from .beside import Beside

MAX_ROWS = 1_000_000
"""Rows a sheet holds here; the format's own limit is 1,048,576 with the header."""
MAX_TEXT = 32_767
"""Characters a cell holds (the format's limit)."""
_FONT = "宋体"
_LINE = 16.0
_LEAST = 24.0
_MOST = 400.0
_TITLE_ROWS = 1
_FIRST = "2026-01-01"
_MARGIN = 0.59  # inches: 15 mm

_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_LOOKS_ESCAPED = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")
_END_SPACE = re.compile(r"^ +| +$")
_SPECIAL = re.compile("[\x01-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff&<>]|_x|\0 | \0")
_SPECIMEN = re.compile(rb'<row r="(\d+)"[^>]*>((?:(?!</row>).)*\x02.*?)</row>', re.DOTALL)
_CELL = re.compile(rb'<c r="([A-Z]+)\d+"( s="\d+")?')


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its heading, its width in half-width characters, and how its cells behave.

    ``text`` cells stay text when they are edited; others take what the clerk types, such as a date,
    in ``format``. ``choices`` become a drop-down that also lets other words pass.
    """

    heading: str
    width: int
    centred: bool = False
    text: bool = True
    format: str = "@"
    choices: tuple[str, ...] = ()
    note: str = ""


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet: its tab's name, a title over the table ("" for none), columns, and rows."""

    name: str
    title: str
    columns: Sequence[Column]
    rows: Iterable[Sequence[str]]


def write_workbook(path: Path, sheets: Sequence[Sheet], comment: bytes = b"") -> None:
    """Write ``sheets`` to ``path``, replacing it, all or nothing; ``comment`` is the zip's.

    Rows are text, cell by cell, and no cell is ever a formula. Raises OutputError: O502 (cannot be
    written, as where Excel has it open), O520 (xlsxwriter is not installed).
    """
    frame = _frame(sheets)
    try:
        with Beside(path) as out:
            _fill(frame, sheets, out, comment)
    except OSError as error:
        raise OutputError([cannot_write(path, error)]) from None


def _frame(sheets: Sequence[Sheet]) -> bytes:
    try:
        import xlsxwriter
    except ImportError:
        raise OutputError([EXTRA_MISSING.at(module="xlsxwriter", package="xlsxwriter")]) from None
    out = BytesIO()
    book = xlsxwriter.Workbook(out, {"constant_memory": True, "strings_to_formulas": False})
    # Fixed, so that the same rows make the same bytes.
    book.set_properties({"created": datetime.fromisoformat(_FIRST), "author": "docgen"})
    look = {"font_name": _FONT, "font_size": 11, "valign": "vcenter", "text_wrap": True}
    boxed = {**look, "border": 1}
    title = book.add_format({**look, "font_size": 16, "bold": True, "align": "center"})
    head = book.add_format({**boxed, "bold": True, "align": "center", "bg_color": "#F2F2F2"})
    formats = {
        key: book.add_format(
            {**boxed, "num_format": key[0], "align": "center" if key[1] else "left"}
        )
        for key in dict.fromkeys((c.format, c.centred) for s in sheets for c in s.columns)
    }
    for sheet in sheets:
        page = book.add_worksheet(sheet.name)
        page.set_landscape()
        page.set_paper(9)
        page.set_margins(_MARGIN, _MARGIN, _MARGIN, _MARGIN + 0.2)
        page.fit_to_pages(1, 0)
        page.center_horizontally()
        page.set_footer(f"&C&{chr(34)}{_FONT}{chr(34)}&10第 &P 页，共 &N 页")
        page.ignore_errors({"number_stored_as_text": "A1:XFD1048576"})
        top = _TITLE_ROWS if sheet.title else 0
        last = len(sheet.columns) - 1
        for i, column in enumerate(sheet.columns):
            page.set_column(i, i, column.width)
        if sheet.title:
            page.set_row(0, 32)
            page.merge_range(0, 0, 0, last, "", title) if last else None
            page.write_string(0, 0, sheet.title, title)
        page.set_row(top, 28)
        for i, column in enumerate(sheet.columns):
            page.write_string(top, i, column.heading, head)
            if column.note:
                page.write_comment(top, i, column.note, {"x_scale": 2, "font_size": 10})
            if column.choices:
                page.data_validation(
                    top + 1, i, 1_048_575, i,
                    {"validate": "list", "source": list(column.choices),
                     "error_type": "information"},
                )  # fmt: skip
        for i, column in enumerate(sheet.columns):
            page.write_string(top + 1, i, "\x02", formats[column.format, column.centred])
        page.repeat_rows(0, top)
        page.freeze_panes(top + 1, 0)
    book.close()
    return out.getvalue()


def _fill(frame: bytes, sheets: Sequence[Sheet], out: IO[bytes], comment: bytes) -> None:
    by_member = {f"xl/worksheets/sheet{n}.xml": s for n, s in enumerate(sheets, 1)}
    with (
        zipfile.ZipFile(BytesIO(frame)) as source,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as target,
    ):
        target.comment = comment
        for info in source.infolist():
            member = zipfile.ZipInfo(info.filename, (1980, 1, 1, 0, 0, 0))
            member.compress_type = zipfile.ZIP_DEFLATED
            data = source.read(info)
            sheet = by_member.get(info.filename)
            with target.open(member, "w", force_zip64=True) as stream:
                if sheet is None:
                    stream.write(data)
                else:
                    stream.writelines(_sheet_xml(data, sheet))


def _sheet_xml(data: bytes, sheet: Sheet) -> Iterator[bytes]:
    """The sheet with its specimen row replaced by the rows, in pieces of about 64 kB."""
    match = _SPECIMEN.search(data.replace(b"_x0002_", b"\x02"))
    data = data.replace(b"_x0002_", b"\x02")
    assert match, "xlsxwriter writes a cell for every column"
    yield data[: match.start()]
    number = int(match[1])
    heads = [f'<c r="{m[1].decode()}\0"{(m[2] or b"").decode()}' for m in _CELL.finditer(match[2])]
    patterns: dict[tuple[bool, ...], str] = {}
    widths = [column.width - 2 for column in sheet.columns]
    narrow = [width // 2 for width in widths]
    pieces: list[str] = []
    size = 0
    for row in sheet.rows:
        filled = tuple(map(bool, row))
        pattern = patterns.get(filled) or patterns.setdefault(filled, _row_pattern(heads, filled))
        joined = "\0".join(("", *row, ""))
        # Text that fits whatever its characters are needs no measuring.
        fits = "\n" not in joined and all(map(le, map(len, row), narrow))
        height = _LEAST if fits else _height(row, widths)
        if _SPECIAL.search(joined) or len(joined) > MAX_TEXT:
            row = [_escaped(text) for text in row]
        piece = pattern.replace("\0", str(number)) % (height, *filter(None, row))
        pieces.append(piece)
        size += len(piece)
        number += 1
        if size > 65_536:
            yield "".join(pieces).encode("utf-8")
            pieces, size = [], 0
    yield "".join(pieces).encode("utf-8")
    yield data[match.end() :]


def _row_pattern(heads: Sequence[str], filled: Sequence[bool]) -> str:
    """A row whose number is NUL, for its height and the texts of the cells that are ``filled``."""
    cells = (
        f'{head} t="inlineStr"><is><t>%s</t></is></c>' if text else f"{head}/>"
        for head, text in zip(heads, filled, strict=True)
    )
    return f'<row r="\0" ht="%g" customHeight="1">{"".join(cells)}</row>'


def _height(row: Sequence[str], widths: Sequence[int]) -> float:
    """The row's height in points: every cell's text wrapped to its column."""
    lines = 1
    for text, width in zip(row, widths, strict=True):
        if "\n" in text:
            lines = max(lines, sum(-(-_width(line) // width) or 1 for line in text.split("\n")))
        elif len(text) * 2 > width:
            lines = max(lines, -(-_width(text) // width))
    return min(max(_LEAST, lines * _LINE + 8), _MOST)


def _width(text: str) -> int:
    """Half-width characters: a Chinese one counts two, and takes three bytes in UTF-8."""
    return (len(text) + len(text.encode("utf-8", "replace")) + 1) // 2


def _escaped(text: str) -> str:
    if len(text) > MAX_TEXT:
        text = text[: MAX_TEXT - 1] + "…"
    text = _ILLEGAL.sub("\ufffd", _LOOKS_ESCAPED.sub("_x005F_", escape(text, quote=False)))
    # A space at an end is kept as the format's own escape.
    return _END_SPACE.sub(lambda m: "_x0020_" * len(m[0]), text)
