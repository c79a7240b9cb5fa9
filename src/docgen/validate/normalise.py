"""Names in either language → English; text → the types the schema asks for; places kept."""

from __future__ import annotations

import re
from collections.abc import Mapping as AbcMapping
from collections.abc import Sequence as Sequence_
from typing import Any, NamedTuple

from docgen.dates import is_date_shaped, parse_date
from docgen.diagnostics import (
    BAD_DATE,
    BAD_SPECIMEN,
    BOTH_NAMES,
    ILLEGAL_CHARACTER,
    UNKNOWN_DATE,
    UNKNOWN_FIELD,
    Diagnostic,
    Path,
    Place,
)
from docgen.kinds import Kind, Schema
from docgen.numbering import parse_specimen
from docgen.source import MERGE, Entry, Mapping, Node, Null, Scalar, Sequence
from docgen.suggest import MOST, closest

# The complement of XML 1.0's Char production; [^…] of that production takes 4 ms to compile.
_ILLEGAL = "[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]"
_PLACEHOLDER = re.compile("【待填[^】]*】")
INTEGER = re.compile(r"[+-]?\d{1,18}")
NUMBER = re.compile(r"[+-]?(?:\d{1,18})(?:\.\d{1,18})?")
_SCALARS = frozenset({"string", "integer", "number", "boolean"})
BOOLEANS = {"true": True, "yes": True, "是": True, "false": False, "no": False, "否": False}


class Placeholder(NamedTuple):
    """A 【待填：…】 found in the data."""

    path: Path
    place: Place
    text: str


def is_placeholder(value: object) -> bool:
    """Whether ``value`` still holds a 【待填：…】."""
    return isinstance(value, str) and _PLACEHOLDER.search(value) is not None


def names_of(kind: Kind, schema: Schema) -> dict[str, str]:
    """Every spelling of the properties of ``schema`` → English name."""
    names: dict[str, str] = {}
    for name, prop in schema.get("properties", {}).items():
        names[name] = name
        title = kind.resolve(prop).get("title")
        if title:
            names.setdefault(title, name)
    return names


class Seen:
    """The nodes of a source by what there is to look for in them, in the source's order.

    Gathered on the one walk through the tree, as a long report has thousands.
    """

    __slots__ = ("lists", "tables", "texts")

    def __init__(self) -> None:
        self.texts: list[tuple[Path, Schema, Scalar]] = []
        self.lists: list[tuple[Path, Sequence]] = []
        self.tables: list[tuple[Path, dict[str, Any], Mapping]] = []


class _Field(NamedTuple):
    """A property by one of its spellings; ``free``: any text will do that Word can carry."""

    name: str
    schema: Schema
    free: bool


class Normaliser:
    """One run over one source; findings, placeholders and picture paths gather on it."""

    def __init__(self, kind: Kind) -> None:
        self.kind = kind
        self.findings: list[Diagnostic] = []
        self._strangers = 0
        self.placeholders: list[Placeholder] = []
        self.pictures: list[Path] = []
        self.spoilt: set[Path] = set()
        self.seen = Seen()
        self._fields: dict[int, dict[str, _Field]] = {}

    def run(self, root: Mapping) -> tuple[dict[str, Any], Mapping]:
        """The typed data and the node tree with English keys."""
        data, node = self._mapping(root, self.kind.schema, ())
        return data, node

    def _fields_of(self, schema: Schema) -> dict[str, _Field]:
        fields = {}
        for spelling, name in names_of(self.kind, schema).items():
            below = self.kind.resolve(schema["properties"][name])
            free = _is_free(below) and (schema is not self.kind.schema or name != "kind")
            fields[spelling] = _Field(name, below, free)
        self._fields[id(schema)] = fields
        return fields

    def _mapping(self, node: Mapping, schema: Schema, path: Path) -> tuple[dict[str, Any], Mapping]:
        fields = self._fields.get(id(schema)) or self._fields_of(schema)
        values: dict[str, Any] = {}
        entries: list[Entry] = []
        written: dict[str, Entry] = {}
        same = True
        for entry in node.entries:
            key, value, place = entry
            field = fields.get(key) or fields.get(key.strip())
            if field is None:
                self._unknown(entry, fields, path)
                same = False
                continue
            name, below, free = field
            if name in written:
                first = written[name]
                self.findings.append(
                    BOTH_NAMES.at(
                        place, (*path, name), key=key, other=first.key, line=first.place.line
                    )
                )
                same = False
                continue
            written[name] = entry
            typed = value
            if type(value) is not Null:
                # A place where a value is missing stays; there is just no value.
                at = (*path, name)
                if free and type(value) is Scalar and _is_clean(value.text):
                    values[name] = value.text
                    self.seen.texts.append((at, below, value))
                else:
                    values[name], typed = self._value(value, below, at)
            if typed is not value or name != key:
                entry = Entry(name, typed, place)
                same = False
            entries.append(entry)
        whole = node if same else Mapping(tuple(entries), node.place)
        if "columns" in values:
            self.seen.tables.append((path, values, whole))
        return values, whole

    def _unknown(self, entry: Entry, fields: AbcMapping[str, _Field], path: Path) -> None:
        self._strangers += 1
        if self._strangers > MOST:
            # The file is refused already, and nobody reads ten thousand findings that say so.
            return
        if entry.key == MERGE:
            finding = UNKNOWN_FIELD.at(entry.place, (*path, MERGE), key=MERGE, because="merge")
        else:
            known = closest(entry.key, fields) or _listed(fields)
            at = (*path, entry.key)
            finding = UNKNOWN_FIELD.at(entry.place, at, key=entry.key, known=known)
        self.findings.append(finding)

    def _value(self, node: Node, schema: Schema, path: Path) -> tuple[Any, Node]:
        match node:
            case Scalar():
                self.seen.texts.append((path, schema, node))
                return self._scalar(node, schema, path), node
            case Mapping():
                if "object" not in (types_of(schema) or ("object",)):
                    # The schema refuses the whole; its keys need no finding of their own.
                    return {}, Mapping((), node.place)
                return self._mapping(node, schema, path)
            case Sequence():
                return self._sequence(node, schema, path)
            case Null():
                return None, node

    def _sequence(self, node: Sequence, schema: Schema, path: Path) -> tuple[list[Any], Sequence]:
        values: list[Any] = []
        items: list[Node] = []
        item_schema = self.kind.resolve(schema.get("items", {}))
        empty = "" if "string" in types_of(item_schema) else None
        same = True
        for item in node.items:
            if type(item) is Null:
                same = False
                if empty is None:
                    continue
                item = Scalar(empty, item.place)
            value, typed = self._value(item, item_schema, (*path, len(values)))
            same = same and typed is item
            values.append(value)
            items.append(typed)
        whole = node if same else Sequence(tuple(items), node.place)
        self.seen.lists.append((path, whole))
        return values, whole

    def _scalar(self, node: Scalar, schema: Schema, path: Path) -> Any:
        text = node.text
        if "\r" in text:
            text = text.replace("\r\n", "\n").replace("\r", "\n")
        text = text.rstrip("\n")
        # All that is printable is legal, and that is told more quickly.
        illegal = None if text.isprintable() else re.search(_ILLEGAL, text)
        if illegal:
            character = f"U+{ord(illegal.group()):04X}"
            self._spoil(
                ILLEGAL_CHARACTER.at(
                    node.place, path, title=_title(schema, path), character=character
                )
            )
            return re.sub(_ILLEGAL, "", text)
        match = _PLACEHOLDER.search(text) if "【" in text else None
        if match:
            self.placeholders.append(Placeholder(path, node.place, match.group()))
            if _SCALARS.intersection(types_of(schema) or _SCALARS):
                self.spoilt.add(path)
            return text
        if path == ("kind",):
            return self.kind.name
        types = types_of(schema)
        if "string" in types:
            self._format(text, node, schema, path)
            return text
        stripped = text.strip()
        if "boolean" in types and stripped.lower() in BOOLEANS:
            return BOOLEANS[stripped.lower()]
        if "integer" in types and INTEGER.fullmatch(stripped):
            return int(stripped)
        if "number" in types and NUMBER.fullmatch(stripped):
            return float(stripped) if "." in stripped else int(stripped)
        return text

    def _format(self, text: str, node: Scalar, schema: Schema, path: Path) -> None:
        if "format" not in schema:
            return
        title = _title(schema, path)
        match schema.get("format"):
            case "date" if parse_date(text) is None:
                rule = BAD_DATE if is_date_shaped(text) else UNKNOWN_DATE
                self._spoil(rule.at(node.place, path, title=title, value=text))
            case "specimen" if parse_specimen(text) is None:
                self._spoil(BAD_SPECIMEN.at(node.place, path, value=text))
            case "picture":
                self.pictures.append(path)

    def _spoil(self, finding: Diagnostic) -> None:
        self.findings.append(finding)
        self.spoilt.add(finding.path)


def _listed(fields: AbcMapping[str, _Field]) -> list[str]:
    """Each field once: ``title（标题）``."""
    titles = {field.name: spelling for spelling, field in fields.items()}
    return [name if name == title else f"{name}（{title}）" for name, title in titles.items()]


def _is_clean(text: str) -> bool:
    """Whether it is plain at once that ``text`` is only text, all of which Word can carry."""
    return "【" not in text and text.isprintable()


def _is_free(schema: Schema) -> bool:
    return "string" in types_of(schema) and "format" not in schema


def types_of(schema: Schema) -> Sequence_[str]:
    """The JSON types that ``schema`` allows."""
    types: str | list[str] | tuple[str, ...] = schema.get("type", ())
    return (types,) if isinstance(types, str) else types


def _title(schema: Schema, path: Path) -> str:
    return str(schema.get("title") or (path[-1] if path else ""))
