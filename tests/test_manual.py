"""Every code has a page, and its examples are what it says they are."""

from __future__ import annotations

import csv
import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import pytest

from docgen import pipeline
from docgen.batch import make_plan, run_plan
from docgen.batch.ledger import read_ledger
from docgen.batch.papers import foresee_papers, write_papers
from docgen.cli import invoke
from docgen.diagnostics import RULES, Diagnostic, page_of
from docgen.errors import DocgenError
from docgen.i18n import use
from docgen.kinds import get_kind
from docgen.manual import Page, page, pages, title
from templates_from_text import build_template
from workbooks import workbook

ROOT = Path(__file__).parent.parent
LETTER = ROOT / "samples" / "responsibility-letter.yaml"
LETTER_TITLE = "2026年水利安全生产目标责任书"
REST = {
    "title": "甲局2026年工作总结",
    "unit": "甲局",
    "year": "2026",
    "work": "全年任务全部完成。",
}
AFTER_A_RUN = dict.fromkeys(("B444", "B445", "B448"), "乙方单位,编号\n甲所,第1号\n乙所,第2号")
"""The roster of the run before, where one is needed."""
AFTER_A_RUN |= {"B470": "乙方单位,份数\n甲所,1", "B471": "乙方单位\n甲所\n乙所"}
BY_LEDGER = {"B439", "B470"}
"""Their examples are ledgers that were filled in."""
RUN_BEFORE = {"B472": "", "B473": "", "B474": "责任书.zip", "B475": "out"}
"""Their examples are commands; where the letters were made before, if they were."""
SAID_BY_EXAMPLE = {"T304", "T311"}
"""Only data shows these templates to be wrong."""


def test_every_code_has_a_page_and_every_page_a_code() -> None:
    assert pages().keys() == RULES.keys()


@pytest.mark.parametrize("code", RULES)
@pytest.mark.parametrize("language", ["zh", "en"])
def test_page_is_complete(code: str, language: str) -> None:
    use(language)
    try:
        text = page(code)
        assert text.startswith(f"## {code}\n")
        assert title(code) in text
        assert text.count("```") == 4
        assert "{{{{" not in text
        found = pages()[code]
        assert found.bad in text
        assert found.good in text
        assert found.bad != found.good
    finally:
        use(None)


def completed(text: str, form: str) -> str:
    """``text`` with what an annual summary needs besides; unchanged where it names its kind."""
    if form == "json" or text.startswith(("kind", "- ")):
        return text
    titles = get_kind("annual-summary").fields
    given = {line.split(":")[0] for line in text.splitlines()}
    lines = [
        f"{name}: {value}"
        for name, value in REST.items()
        if not {name, str(titles[name]["title"])} & given
    ]
    return "\n".join(["kind: annual-summary", *lines, text])


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The papers of an archive stand in the current folder."""
    monkeypatch.chdir(tmp_path)


def codes_of(code: str, text: str, form: str, tmp_path: Path) -> set[str]:
    file = tmp_path / f"example.{form}"
    try:
        if form == "template":
            file = file.with_suffix(".docx")
            file.write_bytes(build_template(text))
            found = pipeline.check_template(str(file), get_kind("annual-summary"))
        elif code == "B439":
            file = tmp_path / "签订台账.xlsx"
            workbook(file, 签订台账=[line.split("\u3000") for line in text.splitlines()])
            found = [finding for row in read_ledger(file) for finding in row.unclear()]
        elif code == "B470":
            made = tmp_path / "out"
            file.with_suffix(".csv").write_text(AFTER_A_RUN[code] + "\n", encoding="utf-8")
            roster = str(file.with_suffix(".csv"))
            write_papers(run_plan(make_plan(str(LETTER), roster, made)))
            lines = [line.split("\u3000") for line in text.splitlines()]
            title = [f"{LETTER_TITLE}签订台账"]
            workbook(made / "签订台账.xlsx", 签订台账=[title, *lines])
            found = write_papers(run_plan(make_plan(str(LETTER), roster, made))).findings
        elif code in RUN_BEFORE:
            found = said_by(code, text, tmp_path)
        elif form == "text":
            file = file.with_suffix(".txt")
            file.write_text(text + "\n", encoding="utf-8")
            found = pipeline.import_text(str(file), tidy=code == "I603")[1]
        elif code.startswith("B"):
            out = tmp_path / ("out.zip" if code == "B471" else "out")
            if code in AFTER_A_RUN and not out.exists():
                file.write_text(AFTER_A_RUN[code] + "\n", encoding="utf-8")
                write_papers(run_plan(make_plan(str(LETTER), str(file), out)))
            file.write_text(text + "\n", encoding="utf-8")
            plan = make_plan(str(LETTER), str(file), out, force=code == "B471")
            refused = (f for r in plan.refusals for f in r.findings)
            found = (*plan.findings, *refused, *foresee_papers(plan))
        else:
            file.write_text(completed(text, form) + "\n", encoding="utf-8")
            found = pipeline.check(str(file)).diagnostics
    except DocgenError as error:
        found = error.diagnostics
    return {finding.code for finding in found}


def said_by(code: str, commands: str, folder: Path) -> list[Diagnostic]:
    """What stops one of the ``commands``, run in ``folder`` with a letter and a roster."""
    (folder / "letter.yaml").write_bytes(LETTER.read_bytes())
    (folder / "roster.csv").write_text("乙方单位\n甲所\n", encoding="utf-8")
    target = RUN_BEFORE[code]
    try:
        if target and not Path(target).exists():
            write_papers(run_plan(make_plan("letter.yaml", "roster.csv", target)))
        if code == "B475":
            Path(target, "签订台账.xlsx").write_bytes(b"PK cut off")
        for command, *arguments in map(shlex.split, commands.splitlines()):
            if command == "mv":
                Path(arguments[0]).rename(arguments[1])
            else:
                invoke(arguments)
    except DocgenError as error:
        return list(error.diagnostics)
    return []


TRIED = [
    (code, found)
    for code, found in pages().items()
    if (found.form in ("yaml", "json", "template", "csv") and code not in SAID_BY_EXAMPLE)
    or (found.form == "text" and (code.startswith("I") or code in BY_LEDGER))
    or code in RUN_BEFORE
]


@pytest.mark.parametrize(("code", "found"), TRIED, ids=[code for code, _ in TRIED])
def test_bad_example_is_found_and_good_one_is_not(code: str, found: Page, tmp_path: Path) -> None:
    assert code in codes_of(code, found.bad, found.form, tmp_path)
    assert code not in codes_of(code, found.good, found.form, tmp_path)


def test_most_pages_have_examples_that_are_tried() -> None:
    assert len(TRIED) > len(RULES) / 2
    assert not [code for code in RULES if code[0] in "VT" and pages()[code].form == "text"]


def anchors(text: str) -> Iterator[str]:
    for heading in re.findall(r"^## (\S+)$", text, re.MULTILINE):
        yield f"docs/codes.md#{heading.lower()}"


def test_the_pages_in_docs_are_those_of_the_package() -> None:
    text = (ROOT / "docs" / "codes.md").read_text(encoding="utf-8")
    assert list(anchors(text)) == [page_of(code) for code in RULES]
    use("zh")
    try:
        for code in RULES:
            assert page(code) in text, "run tools/write_codes.py"
    finally:
        use(None)


def test_rosters_in_examples_are_csv() -> None:
    for found in pages().values():
        if found.form == "csv":
            assert len(list(csv.reader(found.good.splitlines()))) >= 2
