"""Data → YAML a clerk can read and edit: Chinese as it is, long texts as indented blocks."""

from __future__ import annotations

import re
from typing import Any

import yaml

from docgen.kinds import Kind

_LONG = 60
"""Characters from which a text stands in a block of its own: safe to edit, whatever it holds."""
_BREAKS = re.compile("[\x85\u2028\u2029]")


class _Dumper(yaml.SafeDumper):
    """Lists indented below their key, no aliases."""

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:
        super().increase_indent(flow, False)

    def ignore_aliases(self, data: Any) -> bool:
        return True


def _text(dumper: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
    style = "|" if "\n" in text or len(text) > _LONG else None
    if _BREAKS.search(text):
        # PyYAML would break the line at these; in double quotes it escapes them.
        style = '"'
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style=style)


_Dumper.add_representer(str, _text)


def write_yaml(data: dict[str, Any], kind: Kind, modeline: str = "") -> str:
    """``data`` as YAML, below ``modeline`` (a comment line, with or without its ``#``).

    Fields stand in the order of ``data``; each top-level field that holds others gets a comment
    with its Chinese title and an empty line before it.
    """
    out = [f"# {modeline.removeprefix('#').strip()}\n"] if modeline else []
    for name, value in data.items():
        schema = kind.fields.get(name, {})
        if isinstance(value, dict | list) and "title" in schema and name != "numbering":
            out.append(f"\n# {schema['title']}\n")
        if name == "numbering" and isinstance(value, list):
            out.append(f"{name}: {_dump(value, flow=True)}")
        else:
            out.append(_dump({name: value}))
    return "".join(out)


def _dump(value: Any, flow: bool = False) -> str:
    text: str = yaml.dump(
        value,
        Dumper=_Dumper,
        allow_unicode=True,
        sort_keys=False,
        width=float("inf"),
        default_flow_style=flow,
    )
    return text
