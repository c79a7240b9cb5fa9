"""Rows from a workbook: the header found among title rows, merged cells filled, bombs refused.

python-calamine reads all formats, but lays a sheet out as a full rectangle: one stray cell far away
would take gigabytes. Sparse sheets of .xlsx files are therefore read by openpyxl, row by row.
"""

from __future__ import annotations

import datetime
import re
import zipfile
import zlib
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import chain
from pathlib import Path
from typing import Any

from docgen.diagnostics import (
    CELL_ERROR,
    DIGITS_LOST,
    ENTRIES_ELSEWHERE,
    EXTRA_MISSING,
    FAR_CELL,
    FILE_MISSING,
    NO_FORMATS,
    NO_KEY_COLUMN,
    NO_SUCH_KEY,
    SHEET_NAME,
    SHEET_UNREADABLE,
    STRAY_CELL,
    TOO_LARGE,
    Diagnostic,
    Place,
)
from docgen.errors import DataError, OutputError
from docgen.suggest import closest

from .cell_marks import ErrorCell, Marks, is_error_text, mark, xlsx_marks
from .ods_cells import OdsSheet, ods_cells
from .roster import (
    EXAMPLE,
    SERIAL,
    Further,
    Names,
    Origin,
    Raw,
    Roster,
    Row,
    check_header,
    column_letters,
)
from .sheet_extents import ods_extents, xlsb_extent

MAX_BYTES = 1_000_000_000
"""Unpacked size of a workbook; a sheet of a million rows has about 300 MB."""
MAX_RATIO = 300
"""Packed to unpacked: sheets reach 30, a bomb a thousand."""
MAX_CELLS = 5_000_000
MAX_COLUMNS = 200
_HEADER_WITHIN = 20
_SAFE_DIGITS = 15
_WITHOUT_FORMATS = (".xls", ".xlsb")
# A row or a cell with its place, if it says one, in any way of writing that readers accept.
_CELL = re.compile(
    rb"<(?:\w+:)?(c|row)(?=[\s/>])"
    rb"(?:(?:[^>\"']|\"[^\"]*\"|'[^']*')*?\sr\s*=\s*[\"']([A-Za-z]*)(\d+)[\"'])?"
)
_SHEET = re.compile(rb"<(?:\w+:)?sheetData(?=[\s/>])")
_BLOCK = 1 << 20
_OLE = bytes.fromhex("d0cf11e0a1b11ae1")
"""How .xls files begin."""
_ALIKE = 0.7
_ALMOST_ALIKE = 0.82
"""Of two names: one character in six is another."""
_MOST_COMPARED = 500_000
"""Pairs of names, which take some five seconds to compare."""
_MOST_PLACES = 4
_MOST_COLUMNS_NAMED = 5
_LONGEST_TAG = 4096
_MOST_ROWS, _MOST_COLUMNS = 1 << 20, 1 << 14  # of a sheet in Excel

Table = Sequence[Sequence[Any]]


@dataclass(frozen=True)
class _Sheet:
    name: str
    rows: list[list[Any]]
    top: int
    titles: list[str]


def read_workbook(path: Path, names: Names) -> Roster:
    """The first sheet of ``path`` as a roster; a sheet named after a list field joins its rows.

    Raises DataError: S101, S108 (a zip bomb), B407, B422 (not a workbook), B452 (a list's sheet
    that shares no column); OutputError (O520).
    """
    findings: list[Diagnostic] = []
    sheets = read_sheets(path, findings)
    (main_name, main_rows), *others = list(sheets.items()) or [("", [])]
    main = _sheet(path, main_name, main_rows, names.columns)
    columns = {title: i for i, title in enumerate(main.titles) if title}
    if path.suffix.lower() in _WITHOUT_FORMATS:
        findings.append(NO_FORMATS.at(Place(str(path)), file=path))
    joined = []
    for name, rows in others:
        further = name.strip() in names.lists
        known = {*names.columns, *chain.from_iterable(e.columns for e in names.entries.values())}
        sheet = _sheet(path, name, rows, names.columns if further else known)
        if further:
            joined.append(_Joined(path, sheet, main.titles))
        else:
            findings += _unread(path, sheet, main.titles, names)
    below = {join.name: join.origin for join in joined}
    origin = Origin(str(path), main.name, columns, below)

    def read() -> Iterator[Row]:
        number = 0
        for at, cells in enumerate(main.rows[main.top + 1 :], main.top + 2):
            texts = [_text(cell) for cell in cells]
            if not any(texts):
                continue
            number += 1
            values: dict[str, Raw] = {
                title: texts[i] if i < len(texts) else "" for title, i in columns.items()
            }
            row = Row(number, values, at)
            row.findings = tuple(_wrong(cells, columns, partial(origin.place, row)))
            for join in joined:
                join.add(row, origin)
            yield row

    strays = {}
    if joined:
        found = list(read())
        for join in joined:
            join.compare(found)
            findings += join.left_over()
            strays[join.name] = join.further()
    header = tuple(title for title in main.titles if title)
    return Roster(origin, read, tuple(findings), header, main.top + 1, strays)


def read_sheets(path: Path, findings: list[Diagnostic]) -> dict[str, list[list[Any]]]:
    """The cells of every sheet of a workbook, by its name; stray cells are added to ``findings``.

    Raises DataError: S101, S108 (a bomb), what is no workbook; OutputError (O520).
    """
    return _open(path, _guard(path, findings))


def _guard(path: Path, findings: list[Diagnostic]) -> bool:
    """Whether the sheets are too sparse for a full rectangle. Raises DataError (S108, B429)."""
    if path.suffix.lower() not in (".xlsx", ".xlsm", ".ods", ".xlsb"):
        return False
    sparse = False
    try:
        with zipfile.ZipFile(path) as archive:
            infos = archive.infolist()
            unpacked = sum(info.file_size for info in infos)
            packed = sum(info.compress_size for info in infos)
            if unpacked > MAX_BYTES or (unpacked > 50_000_000 and unpacked > MAX_RATIO * packed):
                raise DataError([TOO_LARGE.at(Place(str(path)), because="workbook")])
            for info in infos:
                # All of it is read: a size in a header that is not the true one shows here.
                with archive.open(info) as stream:
                    blocks = iter(partial(stream.read, _BLOCK), b"")
                    _refuse_far(path, info.filename, blocks)
                    far = _far_cell(blocks)
                if far:
                    sparse = True
                    findings.append(STRAY_CELL.at(Place(str(path)), cell=far))
    except OSError as error:
        reason = error.strerror or str(error)
        raise DataError([FILE_MISSING.at(Place(str(path)), file=path, reason=reason)]) from None
    except (
        zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError, ValueError,
        OverflowError, LookupError, MemoryError,
    ):  # fmt: skip
        raise DataError([_unreadable(path)]) from None
    return sparse


def _unreadable(path: Path) -> Diagnostic:
    """B422, with the cure for what the file is by its first bytes."""
    try:
        with path.open("rb") as file:
            head = file.read(len(_OLE))
    except OSError:
        head = b""
    case = "" if head.startswith((b"PK", _OLE)) else "text"
    if head == _OLE and path.suffix.lower() != ".xls":
        # Office wraps what it encrypts into a file of its old kind.
        case = "password"
    return SHEET_UNREADABLE.at(Place(str(path)), file=path, because=case)


def _refuse_far(path: Path, member: str, blocks: Iterable[bytes]) -> None:
    """Raise DataError (B429) for sheets too sparse, of workbooks that can be read in one way only.

    Raises ValueError for a place that no sheet has.
    """
    extents = []
    if path.suffix.lower() == ".xlsb":
        # Any member may be a sheet: the workbook says which.
        extents = [xlsb_extent(blocks)]
    elif path.suffix.lower() == ".ods" and member == "content.xml":
        extents = ods_extents(blocks)
    for extent in extents:
        if _is_sparse(extent.width, extent.height, extent.filled):
            row, column = extent.far
            cell = f"{column_letters(column)}{row + 1}"
            raise DataError([FAR_CELL.at(Place(str(path)), cell=cell)])


def _is_sparse(width: int, height: int, filled: int) -> bool:
    if width > _MOST_COLUMNS or height > _MOST_ROWS:
        raise ValueError(width, height)
    return width * height > max(MAX_CELLS, 8 * filled)


def _far_cell(blocks: Iterable[bytes]) -> str:
    """The outermost cell of a sheet that is mostly empty; "" where the sheet is dense enough.

    "" for a member that is no sheet, too: any may be one, the workbook says which.

    Raises ValueError for a place that no sheet has.
    """
    last_row = count = rows = width = run = 0
    widest, far = b"", ""
    tail = b""
    is_sheet = False
    for block in blocks:
        data = tail + block
        # What may go on in the next block is left to it.
        end = data.rfind(b"<") if len(data) - data.rfind(b"<") < _LONGEST_TAG else len(data)
        is_sheet = is_sheet or _SHEET.search(data) is not None
        found = _CELL.findall(data, 0, end) if is_sheet else []
        cells = [cell for cell in found if cell[0] == b"c"]
        rows += len(found) - len(cells)
        count += len(cells)
        last_row = max(last_row, *(int(n or 0) for n in {n for _, _, n in found}), 0)
        letters = max({a for _, a, _ in cells}, key=lambda a: (len(a), a), default=b"")
        if (len(letters), letters) > (len(widest), widest):
            widest, far = letters, b"".join(next(c[1:] for c in cells if c[1] == letters)).decode()
        if any(not number for _, _, number in cells):
            # These stand one behind the other in their row.
            for kind, _, _ in found:
                run = run + 1 if kind == b"c" else 0
                width = max(width, run)
        tail = data[end:]
    at = 0
    for letter in widest.upper():
        at = at * 26 + letter - 64
    sparse = _is_sparse(max(width, at), max(last_row, rows), count)
    return (far or f"A{last_row}") if sparse else ""


def _open(path: Path, sparse: bool) -> dict[str, list[list[Any]]]:
    return _with_openpyxl(path) if sparse else _with_calamine(path)


def _with_calamine(path: Path) -> dict[str, list[list[Any]]]:
    try:
        from python_calamine import CalamineError, CalamineWorkbook, SheetTypeEnum
    except ImportError:
        raise OutputError(
            [EXTRA_MISSING.at(module="python-calamine", package="python-calamine")]
        ) from None
    out = {}
    known = ods_cells(path) if path.suffix.lower() == ".ods" else {}
    marks = _xlsx_marks(path)
    try:
        book = CalamineWorkbook.from_path(str(path))
        for meta in book.sheets_metadata:
            if meta.typ is not SheetTypeEnum.WorkSheet:
                continue
            sheet = book.get_sheet_by_name(meta.name)
            rows = sheet.to_python(skip_empty_area=False)
            more = known.get(meta.name, OdsSheet())
            mark(rows, marks.get(meta.name, more.marks))
            merged = sheet.merged_cell_ranges or more.merges
            for (top, left), (bottom, right) in merged:
                _fill(rows, top, left, bottom, right)
            out[meta.name] = rows
    except OSError as error:
        reason = error.strerror or str(error)
        raise DataError([FILE_MISSING.at(Place(str(path)), file=path, reason=reason)]) from None
    except (CalamineError, ValueError, OverflowError, MemoryError):
        raise DataError([_unreadable(path)]) from None
    except BaseException as error:
        # What stops the library's own code is no exception like others.
        if type(error).__name__ != "PanicException":
            raise
        raise DataError([_unreadable(path)]) from None
    return out


def _xlsx_marks(path: Path) -> dict[str, Marks]:
    return xlsx_marks(path) if path.suffix.lower() in (".xlsx", ".xlsm") else {}


def _fill(rows: list[list[Any]], top: int, left: int, bottom: int, right: int) -> None:
    """A merged cell's value stands in every cell it covers."""
    if top >= len(rows) or left >= len(rows[top]):
        return
    value = rows[top][left]
    for row in rows[top : min(bottom + 1, len(rows))]:
        for column in range(left, min(right + 1, len(row))):
            row[column] = value


def _with_openpyxl(path: Path) -> dict[str, list[list[Any]]]:
    try:
        from openpyxl import load_workbook
    except ImportError:
        raise OutputError([EXTRA_MISSING.at(module="openpyxl", package="openpyxl")]) from None
    out = {}
    try:
        book = load_workbook(path, read_only=True, data_only=True)
        marks = _xlsx_marks(path)
        for sheet in book.worksheets:
            # What the sheet says of its own size is what is not to be trusted here.
            sheet.reset_dimensions()
            rows = _dense(sheet.iter_rows(max_col=MAX_COLUMNS, values_only=True))
            mark(rows, marks.get(sheet.title, {}))
            out[sheet.title] = rows
        book.close()
    except DataError:
        raise
    except Exception:  # openpyxl checks little: a damaged part may raise anything
        raise DataError([_unreadable(path)]) from None
    return out


def _dense(rows: Iterable[Sequence[Any]]) -> list[list[Any]]:
    """``rows`` up to the last that holds something."""
    kept: list[list[Any]] = []
    blank = 0
    for row in rows:
        if row.count(None) < len(row) and any(cell not in (None, "") for cell in row):
            kept += [[] for _ in range(blank)]
            kept.append(list(row))
            blank = 0
        else:
            blank += 1
    return kept


def _sheet(path: Path, name: str, rows: list[list[Any]], known: Collection[str]) -> _Sheet:
    top = _header_row(rows, known)
    titles = _titles(rows, top, known) if rows else []
    while titles and not titles[-1]:
        titles.pop()
    check_header(
        titles,
        lambda i: Place(str(path), sheet=name, cell=f"{column_letters(i)}{top + 1}"),
    )
    return _Sheet(name, rows, top, titles)


def _titles(rows: list[list[Any]], at: int, known: Collection[str]) -> list[str]:
    """The titles in row ``at``; with those above where both make a name, as 乙方 over 单位."""
    titles = [_title(cell) for cell in rows[at]]
    above = [_title(cell) for cell in rows[at - 1]] if at else []
    above += [""] * len(titles)
    return [
        f"{over}.{title}" if f"{over}.{title}" in known else title
        for over, title in zip(above, titles, strict=False)
    ]


def _header_row(rows: list[list[Any]], known: Collection[str]) -> int:
    """The row with most column names in it; failing that, the first with several cells."""
    best, most, several = 0, 0, None
    for i, row in enumerate(rows[:_HEADER_WITHIN]):
        titles = set(_titles(rows, i, known)) - {""}
        found = sum(title in known for title in titles)
        if found > most:
            best, most = i, found
        if several is None and (len(titles) > 1 or (titles and len(row) == 1)):
            several = i
    return best if most else several or 0


def _title(cell: Any) -> str:
    return "".join(_text(cell).split())


def _text(value: Any) -> str:
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


def _wrong(
    cells: Sequence[Any], columns: Mapping[str, int], place: Callable[[str], Place]
) -> Iterator[Diagnostic]:
    """Cells that do not hold what was meant to be in them.

    A formula that has failed, and a number whose last digits Excel has turned into zeros already,
    such as an ID.
    """
    for title, i in columns.items():
        value = cells[i] if i < len(cells) else None
        if isinstance(value, ErrorCell) and title != SERIAL:
            yield CELL_ERROR.at(place(title), title=title, value=value)
        elif is_error_text(value) and title != SERIAL:
            yield CELL_ERROR.at(place(title), title=title, value=value.strip(), because="text")
        elif isinstance(value, int | float) and abs(value) >= 10**_SAFE_DIGITS:
            yield DIGITS_LOST.at(place(title), title=title, value=_text(value))


class _Joined:
    """A sheet of list items, each under the row it belongs to."""

    def __init__(self, path: Path, sheet: _Sheet, titles: list[str]) -> None:
        self.sheet = sheet
        self.name = sheet.name.strip()
        self.main = [title for title in titles if title]
        same = {_undotted(title): title for title in reversed(self.main)}
        shared = [t for t in sheet.titles if t and _undotted(t) in same]
        # What is numbered in each sheet on its own joins nothing, unless there is nothing else.
        self.own_key = next((t for t in shared if t != SERIAL), "") or next(iter(shared), "")
        if not shared:
            where = Place(str(path), sheet=sheet.name, cell=f"A{sheet.top + 1}")
            known = self.main[:_MOST_COLUMNS_NAMED]
            raise DataError([NO_KEY_COLUMN.at(where, name=self.name, columns=known)])
        self.key = same[_undotted(self.own_key)]
        self.columns = {title: i for i, title in enumerate(sheet.titles) if title}
        self.origin = Origin(str(path), sheet.name, self.columns)
        serial = self.columns.get(SERIAL)
        self.items: dict[str, list[dict[str, Raw]]] = {}
        self.lines: dict[str, list[int]] = {}
        at_key = self.columns.get(self.own_key, 0)
        own = {t: i for t, i in self.columns.items() if i not in (at_key, serial)}
        self.titles = (self.key, *own)
        self.left: list[str] = []
        """The keys that no row has."""
        self._near: dict[str, list[str]] = {}
        self._doubted: dict[str, str] = {}
        """Rows without entries, and the key of entries without a row that may be theirs."""
        for line, cells in enumerate(sheet.rows[sheet.top + 1 :], sheet.top + 2):
            texts = [_text(cell) for cell in cells]
            key = texts[at_key].strip() if at_key < len(texts) else ""
            item: dict[str, Raw] = {
                title: texts[i] for title, i in own.items() if i < len(texts) and texts[i]
            }
            is_example = serial is not None and serial < len(texts) and texts[serial] == EXAMPLE
            if item and not is_example:
                self.items.setdefault(key, []).append(item)
                self.lines.setdefault(key, []).append(line)

    def add(self, row: Row, origin: Origin) -> None:
        """Give ``row``, which is from ``origin``, the entries that are under its key."""
        key = str(row.values.get(self.key, "")).strip()
        found = self.items.get(key)
        if found:
            row.values = {**row.values, self.name: found}
            row.below = {**(row.below or {}), self.name: tuple(self.lines[key])}
            for line in self.lines[key]:
                cells = self.sheet.rows[line - 1]
                entry = Row(row.number, {}, line)
                place = partial(self.origin.place, entry)
                row.findings += tuple(_wrong(cells, self.columns, place))

        elif key in self._doubted:
            where = origin.place(row, self.key)
            near = self._doubted[key]
            row.findings += (ENTRIES_ELSEWHERE.at(where, sheet=self.name, name=key, near=near),)

    def compare(self, rows: list[Row]) -> None:
        """Find the entries that belong to none of ``rows``, and whose they may be."""
        there = dict.fromkeys(str(row.values.get(self.key, "")).strip() for row in rows)
        self.left = [key for key in self.items if key not in there]
        if len(self.left) * len(there) > _MOST_COMPARED:
            return
        without = {_unspaced(key): key for key in there if key not in self.items}
        for left in self.left:
            self._near[left] = closest(left, there, cutoff=_ALIKE)
            for name in closest(_unspaced(left), without, cutoff=_ALMOST_ALIKE):
                self._doubted.setdefault(without[name], left)

    def further(self) -> Further:
        """The sheet as it is to be written beside refused rows."""
        about = self.titles[0]
        strays = ({about: key, **item} for key in self.left for item in self.items[key])
        return Further(self.titles, tuple(strays))

    def left_over(self) -> Iterator[Diagnostic]:
        """What is wrong with entries that belong to no row."""
        for key in self.left:
            first, *others = (self._place(line) for line in self.lines[key])
            near = self._near.get(key, [])
            case = "near" if near else ""
            finding = NO_SUCH_KEY.at(first, key=key, column=self.key, known=near, because=case)
            yield replace(finding, also=tuple(others[:_MOST_PLACES]), more=len(others))

    def _place(self, line: int) -> Place:
        return self.origin.place(Row(0, {}, line), self.own_key)._replace(row=None)


def _unspaced(name: str) -> str:
    return "".join(name.split())


def _undotted(title: str) -> str:
    """乙方.单位 and 乙方单位 are one column."""
    return title.replace(".", "")


def _unread(path: Path, sheet: _Sheet, main: Sequence[str], names: Names) -> Iterator[Diagnostic]:
    """A sheet that is meant for the entries of a list, by its columns or its name."""
    titles = [title for title in sheet.titles if title]
    for expected, (columns, needed) in names.entries.items():
        found = {columns.get(title) for title in titles if title not in main}
        alike = bool(set(titles) & set(main)) and bool(closest(sheet.name, [expected]))
        if alike or (len(needed) > 1 and found.issuperset(needed)):
            where = Place(str(path), sheet=sheet.name, cell=f"A{sheet.top + 1}")
            yield SHEET_NAME.at(where, name=sheet.name, columns=titles, expected=expected)
            return
