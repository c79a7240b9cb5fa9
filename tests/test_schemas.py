"""The kinds as data: schemas, recipes and samples agree with each other."""

from __future__ import annotations

import json
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest

from docgen.compose.fields import line_fields
from docgen.content import Role
from docgen.dates import parse_date
from docgen.kinds import (
    ISSUE,
    Kind,
    Schema,
    get_kind,
    is_meta,
    kind_names,
    layout_names,
    schema_path,
    template_path,
)
from docgen.load import read_source
from docgen.load.roster import read_roster
from docgen.numbering import parse_specimen
from docgen.source import Mapping
from docgen.validate import validate

ROOT = Path(__file__).parent.parent
SCHEMAS = sorted((ROOT / "schemas").glob("*.json"))
ROSTERS = sorted((ROOT / "samples").glob("roster.*"))
SAMPLES = sorted(p for p in (ROOT / "samples").glob("*.*") if p not in ROSTERS)

KINDS = [get_kind(name) for name in kind_names()]
each_kind = pytest.mark.parametrize("kind", KINDS, ids=[k.name for k in KINDS])

_CHINESE = re.compile("[\u4e00-\u9fff]")
_PATTERN_FIELD = re.compile(r"\{([a-z_.]+)(?::[a-z]+)?\}")
_TAG = re.compile(r"\{\{p?\s*([a-z_.]+)\s*\}\}")
_LOOP = re.compile(r"\{%p?\s*for \w+ in (\w+)\s*%\}")


def stem(path: Path) -> str:
    return path.name


def subschemas(node: Any, at: str = "") -> Iterator[tuple[str, Schema]]:
    """Every object of a schema that may itself be a schema."""
    if isinstance(node, dict):
        yield at, node
        for key, value in node.items():
            if key not in ("examples", "x-docgen"):
                yield from subschemas(value, f"{at}/{key}")
    elif isinstance(node, list):
        for i, value in enumerate(node):
            yield from subschemas(value, f"{at}/{i}")


def parts_of(recipe: Schema) -> Iterator[Schema]:
    """Every part of every slot, groups and what is in them."""

    def walk(parts: list[Any]) -> Iterator[Schema]:
        for part in parts:
            yield part
            yield from walk(part.get("parts", []))
            yield from walk(part.get("derived", []))

    for slot in recipe["slots"].values():
        yield from walk(slot)


def byline_fields(recipe: Schema) -> list[str]:
    return [path for line in recipe["byline"] for element in line for path in line_fields(element)]


def form_fields(part: Schema) -> list[str]:
    """The fields of a form's cells."""
    cells = [cell for row in part.get("rows", ()) for cell in row]
    return [cell if isinstance(cell, str) else cell["field"] for cell in cells]


def pattern_fields(part: Schema) -> list[str]:
    return _PATTERN_FIELD.findall(part.get("pattern", ""))


def template_tags(layout: str) -> set[str]:
    """The names the template prints or loops over."""
    with zipfile.ZipFile(template_path(layout)) as package:
        xml = package.read("word/document.xml").decode("utf-8")
    text = re.sub(r"<[^>]+>", "", xml)
    return {*_TAG.findall(text), *_LOOP.findall(text)}


@pytest.mark.parametrize("path", SCHEMAS, ids=stem)
def test_schema_is_valid_draft_07(path: Path) -> None:
    schema = json.loads(path.read_bytes())
    assert schema["$schema"] == "http://json-schema.org/draft-07/schema#"
    jsonschema_rs.meta.validate(schema)


@each_kind
def test_every_reference_resolves(kind: Kind) -> None:
    jsonschema_rs.Draft7Validator(dict(kind.schema))


@pytest.mark.parametrize("path", SCHEMAS, ids=stem)
def test_no_alternatives_whose_errors_nobody_could_read(path: Path) -> None:
    schema = json.loads(path.read_bytes())
    used = [at for at, node in subschemas(schema) if {"anyOf", "oneOf"} & node.keys()]
    assert used == []


@each_kind
def test_every_property_has_a_chinese_title_unique_in_its_place(kind: Kind) -> None:
    seen = 0
    for at, node in subschemas(kind.schema):
        if at.endswith("/properties") or not isinstance(node.get("properties"), dict):
            continue
        titles = [kind.resolve(prop).get("title", "") for prop in node["properties"].values()]
        assert all(_CHINESE.search(title) for title in titles), (at, titles)
        assert len(set(titles)) == len(titles), (at, titles)
        seen += len(titles)
    assert seen > len(kind.fields)


@each_kind
def test_every_top_property_but_the_kind_explains_itself(kind: Kind) -> None:
    silent = [
        name
        for name, field in kind.fields.items()
        if name != "kind" and not {"description", "examples"} & field.keys()
    ]
    assert silent == []


@each_kind
def test_examples_fit_their_own_schema(kind: Kind) -> None:
    checked = 0
    for at, node in subschemas(kind.schema):
        for example in node.get("examples", ()):
            schema = {**kind.resolve(node), "definitions": kind.schema["definitions"]}
            validator = jsonschema_rs.Draft7Validator(schema, validate_formats=False)
            assert validator.is_valid(example), (at, example)
            if schema.get("format") == "date":
                assert parse_date(example), (at, example)
            checked += 1
    assert checked


@each_kind
def test_recipe_names_only_what_exists(kind: Kind) -> None:
    recipe = kind.recipe
    assert {recipe["layout"], recipe.get("issued", recipe["layout"])} <= set(layout_names())
    named = byline_fields(recipe)
    named += _TAG.findall(recipe["filename"])
    for part in parts_of(recipe):
        named += [*pattern_fields(part), *form_fields(part)]
        if "field" in part:
            named.append(part["field"])
        assert part.get("role", "body") in set(Role)
    for check in recipe.get("checks", ()):
        named += check.get("before", ())
        if "sum" in check:
            field, column = check["sum"].rsplit(".", 1)
            assert column in row_properties(kind, field)
    assert [path for path in named if kind.at(path) is None] == []


@each_kind
def test_recipe_counts_with_real_specimens(kind: Kind) -> None:
    texts = list(kind.recipe["numbering"])
    assert len(texts) == 5
    texts += [part["marker"] for part in parts_of(kind.recipe) if "marker" in part]
    assert [text for text in texts if parse_specimen(text) is None] == []


def row_properties(kind: Kind, field: str) -> Schema:
    schema = kind.at(field)
    assert schema is not None
    properties: Schema = kind.resolve(schema["items"])["properties"]
    return properties


@each_kind
def test_records_show_every_column(kind: Kind) -> None:
    for part in parts_of(kind.recipe):
        if part.get("as") == "records":
            properties = row_properties(kind, part["field"])
            printed = [name for name, prop in properties.items() if not is_meta(prop)]
            assert part["columns"] == printed
            listed = len(printed) + bool(part.get("index"))
            assert len(part.get("widths", [1] * listed)) == listed
            assert set(part.get("total", {}).get("sum", ())) <= set(printed)


@each_kind
def test_ledgers_look_only_at_fields_of_problems_and_plans(kind: Kind) -> None:
    for part in parts_of(kind.recipe):
        if part.get("as") == "ledger":
            assert len(part.get("widths", ())) in (0, len(part["columns"]) + 1)
            for name in [name for names in part["columns"].values() for name in names]:
                field, _, key = name.rpartition(".")
                schema = kind.at(field or part["field"])
                assert schema is not None, name
                assert key in kind.resolve(schema["items"])["properties"], name


@each_kind
def test_every_printed_field_has_a_place_in_the_default_layout(kind: Kind) -> None:
    tags = template_tags(kind.recipe["layout"])
    placed = set(tags)
    if "byline" in tags:
        placed |= set(byline_fields(kind.recipe))
    for part in parts_of(kind.recipe):
        placed |= {*pattern_fields(part), *form_fields(part)}
        if part.get("heading") and "parts" in part:
            placed.add(f"{part.get('field', '')}.heading")
        elif "field" in part:
            placed.add(part["field"])
    missing = []
    for path, schema in kind.leaves():
        steps = path.split(".")
        prefixes = {".".join(steps[: n + 1]) for n in range(len(steps))}
        if not (is_meta(schema) or steps[0] == ISSUE or prefixes & placed):
            missing.append(path)
    assert missing == []
    slots = {name for name, parts in kind.recipe["slots"].items() if parts}
    assert slots <= tags


@pytest.mark.parametrize("path", SAMPLES, ids=stem)
def test_sample_is_without_findings(path: Path) -> None:
    source, findings = read_source(str(path))
    checked = validate(source, final=True)
    assert [*findings, *checked.diagnostics] == []
    assert checked.record is not None


def test_every_kind_has_a_sample() -> None:
    kinds = {read_source(str(path))[0].root.get("kind") for path in SAMPLES}
    assert {node.text for node in kinds if hasattr(node, "text")} == set(kind_names())


@pytest.mark.parametrize("path", [p for p in SAMPLES if p.suffix == ".yaml"], ids=stem)
def test_modeline_names_the_schema_of_the_kind(path: Path) -> None:
    first, *rest = path.read_text(encoding="utf-8").splitlines()
    if not first.startswith("# yaml-language-server"):
        assert "标题:" in "\n".join(rest)
        return
    target = (path.parent / first.partition("$schema=")[2]).resolve()
    source, _ = read_source(str(path))
    kind = source.root.get("kind")
    assert target == schema_path(getattr(kind, "text", "")).resolve()


def dotted_names(kind: Kind) -> set[str]:
    """The dotted names a roster column may have, in English and in Chinese."""
    names = set()
    for path, _ in kind.leaves():
        steps = path.split(".")
        titles = []
        for n in range(len(steps)):
            schema = kind.at(".".join(steps[: n + 1]))
            assert schema is not None
            titles.append(schema["title"])
        names |= {path, ".".join(titles)}
    return names


def flattened(node: Mapping, prefix: str = "") -> Iterator[str]:
    for entry in node:
        if isinstance(entry.value, Mapping):
            yield from flattened(entry.value, f"{prefix}{entry.key}.")
        else:
            yield f"{prefix}{entry.key}"


@pytest.mark.parametrize("path", ROSTERS, ids=stem)
def test_roster_speaks_of_fields_of_the_letter(path: Path) -> None:
    known = dotted_names(get_kind("responsibility-letter"))
    roster = read_roster(str(path))
    assert roster.findings == ()
    for row in roster.rows:
        assert row.findings == ()
        assert set(flattened(roster.origin.fields(row))) <= known


def test_csv_roster_has_twelve_rows_and_no_two_alike() -> None:
    roster = read_roster(str(ROOT / "samples" / "roster.csv"))
    units = {row.values["乙方.单位"] for row in roster.rows}
    numbers = {row.values["编号"] for row in roster.rows}
    assert len(list(roster.rows)) == len(units) == len(numbers) == 12


LETTER = """\
kind: responsibility-letter
title: 责任书
year: 2026
party_a: {unit: 甲}
party_b: {unit: 乙}
"""
REPORT = """\
kind: duty-report
title: 述职报告
year: 2026
author: {unit: 甲}
"""
PLAN = "kind: work-plan\ntitle: 方案\n"
SCORES = "kind: assessment-plan\ntitle: 方案\ncontent: 文\nindicators:\n"
SCORE = "- {{name: 指标, points: {}, scoring: 酌情}}\n"
ROW = "- {{name: 指标, target: '1', weight: {}}}\n"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (REPORT, [("V203", ("performance",))]),
        (REPORT + "performance: 一段话。\n", []),
        (REPORT + "述职: 一段话。\n", []),
        (PLAN, [("V203", ("content",))]),
        (PLAN + "tasks: 一件事。\n", []),
        (PLAN + "content: 一段话。\n", []),
        (SCORES + SCORE.format("60") + SCORE.format("30"), [("V213", ("indicators",))]),
        (SCORES + SCORE.format("60.5") + SCORE.format("39.5"), []),
        (LETTER, []),
        (LETTER + "copies: 2\n", [("V203", ("holders",))]),
        (LETTER + "份数分执: 各执一份\n", [("V203", ("copies",))]),
        (LETTER + "term: {start: 2026-01-01}\n", [("V203", ("term", "end"))]),
        (
            LETTER + "term: {start: 2026-12-31, end: 2026-01-01}\n",
            [("V222", ("term", "end"))],
        ),
        (
            LETTER + "targets:\n" + ROW.format("60") + ROW.format("39.5"),
            [("V213", ("targets",))],
        ),
        (LETTER + "targets:\n" + ROW.format("60.5") + ROW.format("39.5"), []),
        (LETTER + "targets:\n" + ROW.format("60") + ROW.format("【待填：权重】"), [("V215", None)]),
    ],
)
def test_rules_of_the_kinds(
    text: str, expected: list[tuple[str, tuple[str, ...] | None]], tmp_path: Path
) -> None:
    path = tmp_path / "data.yaml"
    path.write_text(text, encoding="utf-8")
    found = [(d.code, d.path) for d in validate(read_source(str(path))[0]).diagnostics]
    assert [code for code, _ in found] == [code for code, _ in expected]
    for (_, got), (_, wanted) in zip(found, expected, strict=True):
        assert wanted is None or got == wanted
