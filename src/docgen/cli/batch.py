"""``docgen batch``."""

from __future__ import annotations

from pathlib import Path

import click

from docgen.batch import make_plan, run_plan
from docgen.errors import PartialError
from docgen.i18n import N_, translate

from .report import report


@click.command(
    "batch", help=translate(N_("Make one document for every row of a roster, from one LETTER."))
)
@click.argument("letter")
@click.option(
    "--roster",
    required=True,
    metavar="R",
    help=translate(N_("The roster: .csv, .json or .yaml, columns by English or Chinese name.")),
)
@click.option("-o", "--output", required=True, metavar="DIR", help=translate(N_("The folder.")))
@click.option(
    "--name",
    metavar="PATTERN",
    help=translate(N_("File names, such as '{{ party_b.unit }}责任书' (default: the kind's own).")),
)
@click.option("--layout", metavar="L", help=translate(N_("The layout (default: the kind's own).")))
@click.option("--template", metavar="T", help=translate(N_("A Word template of your own (.docx).")))
@click.option("--profile", metavar="P", help=translate(N_("A profile: its name or a .yaml file.")))
@click.option("--final", is_flag=True, help=translate(N_("Refuse placeholders 【待填：…】.")))
@click.option("--force", is_flag=True, help=translate(N_("Replace files that are there.")))
def command(
    letter: str,
    roster: str,
    output: str,
    name: str | None,
    layout: str | None,
    template: str | None,
    profile: str | None,
    final: bool,
    force: bool,
) -> None:
    """Print each file made, then the rows that failed; exit 3 if there are any."""
    if layout and template:
        raise click.UsageError(translate(N_("give either --layout or --template")))
    plan = make_plan(
        letter,
        roster,
        Path(output),
        name=name,
        layout=layout,
        template=template,
        profile=profile,
        final=final,
        force=force,
    )
    done = run_plan(
        plan, progress=lambda outcome: click.echo(outcome.path) if outcome.written else None
    )
    report(done.findings)
    failed = [finding for refusal in done.failed for finding in refusal.findings]
    counts = {"rows": done.rows, "made": len(done.made), "failed": len(done.failed)}
    text = translate(N_("rows: {rows}, made: {made}, failed: {failed}")).format(**counts)
    click.echo(text)
    if failed:
        raise PartialError(failed)
