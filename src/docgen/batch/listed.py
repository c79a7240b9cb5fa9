"""The first of many, and how many more there are: for messages."""

from __future__ import annotations

from collections.abc import Sequence

from docgen.i18n import N_, translate

MOST_NAMED = 10


def listed(first: Sequence[str], count: int) -> list[str]:
    """The ``first`` of ``count`` names, and how many there are more."""
    more = count - len(first)
    return [*first, translate(N_("{n} more")).format(n=more)] if more else list(first)
