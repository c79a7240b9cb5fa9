"""The blank roster of a kind: Chinese headers, drop-downs, notes, an example row.

Its columns are the fields that differ from letter to letter, ``x-docgen: {roster: […]}`` of the
kind; a field that the letter gives for all has no column, for an empty cell would take it away.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from docgen.diagnostics import UNKNOWN_FIELD
from docgen.errors import DataError
from docgen.kinds import Kind, Schema, is_meta
from docgen.load.roster import EXAMPLE, SERIAL

from .overlay import spellings
from .sheets import Column, Sheet, write_workbook

_BLANK_ROWS = 200
_MOST_CHOICES = 255  # characters of a drop-down's list, the format's limit
_SERIAL_NOTE = "随便写，只供核对；写“例”的行不生成文件。"
_HELP = (
    Column("列", 24),
    Column("必填", 8, centred=True),
    Column("怎样填", 60),
    Column("示例", 30),
)


def write_form(kind: Kind, path: Path, more: Sequence[str] = ()) -> None:
    """Write the blank roster of ``kind`` to ``path``; ``more`` names further fields as columns.

    Raises DataError: V204 (the kind has no such field); OutputError: O502, O520.
    """
    fields = _fields(kind, more)
    columns = [Column(SERIAL, 6, centred=True, note=_SERIAL_NOTE)]
    columns += [_column(kind, path, schema) for path, schema in fields.items()]
    example = [EXAMPLE, *(_example(schema) for schema in fields.values())]
    blank = [""] * len(columns)
    rows = [example, *([blank] * _BLANK_ROWS)]
    write_workbook(
        path,
        [
            Sheet("名册", "", columns, rows),
            Sheet("填写说明", f"{kind.title}名册填写说明", _HELP, _help(kind, fields)),
        ],
    )


def heading(kind: Kind, path: str) -> str:
    """The Chinese header of the field ``path``: ``party_b.unit`` → 乙方单位."""
    steps = path.split(".")
    schemas = (kind.at(".".join(steps[: i + 1])) or {} for i in range(len(steps)))
    return "".join(str(s.get("title", step)) for s, step in zip(schemas, steps, strict=True))


def _fields(kind: Kind, more: Sequence[str]) -> dict[str, Schema]:
    leaves = dict(kind.leaves())
    known = spellings(kind)
    wrong = [field for field in more if field not in known]
    if wrong:
        choices = [heading(kind, path) for path in leaves]
        raise DataError([UNKNOWN_FIELD.at(key=field, known=choices) for field in wrong])
    chosen = list(kind.recipe.get("roster", ())) or [
        path for path, schema in leaves.items() if _needed(kind, path) and not is_meta(schema)
    ]
    return {path: leaves[path] for path in dict.fromkeys([*chosen, *(known[f] for f in more)])}


def _needed(kind: Kind, path: str) -> bool:
    schema: Schema = kind.schema
    for step in path.split("."):
        if step not in schema.get("required", ()):
            return False
        schema = kind.resolve(schema["properties"][step])
    return True


def _choices(schema: Schema) -> tuple[str, ...]:
    choices = tuple(map(str, schema.get("enum", ())))
    if schema.get("type") == "boolean":
        choices = ("是", "否")
    return choices if len(",".join(choices)) <= _MOST_CHOICES else ()


def _example(schema: Schema) -> str:
    for value in (*schema.get("examples", ()), *_choices(schema)):
        return "\n".join(map(str, value)) if isinstance(value, list) else str(value)
    return ""


def _column(kind: Kind, path: str, schema: Schema) -> Column:
    title = heading(kind, path)
    width = max(len(text.encode("gbk", "replace")) for text in (title, _example(schema)))
    note = "\n".join(filter(None, (_how(kind, path, schema), f"例：{_example(schema)}")))
    return Column(title, min(max(width + 4, 14), 40), choices=_choices(schema), note=note)


def _how(kind: Kind, path: str, schema: Schema) -> str:
    need = "必填。" if _needed(kind, path) else "可以空着；空着就是没有，不取责任书里的值。"
    choices = _choices(schema)
    pick = f"从下拉框里选：{'、'.join(choices)}。" if choices else ""
    return f"{need}{schema.get('description', '')}{pick}"


def _help(kind: Kind, fields: dict[str, Schema]) -> Iterator[tuple[str, ...]]:
    yield SERIAL, "", _SERIAL_NOTE, EXAMPLE
    for path, schema in fields.items():
        need = "是" if _needed(kind, path) else ""
        yield heading(kind, path), need, _how(kind, path, schema), _example(schema)
