"""Turn a Record into a Document, by the recipe in the kind's schema. No kind has code here."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from docgen.content import MAX_LEVEL, Block, Document
from docgen.errors import DataError
from docgen.kinds import Kind, Schema, is_meta
from docgen.record import Record

from .fields import derived_lines, displayed
from .outline import Outline, specimens
from .recipe import Composer


def compose(record: Record, layout: str | None = None) -> Document:
    """The content tree of ``record`` for ``layout`` (default: the recipe's).

    Raises DataError (V220) where headings go deeper than five levels; all of them at once.
    """
    recipe = record.kind.recipe
    composer = Composer(record)
    numbering = specimens(record.data.get("numbering", recipe["numbering"]), recipe["numbering"])
    slots: dict[str, tuple[Block, ...]] = {}
    for name, parts in recipe["slots"].items():
        slots[name] = tuple(composer.parts(parts, Outline(numbering)))
    if composer.findings:
        raise DataError(composer.findings)
    fields = displayed(record)
    byline = recipe.get("byline", ())
    fields["byline"] = derived_lines(fields, byline)
    return Document(
        kind=record.kind.name,
        layout=layout or recipe["layout"],
        fields=fields,
        slots=slots,
        tagged=_tagged(record.kind, record.data, composer.slotted),
        derived={"byline": tuple(path for line in byline for path in line)},
        assets=record.assets,
    )


def has_outline(record: Record) -> bool:
    """Whether the outline of ``record`` can hold a surprise: deep headings, or numbers of its own.

    Each list within a list is a level, the sections around them one more. What is shallower, with
    the kind's own numbers, composes without a finding, so that a check need not try.
    """
    return "numbering" in record.data or _lists(record.data) + 2 > MAX_LEVEL


def _lists(value: Any) -> int:
    """How many lists with something in them stand inside one another."""
    if isinstance(value, dict):
        return max((_lists(v) for v in value.values() if isinstance(v, list | dict)), default=0)
    if isinstance(value, list):
        return 1 + max((_lists(v) for v in value if isinstance(v, list | dict)), default=0)
    return 0


def _tagged(kind: Kind, data: Mapping[str, Any], slotted: set[str]) -> dict[str, str]:
    """Dotted path → title of every printable value that no slot holds."""
    out: dict[str, str] = {}

    def walk(value: Any, schema: Schema, path: str) -> None:
        if path in slotted or is_meta(schema):
            return
        if isinstance(value, Mapping) and value:
            for name, below in value.items():
                step = f"{path}.{name}" if path else name
                walk(below, kind.resolve(schema.get("properties", {}).get(name, {})), step)
        elif value not in ("", [], None):
            out[path] = str(schema.get("title", path))

    walk(data, kind.schema, "")
    return out


__all__ = ["compose", "displayed", "has_outline"]
