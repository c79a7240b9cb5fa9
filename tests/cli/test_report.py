"""How a finding is shown: the line, the caret, and the formats that programs read."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest

from docgen.cli.excerpt import WIDTH, columns_of, excerpt
from docgen.cli.report import as_github, make_safe
from docgen.cli.sarif import as_sarif
from docgen.diagnostics import MISSING, TAG_OPEN, WRONG_TYPE, Place
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
    assert caret(excerpt(Place(str(path), 2, cell))) == above


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
