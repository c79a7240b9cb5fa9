"""All mistakes of a YAML file that are mistakes for certain; libyaml stops at the first.

What stands side by side, entries of a mapping or items of a list that begin at one indent, is read
piece by piece: a piece that cannot be read on its own is wrong, whatever stands around it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import pairwise

import yaml

from docgen.diagnostics import BAD_YAML, Diagnostic, Place
from docgen.errors import DataError
from docgen.i18n import N_, translate

from .yaml_causes import cause_of, is_slip, is_unclosed, mark_of
from .yaml_nodes import Builder

_MOST_READ = 2_000_000
"""Characters that are read again in search of more, all pieces together."""
_MOST_JOINED = 8
_MOST_TOLD = 100
_BREAK = re.compile(r"\r\n|\r|\n")
_KEY = re.compile(r" *([^\s#\-?:,\[\]{}&*!|>'\"%@`][^:#]*?|-[^\s:#][^:#]*?):(?:$| )")
_ALONE = re.compile(r"[^:]*: *(?:#.*)?$")
_ITEM = re.compile(r" *-(?:$| )")


def mistakes_in(text: str, error: yaml.MarkedYAMLError, builder: Builder) -> list[Diagnostic]:
    """S103 for each mistake in ``text``, in their order.

    ``error`` is what stopped libyaml in it, and ``builder`` had read it so far.
    """
    search = _Search(_BREAK.split(text), builder)
    whole = _Piece(search.lines)
    return list(search.mistakes(whole, search.mistake(whole, error, builder)))


@dataclass(frozen=True)
class _Piece:
    """Lines of the file, the first of them number ``at`` (from 0), under the data path ``path``.

    ``item``: they are this item (from 0) of the list there, with its dash.
    """

    lines: list[str]
    at: int = 0
    path: tuple[str | int, ...] = ()
    item: int | None = None

    def part(self, start: int, end: int, item: int | None = None) -> _Piece:
        """The lines from ``start`` to ``end``."""
        return _Piece(self.lines[start:end], self.at + start, self.path, item)

    def inside(self, lines: list[str], step: str | int) -> _Piece:
        """The last ``lines`` of the piece, a ``step`` further down."""
        return _Piece(lines, self.at + len(self.lines) - len(lines), (*self.path, step))

    def place(self, path: tuple[str | int, ...]) -> tuple[str | int, ...]:
        """The path in the file of what is at ``path`` in these lines."""
        return (*self.path, *(path if self.item is None else (self.item, *path[1:])))

    def without(self, line: int) -> _Piece:
        """The piece with one line blank."""
        lines = self.lines.copy()
        lines[line] = ""
        return replace(self, lines=lines)


@dataclass(frozen=True)
class _Mistake:
    line: int
    finding: Diagnostic
    unclosed: bool


class _Search:
    def __init__(self, lines: list[str], builder: Builder) -> None:
        self.lines = lines
        self.name, self.carried = builder.name, builder.carried
        self.left, self.told = _MOST_READ, 0

    def mistakes(self, piece: _Piece, first: _Mistake) -> Iterator[Diagnostic]:
        """Those in ``piece``: of its own pieces, or its ``first`` where these can be read."""
        wrong = self.wrong(_pieces(piece))
        within = [found for part, inside in wrong for found in self.mistakes(part, inside)]
        yield from within or self.slips(piece, first)

    def first(self, piece: _Piece) -> _Mistake | None:
        """What stops libyaml in ``piece``."""
        if self.left < 0 or self.told >= _MOST_TOLD:
            return None
        text = "\n".join(piece.lines)
        self.left -= len(text)
        builder = Builder(self.name, self.carried)
        try:
            builder.run(text)
        except DataError:
            # That it is too deep, or names an anchor elsewhere, is not for a piece to say.
            return None
        except yaml.MarkedYAMLError as error:
            return self.mistake(piece, error, builder)
        return None

    def mistake(self, piece: _Piece, error: yaml.MarkedYAMLError, builder: Builder) -> _Mistake:
        """What ``error`` means, that came when ``builder`` read ``piece``."""
        mark = mark_of(error)
        number = piece.at + (mark.line if mark else 0) + 1
        path = piece.place(builder.path())
        names = [step for step in path if isinstance(step, str)]
        finding = BAD_YAML.at(
            Place(self.name, number, mark.column + 1 if mark else 1),
            path,
            field=names[-1] if names else translate(N_("the beginning")),
            problem=cause_of(error, self.lines, number),
        )
        line = min(number - piece.at, len(piece.lines)) - 1
        return _Mistake(line, finding, is_unclosed(error))

    def wrong(self, pieces: list[_Piece]) -> Iterator[tuple[_Piece, _Mistake]]:
        """Those that cannot be read, alone or joined with the next where a bracket is open."""
        skip = 0
        for i, first in self.unread(pieces, 0, len(pieces)):
            if i < skip:
                continue
            if first.unclosed:
                skip = i + self.closed_at(pieces[i : i + _MOST_JOINED])
            if i >= skip:
                yield pieces[i], first

    def unread(self, pieces: list[_Piece], start: int, end: int) -> Iterator[tuple[int, _Mistake]]:
        """The places of those from ``start`` to ``end`` that cannot be read alone, and why.

        Of many items few are wrong: halves that can be read are not looked at piece by piece.
        """
        first = self.first(_joined(pieces[start:end])) if start < end else None
        if first and end - start == 1:
            yield start, first
        elif first:
            middle = (start + end) // 2
            yield from self.unread(pieces, start, middle)
            yield from self.unread(pieces, middle, end)

    def closed_at(self, pieces: list[_Piece]) -> int:
        """How many of ``pieces`` can be read together; 0 where none can."""
        counts = range(2, len(pieces) + 1)
        return next((n for n in counts if self.first(_joined(pieces[:n])) is None), 0)

    def slips(self, piece: _Piece, first: _Mistake) -> Iterator[Diagnostic]:
        """The ``first`` mistake, and where it is a slip within its line, others like it."""
        yield self.tell(first)
        found: _Mistake | None = first
        while found and is_slip(piece.lines[found.line]):
            last, piece = found.line, piece.without(found.line)
            found = self.first(piece)
            if found is None or found.line <= last or not is_slip(piece.lines[found.line]):
                return
            yield self.tell(found)

    def tell(self, mistake: _Mistake) -> Diagnostic:
        """Its finding; after the last one nothing more is read."""
        self.told += 1
        return mistake.finding


def _joined(pieces: list[_Piece]) -> _Piece:
    return replace(pieces[0], lines=[line for piece in pieces for line in piece.lines])


def _pieces(piece: _Piece) -> list[_Piece]:
    """The entries or items that ``piece`` consists of, or what stands below its only one."""
    lines = piece.lines
    filled = _filled(lines)
    if not filled:
        return []
    first, indent = filled[0], _indent(lines[filled[0]])
    start = _ITEM if _ITEM.match(lines[first]) else _KEY
    begins = [i for i in filled if _indent(lines[i]) == indent and start.match(lines[i])]
    if not begins or (begins[0] != first and not is_slip(lines[first])):
        return []
    if start is _ITEM and piece.item is not None:
        bare = [lines[first].replace("-", " ", 1), *lines[first + 1 :]]
        parts = [piece.inside(bare, piece.item)]
    elif start is _ITEM or len(begins) > 1:
        edges = [0, *begins[1:], len(lines)]
        parts = [
            piece.part(begin, end, n if start is _ITEM else None)
            for n, (begin, end) in enumerate(pairwise(edges))
        ]
    else:
        key = _KEY.match(lines[first])
        alone = key and _ALONE.match(lines[first])
        parts = [piece.inside(lines[first + 1 :], key[1].strip())] if key and alone else []
    # Where a line stands too far left, nobody knows to what the others belong.
    return parts if all(_is_even(part.lines) for part in parts) else []


def _filled(lines: list[str]) -> list[int]:
    """The lines that say something at a known indent; how far a tab goes, nobody knows."""
    return [i for i, line in enumerate(lines) if line.lstrip(" ")[:1] not in ("", "#", "\t")]


def _is_even(lines: list[str]) -> bool:
    """Whether no line begins to the left of the first."""
    indents = [_indent(lines[i]) for i in _filled(lines)]
    return not indents or min(indents) == indents[0]


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip(" "))
