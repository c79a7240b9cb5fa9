"""Merged cells of an OpenDocument workbook, which python-calamine does not tell."""

from __future__ import annotations

import zipfile
from pathlib import Path
from xml.parsers import expat

_BLOCK = 1 << 20
_MOST_REPEATED = 1_048_576

Merge = tuple[tuple[int, int], tuple[int, int]]
"""Top left and bottom right cell, counted from 0, as python-calamine gives them."""


class _Reader:
    def __init__(self) -> None:
        self.merges: dict[str, list[Merge]] = {}
        self._sheet: list[Merge] = []
        self._row = self._column = 0
        self._repeated = 1

    def start(self, name: str, attributes: dict[str, str]) -> None:
        match name:
            case "table:table":
                self._sheet = self.merges.setdefault(attributes.get("table:name", ""), [])
                self._row = 0
            case "table:table-row":
                self._column = 0
                self._repeated = _number(attributes, "table:number-rows-repeated")
            case "table:table-cell" | "table:covered-table-cell":
                down = _number(attributes, "table:number-rows-spanned")
                right = _number(attributes, "table:number-columns-spanned")
                if down > 1 or right > 1:
                    corner = self._row + down - 1, self._column + right - 1
                    self._sheet.append(((self._row, self._column), corner))
                self._column += _number(attributes, "table:number-columns-repeated")

    def end(self, name: str) -> None:
        if name == "table:table-row":
            self._row += self._repeated


def _number(attributes: dict[str, str], name: str) -> int:
    text = attributes.get(name, "1")[:8]
    return min(int(text), _MOST_REPEATED) if text.isdecimal() else 1


def ods_merges(path: Path) -> dict[str, list[Merge]]:
    """The merged ranges of every sheet of ``path``, by its name; none where it cannot be read."""
    reader = _Reader()
    parser = expat.ParserCreate()
    parser.StartElementHandler = reader.start
    parser.EndElementHandler = reader.end
    try:
        with zipfile.ZipFile(path) as archive, archive.open("content.xml") as stream:
            while block := stream.read(_BLOCK):
                parser.Parse(block, False)
            parser.Parse(b"", True)
    except (OSError, KeyError, zipfile.BadZipFile, expat.ExpatError):
        return {}
    return reader.merges
