"""Names of units that may be one and the same, as two people write it: 某局 and 某局（本部）."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping

from docgen.suggest import closest

_BRACKETED = re.compile(r"[(\[【〔《][^)\]】〕》]*[)\]】〕》]")
_SEAT = re.compile(r"(?:本部|总部|机关|本级)+$")
"""What is put behind a unit's name to tell it from what belongs to it."""
_SHORTEST = 2
_LONGEST = 60
_ALIKE = 0.7
_MOST_COMPARED = 500_000
"""Pairs of names whose letters are compared, which takes some five seconds."""


def namesakes(names: Iterable[str], others: Iterable[str]) -> Mapping[str, list[str]]:
    """For each of ``names``, those of ``others`` that may mean the same unit, likeliest first.

    They differ in blanks, brackets or a 本部 behind them, one holds the other, or most of their
    letters are the same; these are compared only where there are not too many names.
    """
    names = list(names)
    others = list(others) if names else []
    found: dict[str, list[str]] = {name: [] for name in names}
    cores: dict[str, list[str]] = defaultdict(list)
    for name in names:
        cores[_core(name)].append(name)
    theirs: dict[str, list[str]] = defaultdict(list)
    for other in others:
        theirs[_core(other)].append(other)
    for core, same in cores.items():
        for name in same:
            found[name] += theirs.get(core, ())
            found[name] += (o for part in _parts(core) for o in theirs.get(part, ()))
    for core, same in theirs.items():
        for name in (n for part in _parts(core) for n in cores.get(part, ())):
            found[name] += same
    if len(names) * len(others) <= _MOST_COMPARED:
        unspaced = {"".join(other.split()): other for other in others}
        for name in names:
            alike = closest("".join(name.split()), unspaced, cutoff=_ALIKE)
            found[name] += (unspaced[key] for key in alike)
    return {name: list(dict.fromkeys(same)) for name, same in found.items()}


def _core(name: str) -> str:
    """``name`` without what may be written or not."""
    plain = "".join(unicodedata.normalize("NFKC", name).casefold().split())
    return _SEAT.sub("", _BRACKETED.sub("", plain)) or plain


def _parts(core: str) -> Iterator[str]:
    """What of ``core`` may be a name by itself, the longest first."""
    core = core[:_LONGEST]
    for length in range(len(core) - 1, _SHORTEST - 1, -1):
        for at in range(len(core) - length + 1):
            yield core[at : at + length]
