"""Numbers of letters, such as 安责〔2026〕{n}号: given once, kept for ever.

A series is the text with ``{n}`` in it. A row that was given a number keeps it however the roster
is sorted or grows; the number of a row that went away is not given to another.
"""

from __future__ import annotations

import re
import sqlite3

MARK = "{n}"
_TABLE = """
CREATE TABLE IF NOT EXISTS numbers (
  series TEXT NOT NULL, key TEXT NOT NULL, n INTEGER NOT NULL,
  PRIMARY KEY (series, key), UNIQUE (series, n)
) WITHOUT ROWID
"""


def is_series(text: object) -> bool:
    """Whether ``text`` asks for a number."""
    return isinstance(text, str) and MARK in text


class Numbers:
    """The numbers given so far, in table ``numbers`` of the run's journal.

    The caller owns the transaction: rolled back, nothing was given.
    """

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        connection.execute(_TABLE)
        self._next: dict[str, int] = {}
        self._by_hand: dict[str, set[int]] = {}

    @property
    def is_empty(self) -> bool:
        """Whether no number was ever given."""
        return self._connection.execute("SELECT 1 FROM numbers LIMIT 1").fetchone() is None

    def by_hand(self, text: str, series: str) -> None:
        """Keep the number that ``text`` writes out in ``series`` from being given to another."""
        number = _number_in(text, series)
        if number is not None:
            self._by_hand.setdefault(series, set()).add(number)

    def assign(self, series: str, key: str, written: str = "") -> str:
        """The number of row ``key`` in ``series``, written out: the old one, or the next.

        ``written`` is how a ledger has it; it counts where nothing was given to ``key`` here.
        """
        found = self._connection.execute(
            "SELECT n FROM numbers WHERE series = ? AND key = ?", (series, key)
        ).fetchone()
        if found:
            return series.replace(MARK, str(found[0]), 1)
        number = _number_in(written, series) if written else None
        if number is None or not self._give(series, key, number):
            number = self._following(series)
            self._give(series, key, number)
        return series.replace(MARK, str(number), 1)

    def has(self, series: str, key: str) -> bool:
        """Whether row ``key`` has a number in ``series``."""
        entry = series, key
        found = self._connection.execute(
            "SELECT 1 FROM numbers WHERE (series, key) = (?, ?)", entry
        )
        return found.fetchone() is not None

    def hand_on(self, series: str, old: str, new: str) -> None:
        """Give the number of row ``old``, which made no letter, to row ``new``."""
        self._connection.execute(
            "UPDATE numbers SET key = ? WHERE (series, key) = (?, ?)", (new, series, old)
        )

    def _give(self, series: str, key: str, number: int) -> bool:
        """Whether ``number`` was free; it is that of ``key`` then."""
        entry = series, key, number
        given = self._connection.execute("INSERT OR IGNORE INTO numbers VALUES (?, ?, ?)", entry)
        return given.rowcount == 1

    def _following(self, series: str) -> int:
        number = self._next.get(series)
        if number is None:
            [(highest,)] = self._connection.execute(
                "SELECT coalesce(max(n), 0) FROM numbers WHERE series = ?", (series,)
            )
            number = highest + 1
        while number in self._by_hand.get(series, ()):
            number += 1
        self._next[series] = number + 1
        return number


def _number_in(text: str, series: str) -> int | None:
    """The number that ``text`` writes out in ``series``, if it is of this series."""
    before, after = series.split(MARK, 1)
    match = re.fullmatch(re.escape(before) + r"0*(\d{1,18})" + re.escape(after), text)
    return int(match[1]) if match else None
