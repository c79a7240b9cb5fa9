"""``docgen fonts``."""

from __future__ import annotations

import click

from docgen import pipeline
from docgen.i18n import N_, translate
from docgen.kinds import font_sets
from docgen.preview import installed, substitutes

from . import options

ROLES = {
    "fangsong": "仿宋",
    "kaiti": "楷体",
    "heiti": "黑体",
    "xiaobiaosong": "小标宋",
    "songti": "宋体",
    "latin": "西文",
}


@click.command(
    "fonts", help=translate(N_("Say which fonts this machine has and what stands in for others."))
)
@click.option(
    "--set",
    "name",
    type=click.Choice(sorted(font_sets())),
    help=translate(N_("A font set (default: the profile's fonts).")),
)
@options.profile
def command(name: str | None, profile: str | None) -> None:
    """Print one line a font."""
    if name:
        wanted = {role: font_sets()[name][role] for role in ROLES}
    else:
        fonts = pipeline.get_profile(profile or pipeline.DEFAULT_PROFILE).fonts
        wanted = {role: fonts[role] for role in ROLES}
    there = installed()
    missing = [font for font in wanted.values() if there is not None and font not in there]
    instead = substitutes(missing)
    for role, font in wanted.items():
        if there is None:
            said = translate(N_("unknown"))
        elif font in there:
            said = translate(N_("installed"))
        elif font in instead:
            said = translate(N_("missing; shown in {font}")).format(font=instead[font])
        else:
            said = translate(N_("missing"))
        click.echo(f"{ROLES[role]}  {font}  {said}")
