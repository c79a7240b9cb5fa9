"""``docgen new``."""

from __future__ import annotations

import os
from pathlib import Path

import click

from docgen.editor import FOLDER
from docgen.i18n import N_, translate
from docgen.kinds import get_kind, schema_path
from docgen.package import write_new
from docgen.starter import starter

from . import options


@click.command(
    "new", help=translate(N_("Write a commented starter file for KIND, ready to be filled in."))
)
@click.argument("kind")
@click.option(
    "-o", "--output", metavar="F", help=translate(N_("The file to write (default: print it)."))
)
@options.force
def command(kind: str, output: str | None, force: bool) -> None:
    """Write or print the starter."""
    found = get_kind(kind)
    text = starter(found, _schema(found.name, Path(output or "").parent))
    if output is None or output == "-":
        click.echo(text, nl=False)
        return
    write_new(Path(output), text.encode("utf-8"), force)
    click.echo(translate(N_("written: {file}")).format(file=output))


def _schema(kind: str, folder: Path) -> str:
    """Where an editor finds the schema: what `docgen schema --install` left here, or our own."""
    installed = FOLDER / "docgen" / f"{kind}.json"
    if installed.exists():
        return Path(os.path.relpath(installed, folder)).as_posix()
    return schema_path(kind).resolve().as_uri()
