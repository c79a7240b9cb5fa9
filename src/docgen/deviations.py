"""What a profile changes: every figure that is not the standard's, with its clause and strength.

Clause and strength are data of ``schemas/profile.json``: ``x-docgen: {clause, strength}``, the
strength being 规定 (required), 一般 (as a rule), 推荐 (recommended) or 实务 (office practice).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from .kinds import Kind, Schema

_LEVELS = "一二三四五"


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure: its dotted path, its Chinese name, its value, and where it comes from.

    ``standard`` is the value of gbt9704, None where it gives none.
    """

    path: str
    title: str
    value: Any
    standard: Any
    clause: str
    strength: str

    @property
    def deviates(self) -> bool:
        """Whether the value is not the standard's."""
        return bool(self.value != self.standard)


def figures(kind: Kind, data: Mapping[str, Any], standard: Mapping[str, Any]) -> list[Figure]:
    """All figures of the merged profile ``data`` beside those of ``standard``, in schema order.

    ``kind`` is the profiles' schema.
    """
    return list(_walk(kind, kind.schema, data, standard, "", ""))


def _walk(
    kind: Kind, schema: Schema, value: Any, standard: Any, path: str, title: str
) -> Iterator[Figure]:
    if "properties" in schema:
        for name, below in schema["properties"].items():
            resolved = kind.resolve(below)
            mine = value.get(name) if isinstance(value, Mapping) else None
            theirs = standard.get(name) if isinstance(standard, Mapping) else None
            step = f"{path}.{name}" if path else name
            shown = f"{title} {resolved['title']}".strip()
            yield from _walk(kind, resolved, mine, theirs, step, shown)
    elif "items" in schema and isinstance(value, list):
        items = kind.resolve(schema["items"])
        for i, mine in enumerate(value):
            theirs = standard[i] if isinstance(standard, list) and i < len(standard) else None
            level = f"{_LEVELS[i]}级" if i < len(_LEVELS) else str(i + 1)
            yield from _walk(kind, items, mine, theirs, f"{path}[{i + 1}]", f"{title} {level}")
    else:
        source = schema.get("x-docgen", {})
        if "strength" in source and path != "font_set" and (value, standard) != (None, None):
            yield Figure(path, title, value, standard, source.get("clause", ""), source["strength"])


def draft(kind: Kind, standard: Mapping[str, Any]) -> str:
    """A profile to be edited: every figure of the standard behind a ``#``, clause beside it."""
    lines = [
        "# 本单位的排版参数：继承 GB/T 9704—2012，只写不同之处，写时删去行首的 #。",
        "# 用法：docgen render 数据.yaml --profile 本文件.yaml；docgen profile show 本文件.yaml",
        "kind: profile",
        "name: 本单位",
        "extends: gbt9704",
        "#font_set: windows    # 字体集：gb2312、windows、wps、open，见 docgen fonts",
    ]
    group = ""
    for figure in figures(kind, standard, standard):
        if "[" in figure.path:
            continue
        first, _, last = figure.path.partition(".")
        if first != group:
            group = first
            lines += [
                "",
                f"#{first}:    # {kind.resolve(kind.schema['properties'][first])['title']}",
            ]
        clause = f"[{figure.clause}]" if figure.clause else ""
        value = str(figure.value).lower() if isinstance(figure.value, bool) else figure.value
        shown = f'"{value}"' if first == "head" and last == "color" else value
        name = figure.title.rpartition(" ")[2]
        lines.append(f"#  {last}: {shown}    # {name}{clause}【{figure.strength}】")
    faces = standard.get("headings", ())
    lines += ["", "#headings:    # 各级标题，五级都要写"]
    for face in faces:
        bold = str(face.get("bold", False)).lower()
        lines.append(f"#  - {{font: {face['font']}, bold: {bold}}}")
    return "\n".join(lines) + "\n"
