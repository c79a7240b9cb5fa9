"""Pictures named by the data, read from the data's own folder and nowhere else."""

from __future__ import annotations

from pathlib import Path, PurePosixPath

from docgen.diagnostics import BAD_PICTURE, Diagnostic, Place
from docgen.i18n import N_, translate

MAX_BYTES = 20_000_000
_SIGNATURES = {b"\x89PNG\r\n\x1a\n": "png", b"\xff\xd8\xff": "jpeg"}


def picture_type(data: bytes) -> str | None:
    """``png`` or ``jpeg`` by the bytes' own signature, else None."""
    return next((t for magic, t in _SIGNATURES.items() if data.startswith(magic)), None)


def read_asset(folder: Path, name: str, where: Place) -> bytes | Diagnostic:
    """The bytes of picture ``name`` below ``folder``, or the finding (V219) that says why not."""
    pure = PurePosixPath(name.replace("\\", "/"))
    path = folder / pure
    try:
        if pure.is_absolute() or ":" in name or ".." in pure.parts:
            reason = translate(N_("it lies outside the data file's folder"))
        elif not path.is_file():
            reason = translate(N_("there is no such file"))
        elif not path.resolve().is_relative_to(folder.resolve()):
            reason = translate(N_("it lies outside the data file's folder"))
        elif path.stat().st_size > MAX_BYTES:
            reason = translate(N_("it is larger than 20 MB"))
        else:
            data = path.read_bytes()
            if picture_type(data):
                return data
            reason = translate(N_("it is neither PNG nor JPEG"))
    except OSError as error:
        reason = error.strerror or str(error)
    return BAD_PICTURE.at(where, file=name, reason=reason)
