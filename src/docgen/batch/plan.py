"""The plan: every row laid over the letter, validated and named before a file is written."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from docgen import load, pipeline
from docgen.diagnostics import NAME_EXISTS, NAME_TWICE, Diagnostic, Place, has_errors
from docgen.errors import DataError
from docgen.record import Record
from docgen.source import Source
from docgen.validate import canonical, kind_of, validate

from .names import NamePattern, folded
from .overlay import Columns, overlay


@dataclass(frozen=True, slots=True)
class Job:
    """One file to make: the roster's row, the record, and the file's path."""

    row: int
    record: Record
    path: Path


@dataclass(frozen=True, slots=True)
class Refusal:
    """A row that makes no file, and why."""

    row: int
    findings: tuple[Diagnostic, ...]


@dataclass(frozen=True, slots=True)
class Plan:
    """What a batch will do: jobs in roster order, refused rows, and how to render and write."""

    jobs: tuple[Job, ...]
    refusals: tuple[Refusal, ...]
    findings: tuple[Diagnostic, ...] = ()
    layout: str | None = None
    template: str | None = None
    profile: str | None = None
    force: bool = False

    @property
    def rows(self) -> int:
        """The number of roster rows the plan accounts for."""
        return len(self.jobs) + len(self.refusals)


def make_plan(
    letter: str,
    roster: str,
    folder: Path,
    *,
    name: str | None = None,
    layout: str | None = None,
    template: str | None = None,
    profile: str | None = None,
    final: bool = False,
    force: bool = False,
) -> Plan:
    """Lay every row of ``roster`` over ``letter``, validate it, and name its file in ``folder``.

    ``name`` is a pattern such as ``{{ party_b.unit }}责任书`` (default: the recipe's). Bad rows and
    clashing names become refusals. Raises DataError where letter or roster cannot be read at all,
    where no row can work (an unknown column), or where the pattern is wrong (B406).
    """
    source, findings = load.read_source(letter)
    rows = load.read_roster(roster)
    kind = kind_of(source)
    base = canonical(source, kind)
    columns = Columns(kind, rows)
    pattern = NamePattern(name or kind.recipe["filename"], kind)
    good: list[tuple[int, Record, str, Place]] = []
    refused: dict[int, tuple[Diagnostic, ...]] = {}
    for row in rows.rows:
        if row.findings:
            refused[row.number] = row.findings
            continue
        merged = overlay(base, columns.fields(row.fields))
        checked = validate(Source(rows.name, merged, source.folder), kind, final)
        if checked.record is None:
            refused[row.number] = _in_row(checked.diagnostics, row.number)
            continue
        try:
            record = pipeline.with_assets(checked.record)
            good.append((row.number, record, pattern.render(record), row.fields.place))
        except DataError as error:
            refused[row.number] = _in_row(error.diagnostics, row.number)
    jobs = []
    for number, record, stem, place in _unique(good, refused):
        path = folder / f"{stem}.docx"
        if path.exists() and not force:
            refused[number] = (NAME_EXISTS.at(place._replace(row=number), name=path.name),)
        else:
            jobs.append(Job(number, record, path))
    refusals = tuple(Refusal(number, refused[number]) for number in sorted(refused))
    return Plan(
        tuple(jobs), refusals, (*findings, *rows.findings), layout, template, profile, force
    )


def _in_row(findings: Iterable[Diagnostic], row: int) -> tuple[Diagnostic, ...]:
    return tuple(
        Diagnostic(d.code, d.where._replace(row=row), d.path, d.args)
        for d in findings
        if has_errors([d])
    )


def _unique(
    good: list[tuple[int, Record, str, Place]], refused: dict[int, tuple[Diagnostic, ...]]
) -> list[tuple[int, Record, str, Place]]:
    """``good`` without the rows whose names clash (as Windows compares); those are refused."""
    by_name: dict[str, list[int]] = {}
    for number, _, stem, _ in good:
        by_name.setdefault(folded(stem), []).append(number)
    out = []
    for number, record, stem, place in good:
        rows = by_name[folded(stem)]
        if len(rows) > 1:
            where = place._replace(row=number)
            refused[number] = (NAME_TWICE.at(where, rows=rows, name=f"{stem}.docx"),)
        else:
            out.append((number, record, stem, place))
    return out
