"""What is fuzzed: input bytes → findings. Anything raised but DocgenError is a defect."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from docgen import pipeline
from docgen.batch import make_plan
from docgen.diagnostics import Diagnostic, has_errors
from docgen.errors import DocgenError
from docgen.kinds import get_kind

SAMPLES = Path(__file__).parents[2] / "samples"
ANNUAL = SAMPLES / "annual-summary.yaml"
LETTER = SAMPLES / "responsibility-letter.yaml"


def _told(findings: tuple[Diagnostic, ...] | list[Diagnostic]) -> None:
    for finding in findings:
        assert finding.message
        str(finding.where)
        finding.as_dict()


def data(path: Path) -> bool:
    """A data file: checked, and rendered where nothing is wrong with it."""
    checked = pipeline.check(str(path))
    _told(checked.diagnostics)
    if checked.record is None or has_errors(checked.diagnostics):
        return False
    pipeline.fill(checked.record)
    return True


def roster(path: Path) -> bool:
    """A roster laid over the sample letter."""
    plan = make_plan(str(LETTER), str(path), path.parent / "out")
    for refusal in plan.refusals:
        _told(refusal.findings)
    return not plan.refusals


def template(path: Path) -> bool:
    """A Word template, checked, and filled with the sample report."""
    pipeline.get_template.cache_clear()
    _told(pipeline.check_template(str(path), get_kind("annual-summary")))
    pipeline.get_template.cache_clear()
    record, _ = pipeline.record_of(str(ANNUAL))
    made, warnings = pipeline.fill(record, template=str(path))
    _told(warnings)
    return made.startswith(b"PK")


def text(path: Path) -> bool:
    """A plain text, imported; what comes out is data that loads again."""
    yaml, findings = pipeline.import_text(str(path))
    _told(findings)
    again = path.with_suffix(".yaml")
    again.write_text(yaml, encoding="utf-8")
    _told(pipeline.check(str(again)).diagnostics)
    return True


TARGETS: dict[str, tuple[str, Callable[[Path], bool]]] = {
    "yaml": (".yaml", data),
    "json": (".json", data),
    "csv": (".csv", roster),
    "xlsx": (".xlsx", roster),
    "roster": (".json", roster),
    "docx": (".docx", template),
    "text": (".txt", text),
}


def run(target: str, content: bytes, folder: Path) -> bool:
    """Feed ``content`` to ``target``; whether it was accepted."""
    suffix, work = TARGETS[target]
    path = folder / f"input{suffix}"
    path.write_bytes(content)
    try:
        return work(path)
    except DocgenError as error:
        _told(error.diagnostics)
        return False
