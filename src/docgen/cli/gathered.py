"""Many equal findings: a few of them in full, and where the others are."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby, islice

from docgen.diagnostics import Diagnostic, Place
from docgen.i18n import N_, translate

MOST = 30
"""Equal findings that are all printed in full."""
FIRST = 5
"""Of more than that, those that are."""
_PLACES = 20


def gathered(
    diagnostics: Sequence[Diagnostic],
) -> tuple[list[Diagnostic], list[list[Diagnostic]]]:
    """The findings to print in full, in their order, and what is left of each group of equal ones.

    Findings are equal where rule, field and cure are.
    """
    groups: dict[object, list[Diagnostic]] = {}
    for diagnostic in diagnostics:
        groups.setdefault(_key(diagnostic), []).append(diagnostic)
    many = [group for group in groups.values() if len(group) > MOST]
    hidden = {id(diagnostic) for group in many for diagnostic in group[FIRST:]}
    shown = [diagnostic for diagnostic in diagnostics if id(diagnostic) not in hidden]
    return shown, [group[FIRST:] for group in many]


def _key(diagnostic: Diagnostic) -> tuple[object, ...]:
    return diagnostic.code, diagnostic.severity, diagnostic.path, diagnostic.hint


def summed_up(places: Sequence[Place]) -> str:
    """Where findings are, by file: ``roster.csv data rows 6–300, 305``."""
    out = []
    for file, group in groupby(sorted(places, key=_file), key=_file):
        inside = list(group)
        rows, lines = {place.row for place in inside}, {place.line for place in inside}
        if None not in rows:
            text = translate(N_("data rows {numbers}")).format(numbers=_listed(_ranges(rows)))
        elif None not in lines:
            text = translate(N_("lines {numbers}")).format(numbers=_listed(_ranges(lines)))
        elif all(place.cell for place in inside):
            text = _listed(_cells(inside))
        else:
            out.append(_listed(dict.fromkeys(map(str, inside))))
            continue
        out.append(f"{file} {text}".strip())
    return translate(N_("; ")).join(out)


def _file(place: Place) -> str:
    return place.file


def _cells(places: Iterable[Place]) -> Iterator[str]:
    """``指标!A6–8, 指标!A11``: the cells of each column of each sheet."""
    columns: dict[str, set[int]] = {}
    for place in places:
        cell = place.cell or ""
        letters = cell.rstrip("0123456789")
        columns.setdefault(f"{place.sheet}!{letters}", set()).add(int(cell[len(letters) :] or 0))
    for column, lines in columns.items():
        yield from (f"{column}{numbers}" for numbers in _ranges(lines))


def _ranges(numbers: Iterable[int | None]) -> Iterator[str]:
    """``6–8`` for 6, 7 and 8."""
    ordered = enumerate(sorted(number for number in numbers if number is not None))
    for _, group in groupby(ordered, key=lambda pair: pair[1] - pair[0]):
        found = [number for _, number in group]
        yield str(found[0]) if len(found) == 1 else f"{found[0]}–{found[-1]}"


def _listed(texts: Iterable[str]) -> str:
    found = iter(texts)
    first = list(islice(found, _PLACES))
    return translate(N_(", ")).join(first) + ("…" if next(found, None) else "")
