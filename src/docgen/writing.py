"""Why a file cannot be written, and what helps against it."""

from __future__ import annotations

import errno
import sqlite3
from pathlib import Path

from .diagnostics import CANNOT_WRITE, Diagnostic, Place
from .i18n import N_, translate

_CAUSES = {
    "ENOSPC": "space",
    "EDQUOT": "space",
    "EFBIG": "space",
    "EROFS": "read-only",
    "EACCES": "permission",
    "EPERM": "permission",
    "ETXTBSY": "open",
    "EBUSY": "open",
    "ENAMETOOLONG": "long",
    "EISDIR": "in the way",
    "ENOTDIR": "in the way",
    "EEXIST": "in the way",
    "ENOENT": "gone",
    "ENODEV": "gone",
    "ENOTCONN": "gone",
    "ESTALE": "gone",
    "ENETDOWN": "gone",
    "EIO": "gone",
}
_SQLITE = {
    sqlite3.SQLITE_FULL: "space",
    sqlite3.SQLITE_READONLY: "read-only",
    sqlite3.SQLITE_CANTOPEN: "permission",
    sqlite3.SQLITE_PERM: "permission",
    sqlite3.SQLITE_BUSY: "open",
    sqlite3.SQLITE_LOCKED: "open",
    sqlite3.SQLITE_IOERR: "gone",
}
_SHARED = (32, 33)
_TOO_LONG = 206
"""What Windows says of a file that another program has open, and of a long path."""


def cannot_write(path: object, error: OSError | sqlite3.Error) -> Diagnostic:
    """The finding (O502) that ``error`` is for the file at ``path``, with the cure that fits."""
    if isinstance(error, sqlite3.Error):
        code = getattr(error, "sqlite_errorcode", 0) & 0xFF
        return _finding(path, str(error), _SQLITE.get(code, ""))
    cause = _CAUSES.get(errno.errorcode.get(error.errno or 0, ""), "")
    win = getattr(error, "winerror", None)
    if cause == "permission" and (win in _SHARED or (win and Path(str(path)).is_file())):
        cause = "open"
    elif win == _TOO_LONG:
        cause = "long"
    reason = error.strerror or str(error)
    if cause == "long":
        reason = translate(N_("the name or the path is too long"))
    return _finding(path, reason, cause)


def held_open(path: Path) -> Diagnostic | None:
    """The finding (O502) that an office program has ``path`` open, by the mark it leaves beside.

    Where the system lets an open file be replaced, the program would write its own over it later.
    """
    name = path.name
    # Excel and WPS; Word, which drops two letters of a long name; LibreOffice.
    for mark in (f"~${name}", f"~${name[2:]}", f".~lock.{name}#"):
        if path.exists() and path.with_name(mark).exists():
            reason = translate(N_("it is open in another program ({mark} is there)"))
            return _finding(path, reason.format(mark=mark), "marked")
    return None


def _finding(path: object, reason: str, cause: str) -> Diagnostic:
    return CANNOT_WRITE.at(Place(str(path)), file=path, reason=reason, because=cause)
