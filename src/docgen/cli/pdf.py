"""``docgen pdf``."""

from __future__ import annotations

from pathlib import Path

import click

from docgen import pipeline
from docgen.i18n import N_, translate

from .report import report


@click.command(
    "pdf", help=translate(N_("Make a PDF of a data file or a .docx, through LibreOffice."))
)
@click.argument("file")
@click.option(
    "-o", "--output", metavar="OUT.pdf", help=translate(N_("The PDF (default: beside FILE)."))
)
@click.option("--layout", metavar="L", help=translate(N_("The layout (default: the kind's own).")))
@click.option("--template", metavar="T", help=translate(N_("A Word template of your own (.docx).")))
@click.option("--profile", metavar="P", help=translate(N_("A profile: its name or a .yaml file.")))
@click.option("--final", is_flag=True, help=translate(N_("Refuse placeholders 【待填：…】.")))
@click.option("--force", is_flag=True, help=translate(N_("Replace the file if it is there.")))
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
    if layout and template:
        raise click.UsageError(translate(N_("give either --layout or --template")))
    target = Path(output) if output else Path(file).with_suffix(".pdf")
    report(pipeline.make_pdf(file, target, layout, template, profile, final, force))
    click.echo(translate(N_("written: {file}")).format(file=target))
