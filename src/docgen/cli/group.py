"""The group of all commands: one file a command, loaded only when it is called."""

from __future__ import annotations

import os
import sys
from importlib import import_module

import click

from docgen import __version__, i18n
from docgen.errors import DocgenError

from .report import make_safe, report

COMMANDS = {
    "kinds": "kinds",
    "new": "new",
    "schema": "schema",
    "validate": "validate",
    "render": "render",
    "pdf": "pdf",
    "preview": "preview",
    "show": "show",
    "roster": "roster",
    "batch": "batch",
    "ledger": "ledger",
    "import": "import_",
    "profile": "profile",
    "fonts": "fonts",
    "template": "template",
    "explain": "explain",
}
_OPTIONS = i18n.N_("[OPTIONS]")
_SUBCOMMAND = i18n.N_("COMMAND [ARGS]...")


class LazyGroup(click.Group):
    """A group that imports a command's module when the command is needed."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """All commands, in the order of the work."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        """The command ``name``, or None."""
        if name not in COMMANDS:
            return None
        command: click.Command = import_module(f".{COMMANDS[name]}", __package__).command
        below = list(command.commands.values()) if isinstance(command, click.Group) else []
        for each in (command, *below):
            each.options_metavar = i18n.translate(_OPTIONS)
            if not any(param.name == "lang" for param in each.params):
                each.params.append(_lang_option())
        if isinstance(command, click.Group):
            command.subcommand_metavar = i18n.translate(_SUBCOMMAND)
        return command


def _lang_option() -> click.Option:
    """``--lang``, good before and after the command; read early by :func:`_choose_language`."""
    return click.Option(
        ["--lang"],
        type=click.Choice(i18n.LANGUAGES),
        expose_value=False,
        help=i18n.translate(i18n.N_("Language of messages (default: the system's).")),
    )


def _choose_language(arguments: list[str]) -> None:
    for before, argument in zip(["", *arguments], arguments, strict=False):
        given = argument.removeprefix("--lang=") if argument.startswith("--lang=") else ""
        given = argument if before == "--lang" else given
        if given in i18n.LANGUAGES:
            i18n.use(given)
    i18n.adopt()


def _group() -> LazyGroup:
    return LazyGroup(
        "docgen",
        options_metavar=i18n.translate(_OPTIONS),
        subcommand_metavar=i18n.translate(_SUBCOMMAND),
        params=[
            _lang_option(),
            click.Option(
                ["--version"],
                is_flag=True,
                is_eager=True,
                expose_value=False,
                callback=_print_version,
                help=i18n.translate(i18n.N_("Show the version and exit.")),
            ),
        ],
        help=i18n.translate(
            i18n.N_(
                "Structured data in, official Chinese Word documents out (GB/T 9704—2012).\n\n"
                "Start with `docgen new KIND -o data.yaml`, fill it in, "
                "then `docgen render data.yaml`."
            )
        ),
    )


def _print_version(ctx: click.Context, param: click.Parameter, value: bool) -> None:
    if value:
        click.echo(f"docgen {__version__}")
        ctx.exit()


def invoke(arguments: list[str]) -> None:
    """Run one command inside this process. Raises DocgenError, click's exceptions, SystemExit."""
    _group().main(args=arguments, prog_name="docgen", standalone_mode=False)


def run(arguments: list[str]) -> None:
    """Run one command and exit with its code."""
    for stream in (sys.stdout, sys.stderr):
        make_safe(stream)
    _choose_language(arguments)
    try:
        _group().main(args=arguments, prog_name="docgen", standalone_mode=True)
    except DocgenError as error:
        report(error.diagnostics)
        sys.exit(error.exit_code)
    except BrokenPipeError:
        # The reader of a pipe (head, less) went away: no message, and none from the interpreter.
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        sys.exit(0)
