"""ARCHITECTURE.md tells the truth: its folders are the folders, its stages what docgen prints."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from docgen import pipeline
from quoted import ROOT, Shell, run_document

DOCUMENT = ROOT / "ARCHITECTURE.md"


def listed(title: str) -> set[str]:
    """The names in the first column of the table below the heading ``title``."""
    text = DOCUMENT.read_text(encoding="utf-8")
    section = text.split(f"\n## {title}\n", 1)[1].split("\n## ", 1)[0]
    return set(re.findall(r"^\| `([^`]+)`", section, re.MULTILINE))


def folders(parent: Path) -> set[str]:
    """The folders in ``parent`` that hold a file of the project, as git knows it."""
    tracked = subprocess.run(
        ["git", "-c", "core.quotePath=false", "ls-files", "--cached"],
        cwd=parent,
        capture_output=True,
        text=True,
        check=True,
    ).stdout.splitlines()
    return {name.split("/", 1)[0] for name in tracked if "/" in name}


def test_top_level_folders_are_listed() -> None:
    assert {name.rstrip("/") for name in listed("The checkout")} == folders(ROOT)


def test_what_a_command_can_make_is_not_kept() -> None:
    """Templates are product; what stands among the bad files is none that a program wrote."""
    kept = ("*.docx", "*.xlsx", "*.pdf", "*.zip", "*.sqlite", "*.mo")
    made = subprocess.run(
        ["git", "ls-files", "--cached", "--", *kept, ":!templates", ":!tests/cases"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    assert made == ""


def test_rooms_and_shared_words_are_listed() -> None:
    package = ROOT / "src" / "docgen"
    modules = {path.name for path in package.glob("*.py")} - {"__init__.py", "__main__.py"}
    rooms = {f"{name}/" for name in folders(package)}
    assert listed("Rooms") | listed("Shared words") == modules | rooms


def test_stages_are_printed_as_they_are(tmp_path: Path, request: pytest.FixtureRequest) -> None:
    text = DOCUMENT.read_text(encoding="utf-8")
    for stage in pipeline.STAGES:
        assert f"docgen show tiny.yaml --stage {stage}" in text
    folder = tmp_path / "tiny"
    folder.mkdir()
    accept = request.config.getoption("--accept")
    problems = run_document(DOCUMENT, Shell(folder, tmp_path / "bin", "en_US.UTF-8"), accept)
    assert not problems, "\n\n".join(problems)


def test_no_module_takes_the_place_of_a_verb() -> None:
    """Importing ``docgen.x`` sets ``x`` in the package, whatever stood there."""
    every = (
        "import docgen, pkgutil, importlib\n"
        "verbs = {name: getattr(docgen, name) for name in docgen.__all__}\n"
        "for found in pkgutil.walk_packages(docgen.__path__, 'docgen.'):\n"
        "    if not found.name.endswith('__main__'):\n"
        "        importlib.import_module(found.name)\n"
        "assert verbs == {name: getattr(docgen, name) for name in docgen.__all__}\n"
    )
    subprocess.run([sys.executable, "-c", every], check=True)
