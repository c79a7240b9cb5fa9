"""``docgen batch``."""

from __future__ import annotations

import gc
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import click

from docgen.diagnostics import (
    EXTRA_MISSING,
    NO_CLUSTER,
    STOPPED,
    Diagnostic,
    Place,
    has_errors,
    strictly,
)
from docgen.errors import DocgenError, OutputError, PartialError
from docgen.i18n import N_, translate

from . import options
from .report import report

if TYPE_CHECKING:
    from concurrent.futures import Executor

    from docgen.batch import Plan


@click.command(
    "batch", help=translate(N_("Make one document for every row of a roster, from one LETTER."))
)
@click.argument("letter")
@click.option(
    "--roster",
    required=True,
    metavar="R",
    help=translate(
        N_(
            "The roster: .xlsx, .xls, .ods, .csv, .json, .jsonl, .yaml, or a database's address; "
            "columns by English or Chinese name."
        )
    ),
)
@click.option(
    "--query", metavar="SQL", help=translate(N_("What to select, where the roster is a database."))
)
@click.option(
    "-o",
    "--output",
    required=True,
    metavar="OUT",
    help=translate(N_("The folder, a .zip, or an address such as s3://bucket/folder.")),
)
@click.option(
    "--name",
    metavar="PATTERN",
    help=translate(
        N_(
            "File names, such as '{{ party_b.unit }}责任书' (default: the kind's own); "
            "/ parts folders."
        )
    ),
)
@options.look
@options.final
@click.option("--force", is_flag=True, help=translate(N_("Replace files that are there.")))
@click.option(
    "--all-or-nothing",
    is_flag=True,
    help=translate(N_("Make no letter at all where a single row is refused.")),
)
@click.option(
    "--strict",
    is_flag=True,
    help=translate(N_("Make no letter at all where a row is refused or a warning is given.")),
)
@click.option("--dry-run", is_flag=True, help=translate(N_("Show the plan, write nothing.")))
@click.option("--resume", is_flag=True, help=translate(N_("Go on with a run that was cut off.")))
@click.option(
    "--jobs",
    type=click.IntRange(1, 256),
    default=1,
    metavar="N",
    help=translate(N_("Processes to work with (default: 1).")),
)
@click.option(
    "--cluster",
    metavar="URL",
    help=translate(N_("A Dask scheduler, such as tcp://host:8786; it must see the same folders.")),
)
@click.option(
    "--ledger/--no-ledger",
    default=True,
    help=translate(N_("Write the ledger beside the letters (default: yes).")),
)
@click.option(
    "--merge",
    metavar="FILE",
    help=translate(N_("All letters in one print file besides, each from an odd page (.docx).")),
)
@click.option("-q", "--quiet", is_flag=True, help=translate(N_("Print problems only.")))
def command(
    letter: str,
    roster: str,
    query: str | None,
    output: str,
    name: str | None,
    layout: str | None,
    template: str | None,
    profile: str | None,
    final: bool,
    force: bool,
    all_or_nothing: bool,
    strict: bool,
    dry_run: bool,
    resume: bool,
    jobs: int,
    cluster: str | None,
    ledger: bool,
    merge: str | None,
    quiet: bool,
) -> None:
    """Make the letters; exit 3 if rows were refused, or a further sheet's rows belong to none."""
    # Loaded here: what a batch needs is not needed to print its help.
    from docgen.batch import State, make_plan, run_plan
    from docgen.batch.papers import check_papers, finish_papers, foresee_papers

    from .progress import Progress

    if jobs > 1 and cluster:
        raise click.UsageError(translate(N_("give either --jobs or --cluster")))
    # Rows and letters hold no cycles; looking for them after every few took a tenth of the time.
    gc.set_threshold(50_000, 20, 100)
    with _executor(jobs, cluster) as executor:
        plan = make_plan(
            letter,
            roster,
            output,
            name=name,
            layout=layout,
            template=template,
            profile=profile,
            final=final,
            force=force,
            query=query,
            resume=resume,
            executor=executor,
        )
        refused = plan.count(State.REFUSED)
        if dry_run:
            _show(plan)
        foreseen = list(plan.findings)
        if dry_run or all_or_nothing or strict:
            foreseen += foresee_papers(plan, ledger, merge)
        if strict:
            foreseen = strictly(foreseen)
        is_wrong = bool(refused) or has_errors(foreseen if strict else plan.findings)
        if dry_run or (is_wrong and (strict or all_or_nothing)):
            report(foreseen)
            _end(plan, is_plan=dry_run)
            _exit_if_wrong(foreseen)
            return
        told = check_papers(plan, ledger, merge)
        report(told)
        with _stoppable(plan), Progress(plan.count(State.PLANNED), quiet) as progress:
            done = run_plan(plan, executor, progress.step)
    with _stoppable(plan):
        papers = finish_papers(done, ledger, merge)
    report(found for found in (*done.findings, *papers.findings) if found not in told)
    if not quiet:
        for path in papers.paths:
            click.echo(translate(N_("written: {file}")).format(file=path))
    _end(plan, quiet, papers.failure)
    _exit_if_wrong((*done.findings, *papers.findings))


def _exit_if_wrong(findings: Sequence[Diagnostic]) -> None:
    """Exit 3 where part of what came in is in no letter; it has been reported."""
    if has_errors(findings):
        sys.exit(PartialError.exit_code)


def _show(plan: Plan) -> None:
    """One line a row: its number, what is to become of it, and the file."""
    from docgen.batch import State

    words = {
        State.PLANNED: translate(N_("to make")),
        State.UNCHANGED: translate(N_("unchanged")),
        State.REFUSED: translate(N_("refused")),
    }
    for job in plan.jobs():
        file = job.file if job.name else ""
        click.echo(f"{job.row}\t{words[job.state]}\t{file}".rstrip())


def _end(
    plan: Plan, quiet: bool = False, failure: DocgenError | None = None, is_plan: bool = False
) -> None:
    """The figures, whatever has failed, or what is to come; exit 3 where rows were refused."""
    from docgen.batch import State

    counts = {
        "rows": plan.count(),
        "planned": plan.count(State.PLANNED),
        "made": plan.count(State.MADE),
        "unchanged": plan.count(State.UNCHANGED),
        "failed": plan.count(State.REFUSED),
    }
    if not quiet:
        done = N_("rows: {rows}, made: {made}, unchanged: {unchanged}, failed: {failed}")
        ahead = N_("rows: {rows}, to make: {planned}, unchanged: {unchanged}, failed: {failed}")
        text = translate(ahead if is_plan else done).format(**counts)
        if replaced := plan.replaced:
            text += translate(N_("; in place of earlier ones: {n}")).format(n=replaced)
        if counts["planned"] and not is_plan:
            text += translate(N_("; not made because of this: {planned}")).format(**counts)
        click.echo(text)
    if failure:
        raise type(failure)([*_findings(plan), *failure.diagnostics])
    if counts["failed"]:
        raise PartialError(_findings(plan))


def _findings(plan: Plan) -> list[Diagnostic]:
    """Why rows were refused; what many have in common is told once."""
    from docgen.alike import Alike
    from docgen.batch import State

    refused = plan.jobs(State.REFUSED)
    return Alike(finding for job in refused for finding in job.findings).found()


@contextmanager
def _stoppable(plan: Plan) -> Iterator[None]:
    """Raises OutputError (B480) where somebody stops the run from the keyboard."""
    from docgen.batch.outputs import Gathered

    try:
        yield
    except KeyboardInterrupt:
        why = "archive" if isinstance(plan.output, Gathered) else ""
        raise OutputError([STOPPED.at(Place(plan.target), because=why)]) from None


@contextmanager
def _executor(jobs: int, cluster: str | None) -> Iterator[Executor | None]:
    if cluster:
        try:
            from distributed import Client
        except ImportError:
            package = "'docgen-gongwen[cluster]'"
            missing = EXTRA_MISSING.at(module="distributed", package=package)
            raise OutputError([missing]) from None
        connect: Any = Client
        try:
            client = connect(cluster)
        except (OSError, ValueError) as error:
            raise OutputError([NO_CLUSTER.at(address=cluster, problem=str(error))]) from None
        with client:
            yield client.get_executor(pure=False, retries=3)
    elif jobs > 1:
        from docgen.batch import Processes

        with Processes(jobs) as executor:
            yield executor
    else:
        yield None
