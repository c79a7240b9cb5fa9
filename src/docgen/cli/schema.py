"""``docgen schema``."""

from __future__ import annotations

import json
import os
from pathlib import Path
from urllib.parse import quote

import click

from docgen.diagnostics import CANNOT_WRITE, Place
from docgen.editor import FOLDER, editor_schema, settings, with_modeline
from docgen.errors import OutputError
from docgen.i18n import N_, translate
from docgen.kinds import get_kind, kind_names
from docgen.load import read_source, read_text
from docgen.package import write_new
from docgen.validate import kind_of


@click.command(
    "schema",
    help=translate(
        N_(
            "Print the JSON Schema of a KIND, complete in itself. With --install, teach VS Code "
            "all kinds, and write the line that editors look for into the data FILES named."
        )
    ),
)
@click.argument("names", nargs=-1, metavar="KIND|FILE…")
@click.option(
    "--install", is_flag=True, help=translate(N_("Write .vscode settings in this folder."))
)
def command(names: tuple[str, ...], install: bool) -> None:
    """Print the bundled schema, or install all for editors."""
    if install:
        _install(names)
        return
    if len(names) != 1:
        raise click.UsageError(translate(N_("name one KIND, or give --install")))
    click.echo(json.dumps(get_kind(names[0]).schema, ensure_ascii=False, indent=2))


def _install(files: tuple[str, ...]) -> None:
    texts = {file: _with_modeline(file) for file in files}
    globs = {}
    for name in kind_names():
        kind = get_kind(name)
        path = FOLDER / "docgen" / f"{name}.json"
        _write(path, json.dumps(editor_schema(kind), ensure_ascii=False, indent=1) + "\n")
        # The server compares patterns with file URLs, in which Chinese names are escaped.
        words = (name, kind.title, quote(kind.title))
        globs[f"./{path.as_posix()}"] = [f"*{word}*.yaml" for word in words]
    path = FOLDER / "settings.json"
    before = path.read_text(encoding="utf-8") if path.exists() else ""
    try:
        _write(path, settings(before, globs))
    except ValueError:
        reason = translate(N_("it holds comments or is no JSON; they would be lost"))
        finding = CANNOT_WRITE.at(Place(str(path)), file=path, reason=reason)
        raise OutputError([finding]) from None
    for file, text in texts.items():
        _write(Path(file), text)


def _with_modeline(file: str) -> str:
    if Path(file).suffix.lower() not in (".yaml", ".yml"):
        text = translate(N_("only a YAML file can hold the line for editors: {file}"))
        raise click.UsageError(text.format(file=file))
    source, _ = read_source(file)
    path = FOLDER / "docgen" / f"{kind_of(source).name}.json"
    relative = Path(os.path.relpath(path, Path(file).parent)).as_posix()
    return with_modeline(read_text(file)[0], relative)


def _write(path: Path, text: str) -> None:
    write_new(path, text.encode("utf-8"), force=True)
    click.echo(translate(N_("written: {file}")).format(file=path.as_posix()))
