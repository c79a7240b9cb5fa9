"""Rosters made to hang the reader, to take all memory, or to end the process."""

from __future__ import annotations

import io
import time
import zipfile
from pathlib import Path

import openpyxl
import pytest

from docgen.batch import make_plan
from docgen.errors import DataError, DocgenError
from docgen.load.roster import read_roster

LETTER = Path(__file__).parents[2] / "samples" / "responsibility-letter.yaml"


def workbook(path: Path, rows: bytes) -> Path:
    """A small workbook with the XML ``rows`` behind its own."""
    plain = io.BytesIO()
    book = openpyxl.Workbook()
    assert book.active is not None
    book.active.append(["乙方单位"])
    book.active.append(["甲所"])
    book.save(plain)
    with zipfile.ZipFile(plain) as old, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            data = old.read(name)
            if name.endswith("sheet1.xml"):
                data = data.replace(b"</sheetData>", rows + b"</sheetData>")
            new.writestr(name, data)
    return path


@pytest.mark.parametrize(
    "rows",
    [
        b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>',
        b'<row r="1048576"><c s="0" r="XFD1048576"><v>1</v></c></row>',
        b"<row r='1048576'><c r = 'xfd1048576'><v>1</v></c></row>",
        b'<row r="1048576"><c a=">" r="XFD1048576"><v>1</v></c></row>',
        b'<row r="1048576">' + b"<c><v>1</v></c>" * 16000 + b"</row>",
        b'<row r="4000000000"><c r="A4000000000"><v>1</v></c></row>',
        b'<row r="9"><c r="ZZZZZZ9"><v>1</v></c></row>',
        b'<row r="9"><c r="ZZZZZZZZZZZZZ9"><v>1</v></c></row>',
        b'<row r="9"><c r="XFD&#49;048576"><v>1</v></c></row>',
    ],
)
def test_a_cell_far_away_takes_no_room(rows: bytes, tmp_path: Path) -> None:
    """The library for workbooks lays out a full rectangle, and ends the process over it."""
    path = workbook(tmp_path / "r.xlsx", rows)
    try:
        roster = read_roster(str(path))
    except DataError as error:
        assert [d.code for d in error.diagnostics] == ["B422"]  # noqa: PT017
    else:
        assert [d.code for d in roster.findings] == ["B423"]
        assert [row.values["乙方单位"] for row in roster.rows][:1] == ["甲所"]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (",".join(f"列{n}" for n in range(100_000)) + "\n1\n", "V204"),
        (",".join(["甲"] * 100_000) + "\n1\n", "B407"),
        ("乙方单位," + "甲" * 100_000 + "\n甲,1\n", "V204"),
        ("乙方单位," + "甲" * 1_000_000 + "\n甲,1\n", "S116"),
        ('乙方单位\n"' + "甲\n" * 1_000_000, "S116"),
    ],
    ids=["many columns", "one title", "long title", "longer title", "open quote"],
)
def test_wide_tables_and_long_cells(text: str, code: str, tmp_path: Path) -> None:
    path = tmp_path / "r.csv"
    path.write_text(text, encoding="utf-8")
    start = time.monotonic()
    with pytest.raises(DocgenError) as caught:
        make_plan(str(LETTER), str(path), tmp_path / "out")
    assert {d.code for d in caught.value.diagnostics} == {code}
    assert time.monotonic() - start < 10
