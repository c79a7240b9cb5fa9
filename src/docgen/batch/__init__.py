"""One letter × a roster → many files: a plan first, then its execution."""

from __future__ import annotations

from .execute import Outcome, Report, SerialExecutor, processes, run_plan
from .plan import Job, Plan, Refusal, State, make_plan

__all__ = [
    "Job",
    "Outcome",
    "Plan",
    "Refusal",
    "Report",
    "SerialExecutor",
    "State",
    "make_plan",
    "processes",
    "run_plan",
]
