"""``docgen validate``."""

from __future__ import annotations

import sys

import click

from docgen import pipeline
from docgen.diagnostics import Diagnostic, has_errors
from docgen.i18n import N_, translate

from . import options
from .report import FORMATS, print_in, report, summary


@click.command("validate", help=translate(N_("Check data files; all findings at once.")))
@click.argument("files", nargs=-1, required=True, metavar="FILE…")
@options.form(FORMATS)
@options.final
@options.strict
def command(files: tuple[str, ...], form: str, final: bool, strict: bool) -> None:
    """Exit 1 if any file has an error."""
    everything: list[Diagnostic] = []
    for file in files:
        found = pipeline.check(file, final, strict).diagnostics
        everything += found
        if form == "text":
            report(found, err=False)
            click.echo(f"{file}: {summary(found)}")
    if form != "text":
        print_in(form, everything)
    sys.exit(1 if has_errors(everything) else 0)
