"""One letter × a roster → many files: a plan first, then its execution."""

from __future__ import annotations

from .execute import Report, SerialExecutor, run_plan
from .plan import Job, Plan, Refusal, make_plan

__all__ = ["Job", "Plan", "Refusal", "Report", "SerialExecutor", "make_plan", "run_plan"]
