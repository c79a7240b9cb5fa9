"""The zip container of a .docx: fixed dates, sorted members, members deflated once copied raw.

zipfile cannot write a member that is already deflated, which is what makes a batch fast; hence
the few records of the format (PKWARE APPNOTE 4.3) are written here.
"""

from __future__ import annotations

import struct
from collections.abc import Iterable, Mapping

from docgen.diagnostics import TEMPLATE_BROKEN, Place
from docgen.errors import TemplateError
from docgen.i18n import N_, translate
from docgen.parts import Packed, Part, Parts, pack, package_order

_LOCAL = struct.Struct("<IHHHHHIIIHH")
_CENTRAL = struct.Struct("<IHHHHHHIIIHHHHHII")
_END = struct.Struct("<IHHHHIIH")
_VERSION = 20
_COMMON = 2  # of package_order: all but the members that readers expect to come first
_UTF8_NAMES = 0x0800
_DEFLATED = 8
_DOS_DATE = (1 << 5) | 1  # 1980-01-01, the zero of the format: same input, same bytes


def pack_parts(parts: Parts) -> bytes:
    """The bytes of the .docx that holds ``parts``."""
    return Container({m.name: m for m in parts.members}, ()).fill({})


class Container:
    """A .docx with the members ``constant`` in it, as bytes; :meth:`fill` adds the others.

    Members that were packed beforehand stand before those that were not, whichever of these are
    given when: the same members make the same bytes.
    """

    def __init__(self, constant: Mapping[str, Part], varying: Iterable[str]) -> None:
        def order(name: str) -> tuple[bool, int, str]:
            rank, text = package_order(name)
            part = constant.get(name)
            return rank == _COMMON and (part is None or part.packed is None), rank, text

        names = sorted({*constant, *varying}, key=order)
        self._count = len(names)
        first = next((i for i, name in enumerate(names) if name not in constant), len(names))
        self._head = _Members()
        for name in names[:first]:
            self._head.add(name.encode("utf-8"), _packed(constant[name]))
        # From the first varying member on, places move with what stands before.
        self._tail = [(n, n.encode("utf-8"), _local(n, constant)) for n in names[first:]]

    def fill(self, varying: Mapping[str, Packed]) -> bytes:
        """The bytes of the .docx, its other members being ``varying``."""
        head = self._head
        out: list[bytes] = [head.data]
        central: list[bytes] = [head.directory]
        offset = len(head.data)
        length = len(head.directory)
        for name, encoded, fixed in self._tail:
            packed = fixed or varying[name]
            data = packed.data
            shared = _shared(encoded, packed)
            out += (_LOCAL.pack(0x04034B50, *shared), encoded, data)
            central += (
                _CENTRAL.pack(0x02014B50, _VERSION, *shared, 0, 0, 0, 0, offset), encoded,
            )  # fmt: skip
            offset += _LOCAL.size + len(encoded) + len(data)
            length += _CENTRAL.size + len(encoded)
        out += central
        out.append(_END.pack(0x06054B50, 0, 0, self._count, self._count, length, offset, 0))
        return b"".join(out)


class _Members:
    """Members side by side at the beginning of a file: their bytes, and their directory."""

    def __init__(self) -> None:
        self.data = b""
        self.directory = b""

    def add(self, name: bytes, packed: Packed) -> None:
        shared = _shared(name, packed)
        offset = len(self.data)
        self.directory += _CENTRAL.pack(0x02014B50, _VERSION, *shared, 0, 0, 0, 0, offset) + name
        self.data += _LOCAL.pack(0x04034B50, *shared) + name + packed.data


def _packed(part: Part) -> Packed:
    return part.packed or pack(part.data)


def _local(name: str, constant: Mapping[str, Part]) -> Packed | None:
    part = constant.get(name)
    return _packed(part) if part else None


def _shared(name: bytes, packed: Packed) -> tuple[int, ...]:
    """What both records of a member hold."""
    flags = 0 if name.isascii() else _UTF8_NAMES
    return (
        _VERSION, flags, _DEFLATED, 0, _DOS_DATE,
        packed.crc, len(packed.data), packed.size, len(name), 0,
    )  # fmt: skip


def unpack_parts(data: bytes, name: str) -> Parts:
    """The members of the .docx ``data``, in package order; ``name`` is the file's name.

    Raises TemplateError (T301): no zip, damaged, too large, not to be trusted (see
    :mod:`docgen.package.intake`), or no Word document inside.
    """

    # Imported late: zipfile brings much along, and not every command opens a template.
    from .intake import Refused, members_of

    def broken(reason: str) -> TemplateError:
        return TemplateError([TEMPLATE_BROKEN.at(Place(name), file=name, reason=translate(reason))])

    try:
        members = members_of(data)
    except Refused as refusal:
        raise broken(str(refusal)) from None
    if "word/document.xml" not in members or "[Content_Types].xml" not in members:
        raise broken(N_("there is no Word document in it"))
    if "word/styles.xml" not in members:
        raise broken(N_("it has no styles"))
    order = sorted(members, key=package_order)
    return Parts(tuple(Part(n, members[n]) for n in order))
