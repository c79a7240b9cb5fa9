"""Pages of a PDF as PNG pictures."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from docgen.diagnostics import NO_RASTERISER, Place
from docgen.errors import OutputError
from docgen.i18n import N_, translate

_SECONDS = 120


def to_png(pdf: Path, folder: Path, dpi: int = 110) -> list[Path]:
    """Draw every page of ``pdf`` into ``folder`` (made if need be) as ``<stem>-<page>.png``.

    ``dpi`` is in dots per inch; pages count from 1, in order. Raises OutputError (O505) where
    neither pdftoppm nor PyMuPDF is installed, or where they cannot read the file.
    """
    folder.mkdir(parents=True, exist_ok=True)
    command = shutil.which("pdftoppm")
    if command is None:
        return _with_pymupdf(pdf, folder, dpi)
    return _with_poppler(command, pdf, folder, dpi)


def _failed(pdf: Path, reason: str) -> OutputError:
    return OutputError([NO_RASTERISER.at(Place(str(pdf)), file=pdf.name, reason=reason)])


def _with_poppler(command: str, pdf: Path, folder: Path, dpi: int) -> list[Path]:
    with TemporaryDirectory(prefix="docgen-") as scratch:
        arguments = [command, "-png", "-r", str(dpi), str(pdf.absolute()), f"{scratch}/page"]
        try:
            done = subprocess.run(arguments, capture_output=True, timeout=_SECONDS, check=False)
        except subprocess.TimeoutExpired as error:
            reason = translate(N_("it took longer than {seconds} s")).format(seconds=_SECONDS)
            raise _failed(pdf, reason) from error
        if done.returncode:
            raise _failed(pdf, done.stderr.decode("utf-8", "replace").strip())
        out = []
        # Poppler pads the numbers according to the page count; sorted, they are in page order.
        for number, page in enumerate(sorted(Path(scratch).iterdir()), 1):
            out.append(folder / f"{pdf.stem}-{number}.png")
            shutil.move(page, out[-1])
        return out


def _with_pymupdf(pdf: Path, folder: Path, dpi: int) -> list[Path]:
    try:
        import pymupdf
    except ImportError as error:
        reason = translate(N_("neither pdftoppm nor PyMuPDF is installed"))
        raise _failed(pdf, reason) from error
    # PyMuPDF's own annotations are too loose for a strict check.
    document: Any
    try:
        document = pymupdf.open(pdf)  # type: ignore[no-untyped-call]
    except (RuntimeError, OSError) as error:
        raise _failed(pdf, str(error)) from error
    out = []
    with document:
        for number, page in enumerate(document, 1):
            out.append(folder / f"{pdf.stem}-{number}.png")
            page.get_pixmap(dpi=dpi).save(out[-1])
    return out
