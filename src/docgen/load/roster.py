"""A roster 名册 → rows, each a mapping of nodes whose places name file, line and row."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from docgen.diagnostics import (
    COLUMN_TWICE,
    EMPTY_ROSTER,
    ROW_CELLS,
    ROW_NOT_MAPPING,
    UNKNOWN_FORMAT,
    Diagnostic,
    Place,
)
from docgen.errors import DataError
from docgen.source import Entry, Mapping, Node, Null, Scalar, Sequence

from .files import decode, read_bytes
from .json_nodes import parse_json
from .yaml_nodes import parse_yaml

KNOWN = (".csv", ".json", ".yaml", ".yml")


@dataclass(frozen=True, slots=True)
class Row:
    """One row: its number from 1, its fields, or the findings that make it unusable."""

    number: int
    fields: Mapping
    findings: tuple[Diagnostic, ...] = ()


@dataclass(frozen=True, slots=True)
class Roster:
    """A roster's name and rows, and findings on the file as a whole."""

    name: str
    rows: tuple[Row, ...]
    findings: tuple[Diagnostic, ...] = ()


def read_roster(name: str) -> Roster:
    """The roster in a .csv, .json or .yaml file.

    A CSV's first line holds the field names (English, Chinese, dotted); an empty cell is no value.
    Raises DataError: S1xx as for data files, B404 (no rows), B407 (one field in two columns).
    """
    suffix = Path(name).suffix.lower()
    if suffix not in KNOWN:
        raise DataError([UNKNOWN_FORMAT.at(Place(name), file=name, known=KNOWN)])
    text, findings = decode(read_bytes(Path(name)), name)
    if suffix == ".csv":
        rows = tuple(_csv_rows(text, name))
    else:
        root = parse_json(text, name) if suffix == ".json" else parse_yaml(text, name)
        rows = tuple(_node_rows(root))
    if not rows:
        raise DataError([*findings, EMPTY_ROSTER.at(Place(name))])
    return Roster(name, rows, tuple(findings))


def _node_rows(root: Node) -> Iterator[Row]:
    items = root.items if isinstance(root, Sequence) else (root,)
    if isinstance(root, Mapping) and len(root.entries) == 1:
        # A file may give its list a name: `rows:` or `名册:`.
        only = root.entries[0].value
        if isinstance(only, Sequence):
            items = only.items
    for number, item in enumerate(items, 1):
        if isinstance(item, Mapping):
            yield Row(number, item)
        else:
            where = item.place._replace(row=number)
            yield Row(number, Mapping((), where), (ROW_NOT_MAPPING.at(where),))


def _csv_rows(text: str, name: str) -> Iterator[Row]:
    reader = csv.reader(io.StringIO(text, newline=""))
    header: list[str] | None = None
    number = 0
    line = 1
    for cells in reader:
        start, line = line, reader.line_num + 1
        if not any(cell.strip() for cell in cells):
            continue
        if header is None:
            header = [cell.strip() for cell in cells]
            for i, title in enumerate(header):
                if title and title in header[:i]:
                    where = Place(name, start, i + 1)
                    raise DataError([COLUMN_TWICE.at(where, first=title, second=title)])
            continue
        number += 1
        where = Place(name, start, 1, row=number)
        extra = cells[len(header) :]
        if any(extra) or (len(cells) == 1 < len(header)):
            finding = ROW_CELLS.at(where, found=len(cells), expected=len(header))
            yield Row(number, Mapping((), where), (finding,))
            continue
        entries = []
        for i, title in enumerate(header):
            cell = cells[i] if i < len(cells) else ""
            if not title and not cell:
                continue
            place = Place(name, start, i + 1, row=number)
            node: Node = Scalar(cell, place) if cell.strip() else Null(place)
            entries.append(Entry(title, node, place))
        yield Row(number, Mapping(tuple(entries), where))
