"""Rows between naming and making, with what was worked out of them: reading them twice costs more.

The first stay in memory; those behind them go into the plan's table, which spills to the disk.
"""

from __future__ import annotations

import pickle
import sqlite3
from collections.abc import Iterator, Sequence

from docgen.load.roster import Row

_SCHEMA = "CREATE TABLE kept (first INTEGER PRIMARY KEY, rows BLOB NOT NULL)"


class Kept:
    """Rows in their order, up to ``most`` of them in memory, the others in ``table``."""

    def __init__(self, table: sqlite3.Connection, most: int) -> None:
        self._table = table
        self._most = most
        self._rows: list[Row] = []
        table.execute(_SCHEMA)

    def add(self, rows: Sequence[Row]) -> None:
        """Keep ``rows``, which follow those kept before."""
        if len(self._rows) < self._most:
            self._rows += rows
            return
        # Within the process, what was worked out goes along.
        pairs = [(row, row.worked) for row in rows]
        entry = (rows[0].number, pickle.dumps(pairs, 5))
        self._table.execute("INSERT INTO kept VALUES (?,?)", entry)

    def __iter__(self) -> Iterator[Row]:
        """All rows, from the first."""
        yield from self._rows
        last = 0
        after = "SELECT first, rows FROM kept WHERE first > ? ORDER BY first LIMIT 1"
        while found := self._table.execute(after, (last,)).fetchone():
            last = found[0]
            for row, worked in pickle.loads(found[1]):
                row.worked = worked
                yield row
