"""Titles broken into balanced lines at the ends of phrases [7.3.1]."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from itertools import pairwise

from docgen.phrases import PARTICLES, is_known, segments
from docgen.profile import Profile

from .widths import width_in_characters

_BEFORE = "的了等、，：；。》”）"
"""What may not begin a line."""
_AFTER = "和与及或对在为《“（"
"""What may not end one."""
_NEVER = 1000.0
_LONG_WORD = 6
"""An unknown stretch this long may be cut where nothing else helps."""


def title_room(profile: Profile) -> float:
    """Characters of the title's size that fit a line of ``profile``."""
    return profile.page.text_width / 25.4 * 72 / profile.title_face.size


_MOST_LINES = 4


@lru_cache(maxsize=4096)
def balanced(title: str, room: float) -> str:
    """``title`` with breaks where its lines should end; ``room`` is a line's width in 字.

    A title that fits, or that its author has broken, stays as it is. The fewest lines that hold it
    are taken; among the ways to break it the one with whole phrases and a shape of a trapezoid or a
    diamond.
    """
    if "\n" in title or width_in_characters(title) <= room:
        return title
    words = [piece for word in segments(title) for piece in _pieces(word, room)]
    widths = [width_in_characters(word) for word in words]
    total = sum(widths)
    lines = int(-(-total // room))
    if lines > _MOST_LINES:
        # No title: nothing is gained by weighing all ways to break it, which are without number.
        return title
    for count in (lines, lines + 1):
        best = min(_ways(words, widths, count, room), default=None)
        if best is not None:
            edges = (0, *best[1], len(words))
            return "\n".join("".join(words[a:b]) for a, b in pairwise(edges))
    return title


def _pieces(word: str, room: float) -> list[str]:
    """What cannot stay whole: a book's title longer than a line, by its words; a long unknown
    stretch of Chinese, by its characters.
    """
    if width_in_characters(word) > room * 0.8 and len(word) > 2 and word[0] in "《“（":
        inside = [p for w in segments(word[1:-1]) for p in _pieces(w, room)]
        return [word[0] + inside[0], *inside[1:-1], inside[-1] + word[-1]] if inside[1:] else [word]
    chinese = all("\u4e00" <= c <= "\u9fff" for c in word)
    return list(word) if chinese and len(word) > _LONG_WORD else [word]


def _ways(
    words: list[str], widths: list[float], count: int, room: float
) -> Iterator[tuple[float, tuple[int, ...]]]:
    """All ways to break ``words`` into ``count`` lines that fit, each with its cost."""

    def walk(
        start: int, left: int, breaks: tuple[int, ...], lines: tuple[float, ...], cost: float
    ) -> Iterator[tuple[float, tuple[int, ...]]]:
        if left == 1:
            last = sum(widths[start:])
            if 0 < last <= room:
                yield cost + _shape((*lines, last)), breaks
            return
        width = 0.0
        for end in range(start + 1, len(words) - left + 2):
            width += widths[end - 1]
            if width > room:
                return
            step = _boundary(words[end - 1], words[end])
            # Far from balance nothing is gained.
            if width * 2.5 < room or step >= _NEVER:
                continue
            yield from walk(end, left - 1, (*breaks, end), (*lines, width), cost + step)

    yield from walk(0, count, (), (), 0.0)


def _boundary(before: str, after: str) -> float:
    """What it costs to end a line between two words."""
    if after[0] in _BEFORE or before[-1] in _AFTER:
        return _NEVER
    if before == "的" or after == "关于" or before[-1] in "、，：；":
        return 0.0
    if before == "关于":
        return 6.0
    if len(before) == 1 or len(after) == 1:
        # A single character is mostly half of a word that the list does not know.
        return 6.0 if after in PARTICLES else 14.0
    if not is_known(before) and is_known(after):
        # 石漪｜水库, 临澄市｜水务局: the end of a name.
        return 12.0
    return 4.0


def _shape(lines: tuple[float, ...]) -> float:
    """Unequal lines cost, equal ones and an hour-glass too: neither trapezoid nor diamond."""
    mean = sum(lines) / len(lines)
    cost = sum((line - mean) ** 2 for line in lines) / len(lines) / 2
    steps = [b - a for a, b in pairwise(lines)]
    if all(abs(step) < 1 for step in steps):
        cost += 3.0
    if any(a < -0.5 and b > 0.5 for a, b in pairwise(steps)):
        cost += 40.0
    return cost
