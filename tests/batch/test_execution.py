"""Where letters are made, and where they go: pools, clusters, addresses, archives."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import zipfile
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import pytest
from click.testing import CliRunner

from docgen.batch import State, make_plan, run_plan
from docgen.batch.variant import Way
from docgen.cli import group
from docgen.errors import OutputError

SAMPLES = Path(__file__).parents[2] / "samples"
LETTER = str(SAMPLES / "responsibility-letter.yaml")
ROSTER = str(SAMPLES / "roster.csv")


def long_roster(path: Path, rows: int) -> str:
    lines = ["编号,乙方.单位,乙方.负责人,乙方.职务"]
    lines += [f"安责〔2026〕{n}号,第{n}水务站,钟{n},站长" for n in range(1, rows + 1)]
    path.write_text("\n".join(lines), encoding="utf-8")
    return str(path)


def letters(folder: Path) -> dict[str, bytes]:
    return {p.name: p.read_bytes() for p in folder.glob("*.docx")}


def test_planning_in_a_pool_gives_the_same_plan(tmp_path: Path) -> None:
    roster = tmp_path / "roster.csv"
    long_roster(roster, 700)
    lines = roster.read_text("utf-8").split("\n")
    lines[40] = "四十号,,钟"
    lines[600] = lines[599]
    roster.write_text("\n".join(lines), "utf-8")
    serial = make_plan(LETTER, str(roster), tmp_path / "out")
    with ProcessPoolExecutor(2) as pool:
        pooled = make_plan(LETTER, str(roster), tmp_path / "out", executor=pool)
    # Each worker learns for itself which rows can take the short way.
    jobs = [[job._replace(way=Way.WHOLE) for job in plan.jobs()] for plan in (serial, pooled)]
    assert jobs[0] == jobs[1]
    assert [r.row for r in pooled.refusals] == [40, 599, 600]


def test_a_cluster_one_of_whose_workers_dies(
    need: Callable[..., list[str]], tmp_path: Path
) -> None:
    need("python:distributed")
    from distributed import Client, LocalCluster

    roster = long_roster(tmp_path / "roster.csv", 3000)
    run_plan(make_plan(LETTER, roster, tmp_path / "whole"))
    killed: list[int] = []
    with (
        LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None) as cluster,
        Client(cluster) as client,
    ):
        executor = client.get_executor(pure=False, retries=3)
        plan = make_plan(LETTER, roster, tmp_path / "out", executor=executor)
        pids = list(client.run(os.getpid).values())

        def kill(outcome: object) -> None:
            if not killed and len(letters(tmp_path / "out")) > 500:
                os.kill(pids[0], signal.SIGKILL)
                killed.append(pids[0])

        report = run_plan(plan, executor, kill)
    assert killed
    assert report.failed == []
    assert report.count(State.MADE) == 3000
    assert letters(tmp_path / "out") == letters(tmp_path / "whole")


def test_an_fsspec_address(
    need: Callable[..., list[str]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    need("python:fsspec")
    import fsspec

    # The journal of an address stands in the current folder.
    monkeypatch.chdir(tmp_path)
    memory = fsspec.filesystem("memory")
    run_plan(make_plan(LETTER, ROSTER, tmp_path / "whole"))
    name = "{{ party_b.post }}/{{ party_b.unit }}责任书"
    report = run_plan(make_plan(LETTER, ROSTER, "memory://letters", name=name))
    assert len(report.made) == 12
    found = {p.rsplit("/", 1)[1]: memory.cat_file(p) for p in memory.find("/letters")}
    assert found == letters(tmp_path / "whole")
    again = run_plan(make_plan(LETTER, ROSTER, "memory://letters", name=name))
    assert again.count(State.UNCHANGED) == 12
    memory.pipe_file("/letters/所长/云栎水库管理所责任书.docx", b"signed")
    [refusal] = make_plan(LETTER, ROSTER, "memory://letters", name=name).refusals
    assert refusal.findings[0].code == "B413"
    memory.rm("/letters", recursive=True)


def test_an_address_nobody_knows(need: Callable[..., list[str]], tmp_path: Path) -> None:
    need("python:fsspec")
    with pytest.raises(OutputError) as caught:
        make_plan(LETTER, ROSTER, "nowhere://letters")
    assert [d.code for d in caught.value.diagnostics] == ["O502"]


def test_a_zip(tmp_path: Path) -> None:
    run_plan(make_plan(LETTER, ROSTER, tmp_path / "whole"))
    target = tmp_path / "全部.zip"
    run_plan(make_plan(LETTER, ROSTER, target))
    with zipfile.ZipFile(target) as archive:
        assert archive.testzip() is None
        assert {n: archive.read(n) for n in archive.namelist()} == letters(tmp_path / "whole")
    before = target.read_bytes()
    with pytest.raises(OutputError) as caught:
        run_plan(make_plan(LETTER, ROSTER, target))
    assert [d.code for d in caught.value.diagnostics] == ["O501"]
    run_plan(make_plan(LETTER, ROSTER, target, force=True))
    assert target.read_bytes() == before
    assert {p.name for p in tmp_path.iterdir()} == {"whole", "全部.zip"}


def test_a_zip_that_is_not_finished_leaves_nothing(tmp_path: Path) -> None:
    def stop(_: object) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run_plan(make_plan(LETTER, ROSTER, tmp_path / "out" / "全部.zip"), progress=stop)
    assert list((tmp_path / "out").iterdir()) == []


# The command.


def batch(*arguments: str) -> tuple[int, str]:
    done = subprocess.run(
        [sys.executable, "-m", "docgen", "--lang", "en", "batch", LETTER, *arguments],
        capture_output=True,
        check=False,
        encoding="utf-8",
        env={**os.environ, "PYTHONUTF8": "1"},
    )
    assert "Traceback" not in done.stderr
    return done.returncode, done.stdout + done.stderr


def test_a_dry_run_shows_and_writes_nothing(tmp_path: Path) -> None:
    roster = tmp_path / "r.csv"
    roster.write_text("编号,乙方.单位\n1号,甲站\n2号,\n", "utf-8")
    code, said = batch("--roster", str(roster), "-o", str(tmp_path / "out"), "--dry-run")
    assert code == 3
    assert "1\tto make\t甲站责任书.docx" in said
    assert "2\trefused" in said
    assert "V203" in said
    assert "rows: 2, to make: 1, unchanged: 0, failed: 1" in said
    assert not (tmp_path / "out").exists()


def test_all_or_nothing_where_one_row_is_bad(tmp_path: Path) -> None:
    roster = tmp_path / "r.csv"
    roster.write_text("编号,乙方.单位\n1号,甲站\n2号,\n", "utf-8")
    code, said = batch("--roster", str(roster), "-o", str(tmp_path / "out"), "--all-or-nothing")
    assert code == 3
    assert "V203" in said
    assert not (tmp_path / "out").exists()


def test_refused_rows_come_back_as_a_roster(tmp_path: Path) -> None:
    """The workbook of failures is mended, fed back, and makes the letters that were missing."""
    import openpyxl

    roster = tmp_path / "r.csv"
    roster.write_text(
        "编号,乙方.单位,备注栏\n".replace(",备注栏", "") + "1号,甲站\n007,\n", "utf-8"
    )
    out = tmp_path / "out"
    code, _ = batch("--roster", str(roster), "-o", str(out))
    assert code == 3
    back = out / "退回名册.xlsx"
    book = openpyxl.load_workbook(back)
    [header, refused] = book.active.iter_rows(values_only=True)
    assert header[:3] == ("编号", "乙方.单位", "退回原因")
    assert refused[0] == "007"
    assert "V203" in refused[2] or "单位" in refused[2]
    book.active["B2"] = "乙站"
    mended = tmp_path / "mended.xlsx"
    book.save(mended)
    code, said = batch("--roster", str(mended), "-o", str(out))
    assert code == 0, said
    assert set(letters(out)) == {"甲站责任书.docx", "乙站责任书.docx"}
    assert not back.exists()


def test_entries_that_belong_to_no_row_end_the_batch_with_3(tmp_path: Path) -> None:
    import openpyxl

    book = openpyxl.Workbook()
    book.active.append(["乙方.单位"])
    book.active.append(["甲站"])
    book.active.append(["乙站"])
    page = book.create_sheet("考核指标")
    page.append(["乙方.单位", "指标名称", "目标值", "权重"])
    for _ in range(30):
        page.append(["丁所", "演练", "≥2", "100"])
    roster, out = tmp_path / "r.xlsx", tmp_path / "out"
    book.save(roster)
    all_of_them = ["乙站责任书.docx", "甲站责任书.docx"]
    for more, made in (["--dry-run"], []), (["--all-or-nothing"], []), ([], all_of_them):
        code, said = batch("--roster", str(roster), "-o", str(out), *more)
        assert code == 3
        assert "A2:" in said
        assert said.count("B425") == 2
        assert "also here (29 more): A3, A4, A5, A6 …" in said
        assert sorted(letters(out)) == made


def test_strict_makes_nothing_where_anything_is_warned_of(tmp_path: Path) -> None:
    roster, out = tmp_path / "r.csv", tmp_path / "out"
    head = "编号,乙方.单位,乙方.负责人,乙方.职务\n"
    roster.write_text(
        head + "安责〔2026〕1号,甲站,王一,站长\n安责〔2026〕1号,乙站,李二,站长\n", "utf-8"
    )
    code, said = batch("--roster", str(roster), "-o", str(out), "--strict")
    assert code == 3
    assert "error B450" in said
    assert not out.exists()
    code, said = batch("--roster", str(roster), "-o", str(out), "--all-or-nothing")
    assert code == 0
    assert "warning B450" in said
    # What is told of the letters that are there counts too: that some belong to no row.
    roster.write_text(head + "安责〔2026〕1号,甲站,王一,站长\n", "utf-8")
    code, said = batch("--roster", str(roster), "-o", str(out), "--strict")
    assert (code, "error B414" in said) == (3, True), said
    again = tmp_path / "again"
    assert batch("--roster", str(roster), "-o", str(again), "--strict")[0] == 0
    assert len(letters(again)) == 1
    # And a row that is refused.
    roster.write_text(
        head + "安责〔2026〕1号,甲站,王一,站长\n安责〔2026〕2号,,李二,站长\n", "utf-8"
    )
    assert batch("--roster", str(roster), "-o", str(tmp_path / "n"), "--strict")[0] == 3
    assert not (tmp_path / "n").exists()


def test_a_cluster_that_is_not_there(need: Callable[..., list[str]], tmp_path: Path) -> None:
    need("python:distributed")
    code, said = batch("--roster", ROSTER, "-o", str(tmp_path / "out"), "--cluster", "nonsense")
    assert (code, "B481" in said) == (5, True), said


def test_two_processes_and_quiet(tmp_path: Path) -> None:
    roster = long_roster(tmp_path / "r.csv", 300)
    run_plan(make_plan(LETTER, roster, tmp_path / "whole"))
    out = tmp_path / "out"
    code, said = batch("--roster", roster, "-o", str(out), "--jobs", "2", "-q", "--no-ledger")
    assert (code, said) == (0, "")
    assert letters(out) == letters(tmp_path / "whole")


def test_options_that_exclude_each_other() -> None:
    runner = CliRunner()
    command = group._group()
    base = ["batch", LETTER, "--roster", ROSTER, "-o", "nowhere"]
    for options in (["--jobs", "2", "--cluster", "tcp://x"], ["--layout", "a", "--template", "b"]):
        assert runner.invoke(command, [*base, *options]).exit_code == 2


_MEASURE = """
import sys, json
from docgen.batch import make_plan, run_plan
import docgen.batch.plan as plan
class Nothing:
    def put(self, name, data, over): pass
    def get(self, name): return None
    def size(self, name): return None
    def is_empty(self): return True
plan.output_of = lambda target: Nothing()
made = run_plan(make_plan(sys.argv[1], sys.argv[2], "nothing"))
peak = next(l for l in open("/proc/self/status") if l.startswith("VmHWM"))
print(json.dumps([made.rows, int(peak.split()[1])]))
"""


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="reads Linux's /proc")
def test_memory_stays_flat(tmp_path: Path) -> None:
    """Ten times the rows; the output is thrown away, so that nothing but the run is measured."""
    peaks = []
    for rows in (3_000, 30_000):
        roster = long_roster(tmp_path / f"{rows}.csv", rows)
        done = subprocess.run(
            [sys.executable, "-c", _MEASURE, LETTER, roster],
            capture_output=True,
            check=True,
            encoding="utf-8",
        )
        made, peak = json.loads(done.stdout)
        assert made == rows
        peaks.append(peak)
    assert peaks[1] < 1.5 * peaks[0]
