"""Bytes from disk or standard input, and their decoding."""

from __future__ import annotations

import sys
from pathlib import Path

from docgen.diagnostics import (
    BAD_ENCODING,
    FILE_MISSING,
    NOT_TEXT,
    READ_AS_GBK,
    READ_AS_UTF16,
    TOO_LARGE,
    Diagnostic,
    Place,
)
from docgen.errors import DataError

MAX_BYTES = 100_000_000
MAX_TEXT = 20_000_000
"""Bytes of a data file, a roster or a text: six million Chinese characters."""
_SAID = {"gb18030": READ_AS_GBK, "utf-16": READ_AS_UTF16}
_OFFICE = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"%PDF-", b"{\\rtf")
"""How .docx and .xlsx, .doc and .xls, PDF and RTF files begin."""


def read_bytes(path: Path) -> bytes:
    """The bytes of ``path``. Raises DataError: S101 (cannot be read), S108 (too large)."""
    try:
        with path.open("rb") as file:
            data = file.read(MAX_BYTES + 1)
        if len(data) > MAX_BYTES:
            raise DataError([TOO_LARGE.at(Place(str(path)), because="size")])
        return data
    except OSError as error:
        reason = error.strerror or str(error)
        raise DataError([FILE_MISSING.at(Place(str(path)), file=path, reason=reason)]) from None


def read_stdin() -> bytes:
    """All of standard input, up to what :func:`decode` refuses."""
    return sys.stdin.buffer.read(MAX_TEXT + 1)


def decode(data: bytes, name: str) -> tuple[str, list[Diagnostic]]:
    """``data`` as text: UTF-8 (with or without BOM); with a warning, UTF-16 with BOM or GB18030.

    Encoded lone surrogates are let through: validation refuses them by field. Raises DataError:
    S114 (a Word, Excel or PDF file), S102 (nothing fits), S108 (larger than any data).
    """
    if data.startswith(_OFFICE):
        raise DataError([NOT_TEXT.at(Place(name))])
    if len(data) > MAX_TEXT:
        raise DataError([TOO_LARGE.at(Place(name), because="size")])
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        encodings: tuple[tuple[str, str], ...] = (("utf-16", "surrogatepass"),)
    else:
        encodings = (("utf-8-sig", "strict"), ("utf-8-sig", "surrogatepass"), ("gb18030", "strict"))
    for encoding, errors in encodings:
        try:
            text = data.decode(encoding, errors)
        except UnicodeDecodeError:
            continue
        warning = _SAID.get(encoding)
        return text, [warning.at(Place(name))] if warning else []
    raise DataError([BAD_ENCODING.at(Place(name))])
