"""Where the texts are: DOCGEN_CORPUS, else ``shared/corpus`` beside the checkout."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

_BESIDE = Path(__file__).parents[3] / "shared" / "corpus"


def texts() -> list[Path]:
    """The corpus, in order; empty where there is none."""
    return sorted(Path(os.environ.get("DOCGEN_CORPUS", _BESIDE)).glob("*.txt"))


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "text_file" in metafunc.fixturenames:
        absent = pytest.mark.skip(reason="no corpus (set DOCGEN_CORPUS to its folder)")
        found = texts()
        cases = [pytest.param(p, id=p.stem) for p in found]
        metafunc.parametrize(
            "text_file", cases or [pytest.param(None, id="absent", marks=absent)]
        )
