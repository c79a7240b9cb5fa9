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
_OFFSET = struct.Struct("<I")
_VERSION = 20
_UTF8_NAMES = 0x0800
_DEFLATED = 8
_DOS_DATE = (1 << 5) | 1  # 1980-01-01, the zero of the format: same input, same bytes


def pack_parts(parts: Parts) -> bytes:
    """The bytes of the .docx that holds ``parts``, in their order."""
    varying = {m.name: m.packed or pack(m.data) for m in parts.members}
    return Container({}, varying).fill(varying)


class Container:
    """A .docx with the members ``constant`` in it, as bytes; :meth:`fill` adds the others."""

    def __init__(self, constant: Mapping[str, Part], varying: Iterable[str]) -> None:
        names = sorted({*constant, *varying}, key=package_order)
        self._count = len(names)
        # Alternately constant members, joined, and the name of a varying one.
        self._runs: list[tuple[_Run, str | None, bytes]] = []
        run = _Run()
        for name in names:
            encoded = name.encode("utf-8")
            part = constant.get(name)
            if part is None:
                self._runs.append((run, name, encoded))
                run = _Run()
            else:
                run.add(encoded, part.packed or pack(part.data))
        self._runs.append((run, None, b""))

    def fill(self, varying: Mapping[str, Packed]) -> bytes:
        """The bytes of the .docx, its other members being ``varying``."""
        out: list[bytes] = []
        central: list[bytes] = []
        offset = 0
        for run, name, encoded in self._runs:
            out.append(run.data)
            central.append(run.directory(offset))
            offset += len(run.data)
            if name is None:
                continue
            packed = varying[name]
            shared = _shared(encoded, packed)
            out += (_LOCAL.pack(0x04034B50, *shared), encoded, packed.data)
            record = _CENTRAL.pack(0x02014B50, _VERSION, *shared, 0, 0, 0, 0, offset)
            central += (record, encoded)
            offset += _LOCAL.size + len(encoded) + len(packed.data)
        length = sum(map(len, central))
        end = _END.pack(0x06054B50, 0, 0, self._count, self._count, length, offset, 0)
        return b"".join((*out, *central, end))


class _Run:
    """Members that stand side by side and never change: their bytes, and their directory."""

    def __init__(self) -> None:
        self.data = b""
        self._records = bytearray()
        self._offsets: list[tuple[int, int]] = []
        self._last: tuple[int, bytes] | None = None

    def add(self, name: bytes, packed: Packed) -> None:
        shared = _shared(name, packed)
        record = _CENTRAL.pack(0x02014B50, _VERSION, *shared, 0, 0, 0, 0, 0)
        self._offsets.append((len(self._records) + _CENTRAL.size - 4, len(self.data)))
        self._records += record + name
        self.data += _LOCAL.pack(0x04034B50, *shared) + name + packed.data

    def directory(self, start: int) -> bytes:
        """The records of the directory, where the run stands at ``start``."""
        if self._last is None or self._last[0] != start:
            records = bytearray(self._records)
            for at, offset in self._offsets:
                _OFFSET.pack_into(records, at, start + offset)
            self._last = start, bytes(records)
        return self._last[1]


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
