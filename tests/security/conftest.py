"""What hostile input is tried with: small files, and an ear on what Python does meanwhile."""

from __future__ import annotations

import io
import sys
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import docx
import pytest

from docgen import pipeline

DATA = "kind: annual-summary\ntitle: 题\nunit: 单位\nyear: 2026\nwork: [{heading: 一, text: 文}]\n"
_DANGEROUS = ("os.system", "os.exec", "os.fork", "os.spawn", "subprocess.", "socket.", "urllib.")
_heard: list[str] | None = None


def _listen(event: str, args: tuple[object, ...]) -> None:
    if _heard is None:
        return
    if event.startswith(_DANGEROUS) or (event == "open" and str(args[0]).startswith("/etc/")):
        _heard.append(f"{event} {args}")


@pytest.fixture(scope="session", autouse=True)
def _ear() -> None:
    sys.addaudithook(_listen)


@pytest.fixture(autouse=True)
def nothing_runs() -> Iterator[list[str]]:
    """No process, no socket, no file of the system: heard by Python's own audit events."""
    global _heard
    _heard = []
    heard = _heard
    yield heard
    _heard = None
    assert heard == []


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A small good data file."""
    path = tmp_path / "data.yaml"
    path.write_text(DATA, encoding="utf-8")
    return path


@pytest.fixture
def fill(data: Path, tmp_path: Path) -> Callable[..., bytes]:
    """Render the data file into a template of the given paragraphs, or of the given bytes."""

    def fill(*paragraphs: str, raw: bytes | None = None) -> bytes:
        own = tmp_path / "own.docx"
        if raw is None:
            document = docx.Document()
            for paragraph in paragraphs:
                document.add_paragraph(paragraph)
            document.save(str(own))
        else:
            own.write_bytes(raw)
        pipeline.get_template.cache_clear()
        return pipeline.fill(pipeline.record_of(str(data))[0], template=str(own))[0]

    return fill


@pytest.fixture
def rebuilt() -> Callable[..., bytes]:
    """python-docx's empty document with members added or replaced."""

    def rebuild(changes: dict[str, bytes], extra: tuple[tuple[str, bytes], ...] = ()) -> bytes:
        plain = io.BytesIO()
        docx.Document().save(plain)
        out = io.BytesIO()
        with zipfile.ZipFile(plain) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
            for name in old.namelist():
                new.writestr(name, changes.pop(name, None) or old.read(name))
            for name, content in (*changes.items(), *extra):
                new.writestr(name, content)
        return out.getvalue()

    return rebuild
