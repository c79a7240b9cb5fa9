"""Rules beyond JSON Schema: those of the recipe's ``checks``, and those of every table."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from docgen import source
from docgen.dates import parse_date
from docgen.diagnostics import BAD_SUM, DATES_REVERSED, ROW_WIDTH, Diagnostic, Path
from docgen.kinds import Kind
from docgen.record import place_at

from .schema import schema_at


def check_rules(
    kind: Kind,
    data: Mapping[str, Any],
    root: source.Mapping,
    tables: Iterable[tuple[Path, Mapping[str, Any]]],
) -> Iterator[Diagnostic]:
    """Findings of the kind's ``checks`` (sum, before) and of ``tables`` whose rows do not fit."""
    yield from check_recipe(kind, kind.recipe.get("checks", ()), data, root)
    for path, table in tables:
        yield from _check_table(table, root, path)


def check_recipe(
    kind: Kind,
    checks: Iterable[Mapping[str, Any]],
    data: Mapping[str, Any],
    root: source.Mapping,
) -> Iterator[Diagnostic]:
    """Findings of ``checks``, which are among the kind's: sum, before."""
    for check in checks:
        if "sum" in check:
            yield from _check_sum(kind, data, root, check)
        elif "before" in check:
            yield from _check_before(kind, data, root, check)


def _value(data: Mapping[str, Any], path: str) -> Any:
    value: Any = data
    for step in path.split("."):
        value = value.get(step) if isinstance(value, Mapping) else None
    return value


def _check_sum(
    kind: Kind, data: Mapping[str, Any], root: source.Mapping, check: Mapping[str, Any]
) -> Iterator[Diagnostic]:
    """``{"sum": "targets.weight", "equals": 100}``: the column of a list of objects."""
    field, _, column = check["sum"].rpartition(".")
    items = _value(data, field)
    if not isinstance(items, list) or not items:
        return
    weights: list[Any] = [item.get(column) for item in items if isinstance(item, dict)]
    if len(weights) != len(items) or not {int, float}.issuperset(map(type, weights)):
        return
    if float not in map(type, weights) and sum(weights) == check["equals"]:
        return
    # Late: few documents add anything up.
    from decimal import Decimal

    found = sum((Decimal(str(weight)) for weight in weights), Decimal(0))
    if found != Decimal(str(check["equals"])):
        path: Path = tuple(field.split("."))
        title = schema_at(kind, (*path, 0, column)).get("title", column)
        yield BAD_SUM.at(
            place_at(root, path),
            path,
            title=title,
            found=f"{found.normalize():f}",
            expected=check["equals"],
        )


def _check_before(
    kind: Kind, data: Mapping[str, Any], root: source.Mapping, check: Mapping[str, Any]
) -> Iterator[Diagnostic]:
    """``{"before": ["term.start", "term.end"]}``: the first date is not after the second."""
    first, second = check["before"]
    texts = _value(data, first), _value(data, second)
    dates = [parse_date(t) if isinstance(t, str) else None for t in texts]
    if dates[0] and dates[1] and dates[0] > dates[1]:
        path: Path = tuple(second.split("."))
        titles = [schema_at(kind, tuple(p.split("."))).get("title", p) for p in (first, second)]
        yield DATES_REVERSED.at(
            place_at(root, path), path, title=titles[1], value=texts[1], other=titles[0]
        )


def check_tables(value: Any, root: source.Mapping, path: Path) -> Iterator[Diagnostic]:
    """Rows with more or fewer cells than their table has columns, anywhere below ``value``."""
    if isinstance(value, Mapping):
        yield from _check_table(value, root, path)
        for key, below in value.items():
            if isinstance(below, Mapping | list):
                yield from check_tables(below, root, (*path, key))
    elif isinstance(value, list):
        for i, below in enumerate(value):
            if isinstance(below, Mapping | list):
                yield from check_tables(below, root, (*path, i))


def _check_table(
    value: Mapping[str, Any], root: source.Mapping, path: Path
) -> Iterator[Diagnostic]:
    columns, rows = value.get("columns"), value.get("rows")
    if not (isinstance(columns, list) and isinstance(rows, list)):
        return
    for i, row in enumerate(rows):
        if isinstance(row, list) and len(row) != len(columns):
            at: Path = (*path, "rows", i)
            yield ROW_WIDTH.at(place_at(root, at), at, found=len(row), expected=len(columns))
    widths = value.get("widths")
    if isinstance(widths, list) and len(widths) != len(columns):
        at = (*path, "widths")
        yield ROW_WIDTH.at(place_at(root, at), at, found=len(widths), expected=len(columns))
