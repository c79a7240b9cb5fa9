"""What a clerk gets besides the letters, from the roster to the filled-in ledger."""

from __future__ import annotations

import io
import json
import zipfile
from pathlib import Path

import openpyxl
import pytest
import yaml

from docgen.batch import State, failures, ledger, make_plan, run_plan
from docgen.batch.papers import Papers, write_papers
from docgen.batch.roster_form import write_form
from docgen.errors import OutputError
from docgen.kinds import get_kind
from ooxml import members, paragraphs, text
from workbooks import workbook

SAMPLES = Path(__file__).parents[2] / "samples"
LETTER = str(SAMPLES / "responsibility-letter.yaml")
ROSTER = str(SAMPLES / "roster.csv")
MAIN = "word/document.xml"


def roster(tmp_path: Path, content: str, name: str = "roster.csv") -> str:
    path = tmp_path / name
    path.write_text(content, encoding="utf-8")
    return str(path)


def numbered_letter(tmp_path: Path) -> str:
    data = yaml.safe_load(Path(LETTER).read_text("utf-8"))
    data["number"] = "安责〔2026〕{n}号"
    data["term"] = {key: str(value) for key, value in data["term"].items()}
    path = tmp_path / "letter.yaml"
    path.write_text(yaml.safe_dump(data, allow_unicode=True), "utf-8")
    return str(path)


def batch(letter: str, source: str, out: Path | str, print_file: Path | None = None) -> Papers:
    report = run_plan(make_plan(letter, source, out))
    return write_papers(report, True, str(print_file) if print_file else None)


def table(path: Path, sheet: int = 0) -> list[list[str]]:
    page = openpyxl.load_workbook(path).worksheets[sheet]
    return [[str(cell.value or "") for cell in row] for row in page.iter_rows()]


def by_unit(path: Path) -> dict[str, list[str]]:
    """The reconciliation: rows, made, unchanged, refused, difference."""
    return {row[0]: row[1:] for row in table(path, 1)[2:]}


def test_a_ledger_row_for_each_letter(tmp_path: Path) -> None:
    papers = batch(LETTER, ROSTER, tmp_path)
    assert papers.paths == (tmp_path / ledger.FILE,)
    assert papers.findings == ()
    title, _, *rows = table(tmp_path / ledger.FILE)
    assert title[0] == "2026年水利安全生产目标责任书签订台账"
    assert len(rows) == 12
    first = ["1", "云栎水库管理所", "田𠮷安", "所长", "安责〔2026〕1号"]
    assert rows[0][:7] == [*first, "云栎水库管理所责任书.docx", "2"]
    assert {row[5] for row in rows} == {p.name for p in tmp_path.glob("*.docx")}


def test_every_roster_row_is_accounted_for_by_unit(tmp_path: Path) -> None:
    rows = "乙方.单位,乙方.负责人,份数\n甲站,王一,2\n甲站,王二,两份\n乙站,王三,2\n,王四,2\n"
    source = roster(tmp_path, rows)
    out = tmp_path / "out"
    name = "{{ party_b.unit }}{{ party_b.representative }}"
    write_papers(run_plan(make_plan(LETTER, source, out, name=name)))
    assert by_unit(out / ledger.FILE) == {
        "甲站": ["2", "1", "0", "1", "0"],
        "乙站": ["1", "1", "0", "0", "0"],
        "（未填单位）": ["1", "0", "0", "1", "0"],
        "合计": ["4", "2", "0", "2", "0"],
    }
    write_papers(run_plan(make_plan(LETTER, source, out, name=name)))
    assert by_unit(out / ledger.FILE)["合计"] == ["4", "0", "2", "2", "0"]


def test_a_letter_that_is_not_there_is_missed(tmp_path: Path) -> None:
    report = run_plan(make_plan(LETTER, ROSTER, tmp_path))
    (tmp_path / "石漪水库管理所责任书.docx").unlink()
    papers = write_papers(report)
    [finding] = papers.findings
    assert finding.code == "B430"
    assert finding.args["unit"] == "石漪水库管理所"
    assert by_unit(tmp_path / ledger.FILE)["合计"] == ["12", "11", "0", "0", "1"]


def test_refused_rows_are_mended_and_fed_back(tmp_path: Path) -> None:
    out = tmp_path / "out"
    rows = "编号,乙方.单位,乙方.负责人,份数\n1号,甲站,王一,2\n2号,乙站,王二,两份\n3号,,王三,2\n"
    papers = batch(LETTER, roster(tmp_path, rows), out)
    back = out / failures.FILE
    assert back in papers.paths
    head, first, second = table(back)
    assert head == ["编号", "乙方.单位", "乙方.负责人", "份数", *failures.REASON_COLUMNS]
    assert first[:4] == ["2号", "乙站", "王二", "两份"]
    assert "份数" in first[4]
    assert second[:4] == ["3号", "", "王三", "2"]
    assert "单位" in second[4]
    book = openpyxl.load_workbook(back)
    book.active["D2"], book.active["B3"] = "2", "丙站"
    mended = tmp_path / "改好.xlsx"
    book.save(mended)
    papers = batch(LETTER, str(mended), out)
    assert {p.name for p in out.glob("*.docx")} == {f"{n}站责任书.docx" for n in "甲乙丙"}
    assert not back.exists()


def letters(out: Path) -> dict[str, bytes]:
    return {p.name: p.read_bytes() for p in out.glob("*.docx")}


OWN_TARGETS = [
    ["序号", "乙方.单位", "指标名称", "目标值", "权重"],
    ["1", "甲站", "演练", "≥2", "100"],
    ["2", "乙站", "培训率", "100", "60"],
    ["3", "乙站", "巡查", "≥8", "40"],
]


def test_refused_rows_keep_the_entries_of_their_further_sheets(tmp_path: Path) -> None:
    name = "{{ party_b.unit }}{{ party_b.representative }}"

    def main(copies: str) -> list[list[str]]:
        people = ["乙站", "王二"], ["乙站", "王三"], ["丙站", "王四"]
        rows = [["甲站", "王一", "2", "站长"], *([*both, copies, "站长"] for both in people)]
        return [["乙方.单位", "乙方.负责人", "份数", "乙方.职务"], *rows]

    wrong, right = str(tmp_path / "r.xlsx"), str(tmp_path / "right.xlsx")
    workbook(Path(wrong), 名册=main("两份"), 考核指标=OWN_TARGETS)
    workbook(Path(right), 名册=main("2"), 考核指标=OWN_TARGETS)
    out, other = tmp_path / "out", tmp_path / "other"
    write_papers(run_plan(make_plan(LETTER, wrong, out, name=name)))
    back = out / failures.FILE
    # Two rows of one unit share its entries, which are there once.
    assert table(back, 1) == [row[1:] for row in (OWN_TARGETS[0], *OWN_TARGETS[2:])]
    book = openpyxl.load_workbook(back)
    for row in (2, 3, 4):
        book.worksheets[0].cell(row, 3).value = "2"
    book.save(back)
    report = run_plan(make_plan(LETTER, str(back), out, name=name))
    assert report.findings == ()
    run_plan(make_plan(LETTER, right, other, name=name))
    assert letters(out) == letters(other)
    assert len(letters(out)) == 4
    assert "巡查" in text(out / "乙站王三.docx")


def test_a_row_refused_for_want_of_its_key_finds_its_entries_again(tmp_path: Path) -> None:
    main = [["乙方.单位", "编号"], ["甲站", "1号"], ["", "2号"]]
    wrong = str(tmp_path / "r.xlsx")
    workbook(Path(wrong), 名册=main, 考核指标=OWN_TARGETS)
    out = tmp_path / "out"
    assert {f.code for f in make_plan(LETTER, wrong, out).findings} == {"B425", "B451", "V228"}
    batch(LETTER, wrong, out)
    book = openpyxl.load_workbook(out / failures.FILE)
    book.worksheets[0]["A2"] = "乙站"
    mended = tmp_path / "mended.xlsx"
    book.save(mended)
    batch(LETTER, str(mended), out)
    made = text(out / "乙站责任书.docx")
    assert "培训率" in made
    assert "隐患按期整改率" not in made


@pytest.mark.parametrize("suffix", [".json", ".jsonl", ".yaml"])
def test_refused_rows_of_json_and_yaml_come_back_as_they_were(tmp_path: Path, suffix: str) -> None:
    def rows(copies: str) -> str:
        every = [
            {"乙方": {"单位": "甲站", "负责人": "王一"}, "份数": "2"},
            {
                "乙方": {"单位": "乙站", "负责人": "王二"},
                "份数": copies,
                "考核指标": [{"指标名称": "巡查", "目标值": "≥8", "权重": 100}],
                "duties_a": ["指导。", "检查\n并通报。"],
            },
            {"乙方": {"单位": "丙站"}, "份数": copies},
        ]
        if suffix == ".jsonl":
            return "\n".join(json.dumps(row) for row in every)
        if suffix == ".json":
            return json.dumps(every, ensure_ascii=False)
        return yaml.safe_dump(every, allow_unicode=True)

    out, other = tmp_path / "out", tmp_path / "other"
    papers = batch(LETTER, roster(tmp_path, rows("两份"), f"r{suffix}"), out)
    back = (out / failures.FILE).with_suffix(".json")
    assert back in papers.paths
    [refused] = json.loads(back.read_text("utf-8")).values()
    assert [set(failures.REASON_COLUMNS) < row.keys() for row in refused] == [True, True]
    mended = roster(tmp_path, back.read_text("utf-8").replace("两份", "2"), "mended.json")
    batch(LETTER, mended, out)
    batch(LETTER, roster(tmp_path, rows("2"), f"right{suffix}"), other)
    assert letters(out) == letters(other)
    assert len(letters(out)) == 3
    assert not back.exists()


def test_what_was_no_row_makes_no_letter_when_it_is_fed_back(tmp_path: Path) -> None:
    out = tmp_path / "out"
    batch(LETTER, roster(tmp_path, '{"编号": "1号"}\n["甲站"]\n{"编号"\n', "r.jsonl"), out)
    made = letters(out)
    plan = make_plan(LETTER, str((out / failures.FILE).with_suffix(".json")), tmp_path / "again")
    assert (len(made), plan.count(State.REFUSED), plan.rows) == (1, 2, 2)


BAD = "乙方.单位,份数\n甲站,两份\n"
GOOD = "乙方.单位,份数\n甲站,2\n"


@pytest.mark.parametrize("packed", [False, True])
def test_a_file_of_the_clerk_is_neither_replaced_nor_taken_away(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, packed: bool
) -> None:
    monkeypatch.chdir(tmp_path)
    outs = [f"out{n}.zip" if packed else "." for n in range(3)]
    path = tmp_path / failures.FILE
    workbook(path, 名册=[["我的"]])
    mine = path.read_bytes()
    papers = batch(LETTER, roster(tmp_path, BAD), outs[0])
    second = path.with_stem("退回名册-2")
    assert second.name in {p.name for p in papers.paths}
    batch(LETTER, roster(tmp_path, BAD), outs[1])
    assert [p.name for p in sorted(tmp_path.glob("退回*"))] == [second.name, path.name]
    batch(LETTER, roster(tmp_path, GOOD), outs[2])
    assert path.read_bytes() == mine
    assert not second.exists()


@pytest.mark.parametrize("rows", [BAD, '[{"乙方.单位": "甲站", "份数": "两份"}]'])
def test_the_roster_that_is_read_stays_even_where_we_wrote_it(tmp_path: Path, rows: str) -> None:
    name = "r.csv" if rows is BAD else "r.json"
    out = tmp_path / "out"
    [back, *_] = batch(LETTER, roster(tmp_path, rows, name), out).paths
    before = back.read_bytes()
    [second, *_] = batch(LETTER, str(back), out).paths
    assert second == back.with_stem("退回名册-2")
    assert back.read_bytes() == before
    # Somebody's work from now on.
    if second.suffix == ".xlsx":
        openpyxl.load_workbook(second).save(second)
    else:
        second.write_bytes(second.read_bytes() + b" ")
    batch(LETTER, roster(tmp_path, GOOD), out)
    assert [p.name for p in out.glob("退回*")] == [second.name]


def test_numbers_stay_with_their_people(tmp_path: Path) -> None:
    letter, out = numbered_letter(tmp_path), tmp_path / "out"
    one, two, three = "甲站,王一", "乙站,王二", "丙站,王三"
    head = "乙方.单位,乙方.负责人\n"
    batch(letter, roster(tmp_path, f"{head}{one}\n{two}\n"), out)
    before = {p.name: p.read_bytes() for p in out.glob("*.docx")}
    # Sorted anew, with a new row on top: nobody's number moves, no file changes.
    batch(letter, roster(tmp_path, f"{head}{three}\n{two}\n{one}\n", "later.csv"), out)
    found = {row[1]: row[4] for row in table(out / ledger.FILE)[2:]}
    assert found == {f"{u}站": f"安责〔2026〕{n}号" for u, n in (("丙", 3), ("乙", 2), ("甲", 1))}
    assert {name: (out / name).read_bytes() for name in before} == before
    assert "安责〔2026〕3号" in text(out / "丙站责任书.docx")


def test_a_blank_number_in_the_form_keeps_the_series(tmp_path: Path) -> None:
    form = tmp_path / "名册.xlsx"
    write_form(get_kind("responsibility-letter"), form)
    book = openpyxl.load_workbook(form)
    page = book.worksheets[0]
    for row, (unit, person) in enumerate((("甲站", "王一"), ("乙站", "王二")), 3):
        page.cell(row, 3).value, page.cell(row, 4).value = unit, person
    book.save(form)
    out = tmp_path / "out"
    batch(numbered_letter(tmp_path), str(form), out)
    # The example row makes no letter.
    assert {row[1]: row[4] for row in table(out / ledger.FILE)[2:]} == {
        "甲站": "安责〔2026〕1号",
        "乙站": "安责〔2026〕2号",
    }


def test_the_print_file_holds_all_letters_in_roster_order(tmp_path: Path) -> None:
    out, print_file = tmp_path / "out", tmp_path / "全部.docx"
    batch(LETTER, ROSTER, out, print_file)
    plan = make_plan(LETTER, ROSTER, out)
    files = [out / job.file for job in plan.jobs(State.UNCHANGED)]
    assert len(files) == 12
    expected = [p for file in files for p in paragraphs(members(file)[MAIN])]
    assert paragraphs(members(print_file)[MAIN]) == expected


def test_a_print_file_is_made_anew_but_nothing_else_is_replaced(tmp_path: Path) -> None:
    print_file = tmp_path / "全部.docx"
    batch(LETTER, ROSTER, tmp_path / "out", print_file)
    before = print_file.read_bytes()
    batch(LETTER, ROSTER, tmp_path / "out", print_file)
    assert print_file.read_bytes() == before
    # As Word saves it: without our mark.
    with zipfile.ZipFile(io.BytesIO(before)) as old, zipfile.ZipFile(print_file, "w") as new:
        for name in old.namelist():
            new.writestr(name, old.read(name))
    edited = print_file.read_bytes()
    with pytest.raises(OutputError) as caught:
        batch(LETTER, ROSTER, tmp_path / "out", print_file)
    assert caught.value.diagnostics[0].code == "O501"
    assert print_file.read_bytes() == edited


def test_a_zip_of_letters_has_its_papers_beside(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    batch(LETTER, ROSTER, str(tmp_path / "out.zip"), tmp_path / "全部.docx")
    assert len(table(tmp_path / ledger.FILE)) == 14
    assert text(tmp_path / "全部.docx").count("临澄市水务局") == 24


def test_no_ledger_where_none_is_wanted(tmp_path: Path) -> None:
    papers = write_papers(run_plan(make_plan(LETTER, ROSTER, tmp_path)), with_ledger=False)
    assert papers.paths == ()
    assert papers.findings == ()
