"""The reporter: the one place that prints findings, for people and for programs."""

from __future__ import annotations

import codecs
import json
from collections.abc import Iterable, Sequence

import click

from docgen.diagnostics import Diagnostic, Place, Severity
from docgen.i18n import N_, translate

from .gathered import gathered, summed_up

FORMATS = ("text", "json", "sarif", "github")
_LABELS = {
    Severity.ERROR: (N_("error"), "red"),
    Severity.WARNING: (N_("warning"), "yellow"),
    Severity.INFO: (N_("note"), "cyan"),
}
_GITHUB = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "notice"}
_STAND_INS = {"›": ">", "≥": ">=", "≤": "<=", "⏎": "/"}


def make_safe(stream: object) -> None:
    """Let ``stream`` print what its encoding lacks as something like it, and never fail.

    A console in GBK must not end the program over a character that it cannot show.
    """
    codecs.register_error("docgen.console", _stand_in)
    if hasattr(stream, "reconfigure"):
        stream.reconfigure(errors="docgen.console")


def _stand_in(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeEncodeError):
        raise error
    bad = error.object[error.start : error.end]
    return "".join(_STAND_INS.get(char, "?") for char in bad), error.end


def as_text(diagnostic: Diagnostic, cure: bool = True, above: Place | None = None) -> str:
    """One finding: place, severity, code, message; the line it speaks of; what to do.

    The line is left out where the finding ``above`` has shown it, and for notes.
    """
    word, colour = _LABELS[diagnostic.severity]
    label = click.style(translate(word), fg=colour, bold=True)
    place = str(diagnostic.where)
    line = f"{label} {diagnostic.code} {diagnostic.message}"
    lines = [f"{place}: {line}" if place else line]
    if diagnostic.severity is not Severity.INFO and diagnostic.where != above:
        # Reading files is for runs that have something to show.
        from .excerpt import excerpt

        lines += excerpt(diagnostic.where)
    if diagnostic.more:
        lines.append("  " + _elsewhere(diagnostic))
    if cure and diagnostic.hint:
        lines.append("  " + translate(N_("cure: ")) + diagnostic.hint)
    return "\n".join(lines)


def _elsewhere(diagnostic: Diagnostic) -> str:
    """Where else there is a finding like this one."""
    places = [_beside(place, diagnostic.where) for place in diagnostic.also]
    named = translate(N_(", ")).join(places)
    if diagnostic.more > len(places):
        named += " …"
    text = translate(N_("also here ({n} more): {places}"))
    return text.format(n=diagnostic.more, places=named)


def _beside(place: Place, first: Place) -> str:
    """``place`` without what it shares with ``first``, which was shown in full."""
    if place.sheet is not None and place.sheet == first.sheet:
        return place.cell or ""
    # A row of a database has no other place.
    row = place.row if place.line is None and place.cell is None else None
    return str(place._replace(file="", row=row)).strip(" :")


def report(diagnostics: Iterable[Diagnostic], err: bool = True) -> None:
    """Print findings, one after the other, to standard error (or output).

    A cure that several findings in a row share is printed once, below the last of them; where to
    read more stands at the end. Of findings that are equal but for their place, and many, the first
    are printed, and of the others where they are.
    """
    every = list(diagnostics)
    found, more = gathered(every)
    hints = [diagnostic.hint for diagnostic in found]
    above: Place | None = None
    for diagnostic, hint, following in zip(found, hints, [*hints, None][1:], strict=True):
        click.echo(as_text(diagnostic, hint != following, above), err=err)
        above = diagnostic.where
    for same in more:
        click.echo(_in_short(same), err=err)
    codes = sorted({d.code for d in found if d.severity is not Severity.INFO})
    if codes:
        click.echo(translate(N_("more: ")) + f"docgen explain {' '.join(codes)}", err=err)


def _in_short(same: Sequence[Diagnostic]) -> str:
    """One line for findings of which others have been printed in full."""
    first = same[0]
    word, colour = _LABELS[first.severity]
    label = click.style(translate(word), fg=colour, bold=True)
    text = translate(N_("{n} more of the same: {places}"))
    places = summed_up([diagnostic.where for diagnostic in same])
    return f"{label} {first.code} {text.format(n=len(same), places=places)}"


def print_in(form: str, diagnostics: Iterable[Diagnostic]) -> None:
    """Print findings to standard output in one of :data:`FORMATS`."""
    found = list(diagnostics)
    match form:
        case "json":
            click.echo(as_json(found))
        case "sarif":
            from .sarif import as_sarif

            click.echo(as_sarif(found))
        case "github":
            for diagnostic in found:
                click.echo(as_github(diagnostic))
        case _:
            report(found, err=False)


def as_json(diagnostics: Iterable[Diagnostic]) -> str:
    """Findings as a JSON array; the keys are those of :meth:`Diagnostic.as_dict`."""
    return json.dumps([d.as_dict() for d in diagnostics], ensure_ascii=False, indent=2)


def as_github(diagnostic: Diagnostic) -> str:
    """A finding as a workflow command of GitHub Actions, which shows it beside the line."""
    where = diagnostic.where
    given = {"file": where.file, "line": where.line, "col": where.column if where.line else None}
    given["title"] = diagnostic.code
    properties = ",".join(f"{k}={_escaped(str(v), ',:')}" for k, v in given.items() if v)
    inside = str(where._replace(file="", line=None)).strip(" ›")
    text = "\n".join(part for part in (inside, diagnostic.message, diagnostic.hint) if part)
    return f"::{_GITHUB[diagnostic.severity]} {properties}::{_escaped(text)}"


def _escaped(text: str, more: str = "") -> str:
    for char in "%\r\n" + more:
        text = text.replace(char, f"%{ord(char):02X}")
    return text


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
