"""``discard://``: a file system that takes everything and keeps nothing."""

from __future__ import annotations

from typing import Any

import fsspec


class _Sink(fsspec.spec.AbstractBufferedFile):
    def _upload_chunk(self, final: bool = False) -> bool:
        return True

    def _initiate_upload(self) -> None:
        pass


class DiscardFileSystem(fsspec.AbstractFileSystem):
    """Writes succeed, nothing is ever there."""

    protocol = "discard"
    cachable = False

    def _open(self, path: str, mode: str = "rb", **kwargs: Any) -> Any:
        if "r" in mode:
            raise FileNotFoundError(path)
        return _Sink(self, path, mode, autocommit=True)

    def pipe_file(self, path: str, value: bytes, mode: str = "overwrite", **kwargs: Any) -> None:
        """Take ``value``."""

    def exists(self, path: str, **kwargs: Any) -> bool:
        """Nothing is."""
        return False

    def info(self, path: str, **kwargs: Any) -> dict[str, Any]:
        """Nothing to tell."""
        raise FileNotFoundError(path)

    def ls(self, path: str, detail: bool = True, **kwargs: Any) -> list[Any]:
        """Nothing."""
        return []

    def makedirs(self, path: str, exist_ok: bool = False) -> None:
        """Done, as far as anybody can tell."""

    mkdir = makedirs

    def mv(self, path1: str, path2: str, **kwargs: Any) -> None:
        """Done."""

    def rm_file(self, path: str) -> None:
        """Done."""


def register() -> None:
    """Make ``discard://`` known to fsspec."""
    fsspec.register_implementation("discard", DiscardFileSystem, clobber=True)
