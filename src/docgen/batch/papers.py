"""What is written beside the letters: the workbook of refused rows, the ledger."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from docgen.diagnostics import Diagnostic

from . import failures
from .execute import Report
from .outputs import Folder
from .plan import Plan, State


def write_papers(report: Report, ledger: bool) -> list[Path]:
    """Write the papers of a finished run; returns their paths.

    Refused rows go to 退回名册.xlsx; where none are, an old one is taken away. For an address or a
    .zip the papers stand in the current folder. Raises OutputError (O502, O520).
    """
    plan = report.plan
    folder = plan.output.root if isinstance(plan.output, Folder) else Path()
    out = []
    path = folder / failures.FILE
    if report.count(State.REFUSED):
        header = _header(plan)
        failures.write_failures(path, header, _refused(plan, header))
        out.append(path)
    elif path.exists():
        path.unlink()
    return out


def _header(plan: Plan) -> list[str]:
    if plan.roster.header:
        return list(plan.roster.header)
    seen: dict[str, None] = {}
    for row in plan.roster.rows:
        seen.update(dict.fromkeys(row.values))
    return list(seen)


def _refused(
    plan: Plan, header: list[str]
) -> Iterator[tuple[list[str], tuple[Diagnostic, ...]]]:
    for job, row in plan.with_rows(State.REFUSED):
        yield [_cell(row.values.get(key)) for key in header], job.findings


def _cell(value: Any) -> str:
    if value is None or isinstance(value, str):
        return value or ""
    return json.dumps(value, ensure_ascii=False)
