"""One letter × a roster → many files: a plan first, then its execution."""

from __future__ import annotations

from .execute import Report, run_plan
from .plan import Job, Plan, Refusal, State, make_plan
from .workers import Processes

__all__ = [
    "Job",
    "Plan",
    "Processes",
    "Refusal",
    "Report",
    "State",
    "make_plan",
    "run_plan",
]
