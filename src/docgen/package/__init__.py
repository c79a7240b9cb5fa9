"""Turn Parts into .docx bytes and put them on disk, all or nothing."""

from __future__ import annotations

from .disk import write_new
from .zip import Container, pack_parts, unpack_parts

__all__ = ["Container", "pack_parts", "unpack_parts", "write_new"]
