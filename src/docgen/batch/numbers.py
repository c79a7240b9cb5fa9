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

    def by_hand(self, text: str, series: str) -> None:
        """Keep the number that ``text`` writes out in ``series`` from being given to another."""
        before, after = series.split(MARK, 1)
        match = re.fullmatch(re.escape(before) + r"0*(\d{1,18})" + re.escape(after), text)
        if match:
            self._by_hand.setdefault(series, set()).add(int(match[1]))

    def assign(self, series: str, key: str) -> str:
        """The number of row ``key`` in ``series``, written out: the old one, or the next."""
        # A lone surrogate has no bytes to be kept; its row is refused in the end.
        ours = series.encode(errors="replace").decode(), key.encode(errors="replace").decode()
        found = self._connection.execute(
            "SELECT n FROM numbers WHERE series = ? AND key = ?", ours
        ).fetchone()
        if found:
            return series.replace(MARK, str(found[0]), 1)
        number = self._following(ours[0])
        self._connection.execute("INSERT INTO numbers VALUES (?, ?, ?)", (*ours, number))
        return series.replace(MARK, str(number), 1)

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
