"""Values as a reader sees them: dates in Chinese, numbers as written, text without markup."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from typing import Any

from docgen import source
from docgen.content import Inline, LineBreak, Text
from docgen.dates import chinese_date, parse_date
from docgen.inline import Marked, parse_bold
from docgen.kinds import Kind, Schema
from docgen.record import Record

_FIELD = re.compile(r"\{([a-z_.]+)\}")
_ANYTHING: Schema = {}


def lines_of(value: Any) -> list[str]:
    """The paragraphs of a text field: a string's lines, or a list's entries line by line."""
    texts = value if isinstance(value, list) else [value]
    return [line.strip() for text in texts for line in str(text).split("\n") if line.strip()]


# Rosters say the same things again and again.
@lru_cache(maxsize=4096)
def inlines(text: str) -> tuple[Inline, ...]:
    """One text with ``**bold**`` markup; newlines are forced breaks."""
    text = text.strip()
    if "*" not in text and "\n" not in text:
        return (Text(text),) if text else ()
    out: list[Inline] = []
    for piece, bold in parse_bold(text):
        for i, line in enumerate(piece.split("\n")):
            if i:
                out.append(LineBreak())
            if line:
                out.append(Text(line, bold))
    return tuple(out)


def literal(text: str) -> tuple[Inline, ...]:
    """One text without markup; newlines are forced breaks."""
    out: list[Inline] = []
    for i, line in enumerate(text.strip().split("\n")):
        if i:
            out.append(LineBreak())
        if line:
            out.append(Text(line))
    return tuple(out)


def show_date(text: str) -> str:
    """``text`` as 2026年1月5日 if it is a date, else as it is."""
    date = parse_date(text)
    return chinese_date(date) if date else text


def text_at(record: Record, path: str, steps: Sequence[str | int] = ()) -> str | None:
    """The scalar under dotted ``path`` (then ``steps``) as the author wrote it, or None."""
    node: source.Node | None = record.root
    for step in (*path.split("."), *steps):
        match node:
            case source.Mapping():
                node = node.get(str(step))
            case source.Sequence() if isinstance(step, int) and step < len(node.items):
                node = node.items[step]
            case _:
                return None
    return node.text.strip() if isinstance(node, source.Scalar) else None


def is_text(schema: Schema) -> bool:
    """Whether ``schema`` is a text field: paragraphs with markup."""
    return set(schema.get("type", ())) == {"string", "array"} and "format" not in schema


class WrittenNumber(float):
    """A number that prints as the author wrote it: 12.50 stays 12.50."""

    written: str

    def __str__(self) -> str:
        return self.written


def _written(value: float, node: source.Node | None) -> float:
    if not isinstance(node, source.Scalar) or str(value) == node.text.strip():
        return value
    number = WrittenNumber(value)
    number.written = node.text.strip()
    return number


Show = Callable[[Any, source.Node | None], Any]
_SHOWS: dict[tuple[Kind, int], Show] = {}


def shown_as(kind: Kind, schema: Schema) -> Show:
    """How values of the (resolved) ``schema`` are shown: value and node, if any → what tags print.

    Dates are written in Chinese, text fields become one string with a newline a paragraph.
    """
    known = _SHOWS.get((kind, id(schema)))
    if known is None:
        known = _SHOWS[kind, id(schema)] = _show(kind, schema)
    return known


def _show(kind: Kind, schema: Schema) -> Show:
    properties = schema.get("properties", {})
    text = is_text(schema)
    date = schema.get("format") == "date"

    children: dict[str, Show] = {}

    def below(name: str) -> Show:
        found = children.get(name)
        if found is None:
            schema = kind.resolve(properties.get(name, _ANYTHING))
            found = children[name] = shown_as(kind, schema)
        return found

    strings: dict[str, bool] = {}

    def plain(name: str) -> bool:
        found = strings.get(name)
        if found is None:
            schema = kind.resolve(properties.get(name, _ANYTHING))
            found = strings[name] = not is_text(schema) and schema.get("format") != "date"
        return found

    def show(value: Any, node: source.Node | None) -> Any:
        if isinstance(value, str) and not text:
            return show_date(value) if date else value.strip()
        if isinstance(value, Mapping):
            if not isinstance(node, source.Mapping):
                return {
                    k: v.strip() if type(v) is str and plain(k) else below(k)(v, None)
                    for k, v in value.items()
                }
            return {k: below(k)(v, node.get(k)) for k, v in value.items()}
        if text and isinstance(value, str | list):
            return Marked.of(lines_of(value))
        if isinstance(value, list):
            item = shown_as(kind, kind.resolve(schema.get("items", _ANYTHING)))
            nodes = node.items if isinstance(node, source.Sequence) else (None,) * len(value)
            return [item(v, n) for v, n in zip(value, nodes, strict=True)]
        if isinstance(value, float):
            return _written(value, node)
        return value

    return show


ShowPlain = Callable[[Any], Any]


def plain_shown_as(kind: Kind, schema: Schema, seen: tuple[int, ...] = ()) -> ShowPlain | None:
    """:func:`shown_as` for typed values whose texts are all plain; None where they stay the same.

    ``seen`` are the ids of the schemas around this one.
    """
    if schema.get("format") == "date":
        return show_date
    if is_text(schema):
        return _joined
    if id(schema) in seen:
        # It holds itself: the whole way knows how deep it is.
        whole = shown_as(kind, schema)
        return lambda value: whole(value, None)
    seen = (*seen, id(schema))
    if "items" in schema:
        item = plain_shown_as(kind, kind.resolve(schema["items"]), seen)
        return None if item is None else lambda value: [item(v) for v in value]
    changed = {}
    for name, below in schema.get("properties", {}).items():
        show = plain_shown_as(kind, kind.resolve(below), seen)
        if show is not None:
            changed[name] = show
    if not changed:
        return None

    def show_object(value: Any) -> Any:
        return {k: changed[k](v) if k in changed else v for k, v in value.items()}

    return show_object


def _joined(value: Any) -> Any:
    return value if type(value) is str else "\n".join(value)


def displayed(record: Record) -> dict[str, Any]:
    """The record's values for ``{{ field }}`` tags, same shape as the data."""
    shown = shown_as(record.kind, record.kind.schema)
    fields: dict[str, Any] = shown(record.data, record.root)
    return fields


def line_fields(element: str) -> list[str]:
    """The dotted fields that an element of a derived line prints: itself, or those in its {…}."""
    return _FIELD.findall(element) if "{" in element else [element]


def derived_lines(fields: Mapping[str, Any], lines: Sequence[Sequence[str]]) -> list[str]:
    """Each line's elements that are there, joined by one full-width space; empty lines left out.

    An element is a dotted field or a pattern such as （{date}）, there when all its fields are.
    """
    out = []
    for line in lines:
        values = []
        for element in line:
            found = {path: _at(fields, path) for path in line_fields(element)}
            if all(value not in (None, "") for value in found.values()):
                pattern = element if "{" in element else f"{{{element}}}"
                values.append(_FIELD.sub(lambda match: str(found[match[1]]), pattern))  # noqa: B023
        if values:
            out.append("\u3000".join(values))
    return out


def _at(fields: Mapping[str, Any], path: str) -> Any:
    value: Any = fields
    for step in path.split("."):
        value = value.get(step) if isinstance(value, Mapping) else None
    return value
