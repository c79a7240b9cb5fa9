"""A roster 名册 → rows, read anew one by one each time they are asked for: memory stays flat."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from json import JSONDecodeError, JSONDecoder
from pathlib import Path
from typing import Any, NamedTuple, TextIO

from docgen import source
from docgen.diagnostics import (
    BAD_ENCODING,
    BAD_JSON,
    COLUMN_TWICE,
    EMPTY_ROSTER,
    FILE_MISSING,
    QUERY_OF_FILE,
    READ_AS_GBK,
    ROSTER_CHANGED,
    ROW_NOT_MAPPING,
    UNKNOWN_FORMAT,
    Diagnostic,
    Place,
)
from docgen.errors import DataError
from docgen.source import Entry, Node, Null, Scalar, Sequence

from .files import decode, read_bytes
from .json_nodes import parse_json
from .yaml_comments import cut_by_comments
from .yaml_nodes import parse_yaml

TABLES = (".csv", ".tsv", ".txt")
TEXTS = (*TABLES, ".json", ".jsonl", ".yaml", ".yml")
SHEETS = (".xlsx", ".xlsm", ".xlsb", ".xls", ".ods")
DATABASES = (".db", ".sqlite", ".sqlite3")
KNOWN = (*TEXTS, *SHEETS, *DATABASES)
SEPARATORS = ",\t;"
"""What may stand between two cells of a text; the first where nothing tells."""
SERIAL = "序号"
EXAMPLE = "例"
"""In the column 序号, the mark of a form's example row: no letter is made of it."""
REASON = "退回原因"
"""The column that says why a row was refused: the roster is of rows that were."""
_OWN = re.compile(r"[（(].*[）)]", re.DOTALL)
_BLOCK = 1 << 16

Raw = Any
"""A value as written: a text, None, or lists and mappings of them."""


class MisreadError(Exception):
    """What was cut out of a roster as one row is none: read the roster without a short cut."""


@dataclass(slots=True)
class Row:
    """One row: its number from 1, its values by column, and the line (or sheet row) it stands in.

    :attr:`values` may hold None for an empty cell. ``node`` is there where the file was read as
    nodes, ``text`` where it is JSON: the row as written, from ``column`` on, out of which its
    values are ``taken`` when they are asked for, and in which their places are looked for once a
    finding needs them. ``findings`` make the row unusable, ``remarks`` do not. ``below``
    are the rows of further sheets that its lists came from. ``worked`` is for whoever works on a
    row twice.
    """

    number: int
    taken: Mapping[str, Raw] | None
    line: int = 0
    node: source.Mapping | None = None
    findings: tuple[Diagnostic, ...] = ()
    column: int = 1
    text: str = ""
    below: Mapping[str, tuple[int, ...]] | None = None
    remarks: tuple[Diagnostic, ...] = ()
    worked: Any = field(default=None, compare=False, repr=False)

    @property
    def values(self) -> Mapping[str, Raw]:
        """The values by column. Raises MisreadError where :attr:`text` is no row."""
        if self.taken is None:
            self.taken = _taken(self.text)
        return self.taken

    @values.setter
    def values(self, values: Mapping[str, Raw]) -> None:
        self.taken = values

    def keep(self, worked: Any) -> None:
        """Keep what was ``worked`` out, or nothing: no values beside that the text still tells."""
        self.worked = worked
        if self.text and not self.findings:
            self.taken = None

    def __reduce__(self) -> tuple[Any, ...]:
        # What was worked out stays at home. As JSON a row is one text to hand over, and taking it
        # apart again costs a worker no more than a tree of values would.
        taken = None if self.text and not self.findings else self.taken
        return Row, (
            *(self.number, taken, self.line, self.node, self.findings),
            *(self.column, self.text, self.below, self.remarks),
        )


def _taken(text: str) -> Mapping[str, Raw]:
    text = text.strip()
    try:
        value, end = _DECODER.raw_decode(text)
    except (JSONDecodeError, RecursionError, _Twice):
        raise MisreadError from None
    if type(value) is not dict or not value or end != len(text):
        raise MisreadError
    written: Mapping[str, Raw] = _as_written(value) if _has_words(text) else value
    return written


@dataclass(frozen=True)
class Origin:
    """Where rows come from: what turns a row's values into nodes with places."""

    name: str
    sheet: str | None = None
    columns: Mapping[str, int] = field(default_factory=dict)
    further: Mapping[str, Origin] = field(default_factory=dict)
    """Where the entries of lists come from that have a sheet of their own."""

    def place(self, row: Row, column: str | None = None) -> Place:
        """The place of ``row``, or of its cell in ``column``."""
        index = self.columns.get(column, 0) if column is not None else 0
        if not row.line:
            return Place(self.name, row=row.number)
        if not self.columns:
            return Place(self.name, row.line, row.column, row=row.number)
        cell = f"{column_letters(index)}{row.line}"
        if self.sheet is not None:
            return Place(self.name, sheet=self.sheet, cell=cell, row=row.number)
        return Place(self.name, row.line, index + 1, cell=cell, row=row.number)

    def fields(self, row: Row) -> source.Mapping:
        """The row as nodes. Raises DataError (S108) where JSON is nested too deeply."""
        if row.node is not None:
            return row.node
        if row.text:
            written = parse_json(row.text, self.name, row.line, row.column)
            if isinstance(written, source.Mapping):
                return _without_blanks(written)
        entries = []
        for key, value in row.values.items():
            place = self.place(row, key)
            node = _node(value, place)
            if row.below and key in row.below:
                node = self.further[key].entries(row, value, row.below[key])
            entries.append(Entry(key, node, node.place))
        return source.Mapping(tuple(entries), self.place(row))

    def entries(
        self, row: Row, items: Iterable[Mapping[str, Raw]], lines: Iterable[int]
    ) -> Sequence:
        """The list that ``items`` of ``row`` make, each from its own row of this sheet."""
        found = [
            self.fields(Row(row.number, item, line))
            for item, line in zip(items, lines, strict=True)
        ]
        return Sequence(tuple(found), found[0].place)


@dataclass(frozen=True)
class Further:
    """A further sheet: its titles, the shared column's first, and the entries joining no row."""

    titles: tuple[str, ...]
    strays: tuple[Mapping[str, Raw], ...]


@dataclass(frozen=True)
class Roster:
    """A roster: its name, findings on it as a whole, its columns where all rows share them.

    Each call of ``read`` starts from the first row; it raises DataError where the file breaks off.
    ``cut`` gives the same rows, their values being still in their text, at a fraction of the time:
    for whoever hands them on. It guesses where one ends; who takes the values out may find that it
    guessed wrong, and so may ``cut`` (MisreadError), and has to :meth:`read` instead.
    """

    origin: Origin
    read: Callable[[], Iterator[Row]]
    findings: tuple[Diagnostic, ...] = ()
    header: tuple[str, ...] | None = None
    header_line: int = 0
    further: Mapping[str, Further] = field(default_factory=dict)
    """Further sheets, by the list field they fill."""
    cut: Callable[[], Iterator[Row]] | None = None

    @property
    def stamp(self) -> tuple[int, int] | None:
        """What changes when the file does; None where there is no file to look at."""
        try:
            found = Path(self.name).stat()
        except (OSError, ValueError):
            return None
        return found.st_mtime_ns, found.st_size

    @property
    def name(self) -> str:
        """The file or database, for messages."""
        return self.origin.name

    @property
    def rows(self) -> Iterator[Row]:
        """All rows, from the first."""
        return self.read()


class Entries(NamedTuple):
    """The columns of a list's sheet: every way to write one, and those that no entry lacks."""

    columns: Mapping[str, str]
    needed: Collection[str]


@dataclass(frozen=True)
class Names:
    """What columns may be called, and which fields are lists that have a sheet of their own."""

    columns: Collection[str] = ()
    lists: Collection[str] = ()
    entries: Mapping[str, Entries] = field(default_factory=dict)
    """What such a sheet holds, by the list's Chinese name."""


def read_roster(name: str, query: str | None = None, names: Names = Names()) -> Roster:
    """The roster in a file, a workbook or, by URL and ``query``, a database.

    A table's header holds the field names (English, Chinese, dotted); an empty cell is no value.
    ``names`` help to find the header among title rows, and what parts the columns of a text.
    Raises DataError: S1xx as for data files, B404 (no rows), B407 (one field in two columns), B455
    (a text whose columns are parted by what no program takes for it), B461 (a ``query`` to what is
    no database), and
    what :mod:`.roster_sheets` and :mod:`.roster_sql` say; OutputError (O520) where a library that
    the format needs is not installed.
    """
    suffix = Path(name).suffix.lower()
    if query and not _is_database(name):
        raise DataError([QUERY_OF_FILE.at(Place(name), file=name)])
    if _is_database(name):
        from .roster_sql import read_query

        roster = read_query(name, query)
    elif suffix in SHEETS:
        from .roster_sheets import read_workbook

        roster = read_workbook(Path(name), names)
    elif suffix in TABLES:
        from .roster_csv import read_csv

        roster = read_csv(Path(name), names)
    elif suffix == ".jsonl":
        roster = _jsonl(Path(name))
    elif suffix == ".json":
        roster = _json(Path(name))
    elif suffix in TEXTS:
        roster = _yaml(Path(name))
    else:
        raise DataError([UNKNOWN_FORMAT.at(Place(name), file=name, known=KNOWN)])
    if roster.header and SERIAL in roster.header:
        read = roster.read
        roster = replace(roster, read=lambda: without_examples(read()))
    if next(roster.rows, None) is None:
        where = Place(name)
        if roster.origin.sheet is not None:
            # Of several sheets, another one may hold the rows.
            where = roster.origin.place(Row(0, {}, max(roster.header_line, 1)))._replace(row=None)
        raise DataError([*roster.findings, EMPTY_ROSTER.at(where)])
    return roster


def _is_database(name: str) -> bool:
    return "://" in name or Path(name).suffix.lower() in DATABASES


def changed(origin: Origin, row: Row | None = None) -> Diagnostic:
    """B415: the roster from ``origin`` does not say any more what was planned for ``row``."""
    where = origin.place(row) if row else Place(origin.name)
    return ROSTER_CHANGED.at(where, because="database" if _is_database(origin.name) else "")


def is_own(title: str) -> bool:
    """Whether a column is a clerk's own and says nothing to a letter: 序号, or one in brackets."""
    title = title.strip()
    return title == SERIAL or _OWN.fullmatch(title) is not None


def without_examples(rows: Iterable[Row]) -> Iterator[Row]:
    """``rows`` without those of a form that are marked as examples, and counted without them."""
    examples = 0
    for row in rows:
        if row.values.get(SERIAL) == EXAMPLE:
            examples += 1
            continue
        if examples:
            row.number -= examples
            row.findings = _counted(row.findings, row.number)
            row.remarks = _counted(row.remarks, row.number)
        yield row


def _counted(findings: tuple[Diagnostic, ...], number: int) -> tuple[Diagnostic, ...]:
    return tuple(replace(d, where=d.where._replace(row=number)) for d in findings)


def column_letters(index: int) -> str:
    """0 → A, 26 → AA."""
    out = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        out = chr(ord("A") + rest) + out
    return out


def check_header(header: list[str], place: Callable[[int], Place]) -> None:
    """Raise DataError (B407) where one title stands over two columns."""
    seen: set[str] = set()
    for i, title in enumerate(header):
        if title and (title in seen or seen.add(title)):  # type: ignore[func-returns-value]
            raise DataError([COLUMN_TWICE.at(place(i), first=title, second=title)])


def _node(value: Raw, place: Place) -> Node:
    if value is None or (isinstance(value, str) and not value.strip()):
        return Null(place)
    if isinstance(value, dict):
        entries = (Entry(k, _node(v, place), place) for k, v in value.items())
        return source.Mapping(tuple(entries), place)
    if isinstance(value, list):
        return Sequence(tuple(_item(v, place) for v in value), place)
    return Scalar(value, place)


def _without_blanks(node: source.Mapping) -> source.Mapping:
    """``node`` with nothing where a table's cell would be empty."""
    entries = (Entry(e.key, _unless_blank(e.value), e.place) for e in node)
    return source.Mapping(tuple(entries), node.place)


def _unless_blank(node: Node) -> Node:
    match node:
        case Scalar() if not node.text.strip():
            return Null(node.place)
        case source.Mapping():
            return _without_blanks(node)
        case Sequence():
            items = (i if isinstance(i, Scalar) else _unless_blank(i) for i in node.items)
            return Sequence(tuple(items), node.place)
    return node


def _item(value: Raw, place: Place) -> Node:
    return Scalar(value, place) if isinstance(value, str) else _node(value, place)


# Text files: the encoding is settled by a first look at all of it, a block at a time.


def encoding_of(path: Path) -> tuple[str, list[Diagnostic]]:
    """The encoding of ``path``, and what :func:`decode` would say of it."""
    name = str(path)
    try:
        with path.open("rb") as file:
            head = file.read(2)
        wide = head in (b"\xff\xfe", b"\xfe\xff")
        for encoding in ("utf-16",) if wide else ("utf-8-sig", "gb18030"):
            try:
                with path.open(encoding=encoding, newline="") as text:
                    while text.read(_BLOCK):
                        pass
            except UnicodeError:
                continue
            return encoding, [READ_AS_GBK.at(Place(name))] if encoding == "gb18030" else []
    except OSError as error:
        reason = error.strerror or str(error)
        raise DataError([FILE_MISSING.at(Place(name), file=path, reason=reason)]) from None
    raise DataError([BAD_ENCODING.at(Place(name))])


def open_text(path: Path, encoding: str) -> TextIO:
    """``path``, opened to be read as it is. Raises DataError (S101)."""
    try:
        return path.open(encoding=encoding, newline="")
    except OSError as error:
        reason = error.strerror or str(error)
        raise DataError([FILE_MISSING.at(Place(str(path)), file=path, reason=reason)]) from None


class _Twice(Exception):  # noqa: N818
    """A key stands twice in one object: the parser with places says where."""


def _object(pairs: list[tuple[str, Raw]]) -> dict[str, Raw]:
    out = dict(pairs)
    if len(out) != len(pairs):
        raise _Twice
    return out


def _never(text: str) -> Raw:
    raise _Twice


_DECODER = JSONDecoder(
    object_pairs_hook=_object,
    parse_float=str,
    parse_int=str,
    parse_constant=_never,
    strict=False,
)


def _as_written(value: Raw) -> Raw:
    """JSON's true and false as the words they are written with."""
    if value is True:
        return "true"
    if value is False:
        return "false"
    if type(value) is dict:
        return {k: _as_written(v) for k, v in value.items()}
    if type(value) is list:
        return [_as_written(v) for v in value]
    return value


def _jsonl(path: Path) -> Roster:
    encoding, findings = encoding_of(path)
    name = str(path)
    origin = Origin(name)

    def read() -> Iterator[Row]:
        number = 0
        with open_text(path, encoding) as file:
            for line, text in enumerate(file, 1):
                if not text.strip():
                    continue
                number += 1
                try:
                    value = _DECODER.decode(text)
                except (JSONDecodeError, RecursionError, _Twice):
                    yield _broken(text, name, number, line)
                    continue
                written = _as_written(value) if _has_words(text) else value
                yield _row(Row(number, written, line, text=text), origin)

    def cut() -> Iterator[Row]:
        with open_text(path, encoding) as file:
            lines = ((line, text) for line, text in enumerate(file, 1) if text.strip())
            for number, (line, text) in enumerate(lines, 1):
                yield Row(number, None, line, text=text)

    return Roster(origin, read, tuple(findings), cut=cut)


def _has_words(text: str) -> bool:
    """Whether JSON's own words may stand in ``text``."""
    return "true" in text or "false" in text


def _broken(text: str, name: str, number: int, line: int) -> Row:
    """A line that is no JSON, or has a key twice: the row is refused, the others are read."""
    where = Place(name, line, 1, row=number)
    try:
        parse_json(text.rstrip("\r\n"), name, line)
    except DataError as error:
        found = [replace(d, where=d.where._replace(row=number)) for d in error.diagnostics]
        return Row(number, {}, line, findings=tuple(found))
    return Row(number, {}, line, findings=(BAD_JSON.at(where, problem=""),))


def _row(row: Row, origin: Origin) -> Row:
    """``row``, refused where it gives no values by column."""
    if not isinstance(row.taken, dict) or not row.taken:
        row.values, row.text = {}, ""
        row.findings = (ROW_NOT_MAPPING.at(origin.place(row)),)
    return row


_LIST = re.compile(r'\s*(?:\{\s*"(?:[^"\\]|\\.)*"\s*:\s*)?\[')
_NEXT = re.compile(r"\s*([,\]])?\s*")


def _json(path: Path) -> Roster:
    encoding, findings = encoding_of(path)
    origin = Origin(str(path))

    def read() -> Iterator[Row]:
        number = 0
        try:
            for row in _json_rows(path, encoding):
                number = row.number
                yield _row(row, origin)
        except (JSONDecodeError, RecursionError, _Twice):
            # The parser with places says what is wrong, or reads what is written in another way.
            text, _ = decode(read_bytes(path), str(path))
            for row in _node_rows(parse_json(text, str(path))):
                if row.number > number:
                    yield row

    return Roster(origin, read, tuple(findings), cut=lambda: _cut_json(path, encoding))


class _Blocks:
    """A text that is read block by block; what stands before ``at`` is let go of."""

    def __init__(self, file: TextIO) -> None:
        self._file = file
        self.text = file.read(_BLOCK)
        self.has_words = _has_words(self.text)
        self.at = 0
        self._line = 1
        self._begun = 0  # where the line begins in ``text``; below 0 once that was let go
        self._counted = 0

    def place(self, at: int) -> tuple[int, int]:
        """Line and column of ``text[at]``, which stands behind all that was asked for before."""
        lines = self.text.count("\n", self._counted, at)
        if lines:
            self._line += lines
            self._begun = self.text.rindex("\n", self._counted, at) + 1
        self._counted = at
        return self._line, at - self._begun + 1

    def more(self, size: int = _BLOCK) -> bool:
        """Read on; whether there was anything."""
        block = self._file.read(size)
        if block:
            self.place(self.at)
            self.text = self.text[self.at :] + block
            self.has_words = _has_words(self.text)
            self._begun -= self.at
            self.at = self._counted = 0
        return bool(block)

    def rest(self, at: int) -> str:
        """All that stands from ``text[at]`` on."""
        return self.text[at:] + self._file.read()


def _json_rows(path: Path, encoding: str) -> Iterator[Row]:
    """The items of the list in the file, decoded one by one from a block of text."""
    with open_text(path, encoding) as file:
        blocks = _Blocks(file)
        match = _LIST.match(blocks.text)
        if not match:
            raise _Twice
        named = "{" in match.group()
        blocks.at = match.end()
        number = 0
        while True:
            match = _NEXT.match(blocks.text, blocks.at)
            assert match
            mark, here = match.group(1), match.end()
            if here >= len(blocks.text) - 1 and mark != "]" and blocks.more():
                continue
            if mark == "]":
                if blocks.rest(here).strip() != ("}" if named else ""):
                    raise _Twice
                return
            if (mark == ",") != (number > 0):
                raise JSONDecodeError("", "", 0)
            try:
                value, end = _DECODER.raw_decode(blocks.text, here)
            except JSONDecodeError:
                if not blocks.more(max(_BLOCK, len(blocks.text))):
                    raise
                continue
            if end == len(blocks.text) and blocks.more():
                # A number may go on in the next block.
                continue
            number += 1
            text = blocks.text[here:end]
            written = _as_written(value) if blocks.has_words and _has_words(text) else value
            line, column = blocks.place(here)
            yield Row(number, written, line, None, (), column, text)
            blocks.at = end
            if end > _BLOCK:
                blocks.more()


_FIRST_KEY = re.compile(r'\s*(\{\s*"\w[^"\\]*"\s*:)')


def _cut_json(path: Path, encoding: str) -> Iterator[Row]:
    """The items of the list in the file, cut where the next one begins with the same key.

    In JSON that is right, the mark between two items cannot stand in a text: its first quotation
    mark would end that text, and no word follows the end of a text. It may stand between the items
    of an inner list; then what was cut out is no whole item, as who decodes it will find.
    """
    with open_text(path, encoding) as file:
        blocks = _Blocks(file)
        match = _LIST.match(blocks.text)
        first = match and _FIRST_KEY.match(blocks.text, match.end())
        if not match or not first:
            raise MisreadError
        blocks.at = first.start(1)
        between = re.compile(r"\}(\s*,\s*)" + re.escape(first[1]))
        found = between.search(blocks.text, blocks.at)
        mark, step = (found.group(), len(found[1])) if found else ("", 0)
        number = 0
        while True:
            end = blocks.text.find(mark, blocks.at) + 1 if mark else 0
            if end:
                number += 1
                line, column = blocks.place(blocks.at)
                yield Row(number, None, line, None, (), column, blocks.text[blocks.at : end])
                blocks.at = end + step
            elif not blocks.more():
                break
            elif not mark or len(blocks.text) > 2 * _BLOCK:
                raise MisreadError
        line, column = blocks.place(blocks.at)
        last = re.fullmatch(
            r"(.*\})\s*\]\s*\}\s*" if "{" in match.group() else r"(.*\})\s*\]\s*",
            blocks.rest(blocks.at),
            re.DOTALL,
        )
        if not last:
            raise MisreadError
        yield Row(number + 1, None, line, None, (), column, last[1])


def _yaml(path: Path) -> Roster:
    text, findings = decode(read_bytes(path), str(path))
    root = parse_yaml(text, str(path))
    findings += cut_by_comments(text, str(path))
    return Roster(Origin(str(path)), lambda: _node_rows(root), tuple(findings))


def _node_rows(root: Node) -> Iterator[Row]:
    items = root.items if isinstance(root, Sequence) else (root,)
    if isinstance(root, source.Mapping) and len(root.entries) == 1:
        # A file may give its list a name: `rows:` or `名册:`.
        only = root.entries[0].value
        if isinstance(only, Sequence):
            items = only.items
    for number, item in enumerate(items, 1):
        if isinstance(item, source.Mapping) and item.entries:
            yield Row(number, _raw(item), item.place.line or 0, item)
        else:
            where = item.place._replace(row=number)
            yield Row(number, {}, findings=(ROW_NOT_MAPPING.at(where),))


def _raw(node: Node) -> Raw:
    match node:
        case Scalar():
            return node.text
        case source.Mapping():
            return {e.key: _raw(e.value) for e in node}
        case Sequence():
            return [_raw(item) for item in node.items]
    return None


__all__ = [
    "KNOWN",
    "REASON",
    "Entries",
    "Further",
    "MisreadError",
    "Names",
    "Origin",
    "Raw",
    "Roster",
    "Row",
    "changed",
    "check_header",
    "column_letters",
    "encoding_of",
    "is_own",
    "open_text",
    "read_roster",
    "without_examples",
]
