"""What python-calamine does not tell of an OpenDocument workbook: merged cells, and how cells look.

A percentage is stored as such, and a formula that has failed shows its error.
"""

from __future__ import annotations

import zipfile
from dataclasses import dataclass, field
from pathlib import Path
from xml.parsers import expat

from .cell_marks import ErrorCell, Mark, Percent

_BLOCK = 1 << 20
_MOST_REPEATED = 1_048_576
_MOST_MARKED = 10_000
"""Cells that one element may repeat and still be marked one by one."""

Merge = tuple[tuple[int, int], tuple[int, int]]
"""Top left and bottom right cell, counted from 0, as python-calamine gives them."""


@dataclass(slots=True)
class OdsSheet:
    """The merged ranges of a sheet, and its marks."""

    merges: list[Merge] = field(default_factory=list)
    marks: dict[tuple[int, int], Mark] = field(default_factory=dict)


class _Reader:
    def __init__(self) -> None:
        self.sheets: dict[str, OdsSheet] = {}
        self._sheet = OdsSheet()
        self._row = self._column = 0
        self._rows = self._columns = 1
        self._marks: list[tuple[int, int, Mark]] = []
        self._type = ""
        self._text: list[str] = []

    def start(self, name: str, attributes: dict[str, str]) -> None:
        match name:
            case "table:table":
                self._sheet = self.sheets.setdefault(attributes.get("table:name", ""), OdsSheet())
                self._row = 0
            case "table:table-row":
                self._column = 0
                self._rows = _number(attributes, "table:number-rows-repeated")
                self._marks = []
            case "table:table-cell" | "table:covered-table-cell":
                down = _number(attributes, "table:number-rows-spanned")
                right = _number(attributes, "table:number-columns-spanned")
                if down > 1 or right > 1:
                    corner = self._row + down - 1, self._column + right - 1
                    self._sheet.merges.append(((self._row, self._column), corner))
                self._columns = _number(attributes, "table:number-columns-repeated")
                self._type = attributes.get("office:value-type", "")
                self._type = attributes.get("calcext:value-type", self._type)
                self._text = []

    def text(self, data: str) -> None:
        if self._type in ("percentage", "error"):
            self._text.append(data)

    def end(self, name: str) -> None:
        match name:
            case "table:table-cell" | "table:covered-table-cell":
                shown = "".join(self._text).strip()
                if self._type == "percentage":
                    decimals = len(shown.rstrip("% ").partition(".")[2])
                    self._marks.append((self._column, self._columns, Percent(decimals)))
                elif self._type == "error":
                    self._marks.append((self._column, self._columns, ErrorCell(shown)))
                self._type = ""
                self._column += self._columns
            case "table:table-row":
                for column, columns, mark in self._marks:
                    for n in range(min(self._rows * columns, _MOST_MARKED)):
                        place = self._row + n // columns, column + n % columns
                        self._sheet.marks[place] = mark
                self._row += self._rows


def _number(attributes: dict[str, str], name: str) -> int:
    text = attributes.get(name, "1")[:8]
    return max(1, min(int(text), _MOST_REPEATED)) if text.isdecimal() else 1


def ods_cells(path: Path) -> dict[str, OdsSheet]:
    """The sheets of ``path`` by name; none where it cannot be read."""
    reader = _Reader()
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler = reader.start
    parser.EndElementHandler = reader.end
    parser.CharacterDataHandler = reader.text
    try:
        with zipfile.ZipFile(path) as archive, archive.open("content.xml") as stream:
            while block := stream.read(_BLOCK):
                parser.Parse(block, False)
            parser.Parse(b"", True)
    except (OSError, KeyError, zipfile.BadZipFile, expat.ExpatError):
        return {}
    return reader.sheets
