"""What a cell looks like beside its value: a percentage, or a formula that has failed.

python-calamine gives 0.15 for a cell that shows 15%, and nothing for one that shows #REF!.
"""

from __future__ import annotations

import datetime
import posixpath
import re
import zipfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from functools import partial
from pathlib import Path
from typing import Any, TypeGuard
from xml.parsers import expat

_BLOCK = 1 << 20
_KEPT_DIGITS = 2
_BUILT_IN = {9: 0, 10: 2}
"""The format's own percentages by number, and their decimals [ECMA-376 18.8.30]."""
_PERCENT = re.compile(r"0(?:\.(0+))?%")
_QUOTED = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]')
_ERRORS = (b't="e"', b"t='e'")
_PLACE = re.compile(r"([A-Za-z]+)(\d+)")
_OVERLAP = 8


class ErrorCell(str):
    """What a cell shows whose formula has failed, such as #REF!."""

    __slots__ = ()


ERRORS = frozenset(
    {"#N/A", "#REF!", "#VALUE!", "#DIV/0!", "#NAME?", "#NULL!", "#NUM!", "#SPILL!", "#CALC!"}
)
"""What cells show whose formula has failed."""


def is_error_text(value: object) -> TypeGuard[str]:
    """Whether ``value`` is the text that is left of a failed formula: in a CSV file, or copied."""
    return isinstance(value, str) and "#" in value and value.strip().upper() in ERRORS


@dataclass(frozen=True, slots=True)
class Percent:
    """A cell that is shown as a percentage, with so many decimals."""

    decimals: int


Mark = Percent | ErrorCell
Marks = Mapping[tuple[int, int], Mark]
"""By row and column, counted from 0."""


def mark(rows: list[list[Any]], marks: Marks) -> None:
    """Put what cells look like in the place of their values, in ``rows``."""
    for (row, column), found in marks.items():
        if row >= len(rows) or column >= len(rows[row]):
            continue
        value = rows[row][column]
        if isinstance(found, ErrorCell):
            rows[row][column] = found
        elif isinstance(value, int | float) and not isinstance(value, bool):
            rows[row][column] = percentage(value, found.decimals)


def cell_text(value: Any) -> str:
    """A cell as a clerk would write it: whole numbers without .0, dates as 2026-01-05."""
    match value:
        case None:
            return ""
        case ErrorCell():
            return str(value)
        case str():
            return value if value.strip() else ""
        case bool():
            return "是" if value else "否"
        case datetime.datetime():
            return value.date().isoformat() if value.time() == datetime.time() else str(value)
        case datetime.date():
            return value.isoformat()
        case float() if value.is_integer() and abs(value) < 1e18:
            return str(int(value))
    return str(value)


def percentage(value: float, decimals: int) -> str:
    """0.15 as 15%. What was typed keeps its digits; what was worked out is shown as it is there."""
    exact = (Decimal(f"{value:.15g}") * 100).normalize()
    if -int(exact.as_tuple().exponent) > max(decimals, _KEPT_DIGITS):
        exact = exact.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)
    own = max(-int(exact.as_tuple().exponent), decimals, 0)
    return f"{exact:.{own}f}%"


def xlsx_marks(path: Path) -> dict[str, Marks]:
    """The marks of every sheet of an .xlsx by its name; none where the file cannot be read."""
    try:
        with zipfile.ZipFile(path) as archive:
            percents = _percent_styles(archive)
            return {
                name: _sheet_marks(archive, member, percents)
                for name, member in _sheets(archive)
                if percents or _has_errors(archive, member)
            }
    except (OSError, KeyError, ValueError, zipfile.BadZipFile, expat.ExpatError):
        return {}


def _parse(blocks: Iterable[bytes], start: Any, end: Any = None, text: Any = None) -> None:
    parser = expat.ParserCreate(namespace_separator="\n")
    parser.buffer_text = True

    def local(handler: Any) -> Any:
        return lambda name, *more: handler(name.rpartition("\n")[2], *more)

    parser.StartElementHandler = local(start)
    parser.EndElementHandler = local(end) if end else None
    parser.CharacterDataHandler = text
    for block in blocks:
        parser.Parse(block, False)
    parser.Parse(b"", True)


def _sheets(archive: zipfile.ZipFile) -> list[tuple[str, str]]:
    """Names of sheets with their members."""
    targets: dict[str, str] = {}
    sheets: list[tuple[str, str]] = []

    def relation(name: str, attributes: dict[str, str]) -> None:
        if name == "Relationship":
            target = posixpath.join("/xl", attributes.get("Target", ""))
            targets[attributes.get("Id", "")] = posixpath.normpath(target).lstrip("/")

    def sheet(name: str, attributes: dict[str, str]) -> None:
        if name == "sheet":
            ident = next((v for k, v in attributes.items() if k.endswith("\nid")), "")
            sheets.append((attributes.get("name", ""), targets.get(ident, "")))

    _parse([archive.read("xl/_rels/workbook.xml.rels")], relation)
    _parse([archive.read("xl/workbook.xml")], sheet)
    members = set(archive.namelist())
    return [(name, member) for name, member in sheets if member in members]


def _percent_styles(archive: zipfile.ZipFile) -> dict[str, int]:
    """The cell styles that show percentages, by number, and their decimals."""
    if "xl/styles.xml" not in archive.namelist():
        return {}
    formats = dict(_BUILT_IN)
    found: dict[str, int] = {}
    count: int | None = None

    def start(name: str, attributes: dict[str, str]) -> None:
        nonlocal count
        if name == "numFmt":
            code = _QUOTED.sub("", attributes.get("formatCode", "").split(";")[0])
            match = _PERCENT.search(code)
            if match:
                formats[int(attributes.get("numFmtId", "0"))] = len(match[1] or "")
        elif name == "cellXfs":
            count = 0
        elif name == "xf" and count is not None:
            number = int(attributes.get("numFmtId", "0"))
            if number in formats:
                found[str(count)] = formats[number]
            count += 1

    def end(name: str) -> None:
        nonlocal count
        if name == "cellXfs":
            count = None

    _parse([archive.read("xl/styles.xml")], start, end)
    return found


def _has_errors(archive: zipfile.ZipFile, member: str) -> bool:
    tail = b""
    with archive.open(member) as stream:
        for block in iter(partial(stream.read, _BLOCK), b""):
            if any(error in block or error in tail + block[:_OVERLAP] for error in _ERRORS):
                return True
            tail = block[-_OVERLAP:]
    return False


def _sheet_marks(archive: zipfile.ZipFile, member: str, percents: Mapping[str, int]) -> Marks:
    marks: dict[tuple[int, int], Mark] = {}
    row = column = -1
    error: list[str] | None = None

    def start(name: str, attributes: dict[str, str]) -> None:
        nonlocal row, column, error
        if name == "row":
            row = int(attributes.get("r", row + 2)) - 1
            column = -1
        elif name == "c":
            place = _PLACE.fullmatch(attributes.get("r", ""))
            column = _column(place[1]) if place else column + 1
            if attributes.get("t") == "e":
                error = []
            elif attributes.get("t", "n") == "n" and attributes.get("s") in percents:
                marks[row, column] = Percent(percents[attributes["s"]])
        elif name == "v" and error is not None:
            error.clear()

    def end(name: str) -> None:
        nonlocal error
        if name == "c" and error is not None:
            marks[row, column] = ErrorCell("".join(error))
            error = None

    def text(data: str) -> None:
        if error is not None:
            error.append(data)

    with archive.open(member) as stream:
        _parse(iter(partial(stream.read, _BLOCK), b""), start, end, text)
    return marks


def _column(letters: str) -> int:
    at = 0
    for letter in letters.upper():
        at = at * 26 + ord(letter) - 64
    return at - 1
