"""LibreOffice as a converter that is not believed, and pages as pictures."""

from __future__ import annotations

import os
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

import docx
import pytest

from docgen import preview
from docgen.errors import OutputError

FONTS = Path(preview.__file__).with_name("fonts.conf")


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    folder = tmp_path_factory.mktemp("pages")
    out = []
    # A leading dash and a space must not be taken for options.
    for name in ("-first page", "第二件"):
        document = docx.Document()
        document.add_paragraph(f"{name} 正文")
        document.add_page_break()
        document.add_paragraph("另一面")
        out.append(folder / f"{name}.docx")
        document.save(str(out[-1]))
    return out


@pytest.fixture(scope="module")
def pdfs(
    need: Callable[..., list[str]], pages: list[Path], tmp_path_factory: pytest.TempPathFactory
) -> list[Path]:
    need("soffice")
    return preview.to_pdfs(pages, tmp_path_factory.mktemp("pdf") / "made")


@pytest.mark.full
def test_one_run_converts_several_in_order(
    need: Callable[..., list[str]], pages: list[Path], pdfs: list[Path]
) -> None:
    need("python:pdfplumber")
    import pdfplumber

    assert [p.name for p in pdfs] == ["-first page.pdf", "第二件.pdf"]
    for source, pdf in zip(pages, pdfs, strict=True):
        with pdfplumber.open(pdf) as document:
            texts = [page.extract_text() for page in document.pages]
        assert texts == [f"{source.stem} 正文", "另一面"]
    assert sorted(p.name for p in pages[0].parent.iterdir()) == sorted(p.name for p in pages)


@pytest.mark.full
@pytest.mark.parametrize("drawer", ["pdftoppm", "python:pymupdf"])
def test_every_page_becomes_a_picture(
    need: Callable[..., list[str]],
    pdfs: list[Path],
    tmp_path: Path,
    drawer: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    need(drawer)
    if drawer != "pdftoppm":
        monkeypatch.setenv("PATH", "")
    pictures = preview.to_png(pdfs[1], tmp_path / "png", dpi=72)
    assert [p.name for p in pictures] == ["第二件-1.png", "第二件-2.png"]
    for picture in pictures:
        header = picture.read_bytes()[:24]
        assert header.startswith(b"\x89PNG")
        # python-docx's own page is 8.5 × 11 in.
        assert int.from_bytes(header[16:20]) == 612
        assert int.from_bytes(header[20:24]) == 792


@pytest.mark.full
def test_a_damaged_file_is_reported_and_the_others_are_made(
    need: Callable[..., list[str]], pages: list[Path], tmp_path: Path
) -> None:
    need("soffice")
    damaged = tmp_path / "damaged.docx"
    damaged.write_bytes(b"PK\x03\x04" + bytes(64))
    with pytest.raises(OutputError) as caught:
        preview.to_pdfs([damaged, pages[0]], tmp_path / "out")
    assert [d.code for d in caught.value.diagnostics] == ["O504"]
    assert caught.value.diagnostics[0].where.file == str(damaged)
    assert [p.name for p in (tmp_path / "out").iterdir()] == ["-first page.pdf"]


@pytest.mark.full
def test_a_conversion_that_hangs_is_ended(
    need: Callable[..., list[str]], pages: list[Path], tmp_path: Path
) -> None:
    need("soffice")
    begun = time.monotonic()
    with pytest.raises(OutputError) as caught:
        preview.to_pdf(pages[0], tmp_path, timeout=0.2)
    assert time.monotonic() - begun < 5
    [finding] = caught.value.diagnostics
    assert finding.code == "O504"
    assert "0.2" in finding.message


def test_without_libreoffice_the_finding_says_so(
    pages: list[Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(OutputError) as caught:
        preview.to_pdf(pages[0], tmp_path)
    assert [d.code for d in caught.value.diagnostics] == ["O503"]
    assert caught.value.exit_code == 5


@pytest.mark.full
def test_a_missing_file_is_named(need: Callable[..., list[str]], tmp_path: Path) -> None:
    need("soffice")
    with pytest.raises(OutputError) as caught:
        preview.to_pdf(tmp_path / "none.docx", tmp_path)
    [finding] = caught.value.diagnostics
    assert (finding.code, finding.args["file"]) == ("O504", "none.docx")


def test_two_files_of_one_name_are_refused(pages: list[Path], tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="one PDF"):
        preview.to_pdfs([pages[0], tmp_path / pages[0].name], tmp_path)


def test_what_is_no_pdf_cannot_be_drawn(tmp_path: Path, need: Callable[..., list[str]]) -> None:
    need("python:pymupdf")
    text = tmp_path / "text.pdf"
    text.write_text("no pdf", encoding="utf-8")
    with pytest.raises(OutputError) as caught:
        preview.to_png(text, tmp_path / "png")
    assert [d.code for d in caught.value.diagnostics] == ["O505"]


@pytest.mark.full
def test_stand_in_fonts_differ_by_role(need: Callable[..., list[str]]) -> None:
    [match] = need("fc-match")
    environment = {**os.environ, "FONTCONFIG_FILE": str(FONTS)}

    def face(name: str) -> str:
        done = subprocess.run(
            [match, "-f", "%{family[0]} %{weight}", name],
            env=environment,
            capture_output=True,
            text=True,
            check=True,
        )
        return done.stdout

    faces = {face(name) for name in ("仿宋", "楷体", "黑体", "宋体", "方正小标宋简体")}
    assert len(faces) == 5, faces
    assert not [face for face in faces if face.startswith("DejaVu")]
