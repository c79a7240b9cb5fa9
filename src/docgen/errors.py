"""Errors that end a command: each carries its diagnostics and owns its exit code."""

from __future__ import annotations

from collections.abc import Iterable

from .diagnostics import Diagnostic


class DocgenError(Exception):
    """Base of all; ``diagnostics`` are all findings of the run. Survives pickling."""

    exit_code = 1

    def __init__(self, diagnostics: Iterable[Diagnostic]) -> None:
        self.diagnostics = tuple(diagnostics)
        super().__init__(self.diagnostics)

    def __str__(self) -> str:
        return "\n".join(f"{d.where}: {d.code} {d.message}" for d in self.diagnostics)


class DataError(DocgenError):
    """The data is wrong."""

    exit_code = 1


class PartialError(DocgenError):
    """Part of a batch failed; the rest is done."""

    exit_code = 3


class TemplateError(DocgenError):
    """The template, layout or profile is wrong."""

    exit_code = 4


class OutputError(DocgenError):
    """The result could not be put in place, or the environment lacks something."""

    exit_code = 5


class Unusual(Exception):  # noqa: N818  (not an error: nothing is wrong yet)
    """A short cut does not hold for this record: the whole way decides, and says what is wrong."""
