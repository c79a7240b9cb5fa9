"""A foreign .docx is opened with distrust: what a Word file never holds is refused before use.

Sizes are counted while reading, whatever the headers say; names must be plain paths, each once;
XML must be UTF-8, well formed, without DOCTYPE, and not deeper than any document is.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from xml.parsers import expat

from docgen.i18n import N_

MAX_FILE = 100_000_000
"""Bytes of the .docx itself."""
MAX_MEMBERS = 2000
MAX_BYTES = 200_000_000
"""Bytes of all members together, unpacked."""
MAX_XML = 40_000_000
"""Bytes of one XML member, unpacked."""
MAX_RATIO = 200
RATIO_FROM = 5_000_000
"""Bytes from which a member's ratio counts: a short one of white space may be packed very small."""
MAX_DEPTH = 256
_BLOCK = 1 << 20
_NAME = re.compile(r"[^\x00-\x1f\x7f\\:]+")
_XML = (".xml", ".rels", ".vml")


class Refused(Exception):  # noqa: N818  (a verdict, not a failure)
    """Why a file is not opened: a msgid."""


def members_of(data: bytes) -> dict[str, bytes]:
    """The members of the .docx ``data`` by name. Raises Refused."""
    if len(data) > MAX_FILE:
        raise Refused(N_("it is larger than any Word file should be"))
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            members = dict(_read_all(archive))
    except (
        zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError, ValueError,
        OverflowError, OSError, UnicodeError, MemoryError,
        LookupError,
    ):  # fmt: skip
        raise Refused(N_("it is not a .docx file, or it is damaged")) from None
    for name, content in members.items():
        if name.lower().endswith(_XML):
            _check_xml(content)
    return members


def _read_all(archive: zipfile.ZipFile) -> Iterator[tuple[str, bytes]]:
    infos = [info for info in archive.infolist() if not info.is_dir()]
    if len(infos) > MAX_MEMBERS:
        raise Refused(N_("it is larger than any Word file should be"))
    # OPC compares names without regard to case (ECMA-376 Part 2, 6.2.2.3).
    if len({info.filename.casefold() for info in infos}) != len(infos):
        raise Refused(N_("it holds two members of one name"))
    left = MAX_BYTES
    for info in infos:
        name = info.filename
        if not _NAME.fullmatch(name) or name.startswith("/") or ".." in name.split("/"):
            raise Refused(N_("a member's name leads out of the file"))
        if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise Refused(N_("it is packed in a way that Word does not know"))
        content = _read(archive, info, left)
        left -= len(content)
        yield name, content


def _read(archive: zipfile.ZipFile, info: zipfile.ZipInfo, left: int) -> bytes:
    most = min(left, MAX_XML) if info.filename.lower().endswith(_XML) else left
    out, size = [], 0
    with archive.open(info) as member:
        while block := member.read(_BLOCK):
            size += len(block)
            packed = max(info.compress_size, 1)
            if size > most or (size > RATIO_FROM and size > MAX_RATIO * packed):
                raise Refused(N_("it is larger than any Word file should be"))
            out.append(block)
    return b"".join(out)


def _check_xml(data: bytes) -> None:
    depth = 0

    def start(name: str, attributes: dict[str, str]) -> None:
        nonlocal depth
        depth += 1
        if depth > MAX_DEPTH:
            raise Refused(N_("its XML is nested deeper than in any document"))

    def end(name: str) -> None:
        nonlocal depth
        depth -= 1

    def declared(version: str, encoding: str | None, standalone: int) -> None:
        if (encoding or "utf-8").lower() != "utf-8":
            raise Refused(N_("its XML is not UTF-8"))

    def doctype(*_: object) -> None:
        raise Refused(N_("it holds a DOCTYPE, which no Word file does"))

    def hidden(*texts: str) -> None:
        # What tells markup from text by its marks must not find them here.
        if any(mark in text for text in texts for mark in "<\"'"):
            raise Refused(N_("its XML holds comments or instructions that Word does not write"))

    def section() -> None:
        raise Refused(N_("its XML holds comments or instructions that Word does not write"))

    try:
        data.decode("utf-8-sig")
        # What we read as UTF-8, Word must not read as something else.
        parser = expat.ParserCreate("UTF-8")
        parser.XmlDeclHandler = declared
        parser.StartElementHandler = start
        parser.EndElementHandler = end
        parser.StartDoctypeDeclHandler = doctype
        parser.CommentHandler = hidden
        parser.ProcessingInstructionHandler = hidden
        parser.StartCdataSectionHandler = section
        parser.Parse(data, True)
    except UnicodeDecodeError:
        raise Refused(N_("its XML is not UTF-8")) from None
    except expat.ExpatError:
        raise Refused(N_("its XML is damaged")) from None
