"""``docgen ledger``."""

from __future__ import annotations

import json
from itertools import chain
from pathlib import Path

import click

from docgen.batch.ledger import Signing, ledgers_at, read_ledger
from docgen.i18n import N_, translate

from . import options
from .report import report


@click.group("ledger", help=translate(N_("Work on a ledger of signed letters.")))
def command() -> None:
    """Group of the ledger's commands."""


@command.command(
    "status",
    help=translate(
        N_("List who has not signed or returned, from a filled-in LEDGER (.xlsx), or its folder.")
    ),
)
@click.argument("ledger")
@options.form(["text", "json"])
def status(ledger: str, form: str) -> None:
    """Print the letters that are not signed, those not returned, and the counts, by ledger."""
    found = {path: read_ledger(path) for path in ledgers_at(Path(ledger))}
    every = list(chain.from_iterable(found.values()))
    if form == "json":
        click.echo(json.dumps([_as_dict(row) for row in every], ensure_ascii=False, indent=2))
    else:
        for path, rows in found.items():
            if len(found) > 1:
                click.echo(f"{path}")
            _show(rows)
    report(chain.from_iterable(row.unclear() for row in every))


def _show(rows: list[Signing]) -> None:
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


def _as_dict(row: Signing) -> dict[str, object]:
    return {
        "unit": row.unit,
        "person": row.person,
        "number": row.number,
        "letter": row.letter,
        "signed": row.is_signed,
        "returned": row.is_returned,
        "note": row.note,
        "date": row.signed,
    }


def _list(title: str, rows: list[Signing]) -> None:
    if rows:
        click.echo(title.format(n=len(rows)))
        for row in rows:
            click.echo("  " + "\u3000".join(filter(None, (row.unit, row.person, row.number))))
