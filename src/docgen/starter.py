"""Starter: a kind's schema → a commented YAML file for a clerk to fill in.

Everything comes from the schema: order, titles, descriptions, examples. A property is written out
if it is required or marked ``x-docgen: {usual: true}``, and stands behind a ``#`` otherwise. Where
several forms are allowed, the shape of the property's own example decides.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator
from enum import Enum
from typing import Any

from .kinds import Kind, Schema

_HOW_TO = """\
# 填写方法：
#   1. 把【待填：…】换成实际内容。暂时没有的先留着，定稿前必须填完；用不上的整段删去。
#   2. 可选的字段写在 # 后面，要用时删去 #。# 后面空一格的是说明，不必删。
#   3. 冒号用半角，后面空一格；下级比上级多缩进两个空格，同级对齐，不用制表符。
#   4. 长的文字写在 | 下面，一行一段；**两个星号之间**加粗。编号不必写，自动加。
#   5. 键名也可以写中文，如 title 可写作 标题。"""

_PLAIN = re.compile(r"[^\W_](?:[^\s:#,\[\]{}\"']|[ ](?=[^\s#]))*")
"""Texts that YAML reads as themselves without quotes, in block and in flow lists alike."""


class _Detail(Enum):
    """FULL: all properties, commented. USUAL: only those written out. LEAST: lists of one, too."""

    FULL = 0
    USUAL = 1
    LEAST = 2


def starter(kind: Kind, schema_uri: str) -> str:
    """The starter file of ``kind``, ending in a newline; it validates as a draft.

    ``schema_uri`` is where an editor finds the schema: a path relative to the file, or a URL.
    """
    lines = [f"# yaml-language-server: $schema={schema_uri}", _comment(kind.schema), _HOW_TO]
    for block in _Writer(kind).properties(kind.schema, "", _Detail.FULL):
        lines += ["", *block]
    return "\n".join(lines) + "\n"


class _Writer:
    """Writes one file; remembers which structures it has shown with all their options."""

    def __init__(self, kind: Kind) -> None:
        self._kind = kind
        self._shown: set[int] = set()
        self._uses = Counter(
            id(field["properties"]) for field in kind.fields.values() if "properties" in field
        )

    def properties(self, schema: Schema, prefix: str, detail: _Detail) -> Iterator[list[str]]:
        """The lines of each property of ``schema``, in its order.

        ``prefix`` goes before the titles in placeholders (甲方 + 单位). A structure that was shown
        in full before is not explained again.
        """
        properties = schema["properties"]
        if id(properties) in self._shown:
            detail = max(detail, _Detail.USUAL, key=lambda d: d.value)
        if detail is _Detail.FULL:
            self._shown.add(id(properties))
        required = {*schema.get("required", ()), *schema.get("then", {}).get("required", ())}
        for name, prop in properties.items():
            resolved = self._kind.resolve(prop)
            needed = name in required
            live = needed or bool(resolved.get("x-docgen", {}).get("usual"))
            if not live and detail is not _Detail.FULL:
                continue
            below = detail if live else _Detail.LEAST
            head, under = self._value(resolved, f"{prefix}{resolved['title']}", below)
            lines = [f"{name}: {head}".rstrip(), *(f"  {line}" for line in under)]
            if detail is _Detail.FULL:
                mark = "（必填）" if needed else "" if live else "（可选）"
                comment = [_comment(resolved, mark)]
            else:
                comment = []
            yield comment + (lines if live else [f"#{line}" for line in lines])

    def _value(self, schema: Schema, title: str, detail: _Detail) -> tuple[str, list[str]]:
        """A value to be filled in: what stands after its key, and the lines below."""
        types = _types(schema)
        example = (schema.get("examples") or [None])[0]
        placeholder = f"【待填：{title}】"
        if "const" in schema:
            return _flow(schema["const"]), []
        if "boolean" in types:
            return "true", []
        if schema.get("format") == "specimen" and example is not None:
            return _flow(example), []
        if isinstance(example, list):
            return "", [f"- {placeholder}"] * len(example)
        if "array" in types:
            item = self._kind.resolve(schema["items"])
            if "object" in _types(item):
                return "", self._entries(item, detail)
            if types == ("array",):
                return "", self._short_list(item, placeholder)
        if types == ("object",):
            prefix = title if self._uses[id(schema["properties"])] > 1 else ""
            blocks = self.properties(schema, prefix, detail)
            return "", [line for block in blocks for line in block]
        return ("|", [placeholder]) if len(types) > 1 else (placeholder, [])

    def _entries(self, item: Schema, detail: _Detail) -> list[str]:
        """Example entries: the first with all its options, the next to show where it begins."""
        lines: list[str] = []
        for _ in range(1 if detail is _Detail.LEAST else 2):
            blocks = list(self.properties(item, "", detail))
            # The dash needs a key to stand before, so the first one written out leads.
            lead = blocks.pop(next(i for i, b in enumerate(blocks) if _key_line(b) is not None))
            at = _key_line(lead) or 0
            lines += [*lead[:at], f"- {lead[at]}", *(f"  {line}" for line in lead[at + 1 :])]
            lines += [f"  {line}" for block in blocks for line in block]
        return lines

    def _short_list(self, item: Schema, placeholder: str) -> list[str]:
        if _types(item) == ("array",):
            cell = f"【待填：{self._kind.resolve(item['items'])['title']}】"
            return [f"- [{cell}, {cell}]"]
        return [f"- {placeholder}"] * 2


def _key_line(block: list[str]) -> int | None:
    return next((i for i, line in enumerate(block) if not line.startswith("#")), None)


def _types(schema: Schema) -> tuple[str, ...]:
    types = schema.get("type", ())
    return (types,) if isinstance(types, str) else tuple(types)


def _comment(schema: Schema, mark: str = "") -> str:
    """``# title: description, example`` in one line."""
    text = schema["title"] + mark
    if "description" in schema:
        text += f"：{schema['description']}"
    examples = schema.get("examples")
    if examples and schema.get("format") != "specimen":
        stop = "" if text.endswith(("。", "。”")) else "。"
        text += f"{stop}例：{_flow(examples[0])}"
    return f"# {text}"


def _flow(value: Any) -> str:
    """``value`` in one line of YAML."""
    if isinstance(value, list):
        return f"[{', '.join(_flow(item) for item in value)}]"
    text = str(value)
    return text if _PLAIN.fullmatch(text) else json.dumps(text, ensure_ascii=False)
