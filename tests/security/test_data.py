"""Data that would hurt: too large, too deep, or growing, ends as a finding."""

from __future__ import annotations

from pathlib import Path

import pytest

from docgen import pipeline
from docgen.load import files

HEAD = "kind: annual-summary\ntitle: 题\nunit: 单位\nyear: 2026\n"
BOMBS = {
    "laughs.yaml": HEAD
    + "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n"
    + "".join(f"a{i}: &a{i} [{', '.join([f'*a{i - 1}'] * 10)}]\n" for i in range(1, 10)),
    "itself.yaml": HEAD + "work: &a [*a]\n",
    "deep.yaml": HEAD + "work: " + "[" * 100_000,
    "deep-block.yaml": HEAD + "work:\n" + "".join(" " * i + "-\n" for i in range(1, 200)),
    "python.yaml": HEAD + "work: !!python/object/apply:os.system ['id']\n",
    "keys.yaml": HEAD + "? {a: b}\n: c\n",
    "deep.json": '{"kind": "annual-summary", "work": ' + "[" * 100_000,
    "deep-objects.json": '{"a":' * 100_000,
    "nan.json": '{"kind": "annual-summary", "year": NaN}',
    "infinity.json": '{"kind": "annual-summary", "year": -Infinity}',
    "large.json": '{"kind": "annual-summary", "title": "a", "unit": "b", "year": 1e999}',
    "digits.json": '{"kind": "annual-summary", "title": "a", "year": ' + "9" * 100_000 + "}",
}


@pytest.mark.parametrize("name", BOMBS)
def test_a_bomb_is_a_finding(name: str, tmp_path: Path) -> None:
    path = tmp_path / name
    path.write_text(BOMBS[name], encoding="utf-8")
    found = pipeline.check(str(path))
    assert found.record is None
    assert all(d.message for d in found.diagnostics)


@pytest.mark.parametrize("name", ["large.yaml", "large.json"])
def test_a_file_beyond_all_measure_is_not_parsed(name: str, tmp_path: Path) -> None:
    path = tmp_path / name
    with path.open("wb") as file:
        file.truncate(files.MAX_TEXT + 1)
    assert [d.code for d in pipeline.check(str(path)).diagnostics] == ["S108"]
