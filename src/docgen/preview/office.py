"""LibreOffice as a converter: one process with a profile of its own, a time limit, and no trust."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from docgen.diagnostics import CONVERSION_FAILED, NO_LIBREOFFICE, Diagnostic, Place
from docgen.errors import OutputError
from docgen.i18n import N_, translate
from docgen.writing import cannot_write

_FONTS = Path(__file__).with_name("fonts.conf")

# In any other locale LibreOffice gives a “ at the head of a paragraph to the Western font.
_SETTINGS = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Setup/L10N"><prop oor:name="ooSetupSystemLocale" oor:op="fuse">
<value>zh-CN</value></prop></item>
</oor:items>
"""


def to_pdf(docx: Path, folder: Path, timeout: float = 120) -> Path:
    """Convert ``docx`` into ``folder`` (made if need be) and return the PDF.

    ``timeout`` is in seconds. Raises OutputError with NO_LIBREOFFICE (O503) or CONVERSION_FAILED
    (O504).
    """
    return to_pdfs([docx], folder, timeout)[0]


def to_pdfs(files: Sequence[Path], folder: Path, timeout: float = 120) -> list[Path]:
    """Convert ``files`` in one LibreOffice run; each PDF takes the stem of its .docx.

    The result is in the order of ``files``, whose stems must differ (ValueError otherwise).
    ``timeout``, in seconds, is for all of them together. Raises OutputError with one
    CONVERSION_FAILED (O504) per file that gave no PDF (the others are in place), or with
    NO_LIBREOFFICE (O503).
    """
    if len({file.stem for file in files}) < len(files):
        raise ValueError("two files would give one PDF")
    command = shutil.which("soffice") or shutil.which("libreoffice")
    if command is None:
        raise OutputError([NO_LIBREOFFICE.at()])
    missing = [file for file in files if not file.is_file()]
    if missing:
        reason = translate(N_("there is no such file"))
        raise OutputError(_failed(file, reason) for file in missing)
    if not files:
        return []
    with TemporaryDirectory(prefix="docgen-") as scratch:
        return _convert(command, files, folder, timeout, Path(scratch))


def _convert(
    command: str, files: Sequence[Path], folder: Path, timeout: float, scratch: Path
) -> list[Path]:
    # Numbered copies: a name may start with a dash, and LibreOffice leaves lock files beside what
    # it opens.
    copies = [scratch / f"{n}.docx" for n in range(len(files))]
    for file, copy in zip(files, copies, strict=True):
        shutil.copyfile(file, copy)
    # A profile of its own, or a running LibreOffice takes the job over and answers at once.
    settings = scratch / "profile" / "user" / "registrymodifications.xcu"
    settings.parent.mkdir(parents=True)
    settings.write_text(_SETTINGS, encoding="utf-8")
    arguments = [
        command,
        f"-env:UserInstallation={(scratch / 'profile').as_uri()}",
        *("--headless", "--norestore", "--nolockcheck", "--nodefault", "--nologo"),
        *("--convert-to", "pdf:writer_pdf_Export", "--outdir", str(scratch)),
        *map(str, copies),
    ]
    said = _run(arguments, timeout)
    failures, results = [], []
    folder.mkdir(parents=True, exist_ok=True)
    for file, copy in zip(files, copies, strict=True):
        made = copy.with_suffix(".pdf")
        # LibreOffice exits with 0 whether or not it could load the file.
        if not made.is_file() or not made.stat().st_size:
            failures.append(_failed(file, said or translate(N_("it gave no reason"))))
            continue
        results.append(folder / f"{file.stem}.pdf")
        try:
            shutil.move(made, results[-1])
        except OSError as error:
            failures.append(cannot_write(results[-1], error))
    if failures:
        raise OutputError(failures)
    return results


def _failed(file: Path, reason: str) -> Diagnostic:
    return CONVERSION_FAILED.at(Place(str(file)), file=file.name, reason=reason)


def _run(arguments: Sequence[str], timeout: float) -> str:
    """What the command said on standard error, or that it took too long: its last line."""
    environment = {"FONTCONFIG_FILE": str(_FONTS), **os.environ}
    process = subprocess.Popen(
        arguments,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        env=environment,
        start_new_session=True,
    )
    try:
        _, errors = process.communicate(timeout=timeout)
    except BaseException as error:
        _end(process)
        if isinstance(error, subprocess.TimeoutExpired):
            return translate(N_("it took longer than {seconds} s")).format(seconds=f"{timeout:g}")
        raise
    lines = [line for line in errors.decode("utf-8", "replace").splitlines() if line.strip()]
    return lines[-1].strip() if lines else ""


def _end(process: subprocess.Popen[bytes]) -> None:
    # The command is a launcher: ending it alone would leave the real one running.
    if sys.platform == "win32":
        subprocess.run(["taskkill", "/F", "/T", "/PID", str(process.pid)], check=False)
    else:
        os.killpg(process.pid, signal.SIGKILL)
    process.communicate()
