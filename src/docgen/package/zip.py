"""The zip container of a .docx: fixed dates, sorted members, members deflated once copied raw.

zipfile cannot write a member that is already deflated, which is what makes a batch fast; hence
the few records of the format (PKWARE APPNOTE 4.3) are written here.
"""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Iterable, Mapping

from docgen.diagnostics import TEMPLATE_BROKEN, Place
from docgen.errors import TemplateError
from docgen.i18n import N_, translate
from docgen.parts import Packed, Part, Parts, pack, package_order

_LOCAL = struct.Struct("<IHHHHHIIIHH")
_CENTRAL = struct.Struct("<IHHHHHHIIIHHHHHII")
_END = struct.Struct("<IHHHHIIH")
_VERSION = 20
_UTF8_NAMES = 0x0800
_DEFLATED = 8
_DOS_DATE = (1 << 5) | 1  # 1980-01-01, the zero of the format: same input, same bytes
MAX_MEMBERS = 2000
MAX_BYTES = 200_000_000


def pack_parts(parts: Parts) -> bytes:
    """The bytes of the .docx that holds ``parts``, in their order."""
    varying = {m.name: m.packed or pack(m.data) for m in parts.members}
    return Container({}, varying).fill(varying)


class Container:
    """A .docx with the members ``constant`` in it, as bytes; :meth:`fill` adds the others."""

    def __init__(self, constant: Mapping[str, Part], varying: Iterable[str]) -> None:
        names = sorted({*constant, *varying}, key=package_order)
        self._pieces: list[tuple[str | None, bytes, bytes, int]] = []
        for name in names:
            encoded = name.encode("utf-8")
            part = constant.get(name)
            if part is None:
                self._pieces.append((name, encoded, b"", 0))
                continue
            packed = part.packed or pack(part.data)
            shared = _shared(encoded, packed)
            whole = _LOCAL.pack(0x04034B50, *shared) + encoded + packed.data
            # The record in the directory, up to the offset, which is all that differs.
            record = _CENTRAL.pack(0x02014B50, _VERSION, *shared, 0, 0, 0, 0, 0)[:-4]
            self._pieces.append((None, whole, record, len(encoded)))

    def fill(self, varying: Mapping[str, Packed]) -> bytes:
        """The bytes of the .docx, its other members being ``varying``."""
        out: list[bytes] = []
        central: list[bytes] = []
        offset = 0
        for name, data, record, length in self._pieces:
            if name is None:
                out.append(data)
                central += (record, offset.to_bytes(4, "little"), data[30 : 30 + length])
                offset += len(data)
                continue
            packed = varying[name]
            shared = _shared(data, packed)
            out += (_LOCAL.pack(0x04034B50, *shared), data, packed.data)
            central += (
                _CENTRAL.pack(0x02014B50, _VERSION, *shared, 0, 0, 0, 0, offset), data
            )  # fmt: skip
            offset += _LOCAL.size + len(data) + len(packed.data)
        directory = b"".join(central)
        count = len(self._pieces)
        end = _END.pack(0x06054B50, 0, 0, count, count, len(directory), offset, 0)
        return b"".join((*out, directory, end))


def _shared(name: bytes, packed: Packed) -> tuple[int, ...]:
    """What both records of a member hold."""
    flags = 0 if name.isascii() else _UTF8_NAMES
    return (
        _VERSION, flags, _DEFLATED, 0, _DOS_DATE,
        packed.crc, len(packed.data), packed.size, len(name), 0,
    )  # fmt: skip


def unpack_parts(data: bytes, name: str) -> Parts:
    """The members of the .docx ``data``, in package order; ``name`` is the file's name.

    Raises TemplateError (T301): no zip, damaged, too large, or no Word document inside.
    """

    def broken(reason: str) -> TemplateError:
        return TemplateError([TEMPLATE_BROKEN.at(Place(name), file=name, reason=translate(reason))])

    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            infos = [info for info in archive.infolist() if not info.is_dir()]
            if len(infos) > MAX_MEMBERS or sum(i.file_size for i in infos) > MAX_BYTES:
                raise broken(N_("it is larger than any Word file should be"))
            names = [info.filename for info in infos]
            if len(set(names)) != len(names):
                raise broken(N_("it holds two members of one name"))
            members = {info.filename: archive.read(info) for info in infos}
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError):
        raise broken(N_("it is not a .docx file, or it is damaged")) from None
    if "word/document.xml" not in members or "[Content_Types].xml" not in members:
        raise broken(N_("there is no Word document in it"))
    order = sorted(members, key=package_order)
    return Parts(tuple(Part(n, members[n]) for n in order))
