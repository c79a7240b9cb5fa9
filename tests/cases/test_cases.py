"""Every file in ``good`` is accepted; every file in ``bad`` gives the findings written beside it.

A bad file ``x.yaml`` has its findings in ``x.yaml.expected``: code, line:column (``-`` where a
finding has none) and path (``-`` for the file itself), one a line, in order. The name says how the
file is used:

- ``x.roster.csv`` is a roster for the sample letter, ``x.names.txt`` a pattern of file names for
  it and ``names-roster.csv``;
- ``x.profile.yaml`` is a profile;
- ``x.template.txt`` is a template for annual summaries (see ``templates_from_text``), and
  ``x.template.docx`` one that is no text;
- ``x.filled.txt`` is such a template that only the data of ``filled.yaml`` shows to be wrong;
- ``x.import.txt`` is a plain text to import, ``x.tidy.import.txt`` one to be tidied;
- ``x.run.txt`` holds commands, a line each, of which the last fails; OUT is an empty folder;
- ``x.final.yaml`` is checked as a final document, ``x.strict.yaml`` with warnings as errors;
- the rest are data files, of a kind of their own where there is an ``x.yaml.schema``.

A file added here is a test; ``DOCGEN_ACCEPT=1`` writes what is found now.
"""

from __future__ import annotations

import json
import os
import pickle
import shlex
import sys
import tempfile
from collections.abc import Iterable
from pathlib import Path

import pytest

from docgen import pipeline
from docgen.batch import make_plan
from docgen.cli import invoke
from docgen.diagnostics import RULES, Diagnostic, Severity, dotted, has_errors
from docgen.errors import DocgenError
from docgen.kinds import Kind, get_kind
from docgen.load import read_source
from docgen.validate import validate
from templates_from_text import build_template

HERE = Path(__file__).parent
LETTER = HERE.parents[1] / "samples" / "responsibility-letter.yaml"
HELPERS = {".expected", ".png", ".schema"}
BY_OTHERS = {"filled.yaml", "names-roster.csv"}


def _files(folder: str) -> list[Path]:
    files = (HERE / folder).iterdir()
    return sorted(p for p in files if p.suffix not in HELPERS and p.name not in BY_OTHERS)


BAD = _files("bad")
GOOD = _files("good")
NO_PLACE = {"T310": "a layout", "T312": "a profile", "T330": "a layout", "B406": "a pattern"}
"""What is wrong is an argument of the command, and no file."""
NOT_BY_FILE = {
    "S116": "a file of 128 KB: tests/batch",
    "T331": "only the finished document shows it: tests/render",
    "T332": "only the finished document shows it: tests/render",
    "B410": "a run must be cut off: tests/batch",
    "B411": "two runs at once: tests/batch",
    "B412": "it stops nothing: test_nothing_to_resume_is_told",
    "B414": "two runs with different rosters: tests/batch",
    "B415": "the roster must change during the run: tests/batch",
    "B417": "a process must die: tests/batch",
    "B480": "a run must be stopped: tests/batch",
    "B481": "a cluster must be missing: tests/batch",
    "B421": "a database must be there: tests/batch",
    "B423": "a workbook with a cell far away: tests/batch",
    "B424": "a workbook with numbers: tests/batch",
    "B429": "a workbook with a cell far away: tests/security",
    "B425": "a workbook with several sheets: tests/batch",
    "B452": "a workbook with several sheets: tests/batch",
    "B453": "a workbook with several sheets: tests/batch",
    "B427": "a workbook with several sheets: tests/batch",
    "B465": "a workbook with a column without a title: tests/batch",
    "B457": "a workbook with several sheets: tests/batch",
    "B458": "a workbook with several sheets: tests/batch",
    "B460": "a database must be there: tests/batch",
    "B461": "a query must be given: tests/batch",
    "B428": "an old workbook: tests/batch",
    "B430": "a letter must vanish during the run: tests/batch",
    "B432": "a workbook that is no ledger: tests/batch",
    "B433": "two templates in one print file: tests/batch",
    "B434": "xlsxwriter must be missing: test_a_missing_library_is_named",
    "B435": "two letters in one folder: tests/batch",
    "B437": "two letters in one folder: tests/batch",
    "B438": "two letters in one folder: tests/batch",
    "B439": "a ledger that was filled in: tests/batch",
    "B440": "a ledger must be deleted: tests/batch",
    "B441": "a ledger that was filled in: tests/batch",
    "B444": "two runs with different rosters: tests/batch",
    "B445": "two runs with different rosters: tests/batch",
    "B446": "a ledger that was filled in: tests/batch",
    "B447": "a ledger must be deleted: tests/batch",
    "B448": "two runs with different rosters: tests/batch",
    "B449": "a folder without a ledger: tests/batch",
    "B442": "a print file must be asked for: tests/batch",
    "B443": "two runs with a print file: tests/batch",
    "B436": "a ledger that was filled in: tests/batch",
    "B470": "a ledger that was filled in: tests/batch",
    "B471": "two runs into one .zip: tests/batch",
    "B475": "a ledger that is damaged: tests/batch",
    "O520": "calamine must be missing: test_a_missing_library_is_named",
    "I606": "every shipped kind has a place for all parts: tests/read",
    "O503": "LibreOffice must be missing: tests/preview",
    "O504": "LibreOffice must fail: tests/preview",
    "O505": "Poppler must be missing: tests/preview",
}


def _findings(file: Path) -> tuple[Diagnostic, ...]:
    try:
        return _found(file)
    except DocgenError as error:
        return error.diagnostics


def _found(file: Path) -> tuple[Diagnostic, ...]:
    use = file.suffixes[-2] if len(file.suffixes) > 1 else ""
    match use:
        case ".roster":
            plan = make_plan(str(LETTER), str(file), Path("out"))
            return (*plan.findings, *(f for refusal in plan.refusals for f in refusal.findings))
        case ".names":
            roster = file.with_name("names-roster.csv")
            pattern = file.read_text(encoding="utf-8").rstrip("\n")
            plan = make_plan(str(LETTER), str(roster), Path("out"), name=pattern)
            return tuple(f for refusal in plan.refusals for f in refusal.findings)
        case ".profile":
            pipeline.get_profile(str(file))
            return ()
        case ".template" if file.suffix == ".docx":
            return pipeline.check_template(str(file), get_kind("annual-summary"))
        case ".template" | ".filled":
            return _of_template(file, filled=use == ".filled")
        case ".import":
            return pipeline.import_text(str(file), tidy=".tidy." in file.name)[1]
        case ".run":
            return _of_commands(file)
    schema = Path(f"{file}.schema")
    if schema.exists():
        kind = Kind("x", json.loads(schema.read_bytes()))
        return validate(read_source(str(file))[0], kind).diagnostics
    return pipeline.check(str(file), final=use == ".final", strict=use == ".strict").diagnostics


def _of_template(file: Path, filled: bool) -> tuple[Diagnostic, ...]:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"{file.stem}.docx"
        path.write_bytes(build_template(file.read_text(encoding="utf-8")))
        kind = get_kind("annual-summary")
        found = pipeline.check_template(str(path), kind)
        if filled:
            assert not has_errors(found)
            record, _ = pipeline.record_of(str(file.with_name("filled.yaml")))
            return tuple(pipeline.fill(record, template=str(path))[1])
        return found


def _of_commands(file: Path) -> tuple[Diagnostic, ...]:
    *before, last = file.read_text(encoding="utf-8").splitlines()
    with tempfile.TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patch:
        patch.chdir(HERE / "bad")
        for line in before:
            invoke(shlex.split(line.replace("OUT", folder)))
        with pytest.raises(DocgenError) as caught:
            invoke(shlex.split(last.replace("OUT", folder)))
        return caught.value.diagnostics


def _line(finding: Diagnostic) -> str:
    where = finding.where
    at = "-" if where.line is None else f"{where.line}:{where.column}"
    if where.part:
        cell = f"t{where.table}r{where.table_row}c{where.table_column}" if where.table else ""
        at = f"{where.part.removeprefix('word/')}:{cell}p{where.paragraph}:{where.column}"
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
    assert any(
        finding.severity is not Severity.INFO or ".import." in file.name for finding in found
    )


@pytest.mark.parametrize("file", BAD, ids=lambda p: p.name)
def test_findings_of_a_bad_file_can_be_read_and_sent_on(file: Path) -> None:
    for finding in _findings(file):
        assert finding.where.file or finding.code in NO_PLACE
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


def test_every_rule_has_a_bad_file() -> None:
    shown = {code for file in BAD for code in _codes(_expected(file))}
    assert RULES.keys() - shown == set(NOT_BY_FILE)


def test_nothing_to_resume_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    roster = HERE / "bad" / "names-roster.csv"
    command = ["batch", str(LETTER), "--roster", str(roster), "-o", str(tmp_path), "--resume"]
    invoke(command)
    assert "B412" in capsys.readouterr().err
    assert len(list(tmp_path.glob("*.docx"))) == 2


def test_a_missing_library_is_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "xlsxwriter", None)
    roster = HERE / "bad" / "names-roster.csv"
    invoke(["batch", str(LETTER), "--roster", str(roster), "-o", str(tmp_path)])
    assert "B434" in capsys.readouterr().err
    assert not list(tmp_path.glob("*.xlsx"))
    monkeypatch.setitem(sys.modules, "python_calamine", None)
    workbook = tmp_path / "名册.xls"
    workbook.touch()
    with pytest.raises(DocgenError) as caught:
        make_plan(str(LETTER), str(workbook), tmp_path / "out")
    (finding,) = caught.value.diagnostics
    assert (finding.code, finding.args["package"]) == ("O520", "python-calamine")


def test_there_are_many_bad_files() -> None:
    assert len(BAD) >= 120


def test_every_expectation_has_its_file() -> None:
    assert not [p for p in (HERE / "bad").glob("*.expected") if not p.with_suffix("").exists()]
