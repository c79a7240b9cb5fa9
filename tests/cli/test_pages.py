"""``docgen pdf``, ``preview``, ``profile`` and ``fonts``, as a user calls them."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).parent.parent.parent
SAMPLE = ROOT / "samples" / "order.yaml"


def docgen(*arguments: str, path: str | None = None) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PYTHONUTF8": "1", "PYTHONPATH": str(ROOT / "src")}
    if path is not None:
        environment["PATH"] = path
    return subprocess.run(
        [sys.executable, "-m", "docgen", "--lang", "en", *arguments],
        capture_output=True,
        text=True,
        encoding="utf-8",
        env=environment,
        check=False,
    )


@pytest.mark.full
def test_pdf(need: Callable[..., list[str]], tmp_path: Path) -> None:
    need("soffice")
    out = tmp_path / "order.pdf"
    done = docgen("pdf", str(SAMPLE), "-o", str(out))
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == f"written: {out}\n"
    assert out.read_bytes().startswith(b"%PDF")
    again = docgen("pdf", str(SAMPLE), "-o", str(out))
    assert again.returncode == 5
    assert "O501" in again.stderr


@pytest.mark.full
def test_render_with_pdf(need: Callable[..., list[str]], tmp_path: Path) -> None:
    need("soffice")
    out = tmp_path / "order.docx"
    done = docgen("render", str(SAMPLE), "-o", str(out), "--pdf")
    assert done.stdout.splitlines() == [f"written: {out}", f"written: {out.with_suffix('.pdf')}"]
    assert out.with_suffix(".pdf").is_file()


@pytest.mark.full
def test_preview(need: Callable[..., list[str]], tmp_path: Path) -> None:
    need("soffice", "pdftoppm")
    done = docgen("preview", str(SAMPLE), "-o", str(tmp_path / "pages"), "--dpi", "30")
    listed = [Path(line) for line in done.stdout.splitlines()]
    assert listed
    assert listed == [tmp_path / "pages" / f"order-{n}.png" for n in range(1, len(listed) + 1)]
    assert all(p.read_bytes().startswith(b"\x89PNG") for p in listed)


@pytest.mark.parametrize("command", ["pdf", "preview"])
def test_without_libreoffice_it_says_what_to_do(tmp_path: Path, command: str) -> None:
    done = docgen(command, str(SAMPLE), "-o", str(tmp_path / "out"), path=str(tmp_path))
    assert done.returncode == 5
    assert "O503" in done.stderr
    assert "cure: install it" in done.stderr
    assert list(tmp_path.iterdir()) == []


def test_profile_new_is_a_profile_without_deviations(tmp_path: Path) -> None:
    file = tmp_path / "unit.yaml"
    done = docgen("profile", "new", "-o", str(file))
    assert done.stdout == f"written: {file}\n"
    shown = docgen("profile", "show", str(file))
    assert shown.stdout == "deviations from GB/T 9704—2012: 0\n"


def test_every_line_of_the_new_profile_may_be_uncommented(tmp_path: Path) -> None:
    text = docgen("profile", "new").stdout
    file = tmp_path / "unit.yaml"
    live = [line.removeprefix("#") if line.startswith("#") else line for line in text.splitlines()]
    # The first two lines are words, and a font set would change the fonts.
    kept = [line for line in live[2:] if not line.startswith("font_set")]
    file.write_text("\n".join(kept), encoding="utf-8")
    assert yaml.safe_load("\n".join(kept))["imprint"]["outer"] == 0.35
    shown = docgen("profile", "show", str(file))
    assert shown.stdout == "deviations from GB/T 9704—2012: 0\n", shown.stderr


def test_profile_show_names_clause_and_strength(tmp_path: Path) -> None:
    file = tmp_path / "unit.yaml"
    file.write_text(
        "name: 本单位\npage: {left: 30}\nheadings:\n" + "  - {font: heiti, bold: true}\n"
        "  - {font: kaiti, bold: false}\n" + "  - {font: fangsong, bold: false}\n" * 3,
        encoding="utf-8",
    )
    lines = docgen("profile", "show", str(file)).stdout.splitlines()
    assert lines == [
        "page.left  页面 订口  28 → 30  [5.2.1]【规定】",
        "headings[1].bold  各级标题 一级 加粗  no → yes  [7.3.3]【实务】",
        "deviations from GB/T 9704—2012: 2",
    ]


def test_every_figure_has_its_strength() -> None:
    lines = docgen("profile", "show", "gbt9704", "--all").stdout.splitlines()
    assert len(lines) > 60
    assert all(
        line.endswith(("【规定】", "【一般】", "【推荐】", "【实务】")) for line in lines[:-1]
    )


def test_fonts_lists_every_role() -> None:
    for arguments in ((), ("--set", "gb2312"), ("--set", "open")):
        lines = docgen("fonts", *arguments).stdout.splitlines()
        assert [line.split("  ")[0] for line in lines] == [
            "仿宋",
            "楷体",
            "黑体",
            "小标宋",
            "宋体",
            "西文",
        ]
    assert "仿宋_GB2312" in docgen("fonts", "--set", "gb2312").stdout


def test_fonts_without_fontconfig(tmp_path: Path) -> None:
    done = docgen("fonts", path=str(tmp_path))
    assert done.returncode == 0
    if sys.platform != "win32":
        assert "unknown" in done.stdout


@pytest.mark.full
def test_fonts_says_what_stands_in(need: Callable[..., list[str]]) -> None:
    need("fc-list", "fc-match")
    lines = docgen("fonts", "--set", "wps").stdout.splitlines()
    assert all("installed" in line or "missing; shown in " in line for line in lines)
