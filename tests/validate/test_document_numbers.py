"""V228: each kind says how its documents are numbered (``numbers`` in its schema)."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from docgen import pipeline

DATA: dict[str, dict[str, object]] = {
    "notice": {"title": "甲局关于汛前检查的通知", "content": "请认真检查。"},
    "minutes": {"title": "甲局会议纪要", "date": "2026-05-08", "decisions": "会议同意方案。"},
    "order": {"content": "现予公布。", "signature": "市长　江望野", "date": "2026-05-08"},
}
CASES = [
    ("notice", "临水发〔2026〕3号", True),
    ("notice", "〔2026〕3号", False),
    ("notice", "第27号", False),
    ("notice", "临水发〔2026〕第3号", False),
    ("notice", "临水发[2026]3号", False),
    ("minutes", "临水纪〔2026〕3号", True),
    ("minutes", "〔2026〕3号", True),
    ("minutes", "第3期", True),
    ("minutes", "2026年第3期", True),
    ("minutes", "第3号", True),
    ("minutes", "第03期", False),
    ("minutes", "〔26〕3号", False),
    ("minutes", "〔2026〕03号", False),
    ("minutes", "3", False),
    ("order", "第27号", True),
    ("order", "2026年第5号", True),
    ("order", "第027号", False),
    ("order", "临政〔2026〕5号", False),
    ("order", "8", False),
]


@pytest.mark.parametrize(("kind", "number", "right"), CASES)
def test_number_of_a_kind(kind: str, number: str, right: bool, tmp_path: Path) -> None:
    path = tmp_path / "data.json"
    data = {"kind": kind, **DATA[kind], "issue": {"mark": "甲局", "number": number}}
    path.write_text(json.dumps(data), encoding="utf-8")
    found = pipeline.check(str(path))
    assert found.record is not None
    assert [d.code for d in found.diagnostics] == ([] if right else ["V228"])
    for finding in found.diagnostics:
        assert f" {number} " not in finding.hint
