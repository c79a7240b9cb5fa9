"""The numbers of letters as the ledger has them, for where no journal remembers them.

An archive has no journal, and a folder's may be lost; but the ledger beside says whose number is
which, and what it says has been signed.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from docgen.errors import DocgenError

from .ledger_files import UNTOUCHED, find_ledger, mark_of
from .signings import read_book


class WrittenNumbers:
    """What stands under 编号 in the ledger of the letter ``title`` in ``folder``, if it has one.

    ``person`` is the field of the person. Raises DataError where the ledger cannot be read,
    OutputError: O520.
    """

    def __init__(self, folder: Path, title: str, person: str) -> None:
        self.person = person
        parts = find_ledger(folder, title, is_renamed=False).earlier
        rows = [row for part in parts for row in read_book(part).rows if row.number]
        self._by_both: dict[tuple[str, str], str] = {}
        for row in rows:
            self._by_both.setdefault((_plain(row.unit), _plain(row.person)), row.number)
        units = Counter(_plain(row.unit) for row in rows)
        self._by_unit = {
            unit: row.number for row in rows if units[unit := _plain(row.unit)] == 1 and unit
        }

    def __bool__(self) -> bool:
        return bool(self._by_both)

    def __iter__(self) -> Iterator[str]:
        return iter(dict.fromkeys(self._by_both.values()))

    def of(self, unit: str, person: str, has_person: bool) -> str:
        """The number of the letter of ``unit`` and ``person``, or "" where it has none.

        Where the roster does not say the person (``has_person``), a clerk may have written one.
        """
        found = self._by_both.get((unit, person), "")
        return found or ("" if has_person and person else self._by_unit.get(unit, ""))


def numbers_by_hand(folder: Path, title: str) -> Iterator[str]:
    """The numbers of letters that a clerk has added to that ledger, and no run has made.

    A ledger that cannot be read tells nothing.
    """
    for part in find_ledger(folder, title, is_renamed=False).earlier:
        mark = mark_of(part)
        if mark is None or mark[0] != UNTOUCHED:
            with suppress(DocgenError):
                yield from (row.number for row in read_book(part).rows if not row.letter)


def _plain(text: str) -> str:
    return " ".join(text.split())
