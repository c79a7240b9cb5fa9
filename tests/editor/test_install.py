"""The schemas for editors accept what docgen accepts, and the settings of others stay."""

from __future__ import annotations

import json
from pathlib import Path

import click
import jsonschema_rs
import pytest
import yaml

from docgen.cli import invoke
from docgen.editor import editor_schema, settings, with_modeline
from docgen.errors import OutputError
from docgen.kinds import get_kind, kind_names

ROOT = Path(__file__).parents[2]
SAMPLES = sorted(p for p in (ROOT / "samples").glob("*.yaml") if not p.name.startswith("roster"))


class _Loader(yaml.SafeLoader):
    """As YAML servers read: dates are texts."""


_Loader.yaml_implicit_resolvers = {
    first: [(tag, form) for tag, form in rules if not tag.endswith(":timestamp")]
    for first, rules in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


def _errors(text: str) -> list[str]:
    data = yaml.load(text, Loader=_Loader)
    schema = editor_schema(get_kind(data.get("kind") or data["文种"]))
    return [str(error) for error in jsonschema_rs.Draft7Validator(schema).iter_errors(data)]


@pytest.mark.parametrize("name", kind_names())
def test_schema_is_valid(name: str) -> None:
    jsonschema_rs.meta.validate(editor_schema(get_kind(name)))


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda p: p.name)
def test_samples_are_accepted(sample: Path) -> None:
    assert _errors(sample.read_text(encoding="utf-8")) == []


def test_chinese_names_are_accepted_and_unknown_ones_are_not() -> None:
    good = "文种: 责任书\n标题: 甲\n年度: 2026\n甲方: {单位: 甲}\n乙方: {单位: 10}\n"
    assert _errors(good) == []
    assert _errors(good + "签定日期: 1\n")
    assert _errors(good.replace("年度: 2026\n", ""))


def test_settings_of_others_stay() -> None:
    before = '{"editor.tabSize": 2, "yaml.schemas": {"a.json": ["a.yaml"]}}'
    after = json.loads(settings(before, {"b.json": ["b.yaml"]}))
    assert after["editor.tabSize"] == 2
    assert after["yaml.schemas"] == {"a.json": ["a.yaml"], "b.json": ["b.yaml"]}


def test_settings_with_comments_are_left_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    path = tmp_path / ".vscode" / "settings.json"
    path.parent.mkdir()
    path.write_text("{\n  // mine\n}\n", encoding="utf-8")
    with pytest.raises(OutputError) as caught:
        invoke(["schema", "--install"])
    assert [d.code for d in caught.value.diagnostics] == ["O502"]
    assert path.read_text(encoding="utf-8") == "{\n  // mine\n}\n"


def test_the_line_for_editors_is_replaced_not_repeated() -> None:
    once = with_modeline("# 说明\nkind: x\n", "a.json")
    assert once == "# yaml-language-server: $schema=a.json\n# 说明\nkind: x\n"
    assert with_modeline(once, "b.json") == once.replace("a.json", "b.json")


def test_only_yaml_holds_the_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "a.json").write_text('{"kind": "annual-summary"}', encoding="utf-8")
    with pytest.raises(click.UsageError):
        invoke(["schema", "--install", "a.json"])


def test_new_files_name_the_schema_that_is_installed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    invoke(["new", "责任书", "-o", "before.yaml"])
    invoke(["schema", "--install"])
    invoke(["new", "责任书", "-o", "below/after.yaml"])
    before, after = (
        (tmp_path / name).read_text(encoding="utf-8").split("\n", 1)
        for name in ("before.yaml", "below/after.yaml")
    )
    assert "$schema=file:" in before[0]
    assert after[0].endswith("$schema=../.vscode/docgen/responsibility-letter.json")
    assert before[1] == after[1]
