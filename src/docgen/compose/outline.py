"""The numbering of headings while a document is composed."""

from __future__ import annotations

from collections.abc import Sequence

from docgen.numbering import MAX_LEVEL, NONE, Specimen, parse_specimen


def specimens(given: Sequence[str] | str, standard: Sequence[str]) -> tuple[Specimen, ...]:
    """The schemes of levels 1–5: as ``given``, the rest as in ``standard``."""
    texts = [given] if isinstance(given, str) else list(given)
    texts += list(standard)[len(texts) :]
    # A placeholder shows no number; the draft then goes without one.
    return tuple(parse_specimen(text) or Specimen("", "", "") for text in texts[:MAX_LEVEL])


class Outline:
    """The counter of one level; ``level`` runs from 1, ``count`` is that of the last heading."""

    def __init__(
        self, schemes: tuple[Specimen, ...], level: int = 1, override: Specimen | None = None
    ) -> None:
        self._schemes = schemes
        self.level = level
        self._scheme = override or (
            schemes[level - 1] if level <= len(schemes) else Specimen("", "", "")
        )
        self.count = 0

    def next(self, given: str | None = None) -> str:
        """The number of the next heading on this level.

        A number ``given`` is taken as it is and counts as one; 无 gives none and does not count.
        """
        if given == NONE:
            return ""
        self.count += 1
        return given or self._scheme.format(self.count)

    def below(self, specimen: str | None = None) -> Outline:
        """A fresh counter one level deeper, numbered like ``specimen`` where given."""
        override = parse_specimen(specimen) if specimen is not None else None
        return Outline(self._schemes, self.level + 1, override)

    def again(self, specimen: str | None = None) -> Outline:
        """A fresh counter on the same level, numbered like ``specimen`` where given."""
        override = parse_specimen(specimen) if specimen is not None else None
        return Outline(self._schemes, self.level, override)
