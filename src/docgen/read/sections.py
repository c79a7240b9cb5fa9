"""Parts → section data: strings, lists and mappings as in ``common.json``."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from docgen.diagnostics import NUMBER_GAP, Diagnostic, Place
from docgen.inline import escape_bold
from docgen.numbering import NONE, parse_specimen

from .marks import Mark
from .reading import Part

Data = dict[str, Any]
Section = str | Data


def text_of(paragraphs: Iterable[str]) -> str:
    """Paragraphs as one text field, a line each, stars escaped."""
    return "\n".join(escape_bold(p) for p in paragraphs)


def table_of(part: Part) -> Data:
    """The table of ``part``: its first row names the columns."""
    columns, *rows = part.table
    return {"columns": list(columns), "rows": [[escape_bold(c) for c in row] for row in rows]}


def numbering_of(parts: Sequence[Part], standard: Sequence[str]) -> tuple[str, ...]:
    """The scheme used most on each level of ``parts``, the ``standard`` one where none is."""
    used: list[Counter[str]] = [Counter() for _ in standard]

    def walk(below: Sequence[Part], level: int) -> None:
        if level >= len(used):
            return
        scheme = scheme_of(below)
        if scheme is not None:
            used[level][scheme] += 1
        for part in below:
            walk(part.parts, level + 1 if part.heading else level)

    walk(parts, 0)
    return tuple(
        counter.most_common(1)[0][0] if counter else usual
        for counter, usual in zip(used, standard, strict=True)
    )


def scheme_of(parts: Sequence[Part], points_count: bool = False) -> str | None:
    """The specimen the headings in ``parts`` count by, 无 if none has a number; None: no heading.

    With ``points_count`` the numbered sentences of a list count as well.
    """
    points = set() if points_count else {id(p) for run in _point_lists(parts) for p in run}
    counted = [p for p in parts if p.number and id(p) not in points]
    if counted:
        return counted[0].specimen
    return NONE if any(p.heading for p in parts) else None


def _point_lists(parts: Sequence[Part]) -> list[list[Part]]:
    """Runs of numbered sentences that count 1, 2, 3 … on their own, up to the end of their list."""
    runs: list[list[Part]] = []
    i = 0
    while i < len(parts):
        run: list[Part] = []
        while i < len(parts) and _is_point(parts[i], run):
            run.append(parts[i])
            i += 1
        if run:
            goes_on = i < len(parts) and _continues(run[-1], parts[i])
            if not goes_on:
                runs.append(run)
        elif i < len(parts):
            # What follows an entry that is no point counts on from it.
            i += 1
    return runs


def _is_point(part: Part, run: list[Part]) -> bool:
    plain = not part.heading and part.number and not part.parts and len(part.paragraphs) == 1
    if not plain:
        return False
    return part.value == 1 if not run else _continues(run[-1], part)


def _continues(last: Part, part: Part) -> bool:
    return part.specimen == last.specimen and part.value == last.value + 1


@dataclass(slots=True)
class Numbers:
    """The numbers compose will derive on one level, beside the ones the text has."""

    scheme: str
    count: int = 0
    last: Mark | None = None

    def take(self, part: Part) -> tuple[str | None, Mark | None]:
        """The number to write out for ``part``, None where it is derived; and the one expected.

        Expected is None where the text counts as it should.
        """
        if not part.number:
            return (None if self.scheme == NONE else NONE), None
        self.count += 1
        specimen = parse_specimen(self.scheme)
        derived = specimen.format(self.count) if specimen else ""
        counts_on = self.last is not None and self.last.specimen == part.specimen
        expected = self.last.value + 1 if self.last and counts_on else 1
        self.last = Mark(part.specimen, part.value)
        restarted = part.value == 1 and not part.heading
        gap = None if part.value == expected or restarted else Mark(part.specimen, expected)
        return (None if derived == part.number else part.number), gap


@dataclass(slots=True)
class Sections:
    """Writes parts as data; ``numbering`` is the document's, level by level."""

    name: str
    numbering: Sequence[str]
    findings: list[Diagnostic] = field(default_factory=list)
    article: int = 0
    """The last 第…条 so far: articles count through all chapters."""

    def top(self) -> Numbers:
        """The counter of level 1, one for the whole document."""
        return Numbers(self.numbering[0])

    def number(self, part: Part, numbers: Numbers) -> str | None:
        """The number to write out for ``part``, if any; a gap becomes a finding."""
        written, expected = numbers.take(part)
        if _is_article(part):
            counts_on = part.value == self.article + 1
            self.article = part.value
            if counts_on:
                return written
        if expected is not None:
            where = Place(self.name, part.line)
            self.findings.append(NUMBER_GAP.at(where, found=part.number, derived=expected.number))
        return written

    def sections(self, parts: Sequence[Part], level: int, numbers: Numbers) -> list[Section]:
        """``parts`` as a list of sections; ``numbers`` counts on through it."""
        out: list[Section] = []
        runs = {id(run[0]): run for run in _point_lists(parts)}
        skip = 0
        for part in parts:
            if skip:
                skip -= 1
                continue
            run = runs.get(id(part))
            if run:
                out.append(self._points(run))
                skip = len(run) - 1
            else:
                out.append(self.section(part, level, numbers))
        return out

    def section(self, part: Part, level: int, numbers: Numbers) -> Section:
        """One part on ``level`` (from 1) as a section."""
        if part.table:
            return {"tables": [table_of(part)]}
        text = text_of(part.paragraphs)
        if not part.heading and not part.number and not part.parts:
            return text
        data: Data = {}
        if part.heading:
            data["heading"] = part.heading
            number = self.number(part, numbers)
        else:
            self.number(part, numbers)
            number = part.number or None
        if number:
            data["number"] = number
        if part.run_in:
            data["run_in"] = True
        if text:
            data["text"] = text
        data.update(self._below(part, level))
        return data

    def _below(self, part: Part, level: int) -> Data:
        """Points, numbering and sections under ``part``."""
        data: Data = {}
        parts = list(part.parts)
        runs = _point_lists(parts)
        if runs and runs[0][0] is parts[0]:
            data.update(self._points(runs[0]))
            del parts[: len(runs[0])]
        if not parts:
            return data
        # Below a section without heading compose stays on its level.
        inner = level + 1 if part.heading else level
        scheme = scheme_of(parts)
        usual = self.numbering[inner - 1] if inner <= len(self.numbering) else NONE
        if scheme is not None and (scheme != usual or not part.heading):
            data["numbering"] = scheme
        data["sections"] = self.sections(parts, inner, Numbers(scheme or usual))
        return data

    def items(self, part: Part, numbers: Numbers) -> Data:
        """A top-level part as items: every part below it is one item."""
        data: Data = {"heading": part.heading}
        number = self.number(part, numbers)
        if number:
            data["number"] = number
        if part.paragraphs:
            data["text"] = text_of(part.paragraphs)
        scheme = scheme_of(part.parts, points_count=True)
        if scheme is not None and scheme != self.numbering[1]:
            data["numbering"] = scheme
        inner = Numbers(scheme or self.numbering[1])
        items = [self._item(below, inner) for below in part.parts]
        if items:
            data["items"] = items
        return data

    def _item(self, part: Part, numbers: Numbers) -> Section:
        if part.heading or part.table:
            return self.section(part, 2, numbers)
        text = text_of(part.paragraphs)
        # Compose counts every item, a text without heading too.
        number = self.number(part, numbers) if part.number else NONE
        below = self._below(part, 2)
        if number is None and not below:
            return text
        return {**({"number": number} if number else {}), "text": text, **below}

    def _points(self, run: Sequence[Part]) -> Data:
        if _is_article(run[-1]):
            self.article = run[-1].value
        # Written out even where it is the usual one: a recipe may have another for its field.
        points = [escape_bold(p.paragraphs[0]) for p in run]
        return {"points": points, "marker": run[0].specimen}


def _is_article(part: Part) -> bool:
    return part.specimen.startswith(("第一条", "第1条"))
