"""Never lost, never double: killed, starved, locked out, and gone on with."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from docgen.batch import Job, State, make_plan, run_plan
from docgen.batch.journal import Lock
from docgen.batch.outputs import KEPT
from docgen.errors import OutputError

SAMPLES = Path(__file__).parents[2] / "samples"
LETTER = str(SAMPLES / "responsibility-letter.yaml")
POSIX = pytest.mark.skipif(os.name != "posix", reason="signals and mounts of POSIX")


def long_roster(path: Path, rows: int) -> str:
    lines = ["编号,乙方.单位,乙方.负责人,乙方.职务"]
    lines += [f"安责〔2026〕{n}号,第{n}水务站,钟{n},站长" for n in range(1, rows + 1)]
    path.write_text("\n".join(lines), encoding="utf-8")
    return str(path)


def letters(folder: Path) -> dict[str, bytes]:
    """Every file but those docgen keeps for itself."""
    found = (p for p in folder.rglob("*.docx") if KEPT not in p.parts)
    return {str(p.relative_to(folder)): p.read_bytes() for p in found}


def start(
    roster: str, target: Path | str, *options: str, cwd: Path | None = None, **more: Any
) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "docgen", "--lang", "en", "batch", LETTER]
    command += ["--roster", roster, "-o", str(target), "--no-ledger", *options]
    return subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=cwd, **more
    )


def finish(process: subprocess.Popen[bytes]) -> tuple[int, str]:
    out, err = process.communicate(timeout=300)
    return process.returncode, (out + err).decode()


@POSIX
def test_killed_at_twenty_moments_and_resumed(tmp_path: Path) -> None:
    roster = long_roster(tmp_path / "roster.csv", 8000)
    run_plan(make_plan(LETTER, roster, tmp_path / "whole"))
    folder = tmp_path / "killed"
    draw = random.Random(20)
    begun = 0
    for _ in range(20):
        process = start(roster, folder, "--resume")
        # From before the first file of this run to some time after it; a quick machine makes
        # a thousand letters in a moment, and most kills are to find it at work.
        before = len(list(folder.glob("*.docx"))) if folder.exists() else 0
        more, least = draw.randint(0, 60), time.monotonic() + draw.uniform(0, 0.3)
        while process.poll() is None and time.monotonic() < least + 20:
            now = len(list(folder.glob("*.docx"))) if folder.exists() else 0
            if now >= before + more and time.monotonic() >= least:
                break
            time.sleep(0.002)
        process.send_signal(signal.SIGKILL)
        process.communicate()
        begun += process.returncode == -signal.SIGKILL
    assert begun > 10, begun
    code, said = finish(start(roster, folder, "--resume"))
    assert code == 0, said
    assert letters(folder) == letters(tmp_path / "whole")
    assert not list((folder / KEPT / "writing").iterdir())


@POSIX
@pytest.mark.parametrize("jobs", ["1", "2"])
def test_stopped_from_the_keyboard_and_resumed(tmp_path: Path, jobs: str) -> None:
    """A terminal sends Ctrl+C to all processes of the command."""
    roster = long_roster(tmp_path / "roster.csv", 8000)
    run_plan(make_plan(LETTER, roster, tmp_path / "whole"))
    folder = tmp_path / "stopped"
    # What a shell starts in the background ignores it, and so would all that it starts.
    default = partial(signal.signal, signal.SIGINT, signal.SIG_DFL)
    session = {"start_new_session": True, "preexec_fn": default}
    process = start(roster, folder, "--jobs", jobs, **session)
    while process.poll() is None and not (folder.exists() and list(folder.glob("*.docx"))):
        time.sleep(0.002)
    os.killpg(process.pid, signal.SIGINT)
    code, said = finish(process)
    assert code == 5, said
    assert "B480" in said
    assert "--resume goes on" in said
    assert "Traceback" not in said
    assert 0 < len(letters(folder)) < 8000
    code, said = finish(start(roster, folder, "--resume", "--jobs", jobs))
    assert code == 0, said
    assert letters(folder) == letters(tmp_path / "whole")


@POSIX
@pytest.mark.parametrize("jobs", ["1", "2"])
def test_killed_while_making_anew_and_resumed(tmp_path: Path, jobs: str) -> None:
    """Letters that were replaced, and not entered yet, are no letters that somebody has edited."""
    roster = long_roster(tmp_path / "roster.csv", 3000)
    folder = tmp_path / "killed"
    run_plan(make_plan(LETTER, roster, folder))
    old = letters(folder)
    text = Path(roster).read_text("utf-8")
    Path(roster).write_text(text.replace("钟", "田"), "utf-8")
    run_plan(make_plan(LETTER, roster, tmp_path / "whole"))
    watched = [folder / name for name in sorted(old)[::100]]
    killed = 0
    for _ in range(4):
        process = start(roster, folder, "--resume", "--jobs", jobs)
        before = sum(path.read_bytes() != old[path.name] for path in watched)
        while process.poll() is None:
            if sum(path.read_bytes() != old[path.name] for path in watched) > before:
                break
            time.sleep(0.001)
        process.kill()
        process.communicate()
        killed += process.returncode == -signal.SIGKILL
    assert killed >= 2, killed
    code, said = finish(start(roster, folder, "--resume", "--jobs", jobs))
    assert code == 0, said
    assert letters(folder) == letters(tmp_path / "whole")


@POSIX
@pytest.mark.parametrize("jobs", ["1", "2"])
@pytest.mark.parametrize("made", [False, True])
def test_killed_and_resumed_with_a_corrected_roster(tmp_path: Path, jobs: str, made: bool) -> None:
    """What the killed run put is known again, though no row makes it any more."""
    roster = long_roster(tmp_path / "roster.csv", 2000)
    folder = tmp_path / "killed"
    if made:
        run_plan(make_plan(LETTER, roster, folder))
    old = letters(folder)
    text = Path(roster).read_text("utf-8")
    Path(roster).write_text(text.replace("钟", "田"), "utf-8")
    process = start(roster, folder, "--jobs", jobs)
    watched = [folder / f"第{n}水务站责任书.docx" for n in range(1, 2000, 20)]
    while process.poll() is None and sum(map(_is_new(old), watched)) < 5:
        time.sleep(0.001)
    process.kill()
    process.communicate()
    assert process.returncode == -signal.SIGKILL
    by_hand = folder / "第1水务站责任书.docx"
    with zipfile.ZipFile(by_hand, "a") as archive:
        archive.writestr("docProps/custom.xml", "saved in Word")
    edited = by_hand.read_bytes()
    Path(roster).write_text(text.replace("钟", "方"), "utf-8")
    code, said = finish(start(roster, folder, "--resume", "--jobs", jobs))
    assert (code, said.count("error B4")) == (3, 1)
    run_plan(make_plan(LETTER, roster, tmp_path / "whole"))
    assert letters(folder) == letters(tmp_path / "whole") | {by_hand.name: edited}
    # The notes of what was put are for a killed run only.
    assert not list((folder / KEPT / "noted").iterdir())


def _is_new(old: dict[str, bytes]) -> Callable[[Path], bool]:
    return lambda path: path.exists() and path.read_bytes() != old.get(path.name)


@pytest.mark.skipif(sys.platform != "linux", reason="the system ends the workers on Linux only")
def test_workers_end_with_the_process_that_began_them(tmp_path: Path) -> None:
    roster = long_roster(tmp_path / "roster.csv", 8000)
    run_plan(make_plan(LETTER, roster, tmp_path / "whole"))
    folder = tmp_path / "killed"
    process = start(roster, folder, "--jobs", "2")
    while process.poll() is None and not (folder.exists() and len(list(folder.glob("*.docx"))) > 9):
        time.sleep(0.002)
    workers = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()
    process.kill()
    process.communicate()
    assert len(workers) == 1
    latest = time.monotonic() + 20
    while any(_runs(worker) for worker in workers) and time.monotonic() < latest:
        time.sleep(0.01)
    assert not any(_runs(worker) for worker in workers)
    code, said = finish(start(roster, folder, "--resume", "--jobs", "2"))
    assert code == 0, said
    assert letters(folder) == letters(tmp_path / "whole")


def _runs(process: str) -> bool:
    try:
        return Path(f"/proc/{process}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except OSError:
        return False


@POSIX
def test_an_address_that_was_killed_is_gone_on_with(
    need: Callable[..., list[str]], tmp_path: Path
) -> None:
    """The journal stands where the command is given; a letter cut in half is made again."""
    need("python:fsspec")
    roster = long_roster(tmp_path / "roster.csv", 3000)
    run_plan(make_plan(LETTER, roster, tmp_path / "whole"))
    folder = tmp_path / "far"
    draw = random.Random(6)
    killed = 0
    for _ in range(6):
        process = start(roster, folder.as_uri(), "--resume", cwd=tmp_path)
        before = len(list(folder.glob("*.docx"))) if folder.exists() else 0
        more, latest = before + draw.randint(1, 300), time.monotonic() + 60
        while process.poll() is None and time.monotonic() < latest:
            if folder.exists() and len(list(folder.glob("*.docx"))) >= more:
                break
            time.sleep(0.002)
        process.kill()
        process.communicate()
        killed += process.returncode == -signal.SIGKILL
    assert killed >= 3
    torn = next(folder.glob("*.docx"))
    torn.write_bytes(torn.read_bytes()[:3000])
    code, said = finish(start(roster, folder.as_uri(), "--resume", cwd=tmp_path))
    assert code == 0, said
    assert letters(folder) == letters(tmp_path / "whole")


@POSIX
def test_a_zip_that_was_killed_is_made_from_the_start(tmp_path: Path) -> None:
    roster = long_roster(tmp_path / "roster.csv", 3000)
    target = tmp_path / "out" / "全部.zip"
    process = start(roster, target)
    while process.poll() is None and not list((tmp_path / "out").glob(".*")):
        time.sleep(0.002)
    process.kill()
    process.communicate()
    assert process.returncode == -signal.SIGKILL
    # Under its name there is a whole archive or none.
    assert not target.exists()
    code, said = finish(start(roster, target, "--resume"))
    assert code == 0, said
    with zipfile.ZipFile(target) as archive:
        assert archive.testzip() is None
        assert len(archive.namelist()) == 3000


@POSIX
def test_a_run_that_was_cut_off_asks_for_resume(tmp_path: Path) -> None:
    roster = long_roster(tmp_path / "roster.csv", 3000)
    folder = tmp_path / "out"
    process = start(roster, folder)
    while process.poll() is None and not list(folder.glob("*.docx")):
        time.sleep(0.002)
    process.kill()
    process.communicate()
    with pytest.raises(OutputError) as caught:
        make_plan(LETTER, roster, folder)
    assert [d.code for d in caught.value.diagnostics] == ["B410"]
    done = run_plan(make_plan(LETTER, roster, folder, resume=True))
    assert done.rows == 3000
    assert done.failed == []
    assert len(letters(folder)) == 3000


def test_a_file_cut_off_by_a_power_failure_is_made_again(tmp_path: Path) -> None:
    """The name is there, the bytes are not all: as after a crash of the machine."""
    roster = long_roster(tmp_path / "roster.csv", 10)
    run_plan(make_plan(LETTER, roster, tmp_path / "whole"))
    plan = make_plan(LETTER, roster, tmp_path / "out")
    with pytest.raises(KeyboardInterrupt):
        run_plan(plan, progress=_interrupt)
    torn = next((tmp_path / "out").glob("*.docx"))
    torn.write_bytes(torn.read_bytes()[:3000])
    run_plan(make_plan(LETTER, roster, tmp_path / "out", resume=True))
    assert letters(tmp_path / "out") == letters(tmp_path / "whole")


def _interrupt(_: object) -> None:
    raise KeyboardInterrupt


def test_two_runs_into_one_folder(tmp_path: Path) -> None:
    """The second is a process of its own, and says why it will not."""
    roster = long_roster(tmp_path / "roster.csv", 5)
    lock = Lock(tmp_path / "out" / KEPT, tmp_path / "out")
    code, said = finish(start(roster, tmp_path / "out"))
    assert code == 5
    assert "B411" in said
    assert letters(tmp_path / "out") == {}
    lock.release()
    assert finish(start(roster, tmp_path / "out"))[0] == 0


def test_a_run_at_work_is_not_taken_for_one_that_was_cut_off(tmp_path: Path) -> None:
    """Nor is it disturbed by one that is refused."""
    roster = long_roster(tmp_path / "roster.csv", 600)
    refused: list[tuple[int, str]] = []

    def second(job: Job) -> None:
        if job.row in (1, 500):
            refused.append(finish(start(roster, tmp_path / "out")))

    report = run_plan(make_plan(LETTER, roster, tmp_path / "out"), progress=second)
    assert [(code, "B411" in said, "B410" in said) for code, said in refused] == [
        (5, True, False),
        (5, True, False),
    ]
    assert report.count(State.MADE) == len(letters(tmp_path / "out")) == 600


@POSIX
def test_two_processes_at_once(tmp_path: Path) -> None:
    """One of them does all the work, whichever it is; nothing is made twice."""
    roster = long_roster(tmp_path / "roster.csv", 3000)
    both = [start(roster, tmp_path / "out") for _ in range(2)]
    codes = sorted(finish(process)[0] for process in both)
    # The second is refused while the first works, and finds all done after it.
    assert codes[0] == 0
    assert codes[1] in (0, 5)
    assert len(letters(tmp_path / "out")) == 3000


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    folder = tmp_path / "small"
    folder.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=5m", "tmpfs", str(folder)],
        capture_output=True,
        check=False,
    )
    if mounted.returncode:
        if os.environ.get("DOCGEN_FULL") == "1":
            pytest.fail("cannot mount a tmpfs here")
        pytest.skip("cannot mount a tmpfs here (needs root)")
    yield folder
    subprocess.run(["umount", str(folder)], check=True)


@POSIX
def test_a_disk_that_fills_up(small_disk: Path, tmp_path: Path) -> None:
    roster = long_roster(tmp_path / "roster.csv", 1200)
    run_plan(make_plan(LETTER, roster, tmp_path / "whole"))
    code, said = finish(start(roster, small_disk / "out"))
    assert code == 5
    assert "O502" in said
    assert "Traceback" not in said
    made = letters(small_disk / "out")
    whole = letters(tmp_path / "whole")
    assert 100 < len(made) < 1200
    assert all(whole[name] == data for name, data in made.items())
    subprocess.run(["mount", "-o", "remount,size=50m", str(small_disk)], check=True)
    code, said = finish(start(roster, small_disk / "out", "--resume"))
    assert code == 0, said
    assert letters(small_disk / "out") == whole


@POSIX
def test_a_read_only_folder(tmp_path: Path) -> None:
    """Root writes anywhere but on a file system mounted read-only."""
    folder = tmp_path / "out"
    folder.mkdir()
    roster = long_roster(tmp_path / "roster.csv", 3)
    if os.geteuid() == 0:
        mount = ["mount", "-t", "tmpfs", "-o", "ro", "tmpfs", str(folder)]
        if subprocess.run(mount, capture_output=True, check=False).returncode:
            pytest.skip("cannot mount a tmpfs here")
    else:
        folder.chmod(0o500)
    try:
        plan = make_plan(LETTER, roster, folder)
        with pytest.raises(OutputError) as caught:
            run_plan(plan)
        assert [d.code for d in caught.value.diagnostics] == ["O502"]
    finally:
        if os.geteuid() == 0:
            subprocess.run(["umount", str(folder)], check=True)
        else:
            folder.chmod(0o700)


def test_only_changed_rows_are_made_again(tmp_path: Path) -> None:
    roster = tmp_path / "roster.csv"
    run_plan(make_plan(LETTER, long_roster(roster, 20), tmp_path / "out"))
    before = {p.name: p.stat().st_mtime_ns for p in (tmp_path / "out").glob("*.docx")}
    roster.write_text(roster.read_text("utf-8").replace(",钟7,", ",钟七,"), "utf-8")
    again = run_plan(make_plan(LETTER, str(roster), tmp_path / "out"))
    assert [o.row for o in again.made] == [7]
    assert again.count(State.UNCHANGED) == 19
    after = {p.name: p.stat().st_mtime_ns for p in (tmp_path / "out").glob("*.docx")}
    assert [name for name in after if after[name] != before[name]] == ["第7水务站责任书.docx"]


def test_rows_that_went_away_are_told_and_their_letters_left(tmp_path: Path) -> None:
    run_plan(make_plan(LETTER, long_roster(tmp_path / "a.csv", 5), tmp_path / "out"))
    plan = make_plan(LETTER, long_roster(tmp_path / "a.csv", 4), tmp_path / "out")
    assert [(d.code, d.args["count"]) for d in plan.findings] == [("B414", 1)]
    run_plan(plan)
    assert len(letters(tmp_path / "out")) == 5


def test_a_roster_that_changes_during_the_run(tmp_path: Path) -> None:
    roster = long_roster(tmp_path / "roster.csv", 5)
    plan = make_plan(LETTER, roster, tmp_path / "out")
    long_roster(tmp_path / "roster.csv", 6)
    with pytest.raises(Exception, match="B415"):
        run_plan(plan)
    assert letters(tmp_path / "out") == {}


@POSIX
def test_a_pool_whose_worker_dies(tmp_path: Path) -> None:
    roster = long_roster(tmp_path / "roster.csv", 2000)
    run_plan(make_plan(LETTER, roster, tmp_path / "whole"))
    with ProcessPoolExecutor(2) as pool:
        plan = make_plan(LETTER, roster, tmp_path / "out", executor=pool)
        killed = []

        def kill(_: object) -> None:
            if not killed:
                killed.append(next(iter(pool._processes)))
                os.kill(killed[0], signal.SIGKILL)

        with pytest.raises(OutputError) as caught:
            run_plan(plan, pool, kill)
    assert [d.code for d in caught.value.diagnostics] == ["B417"]
    with ProcessPoolExecutor(2) as pool:
        run_plan(make_plan(LETTER, roster, tmp_path / "out", resume=True, executor=pool), pool)
    assert letters(tmp_path / "out") == letters(tmp_path / "whole")
