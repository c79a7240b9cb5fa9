"""The outline of a document: whether it can go wrong, and where it does."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from typing import TYPE_CHECKING, Any

from docgen import source
from docgen.diagnostics import LEVEL_SKIPPED, Diagnostic
from docgen.numbering import MAX_LEVEL, STANDARD
from docgen.record import Record

if TYPE_CHECKING:
    from docgen.content import Document

_LEVELS = (
    r"[一二三四五六七八九十百]+、",
    r"[（(][一二三四五六七八九十百]+[）)]",
    r"\d+[.．、](?!\d)",
    r"[（(]\d+[）)]",
    "[①-⑳㉑-㊿]",
)


def has_outline(record: Record) -> bool:
    """Whether the outline of ``record`` can hold a surprise: deep headings, or numbers of its own.

    Each list within a list is a level, the sections around them one more. What is shallower, with
    the kind's own numbers, composes without a finding, so that a check need not try.
    """
    return "numbering" in record.data or is_deep(record.data)


def is_deep(data: Mapping[str, Any]) -> bool:
    """Whether the headings of ``data`` may go below the levels that a kind numbers itself."""
    return _lists(data) + 2 > MAX_LEVEL


def _lists(value: Any) -> int:
    """How many lists with something in them stand inside one another."""
    depth, level = 0, [value]
    # Level by level: the mappings of one, then all that stands in its lists.
    while level:
        lists = []
        for v in level:
            if type(v) is dict:
                level += v.values()
            elif type(v) is list:
                lists += v
        depth += bool(lists)
        level = lists
    return depth


def check_outline(document: Document, record: Record) -> Iterator[Diagnostic]:
    """V225: a heading whose number leaves out a level of GB/T 9704—2012 [7.3.3]."""
    # Late: most data is found to be right without a content tree.
    from docgen.content import Heading, plain

    for blocks in document.slots.values():
        above: list[Heading] = []
        for heading in (block for block in blocks if isinstance(block, Heading)):
            while above and above[-1].level >= heading.level:
                above.pop()
            if above:
                upper, lower = _level(above[-1].number), _level(heading.number)
                if upper and lower and lower > upper + 1:
                    text = plain(heading.content)
                    where = _find(record.root, text) or record.root
                    yield LEVEL_SKIPPED.at(
                        where.place,
                        heading=heading.number + text,
                        above=above[-1].number + plain(above[-1].content),
                        expected=STANDARD[upper],
                    )
            above.append(heading)


@cache
def _level(number: str) -> int:
    """The level (from 1) whose standard number looks like ``number``; 0 for any other."""
    return next((i for i, form in enumerate(_LEVELS, 1) if re.fullmatch(form, number.strip())), 0)


def _find(node: source.Node, text: str) -> source.Node | None:
    match node:
        case source.Scalar():
            return node if node.text.strip().replace("**", "") == text else None
        case source.Mapping():
            below: Iterable[source.Node] = (entry.value for entry in node)
        case source.Sequence():
            below = node.items
        case _:
            return None
    return next((found for n in below if (found := _find(n, text)) is not None), None)
