"""Which layouts make sense for the samples: the kind's own, and the heads it may go out under."""

from __future__ import annotations

from pathlib import Path

from docgen import pipeline

ROOT = Path(__file__).parent.parent.parent
SAMPLES = sorted(
    path
    for suffix in ("yaml", "json")
    for path in (ROOT / "samples").glob(f"*.{suffix}")
    if not path.name.startswith("roster")
)
FIXED = {"responsibility-letter", "assessment-form", "order", "minutes", "commitment"}
"""Kinds that are what their layout makes of them."""
GENERAL = ("report", "document", "letter")
LEDGERS = {"analysis-report", "assessment-plan"}
"""Kinds with tables that may go out on a turned sheet of their own."""


def pairs() -> list[tuple[Path, str]]:
    """Every sample with every layout that makes sense for it."""
    out = []
    for sample in SAMPLES:
        kind = pipeline.record_of(str(sample))[0].kind
        own = str(kind.recipe["layout"])
        layouts = [own] if kind.name in FIXED else list(dict.fromkeys((own, *GENERAL)))
        if kind.name in LEDGERS:
            layouts += ["form", "ledger"]
        out += [(sample, layout) for layout in layouts]
    return out
