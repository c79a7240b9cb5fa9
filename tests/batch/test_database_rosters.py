"""What a database may hold beside texts, and how the rows of a query are told."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest

from docgen.batch import Plan, make_plan, run_plan
from docgen.batch.papers import write_papers
from docgen.diagnostics import Diagnostic
from docgen.errors import DataError
from docgen.i18n import use
from docgen.load.roster import read_roster

LETTER = str(Path(__file__).parents[2] / "samples" / "responsibility-letter.yaml")


def database(path: Path, rows: Iterable[tuple[Any, ...]]) -> Path:
    connection = sqlite3.connect(path)
    connection.execute("CREATE TABLE units (unit, number)")
    connection.executemany("INSERT INTO units VALUES (?,?)", rows)
    connection.commit()
    connection.close()
    return path


def planned(roster: str, folder: Path, query: str) -> Plan:
    return make_plan(LETTER, roster, folder / "out", query=query)


def told(roster: str, folder: Path, query: str) -> list[Diagnostic]:
    with pytest.raises(DataError) as caught:
        run_plan(planned(roster, folder, query))
    return list(caught.value.diagnostics)


@pytest.mark.parametrize("through", ["file", "sqlalchemy"])
def test_what_stands_in_a_query_is_no_parameter(through: str, tmp_path: Path) -> None:
    path = database(tmp_path / "r.db", [("甲站", '{"k":1}'), ("乙站", "10:30"), ("丙站", "x")])
    url = str(path)
    if through == "sqlalchemy":
        pytest.importorskip("sqlalchemy")
        url = f"sqlite+pysqlite:///{path}"
    query = (
        "SELECT unit AS 乙方单位, number AS 编号 FROM units "
        """WHERE number = '{"k":1}' OR number LIKE '%:30' OR number = ':x' ORDER BY unit"""
    )
    rows = list(read_roster(url, query).rows)
    assert {row.values["编号"] for row in rows} == {'{"k":1}', "10:30"}


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (3.0, "3"),
        (-0.0, "0"),
        (0.1, "0.1"),
        (62.5, "62.5"),
        (1e-05, "0.00001"),
        (1e15, "1000000000000000"),
        (1e300, "1e+300"),
        (1e-300, "1e-300"),
        ("文字".encode(), "文字"),
    ],
)
def test_values_as_people_write_them(value: object, shown: str, tmp_path: Path) -> None:
    path = database(tmp_path / "r.db", [("甲站", value)])
    [row] = read_roster(str(path), "SELECT unit, number FROM units").rows
    assert row.values["number"] == shown


def test_what_is_no_text_refuses_its_row(tmp_path: Path) -> None:
    values = ["第1号", float("inf"), b"\xff\xfe", "第4号"]
    path = database(tmp_path / "r.db", zip("甲乙丙丁", values, strict=True))
    plan = planned(str(path), tmp_path, "SELECT unit AS 乙方单位, number AS 编号 FROM units")
    found = [
        (r.row, f.code, f.args["title"], f.args["value"]) for r in plan.refusals for f in r.findings
    ]
    assert found == [(2, "B460", "编号", "inf"), (3, "B460", "编号", "x'fffe…'")]
    cures = {f.hint for refusal in plan.refusals for f in refusal.findings}
    assert len(cures) == 2
    report = run_plan(plan)
    assert [job.row for job in report.made] == [1, 4]
    assert any("退回名册" in path.name for path in write_papers(report).paths)
    # A column of the clerk's own may hold anything.
    own = planned(str(path), tmp_path, 'SELECT unit AS 乙方单位, number AS "（照片）" FROM units')
    assert own.refusals == []


def test_rows_in_another_order_are_to_be_ordered(tmp_path: Path) -> None:
    path = database(tmp_path / "r.db", [(f"第{n}站", f"{n}号") for n in range(40)])
    query = "SELECT unit AS 乙方单位, number AS 编号 FROM units ORDER BY random()"
    # The rows of a file are kept; those of an address are asked for again.
    [finding] = told(f"sqlite:///{path}", tmp_path, query)
    assert finding.code == "B415"
    use("en")
    try:
        assert "ORDER BY" in finding.hint
    finally:
        use(None)


def test_a_query_of_what_is_no_database(tmp_path: Path) -> None:
    path = tmp_path / "r.csv"
    path.write_text("乙方单位\n甲站\n", "utf-8")
    assert [d.code for d in told(str(path), tmp_path, "SELECT 1")] == ["B461"]
