"""``docgen kinds``."""

from __future__ import annotations

import unicodedata

import click

from docgen.i18n import N_, translate
from docgen.kinds import get_kind, kind_names, layout_names


@click.command("kinds", help=translate(N_("List the kinds of documents and the layouts.")))
def command() -> None:
    """Print each kind: English name, Chinese name, default layout, what it is for."""
    kinds = [get_kind(name) for name in kind_names()]
    name_width = max(len(kind.name) for kind in kinds)
    title_width = max(_columns(kind.title) for kind in kinds)
    for kind in kinds:
        title = kind.title + " " * (title_width - _columns(kind.title))
        click.echo(f"{kind.name:<{name_width}}  {title}  {kind.recipe['layout']}")
        click.echo(f"    {kind.schema.get('description', '')}")
    click.echo(translate(N_("layouts: ")) + translate(N_(", ")).join(layout_names()))


def _columns(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)
