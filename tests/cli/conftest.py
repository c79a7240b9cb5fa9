"""The command line as a user meets it: a process of its own, in either language."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

SAMPLES = Path(__file__).parents[2] / "samples"
SOURCES = Path(__file__).parents[2] / "src"


@dataclass(frozen=True)
class Result:
    """What a command left behind."""

    code: int
    out: str
    err: str


Run = Callable[..., Result]


@pytest.fixture
def run(tmp_path: Path) -> Run:
    """``run("render", "x.yaml", lang="en", stdin=b"…")`` in a folder of its own."""

    def run(*arguments: str, lang: str | None = "zh", stdin: bytes = b"", **env: str) -> Result:
        keep = {"PATH", "SYSTEMROOT", "PYTHONPATH", "COVERAGE_PROCESS_START"}
        environment = {key: value for key, value in os.environ.items() if key in keep}
        environment |= {"PYTHONPATH": str(SOURCES), "PYTHONUTF8": "1", **env}
        if lang:
            environment["DOCGEN_LANG"] = lang
        done = subprocess.run(
            [sys.executable, "-m", "docgen", *arguments],
            cwd=tmp_path,
            env=environment,
            input=stdin,
            capture_output=True,
            check=False,
        )
        return Result(done.returncode, _text(done.stdout), _text(done.stderr))

    return run


def _text(data: bytes) -> str:
    return data.decode("utf-8", "replace").replace("\r\n", "\n")


@pytest.fixture
def letter(tmp_path: Path) -> Path:
    """The sample letter, copied beside the test's other files."""
    return Path(shutil.copy(SAMPLES / "responsibility-letter.yaml", tmp_path / "letter.yaml"))


@pytest.fixture
def small(tmp_path: Path) -> Path:
    """The smallest summary that is complete."""
    path = tmp_path / "small.yaml"
    path.write_text(
        "kind: annual-summary\ntitle: 甲局2026年工作总结\nunit: 甲局\nyear: 2026\nwork: 正文。\n",
        encoding="utf-8",
    )
    return path
