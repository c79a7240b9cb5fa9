"""A roster row laid over the letter: the row's fields win, the letter keeps the rest."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from docgen import source
from docgen.diagnostics import COLUMN_TWICE, NO_HEADER, UNKNOWN_FIELD, Diagnostic, Place
from docgen.kinds import Kind
from docgen.load.roster import SERIAL, Entries, Names, Raw, is_own
from docgen.source import MERGE, Entry, Node, Scalar
from docgen.suggest import MOST, closest

from .failures import REASON_COLUMNS

# What helps to tell a header, and says nothing about the letter.
_IGNORED = frozenset({SERIAL, *REASON_COLUMNS})
_MOST_SHAPES = 256
_MOST_SHOWN = 4
_LONGEST_TITLE = 10
_SERIAL_ZERO = date(1899, 12, 30)


@dataclass(frozen=True, slots=True)
class Shape:
    """What rows with the same columns have in common.

    ``columns`` are their names as written, those at the places ``opened`` being groups;
    ``fields`` are the dotted paths of those that stand for one, ``places`` where these are among
    all, ``dates`` which of them are dates. ``wrong`` is what is wrong with the columns.
    """

    columns: tuple[str, ...]
    opened: frozenset[int]
    fields: tuple[str, ...]
    places: tuple[int, ...]
    dates: tuple[int, ...]
    wrong: tuple[Diagnostic, ...]


class Columns:
    """The roster's columns, matched to the kind's fields by English or Chinese name."""

    def __init__(self, kind: Kind) -> None:
        self._kind = kind
        self._known = spellings(kind)
        self._shapes: dict[tuple[Any, ...], Shape] = {}
        self.dates = frozenset(p for p, s in kind.leaves() if s.get("format") == "date")

    @property
    def names(self) -> Names:
        """What helps to find the header in a workbook."""
        lists = {
            spelling
            for spelling, path in self._known.items()
            if (self._kind.at(path) or {}).get("type") == "array"
        }
        columns = frozenset({*self._known, *_IGNORED})
        return Names(columns, frozenset(lists), dict(self._entries()))

    def _entries(self) -> Iterator[tuple[str, Entries]]:
        """The lists of groups, by their Chinese names."""
        for path, schema in self._kind.leaves():
            group = self._kind.resolve(schema.get("items", {}))
            members = group.get("properties", {})
            if members:
                titles = {
                    str(self._kind.resolve(member).get("title", name)): name
                    for name, member in members.items()
                }
                known = {**titles, **{name: name for name in members}}
                yield str(schema.get("title", path)), Entries(known, group.get("required", ()))

    def check(
        self, keys: Iterable[str], place: Mapping[str, Place] | None = None
    ) -> list[Diagnostic]:
        """What is wrong with columns: V204 (unknown), B407 (one field twice)."""
        findings: list[Diagnostic] = []
        columns: dict[str, str] = {}
        for key in keys:
            if len(findings) >= MOST:
                # This is no roster, and nobody reads ten thousand findings that say so.
                break
            where = (place or {}).get(key, Place())
            path = self.path(key)
            if path is None:
                if key.strip() not in _IGNORED and not is_own(key):
                    findings.append(self._unknown(key, where))
            elif path in columns:
                findings.append(COLUMN_TWICE.at(where, (path,), first=columns[path], second=key))
            else:
                columns[path] = key
        return findings

    def check_header(self, titles: Sequence[str], place: Mapping[str, Place]) -> list[Diagnostic]:
        """What is wrong with a table's ``titles``: B462 where they are none, else as :meth:`check`.

        They are not where none is known, nor has a word of a field's name in it: the table may
        begin with its rows.
        """
        findings = self.check(titles, place)
        unknown = {finding.args.get("key") for finding in findings}
        if not titles or not unknown.issuperset(titles[:MOST]) or any(map(self._is_alike, titles)):
            return findings
        kind = self._kind
        plain = (path for path in kind.columns if (kind.at(path) or {}).get("type") != "array")
        known = [heading(kind, path) for path in plain]
        where = place.get(titles[0], Place())
        case = "" if where.is_cell and where.row is None else "database"
        args: dict[str, Any] = {"found": titles[:_MOST_SHOWN], "known": known, "first": known[0]}
        return [NO_HEADER.at(where, kind=kind.name, because=case, **args)]

    def _is_alike(self, title: str) -> bool:
        """Whether ``title`` is short and shares two letters running with the name of a field."""
        pairs = {title[i : i + 2].lower() for i in range(len(title) - 1)}
        return len(title) <= _LONGEST_TITLE and any(
            p in name for name in self._known for p in pairs
        )

    def _unknown(self, key: str, where: Place) -> Diagnostic:
        """V204, with the nearest fields, or those that rosters have: it may be a clerk's own."""
        if key == MERGE:
            return UNKNOWN_FIELD.at(where, (key,), key=key, because="merge")
        close = {self._known[name]: name for name in reversed(closest(key, self._known, 0.4))}
        if close:
            known = [*reversed(close.values())]
            return UNKNOWN_FIELD.at(where, (key,), key=key, known=known, because="near")
        kind = self._kind
        known = [heading(kind, path) for path in kind.columns]
        args = {"key": key, "known": known, "kind": kind.name, "because": "column"}
        return UNKNOWN_FIELD.at(where, (key,), **args)

    def path(self, key: str) -> str | None:
        """The dotted English path that ``key`` stands for, or None."""
        return self._known.get(key) or self._known.get(key.strip())

    def shape(self, values: Mapping[str, Raw]) -> tuple[Shape, list[Raw]]:
        """The row's columns, groups such as 乙方 opened up into dotted ones, and their values."""
        raws = list(values.values())
        key: tuple[Any, ...] = tuple(values)
        if dict in map(type, raws):
            groups = [(i, raw) for i, raw in enumerate(raws) if type(raw) is dict]
            key = (*key, *((i, *group) for i, group in groups))
            if any(dict in map(type, group.values()) for _, group in groups):
                flat = list(self._opened("", values))
                return self._shape([k for k, _ in flat], frozenset()), [raw for _, raw in flat]
        shape = self._shapes.get(key)
        if shape is None:
            opened = frozenset(
                i
                for i, (k, raw) in enumerate(values.items())
                if type(raw) is dict and self._is_group(k)
            )
            shape = self._shape([k for k, _ in self._opened("", values)], opened)
            if len(self._shapes) < _MOST_SHAPES:
                self._shapes[key] = shape
        if not shape.opened:
            return shape, raws
        out: list[Raw] = []
        for i, raw in enumerate(raws):
            if i in shape.opened:
                out += raw.values()
            else:
                out.append(raw)
        return shape, out

    def _shape(self, keys: list[str], opened: frozenset[int]) -> Shape:
        paths = [self.path(key) for key in keys]
        places = [i for i, path in enumerate(paths) if path is not None]
        fields = tuple(path for path in paths if path is not None)
        dates = tuple(i for i, path in enumerate(fields) if path in self.dates)
        wrong = tuple(self.check(keys))
        return Shape(tuple(keys), opened, fields, tuple(places), dates, wrong)

    def _opened(self, prefix: str, values: Mapping[str, Raw]) -> Iterator[tuple[str, Raw]]:
        for key, value in values.items():
            name = prefix + key.strip() if prefix else key
            if type(value) is dict and self._is_group(name):
                yield from self._opened(f"{name.strip()}.", value)
            else:
                yield name, value

    def _is_group(self, key: str) -> bool:
        """Whether what ``key`` holds are columns of their own, as 乙方 does."""
        return key.strip() not in self._known and key != MERGE

    def flat_nodes(self, row: source.Mapping, prefix: str = "") -> Iterator[tuple[str, Entry]]:
        """The same of a row's nodes."""
        for entry in row:
            key = prefix + entry.key.strip()
            if isinstance(entry.value, source.Mapping) and self._is_group(key):
                yield from self.flat_nodes(entry.value, f"{key}.")
            else:
                yield key, entry

    def fields(self, row: source.Mapping) -> list[tuple[str, Entry]]:
        """The row's fields by dotted English path; an empty cell takes the letter's value away.

        A row must not go out with another's name because its own cell was left empty.
        """
        found = []
        for key, entry in self.flat_nodes(row):
            path = self.path(key)
            if path is not None:
                found.append((path, entry))
        return found


def serial_date(text: str) -> str:
    """A date as Excel counts days, written out; any other text as it is."""
    if len(text) == 5 and text.isascii() and text.isdigit():
        return (_SERIAL_ZERO + timedelta(days=int(text))).isoformat()
    return text


def heading(kind: Kind, path: str) -> str:
    """The Chinese header of the field ``path``: ``party_b.unit`` → 乙方单位."""
    steps = path.split(".")
    schemas = (kind.at(".".join(steps[: i + 1])) or {} for i in range(len(steps)))
    return "".join(str(s.get("title", step)) for s, step in zip(schemas, steps, strict=True))


def spellings(kind: Kind) -> dict[str, str]:
    """Every way to write a field in a roster → its dotted English path.

    ``party_b.unit`` may be written 乙方.单位 or 乙方单位; its own title alone (单位) only where no
    other field has it.
    """
    spellings: dict[str, str] = {}
    own: dict[str, str] = {}
    titles: Counter[str] = Counter()
    for path, schema in kind.leaves():
        steps = path.split(".")
        chain = [kind.at(".".join(steps[: i + 1])) or {} for i in range(len(steps))]
        names = [str(s.get("title", step)) for s, step in zip(chain, steps, strict=True)]
        for spelling in (path, ".".join(names), "".join(names)):
            spellings.setdefault(spelling, path)
        title = str(schema.get("title", ""))
        own[title] = path
        titles[title] += 1
    for title, path in own.items():
        if titles[title] == 1:
            spellings.setdefault(title, path)
    return spellings


def overlay(letter: source.Mapping, row: Iterable[tuple[str, Entry]]) -> source.Mapping:
    """``letter`` (English keys) with the fields of ``row`` put in; their places are the row's."""
    root = letter
    for path, entry in row:
        root = _put(root, path.split("."), entry)
    return root


def _put(node: Node | None, steps: list[str], entry: Entry) -> source.Mapping:
    mapping = node if isinstance(node, source.Mapping) else source.Mapping((), entry.place)
    name, rest = steps[0], steps[1:]
    value: Node = _put(mapping.get(name), rest, entry) if rest else entry.value
    kept = tuple(e for e in mapping if e.key != name)
    return source.Mapping((*kept, Entry(name, value, entry.place)), mapping.place)


def dated(fields: list[tuple[str, Entry]], dates: frozenset[str]) -> list[tuple[str, Entry]]:
    """``fields`` of a sheet, with the serial numbers of ``dates`` written out."""
    out = []
    for path, entry in fields:
        value = entry.value
        if path in dates and isinstance(value, Scalar):
            value = Scalar(serial_date(value.text), value.place)
        out.append((path, Entry(entry.key, value, entry.place)))
    return out
