"""``docgen pdf``."""

from __future__ import annotations

from pathlib import Path

import click

from docgen import pipeline
from docgen.i18n import N_, translate

from . import options
from .report import report


@click.command(
    "pdf", help=translate(N_("Make a PDF of a data file or a .docx, through LibreOffice."))
)
@click.argument("file")
@click.option(
    "-o", "--output", metavar="OUT.pdf", help=translate(N_("The PDF (default: beside FILE)."))
)
@options.look
@options.final
@options.force
def command(
    file: str,
    output: str | None,
    layout: str | None,
    template: str | None,
    profile: str | None,
    final: bool,
    force: bool,
) -> None:
    """Write the PDF, print its path."""
    target = Path(output) if output else Path(file).with_suffix(".pdf")
    report(pipeline.make_pdf(file, target, layout, template, profile, final, force))
    click.echo(translate(N_("written: {file}")).format(file=target))
