"""What ``docgen schema --install`` writes makes a real YAML server complete, hover and object."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from docgen.cli import invoke

from .conftest import Server, Start

pytestmark = pytest.mark.full

LETTER = """\
文种: 责任书
标题: 2026年责任书
年度: 今年
甲方:
  单位: 甲局
乙方:
  单位: 乙所
  负
"""
Installed = Callable[..., tuple[Server, Path]]


@pytest.fixture
def installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, start: Start) -> Installed:
    """A server in a folder where one letter is, after ``docgen schema --install``."""

    def install(name: str, with_line: bool) -> tuple[Server, Path]:
        monkeypatch.chdir(tmp_path)
        letter = tmp_path / name
        letter.write_text(LETTER.replace("  负\n", ""), encoding="utf-8")
        invoke(["schema", "--install", *([name] if with_line else [])])
        if with_line:
            first, text = letter.read_text(encoding="utf-8").split("\n", 1)
            assert first.startswith("# yaml-language-server: $schema=.vscode/docgen/")
            letter.write_text(f"{first}\n{text}  负\n", encoding="utf-8")
        else:
            letter.write_text(f"# 没有标记\n{LETTER}", encoding="utf-8")
        server = start(tmp_path, _nested(tmp_path))
        server.open(letter)
        return server, letter

    return install


def _nested(folder: Path) -> dict[str, Any]:
    """The settings as an editor hands them over: ``yaml.hover`` is ``hover`` of ``yaml``."""
    flat = json.loads((folder / ".vscode" / "settings.json").read_text(encoding="utf-8"))
    nested = {k.removeprefix("yaml."): v for k, v in flat.items()}
    # The server would ask the network first, and wait.
    return {"yaml": {**nested, "schemaStore": {"enable": False, "url": ""}}}


@pytest.mark.parametrize(("name", "line"), [("letter.yaml", True), ("乙所责任书.yaml", False)])
def test_it_completes_hovers_and_objects_in_chinese(
    installed: Installed, name: str, line: bool
) -> None:
    server, letter = installed(name, line)

    found = server.diagnostics(letter, 4)
    (year,) = [d for d in found if d["range"]["start"]["line"] == 3]
    assert year["range"]["start"]["character"] == 4
    assert "integer" in year["message"]
    assert not [d for d in found if d["range"]["start"]["line"] < 3]

    hover = server.at("hover", letter, 3, 2)
    assert "可分两行写" in json.dumps(hover["contents"], ensure_ascii=False)

    items = server.at("completion", letter, 9, 4)["items"]
    offered = {item["label"]: item for item in items}
    assert {"负责人", "职务"} <= offered.keys()
    assert "签字人姓名" in json.dumps(offered["负责人"], ensure_ascii=False)


def test_a_list_has_a_snippet(installed: Installed, tmp_path: Path) -> None:
    server, letter = installed("letter.yaml", True)
    line = letter.read_text(encoding="utf-8").split("\n", 1)[0]
    other = tmp_path / "other.yaml"
    other.write_text(f"{line}\n文种: 责任书\n考核指标:\n  ", encoding="utf-8")
    server.open(other)
    items = server.at("completion", other, 4, 3)["items"]
    texts = [item.get("insertText", "") for item in items]
    assert any("指标名称" in text and "权重" in text for text in texts), items
