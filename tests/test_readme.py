"""Every command of the READMEs works as written, and prints what they say.

``pytest tests/test_readme.py --accept`` writes the output anew; look at the diff.
"""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from quoted import ROOT, Shell, blocks, matches, run_document

READMES = {"README.md": "en_US.UTF-8", "README.zh-CN.md": "zh_CN.UTF-8"}
SHIPPED = ("samples", "schemas", "templates")


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A copy of what the commands read, so that they may write where they like."""
    for folder in SHIPPED:
        shutil.copytree(ROOT / folder, tmp_path / "checkout" / folder)
    return tmp_path / "checkout"


@pytest.mark.parametrize("name", READMES)
def test_commands_print_what_is_said(
    name: str, checkout: Path, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    shell = Shell(checkout, tmp_path / "bin", READMES[name])
    accept = request.config.getoption("--accept")
    problems = run_document(ROOT / name, shell, accept)
    assert not problems, "\n\n".join(problems)


@pytest.mark.parametrize("name", READMES)
def test_make_has_every_target_that_is_named(name: str) -> None:
    text = (ROOT / name).read_text(encoding="utf-8")
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    named = set(re.findall(r"\bmake ([a-z-]+)", text))
    assert {"demo", "test"} <= named <= targets


@pytest.mark.parametrize("name", READMES)
def test_links_lead_to_files(name: str) -> None:
    text = (ROOT / name).read_text(encoding="utf-8")
    links = [link.partition("#")[0] for link in re.findall(r"\]\(([^)]+)\)", text)]
    local = [link for link in links if link and "://" not in link]
    assert local
    assert [link for link in local if not (ROOT / link).exists()] == []


def test_both_readmes_show_the_same_commands() -> None:
    """Paths and field names are the same in both, so a change to one is a change to the other."""

    def verbs(name: str) -> list[str]:
        text = (ROOT / name).read_text(encoding="utf-8")
        bodies = "".join(body for _, body, _ in blocks(text, "console"))
        return sorted(set(re.findall(r"^\$ docgen (\w+)", bodies, re.MULTILINE)))

    assert verbs("README.md") == verbs("README.zh-CN.md")
    assert len(verbs("README.md")) == 12


@pytest.mark.parametrize(
    ("promised", "printed", "same"),
    [
        (["a", "b"], ["a", "b"], True),
        (["a"], ["a", "b"], False),
        (["a", "…"], ["a", "b", "c"], True),
        (["a", "…", "c"], ["a", "c"], True),
        (["a", "…", "c"], ["a", "b"], False),
        (["…"], [], True),
    ],
)
def test_ellipsis(promised: list[str], printed: list[str], same: bool) -> None:
    assert matches(promised, printed) is same
