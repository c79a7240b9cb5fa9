"""Data made from a kind's schema by a number: all that it allows, or broken in one place."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from random import Random
from typing import Any

from docgen.kinds import Kind, Schema, is_meta

_DEEPEST = 4
_CHARACTERS = "水库巡查三百余次，。；：“”（）〔2026〕5号aZ&<>\"'{}%#_|\\/=～·—…①１Ａ　é🀄𠮷\u200b"
_SPECIMENS = ("一、", "（一）", "1.", "①", "一是", "第一个问题：")
# What changes numbers or joins lines is not text that has to arrive.
_SPECIAL = ("numbering", "marker", "number", "run_in", "inline")


class Maker:
    """Makes data of one kind; the same number makes the same data."""

    def __init__(self, kind: Kind, number: int) -> None:
        self._kind = kind
        self._random = Random(number)

    def valid(self) -> dict[str, Any]:
        """Data that breaks no rule."""
        data: dict[str, Any] = self._object(self._kind.schema, 0)
        for check in self._kind.recipe.get("checks", ()):
            if "sum" in check:
                field, _, column = check["sum"].rpartition(".")
                items = data.get(field) or []
                for i, item in enumerate(items):
                    item[column] = 1 if i else check["equals"] - len(items) + 1
            elif "before" in check:
                owner = data.get(check["before"][0].split(".")[0])
                first, second = (path.split(".")[-1] for path in check["before"])
                if isinstance(owner, dict) and first in owner and second in owner:
                    owner[first], owner[second] = sorted((owner[first], owner[second]))
        return data

    def invalid(self) -> dict[str, Any]:
        """Data with one thing wrong."""
        data = self.valid()
        random = self._random
        name = random.choice([n for n, v in data.items() if isinstance(v, str) and n != "kind"])
        match random.randrange(5):
            case 0:
                del data[random.choice(sorted(self._kind.schema["required"]))]
            case 1:
                data[random.choice(["titel", "标题目", "__class__", "kind ind", "0"])] = "甲"
            case 2:
                data[name] = {"甲": self._text()}
            case 3:
                data["year"] = random.choice(["今年", "二〇二六", "1e999", "NaN", "2026.5", []])
            case 4:
                data[name] += random.choice(["\x00", "\x0b", "\ud800", "\uffff"])
        return data

    def _text(self) -> str:
        random = self._random
        text = "".join(random.choices(_CHARACTERS, k=random.choice((1, 3, 10, 40))))
        return text if text.strip() else "甲"

    def _value(self, schema: Schema, depth: int) -> Any:
        schema = self._kind.resolve(schema)
        random = self._random
        if "const" in schema:
            return schema["const"]
        if "enum" in schema:
            return random.choice(schema["enum"])
        types = schema["type"] if isinstance(schema["type"], list) else [schema["type"]]
        if depth >= _DEEPEST and "string" in types:
            types = ["string"]
        match random.choice(types):
            case "object":
                return self._object(schema, depth)
            case "array":
                least, most = schema.get("minItems", 1), min(schema.get("maxItems", 3), 3)
                items = schema.get("items", {})
                return [self._value(items, depth + 1) for _ in range(random.randint(least, most))]
            case "integer":
                return random.randint(schema.get("minimum", 1), schema.get("maximum", 5000))
            case "number":
                return random.randint(1, 90)
            case "boolean":
                return random.random() < 0.5
        if schema.get("format") == "date":
            return (date(1950, 1, 1) + timedelta(random.randrange(50_000))).isoformat()
        if schema.get("format") == "specimen":
            return random.choice(_SPECIMENS)
        return self._text()

    def _object(self, schema: Schema, depth: int) -> dict[str, Any]:
        properties = schema.get("properties", {})
        if {"columns", "rows"} <= set(properties):
            width = range(self._random.randint(1, 4))
            rows = range(self._random.randint(1, 3))
            return {
                "columns": [self._text() for _ in width],
                "rows": [[self._text() for _ in width] for _ in rows],
            }
        required = {*schema.get("required", ()), *schema.get("then", {}).get("required", ())}
        made = {}
        for name, prop in properties.items():
            skip = name in _SPECIAL or name in ("pictures", "file")
            if name in required or (not skip and self._random.random() < 0.4 / (1 + depth / 2)):
                made[name] = self._value(prop, depth + 1)
        if set(made) <= {"heading"}:
            # A heading above nothing is refused where a layout has no place for it (T309).
            first = next(name for name in properties if name != "heading" and name not in _SPECIAL)
            made[first] = self._value(properties[first], depth + 1)
        for name, others in schema.get("dependencies", {}).items():
            for other in others if name in made else ():
                made.setdefault(other, self._value(properties[other], depth + 1))
        return made


def texts(kind: Kind, schema: Schema, value: Any) -> Iterator[str]:
    """The texts in ``value`` that have to be in the document."""
    schema = kind.resolve(schema)
    if is_meta(schema) or "format" in schema or "const" in schema:
        return
    if isinstance(value, Mapping):
        for name, below in value.items():
            yield from texts(kind, schema.get("properties", {}).get(name, {}), below)
    elif isinstance(value, list):
        for below in value:
            yield from texts(kind, schema.get("items", {}), below)
    elif isinstance(value, str):
        yield value
