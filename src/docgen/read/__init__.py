"""Turn a plain text of this trade into data: text → Reading → data → YAML. Nothing is lost.

Numbers are taken off the text and derived again, in the standard's forms: 1、 becomes 1.
"""

from __future__ import annotations

from dataclasses import replace
from itertools import chain

from docgen.diagnostics import (
    DAMAGED_TEXT,
    EMPTY_TEXT,
    JOINED_LINES,
    TABLE_AS_TEXT,
    TIDIED,
    Diagnostic,
    Place,
)
from docgen.errors import DataError

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
    lines joined, I603 marks changed, I605 places that look damaged, I608 lines with tabs that make
    no table. Raises DataError (I607) where there is no text.
    """
    findings: list[Diagnostic] = []
    lines, loose = split(text)
    if not lines:
        raise DataError([EMPTY_TEXT.at(Place(name))])
    if loose:
        findings.append(TABLE_AS_TEXT.at(Place(name, loose[0]), lines=loose))
    for line in lines:
        found = [place for words in (line.text, *chain(*line.rows)) for place in damage(words)]
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
        if line.rows:
            cells = [[tidy(cell) for cell in row] for row in line.rows]
            rows = tuple(tuple(better for better, _ in row) for row in cells)
            out.append(replace(line, rows=rows))
            changed += sum(count for row in cells for _, count in row)
            continue
        # The number's own marks are not text: it is derived again anyway.
        _, rest = find_mark(line.text)
        better, count = tidy(rest)
        out.append(replace(line, text=line.text[: len(line.text) - len(rest)] + better))
        changed += count
    return out, changed


__all__ = ["Part", "Reading", "guess_kind", "read_text", "to_data", "write_yaml"]
