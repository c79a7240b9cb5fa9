"""Record: the data of one document, checked: English keys, typed values, places kept."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from . import source
from .diagnostics import Path as DataPath
from .diagnostics import Place
from .kinds import Kind


def place_at(root: source.Node, path: DataPath) -> Place:
    """The place of the value under ``path``, or of the deepest node on the way that exists."""
    node = root
    for step in path:
        match node:
            case source.Mapping():
                below = node.get(str(step))
            case source.Sequence() if isinstance(step, int) and step < len(node.items):
                below = node.items[step]
            case _:
                below = None
        if below is None:
            break
        node = below
    return node.place


@dataclass(frozen=True, slots=True)
class Record:
    """A checked record.

    ``data`` has English keys and the schema's types; ``root`` is the same tree with places;
    ``pictures`` are the paths of fields that name a picture file; ``assets`` their bytes by name.
    """

    kind: Kind
    data: Mapping[str, Any]
    root: source.Mapping
    name: str
    folder: Path
    pictures: tuple[DataPath, ...] = ()
    assets: Mapping[str, bytes] = field(default_factory=dict)

    def where(self, path: DataPath) -> Place:
        """The place of the value under ``path`` in the input."""
        return place_at(self.root, path)


def dump(record: Record) -> str:
    """The record as text, one value a line: ``docgen show --stage record``."""
    lines = [f"record {record.kind.name} {record.kind.title}"]

    def walk(value: Any, depth: int, label: str) -> None:
        pad = "  " * depth + label
        if isinstance(value, Mapping):
            lines.append(pad.rstrip())
            for key, below in value.items():
                walk(below, depth + 1, f"{key}: ")
        elif isinstance(value, list):
            lines.append(pad.rstrip())
            for below in value:
                walk(below, depth + 1, "- ")
        else:
            lines.append(f"{pad}{value!r}")

    for key, value in record.data.items():
        walk(value, 1, f"{key}: ")
    return "\n".join(lines) + "\n"
