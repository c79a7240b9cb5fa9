"""``docgen explain``."""

from __future__ import annotations

import click

from docgen.diagnostics import RULES
from docgen.i18n import N_, translate
from docgen.manual import page, title
from docgen.suggest import closest


@click.command("explain", help=translate(N_("Print the pages of CODES (all codes without any).")))
@click.argument("codes", nargs=-1, metavar="CODE…")
def command(codes: tuple[str, ...]) -> None:
    """Print why, a bad and a good example of each code."""
    if not codes:
        for rule in RULES.values():
            click.echo(f"{rule.code} {title(rule.code)}")
        return
    wanted = [code.strip().upper() for code in codes]
    for code in wanted:
        if code not in RULES:
            known = translate(N_(", ")).join(closest(code, RULES))
            text = translate(N_("there is no code {code}; did you mean: {known}"))
            raise click.UsageError(text.format(code=code, known=known))
    click.echo("\n".join(page(code) for code in dict.fromkeys(wanted)), nl=False)
