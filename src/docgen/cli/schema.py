"""``docgen schema``."""

from __future__ import annotations

import json

import click

from docgen.i18n import N_, translate
from docgen.kinds import get_kind


@click.command("schema", help=translate(N_("Print the JSON Schema of KIND, complete in itself.")))
@click.argument("kind")
def command(kind: str) -> None:
    """Print the bundled schema."""
    click.echo(json.dumps(get_kind(kind).schema, ensure_ascii=False, indent=2))
