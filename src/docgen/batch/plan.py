"""The plan: every row laid over the letter, validated and named before a file is written.

It is kept in a table of its own that spills to the disk, so that a million rows take no more memory
than ten thousand.
"""

from __future__ import annotations

import json
import os
import pickle
import sqlite3
from bisect import bisect_right
from collections import deque
from collections.abc import Container, Iterable, Iterator, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass, replace
from enum import IntEnum
from hashlib import blake2b
from itertools import groupby, islice
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

from docgen import __version__, load, pipeline
from docgen.alike import Alike
from docgen.diagnostics import (
    NAME_EDITED,
    NAME_EXISTS,
    NAME_TWICE,
    NO_LONGER,
    NOTHING_TO_RESUME,
    ROSTER_CHANGED,
    RUN_CUT_OFF,
    Diagnostic,
    Place,
)
from docgen.errors import DataError, OutputError
from docgen.kinds import Kind, get_kind
from docgen.load.roster import MisreadError, Roster, Row, read_roster
from docgen.source import Scalar
from docgen.validate import canonical, kind_of

from .failures import is_fed_back
from .journal import FILE, Journal
from .kept import Kept
from .names import NamePattern, folded, name_id
from .numbers import Numbers, is_series
from .odd import Odd, sum_of_number, whom
from .outputs import ANY, KEPT, Folder, Gathered, Output, Remote, fingerprint, output_of
from .overlay import Columns
from .task import SEPARATOR, Misfit, Named, Refused, Task, maker_of, name_rows, plain
from .variant import Look
from .whose import Earlier, Letter, letter_of
from .workers import Call, Processes, in_order

_LEAST = 32
_FIRST_BLOCK = 128
_BLOCK = 256
"""Rows that are worked on at once: few in the beginning, so that everybody has work soon, then
enough to make little of what a call to another process costs."""
_PARTS = 4
"""Blocks that are looked ahead at: the last rows are shared out in ever smaller ones, so that all
processes end at about the same time."""
_BLOCK_ELSEWHERE = 64
"""The same for executors that are not ours: pools of Python below 3.11.5 hang when a process dies
before it has read a long call."""
_PAGE = 1000
_MOST_KEPT = 10_000
"""Rows that stay in the memory of a process until their letters are made."""
_MOST_ROWS_NAMED = 20

T = TypeVar("T")

_SCHEMA = """
CREATE TABLE plan (
  row INTEGER PRIMARY KEY, state INTEGER NOT NULL, id INTEGER, name TEXT, said BLOB,
  number TEXT, over BLOB, findings BLOB, cells TEXT, way INTEGER NOT NULL, summed INTEGER NOT NULL
)
"""


class State(IntEnum):
    """What is to become, or has become, of a row."""

    PLANNED = 0
    UNCHANGED = 1
    REFUSED = 2
    MADE = 3
    LOST = 4
    """Its letter was made, or found unchanged, and its file is not there any more."""


_STATES = tuple(State)


class Job(NamedTuple):
    """One row of the plan."""

    row: int
    state: State
    name: str = ""
    said: bytes = b""
    number: str | None = None
    over: bytes | None = None
    findings: tuple[Diagnostic, ...] = ()
    way: int = 0
    id: int | None = None
    """Of the name, as the journal knows it."""

    @property
    def file(self) -> str:
        """The letter's path below the output, with its ending."""
        return file_of(self.name)


def file_of(name: str) -> str:
    """The path of the letter ``name`` below the output."""
    return f"{name}.docx"


class Held(NamedTuple):
    """Rows that whoever named them remembers: the first one's number, and the lane."""

    first: int
    lane: int


class Work(NamedTuple):
    """Jobs with their rows, and who remembers these, if anybody does."""

    pairs: list[tuple[Job, Row]]
    held: Held | None


@dataclass(frozen=True, slots=True)
class Refusal:
    """A row that makes no file, and why."""

    row: int
    findings: tuple[Diagnostic, ...]


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
        self.run = 0
        self.read = 0
        self.left: int | None = None if isinstance(self.output, Gathered) else 0
        """Letters of earlier runs that no row makes; None where nothing is known of them."""
        self._table = sqlite3.connect("", check_same_thread=False)
        self._table.execute("PRAGMA cache_size=-6000")
        self._table.execute(_SCHEMA)
        self.numbers = Numbers(self._table)
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

    def ledger_pages(self) -> Iterator[list[tuple[int, int, str, str]]]:
        """What became of every row, its file, and its cells of the ledger, a page at a time."""
        last = -1
        while page := self._table.execute(
            f"SELECT row, state, name || '.docx', cells FROM plan WHERE row > ?"
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
                raise DataError([ROSTER_CHANGED.at(Place(self.roster.name))])

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
            for some in _blocks(found, executor):
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
        for number, (shown, name, case) in refused.items():
            where = places.get(number, Place(self.roster.name, row=number))
            finding = NAME_TWICE.at(where, rows=shown, name=file_of(name), because=case)
            self.refuse(number, [finding])

    def look_over(self) -> None:
        """Find what is odd in all rows together."""
        letter = plain(self.task.letter)
        odd = Odd(self.kind, letter, self.roster, self._table, int(State.REFUSED))
        self.findings += tuple(odd.found())

    def known_numbers(self, journal: Journal) -> None:
        """Take over the numbers given in earlier runs."""
        found = journal.connection.execute(
            "SELECT 1 FROM sqlite_master WHERE name = 'numbers'"
        ).fetchone()
        if found:
            rows = journal.connection.execute("SELECT series, key, n FROM numbers")
            self._table.executemany("INSERT OR IGNORE INTO numbers VALUES (?,?,?)", rows)

    def keep_numbers(self, journal: Journal) -> None:
        """Enter the numbers given now."""
        Numbers(journal.connection)
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

    def names_of(self, names: Iterable[str]) -> Iterator[str]:
        """Those of ``names`` that no row has."""
        self._table.execute("CREATE INDEX IF NOT EXISTS by_id ON plan(id)")
        for name in names:
            ident = (name_id(name),)
            if not self._table.execute("SELECT 1 FROM plan WHERE id = ?", ident).fetchone():
                yield file_of(name)


def _blocks(items: Iterable[T], executor: Executor | None) -> Iterator[list[T]]:
    """``items`` in blocks that grow in the beginning and, for processes of ours, shrink again."""
    found = iter(items)
    ours = isinstance(executor, Processes)
    most = _BLOCK if ours or executor is None else _BLOCK_ELSEWHERE
    parts = _PARTS if ours else 1
    size = min(_FIRST_BLOCK, most)
    ready: deque[T] = deque()
    while True:
        ready.extend(islice(found, parts * size - len(ready)))
        if not ready:
            return
        few = max(_LEAST, len(ready) // parts)
        yield [ready.popleft() for _ in range(min(few, len(ready)))]
        size = min(2 * size, most)


def make_plan(
    letter: str,
    roster: str,
    folder: Path | str,
    *,
    name: str | None = None,
    layout: str | None = None,
    template: str | None = None,
    profile: str | None = None,
    final: bool = False,
    force: bool = False,
    query: str | None = None,
    resume: bool = False,
    executor: Executor | None = None,
) -> Plan:
    """Lay every row of ``roster`` over ``letter``, validate it, and name its file in ``folder``.

    ``folder`` may be an fsspec address or a .zip. ``name`` is a pattern such as
    ``{{ party_b.unit }}责任书`` (default: the recipe's). Bad rows, clashing names, and names of
    files that are not ours become refusals; rows whose letters are there and unchanged are left.
    Raises DataError where letter or roster cannot be read at all, or where no row can work (an
    unknown column); TemplateError where the template is wrong, or the pattern (B406); OutputError
    (B410) where an earlier run was cut off, or (B438) where files of another letter would be
    replaced, and neither ``resume``, which goes on as the run began, nor ``force`` is given.
    """
    found, findings = load.read_source(letter)
    kind = kind_of(found)
    base = canonical(found, kind)
    columns = Columns(kind)
    rows = read_roster(roster, query, columns.names)
    pattern = name or kind.recipe["filename"]
    NamePattern(pattern, kind)
    number = _number_field(kind)
    series = base.get(number) if number else None
    look = Look(layout, template, profile)
    task = Task(
        kind.name,
        base,
        found.folder,
        rows.origin,
        look,
        final,
        pattern,
        number if isinstance(series, Scalar) and is_series(series.text) else None,
        _digest(plain(base), look),
    )
    wrong = columns.check(rows.header, _header_places(rows)) if rows.header else []
    if wrong:
        raise DataError(wrong)
    most_kept = _MOST_KEPT * (executor.count if isinstance(executor, Processes) else 1)
    said = (*findings, *rows.findings)
    plan = Plan(task, rows, str(folder), said, force, most_kept)
    try:
        _Planner(plan, resume, executor).run()
    except MisreadError:
        plan = Plan(task, replace(rows, cut=None), str(folder), said, force, most_kept)
        _Planner(plan, resume, executor).run()
    return plan


def _number_field(kind: Kind) -> str | None:
    field = kind.recipe.get("ledger", {}).get("number", "number")
    return field if kind.at(field) else None


def _digest(letter: Any, look: Look) -> bytes:
    """What all letters are made of, beside their rows."""
    said = blake2b(digest_size=16)
    said.update(json.dumps([__version__, letter, str(look)], ensure_ascii=False).encode())
    if look.template:
        said.update(load.read_bytes(Path(look.template)))
    if look.profile:
        said.update(repr(pipeline.get_profile(look.profile)).encode())
    return said.digest()


def _header_places(roster: Roster) -> dict[str, Place]:
    top = Row(0, {}, roster.header_line)
    header = roster.header or ()
    return {title: roster.origin.place(top, title)._replace(row=None) for title in header}


_Numbered = list[tuple[Row, str | None]]
_Result = Named | Refused | Misfit


class _Planner:
    """One pass over the roster."""

    def __init__(self, plan: Plan, resume: bool, executor: Executor | None) -> None:
        self.plan = plan
        self.executor = executor
        self.maker = maker_of(plan.packed)
        self.journal: Journal | None = None
        self._misfits: set[tuple[str, ...]] = set()
        self._warnings = Alike()
        self._shared: tuple[Diagnostic, ...] = ()
        path = plan.journal_path
        plan.resume = resume
        self.cut_off: int | None = None
        known_letters: dict[int, Letter] = {}
        owed = False
        if path and path.is_file():
            self.journal = Journal(path)
            self.cut_off = self.journal.cut_off()
            owed = self.journal.owes_papers()
            plan.known_numbers(self.journal)
            known_letters = self.journal.letters()
            if resume and known_letters.get(self.cut_off or 0) == plan.letter:
                plan.replaces |= self.journal.may_replace(self.cut_off)
        is_whole = self.cut_off is None and not owed
        if not (is_whole or resume or plan.force):
            why = "papers" if self.cut_off is None else ""
            raise OutputError([RUN_CUT_OFF.at(Place(plan.target), folder=plan.target, because=why)])
        made = isinstance(plan.output, Gathered) and Path(plan.target).exists()
        if resume and is_whole and not made:
            plan.findings += (NOTHING_TO_RESUME.at(Place(plan.target), folder=plan.target),)
        known = self.journal is not None and not self.journal.is_empty()
        self.noted: Container[bytes] = frozenset()
        if self.cut_off is not None and isinstance(plan.output, Folder):
            self.noted = plan.output.noted()
        self.look = known or not plan.output.is_empty()
        self.earlier = Earlier(plan.letter, known_letters)

    def run(self) -> None:
        try:
            self._name_all()
            self._spare_others()
            self.plan.refuse_doubles()
            self.plan.findings += tuple(self._warnings.found())
            self.plan.look_over()
            if self.journal:
                self._gone(self.journal)
        finally:
            if self.journal:
                self.journal.close()

    def _name_all(self) -> None:
        plan = self.plan
        wrong: list[Diagnostic] = []
        if plan.task.number:
            self._hand_numbers()
        held: list[Held] = []
        beyond = 0
        for (rows, keeper), results, lane in in_order(
            self.executor, self._calls(wrong), self.maker.template
        ):
            if keeper is not None:
                held.append(Held(rows[0][0].number, lane))
                beyond = rows[-1][0].number + 1
            named: list[Named | Refused] = []
            for result in results:
                if isinstance(result, Misfit):
                    self._misfit(result, wrong)
                else:
                    named.append(result)
            if not wrong:
                jobs = [self._job(*both) for both in zip(rows, named, strict=True)]
                plan.add(jobs, [result.cells for result in named], [row for row, _ in rows])
        if wrong:
            raise DataError(wrong)
        plan.hold(self.executor, held, beyond)

    def _calls(
        self, wrong: list[Diagnostic]
    ) -> Iterator[Call[tuple[_Numbered, int | None], list[_Result]]]:
        """The naming of all rows, block by block, until one is ``wrong``."""
        plan = self.plan
        remembered = isinstance(self.executor, Processes)
        given = 0
        for found in _blocks(plan.rows_for(self.executor), self.executor):
            if wrong:
                return
            numbered = [(row, self._number(row)) for row in found]
            keeper = os.getpid() if remembered and given < plan.most_kept else None
            given += len(found)
            yield Call((numbered, keeper), name_rows, (plan.packed, numbered, keeper))

    def _misfit(self, result: Misfit, wrong: list[Diagnostic]) -> None:
        """Enter what is wrong with columns, once for each set of them."""
        if result.columns not in self._misfits:
            self._misfits.add(result.columns)
            wrong += result.findings

    def _number(self, row: Row) -> str | None:
        """The number given to ``row``, where it has none of its own."""
        field = self.plan.task.number
        if not field or row.findings:
            return None
        own = self._own(row, field)
        series = own if is_series(own) else ""
        if own and not series:
            return None
        if not series:
            node = self.plan.task.letter.get(field)
            series = node.text.strip() if isinstance(node, Scalar) else ""
        return self.plan.numbers.assign(series, self._identity(row))

    def _hand_numbers(self) -> None:
        """Numbers that rows bring along are not given to others."""
        field = self.plan.task.number or ""
        node = self.plan.task.letter.get(field)
        series = node.text.strip() if isinstance(node, Scalar) else ""
        for row in self.plan.roster.rows:
            own = self._own(row, field)
            if own and not is_series(own):
                self.plan.numbers.by_hand(own, series)

    def _own(self, row: Row, field: str) -> str:
        shape, raws = self.maker.columns.shape(row.values)
        for path, i in zip(shape.fields, shape.places, strict=True):
            if path == field and isinstance(raws[i], str):
                return str(raws[i]).strip()
        return ""

    def _identity(self, row: Row) -> str:
        """Who the row is about, so that a number stays with it however the roster is sorted."""
        shape, raws = self.maker.columns.shape(row.values)
        ledger = self.maker.kind.recipe.get("ledger", {})
        fields = {ledger.get("unit"), ledger.get("person")} - {None}
        said = {
            path: str(raws[i]).strip()
            for path, i in zip(shape.fields, shape.places, strict=True)
            if not fields or path in fields
        }
        return json.dumps(said, ensure_ascii=False, sort_keys=True)

    def _job(self, numbered: tuple[Row, str | None], result: Named | Refused) -> Job:
        row, number = numbered
        if isinstance(result, Refused):
            return Job(row.number, State.REFUSED, findings=result.findings)
        _, name, ident, digest, _, way, warnings = result
        if warnings:
            self._warn(warnings)
        job = Job(row.number, State.PLANNED, name, digest, number, None, (), way, ident)
        return self._compared(job, row) if self.look else job

    def _warn(self, warnings: tuple[Diagnostic, ...]) -> None:
        # Most rows have the letter's warnings and no others.
        if warnings is not self._shared:
            for warning in warnings:
                self._warnings.add(warning)
        self._shared = warnings

    def _compared(self, job: Job, row: Row) -> Job:
        """The job in view of the file that is there."""
        plan = self.plan
        size = plan.output.size(job.file)
        if size is None or isinstance(plan.output, Gathered):
            return job
        known = self.journal.find(job.name) if self.journal else None
        same = known is not None and known.said == job.said
        if same and known and known.size == size and known.run != self.cut_off:
            return _with(job, State.UNCHANGED)
        old = plan.output.get(job.file) or b""
        found = fingerprint(old)
        if same and known and found == known.print:
            return _with(job, State.UNCHANGED)
        if plan.force:
            return _with(job, State.PLANNED, ANY)
        if known and found == known.print:
            self.earlier.replace(known.run, job.file)
            return _with(job, State.PLANNED, found)
        if not found and self.cut_off is not None:
            # The machine went down before the file was all on the disk.
            return _with(job, State.PLANNED, b"")
        # A run that is killed has put letters that it had no time to enter.
        if found in self.noted:
            self.earlier.replace(self.cut_off or 0, job.file)
            return _with(job, State.PLANNED, found)
        unknown = known is None or self.cut_off is not None
        if unknown and old == self.maker.make(row, job.number)[0]:
            return _with(job, State.PLANNED, found)
        where = plan.task.origin.place(row)
        rule = NAME_EXISTS if known is None else NAME_EDITED
        finding = rule.at(where, name=job.file)
        return job._replace(state=State.REFUSED, findings=(finding,))

    def _spare_others(self) -> None:
        """Raise OutputError (B438) where another letter would lose its files."""
        found = self.earlier.findings(Place(self.plan.target))
        if found and not self.plan.replaces:
            raise OutputError(found)

    def _gone(self, journal: Journal) -> None:
        """Letters that no row makes any more: told, never deleted."""
        names = (row[0] for row in journal.connection.execute("SELECT name FROM made"))
        name, left = "", 0
        for other in self.plan.names_of(names):
            name = name or other
            left += 1
        self.plan.left = left
        if left and not is_fed_back(self.plan.roster):
            finding = NO_LONGER.at(Place(self.plan.target), count=left, name=name)
            self.plan.findings += (finding,)


def _with(job: Job, state: State, over: bytes | None = None) -> Job:
    return job._replace(state=state, over=over)


__all__ = ["Job", "Plan", "Refusal", "State", "make_plan"]
