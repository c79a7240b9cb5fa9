"""Carry out a plan on any ``concurrent.futures.Executor``: this process, a pool, a cluster."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import BrokenExecutor, CancelledError, Executor
from dataclasses import replace
from pathlib import Path
from typing import Any, NamedTuple

from docgen.diagnostics import LETTERS_REPLACED, WORKER_DIED, Diagnostic, Place
from docgen.errors import DocgenError, OutputError
from docgen.load.roster import MisreadError, Row, changed

from .job import Job, Refusal, State, Work, file_of
from .journal import Journal, Lock
from .listed import MOST_NAMED, listed
from .outputs import FatalError, Folder, Gathered, Output, ZipFile, fingerprint, flush
from .plan import Plan
from .task import RosterChangedError, maker_of
from .workers import Call, in_order

_COMMIT_SECONDS = 1.0


class Report:
    """What became of every row: made, unchanged, or refused."""

    def __init__(self, plan: Plan, warnings: Sequence[Diagnostic]) -> None:
        self.plan = plan
        self.findings: tuple[Diagnostic, ...] = (*plan.findings, *warnings)
        self._counts = {state: plan.count(state) for state in State}

    @property
    def made(self) -> list[Job]:
        """The letters made in this run."""
        return list(self.plan.jobs(State.MADE))

    def path(self, job: Job) -> Path:
        """Where a letter is, in a folder."""
        return Path(self.plan.target) / job.file

    @property
    def failed(self) -> list[Refusal]:
        """The rows that made no letter, and why."""
        return self.plan.refusals

    def count(self, state: State) -> int:
        """How many rows ended in ``state``."""
        return self._counts[state]

    @property
    def rows(self) -> int:
        """All rows accounted for."""
        done = (State.MADE, State.UNCHANGED, State.REFUSED)
        return sum(self._counts[state] for state in done)


class Made(NamedTuple):
    """A letter that was put: the file's fingerprint, size, warnings; itself where gathered."""

    print: bytes
    size: int
    findings: tuple[Diagnostic, ...] = ()
    data: bytes | None = None


class Failed(NamedTuple):
    """A letter that could not be made or put, and why."""

    findings: tuple[Diagnostic, ...]


Result = Made | Failed


def make_rows(
    packed: bytes, output: Output, pairs: Iterable[tuple[Job, Row]], verify: bool
) -> list[Result]:
    """Make and put the letters of ``pairs``. For any executor.

    Raises RosterChangedError where, under ``verify``, a row is not what it was planned as;
    FatalError where no further file can be written.
    """
    make = _Making(packed, output)
    return [
        make(row, job.name, job.number, job.way, job.over, job.said if verify else None)
        for job, row in pairs
    ]


def make_held(
    packed: bytes, output: Output, first: int, overs: Mapping[int, bytes | None]
) -> list[Result]:
    """The same for a block of rows that this process has named and holds; ``first`` begins it.

    ``overs`` says which rows are to be made, and what each file may replace.
    """
    make = _Making(packed, output)
    return [
        make(row, named.name, number, named.way, overs[named.row])
        for row, number, named in make.maker.held.pop(first)
        if named.row in overs
    ]


class _Making:
    """Makes one letter and puts it."""

    def __init__(self, packed: bytes, output: Output) -> None:
        self.maker = maker_of(packed)
        self._output = output
        self._note = output.note if isinstance(output, Folder) else None
        self._gathered = isinstance(output, Gathered)

    def __call__(
        self,
        row: Row,
        name: str,
        number: str | None,
        way: int,
        over: bytes | None,
        said: bytes | None = None,
    ) -> Result:
        try:
            data, findings = self.maker.make(row, number, way, said)
            print = fingerprint(data)
            if self._note:
                self._note(print)
            self._output.put(file_of(name), data, over)
        except (FatalError, RosterChangedError):
            raise
        except DocgenError as error:
            where = [replace(d, where=d.where._replace(row=row.number)) for d in error.diagnostics]
            return Failed(tuple(where))
        row.keep(None)
        return Made(print, len(data), findings, data if self._gathered else None)


def run_plan(
    plan: Plan,
    executor: Executor | None = None,
    progress: Callable[[Job], Any] | None = None,
) -> Report:
    """Make all files of ``plan``; ``progress`` is called after each, in roster order.

    Raises TemplateError before anything is written where the template itself is wrong; OutputError
    where another run is at work in the folder (B411), where nothing can be written (O502), or where
    a worker died (B417): what was made until then is entered, and a run with ``resume`` goes on.
    """
    maker_of(plan.packed).template()
    path = plan.journal_path
    lock = Lock(path.parent, plan.target) if path else None
    archive = None
    journal = None
    try:
        journal = Journal(path)
        if isinstance(plan.output, Folder):
            plan.output.tidy()
        if isinstance(plan.output, Gathered):
            archive = ZipFile(Path(plan.target), plan.force, plan.resume)
        journal.begin(plan.letter, plan.owes_papers, plan.replaces)
        plan.run = journal.run
        plan.keep_numbers(journal)
        warnings = _execute(plan, journal, archive, executor, progress)
        if archive:
            archive.close()
            warnings += _replaced(plan, archive)
        if isinstance(plan.output, Folder):
            flush(plan.output.root)
        journal.finish()
        if isinstance(plan.output, Folder):
            plan.output.settle()
    except BaseException:
        if archive:
            archive.drop()
        raise
    finally:
        if journal:
            journal.close()
        if lock:
            lock.release()
    return Report(plan, warnings)


def _replaced(plan: Plan, archive: ZipFile) -> list[Diagnostic]:
    """A note (B444) on letters that the archive before had with another text."""
    if not (names := archive.replaced):
        return []
    count, first = len(names), listed(names[:MOST_NAMED], len(names))
    return [LETTERS_REPLACED.at(Place(plan.target), count=count, names=first)]


def _execute(
    plan: Plan,
    journal: Journal,
    archive: ZipFile | None,
    executor: Executor | None,
    progress: Callable[[Job], Any] | None,
) -> list[Diagnostic]:
    warnings: list[Diagnostic] = []
    committed = time.monotonic()
    try:
        for jobs, results in _results(plan, executor):
            entries, made = [], []
            for job, result in zip(jobs, results, strict=True):
                if isinstance(result, Failed):
                    plan.refuse(job.row, result.findings)
                else:
                    if archive and result.data is not None:
                        archive.add(job.file, result.data)
                    entries.append((job.id, job.name, job.said, result.print, result.size))
                    made.append(job.row)
                    if result.findings:
                        warnings += [w for w in result.findings if w not in warnings]
                if progress:
                    progress(job)
            journal.enter(entries)
            plan.mark(made, State.MADE)
            if time.monotonic() - committed > _COMMIT_SECONDS:
                journal.commit()
                committed = time.monotonic()
    except BaseException:
        # Where the disk is full, the first error says so.
        with contextlib.suppress(OutputError):
            journal.commit()
        raise
    journal.commit()
    return warnings


def _results(plan: Plan, executor: Executor | None) -> Iterator[tuple[list[Job], list[Result]]]:
    # A file tells by its time and size that it has changed; a database does not.
    verify = plan.stamp is None
    if plan.stamp != plan.roster.stamp:
        raise RosterChangedError([changed(plan.roster.origin)])

    def call(work: Work) -> Call[list[Job], list[Result]]:
        pairs, held = work
        jobs = [job for job, _ in pairs]
        whole = Call(jobs, make_rows, (plan.packed, plan.output, pairs, verify))
        if held is None:
            return whole
        overs = {job.row: job.over for job in jobs}
        told = plan.packed, plan.output, held.first, overs
        return whole._replace(lane=held.lane, known=make_held if held.lane else None, told=told)

    try:
        for done in in_order(executor, map(call, plan.work(executor))):
            yield done.about, done.result
    except (BrokenExecutor, CancelledError):
        raise OutputError([WORKER_DIED.at(Place(plan.target))]) from None
    except MisreadError:
        # It was read when the rows were named.
        raise RosterChangedError([changed(plan.roster.origin)]) from None
