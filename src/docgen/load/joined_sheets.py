"""A further sheet, named after a list: whose its entries are, and those that are nobody's."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

from docgen.diagnostics import (
    ENTRIES_ELSEWHERE,
    NO_KEY_COLUMN,
    NO_SUCH_KEY,
    SHEET_NAME,
    Diagnostic,
    Place,
)
from docgen.errors import DataError
from docgen.suggest import closest

from .cell_marks import cell_text
from .other_lines import is_other
from .roster import EXAMPLE, SERIAL, Further, Names, Origin, Raw, Row, is_own
from .sheet_tables import Table, wrong_cells
from .unit_names import namesakes, same_name

_MOST_PLACES = 4
_MOST_COLUMNS_NAMED = 5
_MOST_NAMED = 3


class Joined:
    """A sheet of list items, each under the row it belongs to.

    ``titles`` are the roster's own. Raises DataError (B452) where the sheet repeats none of them.
    """

    def __init__(self, path: Path, sheet: Table, titles: Iterable[str]) -> None:
        self.sheet = sheet
        self.name = sheet.name.strip()
        main = [title for title in titles if title]
        same = {_undotted(title): title for title in reversed(main)}
        shared = [t for t in sheet.titles if t and _undotted(t) in same]
        # What is numbered in each sheet on its own joins nothing, unless there is nothing else.
        self.own_key = next((t for t in shared if not is_own(t)), "") or next(iter(shared), "")
        if not shared:
            where = Place(str(path), sheet=sheet.name, cell=f"A{sheet.top + 1}")
            known = main[:_MOST_COLUMNS_NAMED]
            raise DataError([NO_KEY_COLUMN.at(where, name=self.name, columns=known)])
        self.key = same[_undotted(self.own_key)]
        self.columns = {title: i for i, title in enumerate(sheet.titles) if title}
        self.origin = Origin(str(path), sheet.name, self.columns)
        serial = self.columns.get(SERIAL)
        self.items: dict[str, list[dict[str, Raw]]] = {}
        self.lines: dict[str, list[int]] = {}
        at_key = self.columns.get(self.own_key, 0)
        own = {t: i for t, i in self.columns.items() if i not in (at_key, serial)}
        self.titles = (self.key, *own)
        self.left: list[str] = []
        """The keys that no row has."""
        self._near: Mapping[str, Sequence[str]] = {}
        self._doubted: Mapping[str, Sequence[str]] = {}
        """Rows without entries, and the keys of entries without a row that may be theirs."""
        for line, cells in enumerate(sheet.rows[sheet.top + 1 :], sheet.top + 2):
            texts = [cell_text(cell) for cell in cells]
            key = texts[at_key].strip() if at_key < len(texts) else ""
            item: dict[str, Raw] = {
                title: texts[i] for title, i in own.items() if i < len(texts) and texts[i]
            }
            is_example = serial is not None and serial < len(texts) and texts[serial] == EXAMPLE
            if item and not is_example:
                self.items.setdefault(key, []).append(item)
                self.lines.setdefault(key, []).append(line)

    def add(self, row: Row, origin: Origin) -> None:
        """Give ``row``, which is from ``origin``, the entries that are under its key."""
        key = self._key_of(row)
        found = self.items.get(key)
        if found:
            row.values = {**row.values, self.name: found}
            row.below = {**(row.below or {}), self.name: tuple(self.lines[key])}
            for line in self.lines[key]:
                cells = self.sheet.rows[line - 1]
                entry = Row(row.number, {}, line)
                place = partial(self.origin.place, entry)
                row.findings += tuple(wrong_cells(cells, self.columns, place))
        elif key in self._doubted:
            where = origin.place(row, self.key)
            near = self._doubted[key][:_MOST_NAMED]
            row.findings += (ENTRIES_ELSEWHERE.at(where, sheet=self.name, name=key, near=near),)

    def compare(self, rows: Iterable[Row]) -> None:
        """Find the entries that belong to none of ``rows``, and whose they may be.

        That is whoever has no entries and a name like theirs; and everyone without entries, where
        there are as many without a row: each of them may be another name for one of these. A name
        that is the same but for blanks is counted neither here nor there.
        """
        there = dict.fromkeys(map(self._key_of, rows))
        self.left = [key for key in self.items if key not in there]
        without = dict.fromkeys(key for key in there if key and key not in self.items)
        units = [key for key in self.left if not is_other(key)]
        self._near = namesakes(units, there)
        doubted: dict[str, list[str]] = {}
        for left, near in self._near.items():
            for name in near:
                if name in without:
                    doubted.setdefault(name, []).append(left)
        self._doubted = doubted
        certain = {
            key: near[0]
            for key, near in self._near.items()
            if len(near) == 1 and same_name(key) == same_name(near[0])
        }
        named = [key for key in units if key and key not in certain]
        others = [key for key in without if key not in certain.values()]
        if len(others) <= len(named):
            self._doubted = dict.fromkeys(others, named) | doubted

    def further(self) -> Further:
        """The sheet as it is to be written beside refused rows."""
        about = self.titles[0]
        strays = ({about: key, **item} for key in self.left for item in self.items[key])
        return Further(self.titles, tuple(strays))

    def left_over(self, is_part: bool) -> Iterator[Diagnostic]:
        """What is wrong with entries that belong to no row; ``is_part`` of rows that were refused.

        The row may then be one that was not.
        """
        for key in self.left:
            first, *others = (self._place(line) for line in self.lines[key])
            near = self._near.get(key, ())[:_MOST_NAMED]
            case = "-".join(["near"] * bool(near) + ["part"] * is_part) if key else "blank"
            finding = NO_SUCH_KEY.at(first, key=key, column=self.key, known=near, because=case)
            yield replace(finding, also=tuple(others[:_MOST_PLACES]), more=len(others))

    def _key_of(self, row: Row) -> str:
        return str(row.values.get(self.key, "")).strip()

    def _place(self, line: int) -> Place:
        return self.origin.place(Row(0, {}, line), self.own_key)._replace(row=None)


def unread(path: Path, sheet: Table, main: Sequence[str], names: Names) -> Iterator[Diagnostic]:
    """B427 for a sheet that is meant for the entries of a list, by its columns or its name."""
    titles = [title for title in sheet.titles if title]
    for expected, (columns, needed) in names.entries.items():
        found = {columns.get(title) for title in titles if title not in main}
        alike = bool(set(titles) & set(main)) and bool(closest(sheet.name, [expected]))
        if alike or (len(needed) > 1 and found.issuperset(needed)):
            where = Place(str(path), sheet=sheet.name, cell=f"A{sheet.top + 1}")
            yield SHEET_NAME.at(where, name=sheet.name, columns=titles, expected=expected)
            return


def _undotted(title: str) -> str:
    """乙方.单位 and 乙方单位 are one column."""
    return title.replace(".", "")
