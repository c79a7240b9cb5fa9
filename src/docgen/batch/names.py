"""File names from a pattern: safe on Windows, never a path, never silently shortened."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import replace
from hashlib import blake2b
from typing import Any

from docgen import pipeline, source
from docgen.compose import displayed
from docgen.diagnostics import NAME_EMPTY, NAME_TOO_LONG
from docgen.errors import DataError, TemplateError, Unusual
from docgen.kinds import Kind
from docgen.record import Record
from docgen.render.pattern import Pattern, compile_pattern

from .overlay import spellings

MAX_CHARACTERS = 80
"""255 bytes, the limit of common file systems, hold 80 Chinese characters and the ending."""

# What Windows forbids, as the full-width character that looks the same.
_FORBIDDEN = str.maketrans({c: chr(ord(c) + 0xFEE0) for c in '<>:"/\\|?*'})
_RESERVED = re.compile(r"(?i)(con|prn|aux|nul|com[0-9]|lpt[0-9])(\..*)?$")


def clean(name: str) -> str:
    """``name`` as a file name on any system: no path marks, no control or direction characters."""
    name = name.removesuffix(".docx")
    name = "".join(c for c in name if unicodedata.category(c) not in ("Cc", "Cf", "Zl", "Zp"))
    name = name.translate(_FORBIDDEN).strip().strip(".").strip()
    return f"_{name}" if _RESERVED.match(name) else name


def folded(name: str) -> str:
    """The form under which two names are one on Windows and macOS."""
    return unicodedata.normalize("NFC", name).casefold()


def name_id(name: str) -> int:
    """63 bits of ``name`` as Windows compares it."""
    digest = blake2b(folded(name).encode("utf-8", "surrogatepass"), digest_size=8).digest()
    return int.from_bytes(digest, "big") >> 1


# Nothing to clean: no space, no dot, no letter that could make a reserved name.
_EASY = re.compile("[\u4e00-\u9fff（）〔〕、·][0-9\u4e00-\u9fff（）〔〕、·]*").fullmatch
_SLASH = re.compile(r"/(?![^{}]*[%}]\})")


class NamePattern:
    """A ``--name`` pattern compiled for one kind; ``/`` outside tags parts folders.

    Tags may name fields as the columns of a roster do.

    Raises TemplateError (B406) where it is wrong.
    """

    def __init__(self, text: str, kind: Kind) -> None:
        pieces = _SLASH.split(text)
        own = {*kind.fields, *(str(field.get("title", "")) for field in kind.fields.values())}
        known = {name: path for name, path in spellings(kind).items() if name not in own}
        self._patterns = [compile_pattern(p, kind, pipeline.DERIVED, known) for p in pieces]
        self.telling = kind.telling(self.tags)
        """A field beside these that tells letters apart."""

    @property
    def tags(self) -> frozenset[str]:
        """The fields that the pattern prints."""
        return frozenset(tag for pattern in self._patterns for tag in pattern.tags)

    def render(self, record: Record) -> str:
        """The file's path below the folder, without ending.

        Raises DataError: B409 at its longest field; B403 and B406 at no place.
        """
        shown = displayed(record)
        try:
            return "/".join(self._checked(p, record, shown) for p in self._patterns)
        except TemplateError as error:
            raise DataError(error.diagnostics) from None

    def _checked(self, pattern: Pattern, record: Record, shown: dict[str, Any]) -> str:
        """The name that ``pattern`` gives; one that is too long is so where most of it stands."""
        text = pattern.fill(shown)
        try:
            return checked(text, self.telling)
        except DataError as error:
            nodes = [_node(record.root, tag) for tag in sorted(pattern.tags)]
            texts = [node for node in nodes if isinstance(node, source.Scalar)]
            longest = max(texts, key=lambda node: len(node.text), default=None)
            if longest is None or not clean(text):
                raise
            raise DataError(replace(d, where=longest.place) for d in error.diagnostics) from None

    def special(
        self, known: Mapping[str, Any], varying: frozenset[str]
    ) -> Callable[[Mapping[str, Any]], str]:
        """``render`` where only the fields ``varying`` differ. It, and this, raise Unusual."""
        fills = [pattern.special(known, varying) for pattern in self._patterns]
        if len(fills) == 1:
            fill = fills[0]
            return lambda fields: _quickly(fill(fields))
        return lambda fields: "/".join(_quickly(fill(fields)) for fill in fills)


def _node(root: source.Node, tag: str) -> source.Node | None:
    """The node of the dotted field ``tag``, if it is there."""
    node: source.Node | None = root
    for step in tag.split("."):
        node = node.get(step) if isinstance(node, source.Mapping) else None
    return node


def _quickly(text: str) -> str:
    if len(text) <= MAX_CHARACTERS and _EASY(text):
        return text
    try:
        return checked(text)
    except DataError:
        raise Unusual from None


def checked(text: str, telling: str = "") -> str:
    """``text`` cleaned. Raises DataError: B403 (nothing is left), B409 (too long), at no place.

    The field ``telling`` is proposed for a shorter name.
    """
    name = clean(text)
    if not name:
        raise DataError([NAME_EMPTY.at(text=text)])
    if len(name) > MAX_CHARACTERS:
        args: dict[str, Any] = {"found": len(name), "limit": MAX_CHARACTERS, "field": telling}
        raise DataError([NAME_TOO_LONG.at(name=name, **args)])
    return name
