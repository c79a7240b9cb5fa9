"""Turn a Record into a Document, by the recipe in the kind's schema. No kind has code here."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from docgen.content import Block, Document
from docgen.errors import DataError
from docgen.kinds import Kind, Schema, is_meta
from docgen.record import Record

from .fields import derived_lines, displayed, shown_as
from .outline import Outline, specimens
from .recipe import PATTERN_FIELD, Composer


def compose(record: Record, layout: str | None = None) -> Document:
    """The content tree of ``record`` for ``layout`` (default: the recipe's).

    Raises DataError (V220) where headings go deeper than five levels; all of them at once.
    """
    recipe = record.kind.recipe
    slots, slotted = compose_slots(record, recipe["slots"])
    fields = displayed(record)
    byline = recipe.get("byline", ())
    fields["byline"] = derived_lines(fields, byline)
    return Document(
        kind=record.kind.name,
        layout=layout or recipe["layout"],
        fields=fields,
        slots=slots,
        tagged=_tagged(record.kind, record.data, slotted),
        derived={"byline": tuple(path for line in byline for path in line)},
        assets=record.assets,
    )


def compose_slots(
    record: Record, names: Iterable[str]
) -> tuple[dict[str, tuple[Block, ...]], set[str]]:
    """The blocks of the slots ``names``, and the fields that found a place in them.

    Raises DataError (V220) as :func:`compose` does.
    """
    recipe = record.kind.recipe
    composer = Composer(record)
    numbering = specimens(record.data.get("numbering", recipe["numbering"]), recipe["numbering"])
    slots: dict[str, tuple[Block, ...]] = {}
    for name in names:
        slots[name] = tuple(composer.parts(recipe["slots"][name], Outline(numbering)))
    if composer.findings:
        raise DataError(composer.findings)
    return slots, composer.slotted


def slot_fields(kind: Kind, name: str) -> set[str]:
    """The top-level fields that the slot ``name`` is made of."""
    found = {"numbering"}

    def walk(parts: Iterable[Mapping[str, Any]]) -> None:
        for part in parts:
            walk(part.get("parts", ()))
            paths = [part["field"]] if "field" in part else []
            paths += [m[1] for m in PATTERN_FIELD.finditer(part.get("pattern", ""))]
            found.update(path.split(".")[0] for path in paths)

    walk(kind.recipe["slots"][name])
    return found


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


__all__ = ["compose", "compose_slots", "derived_lines", "displayed", "shown_as", "slot_fields"]
