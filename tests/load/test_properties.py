"""Any text survives loading unchanged, whatever style it is written in, and knows its place."""

from __future__ import annotations

import json

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from docgen.load.json_nodes import parse_json
from docgen.load.yaml_nodes import parse_yaml
from docgen.source import Mapping, Node, Null, Scalar, Sequence

# PyYAML's dumper cannot write lone surrogates, and breaks lines at the three characters that YAML
# 1.1 takes for line breaks; below they have a test of their own.
TEXT = st.text(
    st.characters(exclude_categories=["Cs"], exclude_characters="\ufeff\x85\u2028\u2029")
)
TREE = st.recursive(
    TEXT,
    lambda below: st.lists(below, max_size=4) | st.dictionaries(TEXT, below, max_size=4),
    max_leaves=12,
)
PLAIN = st.from_regex(r"-?[0-9A-Za-z一-龥+.~][0-9A-Za-z一-龥+._~-]{0,20}", fullmatch=True)


def plain(node: Node) -> object:
    """The tree without places; an empty value is None."""
    match node:
        case Scalar():
            return node.text
        case Null():
            return None
        case Sequence():
            return [plain(item) for item in node.items]
        case Mapping():
            return {entry.key: plain(entry.value) for entry in node}


def _at(text: str, node: Scalar | Null) -> str:
    line = text.split("\n")[(node.place.line or 0) - 1]
    return line[(node.place.column or 0) - 1 :]


@pytest.mark.parametrize("style", [None, "'", '"', "|", ">"])
@pytest.mark.parametrize("flow", [True, False])
@settings(max_examples=30)
@given(tree=st.dictionaries(TEXT, TREE, min_size=1, max_size=4))
def test_yaml_in_any_style_keeps_every_character(
    style: str | None, flow: bool, tree: dict[str, object]
) -> None:
    for unicode in (True, False):
        text = yaml.safe_dump(
            tree, default_style=style, default_flow_style=flow, allow_unicode=unicode
        )
        assert plain(parse_yaml(text, "x.yaml")) == tree


@given(tree=st.dictionaries(st.text(), st.recursive(st.text(), st.lists, max_leaves=8)))
def test_json_keeps_every_character(tree: dict[str, object]) -> None:
    for ascii_only in (True, False):
        text = json.dumps(tree, ensure_ascii=ascii_only)
        assert plain(parse_json(text, "x.json")) == tree


@given(values=st.lists(PLAIN, min_size=1))
def test_plain_yaml_scalars_stay_as_written_and_know_their_place(values: list[str]) -> None:
    text = "list:\n" + "".join(f"  - {value}\n" for value in values)
    root = parse_yaml(text, "x.yaml")
    assert isinstance(root, Mapping)
    items = root.entries[0].value
    assert isinstance(items, Sequence)
    for item, value in zip(items.items, values, strict=True):
        assert isinstance(item, Scalar | Null)
        assert _at(text, item) == value
        if isinstance(item, Scalar):
            assert (item.text, item.plain) == (value, True)
        else:
            assert value in ("~", "null", "Null", "NULL")


@given(
    values=st.lists(
        st.decimals(allow_nan=False, allow_infinity=False).map(str)
        | st.integers().map(str)
        | st.sampled_from(["0", "-0.0", "3.10", "1e400", "110101199001011234", "true", "false"])
    )
)
def test_json_numbers_stay_as_written_and_know_their_place(values: list[str]) -> None:
    values = [value.replace("E+", "e+") for value in values]
    text = '{"list": [\n' + ",\n".join(values) + "]}"
    root = parse_json(text, "x.json")
    assert isinstance(root, Mapping)
    items = root.entries[0].value
    assert isinstance(items, Sequence)
    for item, value in zip(items.items, values, strict=True):
        assert isinstance(item, Scalar)
        assert item.text == value
        assert _at(text, item).rstrip(",]}") == value


@pytest.mark.parametrize("char", ["\u2028", "\u2029", "\x85", "\xa0", "\u3000", "\ufeff", "𠮷"])
def test_characters_that_yaml_takes_for_line_breaks_stay_in_the_text(char: str) -> None:
    for value in (f"甲{char}乙", f'"甲{char}乙"', f"'甲{char}乙'", f"|-\n  甲{char}乙"):
        root = parse_yaml(f"a: 丙\nkey: {value}\nlast: 丁\n", "x.yaml")
        assert plain(root) == {"a": "丙", "key": f"甲{char}乙", "last": "丁"}
        assert isinstance(root, Mapping)
        assert root.entries[2].place[1:3] == (3 + value.count("\n"), 1)
