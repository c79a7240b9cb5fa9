"""Rosters made to hang the reader, to take all memory, or to end the process."""

from __future__ import annotations

import io
import time
import zipfile
from pathlib import Path

import openpyxl
import pytest

from docgen.batch import make_plan
from docgen.diagnostics import has_errors
from docgen.errors import DataError, DocgenError
from docgen.load.roster import column_letters, read_roster
from security.sheets import TABLE, Cells, ods, ods_rows, xlsb

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
        assert {d.code for d in roster.findings} - {"B465"} == {"B423"}
        assert [row.values["乙方单位"] for row in roster.rows][:1] == ["甲所"]


def test_a_sheet_may_have_any_name(tmp_path: Path) -> None:
    """The workbook says which member is one; a name that tells nothing must not hide it."""
    far = b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
    path = tmp_path / "r.xlsx"
    with (
        zipfile.ZipFile(workbook(tmp_path / "plain.xlsx", far)) as old,
        zipfile.ZipFile(path, "w") as new,
    ):
        for name in old.namelist():
            data = old.read(name).replace(b"worksheets/sheet1.xml", b"else/where.xml")
            new.writestr(name.replace("worksheets/sheet1.xml", "else/where.xml"), data)
    roster = read_roster(str(path))
    assert [d.code for d in roster.findings] == ["B423"]
    assert [row.values["乙方单位"] for row in roster.rows][:1] == ["甲所"]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (",".join(f"列{n}" for n in range(100_000)) + "\n1\n", "B462"),
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


@pytest.mark.parametrize("suffix", ["ods", "xlsb"])
def test_workbooks_in_other_formats(suffix: str, tmp_path: Path) -> None:
    """What is made here is read as it should be, and a cell some way off is no reason to refuse."""
    path = made(tmp_path / f"r.{suffix}", {**TABLE, (3000, 1): "2号", (3000, 0): "乙所"})
    roster = read_roster(str(path))
    assert [row.values["乙方单位"] for row in roster.rows] == ["甲所", "乙所"]
    assert not has_errors(roster.findings)


@pytest.mark.parametrize("suffix", ["ods", "xlsb"])
@pytest.mark.parametrize("cell", [(1_000_000, 60), (999, 16_000), (1_048_575, 16_383)])
def test_a_cell_far_away_in_other_formats(
    suffix: str, cell: tuple[int, int], tmp_path: Path
) -> None:
    """Nothing but the library that lays out the rectangle can read these."""
    path = made(tmp_path / f"r.{suffix}", {**TABLE, cell: "远"})
    with pytest.raises(DataError) as caught:
        read_roster(str(path))
    (found,) = caught.value.diagnostics
    assert (found.code, found.args["cell"]) == (
        "B429",
        f"{column_letters(cell[1])}{cell[0] + 1}",
    )


@pytest.mark.parametrize("cell", [(1 << 24, 0), (5, 1 << 20), (1 << 31, 1 << 30)])
def test_a_cell_outside_of_any_sheet_of_an_xlsb(cell: tuple[int, int], tmp_path: Path) -> None:
    with pytest.raises(DataError) as caught:
        read_roster(str(xlsb(tmp_path / "r.xlsb", {**TABLE, cell: "远"})))
    assert [d.code for d in caught.value.diagnostics] == ["B422"]


def test_a_sheet_of_an_xlsb_may_have_any_name(tmp_path: Path) -> None:
    path = xlsb(tmp_path / "r.xlsb", {**TABLE, (1_000_000, 16_000): "远"}, "else/where.xml")
    with pytest.raises(DataError) as caught:
        read_roster(str(path))
    assert [d.code for d in caught.value.diagnostics] == ["B429"]


@pytest.mark.parametrize(
    ("rows", "code"),
    [
        ('<table:table-row table:number-rows-repeated="1048573"/>', ""),
        (
            '<table:table-row table:number-rows-repeated="1048573">'
            '<table:table-cell table:number-columns-repeated="16384"/></table:table-row>',
            "",
        ),
        (
            '<table:table-row table:number-rows-repeated="999999999">'
            '<table:table-cell office:value-type="float" office:value="1"/></table:table-row>',
            "B422",
        ),
        (
            '<table:table-row><table:table-cell table:number-columns-repeated="999999999" '
            'office:value-type="float" office:value="1"/></table:table-row>',
            "B422",
        ),
    ],
    ids=["empty rows", "empty cells", "filled rows", "filled cells"],
)
def test_repeated_rows_and_cells_of_an_ods(rows: str, code: str, tmp_path: Path) -> None:
    """Excel and LibreOffice fill a sheet up with empty ones."""
    path = ods(tmp_path / "r.ods", ods_rows(TABLE) + rows)
    if code:
        with pytest.raises(DataError) as caught:
            read_roster(str(path))
        assert [d.code for d in caught.value.diagnostics] == [code]
    else:
        assert [row.values["编号"] for row in read_roster(str(path)).rows] == ["1号"]


def made(path: Path, cells: Cells) -> Path:
    """A workbook of ``cells`` in the format that the ending of ``path`` says."""
    return xlsb(path, cells) if path.suffix == ".xlsb" else ods(path, ods_rows(cells))
