"""The plan: what becomes of every row, before a file is written and afterwards.

It is kept in a table of its own that spills to the disk, so that a million rows take no more memory
than ten thousand.
"""

from __future__ import annotations

import pickle
import sqlite3
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Executor
from hashlib import blake2b
from itertools import groupby
from pathlib import Path
from typing import Any

from docgen.diagnostics import NAME_TWICE, Diagnostic, Place
from docgen.errors import DataError
from docgen.kinds import Kind, get_kind
from docgen.load.roster import Roster, Row, changed

from .job import Held, Job, Refusal, State, Work, file_of
from .journal import FILE, Journal
from .kept import Kept
from .names import NamePattern, folded, name_id
from .numbers import Numbers
from .odd import Odd, sum_of_number, whom
from .outputs import KEPT, Folder, Gathered, Output, Remote, output_of
from .task import SEPARATOR, Task, maker_of, plain
from .waiting import Waiting, Whose, keep_waiting, known_waiting
from .whose import letter_of
from .workers import blocks

_PAGE = 1000
_MOST_ROWS_NAMED = 20

_SCHEMA = """
CREATE TABLE plan (
  row INTEGER PRIMARY KEY, state INTEGER NOT NULL, id INTEGER, name TEXT, said BLOB,
  number TEXT, over BLOB, findings BLOB, cells TEXT, way INTEGER NOT NULL, summed INTEGER NOT NULL
)
"""
_STATES = tuple(State)
_REPLACING = f"state IN ({int(State.PLANNED)}, {int(State.MADE)}) AND length(over) > 0"


class Plan:
    """What a batch will do; :meth:`jobs` in roster order. Nothing has been written yet."""

    def __init__(
        self,
        task: Task,
        roster: Roster,
        target: str,
        findings: Sequence[Diagnostic],
        force: bool,
        most_kept: int,
    ) -> None:
        self.task = task
        self.packed = task.packed()
        self.roster = roster
        self.target = target
        self.output: Output = output_of(target)
        self.force = force
        self.findings: tuple[Diagnostic, ...] = tuple(findings)
        self.letter = letter_of(get_kind(task.kind), task.letter)
        self.replaces = force
        """Whether files of other letters may be replaced."""
        self.resume = self.owes_papers = False
        """Whether a run that was cut off goes on; whether papers are to follow the letters."""
        self.finds_files = False
        """Whether there may be files already."""
        self.run = 0
        self.read = 0
        self.left: int | None = None if isinstance(self.output, Gathered) else 0
        """Files of this letter from earlier runs that no row makes; None where none are known."""
        self.leaves_letters = False
        """Whether one of these is still there."""
        self.others_left = 0
        """The same of other letters that share the folder."""
        self._table = sqlite3.connect("", check_same_thread=False)
        self._table.execute("PRAGMA cache_size=-6000")
        self._table.execute(_SCHEMA)
        self.numbers = Numbers(self._table)
        self.waiting = Waiting({})
        self.stamp = roster.stamp
        # A file tells when it has changed; what a database says is asked for again.
        self.most_kept = most_kept if self.stamp is not None else 0
        self._kept = Kept(self._table, most_kept) if self.stamp is not None else None
        self._held: list[Held] = []
        self._holder: Executor | None = None
        self._beyond = 0

    @property
    def kind(self) -> Kind:
        """The letter's kind."""
        return maker_of(self.packed).kind

    @property
    def journal_path(self) -> Path | None:
        """Where the journal is; None for an output that cannot be gone on with."""
        match self.output:
            case Folder(root=root):
                return root / KEPT / FILE
            case Remote(url=url):
                digest = blake2b(url.encode(), digest_size=6).hexdigest()
                return Path(KEPT) / digest / FILE
        return None

    @property
    def rows(self) -> int:
        """The number of roster rows the plan accounts for."""
        return self.count()

    @property
    def refusals(self) -> list[Refusal]:
        """The rows that make no file."""
        return [Refusal(job.row, job.findings) for job in self.jobs(State.REFUSED)]

    def count(self, state: State | None = None) -> int:
        """Rows in ``state``, or all."""
        where = "" if state is None else f" WHERE state = {int(state)}"
        [(found,)] = self._table.execute(f"SELECT count(*) FROM plan{where}")
        return int(found)

    @property
    def replaced(self) -> int:
        """Files with another text that make, or have made, place for this run's letters."""
        if not self.finds_files:
            return 0
        [(found,)] = self._table.execute(f"SELECT count(*) FROM plan WHERE {_REPLACING}")
        return int(found)

    def jobs(self, state: State | None = None) -> Iterator[Job]:
        """The rows in roster order, a page at a time."""
        last = -1
        where = "" if state is None else f"AND state = {int(state)} "
        while True:
            page = self._table.execute(
                "SELECT row, state, name, said, number, over, way, id, findings FROM plan "
                f"WHERE row > ? {where}ORDER BY row LIMIT {_PAGE}",
                (last,),
            ).fetchall()
            for row, found, name, said, number, over, way, ident, findings in page:
                why = pickle.loads(findings) if findings else ()
                yield Job(
                    row, _STATES[found], name or "", said or b"", number, over, why, way, ident
                )
            if len(page) < _PAGE:
                return
            last = page[-1][0]

    def ledger_pages(self) -> Iterator[list[tuple[int, int, str, str, int]]]:
        """What became of every row, a page at a time.

        Its file, its cells of the ledger, and whether the file was there with another text.
        """
        last = -1
        while page := self._table.execute(
            "SELECT row, state, name || '.docx', cells, length(over) > 0 FROM plan WHERE row > ?"
            f" ORDER BY row LIMIT {_PAGE}",
            (last,),
        ).fetchall():
            yield page
            last = page[-1][0]

    def files(self) -> Iterator[list[tuple[int, str]]]:
        """The rows whose letters are to be there, and the files of these, a page at a time."""
        last = -1
        while page := self._table.execute(
            "SELECT row, name || '.docx' FROM plan WHERE row > ? AND state IN"
            f" ({int(State.MADE)}, {int(State.UNCHANGED)}) ORDER BY row LIMIT {_PAGE}",
            (last,),
        ).fetchall():
            yield page
            last = page[-1][0]

    def by_unit(self) -> Iterator[tuple[str, int, int, int, int]]:
        """Each unit's rows, how many were made, refused and unchanged, in the roster's order."""
        yield from self._table.execute(
            f"SELECT substr(cells, 1, instr(cells || '{SEPARATOR}', '{SEPARATOR}') - 1) AS unit,"
            f" count(*), sum(state = {int(State.MADE)}), sum(state = {int(State.REFUSED)}),"
            f" sum(state = {int(State.UNCHANGED)}) FROM plan GROUP BY unit ORDER BY min(row)"
        )

    def with_rows(self, state: State | None = None) -> Iterator[tuple[Job, Row]]:
        """Jobs with their rows, which are read anew where there are many.

        Raises DataError (B415) where rows went missing.
        """
        return self._joined(self.jobs(state), self._rows(None))

    def _rows(self, executor: Executor | None) -> Iterator[Row]:
        """All rows, as they were kept or, of a database, read anew."""
        return self.rows_for(executor) if self._kept is None else iter(self._kept)

    def rows_for(self, executor: Executor | None) -> Iterator[Row]:
        """The roster's rows as ``executor`` is to have them: their values may be in their text."""
        # To give numbers, the rows must be looked into here.
        cut = self.roster.cut if executor and not self.task.number else None
        return cut() if cut else self.roster.rows

    def _joined(self, jobs: Iterable[Job], rows: Iterator[Row]) -> Iterator[tuple[Job, Row]]:
        for job in jobs:
            for row in rows:
                if row.number == job.row:
                    yield job, row
                    break
            else:
                raise DataError([changed(self.roster.origin)])

    def work(self, executor: Executor | None) -> Iterator[Work]:
        """The jobs that are planned, block by block. Raises DataError (B415) as above."""
        begins = [block.first for block in self._held]
        beyond = self._beyond if executor is self._holder else 0

        def held_in(pair: tuple[Job, Row]) -> int | None:
            row = pair[0].row
            return bisect_right(begins, row) - 1 if row < beyond else None

        pairs = self._joined(self.jobs(State.PLANNED), self._rows(executor))
        for block, found in groupby(pairs, held_in):
            if block is not None:
                yield Work(list(found), self._held[block])
                continue
            for some in blocks(found, executor):
                yield Work(some, None)

    def data(self, job: Job, row: Row) -> dict[str, Any]:
        """The data of one letter as texts, by English name: for ledgers and lists."""
        return maker_of(self.packed).data(row, job.number)

    def add(self, jobs: Iterable[Job], cells: Iterable[str], rows: Sequence[Row]) -> None:
        """Enter ``rows``, each with its job and its cells of the ledger."""
        self._table.executemany(
            "INSERT INTO plan VALUES (?,?,?,?,?,?,?,?,?,?,?)",
            [
                (
                    row, state, ident, name, digest, number, over,
                    pickle.dumps(findings, 5) if findings else None, said, way,
                    sum_of_number(said),
                )
                for (row, state, name, digest, number, over, findings, way, ident), said
                in zip(jobs, cells, strict=True)
            ],
        )  # fmt: skip
        if self._kept is not None:
            self._kept.add(rows)
        self.read += len(rows)

    def hold(self, holder: Executor | None, blocks: list[Held], beyond: int) -> None:
        """Enter that ``holder`` remembers the rows before row ``beyond``, in these blocks."""
        self._holder, self._held, self._beyond = holder, blocks, beyond

    def mark(self, rows: Iterable[int], state: State) -> None:
        """Enter what became of rows."""
        self._table.executemany(
            f"UPDATE plan SET state = {int(state)} WHERE row = ?", ((row,) for row in rows)
        )

    def refuse(self, row: int, findings: Sequence[Diagnostic]) -> None:
        """Enter that a row makes no file."""
        self._table.execute(
            f"UPDATE plan SET state = {int(State.REFUSED)}, findings = ? WHERE row = ?",
            (pickle.dumps(tuple(findings), 5), row),
        )

    def refuse_doubles(self) -> None:
        """Refuse all rows whose names clash as Windows compares them."""
        clashes = self._table.execute(
            "SELECT id FROM plan WHERE name <> '' GROUP BY id HAVING count(*) > 1"
        ).fetchall()
        if not clashes:
            return
        self._table.execute("CREATE INDEX by_id ON plan(id)")
        refused: dict[int, tuple[list[int], str, str]] = {}
        for (ident,) in clashes:
            same: dict[str, list[tuple[int, str]]] = {}
            whose: dict[str, set[str]] = {}
            found = self._table.execute("SELECT row, name, cells FROM plan WHERE id = ?", (ident,))
            for row, name, cells in found.fetchall():
                same.setdefault(folded(name), []).append((row, name))
                whose.setdefault(folded(name), set()).add(whom(cells))
            for key, pairs in same.items():
                rows = [row for row, _ in pairs]
                if len(pairs) > 1:
                    shown = rows[:_MOST_ROWS_NAMED]
                    case = "same" if len(whose[key]) == 1 and whose[key] != {""} else ""
                    refused.update((row, (shown, name, case)) for row, name in pairs)
        # Where a row stands is not kept in the plan, but read again for these.
        places = {
            row.number: self.roster.origin.place(row)
            for row in self.roster.rows
            if row.number in refused
        }
        field = NamePattern(self.task.pattern, self.kind).telling
        for number, (shown, name, case) in refused.items():
            where = places.get(number, Place(self.roster.name, row=number))
            file = file_of(name)
            finding = NAME_TWICE.at(where, rows=shown, name=file, field=field, because=case)
            self.refuse(number, [finding])

    def look_over(self) -> None:
        """Find what is odd in all rows together."""
        self.findings += tuple(self._odd().found())

    def _odd(self) -> Odd:
        letter = plain(self.task.letter)
        return Odd(self.kind, letter, self.roster, self._table, int(State.REFUSED))

    def known_numbers(self, journal: Journal) -> None:
        """Take over the numbers given in earlier runs."""
        found = journal.connection.execute(
            "SELECT 1 FROM sqlite_master WHERE name = 'numbers'"
        ).fetchone()
        if found:
            rows = journal.connection.execute("SELECT series, key, n FROM numbers")
            self._table.executemany("INSERT OR IGNORE INTO numbers VALUES (?,?,?)", rows)
            self.waiting = Waiting(known_waiting(journal.connection))

    def settle_waiting(self) -> None:
        """Let numbers wait no longer that letters have now."""
        if not self.waiting:
            return
        self._table.execute("CREATE TEMP TABLE asked (series, key, number PRIMARY KEY)")
        for series, key in self.waiting.seats():
            # Two rows of one unit and person have one number.
            number = self.numbers.assign(series, key)
            entry = series, key, number
            self._table.execute("INSERT OR IGNORE INTO asked VALUES (?,?,?)", entry)
        used = self._table.execute(
            "SELECT DISTINCT series, key FROM asked JOIN plan USING (number)"
            f" WHERE state <> {int(State.REFUSED)}"
        )
        self.waiting.drop([Whose(series, key) for series, key in used])
        self._table.execute("DROP TABLE asked")

    def keep_numbers(self, journal: Journal) -> None:
        """Enter the numbers given now."""
        Numbers(journal.connection)
        before = known_waiting(journal.connection)
        gone = [whose for whose in before if not self.numbers.has(*whose)]
        # What was handed on makes place for whose it is now.
        journal.connection.executemany("DELETE FROM numbers WHERE (series, key) = (?, ?)", gone)
        keep_waiting(journal.connection, self.waiting)
        rows = self._table.execute("SELECT series, key, n FROM numbers")
        journal.connection.executemany("INSERT OR IGNORE INTO numbers VALUES (?,?,?)", rows)
        journal.commit()

    def planned(self, name: str) -> Job | None:
        """The job that is to make the letter ``name``, if any."""
        self._table.execute("CREATE INDEX IF NOT EXISTS by_id ON plan(id)")
        found = self._table.execute(
            "SELECT row, state, name, said, number, over FROM plan"
            f" WHERE id = ? AND state = {int(State.PLANNED)}",
            (name_id(name),),
        ).fetchone()
        return Job(found[0], _STATES[found[1]], *found[2:]) if found else None

    def replacing(self, most: int) -> list[tuple[str, str]]:
        """The first of those files: their names, and the cells of the ledger of their rows."""
        some = f"SELECT name || '.docx', cells FROM plan WHERE {_REPLACING} ORDER BY row LIMIT ?"
        return self._table.execute(some, (most,)).fetchall()

    def numbers_taken(self, earlier: Mapping[str, str]) -> list[Diagnostic]:
        """A finding (B448) for rows with a number out of ``earlier``, which says whose it is."""
        return list(self._odd().number_taken(earlier))

    def names_of(self, names: Iterable[str]) -> Iterator[str]:
        """Those of ``names`` that no row has."""
        self._table.execute("CREATE INDEX IF NOT EXISTS by_id ON plan(id)")
        for name in names:
            ident = (name_id(name),)
            if not self._table.execute("SELECT 1 FROM plan WHERE id = ?", ident).fetchone():
                yield file_of(name)
