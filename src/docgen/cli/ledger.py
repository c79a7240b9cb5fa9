"""``docgen ledger``."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path

import click

from docgen.batch.ledger import Signing, read_ledger
from docgen.i18n import N_, translate

from . import options


@click.group("ledger", help=translate(N_("Work on a ledger of signed letters.")))
def command() -> None:
    """Group of the ledger's commands."""


@command.command(
    "status",
    help=translate(N_("List who has not signed or returned, from a filled-in LEDGER (.xlsx).")),
)
@click.argument("ledger")
@options.form(["text", "json"])
def status(ledger: str, form: str) -> None:
    """Print the letters that are not signed, those not returned, and the counts."""
    rows = read_ledger(Path(ledger))
    if form == "json":
        found = [
            {**asdict(r), "signed": r.is_signed, "returned": r.is_returned, "date": r.signed}
            for r in rows
        ]
        for row in found:
            del row["cells"], row["own"]
        click.echo(json.dumps(found, ensure_ascii=False, indent=2))
        return
    unsigned = [row for row in rows if not row.is_signed]
    out = [row for row in rows if row.is_signed and not row.is_returned]
    _list(translate(N_("not signed: {n}")), unsigned)
    _list(translate(N_("signed, not returned: {n}")), out)
    counts = {
        "letters": len(rows),
        "signed": sum(row.is_signed for row in rows),
        "returned": sum(row.is_returned for row in rows),
    }
    text = translate(N_("letters: {letters}, signed: {signed}, returned: {returned}"))
    click.echo(text.format(**counts))


def _list(title: str, rows: list[Signing]) -> None:
    if rows:
        click.echo(title.format(n=len(rows)))
        for row in rows:
            click.echo("  " + "\u3000".join(filter(None, (row.unit, row.person, row.number))))
