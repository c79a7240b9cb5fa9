"""The ``docgen`` command."""

from __future__ import annotations

import atexit
import gc
import sys


def main(arguments: list[str] | None = None) -> None:
    """Run the command line and exit with its code.

    0 done · 1 the data is wrong · 2 usage · 3 part of a batch failed · 4 the template is wrong ·
    5 output or environment.
    """
    # What a short command allocates lives to its end: looking for garbage, above all at the exit,
    # takes a fifth of a cold run. A long batch still collects.
    gc.set_threshold(100_000)
    atexit.register(gc.freeze)
    # Now only, as imports allocate most of it.
    from .group import run

    run(sys.argv[1:] if arguments is None else arguments)


def invoke(arguments: list[str]) -> None:
    """Run one command inside this process. Raises DocgenError, click's exceptions, SystemExit."""
    from . import group

    group.invoke(arguments)
