"""Turn a plain text of this trade into data: text → Reading → data → YAML. Nothing is lost.

Numbers are taken off the text and derived again, in the standard's forms: 1、 becomes 1.
"""

from __future__ import annotations

from dataclasses import replace

from docgen.diagnostics import DAMAGED_TEXT, JOINED_LINES, TIDIED, Diagnostic, Place

from .data import guess_kind, to_data
from .lines import Line, join, split
from .marks import find_mark
from .matter import separate
from .outline import outline
from .reading import Part, Reading
from .tidy import damage, tidy
from .write import write_yaml


def read_text(text: str, name: str, tidy_up: bool = False) -> tuple[Reading, list[Diagnostic]]:
    """The parts of ``text``; ``name`` is its file's name, for messages and as a clue to its kind.

    ``tidy_up`` turns half-width punctuation inside Chinese text into full-width. Findings: I602
    lines joined, I603 marks changed, I605 places that look damaged. Raises nothing.
    """
    findings: list[Diagnostic] = []
    lines = split(text)
    for line in lines:
        found = damage(line.text)
        if found:
            findings.append(DAMAGED_TEXT.at(Place(name, line.number), text=found))
    if tidy_up:
        lines, changed = _tidied(lines)
        if changed:
            findings.append(TIDIED.at(Place(name), count=changed))
    matter = separate(lines)
    body, joined = join(matter.body)
    if joined:
        findings.append(JOINED_LINES.at(Place(name), count=joined))
    return Reading(name, matter.title, matter.front, outline(body), matter.back), findings


def _tidied(lines: list[Line]) -> tuple[list[Line], int]:
    out, changed = [], 0
    for line in lines:
        # The number's own marks are not text: it is derived again anyway.
        _, rest = find_mark(line.text)
        better, count = tidy(rest)
        out.append(replace(line, text=line.text[: len(line.text) - len(rest)] + better))
        changed += count
    return out, changed


__all__ = ["Part", "Reading", "guess_kind", "read_text", "to_data", "write_yaml"]
