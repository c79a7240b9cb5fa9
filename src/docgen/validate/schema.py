"""JSON Schema errors → findings in the property's Chinese title."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from typing import Any

import jsonschema_rs

from docgen.diagnostics import (
    BAD_PATTERN,
    MISSING,
    NOT_ALLOWED,
    OUT_OF_RANGE,
    SCHEMA_OTHER,
    TOO_FEW,
    TOO_SHORT,
    WRONG_TYPE,
    Diagnostic,
    Path,
)
from docgen.i18n import N_, translate
from docgen.kinds import Kind, Schema
from docgen.record import place_at
from docgen.source import Mapping

from .normalise import NUMBER

_TYPE_NAMES = {
    "string": N_("a text"),
    "array": N_("a list"),
    "object": N_("a group of fields"),
    "integer": N_("a whole number"),
    "number": N_("a number"),
    "boolean": N_("yes or no (是 / 否)"),
}
_LIMITS = {
    "minimum": N_("it must be at least {limit}"),
    "maximum": N_("it must be at most {limit}"),
    "exclusiveMinimum": N_("it must be more than {limit}"),
    "exclusiveMaximum": N_("it must be less than {limit}"),
    "maxItems": N_("at most {limit} entries are allowed"),
    "maxLength": N_("at most {limit} characters are allowed"),
}
_SIZES = {"maxItems": N_("{n} entries"), "maxLength": N_("{n} characters")}


@cache
def _validator(kind: Kind) -> jsonschema_rs.Draft7Validator:
    return jsonschema_rs.Draft7Validator(dict(kind.schema), validate_formats=False)


def schema_at(kind: Kind, path: Path) -> Schema:
    """The resolved schema of the value under ``path``; empty where the schema says nothing."""
    schema: Schema = kind.schema
    for step in path:
        below = (
            schema.get("items", {})
            if isinstance(step, int)
            else schema.get("properties", {}).get(step, {})
        )
        schema = kind.resolve(below)
    return schema


def check_schema(
    kind: Kind, data: dict[str, Any], root: Mapping, spoilt: set[Path]
) -> Iterator[Diagnostic]:
    """Every way in which ``data`` breaks the schema, but for the values in ``spoilt``."""
    for error in _validator(kind).iter_errors(data):
        path: Path = tuple(error.instance_path)
        if path in spoilt:
            continue
        yield _finding(kind, error, path, root)


def _titles(kind: Kind, path: Path) -> list[str]:
    """The titles of the fields on the way, list positions left out: a roster row has no others."""
    ways = (path[: i + 1] for i, step in enumerate(path) if isinstance(step, str))
    return [str(schema_at(kind, way).get("title", way[-1])) for way in ways]


def _finding(kind: Kind, error: Any, path: Path, root: Mapping) -> Diagnostic:
    schema = schema_at(kind, path)
    title = str(schema.get("title") or (path[-1] if path else kind.title))
    where = place_at(root, path)
    value = error.instance
    detail = error.kind.as_dict()
    match error.kind.name:
        case "required":
            name = detail["property"]
            missing = schema_at(kind, (*path, name)).get("title", name)
            where = place_at(root, (*path, name))
            titles = [*_titles(kind, path), missing]
            # An entry of a list has a sheet of its own, and its columns there.
            last = max((i for i, step in enumerate(path) if isinstance(step, int)), default=-1)
            return MISSING.at(
                where,
                (*path, name),
                field=" › ".join(titles),
                title=missing,
                name=name,
                column="".join(titles[len([s for s in path[: last + 1] if isinstance(s, str)]) :]),
            )
        case "type":
            expected = [translate(_TYPE_NAMES.get(t, t)) for t in detail["types"]]
            found = translate(_TYPE_NAMES.get(_json_type(value), "")) or str(value)
            if isinstance(value, str):
                found = f"“{value}”"
            either = translate(N_(" or ")).join(expected)
            finding = WRONG_TYPE.at(where, path, title=title, expected=either, found=found)
            figure = value.removesuffix("%") if isinstance(value, str) else value
            if figure == value or not NUMBER.fullmatch(figure):
                return finding
            return replace(finding, args={**finding.args, "figure": figure, "because": "percent"})
        case "enum":
            return NOT_ALLOWED.at(where, path, title=title, value=value, choices=detail["options"])
        case "minimum" | "maximum" | "exclusiveMinimum" | "exclusiveMaximum" as name:
            limit = translate(_LIMITS[name]).format(limit=detail["limit"])
            return OUT_OF_RANGE.at(where, path, title=title, value=value, limit=limit)
        case "maxItems" | "maxLength" as name:
            limit = translate(_LIMITS[name]).format(limit=detail["limit"])
            size = translate(_SIZES[name]).format(n=len(value))
            return OUT_OF_RANGE.at(where, path, title=title, value=size, limit=limit)
        case "minLength" | "minProperties":
            return TOO_SHORT.at(where, path, title=title)
        case "minItems":
            return TOO_FEW.at(where, path, title=title, found=len(value), least=detail["limit"])
        case "pattern":
            example = (schema.get("examples") or [detail["pattern"]])[0]
            return BAD_PATTERN.at(where, path, title=title, value=value, example=example)
    return SCHEMA_OTHER.at(where, path, title=title, problem=error.message)


def _json_type(value: Any) -> str:
    match value:
        case bool():
            return "boolean"
        case dict():
            return "object"
        case list():
            return "array"
        case int():
            return "integer"
        case float():
            return "number"
    return "string"
