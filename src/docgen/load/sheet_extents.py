"""How far the filled cells of a sheet reach, in formats that only python-calamine reads.

It makes a full rectangle of a sheet, and one cell at the edge of it ends the process. Both readers
see a sheet's bytes once, and keep none of them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from xml.parsers import expat

_MOST_REPEATED = 1 << 24
# [MS-XLSB] 2.3.2: the numbers of records.
_ROW, _BEGIN, _END = 0, 145, 146
_CELLS = frozenset({*range(2, 12), 62})


@dataclass
class Extent:
    """Rows and columns up to the last filled cell, how many are filled, and the outermost."""

    height: int = 0
    width: int = 0
    filled: int = 0
    far: tuple[int, int] = (0, 0)

    def add(self, row: int, column: int, times: int = 1) -> None:
        """A filled cell, counted from 0, or ``times`` cells that end there."""
        self.filled += times
        if row >= self.height or column >= self.width:
            self.far = row, column
        self.height = max(self.height, row + 1)
        self.width = max(self.width, column + 1)


class _OdsReader:
    """ODF 1.3 Part 3, 9.1: rows and cells that say how often they are repeated."""

    def __init__(self) -> None:
        self.extents: list[Extent] = []
        self._row = self._rows = 0
        self._column = self._columns = 0
        self._is_filled = False

    def start(self, name: str, attributes: dict[str, str]) -> None:
        match name:
            case "table:table":
                self.extents.append(Extent())
                self._row = self._rows = 0
            case "table:table-row":
                self._row += self._rows
                self._rows = _number(attributes, "table:number-rows-repeated")
                self._column = self._columns = 0
            case "table:table-cell" | "table:covered-table-cell":
                self._column += self._columns
                self._columns = _number(attributes, "table:number-columns-repeated")
                self._is_filled = any(key.startswith("office:") for key in attributes)
            case "text:p":
                self._is_filled = True

    def end(self, name: str) -> None:
        if name in ("table:table-cell", "table:covered-table-cell") and self._is_filled:
            self._is_filled = False
            if self.extents:
                row, column = self._row + self._rows - 1, self._column + self._columns - 1
                self.extents[-1].add(row, column, self._rows * self._columns)


def _number(attributes: dict[str, str], name: str) -> int:
    text = attributes.get(name, "1")[:9]
    return min(int(text), _MOST_REPEATED) if text.isdecimal() else 1


def ods_extents(blocks: Iterable[bytes]) -> list[Extent]:
    """Those of the sheets in ``content.xml``. Raises ValueError where it is no XML."""
    reader = _OdsReader()
    parser = expat.ParserCreate()
    parser.StartElementHandler = reader.start
    parser.EndElementHandler = reader.end
    try:
        for block in blocks:
            parser.Parse(block, False)
        parser.Parse(b"", True)
    except expat.ExpatError as error:
        raise ValueError(str(error)) from None
    return reader.extents


def xlsb_extent(blocks: Iterable[bytes]) -> Extent:
    """That of the sheet in a member of an .xlsb; an empty one where the member is no sheet."""
    extent = Extent()
    row, inside = 0, False
    for number, data in _records(blocks):
        if number in (_BEGIN, _END):
            inside = number == _BEGIN
        elif inside and number == _ROW:
            row = int.from_bytes(data, "little")
        elif inside and number in _CELLS:
            extent.add(row, int.from_bytes(data, "little"))
    return extent


def _records(blocks: Iterable[bytes]) -> Iterator[tuple[int, bytes]]:
    """Number and first four bytes of each record [MS-XLSB 2.1.4]; what is cut off is left out."""
    buffer, at = b"", 0
    for block in blocks:
        buffer, at = buffer[at:] + block, max(0, at - len(buffer))
        while at + 10 <= len(buffer):
            number, data, end = _record(buffer, at)
            yield number, data
            at = end
    while at + 2 <= len(buffer):
        number, data, at = _record(buffer + bytes(10), at)
        yield number, data


def _record(buffer: bytes, at: int) -> tuple[int, bytes, int]:
    number = buffer[at]
    at += 1
    if number & 0x80:
        number = number & 0x7F | (buffer[at] & 0x7F) << 7
        at += 1
    size = 0
    for shift in (0, 7, 14, 21):
        byte = buffer[at]
        at += 1
        size |= (byte & 0x7F) << shift
        if not byte & 0x80:
            break
    return number, buffer[at : at + min(size, 4)], at + size
