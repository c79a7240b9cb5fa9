"""The reporter: the one place that prints findings."""

from __future__ import annotations

import json
from collections.abc import Iterable

import click

from docgen.diagnostics import Diagnostic, Severity
from docgen.i18n import N_, translate

_LABELS = {
    Severity.ERROR: (N_("error"), "red"),
    Severity.WARNING: (N_("warning"), "yellow"),
    Severity.INFO: (N_("note"), "cyan"),
}


def as_text(diagnostic: Diagnostic, cure: bool = True) -> str:
    """One finding: place, severity, code and message; on a second line what to do."""
    word, colour = _LABELS[diagnostic.severity]
    label = click.style(translate(word), fg=colour, bold=True)
    place = str(diagnostic.where)
    line = (
        f"{place}: {label} {diagnostic.code} {diagnostic.message}"
        if place
        else (f"{label} {diagnostic.code} {diagnostic.message}")
    )
    if cure and diagnostic.hint:
        line += "\n  " + translate(N_("cure: ")) + diagnostic.hint
    return line


def report(diagnostics: Iterable[Diagnostic], err: bool = True) -> None:
    """Print findings, one after the other, to standard error (or output).

    A cure that several findings in a row share is printed once, below the last of them.
    """
    found = list(diagnostics)
    hints = [diagnostic.hint for diagnostic in found]
    for diagnostic, hint, following in zip(found, hints, [*hints, None][1:], strict=True):
        click.echo(as_text(diagnostic, cure=hint != following), err=err)


def as_json(diagnostics: Iterable[Diagnostic]) -> str:
    """Findings as a JSON array; the keys are those of :meth:`Diagnostic.as_dict`."""
    return json.dumps([d.as_dict() for d in diagnostics], ensure_ascii=False, indent=2)


def summary(diagnostics: Iterable[Diagnostic]) -> str:
    """``2 errors, 1 warning``, or that there are none."""
    found = list(diagnostics)
    counts = [
        (sum(d.severity is Severity.ERROR for d in found), N_("errors: {n}")),
        (sum(d.severity is Severity.WARNING for d in found), N_("warnings: {n}")),
        (sum(d.severity is Severity.INFO for d in found), N_("notes: {n}")),
    ]
    parts = [translate(text).format(n=n) for n, text in counts if n]
    return translate(N_(", ")).join(parts) or translate(N_("nothing to object to"))
