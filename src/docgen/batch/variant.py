"""The letter specialised for rows that fill in the same columns: what is left is the row's own.

A variant is made from its first row, which goes the whole way: validated, composed, rendered. Rows
that fill in the same columns can then differ in values only, so that what depends on none of them
is worked out once. Whatever the short way is not sure of raises :class:`Unusual`, and the row goes
the whole way itself: a variant never decides that a row is wrong.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from docgen import pipeline
from docgen.compose import compose, derived_lines, shown_as, slot_fields
from docgen.content import Document
from docgen.diagnostics import Diagnostic
from docgen.errors import Unusual
from docgen.package import Container
from docgen.parts import pack
from docgen.record import Record
from docgen.render import Special, unprinted
from docgen.validate import Typed, accepts, typed_as

from .names import NamePattern

Values = Sequence[Any]
"""The raw values of a row, in the order of the variant's paths."""


@dataclass(frozen=True, slots=True)
class Look:
    """How documents are to look: what ``render`` takes too."""

    layout: str | None = None
    template: str | None = None
    profile: str | None = None


class Variant:
    """One letter for all rows that give values to the same ``paths``.

    ``record`` is that of a row that passed the whole validation. Raises Unusual where a part of
    the document may depend on the values in a way that is not looked at here.
    """

    def __init__(self, record: Record, paths: Sequence[str], look: Look, name: NamePattern) -> None:
        kind = record.kind
        self.findings: tuple[Diagnostic, ...] = ()
        self._leaves = [_Leaf(record, path) for path in paths]
        roots = frozenset(path.split(".")[0] for path in paths)
        slots = kind.recipe["slots"]
        if record.pictures and any(str(p[0]) in roots for p in record.pictures):
            raise Unusual
        self._check = accepts(kind, roots, record.data)
        document = compose(record, look.layout)
        template = pipeline.get_template(kind, document.layout, look.template, look.profile)
        self.findings = tuple(unprinted(document, template))
        dependent = [n for n in slots if n in template.slots and slot_fields(kind, n) & roots]
        if dependent:
            raise Unusual
        self._byline = _byline(document, roots)
        varying = roots | ({"byline"} if self._byline is not None else frozenset())
        self._special = Special(document, template, kind, varying)
        self._fixed = {root: document.fields[root] for root in roots if root in document.fields}
        self._typed_tree = _Tree(paths, record.data)
        self._shown_tree = _Tree(paths, document.fields)
        self._name = name.special(document.fields, varying)
        self._container = Container(self._special.constant, self._special.names)

    def shown(self, values: Values, check: bool) -> dict[str, Any]:
        """The varying fields as tags print them. Raises Unusual where ``check`` finds anything."""
        typed = [leaf.typed(raw) for leaf, raw in zip(self._leaves, values, strict=True)]
        if check:
            self._check(self._typed_tree.build(typed))
        fields = self._shown_tree.build(
            [leaf.shown(value, None) for leaf, value in zip(self._leaves, typed, strict=True)]
        )
        if self._byline is not None:
            fields["byline"] = self._byline(fields)
        return fields

    def name(self, fields: Mapping[str, Any]) -> str:
        """The file's name. Raises Unusual."""
        return self._name(fields)

    def make(self, fields: Mapping[str, Any]) -> bytes:
        """The bytes of the .docx. Raises Unusual."""
        members = self._special.render(fields)
        return self._container.fill({name: pack(data) for name, data in members.items()})


class _Leaf:
    """One column: from a raw value to the typed and the shown one."""

    def __init__(self, record: Record, path: str) -> None:
        kind = record.kind
        schema = kind.at(path)
        if schema is None or path == "kind":
            raise Unusual
        self.typed: Typed = typed_as(kind, schema)
        self.shown = shown_as(kind, schema)


class _Tree:
    """Puts the values of dotted paths into the top-level fields they belong to."""

    def __init__(self, paths: Sequence[str], data: Mapping[str, Any]) -> None:
        self._flat = [(path, i) for i, path in enumerate(paths) if "." not in path]
        self._deep: dict[str, list[tuple[list[str], int]]] = {}
        self._common: dict[str, Any] = {}
        for i, path in enumerate(paths):
            root, *rest = path.split(".")
            if rest:
                self._deep.setdefault(root, []).append((rest, i))
                self._common[root] = data.get(root)

    def build(self, values: Sequence[Any]) -> dict[str, Any]:
        out = {name: values[i] for name, i in self._flat}
        for root, leaves in self._deep.items():
            node = dict(self._common[root])
            for (first, *rest), i in leaves:
                if rest:
                    _put(node, first, rest, values[i])
                else:
                    node[first] = values[i]
            out[root] = node
        return out


def _put(node: dict[str, Any], first: str, rest: list[str], value: Any) -> None:
    below = node[first] = dict(node[first])
    if len(rest) == 1:
        below[rest[0]] = value
    else:
        _put(below, rest[0], rest[1:], value)


def _byline(
    document: Document, roots: frozenset[str]
) -> Callable[[Mapping[str, Any]], list[str]] | None:
    """How the byline follows from the varying fields; None where it does not."""
    paths = document.derived.get("byline", ())
    if not any(path.split(".")[0] in roots for path in paths):
        return None
    from docgen.kinds import get_kind

    lines = get_kind(document.kind).recipe.get("byline", ())
    return lambda fields: derived_lines({**document.fields, **fields}, lines)
