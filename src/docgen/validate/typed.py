"""The quick way to a typed value, for texts in which there is nothing to find.

:func:`typed_as` and :func:`accepts` never report: whatever is not plainly right raises
:class:`Unusual`, and the whole validation then says what is wrong. What they accept, the whole
validation accepts with the same value; a property test holds them to it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache
from typing import Any

import jsonschema_rs

from docgen import source
from docgen.dates import parse_date
from docgen.diagnostics import Place
from docgen.errors import Unusual
from docgen.kinds import Kind, Schema
from docgen.numbering import parse_specimen

from .habits import ANSWERING, check_plans
from .normalise import INTEGER, NUMBER, names_of, types_of
from .rules import check_recipe, check_tables

Raw = Any
"""A row's value as read: a text, None, or lists and mappings of them."""
Typed = Callable[[Raw], Any]
Plain = Callable[[Raw, list[str]], Any]

# Illegal in XML, turned into another character by normalising, or the mark of a placeholder.
_SUSPECT = re.compile("[\x00-\x08\x0b-\x1f\ud800-\udfff\ufffe\uffff【]").search
_TEXT = frozenset({str})
_NOWHERE = source.Mapping((), Place())
_ROOT_KEYWORDS = frozenset(
    {
        *("$schema", "$id", "title", "description", "type", "properties", "definitions"),
        *("required", "dependencies", "additionalProperties", "x-docgen", "examples"),
    }
)
_TYPES: dict[tuple[Kind, int], Typed] = {}
_PLAINS: dict[tuple[Kind, int], Plain] = {}


def typed_as(kind: Kind, schema: Schema) -> Typed:
    """The function from a raw value to the value the (resolved) ``schema`` makes of it."""
    key = kind, id(schema)
    known = _TYPES.get(key)
    if known is None:
        known = _TYPES[key] = _typed(kind, schema)
    return known


def _typed(kind: Kind, schema: Schema) -> Typed:
    scalar = _scalar(schema)
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
        found = fields[key] = name, typed_as(kind, below), _scalar(below)
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
                below = kind.resolve(schema.get("items", _ANYTHING))
                item.append((typed_as(kind, below), _scalar(below)))
            [(whole, text)] = item
            return [text(below) if type(below) is str else whole(below) for below in raw]
        raise Unusual

    return value


_ANYTHING: Schema = {}


def _scalar(schema: Schema) -> Typed:
    turn = _turn(schema)
    if turn is None:
        return _text

    def scalar(text: str) -> Any:
        return turn(_text(text))

    return scalar


def _turn(schema: Schema) -> Typed | None:
    """What makes a typed value of a text that is legal; None where it stays as it is."""
    types = types_of(schema)
    form = schema.get("format")
    if form == "picture":
        return _refuse
    if form == "date":
        return _date
    if form == "specimen":
        return _specimen
    if "string" in types:
        return None

    # Rosters say the same numbers again and again.
    @lru_cache(maxsize=1024)
    def number(text: str) -> Any:
        stripped = text.strip()
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

    return number


def _text(text: str) -> str:
    if text.isalnum():
        return text
    if _SUSPECT(text) or not text or text[-1] == "\n" or text.isspace():
        raise Unusual
    return text


def _date(text: str) -> str:
    if parse_date(text) is None:
        raise Unusual
    return text


def _specimen(text: str) -> str:
    if parse_specimen(text) is None:
        raise Unusual
    return text


def _refuse(text: str) -> str:
    raise Unusual


def plain_as(kind: Kind, schema: Schema) -> Plain:
    """:func:`typed_as` for values whose texts are all plain.

    The function adds the texts to the list it is given: the value holds if
    :func:`docgen.plain.all_plain` says so of them, and where that raises TypeError it does not.
    """
    key = kind, id(schema)
    known = _PLAINS.get(key)
    if known is None:
        known = _PLAINS[key] = _plain(kind, schema)
    return known


def _plain(kind: Kind, schema: Schema) -> Plain:
    turn = _turn(schema)
    properties = schema.get("properties", {})
    names = names_of(kind, schema)
    shapes: dict[tuple[str, ...], _Shape] = {}
    item: list[tuple[Plain, bool]] = []

    def shape(keys: tuple[str, ...]) -> _Shape:
        found = shapes[keys] = _shape(kind, properties, names, keys)
        return found

    def value(raw: Raw, texts: list[str]) -> Any:
        if type(raw) is str:
            texts.append(raw)
            return turn(raw) if turn else raw
        if type(raw) is dict:
            keys = tuple(raw)
            renamed, turns, below = shapes.get(keys) or shape(keys)
            if below:
                out = dict(zip(renamed or keys, raw.values(), strict=True))
                for name, plain in below:
                    out[name] = plain(out[name], texts)
                return out
            texts += raw.values()
            if not turns and not renamed:
                return raw
            out = dict(zip(renamed, raw.values(), strict=True)) if renamed else raw.copy()
            for name, change in turns:
                out[name] = change(out[name])
            return out
        if type(raw) is list:
            if not item:
                entry = kind.resolve(schema.get("items", _ANYTHING))
                item.append((plain_as(kind, entry), _turn(entry) is None))
            [(plain, as_it_is)] = item
            if as_it_is and raw and type(raw[0]) is str:
                texts += raw
                return raw
            return [plain(below, texts) for below in raw]
        raise Unusual

    return value


_Shape = tuple[tuple[str, ...], tuple[tuple[str, Typed], ...], tuple[tuple[str, Plain], ...]]


def _shape(
    kind: Kind, properties: Mapping[str, Schema], names: Mapping[str, str], keys: tuple[str, ...]
) -> _Shape:
    """What to do with an object that has ``keys``.

    Its English names ("" where the keys are these), the fields to turn where all are scalars, and,
    where one may be a list or an object, the functions of all.
    """
    english = tuple(names.get(key, "") for key in keys)
    if "" in english or len(set(english)) != len(english):
        raise Unusual
    schemas = {name: kind.resolve(properties[name]) for name in english}
    turns = tuple((name, turn) for name, s in schemas.items() if (turn := _turn(s)) is not None)
    nested = any(_is_nested(s) for s in schemas.values())
    below = tuple((name, plain_as(kind, s)) for name, s in schemas.items()) if nested else ()
    return (() if english == keys else english), turns, below


def _is_nested(schema: Schema) -> bool:
    types = types_of(schema)
    return "string" not in types and ("array" in types or "object" in types)


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
    checks = [check for check in kind.recipe.get("checks", ()) if names & _roots_of(check)]
    planned = bool(names & ANSWERING)

    def check(varying: dict[str, Any]) -> None:
        if not is_valid(varying):
            raise Unusual
        for name in tables:
            value = varying.get(name)
            if type(value) is list and _TEXT.issuperset(map(type, value)):
                continue
            if next(check_tables(value, _NOWHERE, ()), None) is not None:
                raise Unusual
        if checks or planned:
            data = {**common, **varying}
            if next(check_recipe(kind, checks, data, _NOWHERE), None) is not None:
                raise Unusual
            if planned and next(check_plans(kind, data, _NOWHERE), None) is not None:
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
