"""Pictures come from the data's own folder and are what they say."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from PIL import Image

from docgen.diagnostics import Diagnostic, Place
from docgen.load import read_asset


def _png() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (3, 2), (200, 0, 0)).save(out, "PNG")
    return out.getvalue()


PNG = _png()


@pytest.mark.parametrize("name", ["a.png", "sub/a.png", "sub\\a.png", "图.png"])
def test_picture_below_the_folder_is_read(tmp_path: Path, name: str) -> None:
    path = tmp_path / name.replace("\\", "/")
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(PNG)
    found = read_asset(tmp_path, name, Place())
    assert isinstance(found, bytes)
    assert Image.open(io.BytesIO(found)).size == (3, 2)


@pytest.mark.parametrize(
    "name", ["../a.png", "sub/../../a.png", "/etc/a.png", "C:\\a.png", "C:a.png", "\\\\host\\a.png"]
)
def test_picture_elsewhere_is_refused(tmp_path: Path, name: str) -> None:
    (tmp_path / "a.png").write_bytes(PNG)
    folder = tmp_path / "folder"
    folder.mkdir()
    found = read_asset(folder, name, Place("x.yaml", 3, 4))
    assert isinstance(found, Diagnostic)
    assert (found.code, found.where) == ("V219", Place("x.yaml", 3, 4))


def test_link_that_leads_elsewhere_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.png").write_bytes(PNG)
    folder = tmp_path / "folder"
    folder.mkdir()
    try:
        (folder / "a.png").symlink_to(tmp_path / "a.png")
    except OSError:
        pytest.skip("no symbolic links here")
    assert isinstance(read_asset(folder, "a.png", Place()), Diagnostic)


@pytest.mark.parametrize("data", [b"", b"GIF89a", b"not a picture"])
def test_what_is_no_picture_is_refused(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "a.png").write_bytes(data)
    assert isinstance(read_asset(tmp_path, "a.png", Place()), Diagnostic)
    assert isinstance(read_asset(tmp_path, ".", Place()), Diagnostic)
    assert isinstance(read_asset(tmp_path, "x" * 300, Place()), Diagnostic)
