"""Every mistake of a YAML file is told at once, and none that only follows from another."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from itertools import pairwise
from pathlib import Path

import pytest

from docgen import pipeline

SAMPLE = Path(__file__).parents[2] / "samples" / "annual-summary.yaml"
LINES = SAMPLE.read_text(encoding="utf-8").splitlines()
_VALUE = re.compile(r": (?=[^\s\"'|>\[{])")

SLIPS: dict[str, Callable[[str], str]] = {
    "the colon is full-width": lambda line: _VALUE.sub("：", line, count=1),
    "the space is missing": lambda line: _VALUE.sub(":", line, count=1),
    "a quote is left open": lambda line: _VALUE.sub(': "', line, count=1),
    "a bracket is left open": lambda line: _VALUE.sub(": [", line, count=1),
    "an asterisk stands first": lambda line: _VALUE.sub(": *", line, count=1),
    "a colon stands inside": lambda line: line + " 说: 好",
    "a tab indents": lambda line: "\t" + line.lstrip(),
}


def broken(path: Path, slip: Callable[[str], str], *at: int) -> list[int | None]:
    """The places found where ``slip`` befalls the lines ``at`` (from 1)."""
    lines = [slip(line) if n in at else line for n, line in enumerate(LINES, 1)]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    found = pipeline.check(str(path)).diagnostics
    return [d.where.line for d in found if d.code == "S103"]


def with_values() -> Iterator[int]:
    """The lines that hold a key and a value."""
    for n, line in enumerate(LINES, 1):
        if _VALUE.search(line) and not line.lstrip().startswith("#"):
            yield n


@pytest.mark.parametrize("slip", SLIPS)
def test_one_mistake_is_one_finding(slip: str, tmp_path: Path) -> None:
    wrong = 0
    for n in with_values():
        found = broken(tmp_path / "x.yaml", SLIPS[slip], n)
        # Some lines can be read all the same: a value that goes on, an alias that is a key.
        assert len(found) <= 1
        assert all(abs((line or 0) - n) <= 1 for line in found)
        wrong += len(found)
    assert wrong > 10


@pytest.mark.parametrize("slip", SLIPS)
def test_mistakes_in_different_entries_are_all_found(slip: str, tmp_path: Path) -> None:
    places = [n for n in with_values() if broken(tmp_path / "x.yaml", SLIPS[slip], n) == [n]]
    top = [n for n, line in enumerate(LINES, 1) if re.match(r"[a-z]+:", line)]
    entries = [[n for n in places if a <= n < b] for a, b in pairwise([*top, len(LINES) + 1])]
    firsts = [entry[0] for entry in entries if entry and entry[0] not in top]
    assert len(firsts) >= 3
    assert broken(tmp_path / "x.yaml", SLIPS[slip], *firsts) == firsts


def test_no_more_than_a_hundred_are_told(tmp_path: Path) -> None:
    path = tmp_path / "x.yaml"
    path.write_text("kind: annual-summary\nwork:\n" + "  - heading: *抓落实\n" * 5000, "utf-8")
    found = pipeline.check(str(path)).diagnostics
    assert [d.where.line for d in found] == list(range(3, 103))
