"""``docgen new``: the starter file of every kind, as an editor and as a clerk would use it."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from docgen.compose import compose
from docgen.kinds import Kind, get_kind, kind_names
from docgen.load import read_source
from docgen.starter import starter
from docgen.validate import validate

KINDS = [get_kind(name) for name in kind_names()]
each_kind = pytest.mark.parametrize("kind", KINDS, ids=[k.name for k in KINDS])
URI = "../schemas/some.json"


def uncommented(text: str) -> str:
    """``text`` with its optional fields switched on; explanations (``# word``) stay comments."""
    head, _, body = text.partition("\n\n")
    lines = [re.sub(r"^(\s*)#(?! \S)", r"\1", line) for line in body.splitlines()]
    return "\n".join([head, "", *lines]) + "\n"


def findings(text: str, folder: Path, final: bool = False) -> set[str]:
    path = folder / "new.yaml"
    path.write_text(text, encoding="utf-8")
    return {d.code for d in validate(read_source(str(path))[0], final=final).diagnostics}


@each_kind
def test_starts_with_the_line_editors_understand(kind: Kind) -> None:
    assert starter(kind, URI).splitlines()[0] == f"# yaml-language-server: $schema={URI}"


@each_kind
def test_required_fields_are_written_out_in_schema_order(kind: Kind) -> None:
    data = yaml.load(starter(kind, URI), yaml.BaseLoader)
    assert data["kind"] == kind.name
    order = list(kind.schema["properties"])
    assert list(data) == sorted(data, key=order.index)
    required = {*kind.schema["required"], *kind.schema.get("then", {}).get("required", ())}
    assert required <= set(data)


@each_kind
def test_every_field_is_explained_by_its_title(kind: Kind) -> None:
    lines = starter(kind, URI).splitlines()
    for name, field in kind.fields.items():
        key = next(i for i, line in enumerate(lines) if re.match(f"#?{name}:", line))
        title = re.escape(field["title"])
        assert re.match(f"# {title}(（必填）|（可选）)?([：。]|$)", lines[key - 1])


@each_kind
def test_is_a_valid_draft_and_no_final_document(kind: Kind, tmp_path: Path) -> None:
    text = starter(kind, URI)
    assert findings(text, tmp_path) == {"V215"}
    assert findings(text, tmp_path, final=True) == {"V216"}


@each_kind
def test_is_a_valid_draft_with_all_options_switched_on(kind: Kind, tmp_path: Path) -> None:
    text = uncommented(starter(kind, URI))
    assert set(yaml.load(text, yaml.BaseLoader)) == set(kind.schema["properties"])
    assert findings(text, tmp_path) == {"V215"}


def texts(value: Any) -> list[str]:
    if isinstance(value, dict):
        return [t for v in value.values() for t in texts(v)]
    if isinstance(value, list):
        return [t for v in value for t in texts(v)]
    return [value]


@each_kind
def test_every_value_is_a_placeholder(kind: Kind) -> None:
    data = yaml.load(starter(kind, URI), yaml.BaseLoader)
    data.pop("kind")
    assert all(re.fullmatch("【待填：[^】]+】\n?", text) for text in texts(data))


@each_kind
def test_a_draft_can_be_composed(kind: Kind, tmp_path: Path) -> None:
    path = tmp_path / "new.yaml"
    path.write_text(starter(kind, URI), encoding="utf-8")
    record = validate(read_source(str(path))[0]).record
    assert record is not None
    assert compose(record).slots["body"]


def made_up(properties: dict[str, Any], **more: Any) -> Kind:
    return Kind("made-up", {"title": "样例", "properties": properties, **more})


def body(text: str) -> str:
    return text.partition("\n\n")[2]


def test_a_new_kind_needs_no_code() -> None:
    kind = made_up(
        {
            "kind": {"title": "文种", "const": "made-up"},
            "rate": {
                "title": "比率",
                "description": "百分数。",
                "type": "string",
                "examples": ["5%"],
            },
            "scale": {"title": "分值", "type": "number", "x-docgen": {"usual": True}},
            "people": {
                "title": "人员",
                "type": "array",
                "items": {
                    "title": "人",
                    "type": "object",
                    "required": ["name"],
                    "properties": {
                        "age": {"title": "年龄", "type": "integer"},
                        "name": {"title": "姓名", "type": "string"},
                    },
                },
            },
        },
        required=["kind", "people"],
    )
    assert body(starter(kind, URI)) == (
        "# 文种（必填）\n"
        "kind: made-up\n"
        "\n"
        "# 比率（可选）：百分数。例：5%\n"
        "#rate: 【待填：比率】\n"
        "\n"
        "# 分值\n"
        "scale: 【待填：分值】\n"
        "\n"
        "# 人员（必填）\n"
        "people:\n"
        "  # 姓名（必填）\n"
        "  - name: 【待填：姓名】\n"
        "    # 年龄（可选）\n"
        "    #age: 【待填：年龄】\n"
        "  - name: 【待填：姓名】\n"
    )


def test_two_fields_of_one_structure_are_told_apart() -> None:
    party = {
        "type": "object",
        "required": ["unit"],
        "properties": {"unit": {"title": "单位", "type": "string"}},
    }
    kind = made_up(
        {
            "a": {"title": "甲方", "allOf": [{"$ref": "#/definitions/party"}]},
            "b": {"title": "乙方", "allOf": [{"$ref": "#/definitions/party"}]},
        },
        required=["a", "b"],
        definitions={"party": party},
    )
    data = yaml.load(starter(kind, URI), yaml.BaseLoader)
    assert data == {"a": {"unit": "【待填：甲方单位】"}, "b": {"unit": "【待填：乙方单位】"}}


@pytest.mark.parametrize(
    "text", ["①", "一、", "- a", "a: b", "a #b", "%", "no", "“引号”", "a, b", ""]
)
def test_an_example_is_read_back_as_it_is(text: str) -> None:
    field = {"title": "编号", "type": "array", "format": "specimen", "examples": [[text]]}
    kind = made_up({"f": field}, required=["f"])
    assert yaml.load(starter(kind, URI), yaml.BaseLoader)["f"] == [text]


def test_same_schema_same_text() -> None:
    name = kind_names()[0]
    again = Kind(name, json.loads(json.dumps(get_kind(name).schema)))
    assert starter(again, URI) == starter(get_kind(name), URI)
