"""Carry out a plan on any ``concurrent.futures.Executor``: this process, a pool, a cluster."""

from __future__ import annotations

import contextlib
import ctypes
import signal
import sys
import time
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import (
    BrokenExecutor,
    CancelledError,
    Executor,
    Future,
    ProcessPoolExecutor,
)
from dataclasses import replace
from itertools import islice
from pathlib import Path
from typing import Any, NamedTuple, ParamSpec, TypeVar

from docgen.diagnostics import ROSTER_CHANGED, WORKER_DIED, Diagnostic, Place
from docgen.errors import DocgenError, OutputError
from docgen.load.roster import Row

from .journal import Journal, Lock
from .outputs import FatalError, Folder, Gathered, Output, ZipFile, fingerprint, flush
from .plan import AHEAD, Job, Plan, Refusal, State
from .task import RosterChangedError, maker_of

P = ParamSpec("P")
T = TypeVar("T")
_CHUNK = 64
_COMMIT_SECONDS = 1.0


class SerialExecutor(Executor):
    """Runs every call at once, in this process."""

    def submit(self, fn: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> Future[T]:
        """Run ``fn`` and return its finished future."""
        future: Future[T] = Future()
        try:
            future.set_result(fn(*args, **kwargs))
        except Exception as error:
            future.set_exception(error)
        return future


def processes(count: int) -> ProcessPoolExecutor:
    """An executor of ``count`` processes that do not outlive this one, however it ends."""
    return ProcessPoolExecutor(
        count, initializer=_end_with_parent if sys.platform == "linux" else None
    )


def _end_with_parent() -> None:
    """Have the system end this process when the one that began it is killed."""
    with contextlib.suppress(OSError, AttributeError):
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)


_PR_SET_PDEATHSIG = 1


class Outcome(NamedTuple):
    """What became of one job: written, or the findings that stopped it; warnings either way.

    ``file`` is its path below the output, ``print`` and ``size`` are the file's; ``data`` is the
    file itself where the output gathers them.
    """

    row: int
    file: str
    written: bool
    findings: tuple[Diagnostic, ...] = ()
    print: bytes = b""
    size: int = 0
    data: bytes | None = None


class Report:
    """What became of every row: made, unchanged, or refused."""

    def __init__(self, plan: Plan, warnings: Sequence[Diagnostic]) -> None:
        self.plan = plan
        self.findings: tuple[Diagnostic, ...] = (*plan.findings, *warnings)
        self._counts = {state: plan.count(state) for state in State}

    @property
    def made(self) -> list[Outcome]:
        """The letters made in this run."""
        return [Outcome(job.row, job.file, True) for job in self.plan.jobs(State.MADE)]

    def path(self, outcome: Outcome) -> Path:
        """Where a letter is, in a folder."""
        return Path(self.plan.target) / outcome.file

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


Item = tuple[Job, Row]


def make_rows(
    packed: bytes, output: Output, items: Sequence[Item], verify: bool = False
) -> list[Outcome]:
    """Make and put the letters of ``items``. For any executor.

    Raises RosterChangedError where, under ``verify``, a row is not what it was planned as;
    FatalError where no further file can be written.
    """
    maker = maker_of(packed)
    gathered = isinstance(output, Gathered)
    out = []
    for job, row in items:
        try:
            data, findings = maker.make(row, job.number, job.way, job.said if verify else None)
            output.put(job.file, data, job.over)
        except (FatalError, RosterChangedError):
            raise
        except DocgenError as error:
            found = [replace(d, where=d.where._replace(row=row.number)) for d in error.diagnostics]
            out.append(Outcome(job.row, job.file, False, tuple(found)))
            continue
        kept = data if gathered else None
        out.append(Outcome(job.row, job.file, True, findings, fingerprint(data), len(data), kept))
    return out


def run_plan(
    plan: Plan,
    executor: Executor | None = None,
    progress: Callable[[Outcome], Any] | None = None,
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
        journal.begin(plan.owes_papers)
        plan.run = journal.run
        plan.keep_numbers(journal)
        warnings = _execute(plan, journal, archive, executor, progress)
        if archive:
            archive.close()
        if isinstance(plan.output, Folder):
            flush(plan.output.root)
        journal.finish()
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


def _execute(
    plan: Plan,
    journal: Journal,
    archive: ZipFile | None,
    executor: Executor | None,
    progress: Callable[[Outcome], Any] | None,
) -> list[Diagnostic]:
    warnings: list[Diagnostic] = []
    committed = time.monotonic()
    try:
        for items, outcomes in _outcomes(plan, executor):
            entries = []
            for (job, _), outcome in zip(items, outcomes, strict=True):
                if not outcome.written:
                    plan.refuse(job.row, outcome.findings)
                else:
                    if archive and outcome.data is not None:
                        archive.add(job.file, outcome.data)
                    entries.append((job.id, job.name, job.said, outcome.print, outcome.size))
                    if outcome.findings:
                        warnings += [w for w in outcome.findings if w not in warnings]
                if progress:
                    progress(outcome)
            journal.enter(entries)
            plan.mark((o.row for o in outcomes if o.written), State.MADE)
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


def _outcomes(plan: Plan, executor: Executor | None) -> Iterator[tuple[list[Item], list[Outcome]]]:
    pairs = plan.with_rows(State.PLANNED)
    # A file tells by its time and size that it has changed; a database does not.
    verify = plan.stamp is None
    if plan.stamp != plan.roster.stamp:
        raise RosterChangedError([ROSTER_CHANGED.at(Place(plan.roster.name))])
    if executor is None:
        while items := list(islice(pairs, _CHUNK)):
            yield items, make_rows(plan.packed, plan.output, items, verify)
        return
    waiting: deque[tuple[list[Item], Future[list[Outcome]]]] = deque()
    try:
        while items := list(islice(pairs, _CHUNK)):
            work = executor.submit(make_rows, plan.packed, plan.output, items, verify)
            waiting.append((items, work))
            if len(waiting) >= AHEAD:
                first, future = waiting.popleft()
                yield first, future.result()
        while waiting:
            first, future = waiting.popleft()
            yield first, future.result()
    except (BrokenExecutor, CancelledError):
        raise OutputError([WORKER_DIED.at(Place(plan.target))]) from None
    finally:
        for _, future in waiting:
            future.cancel()
