"""Names of units that may be one and the same, as two people write it: 某局 and 某局（本部）."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping

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
    letters are the same; these are compared only where there are not too many names. Where a name
    is :func:`same_name` as exactly one other, it means that one.
    """
    names = list(names)
    others = list(others) if names else []
    same = defaultdict(list)
    for other in others:
        same[same_name(other)].append(other)
    certain = {name: same[same_name(name)] for name in names if len(same[same_name(name)]) == 1}
    names = [name for name in names if name not in certain]
    found: dict[str, list[str]] = {name: [] for name in names}
    ours, theirs = _by_core(names), _by_core(others)
    for core, part in _held(ours, theirs):
        for name in ours[core]:
            found[name] += theirs[part]
    for core, part in _held(theirs, ours):
        for name in ours[part]:
            found[name] += theirs[core]
    if len(names) * len(others) <= _MOST_COMPARED:
        unspaced = {"".join(other.split()): other for other in others}
        for name in names:
            alike = closest("".join(name.split()), unspaced, cutoff=_ALIKE)
            found[name] += (unspaced[key] for key in alike)
    return certain | {name: list(dict.fromkeys(near)) for name, near in found.items()}


def same_name(name: str) -> str:
    """What is the same of two names that differ in blanks, width, or what cannot be seen."""
    wide = unicodedata.normalize("NFKC", name).casefold()
    return "".join(c for c in wide if not c.isspace() and unicodedata.category(c) != "Cf")


def _by_core(names: Iterable[str]) -> Mapping[str, list[str]]:
    cores: dict[str, list[str]] = defaultdict(list)
    for name in names:
        cores[_core(name)].append(name)
    return cores


def _core(name: str) -> str:
    """``name`` without what may be written or not."""
    plain = same_name(name)
    return _SEAT.sub("", _BRACKETED.sub("", plain)) or plain


def _held(cores: Iterable[str], parts: Collection[str]) -> Iterator[tuple[str, str]]:
    """Each of ``cores`` with those of ``parts`` that are in it, the longest first."""
    lengths = sorted({len(part) for part in parts if len(part) >= _SHORTEST}, reverse=True)
    for core in cores:
        if core in parts:
            yield core, core
        within = core[:_LONGEST]
        for length in lengths:
            if length < len(core):
                pieces = (within[at : at + length] for at in range(len(within) - length + 1))
                yield from ((core, piece) for piece in pieces if piece in parts)
