"""Rows from a database: SQLite with what Python has, any other through SQLAlchemy."""

from __future__ import annotations

import datetime
import math
import re
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

from docgen.diagnostics import (
    BAD_QUERY,
    EXTRA_MISSING,
    NO_QUERY,
    NO_TEXT,
    Diagnostic,
    Place,
)
from docgen.errors import DataError, OutputError

from .roster import Origin, Raw, Roster, Row, check_header, is_own

_SQLITE = ("sqlite:///",)
_PACKAGE = "'docgen-gongwen[sql]'"
_BATCH = 500
_PASSWORD = re.compile(r"(?<=://)([^:/@]*):[^@/]*@")

_SHOWN_BYTES = 8
_SMALLEST, _LARGEST = 1e-10, 1e16
"""Sizes that people write without an exponent."""

Cursor = tuple[Sequence[str], Iterator[Sequence[Any]]]


def read_query(url: str, query: str | None) -> Roster:
    """The rows that ``query`` selects from the database ``url`` (or an SQLite file), streamed.

    Numbers and dates come as texts, as in any other roster; a time with a zone is as the database
    gives it, with its offset, but for midnight, which is a date. A row with a cell that is no text
    is refused (B460). Raises DataError: B420 (no query), B421 (the database says no); OutputError
    (O520) without SQLAlchemy.
    """
    name = _PASSWORD.sub(r"\1:***@", url)
    if not query:
        raise DataError([NO_QUERY.at(Place(name))])
    run = _sqlite if "://" not in url or url.startswith(_SQLITE) else _sqlalchemy

    origin = Origin(name)

    def read() -> Iterator[Row]:
        for number, (header, cells) in enumerate(_rows(run, url, query, name), 1):
            try:
                yield Row(number, dict(zip(header, map(_text, cells), strict=True)))
            except _NoTextError:
                yield _partly(Row(number, {}), header, cells, origin)

    header = _header(run, url, query, name)
    check_header(header, lambda i: Place(name))
    return Roster(origin, read, header=tuple(header))


class _NoTextError(Exception):
    """A value that is no text, and cannot be written as one."""

    def __init__(self, shown: str, case: str = "") -> None:
        super().__init__(shown)
        self.shown = shown
        self.case = case


def _partly(row: Row, header: Sequence[str], cells: Sequence[Any], origin: Origin) -> Row:
    """``row`` with those of ``cells`` that are texts, refused for the others."""
    values: dict[str, Raw] = {}
    findings: list[Diagnostic] = []
    for title, cell in zip(header, cells, strict=True):
        try:
            values[title] = _text(cell)
        except _NoTextError as error:
            values[title] = ""
            if not is_own(title):
                where = origin.place(row, title)
                args: dict[str, Any] = {"title": title, "value": error.shown, "because": error.case}
                findings.append(NO_TEXT.at(where, **args))
    row.values, row.findings = values, tuple(findings)
    return row


Run = Callable[[str, str], Iterator[Cursor]]


def _header(run: Run, url: str, query: str, name: str) -> list[str]:
    cursors = run(url, query)
    try:
        header, _ = next(cursors)
        return [title.strip() for title in header]
    except Exception as error:
        raise _refused(error, name) from None
    finally:
        cursors.close()  # type: ignore[attr-defined]


def _rows(run: Run, url: str, query: str, name: str) -> Iterator[tuple[list[str], Sequence[Any]]]:
    try:
        for header, rows in run(url, query):
            titles = [title.strip() for title in header]
            for row in rows:
                yield titles, row
    except (DataError, OutputError, GeneratorExit):
        raise
    except Exception as error:
        raise _refused(error, name) from None


def _refused(error: Exception, name: str) -> Exception:
    if isinstance(error, DataError | OutputError):
        return error
    problem = str(getattr(error, "orig", None) or error).strip().split("\n")[0]
    return DataError([BAD_QUERY.at(Place(name), problem=problem)])


def _sqlite(url: str, query: str) -> Iterator[Cursor]:
    path = Path(url.removeprefix(_SQLITE[0]))
    # A wrong name must not make an empty database; a query must not write.
    with_mode = f"{path.resolve().as_uri()}?mode=ro"
    connection = sqlite3.connect(with_mode, uri=True)
    try:
        cursor = connection.execute(query)
        yield [column[0] for column in cursor.description or ()], iter(cursor)
    finally:
        connection.close()


def _sqlalchemy(url: str, query: str) -> Iterator[Cursor]:
    try:
        import sqlalchemy
    except ImportError:
        raise OutputError([EXTRA_MISSING.at(module="sqlalchemy", package=_PACKAGE)]) from None
    try:
        engine = sqlalchemy.create_engine(url)
    except ImportError as error:
        name = str(error.name)
        package = _PACKAGE if name.startswith("psycopg") else name
        raise OutputError([EXTRA_MISSING.at(module=name, package=package)]) from None
    try:
        with engine.connect() as connection:
            # The query goes as it is: a colon or a percent sign in it is no parameter.
            options = {"stream_results": True, "max_row_buffer": _BATCH, "no_parameters": True}
            result = connection.execution_options(**options).exec_driver_sql(query)
            yield list(result.keys()), iter(result)
    finally:
        engine.dispose()


def _text(value: Any) -> Raw:
    match value:
        case None | str():
            return value
        case bool():
            return "true" if value else "false"
        case datetime.datetime():
            return value.date().isoformat() if value.time() == datetime.time() else str(value)
        case datetime.date():
            return value.isoformat()
        case Decimal() if not value.is_finite():
            raise _NoTextError(str(value))
        case float() if not math.isfinite(value):
            raise _NoTextError(str(value))
        case Decimal():
            return f"{value:f}"
        case float():
            return _number(value)
        case bytes() | bytearray() | memoryview():
            data = bytes(value)
            try:
                return data.decode("utf-8")
            except UnicodeDecodeError:
                raise _NoTextError(f"x'{data[:_SHOWN_BYTES].hex()}…'", "bytes") from None
        case dict():
            return {str(k): _text(v) for k, v in value.items()}
        case list() | tuple():
            return [_text(v) for v in value]
    return str(value)


def _number(value: float) -> str:
    """A number as people write it: 3, 0.00001; with an exponent where they would, too."""
    if value.is_integer() and abs(value) < _LARGEST:
        return str(int(value))
    if _SMALLEST <= abs(value) < _LARGEST:
        return f"{Decimal(repr(value)):f}"
    return repr(value)
