"""Texts that YAML cuts off at `` #``: what stands behind is a comment to it, and vanishes.

完成 #3 机组检修 is 完成 to YAML. Comments as clerks and our starter files write them have a space
behind the # and are no finding, unless the sentence plainly goes on behind it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from docgen.diagnostics import CUT_BY_COMMENT, Diagnostic, Place

from .yaml_nodes import FORBIDDEN, Loader, ScalarEvent

_CANDIDATE = re.compile(r"^[ \t]*[^\s#][^\r\n]*[ \t]#", re.MULTILINE)
_COMMENT = re.compile(r"([ \t]+)(#[^\r\n]*)")
_BREAK = re.compile(r"\r\n|\r|\n")
_WORD = re.compile(r"[^\W\d_]")
# # 50万元, # 3 机组: a number sign. Dates and 1. 2. begin comments.
_NUMBER = re.compile(r"#[ \t]+\d+(?:[.,]\d+)*[ \t]*(?:[%％‰]|(?![年月日])[㐀-鿿])")
_STOP = "。！？；…"
_CLOSED = re.compile(rf"[{_STOP}!?;：:][”’』」》）)】]*$|[”’』」》）)】]$")
_CLAUSE = re.compile("[，、；：。]")


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
            if match and _is_text(event.value, *match.groups()):
                where = Place(name, at.line + 1, match.start(2) + 1)
                yield CUT_BY_COMMENT.at(where, text=match[2][:40])
    finally:
        loader.dispose()


def _is_text(before: str, space: str, comment: str) -> bool:
    """Whether ``comment`` was meant for a part of the text ``before`` it."""
    if before and not _WORD.search(before):
        return False
    if comment[1:2].strip(" \t#"):
        return True
    # Comments are often set off by more; a sentence never is.
    if len(space) > 1 or not before:
        return False
    return bool(_NUMBER.match(comment)) or _goes_on(before, comment)


def _goes_on(before: str, behind: str) -> bool:
    """Whether a sentence begins in ``before`` and ends in ``behind`` only."""
    if before.endswith(("，", "、")):
        return True
    begun = _CLAUSE.search(before) and not _CLOSED.search(before)
    return bool(begun and behind.rstrip().endswith(tuple(_STOP)))
