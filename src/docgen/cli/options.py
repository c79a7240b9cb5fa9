"""Options that several commands share."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import wraps
from typing import Any

import click

from docgen.i18n import N_, translate

layout = click.option(
    "--layout", metavar="L", help=translate(N_("The layout (default: the kind's own)."))
)
profile = click.option(
    "--profile", metavar="P", help=translate(N_("A profile: its name or a .yaml file."))
)
final = click.option(
    "--final", is_flag=True, help=translate(N_("Refuse placeholders 【待填：…】."))
)
strict = click.option("--strict", is_flag=True, help=translate(N_("Take warnings for errors.")))
force = click.option(
    "--force", is_flag=True, help=translate(N_("Replace the file if it is there."))
)
_template = click.option(
    "--template", metavar="T", help=translate(N_("A Word template of your own (.docx)."))
)


def look(command: Callable[..., None]) -> Callable[..., None]:
    """What a document looks like: ``--layout`` or ``--template``, and ``--profile``.

    The command raises UsageError where both a layout and a template are given.
    """

    @wraps(command)
    def checked(*, layout: str | None, template: str | None, **others: Any) -> None:
        if layout and template:
            raise click.UsageError(translate(N_("give either --layout or --template")))
        command(layout=layout, template=template, **others)

    return layout(_template(profile(checked)))


def form(formats: Sequence[str]) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """``--format``, one of ``formats``; the first is the default."""
    return click.option(
        "--format",
        "form",
        type=click.Choice(formats),
        default=formats[0],
        help=translate(N_("How to print the findings.")),
    )
