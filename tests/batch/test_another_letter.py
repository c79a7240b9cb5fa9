"""A letter never takes the place of another one by surprise; one with a new text goes on."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from docgen.batch import Plan, State, make_plan, run_plan
from docgen.batch.outputs import KEPT
from docgen.errors import OutputError

SAMPLES = Path(__file__).parents[2] / "samples"
LETTER = SAMPLES / "responsibility-letter.yaml"
TITLE = "2026年水利安全生产目标责任书"
OTHER = "2026年廉政责任书"
ROWS = "乙方.单位,乙方.负责人\n甲站,王一\n乙站,王二\n丙站,王三\n"


@pytest.fixture
def roster(tmp_path: Path) -> str:
    path = tmp_path / "roster.csv"
    path.write_text(ROWS, "utf-8")
    return str(path)


def letter(tmp_path: Path, old: str, new: str) -> str:
    text = LETTER.read_text("utf-8")
    assert old in text
    path = tmp_path / "other.yaml"
    path.write_text(text.replace(old, new), "utf-8")
    return str(path)


def letters(folder: Path) -> dict[str, bytes]:
    return {p.name: p.read_bytes() for p in folder.glob("*.docx")}


def test_another_letter_stops_before_the_first_file(tmp_path: Path, roster: str) -> None:
    out = tmp_path / "out"
    run_plan(make_plan(str(LETTER), roster, out))
    before = letters(out)
    other = letter(tmp_path, TITLE, OTHER)
    for resume in (False, True):
        with pytest.raises(OutputError) as caught:
            make_plan(other, roster, out, resume=resume)
        [finding] = caught.value.diagnostics
        assert finding.code == "B438"
        assert (finding.args["whose"], finding.args["title"]) == (TITLE, OTHER)
        assert (finding.args["count"], finding.args["name"]) == (3, "甲站责任书.docx")
        assert "--force" in finding.hint
        assert " -o" in finding.hint
    assert letters(out) == before


def test_one_file_in_common_is_enough(tmp_path: Path, roster: str) -> None:
    out = tmp_path / "out"
    run_plan(make_plan(str(LETTER), roster, out))
    Path(roster).write_text(ROWS.replace("甲", "丁").replace("乙站", "戊站"), "utf-8")
    with pytest.raises(OutputError, match="B438"):
        make_plan(letter(tmp_path, TITLE, OTHER), roster, out)


def test_letters_of_other_names_may_share_a_folder(tmp_path: Path, roster: str) -> None:
    out = tmp_path / "out"
    other = letter(tmp_path, TITLE, OTHER)
    name = "{{ party_b.unit }}廉政责任书"
    run_plan(make_plan(str(LETTER), roster, out))
    assert len(run_plan(make_plan(other, roster, out, name=name)).made) == 3
    # Each knows its own again, changed or not.
    Path(roster).write_text(ROWS.replace("王一", "王七"), "utf-8")
    for plan in (make_plan(str(LETTER), roster, out), make_plan(other, roster, out, name=name)):
        assert len(run_plan(plan).made) == 1
    assert len(letters(out)) == 6


def test_the_files_of_another_letter_are_not_left_over(tmp_path: Path, roster: str) -> None:
    out = tmp_path / "out"
    other = letter(tmp_path, TITLE, OTHER)
    name = "{{ party_b.unit }}廉政责任书"
    run_plan(make_plan(str(LETTER), roster, out))
    run_plan(plan := make_plan(other, roster, out, name=name))
    assert left_over(plan) == []
    Path(roster).write_text(ROWS.replace("丙站,王三\n", ""), "utf-8")
    assert left_over(make_plan(str(LETTER), roster, out)) == [(1, "丙站责任书.docx")]
    assert left_over(make_plan(other, roster, out, name=name)) == [(1, "丙站廉政责任书.docx")]


def left_over(plan: Plan) -> list[tuple[int, str]]:
    return [(d.args["count"], d.args["name"]) for d in plan.findings if d.code == "B414"]


def test_a_corrected_text_goes_on(tmp_path: Path, roster: str) -> None:
    out = tmp_path / "out"
    run_plan(make_plan(str(LETTER), roster, out))
    before = letters(out)
    corrected = letter(tmp_path, "不发生垮坝", "不得发生垮坝")
    assert len(run_plan(make_plan(corrected, roster, out)).made) == 3
    assert all(letters(out)[name] != data for name, data in before.items())


def test_another_kind_of_the_same_title_is_another_letter(tmp_path: Path) -> None:
    roster = tmp_path / "r.csv"
    roster.write_text("title\n甲县\n乙县\n", "utf-8")
    paths = []
    for kind in ("research-report", "opinions"):
        lines = (SAMPLES / f"{kind}.yaml").read_text("utf-8").splitlines()
        same = ["title: 2026年大会" if line.startswith("title:") else line for line in lines]
        paths.append(tmp_path / f"{kind}.yaml")
        paths[-1].write_text("\n".join(same), "utf-8")
    report, opinions = map(str, paths)
    run_plan(make_plan(report, str(roster), tmp_path / "out", name="{{ title }}"))
    with pytest.raises(OutputError) as caught:
        make_plan(opinions, str(roster), tmp_path / "out", name="{{ title }}")
    [finding] = caught.value.diagnostics
    assert finding.args["whose"] != finding.args["title"]
    assert "调研报告" in str(finding.args["whose"])


def test_force_is_for_a_corrected_title(tmp_path: Path, roster: str) -> None:
    out = tmp_path / "out"
    run_plan(make_plan(str(LETTER), roster, out))
    renamed = letter(tmp_path, TITLE, OTHER)
    assert len(run_plan(make_plan(renamed, roster, out, force=True)).made) == 3
    # From now on the folder's files are of this title.
    Path(roster).write_text(ROWS.replace("王一", "王七"), "utf-8")
    assert len(run_plan(make_plan(renamed, roster, out)).made) == 1
    with pytest.raises(OutputError, match="B438"):
        make_plan(str(LETTER), roster, out)


def test_a_forced_run_that_was_cut_off_goes_on(tmp_path: Path, roster: str) -> None:
    """Cut off twice: what was allowed once need not be allowed again."""
    out = tmp_path / "out"
    run_plan(make_plan(str(LETTER), roster, out))
    renamed = letter(tmp_path, TITLE, OTHER)
    for options in ({"force": True}, {"resume": True}):
        with pytest.raises(KeyboardInterrupt):
            run_plan(make_plan(renamed, roster, out, **options), progress=_interrupt)
    with pytest.raises(OutputError, match="B438"):
        make_plan(str(LETTER), roster, out, resume=True)
    done = run_plan(make_plan(renamed, roster, out, resume=True))
    assert done.count(State.MADE) + done.count(State.UNCHANGED) == 3
    run_plan(make_plan(renamed, roster, tmp_path / "whole"))
    assert letters(out) == letters(tmp_path / "whole")


def _interrupt(_: object) -> None:
    raise KeyboardInterrupt


@pytest.mark.skipif(os.name != "posix", reason="signals of POSIX")
@pytest.mark.parametrize("jobs", ["1", "2"])
def test_letters_of_a_killed_run_are_safe_too(tmp_path: Path, jobs: str) -> None:
    """Also those that it had no time to enter."""
    rows = "".join(f"第{n}站\n" for n in range(3000))
    roster = tmp_path / "roster.csv"
    roster.write_text(f"乙方.单位\n{rows}", "utf-8")
    out = tmp_path / "out"
    command = [sys.executable, "-m", "docgen", "--lang", "en", "batch", "--no-ledger"]
    command += ["--roster", str(roster), "-o", str(out), "--jobs", jobs]
    process = subprocess.Popen([*command, str(LETTER)], stderr=subprocess.PIPE)
    while process.poll() is None and not list(out.glob("*.docx")):
        time.sleep(0.001)
    process.kill()
    process.communicate()
    before = letters(out)
    assert before
    other = letter(tmp_path, TITLE, OTHER)
    done = subprocess.run(
        [*command, other, "--resume"], capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr.count("error ")) == (5, 1)
    assert "B438" in done.stderr
    assert letters(out) == before


def test_an_address_is_a_folder_too(
    need: Callable[..., list[str]], tmp_path: Path, roster: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    need("python:fsspec")
    monkeypatch.chdir(tmp_path)
    address = (tmp_path / "far").as_uri()
    run_plan(make_plan(str(LETTER), roster, address))
    assert (tmp_path / KEPT).is_dir()
    with pytest.raises(OutputError, match="B438"):
        make_plan(letter(tmp_path, TITLE, OTHER), roster, address)
