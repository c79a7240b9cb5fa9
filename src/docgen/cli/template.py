"""``docgen template``: check, new, fields."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import click

from docgen import pipeline
from docgen.diagnostics import Diagnostic, has_errors, strictly
from docgen.i18n import N_, translate
from docgen.kinds import Kind, Schema, get_kind, is_meta
from docgen.package import write_new

from . import options
from .report import FORMATS, print_in, summary

_KIND = click.option(
    "--kind", required=True, metavar="K", help=translate(N_("The kind, in English or Chinese."))
)

command = click.Group(
    "template",
    help=translate(N_("Word templates of your own: check them, start one, list what to put in.")),
    subcommand_metavar=translate(N_("COMMAND [ARGS]...")),
)


@command.command("check", help=translate(N_("Check Word templates; all findings at once.")))
@click.argument("files", nargs=-1, required=True, metavar="T.docx…")
@_KIND
@options.form(FORMATS)
@options.strict
def check(files: tuple[str, ...], kind: str, form: str, strict: bool) -> None:
    """Exit 4 if any template has an error."""
    chosen = get_kind(kind)
    everything: list[Diagnostic] = []
    for file in files:
        found = pipeline.check_template(file, chosen)
        found = tuple(strictly(found)) if strict else found
        everything += found
        if form == "text":
            print_in(form, found)
            click.echo(f"{file}: {summary(found)}")
    if form != "text":
        print_in(form, everything)
    sys.exit(4 if has_errors(everything) else 0)


@command.command(
    "new", help=translate(N_("Write a Word template for a kind, to be changed in Word or WPS."))
)
@_KIND
@click.option("-o", "--output", required=True, metavar="T.docx")
@options.layout
@options.profile
@options.force
def new(kind: str, output: str, layout: str | None, profile: str | None, force: bool) -> None:
    """Write the template, print its path."""
    if Path(output).suffix.lower() != ".docx":
        raise click.UsageError(translate(N_("the template's name must end in .docx")))
    write_new(Path(output), pipeline.new_template(get_kind(kind), layout, profile), force)
    click.echo(translate(N_("written: {file}")).format(file=output))


@command.command("fields", help=translate(N_("List the tags that a template for a kind can use.")))
@_KIND
def fields(kind: str) -> None:
    """Print each tag in both languages, with what it prints; slots first, they print the most."""
    chosen = get_kind(kind)
    for slot in chosen.recipe["slots"]:
        click.echo(f"{{{{p {slot} }}}}")
    for english, chinese, words in _rows(chosen, chosen.schema, (), ()):
        click.echo("  ".join(text for text in (english, chinese, words) if text))


def _rows(
    kind: Kind, schema: Schema, names: tuple[str, ...], titles: tuple[str, ...]
) -> Iterator[tuple[str, str, str]]:
    """Tag, Chinese tag and description of each field below ``schema``; of a list, its loop."""
    for name, prop in schema.get("properties", {}).items():
        resolved = kind.resolve(prop)
        if is_meta(resolved):
            continue
        path, way = (*names, name), (*titles, str(resolved.get("title", name)))
        types = resolved.get("type", ())
        types = (types,) if isinstance(types, str) else types
        words = str(resolved.get("description", ""))
        if "string" in types or not {"array", "object"} & set(types):
            yield _tag(path), _tag(way), words
        elif types == ("object",):
            yield from _rows(kind, resolved, path, way)
        elif types == ("array",) and names[:1] != ("x",):
            # One loop is shown; lists inside lists belong into {{p body }}.
            item = kind.resolve(resolved.get("items", {}))
            yield f"{{%tr for x in {'.'.join(path)} %}}", _tag(way), words
            yield from _rows(kind, item, ("x",), ("x",))
            yield "{%tr endfor %}", "", ""


def _tag(path: tuple[str, ...]) -> str:
    return f"{{{{ {'.'.join(path)} }}}}"
