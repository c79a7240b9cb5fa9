"""Whether all text of the data is in the document: ifs in a template can leave some out."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from docgen.content import Document, block_text
from docgen.diagnostics import FIELD_NOT_PRINTED, Diagnostic, Place

_SPACE = re.compile(r"\s+")


def lost(text: str, document: Document, slots: frozenset[str], name: str) -> Iterator[Diagnostic]:
    """The values of ``document`` that are not in ``text``, and the slots whose blocks are not.

    White space does not count: breaks and tabs are elements in Word. Slots without a place in the
    template are another rule's.
    """
    text = _SPACE.sub("", text)
    where = Place(name)
    for slot in sorted(slots):
        at = 0
        for block in document.slots.get(slot, ()):
            wanted = _SPACE.sub("", block_text(block))
            at = text.find(wanted, at)
            if at < 0:
                ways = (f"{{{{p {slot} }}}}",)
                yield FIELD_NOT_PRINTED.at(where, field=slot, title=slot, ways=ways)
                break
            at += len(wanted)
    for path, title in document.tagged.items():
        value: Any = document.fields
        for step in path.split("."):
            value = value.get(step) if isinstance(value, Mapping) else None
        if any(_SPACE.sub("", leaf) not in text for leaf in _leaves(value)):
            ways = (f"{{{{ {path} }}}}",)
            yield FIELD_NOT_PRINTED.at(where, field=path, title=title, ways=ways)


def _leaves(value: Any) -> Iterator[str]:
    if isinstance(value, Mapping):
        value = list(value.values())
    if isinstance(value, list):
        for item in value:
            yield from _leaves(item)
    elif isinstance(value, str | int | float) and not isinstance(value, bool):
        yield str(value)
