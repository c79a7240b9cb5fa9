"""Where letters go: a folder, any fsspec address, or one .zip. Each file appears whole or not."""

from __future__ import annotations

import contextlib
import ctypes
import errno
import filecmp
import os
import sys
import zipfile
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Any, Protocol

from docgen.diagnostics import CANNOT_WRITE, EXTRA_MISSING, FILE_EXISTS, NO_FOLDER, Place
from docgen.errors import OutputError
from docgen.writing import cannot_write

from .beside import Beside
from .noted import Noted, Notes, forget

KEPT = ".docgen"
"""The folder inside the output that holds the journal, the lock, and files being written."""

_FATAL = {
    getattr(errno, name)
    for name in ("ENOSPC", "EDQUOT", "EROFS", "EIO", "ESTALE", "ENOTCONN", "ENODEV", "ENETDOWN")
    if hasattr(errno, name)
}
_NO_FOLDERS = frozenset([".docx", ".doc", ".pdf", ".xlsx", ".xls", ".rar", ".7z", ".gz", ".tar"])
"""Endings of what somebody may want, and would get as the name of a folder."""
_END = b"PK\x05\x06"


class FatalError(OutputError):
    """No further file can be written: the disk is full, the share is gone."""


class Output(Protocol):
    """A place for letters. Picklable: workers write for themselves."""

    def put(self, name: str, data: bytes, over: bytes | None) -> None:
        """Put ``data`` at ``name`` (``/`` parts folders).

        ``over`` is what may be replaced: None for nothing, else the fingerprint of the file that is
        there, or ``ANY``. A file that is there and equals ``data`` is left, as is one that has been
        cut off replaced. Raises OutputError: O501 (another file is there), O502; FatalError.
        """

    def get(self, name: str) -> bytes | None:
        """The file ``name``, or None."""

    def size(self, name: str) -> int | None:
        """The size of the file ``name`` in bytes, or None."""

    def is_empty(self) -> bool:
        """Whether no letter can be there yet."""


ANY = b"any"


def fingerprint(data: bytes) -> bytes:
    """16 bytes that tell one .docx from another.

    Of the directory at its end, with the check sums of all that stands before; empty for a file
    that was cut off.
    """
    if data[-22:-18] != _END:
        return b""
    start = int.from_bytes(data[-6:-2], "little")
    length = int.from_bytes(data[-10:-6], "little")
    if start + length + 22 != len(data):
        return b""
    # Processors have instructions for it.
    return sha256(data[start:]).digest()[:16]


def cannot(path: object, error: OSError) -> OutputError:
    """What ``error`` means for the file at ``path``."""
    kind = FatalError if error.errno in _FATAL else OutputError
    return kind([cannot_write(path, error)])


def _may_replace(old: bytes, new: bytes, over: bytes | None) -> bool:
    """Whether ``old`` may make place for ``new``; an equal file is never in the way."""
    found = fingerprint(old)
    return over == ANY or not found or found == over


@dataclass
class Folder:
    """A folder on this machine, or on a share."""

    root: Path
    _made: set[str] = field(default_factory=set, repr=False, compare=False)
    _stage: str = field(default="", repr=False, compare=False)
    _notes: Notes | None = field(default=None, repr=False, compare=False)

    def __getstate__(self) -> dict[str, Any]:
        empty: dict[str, Any] = {"_made": set(), "_stage": "", "_notes": None}
        return {"root": self.root, "_base": self._base, **empty}

    def __post_init__(self) -> None:
        self._base = f"{self.root}{os.sep}"

    def _prepare(self) -> None:
        stage = self.root / KEPT / "writing"
        stage.mkdir(parents=True, exist_ok=True)
        # One name a process: each file is moved away before the next is begun.
        self._stage = str(stage / f"{os.getpid():x}-{os.urandom(6).hex()}")

    def tidy(self) -> None:
        """Take away what killed runs were writing. Only for who holds the lock."""
        with contextlib.suppress(OSError):
            for left in (self.root / KEPT / "writing").iterdir():
                left.unlink()

    def note(self, print: bytes) -> None:
        """Remember, even if this process is killed, that the letter ``print`` is about to be put.

        Raises as :meth:`put`.
        """
        try:
            if self._notes is None:
                self._notes = Notes(self._noted)
            self._notes.add(print)
        except OSError as error:
            raise cannot(self._noted, error) from None

    def noted(self) -> Noted:
        """The notes of runs that came to no end."""
        return Noted(self._noted)

    def settle(self) -> None:
        """All that was put has been entered. Only for who holds the lock."""
        self._notes = None
        forget(self._noted)

    @property
    def _noted(self) -> Path:
        return self.root / KEPT / "noted"

    def put(self, name: str, data: bytes, over: bytes | None) -> None:
        """Write beside, then move into place."""
        target = f"{self._base}{name}"
        try:
            if not self._stage:
                self._prepare()
            if "/" in name:
                folder = name.rpartition("/")[0]
                if folder not in self._made:
                    (self.root / folder).mkdir(parents=True, exist_ok=True)
                    self._made.add(folder)
            if _exists(target):
                old = Path(target).read_bytes()
                if old == data:
                    return
                if not _may_replace(old, data, over):
                    raise OutputError([FILE_EXISTS.at(Place(target), file=target)])
            handle = os.open(self._stage, _NEW, 0o666)
            try:
                written = os.write(handle, data)
                while written < len(data):
                    written += os.write(handle, data[written:])
            finally:
                os.close(handle)
            os.replace(self._stage, target)  # noqa: PTH105  (a Path costs as much as the rename)
        except OSError as error:
            with contextlib.suppress(OSError):
                os.unlink(self._stage)  # noqa: PTH108
            raise cannot(target, error) from None

    def get(self, name: str) -> bytes | None:
        """The file ``name``, or None."""
        try:
            return (self.root / name).read_bytes()
        except FileNotFoundError:
            return None
        except OSError as error:
            raise cannot(self.root / name, error) from None

    def size(self, name: str) -> int | None:
        """The size of the file ``name``, or None."""
        try:
            return os.stat(f"{self._base}{name}").st_size  # noqa: PTH116
        except OSError:
            return None

    def has(self, name: str) -> bool:
        """Whether the file ``name`` is there."""
        return os.access(f"{self._base}{name}", os.F_OK)

    def is_empty(self) -> bool:
        """Whether no letter can be there yet."""
        try:
            return all(entry.name == KEPT for entry in os.scandir(self.root))
        except OSError:
            return True


def _exists(path: str) -> bool:
    """Whether anything is there, be it a link to nothing."""
    if _CAN_ASK:
        # No exception to raise and to catch for every letter.
        return os.access(path, os.F_OK, follow_symlinks=False)
    return os.path.lexists(path)


_CAN_ASK = os.access in os.supports_follow_symlinks
_NEW = os.O_WRONLY | os.O_CREAT | os.O_TRUNC | getattr(os, "O_BINARY", 0)


@dataclass
class Remote:
    """Any address that fsspec knows: ``s3://…``, ``hdfs://…``, ``memory://…``."""

    url: str

    def _fs(self) -> tuple[Any, str]:
        try:
            import fsspec
        except ImportError:
            raise OutputError(
                [EXTRA_MISSING.at(module="fsspec", package="'docgen-gongwen[remote]'")]
            ) from None
        try:
            fs, root = fsspec.core.url_to_fs(self.url)
        except ImportError as error:
            # fsspec says it in a sentence of its own; what it was raised from has the name.
            name = getattr(error.__cause__, "name", None) or error.name or "fsspec[full]"
            raise OutputError([EXTRA_MISSING.at(module=name, package=name)]) from None
        except (ValueError, OSError) as error:
            raise OutputError(
                [CANNOT_WRITE.at(Place(self.url), file=self.url, reason=str(error))]
            ) from None
        return fs, root.rstrip("/")

    def put(self, name: str, data: bytes, over: bytes | None) -> None:
        """Hand over to fsspec: what an address keeps appears whole."""
        fs, root = self._fs()
        target = f"{root}/{name}"
        try:
            if over is not None:
                old = self.get(name)
                if old == data:
                    return
                if old is not None and not _may_replace(old, data, over):
                    raise OutputError([FILE_EXISTS.at(Place(target), file=target)])
            try:
                fs.pipe_file(target, data)
            except FileNotFoundError:
                fs.makedirs(target.rpartition("/")[0], exist_ok=True)
                fs.pipe_file(target, data)
        except OSError as error:
            raise cannot(f"{self.url.rstrip('/')}/{name}", error) from None

    def get(self, name: str) -> bytes | None:
        """The file ``name``, or None."""
        fs, root = self._fs()
        try:
            found: bytes = fs.cat_file(f"{root}/{name}")
        except FileNotFoundError:
            return None
        except OSError as error:
            raise cannot(f"{self.url}/{name}", error) from None
        return found

    def size(self, name: str) -> int | None:
        """The size of the file ``name``, or None."""
        fs, root = self._fs()
        try:
            found: int | None = fs.size(f"{root}/{name}")
        except OSError:
            return None
        return found

    def is_empty(self) -> bool:
        """Whether no letter can be there yet."""
        fs, root = self._fs()
        try:
            return not fs.ls(root)
        except OSError:
            return True


@dataclass
class Gathered:
    """Letters that are handed back to be put into one .zip."""

    def put(self, name: str, data: bytes, over: bytes | None) -> None:
        """Nothing: the data travels with the outcome."""

    def get(self, name: str) -> bytes | None:
        """The file ``name``, or None."""
        return None

    def size(self, name: str) -> int | None:
        """The size of the file ``name``, or None."""
        return None

    def is_empty(self) -> bool:
        """Whether no letter can be there yet."""
        return True


class ZipFile:
    """A .zip being written beside its place; it appears when :meth:`close` is called.

    With ``resume`` one that is there may stay, if it is what has been made again.
    """

    def __init__(self, path: Path, force: bool, resume: bool = False) -> None:
        self.path = path
        self._force = force
        if path.exists() and not (force or resume):
            raise OutputError([FILE_EXISTS.at(Place(str(path)), file=path)])
        try:
            self._beside = Beside(path)
        except OSError as error:
            raise cannot(path, error) from None
        # The letters are deflated already.
        self._archive = zipfile.ZipFile(self._beside.file, "w", zipfile.ZIP_STORED)
        self._before = letters_in(path) if force else {}
        self.replaced: list[str] = []
        """The letters that were in the earlier archive with another text."""

    def add(self, name: str, data: bytes) -> None:
        """One file more. Raises FatalError."""
        try:
            info = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            self._archive.writestr(info, data)
        except OSError as error:
            self.drop()
            raise cannot(self.path, error) from None
        if self._before.get(name, info.CRC) != info.CRC:
            self.replaced.append(name)

    def close(self) -> None:
        """Put it in place. Raises OutputError: O502; O501 (another one is there)."""
        try:
            self._archive.close()
            if self._force or not self.path.exists():
                self._beside.place()
                return
            self._beside.finish()
            same = filecmp.cmp(self._beside.name, self.path, shallow=False)
        except OSError as error:
            self.drop()
            raise cannot(self.path, error) from None
        self.drop()
        if not same:
            raise OutputError([FILE_EXISTS.at(Place(str(self.path)), file=self.path)])

    def drop(self) -> None:
        """Leave nothing behind."""
        with contextlib.suppress(OSError, ValueError):
            self._archive.close()
        self._beside.drop()


def letters_in(path: Path) -> dict[str, int]:
    """The letters in the .zip at ``path``, and the check sum of each; none where it is no .zip."""
    try:
        with zipfile.ZipFile(path) as archive:
            return {i.filename: i.CRC for i in archive.infolist() if i.filename.endswith(".docx")}
    except (OSError, zipfile.BadZipFile):
        return {}


def check_target(target: str) -> None:
    """See that ``target`` is not the name of a single file. Raises OutputError (B473)."""
    path = Path(target)
    if "://" in target or path.is_dir():
        return
    is_zip = target.lower().endswith(".zip")
    case = "there" if path.exists() and not is_zip else ""
    if case or path.suffix.lower() in _NO_FOLDERS:
        raise OutputError([NO_FOLDER.at(Place(target), file=target, because=case)])


def output_of(target: str) -> Output:
    """The output that ``target`` names: a .zip, an address with ``://``, or a folder."""
    if "://" in target:
        return Remote(target)
    if target.lower().endswith(".zip"):
        return Gathered()
    return Folder(Path(target))


def papers_folder(output: Output) -> Path:
    """Where the papers of the letters in ``output`` stand."""
    return output.root if isinstance(output, Folder) else Path()


def flush(folder: Path) -> None:
    """Have the system write out what it holds for ``folder``: once a run, not once a file."""
    if sys.platform.startswith("linux"):
        # The file system of the folder only; others may have much to write.
        libc = ctypes.CDLL(None, use_errno=True)
        handle = os.open(folder, os.O_RDONLY)
        try:
            libc.syncfs(handle)
        finally:
            os.close(handle)
    elif sys.platform != "win32":
        os.sync()
