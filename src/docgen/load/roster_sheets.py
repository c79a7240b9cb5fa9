"""Rows from a workbook: the header found among title rows, merged cells filled, bombs refused.

python-calamine reads all formats, but lays a sheet out as a full rectangle: one stray cell far away
would take gigabytes. Sparse sheets of .xlsx files are therefore read by openpyxl, row by row.
"""

from __future__ import annotations

import re
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from itertools import chain
from pathlib import Path
from typing import Any

from docgen.diagnostics import (
    EXTRA_MISSING,
    FAR_CELL,
    FILE_MISSING,
    NO_FORMATS,
    SHEET_UNREADABLE,
    STRAY_CELL,
    TOO_LARGE,
    Diagnostic,
    Place,
)
from docgen.errors import DataError, OutputError

from .cell_marks import Marks, cell_text, mark, xlsx_marks
from .joined_sheets import Joined, unread
from .ods_cells import OdsSheet, ods_cells
from .other_lines import OtherLines
from .roster import REASON, Names, Origin, Raw, Roster, Row, column_letters, without_examples
from .sheet_choice import Page, main_sheet, same_columns
from .sheet_extents import ods_extents, xlsb_extent
from .sheet_tables import check_titles, table_of, wrong_cells

MAX_BYTES = 1_000_000_000
"""Unpacked size of a workbook; a sheet of a million rows has about 300 MB."""
MAX_RATIO = 300
"""Packed to unpacked: sheets reach 30, a bomb a thousand."""
MAX_CELLS = 5_000_000
MAX_COLUMNS = 200
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
_LONGEST_TAG = 4096
_MOST_ROWS, _MOST_COLUMNS = 1 << 20, 1 << 14  # of a sheet in Excel


def read_workbook(path: Path, names: Names) -> Roster:
    """A sheet of ``path`` as a roster; one that is named after a list field joins its rows.

    The roster is the sheet 名册, or the first (:func:`.sheet_choice.main_sheet`).

    Raises DataError: S101, S108 (a zip bomb), B407, B422 (not a workbook), B452 (a list's sheet
    that shares no column); OutputError (O520).
    """
    findings: list[Diagnostic] = []
    pages = _open(path, _guard(path, findings)) or {"": Page([])}
    main_name, told = main_sheet(path, pages, names)
    findings += told
    main = table_of(main_name, pages[main_name].rows, names.columns)
    findings += check_titles(path, main)
    columns = {title: i for i, title in enumerate(main.titles) if title}
    if path.suffix.lower() in _WITHOUT_FORMATS:
        findings.append(NO_FORMATS.at(Place(str(path)), file=path))
    joined = []
    for name, (rows, is_hidden) in pages.items():
        if name == main_name:
            continue
        further = name.strip() in names.lists
        known = {*names.columns, *chain.from_iterable(e.columns for e in names.entries.values())}
        sheet = table_of(name, rows, names.columns if further else known)
        if further:
            findings += check_titles(path, sheet)
            joined.append(Joined(path, sheet, main.titles))
        else:
            found = list(unread(path, sheet, main.titles, names))
            if not found and not is_hidden:
                found += same_columns(path, sheet, main, names.columns)
            findings += found
    below = {join.name: join.origin for join in joined}
    origin = Origin(str(path), main.name, columns, below)
    heading = [[cell_text(cell) for cell in cells] for cells in main.rows[: main.top + 1]]
    other_lines = OtherLines(main.titles, heading)

    def read() -> Iterator[Row]:
        number = 0
        for at, cells in enumerate(main.rows[main.top + 1 :], main.top + 2):
            texts = [cell_text(cell) for cell in cells]
            if not any(texts) or other_lines.is_header(texts):
                continue
            number += 1
            values: dict[str, Raw] = {
                title: texts[i] if i < len(texts) else "" for title, i in columns.items()
            }
            row = Row(number, values, at)
            row.findings = tuple(wrong_cells(cells, columns, partial(origin.place, row)))
            row.findings += tuple(other_lines.find(row, texts, origin))
            for join in joined:
                join.add(row, origin)
            yield row

    strays = {}
    if joined:
        every = list(without_examples(read()))
        for join in joined:
            join.compare(every)
            findings += join.left_over(REASON in main.titles)
            strays[join.name] = join.further()
    header = tuple(title for title in main.titles if title)
    return Roster(origin, read, tuple(findings), header, main.top + 1, strays)


def read_sheets(path: Path, findings: list[Diagnostic]) -> dict[str, list[list[Any]]]:
    """The cells of every sheet of a workbook, by its name; stray cells are added to ``findings``.

    Raises DataError: S101, S108 (a bomb), what is no workbook; OutputError (O520).
    """
    return {name: page.rows for name, page in _open(path, _guard(path, findings)).items()}


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
        return SHEET_UNREADABLE.at(Place(str(path)), file=path)
    case = "" if head.startswith((b"PK", _OLE)) else "text"
    if not head:
        case = "empty"
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


def _open(path: Path, sparse: bool) -> dict[str, Page]:
    return _with_openpyxl(path) if sparse else _with_calamine(path)


def _with_calamine(path: Path) -> dict[str, Page]:
    try:
        from python_calamine import (
            CalamineError,
            CalamineWorkbook,
            SheetTypeEnum,
            SheetVisibleEnum,
        )
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
            out[meta.name] = Page(rows, meta.visible is not SheetVisibleEnum.Visible)
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


def _with_openpyxl(path: Path) -> dict[str, Page]:
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
            out[sheet.title] = Page(rows, sheet.sheet_state != "visible")
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
