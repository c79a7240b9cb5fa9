"""The zip container of a .docx: fixed dates, sorted members, members deflated once copied raw.

zipfile cannot write a member that is already deflated, which is what makes a batch fast; hence
the few records of the format (PKWARE APPNOTE 4.3) are written here.
"""

from __future__ import annotations

import struct

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


def pack_parts(parts: Parts) -> bytes:
    """The bytes of the .docx that holds ``parts``, in their order."""
    out: list[bytes] = []
    central: list[bytes] = []
    offset = 0
    for member in parts.members:
        packed: Packed = member.packed or pack(member.data)
        name = member.name.encode("utf-8")
        flags = 0 if name.isascii() else _UTF8_NAMES
        shared = (
            _VERSION, flags, _DEFLATED, 0, _DOS_DATE,
            packed.crc, len(packed.data), packed.size, len(name), 0,
        )  # fmt: skip
        out += (_LOCAL.pack(0x04034B50, *shared), name, packed.data)
        central += (_CENTRAL.pack(0x02014B50, _VERSION, *shared, 0, 0, 0, 0, offset), name)
        offset += _LOCAL.size + len(name) + len(packed.data)
    directory = b"".join(central)
    count = len(parts.members)
    end = _END.pack(0x06054B50, 0, 0, count, count, len(directory), offset, 0)
    return b"".join((*out, directory, end))


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
