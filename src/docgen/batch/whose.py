"""Which letter the files of a folder are of, so that no letter replaces another by surprise."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import NamedTuple

from docgen import source
from docgen.diagnostics import ANOTHER_LETTER, Diagnostic, Place
from docgen.kinds import Kind, get_kind

from .task import plain


class Letter(NamedTuple):
    """A letter as a folder remembers it: kind and title, with the year where the title lacks it."""

    kind: str
    title: str


def letter_of(kind: Kind, data: source.Mapping) -> Letter:
    """The letter that ``data`` is."""
    said = plain(data)
    title = " ".join(str(said.get("title") or kind.title).split())
    year = str(said.get("year") or "").strip()
    return Letter(kind.name, title if year in title else f"{year}年{title}")


class Earlier:
    """What earlier runs were of, and which of their files ``letter`` would take the place of."""

    def __init__(self, letter: Letter, known: Mapping[int, Letter]) -> None:
        self._letter = letter
        self._known = known
        self._counts: Counter[Letter] = Counter()
        self._names: dict[Letter, str] = {}

    def replace(self, run: int, file: str) -> None:
        """Enter that the ``file`` of ``run`` is to be replaced."""
        whose = self._known.get(run)
        if whose is not None and whose != self._letter:
            self._counts[whose] += 1
            self._names.setdefault(whose, file)

    def findings(self, where: Place) -> list[Diagnostic]:
        """B438 for each other letter that would lose files, the one that loses most first."""
        return [
            ANOTHER_LETTER.at(
                where,
                count=count,
                whose=_shown(whose, self._letter),
                title=_shown(self._letter, whose),
                name=self._names[whose],
            )
            for whose, count in self._counts.most_common()
        ]


def _shown(letter: Letter, beside: Letter) -> str:
    """The title, with the kind where the title alone would not tell the two apart."""
    if letter.title != beside.title:
        return letter.title
    return f"{letter.title}（{get_kind(letter.kind).title}）"
