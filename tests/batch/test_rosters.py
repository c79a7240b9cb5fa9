"""Rosters as clerks have them: each hard one is a file made here, and read."""

from __future__ import annotations

import datetime
import json
import shutil
import sqlite3
import subprocess
import zipfile
from collections.abc import Callable, Iterator
from contextlib import nullcontext
from pathlib import Path

import openpyxl
import pytest

from docgen.batch import Plan, State, make_plan, run_plan
from docgen.batch.papers import write_papers
from docgen.batch.workers import Processes
from docgen.errors import DataError
from docgen.load.roster import read_roster
from ooxml import text

SAMPLES = Path(__file__).parents[2] / "samples"
LETTER = str(SAMPLES / "responsibility-letter.yaml")
HEADER = ["编号", "乙方.单位", "乙方.负责人", "乙方.职务"]
ROWS = [
    ["安责〔2026〕1号", "甲站", "方䶮", "站长"],
    ["安责〔2026〕2号", "乙站", "田𠮷安", "所长"],
]


def workbook(path: Path, rows: list[list[object]], title: str = "名册") -> openpyxl.Workbook:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = title
    for row in rows:
        sheet.append(row)
    book.save(path)
    return book


def planned(path: Path, tmp_path: Path, **options: object) -> Plan:
    return make_plan(LETTER, str(path), tmp_path / "out", **options)  # type: ignore[arg-type]


def values(plan: Plan) -> list[dict[str, object]]:
    """What each row says, by English name, as text."""
    out = []
    for job, row in plan.with_rows():
        out.append(plan.data(job, row))
    return out


def codes(plan: Plan) -> list[str]:
    return [d.code for refusal in plan.refusals for d in refusal.findings]


def test_two_title_rows_and_trailing_blank_rows(tmp_path: Path) -> None:
    path = tmp_path / "r.xlsx"
    blank: list[object] = [None] * 4
    workbook(
        path,
        [
            ["2026年度安全生产责任书签订名册"],
            ["填报单位：临澄市水务局"],
            HEADER,
            *ROWS,
            blank,
            blank,
        ],
    )
    plan = planned(path, tmp_path)
    assert [row["number"] for row in values(plan)] == [r[0] for r in ROWS]
    assert codes(plan) == []


def test_blank_rows_that_were_formatted(tmp_path: Path) -> None:
    """Borders drawn down the sheet, spaces typed into it: no rows."""
    path = tmp_path / "r.xlsx"
    book = workbook(path, [HEADER, *ROWS])
    sheet = book.active
    assert sheet is not None
    thin = openpyxl.styles.Side("thin")
    for row in sheet["A2:D60"]:
        for cell in row:
            cell.border = openpyxl.styles.Border(thin, thin, thin, thin)
    sheet["B30"] = "  "
    book.save(path)
    plan = planned(path, tmp_path)
    assert (plan.count(), codes(plan), plan.findings) == (2, [], ())


@pytest.mark.parametrize("suffix", ["xls", "ods"])
def test_old_and_open_workbooks(
    suffix: str, need: Callable[..., list[str]], tmp_path: Path
) -> None:
    """The same hard roster as LibreOffice saves it in the other formats."""
    [soffice] = need("soffice")
    path = tmp_path / "r.xlsx"
    rows: list[list[object]] = [
        ["2026年度责任书签订名册", None, None, None],
        ["填报单位：临澄市水务局", None, None, None],
        ["编号", "乙方单位", "乙方负责人", "签订日期"],
        ["330102199001011234", "甲站", "013800138000", datetime.date(2026, 1, 5)],
        ["2号", None, "𠮷安", "2026年1月5日"],
        [20260007, "乙站", "方䶮", "2026/1/5"],
    ]
    book = workbook(path, rows)
    sheet = book.active
    assert sheet is not None
    sheet.merge_cells("A1:D1")
    sheet.merge_cells("B4:B5")
    for row in sheet["A7:D90"]:
        for cell in row:
            cell.border = openpyxl.styles.Border(bottom=openpyxl.styles.Side("thin"))
    book.save(path)
    subprocess.run(
        [soffice, f"-env:UserInstallation={(tmp_path / 'office').as_uri()}", "--headless",
         "--convert-to", suffix, "--outdir", str(tmp_path), str(path)],
        check=True, capture_output=True,
    )  # fmt: skip
    plan = planned(path.with_suffix(f".{suffix}"), tmp_path, name="{{ number }}")
    assert codes(plan) == []
    found = values(plan)
    assert [row["number"] for row in found] == ["330102199001011234", "2号", "20260007"]
    assert [row["party_b"]["unit"] for row in found] == ["甲站", "甲站", "乙站"]  # type: ignore[index]
    assert found[0]["party_b"]["representative"] == "013800138000"  # type: ignore[index]
    for outcome in (report := run_plan(plan)).made:
        assert "2026年1月5日" in text(report.path(outcome))


def test_merged_title_and_merged_column(tmp_path: Path) -> None:
    """A merged cell's value stands in all its rows; one merged over the table is no header."""
    path = tmp_path / "r.xlsx"
    rows = [["名册", None, None, None], HEADER, ROWS[0], ["安责〔2026〕2号", None, "钟二", "所长"]]
    book = workbook(path, rows)
    sheet = book.active
    assert sheet is not None
    sheet.merge_cells("A1:D1")
    sheet.merge_cells("B3:B4")
    book.save(path)
    plan = planned(path, tmp_path, name="{{ number }}")
    assert [row["party_b"]["unit"] for row in values(plan)] == ["甲站", "甲站"]  # type: ignore[index]


def test_a_header_of_two_rows(tmp_path: Path) -> None:
    path = tmp_path / "r.xlsx"
    book = workbook(path, [["编号", "乙方", None, None], [None, "单位", "负责人", "职务"], *ROWS])
    sheet = book.active
    assert sheet is not None
    sheet.merge_cells("A1:A2")
    sheet.merge_cells("B1:D1")
    book.save(path)
    assert values(planned(path, tmp_path))[1]["party_b"] == {
        "unit": "乙站", "representative": "田𠮷安", "post": "所长",
    }  # fmt: skip


def test_a_stray_cell_far_away(tmp_path: Path) -> None:
    """Laid out as a rectangle it would take gigabytes."""
    path = tmp_path / "r.xlsx"
    book = workbook(path, [HEADER, *ROWS])
    sheet = book.active
    assert sheet is not None
    sheet["BZZ60000"] = "x"
    book.save(path)
    plan = planned(path, tmp_path)
    assert plan.count() == 2
    assert [(d.code, d.args["cell"]) for d in plan.findings] == [("B423", "BZZ60000")]


def test_a_zip_bomb(tmp_path: Path) -> None:
    path = tmp_path / "r.xlsx"
    workbook(path, [HEADER, *ROWS])
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet9.xml", b"0" * 120_000_000)
    with pytest.raises(DataError) as caught:
        planned(path, tmp_path)
    assert [d.code for d in caught.value.diagnostics] == ["S108"]


def test_ids_and_telephones_stay_as_they_are(tmp_path: Path) -> None:
    path = tmp_path / "r.xlsx"
    workbook(
        path,
        [
            HEADER,
            ["330102199001011234", "甲站", "013800138000", "站长"],
            [20260007, "乙站", 13800138000, "00123"],
            [330102199001011234, "丙站", "钟三", "站长"],
        ],
    )
    plan = planned(path, tmp_path)
    first, second, _ = values(plan)
    assert first["number"] == "330102199001011234"
    assert first["party_b"]["representative"] == "013800138000"  # type: ignore[index]
    assert second["number"] == "20260007"
    assert second["party_b"] == {"unit": "乙站", "representative": "13800138000", "post": "00123"}
    [refusal] = plan.refusals
    [finding] = refusal.findings
    # Excel has rounded this one before we saw it.
    assert (finding.code, finding.where.sheet, finding.where.cell) == ("B424", "名册", "A4")


def test_dates_in_five_spellings(tmp_path: Path) -> None:
    path = tmp_path / "r.xlsx"
    dates: list[object] = [
        datetime.date(2026, 1, 5), "2026-1-5", "2026/01/05", "2026年1月5日", 46027, "2026.1.5",
    ]  # fmt: skip
    rows = [[f"{n}号", f"第{n}站", date] for n, date in enumerate(dates)]
    workbook(path, [["编号", "乙方.单位", "签订日期"], *rows])
    report = run_plan(planned(path, tmp_path))
    assert report.failed == []
    for outcome in report.made:
        assert "2026年1月5日" in text(report.path(outcome))


def test_a_wrong_date_is_told_with_sheet_and_cell(tmp_path: Path) -> None:
    path = tmp_path / "r.xlsx"
    workbook(path, [["编号", "乙方.单位", "签订日期"], ["1号", "甲站", "2026-02-30"]])
    [refusal] = planned(path, tmp_path).refusals
    assert refusal.findings[0].code == "V212"
    assert (refusal.findings[0].where.sheet, refusal.findings[0].where.cell) == ("名册", "C2")


def test_people_who_are_there_twice(tmp_path: Path) -> None:
    path = tmp_path / "r.xlsx"
    workbook(path, [HEADER, *ROWS, ROWS[0]])
    plan = planned(path, tmp_path)
    assert codes(plan) == ["B401", "B401"]
    assert [r.row for r in plan.refusals] == [1, 3]


def test_a_sheet_of_targets_joins_the_rows(tmp_path: Path) -> None:
    path = tmp_path / "r.xlsx"
    book = workbook(path, [HEADER, *ROWS])
    sheet = book.create_sheet("考核指标")
    for row in (
        ["乙方.单位", "指标名称", "目标值", "权重"],
        ["乙站", "培训率", "100", 60],
        ["乙站", "巡查", "≥8", 40],
        ["甲站", "演练", "≥2", 100],
        ["丁站", "演练", "≥2", 60],
        ["丁站", "巡查", "≥8", 40],
    ):
        sheet.append(row)
    book.save(path)
    report = run_plan(planned(path, tmp_path))
    [stray] = [d for d in report.findings if d.code == "B425"]
    assert (stray.where.sheet, stray.where.cell, stray.more) == ("考核指标", "A5", 1)
    assert [(p.sheet, p.cell) for p in stray.also] == [("考核指标", "A6")]
    first, second = (text(report.path(o)) for o in report.made)
    assert "演练" in first
    assert "培训率" not in first
    assert "培训率" in second
    assert "巡查" in second


def test_an_unknown_column_and_a_missing_one(tmp_path: Path) -> None:
    path = tmp_path / "r.xlsx"
    workbook(path, [["编号", "乙方.单元"], ["1号", "甲站"]])
    with pytest.raises(DataError) as caught:
        planned(path, tmp_path)
    [finding] = caught.value.diagnostics
    assert (finding.code, finding.where.sheet, finding.where.cell) == ("V204", "名册", "B1")
    assert "乙方.单位" in finding.args["known"]


def test_a_required_column_that_is_missing(tmp_path: Path) -> None:
    letter = tmp_path / "letter.yaml"
    lines = Path(LETTER).read_text("utf-8").split("\n")
    start = lines.index("party_b:")
    letter.write_text("\n".join(lines[:start] + lines[start + 4 :]), "utf-8")
    path = tmp_path / "r.xlsx"
    workbook(path, [["编号"], ["1号"], ["2号"]])
    plan = make_plan(str(letter), str(path), tmp_path / "out")
    assert codes(plan) == ["V203", "V203"]


@pytest.mark.parametrize(
    ("unit", "file"),
    [
        ("../../x", "／..／x.docx"),
        ("CON", "_CON.docx"),
        ("=cmd|' /C calc'!A0", "=cmd｜' ／C calc'!A0.docx"),
        ("x\u202egnp", "xgnp.docx"),
    ],
)
def test_names_that_would_do_harm(unit: str, file: str, tmp_path: Path) -> None:
    path = tmp_path / "r.csv"
    path.write_text(f"编号,乙方.单位\n1号,{unit}\n", "utf-8")
    report = run_plan(planned(path, tmp_path, name="{{ party_b.unit }}"))
    assert [o.file for o in report.made] == [file]
    assert [p.name for p in (tmp_path / "out").rglob("*.docx")] == [file]


def test_a_name_of_two_hundred_characters(tmp_path: Path) -> None:
    path = tmp_path / "r.xlsx"
    workbook(path, [["编号", "乙方.单位"], ["1号", "长" * 200]])
    assert codes(planned(path, tmp_path)) == ["B409"]


def test_folders_by_unit(tmp_path: Path) -> None:
    path = tmp_path / "r.csv"
    path.write_text("编号,乙方.单位\n1号,甲/乙站\n2号,丙站\n", "utf-8")
    report = run_plan(planned(path, tmp_path, name="{{ party_b.unit }}/{{ number }}"))
    assert [o.file for o in report.made] == ["甲／乙站/1号.docx", "丙站/2号.docx"]
    assert (tmp_path / "out" / "甲／乙站" / "1号.docx").is_file()
    for wrong in ("../{{ number }}", "/{{ number }}"):
        assert codes(planned(path, tmp_path, name=wrong)) == ["B403", "B403"]


def test_a_gbk_csv_with_a_bom_less_header(tmp_path: Path) -> None:
    path = tmp_path / "r.csv"
    path.write_bytes("编号,乙方.单位\r\n1号,“甲”站\r\n".encode("gbk"))
    plan = planned(path, tmp_path)
    assert [d.code for d in plan.findings] == ["S111", "V228"]
    assert values(plan)[0]["party_b"]["unit"] == "“甲”站"  # type: ignore[index]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gb18030"])
def test_csv_in_any_encoding(encoding: str, tmp_path: Path) -> None:
    path = tmp_path / "r.csv"
    path.write_text("编号,乙方.单位\n1号,𠮷站\n", encoding)
    assert values(planned(path, tmp_path))[0]["party_b"]["unit"] == "𠮷站"  # type: ignore[index]


def test_one_broken_line_of_jsonl_stops_nobody(tmp_path: Path) -> None:
    path = tmp_path / "r.jsonl"
    lines = [
        '{"party_b": {"unit": "甲站"}}',
        '{"party_b": ',
        '{"number": "1", "number": "2"}',
        "[]",
    ]
    path.write_text("\n".join(lines), "utf-8")
    plan = planned(path, tmp_path)
    assert plan.count(State.PLANNED) == 1
    assert [(r.row, r.findings[0].code) for r in plan.refusals] == [
        (2, "S104"), (3, "S105"), (4, "B408"),
    ]  # fmt: skip
    assert plan.refusals[0].findings[0].where.line == 2


def test_json_larger_than_a_block(tmp_path: Path) -> None:
    """Values are cut by the blocks in which the file is read, and are whole."""
    path = tmp_path / "r.json"
    row = '{"party_b": {"unit": "第%d站"}, "preamble": "%s", "copies": %d, "holders": "双方"}'
    rows = [row % (n, "条款" * (n * 7 % 5000), n % 90 + 1) for n in range(500)]
    path.write_text('{"名册": [\n' + ",\n".join(rows) + "\n]}", "utf-8")
    assert path.stat().st_size > 5_000_000
    found = list(read_roster(str(path)).rows)
    assert [r.values["copies"] for r in found] == [str(n % 90 + 1) for n in range(500)]
    assert [len(r.values["preamble"]) for r in found] == [n * 7 % 5000 * 2 for n in range(500)]


def places(plan: Plan) -> list[tuple[str, int | None, int | None, int | None]]:
    found = [d for refusal in plan.refusals for d in refusal.findings]
    return [(d.code, d.where.line, d.where.column, d.where.row) for d in found]


@pytest.mark.parametrize("above", [0, 30_000], ids=["first block", "later block"])
def test_findings_in_json_have_line_and_column(above: int, tmp_path: Path) -> None:
    path = tmp_path / "r.json"
    words = "一二三四五六七八九十"
    good = [f'{{"party_b": {{"unit": "甲{n}站"}}, "preamble": "{words}"}}' for n in range(above)]
    bad = ['{"party_b":\n  {"unit": "坏\\u000b"}}', '{"party_b": {"unit": "  "}}', "1"]
    path.write_text("\ufeff[\n" + ",\n".join([*good, ", ".join(bad)]) + "]", "utf-8")
    assert (path.stat().st_size > 1 << 21) == bool(above)
    line = above + 2
    assert places(planned(path, tmp_path)) == [
        ("V214", line + 1, 12, above + 1),
        ("V203", line + 1, 46, above + 2),
        ("B408", line + 1, 54, above + 3),
    ]


def test_findings_in_jsonl_have_line_and_column(tmp_path: Path) -> None:
    path = tmp_path / "r.jsonl"
    path.write_text('{"party_b": {"unit": "甲"}}\n\n{"party_b": {"unit": "坏\\u000b"}}\n', "utf-8")
    assert places(planned(path, tmp_path)) == [("V214", 3, 22, 2)]


@pytest.mark.parametrize("suffix", [".json", ".jsonl"])
@pytest.mark.parametrize("depth", [70, 100_000])
def test_json_as_deep_as_a_well(suffix: str, depth: int, tmp_path: Path) -> None:
    path = tmp_path / f"r{suffix}"
    row = '{"party_b": {"unit": ' + "[" * depth + "1" + "]" * depth + "}}"
    path.write_text(f"[{row}]" if suffix == ".json" else row, "utf-8")
    try:
        found = codes(planned(path, tmp_path))
    except DataError as error:
        found = [d.code for d in error.diagnostics]
    assert found == ["S108"]


@pytest.mark.parametrize("cut", ["[", '[{"a": 1', '[{"a": 1},', '[{"a": 1}] x', '[{"a": NaN}]'])
def test_json_that_breaks_off(cut: str, tmp_path: Path) -> None:
    path = tmp_path / "r.json"
    path.write_text(cut, "utf-8")
    with pytest.raises(DataError) as caught:
        list(read_roster(str(path)).rows)
    assert [d.code for d in caught.value.diagnostics] == ["S104"]


def test_sqlite(tmp_path: Path) -> None:
    path = tmp_path / "r.sqlite"
    connection = sqlite3.connect(path)
    connection.execute("CREATE TABLE units (n INTEGER, unit TEXT, head TEXT, signed TEXT)")
    connection.executemany(
        "INSERT INTO units VALUES (?,?,?,?)",
        [(1, "甲站", "方䶮", "2026-01-05"), (2, "乙站", None, "2026-01-06")],
    )
    connection.commit()
    query = (
        'SELECT n AS 编号, unit AS "乙方.单位", head AS 乙方负责人, signed AS 签订日期 FROM units'
    )
    plan = planned(path, tmp_path, query=query)
    assert [row["number"] for row in values(plan)] == ["1", "2"]
    assert len(run_plan(plan).made) == 2
    for wrong, code in (
        (None, "B420"),
        ("SELECT nothing FROM units", "B421"),
        ("DELETE FROM units", "B421"),
    ):
        with pytest.raises(DataError) as caught:
            planned(path, tmp_path, query=wrong)
        assert [d.code for d in caught.value.diagnostics] == [code]


@pytest.fixture(scope="module")
def postgresql(
    need: Callable[..., list[str]], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[str]:
    """A server of our own, on a socket in a folder of its own."""
    initdb, pg_ctl, _, _ = need("initdb", "pg_ctl", "python:sqlalchemy", "python:psycopg")
    import os
    import tempfile

    folder = Path(tempfile.mkdtemp(prefix="pg", dir="/tmp"))
    user: list[str] = []
    if os.geteuid() == 0:
        # PostgreSQL will not run as root.
        if not shutil.which("runuser"):
            pytest.skip("runs as root, without runuser")
        shutil.chown(folder, "nobody")
        user = ["runuser", "-u", "nobody", "--"]
    data = folder / "data"
    run = {"check": True, "capture_output": True, "cwd": folder}
    subprocess.run([*user, initdb, "-D", str(data), "-U", "clerk", "-A", "trust"], **run)  # type: ignore[call-overload]
    options = f"-k {folder} -c listen_addresses=''"
    log = folder / "log"
    subprocess.run(
        [*user, pg_ctl, "-D", str(data), "-o", options, "-l", str(log), "-w", "start"],
        cwd=folder,
        check=True,
        stdout=subprocess.DEVNULL,
    )
    try:
        yield f"postgresql+psycopg://clerk:secret@/postgres?host={folder}"
    finally:
        subprocess.run([*user, pg_ctl, "-D", str(data), "-m", "fast", "stop"], **run)  # type: ignore[call-overload]
        shutil.rmtree(folder)


def test_postgresql(postgresql: str, tmp_path: Path) -> None:
    import sqlalchemy

    engine = sqlalchemy.create_engine(postgresql)
    with engine.begin() as connection:
        connection.execute(
            sqlalchemy.text("CREATE TABLE units (n int, unit text, signed date, targets jsonb)")
        )
        for n in range(1, 1201):
            connection.execute(
                sqlalchemy.text("INSERT INTO units VALUES (:n, :unit, '2026-01-05', :targets)"),
                {
                    "n": n,
                    "unit": f"第{n}站",
                    "targets": '[{"name": "演练", "target": "≥2", "weight": 62.5},'
                    '{"name": "培训", "target": "100", "weight": 37.5}]',
                },
            )
    engine.dispose()
    query = "SELECT n AS 编号, unit AS 乙方单位, signed AS 签订日期, targets FROM units ORDER BY n"
    plan = make_plan(LETTER, postgresql, tmp_path / "out", query=query)
    assert "secret" not in plan.roster.name
    report = run_plan(plan)
    assert len(report.made) == 1200
    content = text(report.path(report.made[1199]))
    assert "第1200站" in content
    assert "2026年1月5日" in content
    assert "62.5" in content
    with pytest.raises(DataError) as caught:
        make_plan(LETTER, postgresql, tmp_path / "out", query="SELECT nothing")
    assert [d.code for d in caught.value.diagnostics] == ["B421"]
    assert "secret" not in str(caught.value)


@pytest.mark.parametrize("at", [0, 1, 2])
@pytest.mark.parametrize("suffix", [".json", ".jsonl"])
@pytest.mark.parametrize("item", ["null", "true", "false", "1.5", '"x"', "[]", "{}"])
def test_an_item_of_json_that_is_no_row(item: str, suffix: str, at: int, tmp_path: Path) -> None:
    path = tmp_path / f"r{suffix}"
    items = ['{"乙方单位": "甲所"}', '{"乙方单位": "乙所"}']
    items.insert(at, item)
    path.write_text(f"[{','.join(items)}]" if suffix == ".json" else "\n".join(items), "utf-8")
    for processes in (None, 1):
        with Processes(processes) if processes else nullcontext() as pool:
            plan = planned(path, tmp_path, executor=pool)
            assert [(r.row, r.findings[0].code) for r in plan.refusals] == [(at + 1, "B408")]
            assert plan.count(State.PLANNED) == 2


@pytest.mark.parametrize("suffix", [".json", ".jsonl"])
@pytest.mark.parametrize("number", ["第1号", "第{n}号"])
def test_half_a_character_refuses_its_row(number: str, suffix: str, tmp_path: Path) -> None:
    """JSON may spell out a lone surrogate, as it may a control character."""
    path = tmp_path / f"r{suffix}"
    rows = [{"乙方单位": unit, "编号": number} for unit in ("甲所", "乙\ud800", "丙\b")]
    rows.append({"乙方单位": "丁所", "编号": number + "\udc00"})
    text = json.dumps(rows) if suffix == ".json" else "\n".join(map(json.dumps, rows))
    path.write_text(text, "utf-8")
    plan = planned(path, tmp_path)
    assert [(r.row, r.findings[0].code) for r in plan.refusals] == [
        (2, "V214"),
        (3, "V214"),
        (4, "V214"),
    ]
    report = run_plan(plan)
    assert [job.row for job in report.made] == [1]
    assert write_papers(report).paths


def test_postgresql_values_and_signs_in_a_query(postgresql: str) -> None:
    query = """
        SELECT '{"k":1}'::jsonb ->> 'k' AS 编号, 'a%b%%' AS a, 'NaN'::numeric AS b,
          'x' LIKE '%' AS c, '2026-03-01 02:00+00'::timestamptz AT TIME ZONE 'UTC' AS d,
          '2026-03-01 02:00+00'::timestamptz AS e, '2026-03-01 00:00+00'::timestamptz AS f,
          '\\xff00'::bytea AS g, ARRAY[0.5, 'Infinity'::float8] AS h
    """
    [row] = read_roster(f"{postgresql}&options=-ctimezone%3DUTC", query).rows
    assert [d.args["title"] for d in row.findings] == ["b", "g", "h"]
    assert {key: value for key, value in row.values.items() if value} == {
        "编号": "1",
        "a": "a%b%%",
        "c": "true",
        "d": "2026-03-01 02:00:00",
        "e": "2026-03-01 02:00:00+00:00",
        "f": "2026-03-01",
    }
