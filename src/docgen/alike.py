"""Findings that are alike, told once: a column of a thousand rows has a thousand wrong cells."""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from dataclasses import dataclass, field, replace

from .diagnostics import Diagnostic

_MOST_TOLD = 3
"""Findings alike that are told one by one."""
_PLACES = 4


@dataclass(slots=True)
class _Group:
    first: list[tuple[int, Diagnostic]] = field(default_factory=list)
    count: int = 0


class Alike:
    """Gathers findings; those of one rule on one field, or with the same words, are alike.

    Of each such group the first few are kept, so that memory does not grow with the rows. What
    belongs to no row, as a finding in the letter, is told once for every place.
    """

    def __init__(self, findings: Iterable[Diagnostic] = ()) -> None:
        self._groups: dict[Hashable, _Group] = {}
        self._count = 0
        for finding in findings:
            self.add(finding)

    def add(self, finding: Diagnostic) -> None:
        """One finding more."""
        key = _key(finding)
        group = self._groups.get(key)
        if group is None:
            group = self._groups[key] = _Group()
        elif finding.where.row is None:
            return
        if len(group.first) <= _PLACES:
            group.first.append((self._count, finding))
        group.count += 1
        self._count += 1

    def found(self) -> list[Diagnostic]:
        """What there is to tell, in the order of the first of each."""
        told: list[tuple[int, Diagnostic]] = []
        for group in self._groups.values():
            if group.count <= _MOST_TOLD:
                told += group.first
            else:
                (at, finding), *others = group.first
                also = tuple(other.where for _, other in others)
                told.append((at, replace(finding, also=also, more=group.count - 1)))
        return [finding for _, finding in sorted(told, key=lambda pair: pair[0])]


def _key(finding: Diagnostic) -> Hashable:
    if finding.where.row is None:
        return finding.code, finding.where, finding.path, finding.message
    names = tuple(step for step in finding.path if isinstance(step, str))
    return finding.code, names or finding.message
