"""Pictures named by the data, read from the data's own folder and nowhere else."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from docgen.diagnostics import BAD_PICTURE, Diagnostic, Place
from docgen.i18n import N_, translate

ALL_BYTES = 100_000_000
ALL_PIXELS = 150_000_000
"""Of all pictures of a document together: 12 of a phone; the most unfavourable PNGs take 10 s."""


@dataclass(slots=True)
class Room:
    """What the pictures of one document may still take: bytes and pixels."""

    size: int = ALL_BYTES
    pixels: int = ALL_PIXELS

    def take(self, picture: bytes) -> str:
        """Take in ``picture``; the reason (a msgid) why it does not fit, or nothing."""
        from .pictures import pixels_of

        self.size -= len(picture)
        self.pixels -= pixels_of(picture)
        if self.size < 0:
            return N_("the pictures of the document together are larger than 100 MB")
        if self.pixels < 0:
            return N_("the pictures of the document together have more than 150 million pixels")
        return ""


def read_asset(folder: Path, name: str, where: Place, room: Room) -> bytes | Diagnostic:
    """The picture ``name`` below ``folder``, encoded anew, or the finding (V219) why not.

    It takes its share of ``room``; once there is none left, nothing more is read.
    """
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
        elif room.size < 0 or room.pixels < 0:
            reason = translate(N_("the pictures before it take all the room that a document has"))
        else:
            with path.open("rb") as file:
                made = reencoded(file.read(MAX_BYTES + 1))
            full = room.take(made)
            if not full:
                return made
            reason = translate(full)
    except Unusable as unusable:
        reason = translate(str(unusable))
    except OSError as error:
        reason = error.strerror or str(error)
    return BAD_PICTURE.at(where, file=name, reason=reason)
