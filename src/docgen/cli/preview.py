"""``docgen preview``."""

from __future__ import annotations

from pathlib import Path

import click

from docgen import pipeline
from docgen.i18n import N_, translate

from . import options
from .report import report


@click.command(
    "preview", help=translate(N_("Draw the pages of a data file or a .docx as PNG pictures."))
)
@click.argument("file")
@click.option(
    "-o",
    "--output",
    metavar="DIR",
    help=translate(N_("The folder of the pictures (default: FILE with -preview).")),
)
@options.look
@click.option(
    "--dpi", type=click.IntRange(20, 600), default=110, help=translate(N_("Dots per inch."))
)
def command(
    file: str,
    output: str | None,
    layout: str | None,
    template: str | None,
    profile: str | None,
    dpi: int,
) -> None:
    """Draw the pages, print their paths."""
    folder = Path(output) if output else Path(file).with_name(f"{Path(file).stem}-preview")
    pictures, findings = pipeline.make_pictures(file, folder, layout, template, profile, dpi)
    report(findings)
    for picture in pictures:
        click.echo(picture)
