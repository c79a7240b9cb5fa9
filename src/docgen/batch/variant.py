"""The letter specialised for rows that fill in the same columns: what is left is the row's own.

A variant is made from its first row, which goes the whole way: validated, composed, rendered. Rows
that fill in the same columns can then differ in values only, so that what depends on none of them
is worked out once. Whatever the short way is not sure of raises :class:`Unusual`, and the row goes
the whole way itself: a variant never decides that a row is wrong.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum
from typing import Any

from docgen import pipeline
from docgen.compose import (
    SlotComposer,
    compose,
    derived_lines,
    plain_shown_as,
    shown_as,
    slot_fields,
)
from docgen.content import Document
from docgen.diagnostics import LEVEL_SKIPPED, Diagnostic
from docgen.errors import Unusual
from docgen.package import Container
from docgen.parts import pack
from docgen.plain import all_plain
from docgen.record import Record
from docgen.render import unprinted
from docgen.render.special import Special
from docgen.validate import has_outline, is_deep
from docgen.validate.asked import Asked
from docgen.validate.typed import Plain, Typed, accepts, plain_as, typed_as
from docgen.verify import is_sound

from .names import NamePattern

Values = Sequence[Any]
"""The raw values of a row, in the order of the variant's paths."""


@dataclass(frozen=True, slots=True)
class Look:
    """How documents are to look: what ``render`` takes too."""

    layout: str | None = None
    template: str | None = None
    profile: str | None = None


class Way(IntEnum):
    """How a row goes: the whole way, the short way of its variant, or that of plain texts."""

    WHOLE = 0
    SHORT = 1
    PLAIN = 2


# An enumeration's members take longer to ask for than the rest of the question.
_SHORT, _PLAIN = Way.SHORT.value, Way.PLAIN.value


class Variant:
    """One letter for all rows that give values to the same ``paths``.

    ``record`` is that of a row that passed the whole validation, ``warnings`` are those that have
    their place in the letter. Raises Unusual where a part of the document may depend on the values
    in a way that is not looked at here.
    """

    def __init__(
        self,
        record: Record,
        paths: Sequence[str],
        look: Look,
        name: NamePattern,
        warnings: tuple[Diagnostic, ...] = (),
    ) -> None:
        kind = record.kind
        self.warnings = warnings
        asked = Asked(kind, paths)
        self._is_remarkable = asked.is_remarkable
        self._is_structured = asked.structured
        if has_outline(record) and (
            asked.structured or any(d.code == LEVEL_SKIPPED.code for d in warnings)
        ):
            raise Unusual
        self.findings: tuple[Diagnostic, ...] = ()
        roots = frozenset(path.split(".")[0] for path in paths)
        slots = kind.recipe["slots"]
        if record.pictures and any(str(p[0]) in roots for p in record.pictures):
            raise Unusual
        self._check = accepts(kind, roots, record.data)
        document = compose(record, look.layout)
        template = pipeline.get_template(kind, document.layout, look.template, look.profile)
        self.findings = tuple(unprinted(document, template))
        dependent = [n for n in slots if n in template.slots and slot_fields(kind, n) & roots]
        self._slots = [(n, SlotComposer(record, n, roots)) for n in dependent]
        self._filled = {n: bool(document.slots.get(n)) for n in dependent}
        self._slotted: dict[str, set[str]] = {}
        self._data = record.data
        self._byline = _byline(document, roots)
        lined = {path.split(".")[0] for path in document.derived.get("byline", ())}
        named = {tag.split(".")[0] for tag in name.tags}
        tagged = {tag.split(".")[0] for tag in template.tags}
        named |= lined if "byline" in named else set()
        tagged |= lined if "byline" in tagged else set()
        self._leaves = [
            _Leaf(record, path, named, tagged, i in asked.numbered) for i, path in enumerate(paths)
        ]
        derived = {"byline"} if self._byline is not None else set()
        varying = roots | derived | set(dependent)
        self._special = Special(document, template, kind, varying, is_sound)
        self._typed_tree = _Tree(paths, record.data)
        self._shown_tree = _Tree(paths, document.fields)
        # What the letter itself says beside a row's values is printed with them.
        self._may_be_plain = self._byline is None and self._shown_tree.is_plain
        self._name = name.special(document.fields, varying)
        self._named = [i for i, leaf in enumerate(self._leaves) if leaf.named]
        self._name_tree = _Tree([paths[i] for i in self._named], document.fields)
        self._container = Container(self._special.constant, self._special.names)

        for slot, composer in self._slots:
            blocks, self._slotted[slot], new = composer.blocks(record.data)
            self._special.slot(slot, blocks, new)

    def name(self, values: Values) -> tuple[str, int, list[Any], bool]:
        """Check the row and name its file. Raises Unusual.

        The name, the way it may go, its typed values, whether it may have warnings of its own.
        """
        texts: list[str] = []
        numbers: list[str] = []
        try:
            typed = [
                leaf.plain(raw, numbers if leaf.numbered else texts)
                for leaf, raw in zip(self._leaves, values, strict=True)
            ]
            way = _PLAIN if self._may_be_plain and all_plain(texts + numbers) else _SHORT
        except (Unusual, TypeError, AttributeError):
            way = _SHORT
        if way == _SHORT:
            typed = self.typed(values, way)
        self._check(self._typed_tree.build(typed))
        remarkable = self._is_remarkable(values, texts if way == _PLAIN else None)
        if remarkable and self._is_structured and is_deep(self._typed_tree.build(typed)):
            raise Unusual
        fields = self._name_tree.build([self._leaves[i].show(typed[i], way) for i in self._named])
        return self._name(self._with_byline(fields)), way, typed, remarkable

    def typed(self, values: Values, way: int) -> list[Any]:
        """The typed values of a row that :meth:`name` has checked. Raises Unusual."""
        if way == _PLAIN:
            texts: list[str] = []
            return [leaf.plain(raw, texts) for leaf, raw in zip(self._leaves, values, strict=True)]
        return [leaf.typed(raw) for leaf, raw in zip(self._leaves, values, strict=True)]

    def make(self, typed: Sequence[Any], way: int) -> bytes:
        """The bytes of the .docx of a row that :meth:`name` has checked. Raises Unusual."""
        plain = way == _PLAIN
        shown = [
            leaf.show(value, way) if leaf.tagged else value
            for leaf, value in zip(self._leaves, typed, strict=True)
        ]
        fields = self._with_byline(self._shown_tree.build(shown))
        if self._slots:
            data = {**self._data, **self._typed_tree.build(typed)}
            for name, composer in self._slots:
                blocks, slotted, new = composer.blocks(data)
                if bool(blocks) != self._filled[name] or slotted != self._slotted[name]:
                    # Another set of fields found a place: the template may lack a tag for one.
                    raise Unusual
                fields[name] = self._special.slot(name, blocks, new)
        members = self._special.render(fields, plain)
        return self._container.fill({name: pack(data) for name, data in members.items()})

    def _with_byline(self, fields: dict[str, Any]) -> dict[str, Any]:
        if self._byline is not None:
            fields["byline"] = self._byline(fields)
        return fields


class _Leaf:
    """One column: from a raw value to the typed and the shown one, for the name and for tags."""

    def __init__(
        self, record: Record, path: str, named: set[str], tagged: set[str], numbered: bool
    ) -> None:
        kind = record.kind
        self.numbered = numbered
        schema = kind.at(path)
        root = path.split(".")[0]
        if schema is None or path == "kind":
            raise Unusual
        self.named = root in named
        self.tagged = root in tagged
        self.typed: Typed = typed_as(kind, schema)
        self.plain: Plain = plain_as(kind, schema)
        self._shown = shown_as(kind, schema)
        self._plain_shown = plain_shown_as(kind, schema)

    def show(self, value: Any, way: int) -> Any:
        """What a tag prints of the typed ``value``."""
        if way == _SHORT:
            return self._shown(value, None)
        show = self._plain_shown
        return value if show is None else show(value)


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

    @property
    def is_plain(self) -> bool:
        """Whether all that stands beside the values in their fields is plain."""
        return all(_is_plain(self._common[root]) for root in self._deep)

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


def _is_plain(value: Any) -> bool:
    if isinstance(value, str):
        return all_plain([value])
    if isinstance(value, Mapping):
        return all(map(_is_plain, value.values()))
    return all(map(_is_plain, value)) if isinstance(value, list) else True


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
