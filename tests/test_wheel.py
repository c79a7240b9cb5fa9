"""What is installed works by itself: the wheel, in an empty environment, from another directory."""

from __future__ import annotations

import os
import subprocess
import sys
import venv
import zipfile
from collections.abc import Callable
from pathlib import Path

import docx
import pytest

ROOT = Path(__file__).parent.parent
SAMPLES = ["annual-summary.yaml", "duty-report.yaml", "responsibility-letter.json"]

pytestmark = pytest.mark.full


@pytest.fixture(scope="session")
def wheel(need: Callable[..., list[str]], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built from the source distribution, so that both are complete."""
    need("python:build", "python:hatchling", "python:babel")
    out = tmp_path_factory.mktemp("dist")
    command = [sys.executable, "-m", "build", "--no-isolation", "--outdir", str(out), str(ROOT)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    [built] = out.glob("*.whl")
    return built


@pytest.fixture(scope="session")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of commands of an environment that holds the wheel and its dependencies only."""
    home = tmp_path_factory.mktemp("empty") / "venv"
    venv.create(home, with_pip=True)
    scripts = home / ("Scripts" if sys.platform == "win32" else "bin")
    command = [str(scripts / "python"), "-m", "pip", "install", "--quiet"]
    constraints = ["-c", str(ROOT / "constraints.txt")]
    done = subprocess.run(
        [*command, *constraints, str(wheel)], capture_output=True, text=True, check=False
    )
    if "No matching distribution found" in done.stderr and os.environ.get("DOCGEN_FULL") != "1":
        pytest.skip("no package index to install the wheel's dependencies from")
    assert done.returncode == 0, done.stderr
    return scripts


def run(scripts: Path, folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    # Nothing of the checkout may help: neither its modules nor its folder.
    environment = {k: v for k, v in os.environ.items() if not k.startswith(("PYTHON", "DOCGEN"))}
    environment["DOCGEN_LANG"] = "zh"
    return subprocess.run(
        [str(scripts / "docgen"), *arguments],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )


def test_the_wheel_holds_schemas_templates_and_catalogues(wheel: Path) -> None:
    names = set(zipfile.ZipFile(wheel).namelist())
    for folder, pattern in [("schemas", "*.json"), ("templates", "**/*.*")]:
        for path in (ROOT / folder).glob(pattern):
            assert f"docgen/_data/{path.relative_to(ROOT).as_posix()}" in names
    for path in (ROOT / "src/docgen/locale").rglob("*.po"):
        assert path.relative_to(ROOT / "src").with_suffix(".mo").as_posix() in names


@pytest.mark.parametrize("sample", SAMPLES)
def test_a_sample_renders_from_another_directory(
    installed: Path, tmp_path: Path, sample: str
) -> None:
    done = run(installed, tmp_path, "render", str(ROOT / "samples" / sample), "-o", "out.docx")
    assert done.stderr == ""
    assert done.returncode == 0
    assert len(docx.Document(str(tmp_path / "out.docx")).paragraphs) > 10


def test_a_starter_of_the_wheel_validates_and_speaks_chinese(
    installed: Path, tmp_path: Path
) -> None:
    assert run(installed, tmp_path, "new", "责任书", "-o", "责任书.yaml").returncode == 0
    done = run(installed, tmp_path, "validate", "责任书.yaml")
    assert done.returncode == 0
    assert "还没有填：【待填：标题】" in done.stdout
