"""Parts: the members of an OPC package, ready to be put into a .docx."""

from __future__ import annotations

import zlib
from collections.abc import Iterable
from dataclasses import dataclass, field

try:
    # A fifth of zlib's time for the same size; there is no build of it for some processors.
    from isal.isal_zlib import compress as _compress
    from isal.isal_zlib import crc32 as _crc32

    _LEVEL = 1
except ImportError:
    _compress, _crc32 = zlib.compress, zlib.crc32
    _LEVEL = 3

_STATIC_LEVEL = 8


@dataclass(frozen=True, slots=True)
class Packed:
    """A member's bytes already deflated (raw stream), with the figures a zip header needs."""

    data: bytes
    crc: int
    size: int


def pack(data: bytes) -> Packed:
    """Deflate ``data``, quickly: for what is made anew for each document."""
    return Packed(_compress(data, _LEVEL, -15), _crc32(data), len(data))


def pack_static(data: bytes) -> Packed:
    """Deflate ``data``, well: for what is packed once and copied ever after."""
    return Packed(zlib.compress(data, _STATIC_LEVEL, -15), _crc32(data), len(data))


@dataclass(frozen=True, slots=True)
class Part:
    """One member: its name in the package (``word/document.xml``), and its bytes."""

    name: str
    data: bytes
    packed: Packed | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class Parts:
    """All members of one file, by name in package order."""

    members: tuple[Part, ...]

    def __getitem__(self, name: str) -> bytes:
        for member in self.members:
            if member.name == name:
                return member.data
        raise KeyError(name)

    def names(self) -> Iterable[str]:
        """The member names in package order."""
        return [m.name for m in self.members]


def package_order(name: str) -> tuple[int, str]:
    """Sort key of a member: content types first, then the package relationships, then by name."""
    first = {"[Content_Types].xml": 0, "_rels/.rels": 1}
    return first.get(name, 2), name


def dump(parts: Parts) -> str:
    """Member names and sizes, then the main document: ``docgen show --stage parts``."""
    lines = ["parts"]
    lines += [f"  {m.name} {len(m.data)} bytes" for m in parts.members]
    body = parts["word/document.xml"].decode("utf-8")
    return "\n".join(lines) + "\n" + body.replace("<w:p>", "\n<w:p>").rstrip() + "\n"
