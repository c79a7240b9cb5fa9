"""``docgen roster``."""

from __future__ import annotations

from pathlib import Path

import click

from docgen.batch.roster_form import write_form
from docgen.diagnostics import FILE_EXISTS, Place
from docgen.errors import OutputError
from docgen.i18n import N_, translate
from docgen.kinds import get_kind

from . import options


@click.group("roster", help=translate(N_("Work on rosters.")))
def command() -> None:
    """Group of the roster's commands."""


@command.command("template", help=translate(N_("Write the blank roster (.xlsx) of a KIND.")))
@click.argument("kind")
@click.option("-o", "--output", required=True, metavar="FILE", help=translate(N_("The workbook.")))
@click.option(
    "--column",
    "columns",
    multiple=True,
    metavar="FIELD",
    help=translate(N_("One more field as a column, by English or Chinese name; may be repeated.")),
)
@options.force
def template(kind: str, output: str, columns: tuple[str, ...], force: bool) -> None:
    """Write the workbook and print its path."""
    path = Path(output)
    if path.exists() and not force:
        raise OutputError([FILE_EXISTS.at(Place(str(path)), file=path)])
    write_form(get_kind(kind), path, columns)
    click.echo(path)
