"""docgen: structured data in, official Chinese Word documents out.

The verbs, the same flow as the command line::

    import docgen
    docgen.check("summary.yaml")               # → list of Diagnostic
    docgen.generate("summary.yaml", "out.docx")  # → Path of the document
    print(docgen.describe("summary.yaml"))     # the content tree
    docgen.generate_batch("letter.yaml", "roster.csv", "letters/")
    docgen.import_text("old.txt")              # → YAML

Everything raises :class:`docgen.errors.DocgenError`, which carries all findings of the run. The
names differ from the commands' where a package of this name stands beside them.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .batch import Report
    from .diagnostics import Diagnostic

__version__ = "0.1.0"
__all__ = ["check", "describe", "generate", "generate_batch", "import_text"]


def check(data: str | Path, *, final: bool = False, strict: bool = False) -> list[Diagnostic]:
    """All findings on a data file; none of severity ERROR means that it renders.

    ``strict`` makes every warning an error.
    """
    from . import pipeline

    return list(pipeline.check(str(data), final, strict).diagnostics)


def generate(
    data: str | Path,
    out: str | Path | None = None,
    *,
    layout: str | None = None,
    template: str | Path | None = None,
    profile: str | Path | None = None,
    final: bool = False,
    force: bool = False,
    strict: bool = False,
) -> Path:
    """Write the document of a data file and return its path (default: beside the data file).

    Raises DataError, TemplateError or OutputError.
    """
    from . import pipeline

    target = Path(out) if out else Path(data).with_suffix(".docx")
    pipeline.generate(
        str(data),
        target,
        layout,
        str(template) if template else None,
        str(profile) if profile else None,
        final,
        force,
        strict,
    )
    return target


def describe(data: str | Path, stage: str = "document") -> str:
    """The hand-over at ``stage`` (source, record, document, parts) as text."""
    from . import pipeline

    return pipeline.show(str(data), stage)


def generate_batch(
    letter: str | Path,
    roster: str | Path,
    folder: str | Path,
    *,
    name: str | None = None,
    layout: str | None = None,
    template: str | Path | None = None,
    profile: str | Path | None = None,
    final: bool = False,
    force: bool = False,
    query: str | None = None,
    resume: bool = False,
    jobs: int = 1,
    ledger: bool = True,
    merge: str | Path | None = None,
) -> Report:
    """One letter × a roster → one file a row in ``folder``, with all that ``docgen batch`` writes.

    The report says what became of each row; refused rows raise nothing. A program that wants more
    than one of ``jobs`` must guard its main module, as for :mod:`multiprocessing`. Raises DataError
    where letter or roster cannot be read at all, TemplateError, or OutputError.
    """
    from contextlib import nullcontext

    from .batch import Processes, make_plan, run_plan
    from .batch.papers import check_papers, write_papers

    print_file = str(merge) if merge else None
    with Processes(jobs) if jobs > 1 else nullcontext() as executor:
        plan = make_plan(
            str(letter),
            str(roster),
            str(folder),
            name=name,
            layout=layout,
            template=str(template) if template else None,
            profile=str(profile) if profile else None,
            final=final,
            force=force,
            query=query,
            resume=resume,
            executor=executor,
        )
        check_papers(plan, ledger, print_file)
        report = run_plan(plan, executor)
    papers = write_papers(report, ledger, print_file)
    report.findings += tuple(d for d in papers.findings if d not in report.findings)
    return report


def import_text(text: str | Path, *, kind: str | None = None, tidy: bool = False) -> str:
    """A plain text file of the trade as YAML data for ``kind`` (default: guessed)."""
    from . import pipeline

    return pipeline.import_text(str(text), kind, tidy)[0]
