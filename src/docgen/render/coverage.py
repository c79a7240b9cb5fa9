"""What a template prints nowhere: of one document, and of all that a kind can say."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from docgen.content import Document
from docgen.diagnostics import FIELD_LOST, FIELD_NOT_PRINTED, FIELDS_LEFT_OUT, Diagnostic, Place
from docgen.kinds import Kind, Schema, is_head, is_meta

from .template import HEAD_SLOTS, Template

_IN_PATTERN = re.compile(r"\{([a-z_.]+)")


def unprinted(document: Document, template: Template) -> list[Diagnostic]:
    """The values that neither a tag nor a slot of ``template`` prints."""
    tags = set(template.tags)
    for name, sources in document.derived.items():
        if name in tags:
            tags.update(sources)
    rule = FIELD_LOST if template.shipped else FIELD_NOT_PRINTED
    missing: list[tuple[str, str, tuple[str, ...]]] = [
        (path, title, (f"{{{{ {path} }}}}",))
        for path, title in document.tagged.items()
        if not _covered(path, tags)
    ]
    for slot, blocks in document.slots.items():
        if blocks and slot not in template.slots and slot not in HEAD_SLOTS:
            # Tags of its own can stand for a slot: what counts is each value in it.
            fields = document.slotted.get(slot) or {slot: slot}
            known = {path for path, *_ in missing}
            for path in _uncovered(fields, tags):
                own = (f"{{{{ {path} }}}}",) if _is_text(document.fields, path) else ()
                if path not in known:
                    missing.append((path, fields[path], (*own, f"{{{{p {slot} }}}}")))
    return [
        rule.at(Place(template.name), field=path, title=title, layout=document.layout, ways=ways)
        for path, title, ways in missing
    ]


class Coverage:
    """What the template ``name`` prints of all that ``kind`` can say.

    ``tags`` are the fields and slots that it prints, ``derived`` what composing adds to the
    fields, each with those it prints.
    """

    def __init__(
        self, kind: Kind, tags: set[str], derived: Mapping[str, Iterable[str]], name: str
    ) -> None:
        self._kind = kind
        self._where = Place(name)
        self._own = tags.union(*(derived[line] for line in derived.keys() & tags))
        recipes = kind.recipe.get("slots", {}).items()
        self._slots = {slot: {p for p in _named_in(parts) if kind.at(p)} for slot, parts in recipes}
        slotted = (fields for slot, fields in self._slots.items() if slot in tags)
        printed = _roots(self._own.union(*slotted))
        required = kind.schema.get("required", ())
        self._missing = [f for f in required if f not in printed and not is_meta(kind.fields[f])]

    def required(self) -> Iterator[Diagnostic]:
        """T308 for each required field that it does not print."""
        for field in self._missing:
            title = str(self._kind.fields[field].get("title", field))
            slots = [slot for slot, fields in self._slots.items() if field in _roots(fields)]
            ways = (f"{{{{ {field} }}}}", *(f"{{{{p {slot} }}}}" for slot in slots))
            yield FIELD_NOT_PRINTED.at(
                self._where, field=field, title=title, layout=self._where.file, ways=ways
            )

    def optional(self) -> Iterator[Diagnostic]:
        """T335 for all optional fields that it does not print."""
        ways = dict(self._elsewhere(self._kind.schema, ""))
        fields = [
            f"{_title(self._kind, path)} {ways[path]}"
            for path in _uncovered(ways, self._own)
            if path.split(".")[0] not in self._missing
        ]
        if fields:
            yield FIELDS_LEFT_OUT.at(self._where, fields=fields)

    def _elsewhere(self, schema: Schema, above: str) -> Iterator[tuple[str, str]]:
        """Every field that another slot prints, or none, with the tag that would print it.

        In the order of the schema; a group of fields comes before those in it.
        """
        slotted = set().union(*self._slots.values())
        for name, below in schema.get("properties", {}).items():
            field, path = self._kind.resolve(below), f"{above}{name}"
            if is_meta(field) or is_head(field):
                continue
            absent = (slot for slot in self._slots if slot not in self._own)
            slot = next((slot for slot in absent if path in self._slots[slot]), "")
            if slot:
                yield path, f"{{{{p {slot} }}}}"
            elif path in slotted:
                continue
            elif field.get("type") == "object" and _covered(path, self._own | slotted):
                yield from self._elsewhere(field, f"{path}.")
            else:
                yield path, f"{{{{ {path} }}}}"


def _title(kind: Kind, path: str) -> str:
    """``乙方.职务``."""
    steps = path.split(".")
    schemas = (kind.at(".".join(steps[: i + 1])) or {} for i in range(len(steps)))
    return ".".join(
        str(schema.get("title", step)) for step, schema in zip(steps, schemas, strict=True)
    )


def _roots(paths: Iterable[str]) -> set[str]:
    return {path.split(".")[0] for path in paths}


def _named_in(recipe: Any) -> Iterator[str]:
    """Every word in the parts of a slot that may be a field's name."""
    if isinstance(recipe, str):
        yield from _IN_PATTERN.findall(recipe) or (recipe,)
    elif isinstance(recipe, Mapping):
        for key, value in recipe.items():
            if key not in ("as", "role"):
                yield from _named_in(value)
    elif isinstance(recipe, Iterable):
        for value in recipe:
            yield from _named_in(value)


def _covered(path: str, tags: Iterable[str]) -> bool:
    return any(
        tag == path or path.startswith(f"{tag}.") or tag.startswith(f"{path}.") for tag in tags
    )


def _is_text(fields: Mapping[str, Any], path: str) -> bool:
    """Whether a plain tag can print the value at ``path``."""
    value: Any = fields
    for step in path.split("."):
        value = value.get(step) if isinstance(value, Mapping) else None
    return isinstance(value, str | int | float)


def _uncovered(paths: Iterable[str], tags: set[str]) -> list[str]:
    """Those of ``paths``, groups before their members, that no tag prints, not even in part."""
    out: list[str] = []
    for path in paths:
        within = any(path.startswith(f"{group}.") for group in out)
        if not within and not _covered(path, tags):
            out.append(path)
    return out
