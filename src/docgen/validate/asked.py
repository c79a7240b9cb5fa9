"""Whether the values of a row may be warned of: asked of every row, and so at once.

Warnings (V226 to V230, V232) are on single texts, lists and tables. A row in whose own values there
is nothing to warn of has the warnings of its letter only, which all rows share.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from operator import itemgetter
from typing import Any, Protocol

from docgen.errors import Unusual
from docgen.kinds import Kind, Schema

from .habits import ASKED, may_be_warned_of, number_shape
from .normalise import types_of

Raw = Any


class Question(Protocol):
    """Whether a row with ``values`` may be warned of; ``known`` are the texts in these."""

    def __call__(self, values: Sequence[Raw], known: list[str] | None = None) -> bool:
        """Whether it may."""


_TEXT = frozenset({str})


class Asked:
    """The question for rows that fill in the fields ``paths``.

    ``is_remarkable`` asks it of their values; of whoever knows all texts in these but those of the
    places ``numbered``, it takes them, too. ``structured`` says that one of them may hold
    headings or tables, and so an outline of its own. Raises Unusual where a table is partly the
    letter's.
    """

    def __init__(self, kind: Kind, paths: Sequence[str]) -> None:
        if any(path.endswith((".columns", ".rows")) for path in paths):
            raise Unusual
        schemas = [kind.at(path) or {} for path in paths]
        shapes = [
            number_shape(kind, tuple(path.split(".")), schema)
            for path, schema in zip(paths, schemas, strict=True)
        ]
        parts = [
            i
            for i, (path, schema) in enumerate(zip(paths, schemas, strict=True))
            if path == "numbering" or _is_structured(kind, schema, set())
        ]
        # A heading in a column of its own is a text, but one of the outline.
        headed = any(path.endswith(".heading") for path in paths)
        self.structured = bool(parts) or headed
        texts = [
            i
            for i, schema in enumerate(schemas)
            if not shapes[i] and "format" not in schema and not _is_number(schema)
        ]
        numbers = [(i, shape.fullmatch) for i, shape in enumerate(shapes) if shape]
        self.numbered = frozenset(i for i, _ in numbers)
        self.is_remarkable: Question = _question(numbers, texts, parts)


def _question(
    numbers: Sequence[tuple[int, Callable[[str], object]]],
    texts: Sequence[int],
    parts: Sequence[int],
) -> Question:
    """Whether a number is not well shaped, a text would be warned of, or a part is structured."""
    search = re.compile(ASKED).search
    padded = re.compile(r"0\d[月日]").search
    # One place alone gives no tuple of values.
    texts_of = itemgetter(*texts) if len(texts) > 1 else lambda values: [values[i] for i in texts]

    def is_remarkable(values: Sequence[Raw], known: list[str] | None = None) -> bool:
        for i, is_shaped in numbers:
            if not is_shaped(values[i]):
                return True
        found = list(_leaves(texts_of(values))) if known is None else known
        joined = "".join(found)
        # Asking for characters one by one takes a third of asking for any of them.
        if (
            "," in joined
            or ";" in joined
            or ":" in joined
            or "?" in joined
            or "!" in joined
            or "(" in joined
            or ")" in joined
            or "号" in joined
            or padded(joined)
            # What cannot be seen, and line breaks.
            or not joined.isprintable()
        ) and any(search(text) and may_be_warned_of(text) for text in found):
            return True
        return any(_has_parts(values[i]) for i in parts) if parts else False

    return is_remarkable


def _is_number(schema: Schema) -> bool:
    types = types_of(schema)
    return bool(types) and {"string", "array", "object"}.isdisjoint(types)


def _is_structured(kind: Kind, schema: Schema, seen: set[int]) -> bool:
    """Whether headings, tables or document numbers may stand somewhere below."""
    resolved = kind.resolve(schema)
    if id(resolved) in seen:
        return False
    seen.add(id(resolved))
    properties = resolved.get("properties", {})
    if not {"heading", "columns"}.isdisjoint(properties):
        return True
    below = [*properties.values(), *([resolved["items"]] if "items" in resolved else [])]
    return any(
        "numbers" in kind.resolve(s).get("x-docgen", {}) or _is_structured(kind, s, seen)
        for s in below
    )


def _has_parts(raw: Raw) -> bool:
    """Whether ``raw`` is more than a text, or a list of texts."""
    if type(raw) is list:
        return not _TEXT.issuperset(map(type, raw))
    return type(raw) is not str


def _leaves(raws: Iterable[Raw]) -> Iterator[str]:
    """The texts in ``raws``, at any depth."""
    for raw in raws:
        if type(raw) is str:
            yield raw
        elif type(raw) is dict:
            yield from _leaves(raw.values())
        elif type(raw) is list:
            yield from _leaves(raw)
