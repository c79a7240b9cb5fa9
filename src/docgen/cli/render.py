"""``docgen render``."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from docgen import pipeline
from docgen.i18n import N_, translate

from . import options
from .report import report

_STREAM = "-"


@click.command(
    "render", help=translate(N_("Make the Word document of a data file (- is standard input)."))
)
@click.argument("file")
@click.option(
    "-o",
    "--output",
    metavar="OUT.docx",
    help=translate(N_("The document to write (default: beside the data; - is standard output).")),
)
@options.look
@click.option("--pdf", is_flag=True, help=translate(N_("Make a PDF beside the document, too.")))
@options.final
@options.strict
@options.force
def command(
    file: str,
    output: str | None,
    layout: str | None,
    template: str | None,
    profile: str | None,
    pdf: bool,
    final: bool,
    strict: bool,
    force: bool,
) -> None:
    """Write the document, print its path."""
    if output is None and file == _STREAM:
        raise click.UsageError(translate(N_("data from standard input needs -o OUT.docx")))
    if output == _STREAM:
        checked, findings = pipeline.record_of(file, final, strict)
        data, warnings = pipeline.fill(checked, layout, template, profile, strict)
        report((*findings, *warnings))
        sys.stdout.buffer.write(data)
        return
    target = Path(output) if output else _beside(file)
    if target.suffix.lower() != ".docx" and not target.is_dir():
        # Also keeps a slip of the hand from replacing the data file itself.
        raise click.UsageError(translate(N_("the document's name must end in .docx")))
    report(pipeline.generate(file, target, layout, template, profile, final, force, strict))
    click.echo(translate(N_("written: {file}")).format(file=target))
    if pdf:
        made = target.with_suffix(".pdf")
        pipeline.make_pdf(str(target), made, force=force)
        click.echo(translate(N_("written: {file}")).format(file=made))


def _beside(file: str) -> Path:
    path = Path(file)
    # A folder has no name to change; that it is no data file is said when it is read.
    return path.with_suffix(".docx") if path.name else path / ".docx"
