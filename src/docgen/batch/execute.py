"""Carry out a plan on any ``concurrent.futures.Executor``: this process, a pool, a cluster."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Executor, Future
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, ParamSpec, TypeVar

from docgen import pipeline
from docgen.diagnostics import Diagnostic
from docgen.errors import DocgenError
from docgen.package import write_new

from .plan import Job, Plan, Refusal

P = ParamSpec("P")
T = TypeVar("T")


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


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one job: written, or the findings that stopped it; warnings either way."""

    row: int
    path: Path
    written: bool
    findings: tuple[Diagnostic, ...]


@dataclass(frozen=True, slots=True)
class Report:
    """What became of every row: ``made`` + ``failed`` = the plan's rows."""

    made: tuple[Outcome, ...]
    failed: tuple[Refusal, ...]
    findings: tuple[Diagnostic, ...]

    @property
    def rows(self) -> int:
        """All rows accounted for."""
        return len(self.made) + len(self.failed)


def make_one(
    job: Job,
    layout: str | None = None,
    template: str | None = None,
    profile: str | None = None,
    force: bool = False,
) -> Outcome:
    """Make the file of one job. Picklable for any executor; never raises DocgenError."""
    try:
        data, warnings = pipeline.fill(job.record, layout, template, profile)
        write_new(job.path, data, force)
    except DocgenError as error:
        found = tuple(
            Diagnostic(d.code, d.where._replace(row=job.row), d.path, d.args)
            for d in error.diagnostics
        )
        return Outcome(job.row, job.path, False, found)
    return Outcome(job.row, job.path, True, tuple(warnings))


def run_plan(
    plan: Plan,
    executor: Executor | None = None,
    progress: Callable[[Outcome], Any] | None = None,
) -> Report:
    """Make all files of ``plan``; ``progress`` is called after each, in roster order.

    Raises TemplateError before anything is written where the template itself is wrong.
    """
    if plan.jobs:
        kind = plan.jobs[0].record.kind
        layout = plan.layout or kind.layout(plan.jobs[0].record.data)
        pipeline.get_template(kind, layout, plan.template, plan.profile)
    work = partial(
        make_one,
        layout=plan.layout,
        template=plan.template,
        profile=plan.profile,
        force=plan.force,
    )
    made: list[Outcome] = []
    failed: dict[int, tuple[Diagnostic, ...]] = {r.row: r.findings for r in plan.refusals}
    for outcome in (executor or SerialExecutor()).map(work, plan.jobs):
        if outcome.written:
            made.append(outcome)
        else:
            failed[outcome.row] = outcome.findings
        if progress:
            progress(outcome)
    seen: list[Diagnostic] = []
    for outcome in made:
        seen += [w for w in outcome.findings if w not in seen]
    refusals = tuple(Refusal(row, failed[row]) for row in sorted(failed))
    return Report(tuple(made), refusals, (*plan.findings, *seen))
