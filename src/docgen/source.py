"""Source: what the user wrote, as a tree of nodes that remember their place.

Scalars keep their text as written (``00123``, ``3.10``, ``no``); types are decided later, by the
schema, never by the loader.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from .diagnostics import Place

MERGE = "<<"
"""YAML's key for fields of another mapping. It is a key like any other here, and never a field."""


# Tuples, as they come by the thousand: made three times as fast as frozen dataclasses.
class Scalar(NamedTuple):
    """A text as written; ``plain`` is False where the author quoted it."""

    text: str
    place: Place
    plain: bool = True


class Null(NamedTuple):
    """An empty value, ``~`` or ``null``: the key is there, the value is not."""

    place: Place


class Sequence(NamedTuple):
    """A list."""

    items: tuple[Node, ...]
    place: Place


class Entry(NamedTuple):
    """One ``key: value`` of a mapping; ``place`` is that of the key."""

    key: str
    value: Node
    place: Place


@dataclass(frozen=True, slots=True)
class Mapping:
    """A mapping in the author's order; keys are unique (the loader refuses duplicates)."""

    entries: tuple[Entry, ...]
    place: Place

    def __iter__(self) -> Iterator[Entry]:
        return iter(self.entries)

    def get(self, key: str) -> Node | None:
        """The value under ``key`` as written, or None."""
        for entry in self.entries:
            if entry.key == key:
                return entry.value
        return None


Node = Scalar | Null | Sequence | Mapping


class Source(NamedTuple):
    """One input: its name for messages, its root, and the folder that pictures are relative to."""

    name: str
    root: Mapping
    folder: Path


def dump(source: Source) -> str:
    """The tree as text, one node a line with its line:column: ``docgen show --stage source``."""
    lines = [f"source {source.name}"]

    def walk(node: Node, depth: int, label: str) -> None:
        pad = "  " * depth + label
        at = f"{node.place.line}:{node.place.column}"
        match node:
            case Scalar():
                lines.append(f"{pad}{node.text!r} @{at}")
            case Null():
                lines.append(f"{pad}(empty) @{at}")
            case Sequence():
                lines.append(f"{pad}list @{at}")
                for item in node.items:
                    walk(item, depth + 1, "- ")
            case Mapping():
                lines.append(f"{pad}mapping @{at}")
                for entry in node:
                    walk(entry.value, depth + 1, f"{entry.key}: ")

    walk(source.root, 1, "")
    return "\n".join(lines) + "\n"
