"""JSON text → nodes with places; numbers keep their digits as written."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable
from json import JSONDecodeError
from json.decoder import scanstring  # type: ignore[attr-defined]

from docgen.diagnostics import BAD_JSON, DUPLICATE_KEY, TOO_LARGE, Diagnostic, Place
from docgen.errors import DataError
from docgen.i18n import N_, translate
from docgen.source import Entry, Mapping, Node, Null, Scalar, Sequence

from .yaml_nodes import MAX_DEPTH

_SPACE = re.compile(r"[ \t\n\r]*")
_NUMBER = re.compile(r"-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?")


def parse_json(text: str, name: str, line: int = 1, column: int = 1) -> Node:
    """The root node of ``text``; ``name`` is the file's name for places, ``line`` and ``column``
    where the text begins in it.

    Raises DataError: S104 syntax (NaN and Infinity are not JSON), S105 duplicate keys (all of
    them), S108 too deep.
    """
    parser = _Parser(text, name, line, column)
    root = parser.document()
    if parser.findings:
        raise DataError(parser.findings)
    return root


class _Parser:
    def __init__(self, text: str, name: str, line: int, column: int) -> None:
        self.text = text
        self.name = name
        self.above = line - 1
        self.before = column - 1
        self.at = 0
        self.depth = 0
        self.findings: list[Diagnostic] = []
        self.lines = [0, *(m.end() for m in re.finditer("\n", text))]

    def place(self, offset: int) -> Place:
        line = bisect_right(self.lines, offset)
        column = offset - self.lines[line - 1] + 1
        return Place(self.name, self.above + line, column + (self.before if line == 1 else 0))

    def fail(self, problem: str, offset: int | None = None) -> DataError:
        place = self.place(self.at if offset is None else offset)
        return DataError([*self.findings, BAD_JSON.at(place, problem=translate(problem))])

    def skip(self) -> str:
        match = _SPACE.match(self.text, self.at)
        assert match is not None
        self.at = match.end()
        return self.text[self.at : self.at + 1]

    def document(self) -> Node:
        self.skip()
        node = self.value()
        if self.skip():
            raise self.fail(N_("there is text after the end of the data"))
        return node

    def value(self) -> Node:
        start = self.at
        char = self.text[start : start + 1]
        if char == '"':
            return Scalar(self.string(), self.place(start), plain=False)
        if char == "{":
            return self.nested(self.mapping)
        if char == "[":
            return self.nested(self.sequence)
        if self.text.startswith("null", start):
            self.at += 4
            return Null(self.place(start))
        for word in ("true", "false"):
            if self.text.startswith(word, start):
                self.at += len(word)
                return Scalar(word, self.place(start))
        match = _NUMBER.match(self.text, start)
        if not match:
            raise self.fail(N_("a value is missing here, or a text without its quotes"))
        self.at = match.end()
        if self.text[self.at : self.at + 1].isdigit():
            raise self.fail(N_("a number that begins with 0 must stand in double quotes"), start)
        return Scalar(match.group(), self.place(start))

    def nested(self, parse: Callable[[], Node]) -> Node:
        if self.depth >= MAX_DEPTH:
            raise DataError([TOO_LARGE.at(self.place(self.at), because="deep")])
        self.depth += 1
        node = parse()
        self.depth -= 1
        return node

    def string(self) -> str:
        try:
            # Control characters are let through: validation refuses them by field.
            value, self.at = scanstring(self.text, self.at + 1, False)
        except JSONDecodeError as error:
            raise self.fail(
                N_("a text is not closed, or has a wrong \\ escape"), error.pos
            ) from None
        out: str = value
        return out

    def mapping(self) -> Node:
        place = self.place(self.at)
        self.at += 1
        entries: list[Entry] = []
        seen: dict[str, Place] = {}
        if self.skip() == "}":
            self.at += 1
            return Mapping((), place)
        while True:
            start = self.at
            if self.skip() != '"':
                raise self.fail(N_("a key in double quotes is missing here"))
            start = self.at
            key, key_place = self.string(), self.place(start)
            if key in seen:
                self.findings.append(
                    DUPLICATE_KEY.at(key_place, (key,), key=key, first=seen[key].line)
                )
            seen.setdefault(key, key_place)
            if self.skip() != ":":
                raise self.fail(N_("a colon is missing here"))
            self.at += 1
            self.skip()
            entries.append(Entry(key, self.value(), key_place))
            char = self.skip()
            self.at += 1
            if char == "}":
                return Mapping(tuple(entries), place)
            if char != ",":
                raise self.fail(N_("a comma or a closing bracket is missing here"), self.at - 1)

    def sequence(self) -> Node:
        place = self.place(self.at)
        self.at += 1
        items: list[Node] = []
        if self.skip() == "]":
            self.at += 1
            return Sequence((), place)
        while True:
            self.skip()
            items.append(self.value())
            char = self.skip()
            self.at += 1
            if char == "]":
                return Sequence(tuple(items), place)
            if char != ",":
                raise self.fail(N_("a comma or a closing bracket is missing here"), self.at - 1)
