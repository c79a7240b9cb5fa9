"""A short run of the fuzzer, the same inputs each time: no crash but a finding, none slow."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from .__main__ import SECONDS
from .mutate import mutator
from .targets import TARGETS, run

INPUTS = {"yaml": 300, "json": 300, "csv": 60, "xlsx": 60, "roster": 60, "docx": 60, "text": 100}


@pytest.mark.parametrize("target", TARGETS)
def test_broken_input_is_a_finding(target: str, tmp_path: Path) -> None:
    make = mutator(target)
    accepted = 0
    for number in range(INPUTS[target]):
        start = time.monotonic()
        accepted += run(target, make(number), tmp_path)
        assert time.monotonic() - start < SECONDS, f"input {number}"
    # A mutator that breaks everything, or nothing, tests little.
    assert 0 < accepted < INPUTS[target]


def test_the_same_number_is_the_same_input() -> None:
    for target in TARGETS:
        assert mutator(target)(7) == mutator(target)(7)
