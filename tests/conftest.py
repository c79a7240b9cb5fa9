"""What tests of several folders share."""

from __future__ import annotations

import importlib.util
import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
_NODE_TOOLS = ROOT / "tests" / "validators" / "node_modules" / ".bin"


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--accept", action="store_true", help="write the golden files anew")


def _find(name: str) -> str | None:
    if name.startswith("python:"):
        module = name.removeprefix("python:")
        return module if importlib.util.find_spec(module) else None
    return shutil.which(name) or shutil.which(name, path=str(_NODE_TOOLS))


@pytest.fixture(scope="session")
def need() -> Callable[..., list[str]]:
    """Ask for commands, or modules as ``python:name``; returns where each is.

    What is missing skips the test with the reason; with DOCGEN_FULL=1, where everything is promised
    to be there, it fails.
    """

    def ask(*names: str) -> list[str]:
        found = {name: _find(name) for name in names}
        missing = [name.removeprefix("python:") for name, path in found.items() if path is None]
        if missing:
            reason = f"not installed: {', '.join(missing)} (make setup-full)"
            if os.environ.get("DOCGEN_FULL") == "1":
                pytest.fail(reason)
            pytest.skip(reason)
        return [path for path in found.values() if path]

    return ask
