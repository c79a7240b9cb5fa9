"""One letter × a roster → many files: a plan first, then its execution."""

from __future__ import annotations

from .execute import Report, run_plan
from .job import Job, Refusal, State
from .plan import Plan
from .planner import make_plan
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
