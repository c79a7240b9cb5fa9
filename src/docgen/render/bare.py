"""Templates with nothing in their tags but fields, ``if`` and ``for``, rendered without Jinja.

The shipped layouts are such templates, and Jinja takes longer to be imported than to do all the
rest. As in :mod:`docgen.render.straight`, nothing is decided here: for any tag that is not plain
and any value that is not what it should be, Jinja itself does the work and says what is wrong.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import cache
from typing import Any, Protocol

from docgen.errors import Unusual

from .printing import AbsentError, UnprintableError

Context = Mapping[str, Any]
_Piece = Callable[[Context], str]
_Test = Callable[[Context], bool]

_TAG = re.compile(r"(\{[{%].*?[%}]\})", re.DOTALL)
_PATH = re.compile(r"[a-z][a-z0-9_]*(?:\.[a-z][a-z0-9_]*)*")
# What Jinja takes for something else than a field.
_WORDS = frozenset(
    {*("and", "or", "not", "in", "is", "if", "else"), *("true", "false", "none", "loop", "self")}
)
# False in a condition, empty in a loop, not to be printed.
_ABSENT = ()


class Renderer(Protocol):
    """Fields → text: a Jinja template, or one that needs no Jinja."""

    def render(self, context: Context, /) -> str:
        """The text with the fields of ``context`` put in."""


class Bare:
    """A template ready to be rendered; ``fields`` are the dotted fields its tags name."""

    def __init__(
        self, source: str, printer: Callable[[Any], str], otherwise: Callable[[], Renderer]
    ) -> None:
        """Read ``source``; ``printer`` says what a tag prints. Raises Unusual if it is not bare.

        ``otherwise`` gives Jinja's template, for data that is not plain.
        """
        # Jinja changes line ends.
        if "\r" in source:
            raise Unusual
        self.fields: set[str] = set()
        self._printer = printer
        self._otherwise = cache(otherwise)
        self._tokens = _TAG.split(source)
        self._at = 0
        pieces, end = self._block(frozenset())
        if end:
            raise Unusual
        self._pieces = pieces

    def render(self, context: Context, /) -> str:
        """The text with the fields of ``context`` put in. Raises what Jinja's template raises."""
        try:
            return _joined(self._pieces, context)
        except (Unusual, AbsentError, UnprintableError):
            return self._otherwise().render(context)

    def _block(self, scope: frozenset[str]) -> tuple[list[_Piece], str]:
        """The pieces up to a tag that ends or divides a block, and that tag's word."""
        pieces: list[_Piece] = []
        while self._at < len(self._tokens):
            token = self._tokens[self._at]
            self._at += 1
            # Every second one is a tag.
            if self._at % 2:
                if "{{" in token or "{%" in token or "{#" in token:
                    raise Unusual
                pieces.append(_constant(token))
            elif token.startswith("{{") and token.endswith("}}"):
                pieces.append(_tag(self._path(token[2:-2].strip(), scope), self._printer))
            elif token.startswith("{%") and token.endswith("%}"):
                match token[2:-2].split():
                    case ["else" | "endif" | "endfor" as end]:
                        return pieces, end
                    case ["if", *words]:
                        pieces.append(self._choice(words, scope))
                    case ["for", name, "in", path] if _PATH.fullmatch(name) and "." not in name:
                        pieces.append(self._loop(name, path, scope))
                    case _:
                        raise Unusual
            else:
                raise Unusual
        return pieces, ""

    def _choice(self, words: list[str], scope: frozenset[str]) -> _Piece:
        test = self._test(words, scope)
        yes, end = self._block(scope)
        no: list[_Piece] = []
        if end == "else":
            no, end = self._block(scope)
        if end != "endif":
            raise Unusual
        return lambda context: _joined(yes if test(context) else no, context)

    def _test(self, words: list[str], scope: frozenset[str]) -> _Test:
        if words[:1] == ["not"] and len(words) == 2:
            path = self._path(words[1], scope)
            return lambda context: not _value(context, path)
        paths = self._paths(words, scope)
        return lambda context: any(_value(context, path) for path in paths)

    def _paths(self, words: list[str], scope: frozenset[str]) -> list[list[str]]:
        """The fields in ``a or b or c``."""
        if len(words) % 2 == 0 or any(word != "or" for word in words[1::2]):
            raise Unusual
        return [self._path(word, scope) for word in words[::2]]

    def _loop(self, name: str, path: str, scope: frozenset[str]) -> _Piece:
        if name in _WORDS:
            raise Unusual
        steps = self._path(path, scope)
        body, end = self._block(scope | {name})
        if end != "endfor":
            raise Unusual
        return lambda context: "".join(
            [_joined(body, {**context, name: item}) for item in _items(_value(context, steps))]
        )

    def _path(self, path: str, scope: frozenset[str]) -> list[str]:
        steps = path.split(".")
        if not _PATH.fullmatch(path) or steps[0] in _WORDS:
            raise Unusual
        if steps[0] not in scope:
            self.fields.add(path)
        return steps


def _joined(pieces: list[_Piece], context: Context) -> str:
    return "".join([piece(context) for piece in pieces])


def _constant(text: str) -> _Piece:
    return lambda context: text


def _tag(path: list[str], printer: Callable[[Any], str]) -> _Piece:
    return lambda context: printer(_value(context, path))


def _value(context: Context, path: list[str]) -> Any:
    value = context.get(path[0], _ABSENT)
    for step in path[1:]:
        if value == _ABSENT:
            return _ABSENT
        # Jinja would find an attribute of that name.
        if type(value) is not dict or (step not in value and hasattr(value, step)):
            raise Unusual
        value = value.get(step, _ABSENT)
    return value


def _items(value: Any) -> Any:
    if not isinstance(value, list | tuple):
        raise Unusual
    return value
