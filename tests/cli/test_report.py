"""How a finding is shown: the line, the caret, and the formats that programs read."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest

from docgen.cli.excerpt import WIDTH, columns_of, excerpt
from docgen.cli.report import as_github, make_safe, print_in, report
from docgen.cli.sarif import as_sarif
from docgen.diagnostics import (
    MISSING,
    NAME_EDITED,
    RUN_CUT_OFF,
    TAG_OPEN,
    WRONG_TYPE,
    Diagnostic,
    Place,
)
from docgen.i18n import use
from templates_from_text import build_template

from .conftest import Run

BAD = "kind: annual-summary\n标题: 甲\nunit: 甲\nyear: 今年\nwork: 正文。\n"


def caret(lines: list[str]) -> str:
    """The text that stands above the caret and to its right, by columns of the screen."""
    line, below = lines
    column = below.index("^")
    at = 0
    while columns_of(line[:at]) < column:
        at += 1
    return line[at:]


@pytest.mark.parametrize(
    ("line", "column", "above"),
    [
        ("year: 今年", 7, "今年"),
        ("甲方: {单位: 甲局, 负责任: 陆知远}", 14, "负责任: 陆知远}"),
        ("\ttext: 文", 2, "text: 文"),
        ("e\u0301: 值", 5, "值"),
        ("a\u3000b", 3, "b"),
    ],
)
def test_caret_stands_under_the_character(
    tmp_path: Path, line: str, column: int, above: str
) -> None:
    path = tmp_path / "x.yaml"
    path.write_text(f"# 第一行\n{line}\n", encoding="utf-8")
    lines = excerpt(Place(str(path), 2, column))
    assert lines[0].startswith("  2 | ")
    assert caret(lines) == above


def test_long_line_is_cut_around_the_character(tmp_path: Path) -> None:
    path = tmp_path / "x.yaml"
    path.write_text("字" * 300 + "错" + "字" * 300, encoding="utf-8")
    lines = excerpt(Place(str(path), 1, 301))
    assert caret(lines).startswith("错字")
    assert all(columns_of(line) <= WIDTH + 12 for line in lines)
    assert "… " not in lines[0]
    assert lines[0].count("…") == 2


@pytest.mark.parametrize(
    ("line", "cell", "above"),
    [
        ("甲所,2026-02-30", 2, "2026-02-30"),
        ('"甲,乙",丙,丁', 2, "丙,丁"),
        ("甲,乙", 1, "甲,乙"),
        (",乙", 2, "乙"),
        ('"甲""，,",乙', 2, "乙"),
        ('甲,"乙,丙', 2, '"乙,丙'),
        ('甲,"乙,丙', 3, '甲,"乙,丙'),
        ("甲,,", 3, ""),
        ("甲,乙", 3, "甲,乙"),
    ],
)
def test_column_of_a_roster_is_a_cell(tmp_path: Path, line: str, cell: int, above: str) -> None:
    path = tmp_path / "r.csv"
    path.write_text(f"单位,日期\n{line}\n", encoding="utf-8")
    assert caret(excerpt(Place(str(path), 2, cell, cell=f"A{cell}"))) == above


@pytest.mark.parametrize(
    ("separator", "shown"), [("\t", "二,月→1"), (";", "二,月;1")], ids=["tab", "semicolon"]
)
def test_cells_are_counted_by_what_parts_them(separator: str, shown: str, tmp_path: Path) -> None:
    path = tmp_path / "r.txt"
    rows = [["名册", "", ""], ["单位", "日期", "份数"], ["甲所", "二,月", "1"]]
    path.write_text("\n".join(separator.join(row) for row in rows), encoding="utf-16")
    assert caret(excerpt(Place(str(path), 3, 2, cell="B3"))) == shown


def test_a_cell_too_long_to_be_read_is_told_with_an_excerpt(
    tmp_path: Path, letter: Path, run: Run
) -> None:
    path = tmp_path / "r.csv"
    path.write_text("乙方.单位,编号\n" + "甲" * 2_000_000 + ",1号\n", encoding="utf-8")
    done = run("batch", letter, "--roster", path, "-o", tmp_path / "out")
    assert done.code == 1
    assert "S116" in done.err
    assert caret([x for x in done.err.splitlines() if " | " in x]).startswith("甲甲")


def test_paragraph_of_a_template_is_shown_with_its_cell(run: Run) -> None:
    place = Place("t.docx", None, 4, "word/document.xml", 1, table=2, table_row=3, table_column=1)
    place = place._replace(text="附件：{{ titel")
    assert caret(excerpt(place)) == "{{ titel"
    assert "table_row" in TAG_OPEN.at(place, tag="", closing="").as_dict()


@pytest.mark.parametrize("place", [Place("gone.yaml", 3, 1), Place("x.yaml"), Place("-", 1, 1)])
def test_without_the_line_there_is_no_excerpt(place: Place) -> None:
    assert excerpt(place) == []


def test_gbk_console_gets_stand_ins() -> None:
    raw = io.BytesIO()
    stream = io.TextIOWrapper(raw, encoding="gbk")
    make_safe(stream)
    stream.write("a.docx › 正文 ≥ 𠮷")
    stream.flush()
    assert raw.getvalue().decode("gbk") == "a.docx > 正文 ≥ ?"


def test_no_colours_but_on_terminals(run: Run, tmp_path: Path) -> None:
    (tmp_path / "bad.yaml").write_text(BAD, "utf-8")
    assert "\x1b" not in run("validate", "bad.yaml").out


def test_every_format_tells_the_same(run: Run, tmp_path: Path) -> None:
    (tmp_path / "bad.yaml").write_text(BAD, "utf-8")
    (finding,) = json.loads(run("validate", "bad.yaml", "--format", "json").out)
    assert finding["page"] == "docs/codes.md#v206"
    sarif = json.loads(run("validate", "bad.yaml", "--format", "sarif").out)
    (result,) = sarif["runs"][0]["results"]
    place = result["locations"][0]["physicalLocation"]
    assert result["ruleId"] == finding["code"] == "V206"
    assert place["artifactLocation"]["uri"] == finding["file"]
    assert place["region"] == {"startLine": 4, "startColumn": 7}
    github = run("validate", "bad.yaml", "--format", "github").out
    assert github.startswith("::error file=bad.yaml,line=4,col=7,title=V206::")
    assert all(finding["message"] in text for text in (result["message"]["text"], github))


def test_sarif_names_its_rules_once_and_in_order() -> None:
    place = Place("年 度.yaml", 1, 1)
    missing = MISSING.at(place, ("work",), field="甲", name="a", title="甲")
    wrong = WRONG_TYPE.at(place, ("year",), title="年度", expected="数", found="字")
    log = json.loads(as_sarif([wrong, missing, wrong]))
    assert log["version"] == "2.1.0"
    (run,) = log["runs"]
    rules = run["tool"]["driver"]["rules"]
    assert [rule["id"] for rule in rules] == ["V203", "V206"]
    assert all(rules[r["ruleIndex"]]["id"] == r["ruleId"] for r in run["results"])
    assert "```yaml" in rules[0]["help"]["markdown"]
    uri = run["results"][0]["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]
    assert uri == "%E5%B9%B4%20%E5%BA%A6.yaml"


def test_github_escapes_what_it_reads_itself() -> None:
    finding = WRONG_TYPE.at(Place("a,b:c.yaml", 1, 1), title="100%", expected="甲", found="乙")
    line = as_github(finding)
    assert "\n" not in line
    assert "file=a%2Cb%3Ac.yaml,line=1" in line
    assert "100%25" in line


def test_explain_prints_pages_and_helps_with_a_wrong_code(run: Run) -> None:
    done = run("explain", "v203", "T314", lang="en")
    assert done.code == 0
    assert done.out.startswith("## V203\n")
    assert "\n## T314\n" in done.out
    assert run("explain").out.count("\n") > 80
    wrong = run("explain", "V20")
    assert wrong.code == 2
    assert "V220" in wrong.err


def test_strict_makes_warnings_errors(run: Run, tmp_path: Path) -> None:
    (tmp_path / "x.yaml").write_text(
        BAD.replace("今年", "2026").replace("文。", "文,好。"), "utf-8"
    )
    assert run("validate", "x.yaml").code == 0
    assert run("render", "x.yaml").code == 0
    strict = run("validate", "x.yaml", "--strict")
    assert strict.code == 1
    assert "错误 V227" in strict.out
    assert run("render", "x.yaml", "--strict", "--force").code == 1


def test_template_new_is_a_template_without_findings(run: Run) -> None:
    for kind in ("annual-summary", "履职报告", "责任书", "assessment-form", "minutes", "speech"):
        assert run("template", "new", "--kind", kind, "-o", f"{kind}.docx").code == 0
        checked = run("template", "check", f"{kind}.docx", "--kind", kind, lang="en")
        assert (checked.code, checked.out) == (0, f"{kind}.docx: nothing to object to\n")
    again = run("template", "new", "--kind", "责任书", "-o", "责任书.docx")
    assert again.code == 5


def test_template_check_lists_optional_fields_without_a_place(run: Run, tmp_path: Path) -> None:
    own = tmp_path / "own.docx"
    own.write_bytes(build_template("{{ title }}\n{{ 乙方.单位 }}{{ 甲方.单位 }}\n{{p body }}"))
    done = run("template", "check", "own.docx", "--kind", "责任书")
    assert (done.code, done.err) == (0, "")
    assert "提示 T335" in done.out
    fields = (
        "编号 {{ number }}、甲方.负责人 {{ party_a.representative }}、"
        "甲方.职务 {{ party_a.post }}、乙方.负责人 {{ party_b.representative }}、"
        "乙方.职务 {{ party_b.post }}、附件 {{p appendix }}、签订日期 {{ date }}"
    )
    assert f"模板里没有地方印这些可写可不写的项目：{fields}\n" in done.out
    english = run("template", "check", "own.docx", "--kind", "责任书", "--strict", lang="en")
    assert english.code == 0
    assert "note T335 the template has no place for these optional fields: 编号" in english.out


def test_a_template_with_errors_is_not_told_what_it_might_print(run: Run, tmp_path: Path) -> None:
    own = tmp_path / "own.docx"
    own.write_bytes(build_template("{{ title }}{{ unit }}\n{{p body }}\n{{p signof }}"))
    done = run("template", "check", "own.docx", "--kind", "annual-summary", "--format", "json")
    assert [found["code"] for found in json.loads(done.out)] == ["T303"]


def test_template_fields_lists_tags_in_both_languages(run: Run) -> None:
    out = run("template", "fields", "--kind", "责任书").out
    assert "{{ party_b.unit }}  {{ 乙方.单位 }}" in out
    assert "{%tr for x in targets %}" in out
    assert "{{p body }}" in out


def many(count: int) -> list[Diagnostic]:
    """A finding in each of so many rows of two rosters, and a different one in between."""
    found = [
        NAME_EDITED.at(Place("r.csv", n + 1, 1, row=n), name=f"{n}.docx")
        for n in range(1, count + 1)
        if n != 40
    ]
    return [*found[:2], MISSING.at(Place("r.csv", 3, 1, row=2), ("unit",), **NAMED), *found[2:]]


NAMED = dict.fromkeys(("name", "field", "title", "column"), "单位")


def printed(found: list[Diagnostic], capsys: pytest.CaptureFixture[str]) -> list[str]:
    use("en")
    try:
        report(found)
    finally:
        use(None)
    return capsys.readouterr().err.splitlines()


def test_many_equal_findings_are_summed_up(capsys: pytest.CaptureFixture[str]) -> None:
    lines = printed(many(300), capsys)
    assert sum("error B413" in line for line in lines) == 6
    assert [line for line in lines if "more of the same" in line] == [
        "error B413 294 more of the same: r.csv data rows 6–39, 41–300"
    ]
    # What is found once is not lost among them, and the cure stands there once.
    assert sum("V203" in line for line in lines) == 2
    assert sum("cure: move it away" in line for line in lines) == 2
    assert lines[-1] == "more: docgen explain B413 V203"


def test_a_few_equal_findings_are_all_printed(capsys: pytest.CaptureFixture[str]) -> None:
    lines = printed(many(30), capsys)
    assert sum("error B413" in line for line in lines) == 30
    assert not [line for line in lines if "more of the same" in line]


def test_findings_of_different_fields_are_not_equal(capsys: pytest.CaptureFixture[str]) -> None:
    found = [
        MISSING.at(Place("r.csv", n, 1, row=n), (field,), **NAMED)
        for n in range(1, 21)
        for field in ("unit", "year")
    ]
    assert sum("error V203" in line for line in printed(found, capsys)) == 40


@pytest.mark.parametrize(
    ("places", "shown"),
    [
        ([Place("a.yaml", n) for n in range(1, 41)], "a.yaml lines 6–40"),
        (
            [Place("r.xlsx", sheet="名册", cell=f"{c}{n}") for c in "AB" for n in range(1, 21)],
            "r.xlsx 名册!A6–20, 名册!B1–20",
        ),
        (
            [Place(f, n, row=n) for f in ("a.csv", "b.csv") for n in range(1, 21)],
            "a.csv data rows 6–20; b.csv data rows 1–20",
        ),
        (
            [Place("x.docx", part="word/document.xml", paragraph=n) for n in range(1, 41)],
            "x.docx › the text › paragraph 6, ",
        ),
        ([Place() for _ in range(40)], ""),
    ],
)
def test_where_the_others_are(
    capsys: pytest.CaptureFixture[str], places: list[Place], shown: str
) -> None:
    lines = printed([RUN_CUT_OFF.at(place, folder="out") for place in places], capsys)
    [line] = [line for line in lines if "35 more of the same" in line]
    assert line.split("same: ")[1].startswith(shown)
    assert ("…" in line) is ("›" in line)


def test_programs_get_every_finding(capsys: pytest.CaptureFixture[str]) -> None:
    print_in("json", many(300))
    assert len(json.loads(capsys.readouterr().out)) == 300
