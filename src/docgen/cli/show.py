"""``docgen show``."""

from __future__ import annotations

import click

from docgen import pipeline
from docgen.i18n import N_, translate
from docgen.kinds import check_layout

from . import options


@click.command(
    "show", help=translate(N_("Print the content tree of a data file, or another stage."))
)
@click.argument("file")
@click.option(
    "--stage",
    type=click.Choice(pipeline.STAGES),
    default="document",
    help=translate(N_("Which hand-over to print.")),
)
@options.layout
def command(file: str, stage: str, layout: str | None) -> None:
    """Print one hand-over."""
    if layout:
        check_layout(layout)
    click.echo(pipeline.show(file, stage, layout), nl=False)
