"""The quick way to a typed value, for texts in which there is nothing to find.

:func:`typed_as` and :func:`accepts` never report: whatever is not plainly right raises
:class:`Unusual`, and the whole validation then says what is wrong. What they accept, the whole
validation accepts with the same value; a property test holds them to it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any

import jsonschema_rs

from docgen import source
from docgen.dates import parse_date
from docgen.diagnostics import Place
from docgen.errors import Unusual
from docgen.kinds import Kind, Schema
from docgen.numbering import parse_specimen

from .normalise import INTEGER, NUMBER, names_of, types_of
from .rules import check_recipe, check_tables

Raw = Any
"""A row's value as read: a text, None, or lists and mappings of them."""
Typed = Callable[[Raw], Any]

# Illegal in XML, turned into another character by normalising, or the mark of a placeholder.
_SUSPECT = re.compile("[\x00-\x08\x0b-\x1f\ud800-\udfff\ufffe\uffff【]").search
_NOWHERE = source.Mapping((), Place())
_ROOT_KEYWORDS = frozenset(
    {
        *("$schema", "$id", "title", "description", "type", "properties", "definitions"),
        *("required", "dependencies", "additionalProperties", "x-docgen", "examples"),
    }
)
_TYPES: dict[tuple[Kind, int, bool], Typed] = {}


def typed_as(kind: Kind, schema: Schema, trusted: bool = False) -> Typed:
    """The function from a raw value to the value the (resolved) ``schema`` makes of it.

    ``trusted`` is for values that have passed before: their texts are not looked into again.
    """
    key = kind, id(schema), trusted
    known = _TYPES.get(key)
    if known is None:
        known = _TYPES[key] = _typed(kind, schema, trusted)
    return known


def _typed(kind: Kind, schema: Schema, trusted: bool) -> Typed:
    scalar = _scalar(schema, trusted)
    names = names_of(kind, schema)
    properties = schema.get("properties", {})
    fields: dict[str, tuple[str, Typed, Typed]] = {}
    # Found when the first list comes: a schema may hold itself.
    item: list[tuple[Typed, Typed]] = []

    def field(key: str) -> tuple[str, Typed, Typed]:
        name = names.get(key)
        if name is None:
            raise Unusual
        below = kind.resolve(properties[name])
        found = fields[key] = name, *_pair(kind, below, trusted)
        return found

    def value(raw: Raw) -> Any:
        if type(raw) is str:
            return scalar(raw)
        if type(raw) is dict:
            out = {}
            for key, below in raw.items():
                name, whole, text = fields.get(key) or field(key)
                if name in out:
                    raise Unusual
                if type(below) is str:
                    out[name] = text(below)
                elif below is not None:
                    out[name] = whole(below)
            return out
        if type(raw) is list:
            if not item:
                item.append(_pair(kind, kind.resolve(schema.get("items", _ANYTHING)), trusted))
            [(whole, text)] = item
            return [text(below) if type(below) is str else whole(below) for below in raw]
        raise Unusual

    return value


_ANYTHING: Schema = {}


def _pair(kind: Kind, schema: Schema, trusted: bool) -> tuple[Typed, Typed]:
    """The function for any value, and that for texts alone."""
    return typed_as(kind, schema, trusted), _scalar(schema, trusted)


def _scalar(schema: Schema, trusted: bool) -> Typed:
    types = types_of(schema)
    form = schema.get("format")
    if form == "picture":
        return _refuse
    if form == "date":
        return _same if trusted else _date
    if form == "specimen":
        return _same if trusted else _specimen
    if "string" in types:
        return _same if trusted else _text

    def scalar(text: str) -> Any:
        stripped = _text(text).strip()
        if "boolean" in types:
            # 是 is printed as written where it stands in a table.
            raise Unusual
        if "integer" in types and INTEGER.fullmatch(stripped):
            return int(stripped)
        if "number" in types and NUMBER.fullmatch(stripped):
            number = float(stripped) if "." in stripped else int(stripped)
            if str(number) == stripped:
                # Otherwise it is printed as written, which only the node knows.
                return number
        raise Unusual

    return scalar


def _same(text: str) -> str:
    return text


def _text(text: str) -> str:
    if text.isalnum():
        return text
    if _SUSPECT(text) or not text or text[-1] == "\n" or text.isspace():
        raise Unusual
    return text


def _date(text: str) -> str:
    if parse_date(_text(text)) is None:
        raise Unusual
    return text


def _specimen(text: str) -> str:
    if parse_specimen(_text(text)) is None:
        raise Unusual
    return text


def _refuse(text: str) -> str:
    raise Unusual


def accepts(
    kind: Kind, roots: Iterable[str], common: Mapping[str, Any]
) -> Callable[[dict[str, Any]], None]:
    """The check of a record whose fields ``roots`` vary; the others are those of ``common``.

    It holds for records with the same fields filled in as one that has passed whole validation.
    The function takes the varying fields and raises Unusual where there may be a finding.
    """
    names = frozenset(roots)
    if not _ROOT_KEYWORDS.issuperset(kind.schema):
        raise Unusual
    properties = {name: kind.schema["properties"][name] for name in sorted(names)}
    part = {"type": "object", "properties": properties, "definitions": kind.schema["definitions"]}
    is_valid = jsonschema_rs.Draft7Validator(part, validate_formats=False).is_valid
    tables = [name for name, p in properties.items() if _has_tables(kind, p, set())]
    checks = any(names & _roots_of(check) for check in kind.recipe.get("checks", ()))

    def check(varying: dict[str, Any]) -> None:
        if not is_valid(varying):
            raise Unusual
        for name in tables:
            if next(check_tables(varying.get(name), _NOWHERE, ()), None) is not None:
                raise Unusual
        if checks and next(check_recipe(kind, {**common, **varying}, _NOWHERE), None) is not None:
            raise Unusual

    return check


def _has_tables(kind: Kind, schema: Schema, seen: set[int]) -> bool:
    """Whether a table may stand somewhere below."""
    resolved = kind.resolve(schema)
    if id(resolved) in seen:
        return False
    seen.add(id(resolved))
    properties = resolved.get("properties", {})
    if {"columns", "rows"} <= set(properties):
        return True
    below = [*properties.values(), *([resolved["items"]] if "items" in resolved else [])]
    return any(_has_tables(kind, p, seen) for p in below)


def _roots_of(check: Mapping[str, Any]) -> set[str]:
    paths = [check["sum"]] if "sum" in check else list(check.get("before", ()))
    return {path.split(".")[0] for path in paths}
