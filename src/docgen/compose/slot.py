"""One slot composed for many records that differ in a few fields: the other parts are kept."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from docgen.content import Block
from docgen.errors import Unusual
from docgen.record import Record
from docgen.source import Mapping as Nodes

from .outline import Outline, specimens
from .recipe import Composer, part_fields


class SlotComposer:
    """The slot ``name`` of records like ``record``, which differ in the fields ``varying``.

    A part that none of these fields feeds depends on one thing only: how many headings stand
    before it. Raises Unusual where the numbering itself varies.
    """

    def __init__(self, record: Record, name: str, varying: frozenset[str]) -> None:
        recipe = record.kind.recipe
        if "numbering" in varying:
            raise Unusual
        self._record = replace(record, root=Nodes((), record.root.place))
        self._numbering = specimens(
            record.data.get("numbering", recipe["numbering"]), recipe["numbering"]
        )
        self._parts = [(part, not part_fields([part]) & varying) for part in recipe["slots"][name]]
        self._kept: dict[tuple[int, int], tuple[list[Block], int, set[str]]] = {}

    def blocks(self, data: Mapping[str, Any]) -> tuple[list[Block], set[str], list[Block]]:
        """The blocks for ``data``, the fields that found a place, and the blocks new to keep.

        Raises Unusual where there is something to say about the data.
        """
        composer = Composer(replace(self._record, data=data))
        outline = Outline(self._numbering)
        out: list[Block] = []
        new: list[Block] = []
        slotted: set[str] = set()
        for i, (part, fixed) in enumerate(self._parts):
            if not fixed:
                out += composer.parts([part], outline)
                continue
            key = i, outline.count
            kept = self._kept.get(key)
            if kept is None:
                once = Composer(self._record)
                blocks = list(once.parts([part], outline))
                if once.findings:
                    raise Unusual
                kept = self._kept[key] = blocks, outline.count, once.slotted
                new += blocks
            blocks, outline.count, found = kept
            out += blocks
            slotted |= found
        if composer.findings:
            raise Unusual
        return out, slotted | composer.slotted, new
