"""Texts that YAML cuts off at `` #``: what stands behind is a comment to it, and vanishes.

完成 #3 机组检修 is 完成 to YAML. Comments as clerks and our starter files write them have a space
behind the # and are no finding.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from docgen.diagnostics import CUT_BY_COMMENT, Diagnostic, Place

from .yaml_nodes import FORBIDDEN, Loader, ScalarEvent

_CANDIDATE = re.compile(r"^[ \t]*[^\s#][^\r\n]*[ \t]#[^\s#]", re.MULTILINE)
_COMMENT = re.compile(r"[ \t]+(#[^\s#].*)")
_BREAK = re.compile(r"\r\n|\r|\n")
_WORD = re.compile(r"[^\W\d_]")


def cut_by_comments(text: str, name: str) -> Iterator[Diagnostic]:
    """S115 for each plain text in the YAML ``text`` that a # cuts off, or swallows whole.

    ``text`` has been parsed before; ``name`` is the file's name for places. Figures are no texts:
    ``60 #分`` is a comment.
    """
    if "#" not in text or not _CANDIDATE.search(text):
        return
    lines = _BREAK.split(text)
    loader = Loader(re.sub(FORBIDDEN, "\ufffd", text))
    try:
        while (event := loader.get_event()) is not None:
            if type(event) is not ScalarEvent or not event.implicit[0]:
                continue
            at: Any = event.end_mark
            match = _COMMENT.match(lines[at.line], at.column) if at.line < len(lines) else None
            if match and (not event.value or _WORD.search(event.value)):
                where = Place(name, at.line + 1, match.start(1) + 1)
                yield CUT_BY_COMMENT.at(where, text=match[1][:40])
    finally:
        loader.dispose()
