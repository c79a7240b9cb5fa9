"""Names in either language → English; text → the types the schema asks for; places kept."""

from __future__ import annotations

import re
from collections.abc import Mapping as AbcMapping
from collections.abc import Sequence as Sequence_
from dataclasses import dataclass
from typing import Any

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
from docgen.source import Entry, Mapping, Node, Null, Scalar, Sequence
from docgen.suggest import MOST, closest

# The complement of XML 1.0's Char production; [^…] of that production takes 4 ms to compile.
_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_PLACEHOLDER = re.compile("【待填[^】]*】")
INTEGER = re.compile(r"[+-]?\d{1,18}")
NUMBER = re.compile(r"[+-]?(?:\d{1,18})(?:\.\d{1,18})?")
_SCALARS = frozenset({"string", "integer", "number", "boolean"})
BOOLEANS = {"true": True, "yes": True, "是": True, "false": False, "no": False, "否": False}


@dataclass(frozen=True, slots=True)
class Placeholder:
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


class Normaliser:
    """One run over one source; findings, placeholders and picture paths gather on it."""

    def __init__(self, kind: Kind) -> None:
        self.kind = kind
        self.findings: list[Diagnostic] = []
        self._strangers = 0
        self.placeholders: list[Placeholder] = []
        self.pictures: list[Path] = []
        self.spoilt: set[Path] = set()
        self._names: dict[int, dict[str, str]] = {}

    def run(self, root: Mapping) -> tuple[dict[str, Any], Mapping]:
        """The typed data and the node tree with English keys."""
        data, node = self._mapping(root, self.kind.schema, ())
        return data, node

    def _mapping(self, node: Mapping, schema: Schema, path: Path) -> tuple[dict[str, Any], Mapping]:
        names = self._names.get(id(schema))
        if names is None:
            names = self._names[id(schema)] = names_of(self.kind, schema)
        properties = schema.get("properties", {})
        values: dict[str, Any] = {}
        entries: list[Entry] = []
        written: dict[str, Entry] = {}
        for entry in node:
            name = names.get(entry.key) or names.get(entry.key.strip())
            if name is None:
                self._unknown(entry, names, path)
                continue
            if name in written:
                first = written[name]
                self.findings.append(
                    BOTH_NAMES.at(
                        entry.place,
                        (*path, name),
                        key=entry.key,
                        other=first.key,
                        line=first.place.line,
                    )
                )
                continue
            written[name] = entry
            if isinstance(entry.value, Null):
                # No value, but the place where one is missing.
                entries.append(Entry(name, entry.value, entry.place))
                continue
            below = (*path, name)
            value, typed = self._value(entry.value, self.kind.resolve(properties[name]), below)
            values[name] = value
            if typed is not entry.value or name != entry.key:
                entry = Entry(name, typed, entry.place)
            entries.append(entry)
        return values, Mapping(tuple(entries), node.place)

    def _unknown(self, entry: Entry, names: AbcMapping[str, str], path: Path) -> None:
        self._strangers += 1
        if self._strangers > MOST:
            # The file is refused already, and nobody reads ten thousand findings that say so.
            return
        known = closest(entry.key, names) or _listed(names)
        self.findings.append(
            UNKNOWN_FIELD.at(entry.place, (*path, entry.key), key=entry.key, known=known)
        )

    def _value(self, node: Node, schema: Schema, path: Path) -> tuple[Any, Node]:
        match node:
            case Scalar():
                return self._scalar(node, schema, path), node
            case Mapping():
                if "object" not in (types_of(schema) or ("object",)):
                    # The schema refuses the whole; its keys need no finding of their own.
                    return {}, Mapping((), node.place)
                return self._mapping(node, schema, path)
            case Sequence():
                values: list[Any] = []
                items: list[Node] = []
                item_schema = self.kind.resolve(schema.get("items", {}))
                empty = "" if "string" in types_of(item_schema) else None
                for item in node.items:
                    if isinstance(item, Null):
                        if empty is None:
                            continue
                        item = Scalar(empty, item.place)
                    value, typed = self._value(item, item_schema, (*path, len(values)))
                    values.append(value)
                    items.append(typed)
                return values, Sequence(tuple(items), node.place)
            case Null():
                return None, node

    def _scalar(self, node: Scalar, schema: Schema, path: Path) -> Any:
        text = node.text
        if "\r" in text:
            text = text.replace("\r\n", "\n").replace("\r", "\n")
        text = text.rstrip("\n")
        illegal = _ILLEGAL.search(text)
        if illegal:
            character = f"U+{ord(illegal.group()):04X}"
            self._spoil(
                ILLEGAL_CHARACTER.at(
                    node.place, path, title=_title(schema, path), character=character
                )
            )
            return _ILLEGAL.sub("", text)
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


def _listed(names: AbcMapping[str, str]) -> list[str]:
    """Each field once: ``title（标题）``."""
    titles = {name: spelling for spelling, name in names.items()}
    return [name if name == title else f"{name}（{title}）" for name, title in titles.items()]


def types_of(schema: Schema) -> Sequence_[str]:
    """The JSON types that ``schema`` allows."""
    types: str | list[str] | tuple[str, ...] = schema.get("type", ())
    return (types,) if isinstance(types, str) else types


def _title(schema: Schema, path: Path) -> str:
    return str(schema.get("title") or (path[-1] if path else ""))
