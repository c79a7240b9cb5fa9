"""``docgen profile``."""

from __future__ import annotations

from pathlib import Path

import click

from docgen import pipeline
from docgen.deviations import Figure
from docgen.i18n import N_, translate
from docgen.package import write_new

from . import options


@click.group(
    "profile",
    help=translate(N_("Look at profiles (the figures of a page), or begin one of your own.")),
)
def command() -> None:
    """Two commands: show and new."""


@command.command(
    "show", help=translate(N_("List what profile P changes: clause, strength, both values."))
)
@click.argument("profile", metavar="P")
@click.option("--all", "everything", is_flag=True, help=translate(N_("List all figures.")))
def show(profile: str, everything: bool) -> None:
    """Print one line a figure."""
    found = pipeline.profile_figures(profile)
    deviations = [figure for figure in found if figure.deviates]
    for figure in found if everything else deviations:
        click.echo(_line(figure))
    text = N_("deviations from GB/T 9704—2012: {n}")
    click.echo(translate(text).format(n=len(deviations)))


def _line(figure: Figure) -> str:
    clause = f"[{figure.clause}]" if figure.clause else ""
    shown = _value(figure.value)
    if figure.deviates:
        shown = f"{_value(figure.standard)} → {shown}"
    return f"{figure.path}  {figure.title}  {shown}  {clause}【{figure.strength}】"


def _value(value: object) -> str:
    if value is None:
        return "—"
    if isinstance(value, bool):
        return translate(N_("yes")) if value else translate(N_("no"))
    return str(value)


@command.command(
    "new", help=translate(N_("Write a profile that inherits the standard, ready to be changed."))
)
@click.option(
    "-o", "--output", metavar="F", help=translate(N_("The file to write (default: print it)."))
)
@options.force
def new(output: str | None, force: bool) -> None:
    """Write or print the draft."""
    text = pipeline.new_profile()
    if output is None or output == "-":
        click.echo(text, nl=False)
        return
    write_new(Path(output), text.encode("utf-8"), force)
    click.echo(translate(N_("written: {file}")).format(file=output))
