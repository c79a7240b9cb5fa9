"""A run whose papers could not be written, or that was killed while it wrote them."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import openpyxl
import pytest

from docgen.batch import failures, ledger
from docgen.batch.beside import Beside, clear
from docgen.batch.journal import Journal
from docgen.batch.outputs import KEPT

SAMPLES = Path(__file__).parents[2] / "samples"
LETTER = str(SAMPLES / "responsibility-letter.yaml")
ROWS = "乙方.单位,份数\n甲站,2\n乙站,两份\n丙站,2\n"
POSIX = pytest.mark.skipif(os.name != "posix", reason="signals and mounts of POSIX")

Start = Callable[..., subprocess.Popen[bytes]]


@pytest.fixture
def start(tmp_path: Path) -> Start:
    """``docgen batch`` into ``out`` as a process of its own."""
    (tmp_path / "roster.csv").write_text(ROWS, "utf-8")

    def start(*options: str, out: str = "out") -> subprocess.Popen[bytes]:
        command = [sys.executable, "-m", "docgen", "--lang", "en", "batch", LETTER]
        command += ["--roster", "roster.csv", "-o", out, *options]
        pipe = subprocess.PIPE
        return subprocess.Popen(command, stdout=pipe, stderr=pipe, cwd=tmp_path)

    return start


def finish(process: subprocess.Popen[bytes]) -> tuple[int, str, str]:
    out, err = process.communicate(timeout=300)
    return process.returncode, out.decode(), err.decode()


def codes(said: str) -> list[str]:
    return re.findall(r"(?:error|warning|note) ([BOSV]\d+)", said)


def units(path: Path) -> list[object]:
    page = openpyxl.load_workbook(path).worksheets[0]
    return [row[1].value for row in page.iter_rows(min_row=3)]


def left_behind(folder: Path) -> list[str]:
    return [p.name for p in folder.rglob(".*.tmp")]


@pytest.mark.parametrize("mark", [f"~${ledger.FILE}", f".~lock.{ledger.FILE}#"])
def test_a_ledger_open_in_an_office_program_is_told_before_the_first_letter(
    start: Start, tmp_path: Path, mark: str
) -> None:
    out = tmp_path / "out"
    assert finish(start())[0] == 3
    (out / mark).touch()
    (tmp_path / "roster.csv").write_text(ROWS + "丁站,2\n", "utf-8")
    code, said, wrong = finish(start())
    assert (code, codes(wrong), said) == (5, ["O502"], "")
    assert "close it in Word, Excel or WPS" in wrong
    assert not (out / "丁站责任书.docx").exists()
    # Nothing was begun, so that nothing has to be resumed.
    (out / mark).unlink()
    assert finish(start())[0] == 3
    assert units(out / ledger.FILE) == ["甲站", "丙站", "丁站"]


def test_a_print_file_that_cannot_be_is_told_before_the_first_letter(
    start: Start, tmp_path: Path
) -> None:
    (tmp_path / "mine.docx").write_bytes(b"mine")
    (tmp_path / "folder.docx").mkdir()
    for options, code in (
        (("--merge", "mine.docx"), "O501"),
        (("--merge", "mine.docx/all.docx"), "O502"),
        (("--merge", "folder.docx"), "B442"),
        (("--merge", "folder.docx", "--force"), "B442"),
        # The letters' own folder, which is not there yet.
        (("--merge", "out"), "B442"),
    ):
        ended, _, wrong = finish(start(*options))
        assert (ended, codes(wrong)) == (5, [code])
    assert not (tmp_path / "out").exists()
    assert (tmp_path / "mine.docx").read_bytes() == b"mine"


def test_a_ledger_that_cannot_be_read_is_told_before_the_first_letter(
    start: Start, tmp_path: Path
) -> None:
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / ledger.FILE).write_bytes(b"PK no")
    code, _, wrong = finish(start())
    assert (code, codes(wrong)) == (1, ["B475"])
    assert list((tmp_path / "out").glob("*.docx")) == []


@pytest.fixture
def read_only(tmp_path: Path) -> Iterator[Path]:
    folder = tmp_path / "locked"
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "ro", "tmpfs", str(folder)]
    if os.name != "posix" or os.geteuid() == 0:
        if os.name != "posix" or subprocess.run(mount, capture_output=True, check=False).returncode:
            pytest.skip("cannot mount a tmpfs here")
        yield folder
        subprocess.run(["umount", str(folder)], check=True)
    else:
        folder.chmod(0o500)
        yield folder
        folder.chmod(0o700)


def test_a_folder_that_is_read_only_is_told_before_the_first_letter(
    start: Start, read_only: Path, tmp_path: Path
) -> None:
    code, _, wrong = finish(start("--merge", str(read_only / "sub" / "all.docx")))
    assert (code, codes(wrong)) == (5, ["O502"])
    assert not (tmp_path / "out").exists()


def test_what_fails_at_the_end_does_not_hide_what_was_made(start: Start, tmp_path: Path) -> None:
    """The print file's place is taken while the letters are being made."""
    rows = "".join(f"第{n}站,2\n" for n in range(2000))
    (tmp_path / "roster.csv").write_text(ROWS + rows, "utf-8")
    process = start("--merge", "all.docx")
    while process.poll() is None and not list((tmp_path / "out").glob("*.docx")):
        time.sleep(0.002)
    (tmp_path / "all.docx").mkdir()
    code, said, wrong = finish(process)
    assert code == 5
    assert codes(wrong) == ["B451", "V206", "B442"]
    assert said.splitlines() == [
        f"written: out/{failures.FILE}",
        f"written: out/{ledger.FILE}",
        "rows: 2003, made: 2002, unchanged: 0, failed: 1",
    ]
    # The run is not over: the next one says so, and ends it.
    (tmp_path / "all.docx").rmdir()
    code, _, wrong = finish(start("--merge", "all.docx"))
    assert (code, codes(wrong)) == (5, ["B410"])
    assert "its letters are made, but not its ledger and the other papers" in wrong
    code, said, wrong = finish(start("--merge", "all.docx", "--resume"))
    assert (code, codes(wrong)) == (3, ["B451", "V206"])
    assert "made: 0, unchanged: 2002" in said
    assert (tmp_path / "all.docx").is_file()
    # Now it is.
    assert codes(finish(start("--resume"))[2]) == ["B412", "B451", "V206"]


def killed_at(process: subprocess.Popen[bytes], folder: Path, name: str) -> None:
    """Kill ``process`` once a file named like ``name`` is being written in ``folder``."""
    while process.poll() is None and not list(folder.glob(f".{name}.*.tmp")):
        time.sleep(0.004)
    process.send_signal(signal.SIGKILL)
    process.communicate()
    assert process.returncode == -signal.SIGKILL


@POSIX
@pytest.mark.parametrize("paper", [ledger.FILE, "all.docx"])
def test_killed_while_the_papers_were_written(start: Start, tmp_path: Path, paper: str) -> None:
    rows = "".join(f"第{n}站,2\n" for n in range(3000))
    (tmp_path / "roster.csv").write_text(ROWS + rows, "utf-8")
    out = tmp_path / "out"
    folder = out if paper == ledger.FILE else tmp_path
    killed_at(start("--merge", "all.docx"), folder, paper)
    assert left_behind(tmp_path)
    assert not (folder / paper).exists()
    assert codes(finish(start("--merge", "all.docx"))[2]) == ["B410"]
    code, said, wrong = finish(start("--merge", "all.docx", "--resume"))
    assert (code, codes(wrong)) == (3, ["B451", "V206"])
    assert "made: 0, unchanged: 3002" in said
    assert len(units(out / ledger.FILE)) == 3002
    assert zipfile.is_zipfile(tmp_path / "all.docx")
    assert left_behind(tmp_path) == []


@POSIX
def test_a_zip_killed_before_its_ledger(start: Start, tmp_path: Path) -> None:
    rows = "".join(f"第{n}站,2\n" for n in range(3000))
    (tmp_path / "roster.csv").write_text(ROWS + rows, "utf-8")
    killed_at(start(out="all.zip"), tmp_path, "all.zip")
    assert left_behind(tmp_path)
    killed_at(start(out="all.zip"), tmp_path, ledger.FILE)
    made = (tmp_path / "all.zip").read_bytes()
    assert not (tmp_path / ledger.FILE).exists()
    assert codes(finish(start(out="all.zip"))[2]) == ["O501"]
    code, _, wrong = finish(start("--resume", out="all.zip"))
    assert (code, codes(wrong)) == (3, ["B451", "V206"])
    assert (tmp_path / "all.zip").read_bytes() == made
    assert len(units(tmp_path / ledger.FILE)) == 3002
    assert left_behind(tmp_path) == []


def test_a_zip_of_other_letters_is_not_gone_on_with(start: Start, tmp_path: Path) -> None:
    assert finish(start(out="all.zip"))[0] == 3
    before = (tmp_path / "all.zip").read_bytes()
    (tmp_path / "roster.csv").write_text(ROWS + "丁站,2\n", "utf-8")
    code, _, wrong = finish(start("--resume", out="all.zip"))
    assert (code, codes(wrong)) == (5, ["O501"])
    assert (tmp_path / "all.zip").read_bytes() == before
    assert left_behind(tmp_path) == []


def test_what_another_run_is_writing_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "all[1].docx"
    mine = Beside(path)
    clear(path)
    assert mine.name.exists()
    with Beside(path) as second:
        second.write(b"second")
    assert mine.name.exists()
    mine.file.write(b"mine")
    mine.place()
    assert path.read_bytes() == b"mine"
    (tmp_path / ".all[1].docx.0badcafe.tmp").touch()
    clear(path)
    assert [p.name for p in tmp_path.iterdir()] == [path.name]


def test_a_journal_of_an_earlier_version_is_read(start: Start, tmp_path: Path) -> None:
    assert finish(start())[0] == 3
    path = tmp_path / "out" / KEPT / "journal.sqlite"
    journal = Journal(path)
    journal.connection.execute("DROP TABLE owed")
    journal.connection.commit()
    journal.close()
    code, said, _ = finish(start())
    assert (code, "unchanged: 2" in said) == (3, True)
