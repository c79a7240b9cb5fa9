"""Pictures come from the data's own folder and are what they say."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest
from PIL import Image

from docgen import pipeline
from docgen.diagnostics import Diagnostic, Place
from docgen.load import Room, read_asset


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
    found = read_asset(tmp_path, name, Place(), Room())
    assert isinstance(found, bytes)
    assert Image.open(io.BytesIO(found)).size == (3, 2)


@pytest.mark.parametrize(
    "name", ["../a.png", "sub/../../a.png", "/etc/a.png", "C:\\a.png", "C:a.png", "\\\\host\\a.png"]
)
def test_picture_elsewhere_is_refused(tmp_path: Path, name: str) -> None:
    (tmp_path / "a.png").write_bytes(PNG)
    folder = tmp_path / "folder"
    folder.mkdir()
    found = read_asset(folder, name, Place("x.yaml", 3, 4), Room())
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
    assert isinstance(read_asset(folder, "a.png", Place(), Room()), Diagnostic)


@pytest.mark.parametrize("data", [b"", b"GIF89a", b"not a picture"])
def test_what_is_no_picture_is_refused(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "a.png").write_bytes(data)
    assert isinstance(read_asset(tmp_path, "a.png", Place(), Room()), Diagnostic)
    assert isinstance(read_asset(tmp_path, ".", Place(), Room()), Diagnostic)
    assert isinstance(read_asset(tmp_path, "x" * 300, Place(), Room()), Diagnostic)


def test_the_pictures_of_a_document_share_their_bytes(tmp_path: Path) -> None:
    for n in range(3):
        (tmp_path / f"{n}.png").write_bytes(PNG)
    first = read_asset(tmp_path, "0.png", Place(), Room())
    assert isinstance(first, bytes)
    room = Room(size=2 * len(first) - 1)
    found = [read_asset(tmp_path, f"{n}.png", Place(), room) for n in range(3)]
    assert found[0] == first
    assert [d.code for d in found[1:] if isinstance(d, Diagnostic)] == ["V219", "V219"]
    assert found[1] != found[2]


def test_the_pictures_of_a_document_share_their_pixels(tmp_path: Path) -> None:
    """Five pictures of 40 million pixels, each a few kilobytes and allowed by itself."""
    out = io.BytesIO()
    Image.new("1", (6300, 6300)).save(out, "PNG")
    names = [f"{n}.png" for n in range(5)]
    for name in names:
        (tmp_path / name).write_bytes(out.getvalue())
    data = {
        "kind": "annual-summary", "title": "甲局2026年工作总结", "unit": "甲局", "year": 2026,
        "work": [{"heading": "抓巡查", "text": "巡查三遍。", "pictures": [
            {"file": name, "caption": "图"} for name in names
        ]}],
    }  # fmt: skip
    path = tmp_path / "data.json"
    path.write_text(json.dumps(data), encoding="utf-8")
    found = pipeline.check(str(path)).diagnostics
    assert [(d.code, d.args["file"]) for d in found if d.code[0] == "V"] == [
        ("V219", "3.png"), ("V219", "4.png"),
    ]  # fmt: skip
    data["work"][0]["pictures"] = [{"file": "0.png", "caption": "图"}] * 5  # type: ignore[index]
    path.write_text(json.dumps(data), encoding="utf-8")
    assert pipeline.check(str(path)).record is not None
