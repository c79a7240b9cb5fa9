"""How wide things are: text in 字, tables in twips, and whether a table needs a turned sheet."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import pairwise

from docgen.content import Form, Table, plain

LABEL_MM = 21.0
"""Width of a form's label where there is room."""
_NEEDED = 6.0
"""A column of a few lines' text wants this many characters; one of short entries, their length."""


class _Widths(dict[str, float]):
    """The width of each character in 字, looked up once."""

    def __missing__(self, char: str) -> float:
        wide = unicodedata.east_asian_width(char) in "WFA"
        width = self[char] = 0.25 if char == "." else 1.0 if wide else 0.5
        return width


_width_of = _Widths().__getitem__


@lru_cache(maxsize=4096)
def width_in_characters(text: str) -> float:
    """The width of ``text`` in 字: full-width 1, half-width ½, a Western full stop ¼."""
    return sum(map(_width_of, text))


def shared_out(total: int, weights: Sequence[float]) -> list[int]:
    """``total`` twips by ``weights``; the parts add up exactly."""
    scale = total / sum(weights)
    edges = [0]
    for i in range(len(weights)):
        edges.append(round(sum(weights[: i + 1]) * scale))
    return [b - a for a, b in pairwise(edges)]


def column_widths(block: Table, total: int, size: float) -> list[int]:
    """Column widths in twips that add up to ``total``.

    Short entries (10, 合格) are not broken beside long ones: every column has its floor of
    ``size`` pt characters, and only the rest is shared out by weight.
    """
    if block.widths:
        return shared_out(total, block.widths)
    character = size * 20
    floors = [(min(longest, _NEEDED) + 0.7) * character for longest in _longest(block)]
    rest = total - sum(floors)
    if rest <= 0:
        return shared_out(total, floors)
    wanted = [max(w * character - f, 0.0) for w, f in zip(_weights(block), floors, strict=True)]
    if not sum(wanted):
        wanted = floors
    share = rest / sum(wanted)
    return shared_out(total, [f + w * share for f, w in zip(floors, wanted, strict=True)])


def _longest(block: Table) -> Iterator[float]:
    for i, title in enumerate(block.columns):
        cells = (line for row in block.rows for line in plain(row[i]).split("\n"))
        longest = max(map(width_in_characters, cells), default=0.0)
        yield max(longest, min(width_in_characters(title), 4.0), 2.0)


def _weights(block: Table) -> Iterator[float]:
    for longest, title in zip(_longest(block), block.columns, strict=True):
        yield min(max(longest, width_in_characters(title)), 24.0) + 1.0


def is_wide(block: Table, total_pt: float, size: float) -> bool:
    """Whether ``block``, set in ``size`` pt, does not fit ``total_pt`` upright."""
    if block.wide is not None:
        return block.wide
    return sum(min(longest, _NEEDED) + 0.7 for longest in _longest(block)) * size > total_pt


def form_grid(form: Form, total: int, label: int) -> tuple[list[int], list[list[int]]]:
    """The common grid of ``form`` in twips, and how many columns of it each row's cells span."""
    rows: list[list[int]] = []
    for row in form.rows:
        edges = [0]
        for part in shared_out(total, [1.0] * len(row)):
            start = edges[-1]
            edges += [start + min(label, round(part * 0.45)), start + part]
        rows.append(edges)
    grid = sorted({edge for edges in rows for edge in edges})
    at = {edge: i for i, edge in enumerate(grid)}
    spans = [[at[b] - at[a] for a, b in pairwise(edges)] for edges in rows]
    return [b - a for a, b in pairwise(grid)], spans
