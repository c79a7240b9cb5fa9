"""What is right in every row, and odd in all of them together: numbers twice, one person for all.

It is looked for in the plan's table, so that memory does not grow with the rows.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import islice
from typing import Any
from zlib import crc32

from docgen.diagnostics import (
    ADDRESSED_ALIKE,
    LEFT_BLANK,
    NEARLY_TWICE,
    NUMBER_TAKEN,
    NUMBER_TWICE,
    Diagnostic,
    Place,
    Rule,
)
from docgen.kinds import Kind
from docgen.load.roster import Roster, Row

from .ledger import ROLES, Recipe, recipe_of
from .overlay import Columns, heading
from .task import SEPARATOR

_NUMBER = ROLES.index("number")
_TOLD = 3
_PLACES = 4
_MOST_ROWS_NAMED = 20
_MOST_COMPARED = 10_000
"""Names with blanks and the like that are compared with all: more of them are the roster's way."""
_UNSEEN = " \u00ad\u200b\u200c\u200d\u2060\ufeff"
_WIDE = "".join(map(chr, [*range(0xFF10, 0xFF1A), *range(0xFF21, 0xFF3B), *range(0xFF41, 0xFF5B)]))
_ODD = f"*[{_UNSEEN}０-９Ａ-Ｚａ-ｚ]*"
_AS_ONE = str.maketrans(dict.fromkeys(_UNSEEN, "") | {c: chr(ord(c) - 0xFEE0) for c in _WIDE})
"""Names as they are compared; in the cells of the ledger any run of blanks is one space."""


class Odd:
    """Looks over a whole roster for a letter of ``kind``; ``letter`` is its data as texts.

    ``table`` is the database of the plan, whose rows ``refused`` are not looked at.
    """

    def __init__(
        self,
        kind: Kind,
        letter: Mapping[str, Any],
        roster: Roster,
        table: sqlite3.Connection,
        refused: int,
    ) -> None:
        self._kind = kind
        self._roster = roster
        self._table = table
        self._recipe = recipe_of(kind)
        self._fields = self._recipe.fields if self._recipe else ()
        self._common = self._recipe.cells(letter) if self._recipe else ()
        columns = Columns(kind)
        self._titles = {columns.path(title): title for title in roster.header or ()}
        table.create_function("cell", 2, _cell, deterministic=True)
        self._rows = f"FROM plan WHERE state <> {refused}"

    def found(self) -> Iterator[Diagnostic]:
        """The findings in the roster itself: B450, B451, B456, B464."""
        if self._recipe:
            yield from self._addressed_alike(self._recipe)
            yield from self._left_blank(self._recipe)
            yield from self._number_twice(self._recipe)
            yield from self._nearly_twice(self._recipe)

    def _addressed_alike(self, recipe: Recipe) -> Iterator[Diagnostic]:
        """Who a letter is for stands in the letter itself, and in no row."""
        [(count,)] = self._table.execute("SELECT count(*) FROM plan")
        about = (recipe.unit, recipe.person, recipe.post)
        common = [field for field in about if self._is_common(field)]
        if recipe.unit in common and recipe.person and self._is_given(recipe.person):
            # The people of one unit.
            common.remove(recipe.unit)
        if common and count > 1:
            top = self._roster.origin.place(Row(0, {}, self._roster.header_line))
            where = top._replace(row=None) if self._titles else Place(self._roster.name)
            columns = [heading(self._kind, field) for field in common]
            values = [self._value(field) for field in common]
            args = {"columns": columns, "values": values, "count": count}
            yield ADDRESSED_ALIKE.at(where, (common[0],), **args)

    def _left_blank(self, recipe: Recipe) -> Iterator[Diagnostic]:
        """What a few rows do not say of whom their letters are for, and the others do."""
        [(count,)] = self._table.execute(f"SELECT count(*) {self._rows}")
        for field in (recipe.unit, recipe.person, recipe.post, recipe.number):
            if not field or (self._titles and field not in self._titles):
                continue
            # To find two separators together takes a tenth of taking the cells apart.
            blank = (
                f"{self._rows} AND instr('{SEPARATOR}' || cells, '{SEPARATOR}{SEPARATOR}')"
                f" AND cell(cells, {self._place(field)}) = ''"
            )
            [(found,)] = self._table.execute(f"SELECT count(*) {blank}")
            if 0 < found <= count - found:
                some = f"SELECT row {blank} ORDER BY row LIMIT {1 + _PLACES}"
                first, *others = self._places(field, [row for (row,) in self._table.execute(some)])
                title = heading(self._kind, field)
                finding = LEFT_BLANK.at(first, (field,), title=title, filled=count - found)
                yield replace(finding, also=tuple(others), more=found - 1)

    def _nearly_twice(self, recipe: Recipe) -> Iterator[Diagnostic]:
        """Rows whose unit and person are the same as another row's, but for how they look."""
        whose = (
            f"substr(cells, 1, instr(cells, '{SEPARATOR}')"
            f" + instr(substr(cells, instr(cells, '{SEPARATOR}') + 1), '{SEPARATOR}'))"
        )
        odd = self._table.execute(
            # To find a space, or the bytes of what is wide, takes a quarter of the pattern's time.
            f"SELECT row, {whose} AS whose {self._rows} AND (instr(cells, ' ') OR"
            " instr(CAST(cells AS BLOB), x'EFBC')) AND whose GLOB ? LIMIT ?",
            (_ODD, _MOST_COMPARED),
        ).fetchall()
        if not odd or len(odd) == _MOST_COMPARED:
            return
        field = recipe.unit or recipe.person
        self._table.execute("CREATE TEMP TABLE alike (name TEXT, written TEXT, row INTEGER)")
        self._table.execute("CREATE INDEX temp.by_name ON alike(name)")
        named = ((text.translate(_AS_ONE), text, row) for row, text in odd)
        self._table.executemany("INSERT INTO alike VALUES (?,?,?)", named)
        self._table.execute(
            f"INSERT INTO alike SELECT whose, whose, row FROM (SELECT row, {whose} AS whose"
            f" {self._rows}) WHERE whose IN (SELECT name FROM alike)"
        )
        twice = self._table.execute(
            "SELECT name, max(row) FROM alike GROUP BY name HAVING count(DISTINCT written) > 1"
            " ORDER BY max(row)"
        ).fetchall()
        rows = f"SELECT row FROM alike WHERE name = ? ORDER BY row LIMIT {_MOST_ROWS_NAMED}"

        def about(name: str) -> dict[str, Any]:
            same = [row for (row,) in self._table.execute(rows, (name,))]
            return {"rows": same, "name": name.split(SEPARATOR)[0]}

        yield from self._told(NEARLY_TWICE, field, twice, about)
        self._table.execute("DROP TABLE alike")

    def _is_common(self, field: str) -> bool:
        """Whether all letters have the value of ``field`` that the letter gives."""
        return bool(field and self._value(field)) and not self._is_given(field)

    def _is_given(self, field: str) -> bool:
        """Whether the rows say themselves what ``field`` is."""
        if self._titles:
            return field in self._titles
        # Rows that are no table need not have the same fields.
        other = f"SELECT 1 FROM plan WHERE cell(cells, {self._place(field)}) <> ? LIMIT 1"
        return self._table.execute(other, (self._value(field),)).fetchone() is not None

    def _number_twice(self, recipe: Recipe) -> Iterator[Diagnostic]:
        """A number that more than one row gives."""
        field = recipe.number
        if not field or (self._titles and field not in self._titles):
            return
        number = f"cell(cells, {self._place(field)})"
        # What rows that are no table do not say themselves is the letter's, for all of them.
        ours = "" if self._titles else self._value(field)
        # Numbers that differ have other sums, but for one pair in four thousand million.
        alike = f"SELECT 1 {self._rows} AND summed GROUP BY summed HAVING count(*) > 1 LIMIT 1"
        if not self._table.execute(alike).fetchone():
            return
        twice = self._table.execute(
            f"SELECT {number} AS written, min(row) {self._rows} AND written NOT IN ('', ?)"
            " GROUP BY written HAVING count(*) > 1 ORDER BY min(row)",
            (ours,),
        )
        rows = f"SELECT row {self._rows} AND {number} = ? LIMIT {_MOST_ROWS_NAMED}"

        title = heading(self._kind, field)

        def about(text: str) -> dict[str, Any]:
            same = [row for (row,) in self._table.execute(rows, (text,))]
            return {"rows": same, "title": title, "number": text}

        yield from self._told(NUMBER_TWICE, field, twice, about)

    def number_taken(self, earlier: Mapping[str, str]) -> Iterator[Diagnostic]:
        """B448: a number that an earlier letter has, which no row makes.

        ``earlier`` is the file of each such number.
        """
        field = self._recipe.number if self._recipe else ""
        if not field or not earlier:
            return
        self._table.execute("CREATE TABLE IF NOT EXISTS taken (sum INTEGER PRIMARY KEY)")
        sums = ((_sum(number),) for number in earlier)
        self._table.executemany("INSERT OR IGNORE INTO taken VALUES (?)", sums)
        number = f"cell(cells, {self._place(field)})"
        alike = self._table.execute(
            f"SELECT {number}, row {self._rows} AND summed IN (SELECT sum FROM taken) ORDER BY row"
        )
        # What the letter says for all of them is no number of one letter.
        ours = "" if field in self._titles else self._value(field)
        taken = ((text, row) for text, row in alike if text in earlier and text != ours)
        title = heading(self._kind, field)

        def about(text: str) -> dict[str, Any]:
            return {"name": earlier[text], "title": title, "number": text}

        yield from self._told(NUMBER_TAKEN, field, taken, about)

    def _told(
        self,
        rule: Rule,
        field: str,
        texts: Iterable[tuple[str, int]],
        about: Callable[[str], dict[str, Any]],
    ) -> list[Diagnostic]:
        """A finding for each of the first ``texts``, at its row; the last stands for the rest.

        The rows ascend. ``about`` gives a finding's arguments.
        """
        found = iter(texts)
        first = list(islice(found, _TOLD + _PLACES))
        more = sum(1 for _ in found) + len(first[_TOLD:])
        places = self._places(field, [row for _, row in first])
        findings = [
            rule.at(place, (field,), **about(text))
            for (text, _), place in zip(first[:_TOLD], places, strict=False)
        ]
        if more:
            findings[-1] = replace(findings[-1], also=tuple(places[_TOLD:]), more=more)
        return findings

    def _value(self, field: str) -> str:
        """What the letter gives ``field``."""
        return self._common[self._place(field)]

    def _place(self, field: str) -> int:
        return self._fields.index(field)

    def _places(self, field: str, numbers: Sequence[int]) -> list[Place]:
        """Where ``field`` stands in the rows ``numbers``, for which the roster is read again."""
        found = (row for row in self._roster.rows if row.number in numbers)
        origin = self._roster.origin
        return [origin.place(row, self._titles.get(field)) for row in islice(found, len(numbers))]


def sum_of_number(cells: str) -> int:
    """A check sum of the number among the ``cells`` of the ledger, not 0 where there is one."""
    number = cells.split(SEPARATOR, _NUMBER + 1)[_NUMBER : _NUMBER + 1]
    return _sum(number[0]) if number and number[0] else 0


def _sum(number: str) -> int:
    return crc32(number.encode()) or 1


def _cell(cells: str, place: int) -> str:
    return cells.split(SEPARATOR)[place]


def whom(cells: str) -> str:
    """The unit and the person of a row, whose ``cells`` of the ledger these are; "" for nobody."""
    return SEPARATOR.join(cells.split(SEPARATOR)[:2]).strip(SEPARATOR)
