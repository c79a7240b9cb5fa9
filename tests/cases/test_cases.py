"""Every file in ``good`` is accepted; every file in ``bad`` gives the findings written beside it.

A bad file ``x.yaml`` has its findings in ``x.yaml.expected``: code, line:column (``-`` where a
finding has none) and path (``-`` for the file itself), one a line, in order. The name says how the
file is used: ``x.roster.csv`` is a roster for the sample letter, ``x.profile.yaml`` a profile,
``x.final.yaml`` is checked as a final document, and the rest are data files. A file added here is a
test; ``DOCGEN_ACCEPT=1`` writes what is found now.
"""

from __future__ import annotations

import os
import pickle
from collections.abc import Iterable
from pathlib import Path

import pytest

from docgen import pipeline
from docgen.batch import make_plan
from docgen.diagnostics import RULES, Diagnostic, dotted, has_errors
from docgen.errors import DocgenError

HERE = Path(__file__).parent
LETTER = HERE.parents[1] / "samples" / "responsibility-letter.yaml"
HELPERS = {".expected", ".png"}
BAD = sorted(p for p in (HERE / "bad").iterdir() if p.suffix not in HELPERS)
GOOD = sorted(p for p in (HERE / "good").iterdir() if p.suffix not in HELPERS)
NOT_BY_FILE = {
    "S101": "a missing file: tests/cli",
    "V221": "no shipped kind has such a rule: tests/validate",
}


def _findings(file: Path) -> tuple[Diagnostic, ...]:
    try:
        if ".roster." in file.name:
            plan = make_plan(str(LETTER), str(file), Path("out"))
            return (*plan.findings, *(f for refusal in plan.refusals for f in refusal.findings))
        if ".profile." in file.name:
            pipeline.get_profile(str(file))
            return ()
    except DocgenError as error:
        return error.diagnostics
    return pipeline.check(str(file), final=".final." in file.name).diagnostics


def _line(finding: Diagnostic) -> str:
    where = finding.where
    at = "-" if where.line is None else f"{where.line}:{where.column}"
    path = "".join(c if c.isprintable() else f"\\u{ord(c):04x}" for c in dotted(finding.path))
    return f"{finding.code} {at} {path or '-'}"


def _expected(file: Path) -> list[str]:
    return Path(f"{file}.expected").read_text(encoding="utf-8").splitlines()


@pytest.mark.parametrize("file", BAD, ids=lambda p: p.name)
def test_bad_file_gives_the_findings_beside_it(file: Path) -> None:
    found = _findings(file)
    lines = [_line(finding) for finding in found]
    if os.environ.get("DOCGEN_ACCEPT"):
        Path(f"{file}.expected").write_text("\n".join(lines) + "\n", encoding="utf-8")
    assert lines == _expected(file)
    assert has_errors(found)


@pytest.mark.parametrize("file", BAD, ids=lambda p: p.name)
def test_findings_of_a_bad_file_can_be_read_and_sent_on(file: Path) -> None:
    for finding in _findings(file):
        assert finding.where.file or finding.code == "T312"
        assert finding.message.isprintable()
        assert finding.hint
        assert pickle.loads(pickle.dumps(finding)) == finding


@pytest.mark.parametrize("file", GOOD, ids=lambda p: p.name)
def test_good_file_is_accepted_and_rendered(file: Path) -> None:
    assert not has_errors(_findings(file))
    if ".roster." not in file.name:
        record, _ = pipeline.record_of(str(file))
        data, _ = pipeline.fill(record)
        assert data.startswith(b"PK")


def _codes(lines: Iterable[str]) -> set[str]:
    return {line.split()[0] for line in lines}


def test_every_rule_on_data_files_has_a_bad_file() -> None:
    shown = {code for file in BAD for code in _codes(_expected(file))}
    wanted = {code for code in RULES if code.startswith(("S1", "V2"))}
    assert wanted - shown == set(NOT_BY_FILE)


def test_every_expectation_has_its_file() -> None:
    assert not [p for p in (HERE / "bad").glob("*.expected") if not p.with_suffix("").exists()]
