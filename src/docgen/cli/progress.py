"""How far a batch has come: a bar on a terminal, a line now and then elsewhere."""

from __future__ import annotations

import sys
import time
from typing import Any

import click

from docgen.i18n import N_, translate

_EVERY_SECONDS = 10.0


class Progress:
    """Counts steps of ``total``; prints to standard error, nothing at all where ``quiet``."""

    def __init__(self, total: int, quiet: bool) -> None:
        self._total = total
        self._done = 0
        self._quiet = quiet
        self._start = self._told = time.monotonic()
        self._bar: Any = None

    def __enter__(self) -> Progress:
        if not self._quiet and self._total and sys.stderr.isatty():
            self._bar = _bar(self._total)
        return self

    def __exit__(self, *exception: object) -> None:
        if self._bar is not None:
            self._bar.update(self._bar.task_ids[0], completed=self._done)
            self._bar.stop()

    def step(self, _: object) -> None:
        """One row more."""
        self._done += 1
        if self._quiet or self._done & 63:
            return
        if self._bar is not None:
            self._bar.update(self._bar.task_ids[0], completed=self._done)
        elif time.monotonic() - self._told > _EVERY_SECONDS:
            self._told = time.monotonic()
            self._line()

    def _line(self) -> None:
        rate = self._done / (time.monotonic() - self._start)
        left = (self._total - self._done) / rate
        text = translate(N_("{done} of {total}, {rate} a second, {left} s left"))
        click.echo(
            text.format(done=self._done, total=self._total, rate=f"{rate:.0f}", left=f"{left:.0f}"),
            err=True,
        )


def _bar(total: int) -> Any:
    """A bar with rate and time left; None without rich."""
    try:
        from rich.console import Console
        from rich.progress import (
            BarColumn,
            MofNCompleteColumn,
            Progress,
            TaskProgressColumn,
            TextColumn,
            TimeRemainingColumn,
        )
    except ImportError:
        return None
    bar = Progress(
        BarColumn(),
        TaskProgressColumn(show_speed=True),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
        TextColumn("{task.description}"),
        console=Console(stderr=True),
    )
    bar.add_task("", total=total)
    bar.start()
    return bar
