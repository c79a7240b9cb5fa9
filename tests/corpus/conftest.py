"""One test per text of the corpus; all skip where it is absent."""

from __future__ import annotations

import pytest

from corpus.count_headings import CORPUS


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "text_file" in metafunc.fixturenames:
        absent = pytest.mark.skip(reason="no corpus (set DOCGEN_CORPUS to its folder)")
        cases = [pytest.param(path, id=path.name[:2]) for path in sorted(CORPUS.glob("*.txt"))]
        metafunc.parametrize("text_file", cases or [pytest.param(None, id="absent", marks=absent)])
