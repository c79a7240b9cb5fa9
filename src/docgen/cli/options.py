"""Options that several commands share."""

from __future__ import annotations

import click

from docgen.i18n import N_, translate

layout = click.option(
    "--layout", metavar="L", help=translate(N_("The layout (default: the kind's own)."))
)
template = click.option(
    "--template", metavar="T", help=translate(N_("A Word template of your own (.docx)."))
)
profile = click.option(
    "--profile", metavar="P", help=translate(N_("A profile: its name or a .yaml file."))
)
final = click.option(
    "--final", is_flag=True, help=translate(N_("Refuse placeholders 【待填：…】."))
)
force = click.option(
    "--force", is_flag=True, help=translate(N_("Replace the file if it is there."))
)


def check_look(layout: str | None, template: str | None) -> None:
    """Raise UsageError where both a layout and a template of one's own are given."""
    if layout and template:
        raise click.UsageError(translate(N_("give either --layout or --template")))
