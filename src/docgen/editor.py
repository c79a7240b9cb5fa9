"""What an editor with a YAML server needs of a kind: a schema that speaks both languages.

The shipped schemas know English names only, and text as written: ``docgen`` reads Chinese names
and types values by itself. An editor does neither, so its schema says both.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from .kinds import Kind, Schema

FOLDER = Path(".vscode")
"""Where VS Code keeps what is set for one folder of files."""

# What is checked by docgen alone: dates in Chinese are dates to it, and rules across fields.
_LEFT_TO_US = frozenset({"format", "if", "then", "else", "dependencies", "x-docgen", "$schema"})


def editor_schema(kind: Kind) -> dict[str, Any]:
    """The schema of ``kind`` for editors: every property under both names, with snippets.

    Hovering and completing show titles and descriptions; a list of groups comes with a snippet of
    its required fields.
    """
    schema = _both(kind, kind.schema)
    definitions = {n: _both(kind, d) for n, d in kind.schema.get("definitions", {}).items()}
    return {
        "$schema": "http://json-schema.org/draft-07/schema#",
        **schema,
        "definitions": definitions,
    }


def _both(kind: Kind, schema: Any) -> dict[str, Any]:
    out: dict[str, Any] = {}
    for key, value in schema.items():
        if key in _LEFT_TO_US or key == "definitions":
            continue
        match key:
            case "properties":
                out[key] = _properties(kind, value)
            case "required":
                out.setdefault("allOf", []).extend(_either(kind, schema, name) for name in value)
            case "items":
                out[key] = _both(kind, value)
            case "allOf":
                out.setdefault("allOf", []).extend(_both(kind, part) for part in value)
            case "type":
                out[key] = _types(value)
            case "const":
                out["enum"] = [value, kind.title]
            case _:
                out[key] = value
    snippet = _snippet(kind, kind.resolve(schema))
    if snippet is not None:
        out["defaultSnippets"] = [snippet]
    return out


def _properties(kind: Kind, properties: Mapping[str, Schema]) -> dict[str, Any]:
    """Each property under its Chinese title, then all under their English names."""
    chinese = {
        str(kind.resolve(prop).get("title", name)): _both(kind, prop)
        for name, prop in properties.items()
    }
    return {**chinese, **{name: _both(kind, prop) for name, prop in properties.items()}}


def _either(kind: Kind, schema: Schema, name: str) -> dict[str, Any]:
    """The field ``name`` is required, by one name or the other."""
    title = kind.resolve(schema.get("properties", {}).get(name, {})).get("title", name)
    return {"anyOf": [{"required": [spelling]} for spelling in dict.fromkeys((name, title))]}


def _types(types: str | list[str]) -> list[str]:
    """Text may look like a number, and 是 is a truth value; an empty value is still to come."""
    given = [types] if isinstance(types, str) else list(types)
    more = ["number", "boolean"] if "string" in given else []
    more += ["string"] if "boolean" in given else []
    return list(dict.fromkeys([*given, *more, "null"]))


def _snippet(kind: Kind, schema: Schema) -> dict[str, Any] | None:
    """A first entry for a list of groups, by Chinese names, to be filled in with the tab key."""
    item = kind.resolve(schema.get("items", {}))
    required = item.get("required", ())
    if not required:
        return None
    titles = [kind.resolve(item["properties"][name]).get("title", name) for name in required]
    body = {title: f"${{{i}:{title}}}" for i, title in enumerate(titles, 1)}
    return {"label": item.get("title", schema.get("title", "")), "body": [body]}


def modeline(schema: str) -> str:
    """The line by which a YAML server finds ``schema``, a path relative to the file or a URL."""
    return f"# yaml-language-server: $schema={schema}"


def with_modeline(text: str, schema: str) -> str:
    """``text`` with the line for editors at its top, in place of one that is there."""
    lines = text.split("\n")
    kept = [line for line in lines[:5] if "yaml-language-server:" not in line] + lines[5:]
    return "\n".join([modeline(schema), *kept])


def settings(before: str, globs: Mapping[str, list[str]]) -> str:
    """``.vscode/settings.json`` with the schemas for files by pattern; all else as it was.

    Raises ValueError where ``before`` is not plain JSON (comments are not kept, so not touched).
    """
    data = json.loads(before) if before.strip() else {}
    if not isinstance(data, dict):
        raise ValueError(before)
    schemas = {**data.get("yaml.schemas", {}), **globs}
    data |= {"yaml.schemas": schemas, "yaml.completion": True, "yaml.hover": True}
    return json.dumps(data, ensure_ascii=False, indent=2) + "\n"
