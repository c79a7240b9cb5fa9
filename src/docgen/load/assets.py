"""Pictures named by the data, read from the data's own folder and nowhere else."""

from __future__ import annotations

from pathlib import Path, PurePosixPath

from docgen.diagnostics import BAD_PICTURE, Diagnostic, Place
from docgen.i18n import N_, translate


def read_asset(folder: Path, name: str, where: Place) -> bytes | Diagnostic:
    """The picture ``name`` below ``folder``, encoded anew, or the finding (V219) why not."""
    # Pillow and what handles it are not for data without pictures.
    from .pictures import MAX_BYTES, Unusable, reencoded

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
            with path.open("rb") as file:
                return reencoded(file.read(MAX_BYTES + 1))
    except Unusable as unusable:
        reason = translate(str(unusable))
    except OSError as error:
        reason = error.strerror or str(error)
    return BAD_PICTURE.at(where, file=name, reason=reason)
