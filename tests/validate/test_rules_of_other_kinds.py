"""What no shipped kind asks for, and a kind of one's own may: choices, patterns, other limits."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from docgen.diagnostics import Severity, dotted
from docgen.kinds import Kind, get_kind
from docgen.load.yaml_nodes import parse_yaml
from docgen.source import Mapping, Source
from docgen.validate import Checked, validate

SCHEMA: dict[str, Any] = {
    "title": "试",
    "type": "object",
    "additionalProperties": False,
    "properties": {
        "level": {"title": "密级", "type": "string", "enum": ["秘密", "机密"]},
        "phone": {
            "title": "电话",
            "type": "string",
            "pattern": r"^\d{3}-\d{8}$",
            "examples": ["010-12345678"],
        },
        "even": {"title": "双数", "type": "integer", "multipleOf": 2},
        "short": {"title": "简称", "type": "string", "maxLength": 3},
        "names": {"title": "名单", "type": "array", "items": {"type": "string"}, "maxItems": 1},
        "urgent": {"title": "加急", "type": "boolean"},
        "share": {"title": "比例", "type": "number", "exclusiveMaximum": 1},
        "any": {"title": "随意"},
    },
}


def _check(text: str, kind: Kind | None = None, final: bool = False) -> Checked:
    root = parse_yaml(text, "x.yaml")
    assert isinstance(root, Mapping)
    return validate(Source("x.yaml", root, Path()), kind or Kind("x", SCHEMA), final)


@pytest.mark.parametrize(
    ("text", "code", "said"),
    [
        ("密级: 绝密", "V207", ["密级", "绝密", "秘密", "机密"]),
        ("电话: 12345", "V211", ["电话", "12345", "010-12345678"]),
        ("双数: 3", "V221", ["双数"]),
        ("简称: 临澄市水务局", "V208", ["简称", "6", "3"]),
        ("名单: [甲, 乙]", "V208", ["名单", "2", "1"]),
        ("加急: 2", "V206", ["加急", "2"]),
        ("比例: 1.0", "V208", ["比例", "1"]),
    ],
)
def test_finding_names_the_field_the_value_and_the_way_out(
    text: str, code: str, said: list[str]
) -> None:
    (finding,) = _check(text).diagnostics
    assert (finding.code, finding.where.line) == (code, 1)
    assert all(word in finding.message + finding.hint for word in said)


def test_values_get_the_types_of_the_schema_and_no_others() -> None:
    record = _check("双数: '4'\n加急: 否\n比例: 0.50\n简称: 010\n随意: 3.10\n").record
    assert record is not None
    assert record.data == {"even": 4, "urgent": False, "share": 0.5, "short": "010", "any": "3.10"}


def test_placeholder_is_a_note_in_a_draft_and_an_error_in_a_final_document() -> None:
    text = "双数: 【待填：双数】\n名单: [甲【待填：名字】]\n"
    draft = _check(text)
    assert draft.record is not None
    assert [(d.code, d.severity, dotted(d.path)) for d in draft.diagnostics] == [
        ("V215", Severity.INFO, "even"),
        ("V215", Severity.INFO, "names[1]"),
    ]
    final = _check(text, final=True)
    assert final.record is None
    assert [d.code for d in final.diagnostics] == ["V216", "V216"]


def test_all_findings_come_at_once_in_the_order_of_the_file() -> None:
    checked = _check('密级: 绝密\n不知: 1\n双数: 三\n加急: 也许\n简称: "\\x07"\n')
    assert [(d.code, d.where.line) for d in checked.diagnostics] == [
        ("V207", 1),
        ("V204", 2),
        ("V206", 3),
        ("V206", 4),
        ("V214", 5),
    ]


def test_group_where_the_schema_knows_no_names_is_refused_not_dropped() -> None:
    assert [d.code for d in _check("随意: {甲: 1}\n").diagnostics] == ["V204"]


@pytest.mark.parametrize("name", ["annual-summary", "duty-report", "responsibility-letter"])
def test_every_field_may_be_written_by_its_chinese_name(name: str) -> None:
    kind = get_kind(name)
    for english, schema in kind.fields.items():
        text = f"{schema['title']}: {kind.title if english == 'kind' else '【待填：值】'}\n"
        record_root = _check(text, kind)
        assert not [d for d in record_root.diagnostics if d.code == "V204"], english
