"""YAML text → nodes, from libyaml's events: no resolver of PyYAML ever sees a scalar.

Built from events with a stack of our own, so that deep nesting cannot overflow, every key knows
its place, and a syntax error can name the field it stands in.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import yaml

from docgen.diagnostics import (
    BAD_YAML,
    DUPLICATE_KEY,
    KEY_NOT_TEXT,
    MERGE_MARKS,
    NOT_A_MAPPING,
    SEVERAL_DOCUMENTS,
    TOO_LARGE,
    Diagnostic,
    Place,
)
from docgen.errors import DataError
from docgen.i18n import N_, translate
from docgen.source import Entry, Mapping, Node, Null, Scalar, Sequence

MAX_DEPTH = 64
MAX_NODES = 1_000_000
"""Nodes of a file; far above any real roster, far below what hurts."""
MAX_COPIED = 100_000
"""Nodes that aliases stand for: a few lines can stand for a document of hours."""

# Thousands of places and scalars: the shortest way to make a named tuple.
_new: Any = tuple.__new__
_REST_OF_PLACE = Place()[3:]
_STANDARD = "tag:yaml.org,2002:"
_TYPES = frozenset({"str", "int", "float", "bool", "null", "seq", "map", "timestamp"})
_NULLS = frozenset({"", "~", "null", "Null", "NULL"})

# YAML 1.1 forbids these raw, or takes them for line breaks (U+0085, U+2028, U+2029) and drops
# them; they are carried through the parser as private characters, so that text stays text and
# validation can name the field that holds a bad one.
FORBIDDEN = r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufffe\uffff]"
_CARRIER = 0x100000
_CARRIED = r"[\U00100000-\U0010ffff]"

try:
    Loader: Any = yaml.CSafeLoader
except AttributeError:  # PyYAML without libyaml
    Loader = yaml.SafeLoader
# libyaml's events carry more than their stubs tell.
ScalarEvent: Any = yaml.ScalarEvent
_MappingStart, _MappingEnd = yaml.MappingStartEvent, yaml.MappingEndEvent
_SequenceStart, _SequenceEnd = yaml.SequenceStartEvent, yaml.SequenceEndEvent


def parse_yaml(text: str, name: str) -> Node:
    """The root node of ``text``; ``name`` is the file's name for places.

    Raises DataError: S103 syntax, S105 duplicate keys (all of them), S108 too deep or too large,
    S109 a key that is no scalar, S110 more than one document, S113 marks of a merge.
    """
    # All that is printable is allowed, and that is told more quickly.
    printable = text.replace("\n", "").isprintable()
    carried = not printable and re.search(FORBIDDEN, text) is not None
    if carried:
        text = re.sub(FORBIDDEN, lambda m: chr(_CARRIER + ord(m.group())), text)
    builder = Builder(name, carried)
    try:
        builder.run(text)
    except yaml.MarkedYAMLError as error:
        from .yaml_causes import conflict_in
        from .yaml_mistakes import mistakes_in

        conflict = conflict_in(text)
        if conflict:
            line, mark_text = conflict
            found = [MERGE_MARKS.at(Place(name, line, 1), mark=mark_text)]
        else:
            found = mistakes_in(text, error, builder)
        raise DataError([*builder.findings, *found]) from None
    except yaml.YAMLError as error:
        raise DataError([BAD_YAML.at(Place(name), field="", problem=str(error))]) from None
    if builder.findings:
        raise DataError(builder.findings)
    if builder.root is None:
        raise DataError([NOT_A_MAPPING.at(Place(name, 1, 1))])
    return builder.root


def _uncarried(match: re.Match[str]) -> str:
    char = chr(ord(match.group()) - _CARRIER)
    return char if re.match(FORBIDDEN, char) else match.group()


class _Frame:
    """A list or mapping being built."""

    __slots__ = ("anchor", "entries", "items", "key", "place", "seen", "size")

    def __init__(self, place: Place, anchor: str | None, mapping: bool) -> None:
        self.place = place
        self.anchor = anchor
        self.size = 1
        if mapping:
            self.entries: list[Entry] | None = []
            self.seen: dict[str, Place] = {}
            self.key: tuple[str, Place] | None = None
        else:
            self.entries = None
            self.items: list[Node] = []


class Builder:
    """Nodes and findings from events; where it was when libyaml stopped."""

    def __init__(self, name: str, carried: bool) -> None:
        self.name = name
        self.carried = carried
        self.root: Node | None = None
        self.findings: list[Diagnostic] = []
        self.stack: list[_Frame] = []
        self.anchors: dict[str, tuple[Node, int]] = {}
        self.copied = 0

    def path(self) -> tuple[str | int, ...]:
        """The data path of the value being read."""
        return tuple(self._steps())

    def _steps(self) -> Iterator[str | int]:
        for frame in self.stack:
            if frame.entries is None:
                yield len(frame.items)
            elif frame.key is not None:
                yield frame.key[0]
            elif frame.entries and frame is self.stack[-1]:
                yield frame.entries[-1].key

    def field(self) -> str:
        """The last key seen: what a clerk would call the place."""
        names = [step for step in self._steps() if isinstance(step, str)]
        return names[-1] if names else translate(N_("the beginning"))

    def run(self, text: str) -> None:
        """Read ``text`` to its end."""
        loader = Loader(text)
        next_event, name, rest, stack = loader.get_event, self.name, _REST_OF_PLACE, self.stack
        frame: _Frame | None = None
        entries: list[Entry] | None = None
        seen: dict[str, Place] = {}
        try:
            while (event := next_event()) is not None:
                if type(event) is not ScalarEvent:
                    self._structure(event)
                    frame = stack[-1] if stack else None
                    entries = frame.entries if frame else None
                    if frame is not None and entries is not None:
                        seen = frame.seen
                    continue
                # Most of all events, hence in one piece.
                mark = event.start_mark
                place: Place = _new(Place, (name, mark.line + 1, mark.column + 1, *rest))
                if event.tag is not None:
                    self._check_tag(event, place)
                value = event.value
                if self.carried:
                    value = re.sub(_CARRIED, _uncarried, value)
                if frame is not None and entries is not None and event.anchor is None:
                    key = frame.key
                    if key is None:
                        if value not in seen:
                            frame.size += 1
                            seen[value] = place
                            frame.key = value, place
                            continue
                    elif value not in _NULLS and frame.size < MAX_NODES:
                        frame.size += 1
                        node = _new(Scalar, (value, place, event.implicit[0]))
                        entries.append(_new(Entry, (key[0], node, key[1])))
                        frame.key = None
                        continue
                self._scalar(event, value, place)
        finally:
            loader.dispose()

    def _scalar(self, event: Any, value: str, place: Place) -> None:
        plain = event.implicit[0]
        node: Node = Scalar(value, place, plain)
        if plain and value in _NULLS and not self._expects_key():
            node = Null(place)
        self._add(node, 1, event.anchor)

    def _structure(self, event: Any) -> None:
        kind = type(event)
        if kind is _MappingStart or kind is _SequenceStart:
            place = self._place(event)
            if event.tag is not None:
                self._check_tag(event, place)
            if len(self.stack) >= MAX_DEPTH:
                raise DataError([TOO_LARGE.at(place, because="deep")])
            self.stack.append(_Frame(place, event.anchor, kind is _MappingStart))
        elif kind is _MappingEnd or kind is _SequenceEnd:
            frame = self.stack.pop()
            done: Node
            if frame.entries is None:
                done = _new(Sequence, (tuple(frame.items), frame.place))
            else:
                done = Mapping(tuple(frame.entries), frame.place)
            self._add(done, frame.size, frame.anchor)
        elif kind is yaml.AliasEvent:
            place = self._place(event)
            if event.anchor not in self.anchors:
                problem = translate(N_("the alias *{name} has no anchor")).format(name=event.anchor)
                self.findings.append(
                    BAD_YAML.at(place, self.path(), field=self.field(), problem=problem)
                )
                self._add(Scalar("", place), 1, None)
                return
            node, size = self.anchors[event.anchor]
            self.copied += size
            if self.copied > MAX_COPIED:
                raise DataError([TOO_LARGE.at(place)])
            self._add(node, size, None)
        elif kind is yaml.DocumentStartEvent and self.root is not None:
            raise DataError([SEVERAL_DOCUMENTS.at(self._place(event))])

    def _place(self, event: Any) -> Place:
        mark = event.start_mark
        place: Place = _new(Place, (self.name, mark.line + 1, mark.column + 1, *_REST_OF_PLACE))
        return place

    def _check_tag(self, event: Any, place: Place) -> None:
        tag = event.tag
        if tag not in (None, "!") and tag.removeprefix(_STANDARD) not in _TYPES:
            problem = translate(N_("tags such as {tag} are not used here")).format(tag=tag)
            self.findings.append(
                BAD_YAML.at(place, self.path(), field=self.field(), problem=problem)
            )

    def _expects_key(self) -> bool:
        frame = self.stack[-1] if self.stack else None
        return frame is not None and frame.entries is not None and frame.key is None

    def _add(self, node: Node, size: int, anchor: str | None) -> None:
        if anchor is not None:
            self.anchors[anchor] = (node, size)
        stack = self.stack
        if not stack:
            self.root = node
            return
        frame = stack[-1]
        frame.size += size
        if frame.size > MAX_NODES:
            raise DataError([TOO_LARGE.at(node.place, because="" if self.copied else "size")])
        if frame.entries is None:
            frame.items.append(node)
        elif frame.key is None:
            if not isinstance(node, Scalar):
                self.findings.append(KEY_NOT_TEXT.at(node.place))
                node = Scalar("", node.place)
            elif node.text in frame.seen:
                first = frame.seen[node.text].line
                self.findings.append(
                    DUPLICATE_KEY.at(
                        node.place, (*self.path()[:-1], node.text), key=node.text, first=first
                    )
                )
            frame.seen.setdefault(node.text, node.place)
            frame.key = node.text, node.place
        else:
            key = frame.key
            frame.entries.append(_new(Entry, (key[0], node, key[1])))
            frame.key = None
