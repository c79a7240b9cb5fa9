"""From a letter and a roster to a plan, in one pass over the rows.

Each row is laid over the letter, validated, named, and compared with the file that is there.
"""

from __future__ import annotations

import json
import os
from collections.abc import Container, Iterable, Iterator
from concurrent.futures import BrokenExecutor, CancelledError, Executor
from dataclasses import replace
from hashlib import blake2b
from pathlib import Path
from typing import Any

from docgen import __version__, load, pipeline
from docgen.alike import Alike
from docgen.diagnostics import (
    NAME_EDITED,
    NAME_EXISTS,
    NO_LONGER,
    NOTHING_TO_RESUME,
    RUN_CUT_OFF,
    WORKER_DIED,
    Diagnostic,
    Place,
)
from docgen.errors import DataError, OutputError
from docgen.kinds import Kind
from docgen.load.roster import MisreadError, Roster, Row, read_roster
from docgen.source import Scalar
from docgen.validate import canonical, kind_of

from .failures import is_fed_back
from .job import Held, Job, State
from .journal import Journal, Lock
from .ledger import recipe_of
from .names import NamePattern
from .numbers import is_series
from .outputs import ANY, Folder, Gathered, check_target, fingerprint, papers_folder
from .overlay import Columns
from .plan import Plan
from .task import Misfit, Named, Refused, Task, maker_of, name_rows, plain
from .variant import Look
from .waiting import Whose, seat_of
from .whose import Earlier, Letter
from .workers import Call, Processes, blocks, in_order
from .written_numbers import WrittenNumbers, numbers_by_hand

_MOST_KEPT = 10_000
"""Rows that stay in the memory of a process until their letters are made."""


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
    (B473) where ``folder`` is a file, (B411) where another run is at work in it, (B410) where an
    earlier one was cut off, (B417) where a worker died, or (B438) where files of another letter
    would be replaced, and neither ``resume``, which goes on as the run began, nor ``force`` is
    given.
    """
    check_target(str(folder))
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
    wrong = columns.check_header(rows.header, _header_places(rows)) if rows.header else []
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
        self.written: WrittenNumbers | None = None
        self._is_fed_back = False
        path = plan.journal_path
        plan.resume = resume
        self.cut_off: int | None = None
        known_letters: dict[int, Letter] = {}
        owed = False
        if path and path.is_file():
            self.journal = Journal(path)
            self.cut_off = self.journal.cut_off()
            if self.cut_off is not None:
                # A run that is still at work looks the same.
                with Lock(path.parent, plan.target):
                    self.journal.mend()
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
        plan.finds_files = known or not plan.output.is_empty()
        self.earlier = Earlier(plan.letter, known_letters)

    def run(self) -> None:
        try:
            try:
                self._name_all()
            except (BrokenExecutor, CancelledError):
                died = WORKER_DIED.at(Place(self.plan.target), because="naming")
                raise OutputError([died]) from None
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
        plan.settle_waiting()
        plan.hold(self.executor, held, beyond)

    def _calls(
        self, wrong: list[Diagnostic]
    ) -> Iterator[Call[tuple[_Numbered, int | None], list[_Result]]]:
        """The naming of all rows, block by block, until one is ``wrong``."""
        plan = self.plan
        remembered = isinstance(self.executor, Processes)
        given = 0
        for found in blocks(plan.rows_for(self.executor), self.executor):
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
        series = self._series(row)
        if not series:
            return None
        plan, whose = self.plan, self._identity(row)
        key = _key(whose)
        written = ""
        if self.written:
            unit, person, *_ = self.maker.cells(row)
            written = self.written.of(unit, person, self.written.person in whose)
        elif plan.waiting.is_open and not plan.numbers.has(series, key):
            seat = seat_of(row.number, plan.roster.name)
            old = plan.waiting.take(series, seat, self._is_fed_back)
            if old is not None:
                plan.numbers.hand_on(series, old, key)
        return plan.numbers.assign(series, key, written)

    def _series(self, row: Row) -> str:
        """The series out of which ``row`` is to have a number, or ""."""
        field = self.plan.task.number
        if not field or row.findings:
            return ""
        own = self._own(row, field)
        if own:
            return _storable(own) if is_series(own) else ""
        node = self.plan.task.letter.get(field)
        return node.text.strip() if isinstance(node, Scalar) else ""

    def _let_wait(self, row: Row) -> None:
        """Keep the number of a row that is refused for the row as it will be mended."""
        whose = Whose(self._series(row), _key(self._identity(row)))
        # One that had it before may have its letter.
        if whose in self.plan.waiting or not (self.journal and self.journal.has_number(*whose)):
            self.plan.waiting.add(whose, seat_of(row.number, self.plan.roster.name))

    def _look_up_numbers(self, series: str) -> None:
        """Take the ledger's numbers where none are remembered, otherwise those added by hand."""
        plan = self.plan
        recipe = recipe_of(plan.kind)
        if not recipe:
            return
        about = papers_folder(plan.output), plan.letter.title
        taken: Iterable[str] = ()
        if plan.numbers.is_empty:
            taken = self.written = WrittenNumbers(*about, recipe.person)
        else:
            taken = numbers_by_hand(*about)
        for number in taken:
            plan.numbers.by_hand(number, series)

    def _hand_numbers(self) -> None:
        """Numbers that rows bring along are not given to others."""
        field = self.plan.task.number or ""
        node = self.plan.task.letter.get(field)
        series = node.text.strip() if isinstance(node, Scalar) else ""
        self._look_up_numbers(series)
        waiting, present = self.plan.waiting, []
        for row in self.plan.roster.rows:
            own = self._own(row, field)
            if own and not is_series(own):
                self.plan.numbers.by_hand(own, series)
            if waiting and (whose := Whose(own or series, _key(self._identity(row)))) in waiting:
                present.append(whose)
        if waiting:
            waiting.open(present)
            self._is_fed_back = is_fed_back(self.plan.roster)

    def _own(self, row: Row, field: str) -> str:
        shape, raws = self.maker.columns.shape(row.values)
        for path, i in zip(shape.fields, shape.places, strict=True):
            if path == field and isinstance(raws[i], str):
                return str(raws[i]).strip()
        return ""

    def _identity(self, row: Row) -> dict[str, str]:
        """Who the row is about, so that a number stays with it however the roster is sorted."""
        shape, raws = self.maker.columns.shape(row.values)
        ledger = self.maker.kind.recipe.get("ledger", {})
        fields = {ledger.get("unit"), ledger.get("person")} - {None}
        return {
            path: str(raws[i]).strip()
            for path, i in zip(shape.fields, shape.places, strict=True)
            if not fields or path in fields
        }

    def _job(self, numbered: tuple[Row, str | None], result: Named | Refused) -> Job:
        row, number = numbered
        if isinstance(result, Refused):
            if number is not None and not self.written:
                self._let_wait(row)
            return Job(row.number, State.REFUSED, findings=result.findings)
        _, name, ident, digest, _, way, warnings = result
        if warnings:
            self._warn(warnings)
        job = Job(row.number, State.PLANNED, name, digest, number, None, (), way, ident)
        return self._compared(job, row) if self.plan.finds_files else job

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
        unknown = known is None or self.cut_off is not None
        if unknown and old == self.maker.make(row, job.number)[0]:
            return job
        if found in self.noted:
            self.earlier.replace(self.cut_off or 0, job.file)
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
        """Files of this letter that no row makes any more: told, never deleted.

        Those of other letters in the folder have rosters of their own.
        """
        plan = self.plan
        others = {run for run, letter in journal.letters().items() if letter != plan.letter}
        name, left = "", 0
        for file in plan.names_of(name for name, run in journal.made() if run not in others):
            name = name or file
            left += 1
            if not plan.leaves_letters:
                plan.leaves_letters = not isinstance(plan.output, Folder) or plan.output.has(file)
        plan.left = left
        if others:
            names = (name for name, run in journal.made() if run in others)
            plan.others_left = sum(1 for _ in plan.names_of(names))
        if left and not is_fed_back(plan.roster):
            plan.findings += (NO_LONGER.at(Place(plan.target), count=left, name=name),)


def _key(whose: dict[str, str]) -> str:
    return _storable(json.dumps(whose, ensure_ascii=False, sort_keys=True))


def _storable(text: str) -> str:
    # A lone surrogate has no bytes to be kept; its row is refused in the end.
    return text.encode(errors="replace").decode()


def _with(job: Job, state: State, over: bytes | None = None) -> Job:
    return job._replace(state=state, over=over)
