"""The blank roster of a kind: Chinese headers, drop-downs, notes, an example row.

Its columns are the kind's (:attr:`docgen.kinds.Kind.columns`); a field that the letter gives for
all has no column, for an empty cell would take it away.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from docgen.diagnostics import UNKNOWN_FIELD
from docgen.errors import DataError
from docgen.kinds import Kind, Schema
from docgen.load.roster import EXAMPLE, SERIAL

from .overlay import heading, spellings
from .sheets import Column, Sheet, write_workbook

_BLANK_ROWS = 200
_MOST_CHOICES = 255  # characters of a drop-down's list, the format's limit
_SERIAL_NOTE = "随便写，只供核对；写“例”的行不生成文件。"
_OPTIONAL = "可以空着；空着就是没有，不取正文里的值。"
_OPTIONAL_ITEM = "可以空着。"
_HELP = (
    Column("列", 30),
    Column("必填", 8, centred=True),
    Column("怎样填", 60),
    Column("示例", 30),
)


@dataclass(frozen=True, slots=True)
class _Field:
    """One column: its header, how it is filled in, an example."""

    title: str
    needed: bool
    how: str
    example: str
    choices: tuple[str, ...] = ()

    def column(self) -> Column:
        """The column as the workbook has it."""
        width = max(len(text.encode("gbk", "replace")) for text in (self.title, self.example))
        note = "\n".join(filter(None, (self.how, f"例：{self.example}")))
        width = min(max(width + 4, 14), 40)
        return Column(self.title, width, choices=self.choices, note=note)

    def help(self, sheet: str = "") -> tuple[str, ...]:
        """The field's row among the instructions."""
        title = f"{sheet} › {self.title}" if sheet else self.title
        return title, "是" if self.needed else "", self.how, self.example


def write_form(kind: Kind, path: Path, more: Sequence[str] = ()) -> None:
    """Write the blank roster of ``kind`` to ``path``; ``more`` names further fields as columns.

    A field that holds a list of groups (考核指标) has a sheet of its own, whose first column says
    which row of the roster an entry belongs to. Raises DataError: V204 (the kind has no such
    field); OutputError: O502, O520.
    """
    chosen = _chosen(kind, more)
    lists = {at: schema for at, schema in chosen.items() if _is_list(kind, schema)}
    fields = {at: _field(kind, at, schema) for at, schema in chosen.items() if at not in lists}
    help_ = [(SERIAL, "", _SERIAL_NOTE, EXAMPLE), *(f.help() for f in fields.values())]
    sheets = [_sheet("名册", fields.values())]
    key = fields.get(kind.recipe.get("ledger", {}).get("unit", "")) or next(iter(fields.values()))
    for at, schema in lists.items():
        name = heading(kind, at)
        how = f"必填。与名册里的“{key.title}”写得一样；这一家有几条，就写几行。"
        entries = [replace(key, needed=True, how=how), *_members(kind, schema)]
        sheets.append(_sheet(name, entries))
        help_ += [entry.help(name) for entry in entries]
    sheets.append(Sheet("填写说明", f"{kind.title}名册填写说明", _HELP, help_))
    write_workbook(path, sheets)


def _sheet(name: str, fields: Iterable[_Field]) -> Sheet:
    """A sheet to be filled in: an example row, then blank ones."""
    fields = list(fields)
    columns = [Column(SERIAL, 6, centred=True, note=_SERIAL_NOTE), *(f.column() for f in fields)]
    example = [EXAMPLE, *(f.example for f in fields)]
    return Sheet(name, "", columns, [example, *([[""] * len(columns)] * _BLANK_ROWS)])


def _is_list(kind: Kind, schema: Schema) -> bool:
    return bool(kind.resolve(schema.get("items", {})).get("properties"))


def _members(kind: Kind, schema: Schema) -> Iterator[_Field]:
    """The plain fields of a list's entries."""
    item = kind.resolve(schema["items"])
    for name, below in item["properties"].items():
        member = kind.resolve(below)
        if {"array", "object"}.isdisjoint(_types(member)):
            needed = name in item.get("required", ())
            yield _described(str(member.get("title", name)), member, needed, _OPTIONAL_ITEM)


def _types(schema: Schema) -> set[str]:
    types = schema.get("type", ())
    return {types} if isinstance(types, str) else set(types)


def _chosen(kind: Kind, more: Sequence[str]) -> dict[str, Schema]:
    leaves = dict(kind.leaves())
    known = spellings(kind)
    wrong = [field for field in more if field not in known]
    if wrong:
        choices = [heading(kind, path) for path in leaves]
        raise DataError([UNKNOWN_FIELD.at(key=field, known=choices) for field in wrong])
    every = dict.fromkeys([*kind.columns, *(known[f] for f in more)])
    return {path: leaves[path] for path in every}


def _choices(schema: Schema) -> tuple[str, ...]:
    choices = tuple(map(str, schema.get("enum", ())))
    if schema.get("type") == "boolean":
        choices = ("是", "否")
    return choices if len(",".join(choices)) <= _MOST_CHOICES else ()


def _example(schema: Schema) -> str:
    for value in (*schema.get("examples", ()), *_choices(schema)):
        return "\n".join(map(str, value)) if isinstance(value, list) else str(value)
    return ""


def _field(kind: Kind, path: str, schema: Schema) -> _Field:
    return _described(heading(kind, path), schema, kind.needs(path), _OPTIONAL)


def _described(title: str, schema: Schema, needed: bool, optional: str) -> _Field:
    choices = _choices(schema)
    pick = f"从下拉框里选：{'、'.join(choices)}。" if choices else ""
    how = f"{'必填。' if needed else optional}{schema.get('description', '')}{pick}"
    return _Field(title, needed, how, _example(schema), choices)
