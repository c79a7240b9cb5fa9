"""Turn a Record into a Document, by the recipe in the kind's schema. No kind has code here."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from docgen.content import Block, Document, Paragraph, Role
from docgen.errors import DataError
from docgen.kinds import HEADED, ISSUE, Kind, Schema, is_head, is_meta
from docgen.record import Record

from .fields import derived_lines, displayed, line_fields, plain_shown_as, shown_as
from .issue import issue_slots, stamps
from .outline import Outline, specimens
from .recipe import Composer, part_fields
from .slot import SlotComposer


def compose(record: Record, layout: str | None = None) -> Document:
    """The content tree of ``record`` for ``layout`` (default: the recipe's).

    Raises DataError (V220) where headings go deeper than five levels; all of them at once.
    """
    recipe = record.kind.recipe
    composer = Composer(record)
    numbering = specimens(record.data.get("numbering", recipe["numbering"]), recipe["numbering"])
    slots: dict[str, tuple[Block, ...]] = {}
    places: dict[str, set[str]] = {}
    for name, parts in recipe["slots"].items():
        composer.slotted = places[name] = set()
        slots[name] = tuple(composer.parts(parts, Outline(numbering)))
    layout = layout or record.kind.layout(record.data)
    if layout in HEADED or record.data.get(ISSUE):
        slots |= issue_slots(record)
        slots["signoff"] = _signed(slots.get("signoff", ()), stamps(record))
    if composer.findings:
        raise DataError(composer.findings)
    fields = displayed(record)
    byline = recipe.get("byline", ())
    fields["byline"] = derived_lines(fields, byline)
    return Document(
        kind=record.kind.name,
        layout=layout,
        fields=fields,
        slots=slots,
        tagged=_tagged(record.kind, record.data, set().union(*places.values())),
        derived={"byline": tuple(p for line in byline for e in line for p in line_fields(e))},
        assets=record.assets,
        slotted={name: _slotted(record.kind, record.data, at) for name, at in places.items()},
    )


def _signed(signoff: tuple[Block, ...], stamped: list[Block]) -> tuple[Block, ...]:
    """``signoff`` with the stamps before its date; they stand in the place of the name."""
    if not stamped:
        return signoff
    dates = [b for b in signoff if isinstance(b, Paragraph) and b.role is Role.DATE]
    return (*(b for b in signoff if b not in dates), *stamped, *dates)


def slot_fields(kind: Kind, name: str) -> set[str]:
    """The top-level fields that the slot ``name`` is made of."""
    return {"numbering"} | part_fields(kind.recipe["slots"][name])


def _tagged(kind: Kind, data: Mapping[str, Any], slotted: set[str]) -> dict[str, str]:
    """Dotted path → title of every printable value that no slot holds."""
    out: dict[str, str] = {}

    def walk(value: Any, schema: Schema, path: str) -> None:
        if path in slotted or is_meta(schema) or is_head(schema):
            return
        if isinstance(value, Mapping) and value:
            for name, below in value.items():
                step = f"{path}.{name}" if path else name
                walk(below, kind.resolve(schema.get("properties", {}).get(name, {})), step)
        elif value not in ("", [], None):
            out[path] = str(schema.get("title", path))

    walk(data, kind.schema, "")
    return out


def _slotted(kind: Kind, data: Mapping[str, Any], places: set[str]) -> dict[str, str]:
    """Dotted path → title of every value at ``places`` and below them."""
    out: dict[str, str] = {}

    def walk(value: Any, schema: Schema, path: str, inside: bool) -> None:
        # How a section is set (接排, 下级编号) is no text of it.
        if is_meta(schema) or isinstance(value, bool) or schema.get("format") == "specimen":
            return
        if inside and value not in ("", [], {}, None):
            out[path] = str(schema.get("title", path))
        if isinstance(value, Mapping):
            for name, below in value.items():
                step = f"{path}.{name}" if path else name
                deeper = kind.resolve(schema.get("properties", {}).get(name, {}))
                walk(below, deeper, step, inside or step in places)

    walk(data, kind.schema, "", False)
    return out


__all__ = [
    "SlotComposer",
    "compose",
    "derived_lines",
    "displayed",
    "line_fields",
    "plain_shown_as",
    "shown_as",
    "slot_fields",
]
