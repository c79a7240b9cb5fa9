"""One row of a plan, and what is to become of it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from typing import NamedTuple

from docgen.diagnostics import Diagnostic
from docgen.load.roster import Row


class State(IntEnum):
    """What is to become, or has become, of a row."""

    PLANNED = 0
    UNCHANGED = 1
    REFUSED = 2
    MADE = 3
    LOST = 4
    """Its letter was made, or found unchanged, and its file is not there any more."""


class Job(NamedTuple):
    """One row of the plan."""

    row: int
    state: State
    name: str = ""
    said: bytes = b""
    number: str | None = None
    over: bytes | None = None
    findings: tuple[Diagnostic, ...] = ()
    way: int = 0
    id: int | None = None
    """Of the name, as the journal knows it."""

    @property
    def file(self) -> str:
        """The letter's path below the output, with its ending."""
        return file_of(self.name)


def file_of(name: str) -> str:
    """The path of the letter ``name`` below the output."""
    return f"{name}.docx"


class Held(NamedTuple):
    """Rows that whoever named them remembers: the first one's number, and the lane."""

    first: int
    lane: int


class Work(NamedTuple):
    """Jobs with their rows, and who remembers these, if anybody does."""

    pairs: list[tuple[Job, Row]]
    held: Held | None


@dataclass(frozen=True, slots=True)
class Refusal:
    """A row that makes no file, and why."""

    row: int
    findings: tuple[Diagnostic, ...]
