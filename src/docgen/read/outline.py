"""Lines → parts: which line is a heading, on which level, and which is a numbered sentence.

Levels follow the order in which the numbers nest in this text: a scheme not yet open goes one
level deeper, an open one closes the levels below it. 第一编, 部分, 章 and 节 stand above all
others, in this order. A line without number, short and without punctuation at its end, is a
heading too; the numbers below it start again.

Whether a numbered line is a heading is decided by the list it stands in:

- it heads: a short line (40 characters) without punctuation at its end; a line ending in a colon
  with something below it; a short first sentence (30) with more text on the same line (run-in);
  a short sentence of its own with text below it;
- a list of which at least half head (lead-ins aside) is a list of headings: short sentences in
  it are headings without text, longer first sentences (60) are run-in headings;
- in any other list only lines without punctuation or with numbers below them head;
- whatever is left is a numbered sentence.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import Enum

from docgen.numbering import MAX_LEVEL

from .lines import Line, Rows
from .marks import Mark, find_mark
from .matter import END_MARKS
from .reading import Part

_HEADING_MOST = 40
_SENTENCE_MOST = 30
_LENIENT_MOST = 60
_UNNUMBERED_MOST = 20
_SENTENCE_END = re.compile(r"[。！？]|(?<=[㐀-鿿）)])\.(?=[㐀-鿿]|$)")
_SECTION_WORD = re.compile(
    r"问题|不足|短板|差距|教训|下一?步|下一?年|明年|打算|计划|措施|安排|思路|努力方向|整改"
    r"|总体情况|基本情况|概况|参考文献"
)
_HAN = re.compile(r"[㐀-鿿]")
_OUTER = ("一、", "（一）")
_UNNUMBERED = ""
_NO_HEADING = re.compile(r"[，,；;。]|\s{2,}")
"""Clauses, or columns side by side."""

# These divide a document whatever else counts in it; 条 may run through all of them.
_DIVISIONS = tuple(re.compile(f"^第[一1]{noun}") for noun in ("编", "部分", "章", "节"))
_BELOW_CHAPTERS = 2.5


class _Shape(Enum):
    """How a numbered line reads on its own."""

    BARE = "no punctuation at the end"
    LEAD = "a colon, and something below"
    RUN_IN = "a short sentence, then more"
    SENTENCE = "one short sentence"
    PROSE = "anything longer"


@dataclass(slots=True)
class _Node:
    """A line with its number and what stands below it."""

    text: str
    line: int
    mark: Mark | None = None
    below: list[_Node] = field(default_factory=list)
    plain: bool = False
    """A paragraph or a table: no number, no heading, nothing below."""
    rows: Rows = ()

    @property
    def scheme(self) -> str:
        return self.mark.specimen if self.mark else _UNNUMBERED

    @property
    def numbered_below(self) -> bool:
        return any(not node.plain for node in self.below)


@dataclass(slots=True)
class _Level:
    """An open level: its last node and the last value of every scheme that counts on it."""

    node: _Node
    counts: dict[str, int]


def outline(lines: list[Line]) -> tuple[Part, ...]:
    """The parts of the body in ``lines``."""
    marked = [(line, *find_mark(line.text)) for line in lines]
    root = _Node("", 0)
    stack: list[_Level] = []
    following: list[Mark | None] = [None] * len(marked)
    for i in range(len(marked) - 1, 0, -1):
        following[i - 1] = marked[i][1] or following[i]
    for i, (line, mark, rest) in enumerate(marked):
        if mark is None and _is_unnumbered_heading(lines, i):
            _open_unnumbered(root, stack, line, following[i])
            continue
        depth = _depth(stack, mark.specimen) if mark else None
        if mark and depth is None:
            _close_below(stack, mark.specimen)
        if mark is None or (depth is None and len(stack) == MAX_LEVEL):
            node = _Node(line.text, line.number, plain=True, rows=line.rows)
            (stack[-1].node if stack else root).below.append(node)
            continue
        node = _Node(rest, line.number, mark)
        if depth is None:
            (stack[-1].node if stack else root).below.append(node)
            stack.append(_Level(node, {mark.specimen: mark.value}))
        else:
            del stack[depth + 1 :]
            (stack[depth - 1].node if depth else root).below.append(node)
            stack[depth].node = node
            stack[depth].counts[mark.specimen] = mark.value
    known = {
        node.text
        for node in _walk(root)
        if not node.plain and node.below and _shape(node) is _Shape.BARE and len(node.text) >= 4
    }
    return tuple(_parts(root.below, known))


def _walk(node: _Node) -> Iterator[_Node]:
    for below in node.below:
        yield below
        yield from _walk(below)


def _depth(stack: list[_Level], scheme: str) -> int | None:
    for depth in range(len(stack) - 1, -1, -1):
        if scheme in stack[depth].counts:
            return depth
    return None


def _close_below(stack: list[_Level], scheme: str) -> None:
    """Close the levels that a new ``scheme`` outranks."""
    rank = _rank(scheme)
    for depth, level in enumerate(stack):
        if min(map(_rank, level.counts)) > rank:
            del stack[depth:]
            return


def _rank(scheme: str) -> float:
    if scheme == _UNNUMBERED:
        return _BELOW_CHAPTERS
    ranks = (i for i, division in enumerate(_DIVISIONS) if division.match(scheme))
    return next(ranks, len(_DIVISIONS))


def _is_unnumbered_heading(lines: list[Line], i: int) -> bool:
    text = lines[i].text
    if len(text) > _UNNUMBERED_MOST or text[-1] in END_MARKS + "）)”》" or not _HAN.search(text):
        return False
    if _NO_HEADING.search(text):
        return False
    if i + 1 == len(lines) or (i and lines[i - 1].text[-1] in "：:"):
        return False
    if _SECTION_WORD.search(text):
        return True
    if i:
        before, rest = find_mark(lines[i - 1].text)
        if before is None and rest[-1] not in END_MARKS and not _SECTION_WORD.search(rest):
            # Short lines one after the other are a list.
            return False
    after, rest = find_mark(lines[i + 1].text)
    return after is not None or len(rest) > _UNNUMBERED_MOST


def _open_unnumbered(root: _Node, stack: list[_Level], line: Line, later: Mark | None) -> None:
    """Put an unnumbered heading where the numbers after it say: above those that start again.

    Where the next number goes on counting, the heading stands below that count's level.
    """
    node = _Node(line.text, line.number)
    depth = 0
    if later and not _SECTION_WORD.search(line.text):
        open_at = _depth(stack, later.specimen)
        if open_at is not None:
            depth = open_at + 1 if later.value > 1 else open_at
    elif later:
        open_at = _depth(stack, later.specimen)
        if open_at is not None and later.value == 1:
            depth = max(open_at - 1, 0)
    if later and later.value == 1 and _depth(stack, later.specimen) == 0:
        # The outermost numbers start again below it: it stands above them all.
        stack.clear()
        depth = 0
    depth = min(depth, len(stack), MAX_LEVEL - 1)
    del stack[depth + 1 :]
    (stack[depth - 1].node if depth else root).below.append(node)
    if depth < len(stack):
        stack[depth].node = node
        stack[depth].counts[_UNNUMBERED] = 0
    else:
        stack.append(_Level(node, {_UNNUMBERED: 0}))


def first_sentence(text: str) -> tuple[str, str]:
    """``text`` cut behind its first full stop."""
    match = _SENTENCE_END.search(text)
    if not match:
        return text, ""
    end = match.end()
    while end < len(text) and text[end] in "”’）)":
        end += 1
    return text[:end], text[end:].strip()


def _shape(node: _Node) -> _Shape:
    first, more = first_sentence(node.text)
    if more:
        return _Shape.RUN_IN if len(first) <= _SENTENCE_MOST else _Shape.PROSE
    last = node.text[-1]
    short = len(node.text) <= _HEADING_MOST
    if last not in END_MARKS:
        return _Shape.BARE if short else _Shape.PROSE
    if last in "：:" and node.below:
        return _Shape.LEAD
    if last in "。！？." and len(node.text) <= _SENTENCE_MOST:
        return _Shape.SENTENCE
    return _Shape.PROSE


def _parts(nodes: list[_Node], known: set[str]) -> Iterator[Part]:
    """The parts of ``nodes``; paragraphs side by side become one part without heading."""
    i = 0
    while i < len(nodes):
        run = [nodes[i]]
        while i + len(run) < len(nodes) and _same_list(run, nodes[i + len(run)]):
            run.append(nodes[i + len(run)])
        i += len(run)
        if run[0].rows:
            yield Part(line=run[0].line, table=run[0].rows)
        elif run[0].plain:
            yield Part(paragraphs=tuple(n.text for n in run), line=run[0].line)
        elif run[0].mark is None:
            yield from (_part(node, True, known) for node in run)
        else:
            yield from _list(run, known)


def _same_list(run: list[_Node], node: _Node) -> bool:
    last = run[-1]
    if last.plain or node.plain:
        return last.plain and node.plain and not (last.rows or node.rows)
    if last.mark is None or node.mark is None:
        return last.mark is node.mark
    return last.scheme == node.scheme and node.mark.value > 1


def _list(run: list[_Node], known: set[str]) -> Iterator[Part]:
    trailing = _trailing(run)
    if trailing:
        run[-1].below.clear()
    shapes = [_shape(node) for node in run]
    # A lead-in with its list below heads whatever its neighbours are.
    voters = [(n, s) for n, s in zip(run, shapes, strict=True) if s is not _Shape.LEAD]
    heads = sum(_heads(node, shape) for node, shape in voters)
    # Short names with nothing below any of them are a list of names, except 一、and （一）.
    names_only = (
        not any(node.below for node in run)
        and _Shape.RUN_IN not in shapes
        and run[0].scheme not in _OUTER
    )
    headings = heads * 2 >= len(voters) and not names_only
    for node, shape in zip(run, shapes, strict=True):
        if headings:
            is_heading = shape is not _Shape.PROSE or node.numbered_below
        else:
            is_heading = bool(node.below) and (shape is _Shape.BARE or node.numbered_below)
        yield _part(node, is_heading, known, lenient=headings)
    yield from _parts(trailing, known)


def _heads(node: _Node, shape: _Shape) -> bool:
    if shape is _Shape.SENTENCE:
        return bool(node.below)
    return shape is not _Shape.PROSE


def _trailing(run: list[_Node]) -> list[_Node]:
    """Paragraphs after a list of sentences: they go on where the list began.

    Paragraphs inside a list belong to its entries, and so do then those after the last one.
    """
    last = run[-1]
    if last.numbered_below or any(node.below for node in run[:-1]):
        return []
    shape = _shape(last)
    sentence = shape is _Shape.PROSE or (shape is _Shape.SENTENCE and len(run) > 1)
    return list(last.below) if sentence else []


def _glued(text: str, known: set[str]) -> str:
    """The longest heading known from elsewhere that ``text`` starts with, or nothing."""
    longest = min(len(text) - 1, _HEADING_MOST)
    return next((text[:n] for n in range(longest, 0, -1) if text[:n] in known), "")


def _part(node: _Node, is_heading: bool, known: set[str], lenient: bool = False) -> Part:
    heading, text, run_in = "", node.text, False
    first, more = first_sentence(node.text)
    if is_heading:
        if more and len(first) <= _LENIENT_MOST:
            heading, text, run_in = first, more, True
        elif len(node.text) <= _LENIENT_MOST or (not more and node.text[-1] in "：:"):
            heading, text = node.text, ""
    elif lenient and (glued := _glued(node.text, known)) and node.text[len(glued)] not in END_MARKS:
        heading, text, run_in = glued, node.text[len(glued) :].strip(), True
    elif lenient and more and len(first) <= _LENIENT_MOST:
        heading, text, run_in = first, more, True
    below = list(node.below)
    paragraphs = [text] if text else []
    while below and below[0].plain and not below[0].rows:
        paragraphs.append(below.pop(0).text)
    return Part(
        heading=heading,
        number=node.mark.number if node.mark else "",
        specimen=node.mark.specimen if node.mark else "",
        value=node.mark.value if node.mark else 0,
        run_in=run_in,
        paragraphs=tuple(paragraphs),
        parts=tuple(_parts(below, known)),
        line=node.line,
    )
