"""``docs/errors.md`` is what docgen prints now, and each bad file is mended by its message."""

from __future__ import annotations

import importlib.util
import re
from pathlib import Path
from types import ModuleType

ROOT = Path(__file__).parent.parent


def _tool() -> ModuleType:
    path = ROOT / "tools" / "write_errors.py"
    spec = importlib.util.spec_from_file_location("write_errors", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    # Its dataclass looks itself up among the modules.
    import sys

    sys.modules["write_errors"] = module
    spec.loader.exec_module(module)
    return module


def test_transcript_is_what_docgen_prints() -> None:
    written = (ROOT / "docs" / "errors.md").read_text(encoding="utf-8")
    made = _tool().transcript().replace("\\", "/")
    assert written.replace("\\", "/") == made, "run tools/write_errors.py"


def test_each_trial_ends_without_findings() -> None:
    text = (ROOT / "docs" / "errors.md").read_text(encoding="utf-8")
    trials = re.split(r"^## ", text, flags=re.MULTILINE)[1:]
    assert len(trials) == 10
    for trial in trials:
        first, second = re.findall(r"^\$ .*?^```", trial, re.MULTILINE | re.DOTALL)
        assert re.search(r"错误|注意", first), trial
        assert not re.search(r"错误|注意", second), trial
