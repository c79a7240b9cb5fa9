"""The cases of each page test, made into PDFs in one run of LibreOffice."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from pages.measuring import render_cases


@pytest.fixture(scope="module")
def pages(
    request: pytest.FixtureRequest,
    need: Callable[..., list[str]],
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[dict[str, Any]]:
    """The opened PDFs of the module's ``CASES`` by name."""
    need("soffice", "python:pdfplumber", "python:pypdfium2")
    import pdfplumber

    made = render_cases(request.module.CASES, tmp_path_factory.mktemp("pages"))
    opened = {path.stem: pdfplumber.open(path) for path in made}
    yield opened
    for pdf in opened.values():
        pdf.close()
