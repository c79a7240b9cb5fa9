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
    force: bool = False,
) -> Report:
    """One letter × a roster → one file a row in ``folder``; the report says what became of each."""
    from .batch import make_plan, run_plan

    return run_plan(make_plan(str(letter), str(roster), Path(folder), name=name, force=force))


def import_text(text: str | Path, *, kind: str | None = None, tidy: bool = False) -> str:
    """A plain text file of the trade as YAML data for ``kind`` (default: guessed)."""
    from . import pipeline

    return pipeline.import_text(str(text), kind, tidy)[0]
