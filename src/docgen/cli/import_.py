"""``docgen import``."""

from __future__ import annotations

from pathlib import Path

import click

from docgen import pipeline
from docgen.i18n import N_, translate
from docgen.package import write_new

from . import options
from .report import report


@click.command(
    "import", help=translate(N_("Read a plain text by its own numbering into a data file (YAML)."))
)
@click.argument("text", metavar="TEXT.txt")
@click.option(
    "--kind", metavar="K", help=translate(N_("The kind (default: guessed from the text)."))
)
@click.option(
    "-o", "--output", metavar="F.yaml", help=translate(N_("The file to write (default: print it)."))
)
@click.option(
    "--tidy",
    is_flag=True,
    help=translate(N_("Turn half-width punctuation inside Chinese text into full-width.")),
)
@options.force
def command(text: str, kind: str | None, output: str | None, tidy: bool, force: bool) -> None:
    """Write or print the data file; findings go to standard error."""
    data, findings = pipeline.import_text(text, kind, tidy)
    report(findings)
    if output is None or output == "-":
        click.echo(data, nl=False)
        return
    write_new(Path(output), data.encode("utf-8"), force, [Path(text)])
    click.echo(translate(N_("written: {file}")).format(file=output))
