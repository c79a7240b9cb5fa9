"""One letter × one roster, by docgen and by its peers: ``python benchmarks/run.py``.

Whole processes in interleaved rounds, in an order that rotates; the texts of all peers' letters are
compared; medians, ratios and peak memory go to ``benchmarks/results.md``. Nothing is asserted about
speed. On a disk, files are written to fresh folders and deleted at the very end: on ext4, deleting
thousands of files just before creating thousands slows creation for a minute. In memory they are
deleted at once, and a first round is thrown away: on a virtual machine, memory that nobody has used
yet costs several times what writing to it costs, and would be charged to whoever comes first.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import re
import shutil
import signal
import statistics
import subprocess
import sys
import zipfile
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from importlib.metadata import version
from itertools import count
from pathlib import Path
from tempfile import mkdtemp

from letter import write_job, write_long_roster

HERE = Path(__file__).parent
RESULTS = HERE / "results.md"
IN_PYTHON = HERE / "peers" / "in_python.py"
IN_NODE = HERE / "peers" / "in_node.cjs"

OURS = "docgen"
FLOOR = "floor: writing the bytes"
LAYOUT = "docgen, its own layout"
LEDGER = "docgen, with a ledger"
PYTHON = (OURS, LAYOUT, "docxtpl", "docxtpl, template reused", "docx-mailmerge2")
NODE = ("easy-template-x", "docxtemplater", "carbone")
TWO = "docgen, 2 processes"
OURS_ALL = (OURS, LEDGER, LAYOUT, TWO)


@dataclass(frozen=True)
class Run:
    """What one process took."""

    seconds: float
    cpu: float
    peak_kib: int
    letters: int

    @property
    def each(self) -> float:
        """Seconds a letter."""
        return self.seconds / self.letters


def _pinned(peer: str) -> list[str]:
    """What keeps ``peer`` on one processor.

    Node keeps a second one busy with what its own memory and compiler ask for; what is compared is
    what a letter costs.
    """
    if peer == TWO or not shutil.which("taskset"):
        return []
    return ["taskset", "-c", str(min(os.sched_getaffinity(0)))]


class Bench:
    """One place (a disk or a tmpfs): fresh folders in it, processes run there."""

    def __init__(self, root: Path, keep: bool) -> None:
        self._keep = keep
        self.root = Path(mkdtemp(prefix="docgen-bench-", dir=root))
        self.job = self.root / "job"
        self._serial = count(1)
        self._environment = {**os.environ, "PYTHONPATH": str(HERE.parent / "src")}

    def fresh(self) -> Path:
        """A folder that nobody wrote to."""
        folder = self.root / f"out-{next(self._serial)}"
        folder.mkdir()
        return folder

    def run(self, peer: str, letters: int, out: Path | None = None) -> Run:
        """One process of ``peer`` making ``letters`` letters."""
        program = ["node", str(IN_NODE)] if peer in NODE else [sys.executable, str(IN_PYTHON)]
        folder = out or self.fresh()
        command = [*program, peer, str(self.job), str(folder), str(letters)]
        done = subprocess.run(
            [*_pinned(peer), *command], capture_output=True, env=self._environment, check=False
        )
        if done.returncode:
            raise SystemExit(f"{peer} failed:\n{done.stderr.decode(errors='replace')}")
        if not (self._keep or out):
            shutil.rmtree(folder)
        figures = json.loads(done.stdout.decode().rstrip().rsplit("\n", 1)[-1])
        return Run(figures["seconds"], figures["cpu"], figures["peak_kib"], letters)

    def rounds(self, peers: dict[str, int], rounds: int) -> dict[str, list[Run]]:
        """``rounds`` runs of each of ``peers`` (to their numbers of letters), taking turns."""
        out: dict[str, list[Run]] = defaultdict(list)
        names = list(peers)
        for peer in names if not self._keep else ():
            self.run(peer, peers[peer])
        for number in range(rounds):
            turn = number % len(names)
            for peer in names[turn:] + names[:turn]:
                out[peer].append(self.run(peer, peers[peer]))
                each = 1000 * out[peer][-1].each
                print(f"  round {number + 1}/{rounds}  {peer:28}{each:9.3f} ms", file=sys.stderr)
        return out

    def close(self) -> None:
        """Delete everything."""
        shutil.rmtree(self.root)


_PARAGRAPH = re.compile(r"<w:p[ >].*?</w:p>", re.DOTALL)
_TEXT = re.compile(r"<w:t(?: [^>]*)?>([^<]*)</w:t>")
_NUMBER = re.compile(r"(\d+)(?!.*\d)")


def texts(path: Path) -> list[str]:
    """The text of every paragraph that has any, in order."""
    with zipfile.ZipFile(path) as archive:
        xml = archive.read("word/document.xml").decode("utf-8")
    found = ["".join(_TEXT.findall(p)) for p in _PARAGRAPH.findall(xml)]
    return [text for text in found if text]


def letters_in(folder: Path) -> list[Path]:
    """The letters in roster order: docgen names them by number from 1, the peers from 0."""

    def number(path: Path) -> int:
        found = _NUMBER.search(path.stem)
        assert found
        return int(found[1])

    return sorted(folder.glob("*.docx"), key=number)


def check_texts(bench: Bench, peers: Iterable[str], letters: int) -> int:
    """Every peer's letters say the same. Ends the program where they do not."""
    expected: list[list[str]] = []
    for peer in peers:
        folder = bench.fresh()
        bench.run(peer, letters, folder)
        found = [texts(path) for path in letters_in(folder)]
        if not expected:
            expected = found
        for n, (ours, theirs) in enumerate(zip(expected, found, strict=True), 1):
            if ours != theirs:
                pairs = zip(ours, theirs, strict=False)
                first = next((p for p in pairs if p[0] != p[1]), (len(ours), len(theirs)))
                raise SystemExit(f"{peer}, letter {n} says something else: {first}")
    return letters


def keep_finished(bench: Bench, letters: int) -> int:
    """Put finished letters where the floor finds them; returns their mean size in bytes."""
    folder = bench.job / "finished"
    folder.mkdir()
    bench.run(OURS, letters, folder)
    return int(statistics.mean(path.stat().st_size for path in folder.glob("*.docx")))


def median_ms(runs: list[Run]) -> float:
    """Milliseconds a letter."""
    return 1000 * statistics.median(run.each for run in runs)


def cpu_ms(runs: list[Run]) -> float:
    """Milliseconds of processor a letter, which a busy machine changes less."""
    return 1000 * statistics.median(run.cpu / run.letters for run in runs)


def table(runs: dict[str, list[Run]]) -> list[str]:
    """Markdown: medians, spread, times docgen, memory."""
    base = median_ms(runs[OURS])
    lines = [
        "| | ms a letter | lowest–highest | × docgen | CPU ms | × docgen | peak memory, MB |",
        "|---|--:|--:|--:|--:|--:|--:|",
    ]
    for peer in sorted(runs, key=lambda p: median_ms(runs[p])):
        each = median_ms(runs[peer])
        taken = [1000 * run.each for run in runs[peer]]
        peak = statistics.median(run.peak_kib for run in runs[peer]) / 1024
        spread = f"{min(taken):.3f}–{max(taken):.3f}"
        cpu = cpu_ms(runs[peer])
        lines.append(
            f"| {peer} | {each:.3f} | {spread} | {each / base:.2f}"
            f" | {cpu:.3f} | {cpu / cpu_ms(runs[OURS]):.2f} | {peak:.0f} |"
        )
    return lines


def summary(runs: dict[str, list[Run]]) -> list[str]:
    """Markdown: docgen beside the peers that matter most, and the floor."""
    ours, cpu = median_ms(runs[OURS]), cpu_ms(runs[OURS])

    def times(peer: str) -> str:
        by_clock = median_ms(runs[peer]) / ours
        return f"{by_clock:.1f} × as fast as {peer} ({cpu_ms(runs[peer]) / cpu:.1f} × by CPU time)"

    lines = [
        f"- docgen is {times(peer)}" for peer in ("docxtpl", "easy-template-x") if peer in runs
    ]
    floor = f"{ours / median_ms(runs[FLOOR]):.1f} × the floor"
    lines.append(f"- docgen takes {floor} ({cpu / cpu_ms(runs[FLOOR]):.1f} × by CPU time)")
    return lines


def by_size(bench: Bench, sizes: list[int], rounds: int) -> list[str]:
    """Markdown: cost per letter and peak memory by the roster's length, beside the first of them.

    The longest takes minutes, in which a machine's speed changes: the first is therefore run
    ``rounds`` times before and after each of the others, which are put beside these runs alone.
    """
    first, *others = sizes
    lines = [f"| letters | ms a letter | CPU ms | × {first:,} | peak memory, MB | × {first:,} |"]
    lines += ["|--:|--:|--:|--:|--:|--:|"]
    for size in sizes:
        write_long_roster(bench.job / f"long-{size}.csv", size)

    def run(size: int, times: int) -> list[Run]:
        found = [bench.run("docgen, long roster", size) for _ in range(times)]
        for one in found:
            print(f"  {size:,} {1000 * one.each:9.3f} ms", file=sys.stderr)
        return found

    before = run(first, rounds)
    beside = {first: (before, before)}
    for size in others:
        found, after = run(size, 1), run(first, rounds)
        beside[size] = (found, before + after)
        before = after
    for size, (found, base) in sorted(beside.items()):
        memory, peak = (statistics.median(one.peak_kib for one in of) for of in (found, base))
        lines.append(
            f"| {size:,} | {median_ms(found):.3f} | {cpu_ms(found):.3f}"
            f" | {cpu_ms(found) / cpu_ms(base):.2f} | {memory / 1024:.0f} | {memory / peak:.2f} |"
        )
    return lines


def by_processes(bench: Bench, sizes: list[int], rounds: int) -> list[str]:
    """Markdown: one process beside two, by the roster's length.

    The ratio is the median of the rounds' own: a machine's speed changes less within a round.
    """
    lines = [
        "| letters | one, ms a letter | two | two are | lowest–highest | CPU ms, one | two |",
        "|--:|--:|--:|--:|--:|--:|--:|",
    ]
    for size in sizes:
        runs = bench.rounds({OURS: size, TWO: size}, rounds)
        one, two = runs[OURS], runs[TWO]
        taken = [a.each / b.each for a, b in zip(one, two, strict=True)]
        lines.append(
            f"| {size:,} | {median_ms(one):.3f} | {median_ms(two):.3f}"
            f" | {statistics.median(taken):.2f} × one | {min(taken):.2f}–{max(taken):.2f}"
            f" | {cpu_ms(one):.3f} | {cpu_ms(two):.3f} |"
        )
    return lines


def machine() -> str:
    """One line on what this ran on."""
    processor = platform.processor() or platform.machine()
    info = Path("/proc/cpuinfo")
    if info.exists():
        names = re.findall(r"model name\s*: (.*)", info.read_text())
        processor = names[0] if names else processor
    node = subprocess.run(["node", "--version"], capture_output=True, text=True, check=False)
    return (
        f"{processor}, {os.cpu_count()} cores; {platform.system()} {platform.release()};"
        f" Python {platform.python_version()}, Node {node.stdout.strip()}"
    )


def versions() -> str:
    """The peers' pinned versions."""
    pinned = json.loads((HERE / "package.json").read_text("utf-8"))["dependencies"]
    found = {name: version(name) for name in ("docxtpl", "docx-mailmerge2")} | pinned
    return ", ".join(f"{name} {number}" for name, number in found.items())


def main() -> None:
    """Measure and write the results."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--letters", type=int, default=200, help="letters a run (default: 200)")
    parser.add_argument(
        "--many", type=int, default=50, help="times as many letters for docgen (default: 50)"
    )
    parser.add_argument("--rounds", type=int, default=5, help="rounds (default: 5)")
    parser.add_argument(
        "--sizes",
        default="10000,1000,100000,1000000",
        help="rosters' lengths; the others are put beside the first",
    )
    parser.add_argument(
        "--processes",
        default="10000,20000,40000",
        help="rosters' lengths for one and two processes",
    )
    parser.add_argument("--tmpfs", type=Path, default=Path("/dev/shm"), help="a folder in memory")
    parser.add_argument("--disk", type=Path, default=Path("/var/tmp"), help="a folder on a disk")
    parser.add_argument("--only", default="", help="peers, by commas (default: all)")
    parser.add_argument("-o", "--output", type=Path, default=RESULTS)
    options = parser.parse_args()
    # Ended from outside, it still takes its files away.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    letters, rounds = options.letters, options.rounds
    many = letters * options.many
    peers = [p for p in (*PYTHON, *NODE) if not options.only or p in options.only.split(",")]
    sizes, beside = (
        [int(size) for size in given.split(",") if size]
        for given in (options.sizes, options.processes)
    )
    memory, disk = Bench(options.tmpfs, keep=False), Bench(options.disk, keep=True)
    try:
        for bench in (memory, disk):
            write_job(bench.job, max(many, *beside), letters)
        checked = check_texts(memory, peers, min(letters, 50))
        size = keep_finished(memory, many)
        shutil.copytree(memory.job / "finished", disk.job / "finished")
        ours = dict.fromkeys([*OURS_ALL, FLOOR], many)
        theirs = dict.fromkeys([p for p in peers if p not in ours], letters)
        in_memory = memory.rounds(ours | theirs, rounds)
        on_disk = disk.rounds({peer: many for peer in ours if peer != LAYOUT}, rounds)
        both = by_processes(memory, beside, rounds) if beside else []
        long = by_size(memory, sizes, rounds) if sizes else []
    finally:
        memory.close()
        disk.close()
    command = " ".join(["python benchmarks/run.py", *sys.argv[1:]])
    lines = [
        "# Results",
        "",
        f"Made by `{command}`. {machine()}. {versions()}.",
        "",
        f"{letters} letters a run of a peer, {many} of docgen (a batch has a cost of its own, see"
        f" below), {rounds} interleaved rounds, medians. A letter has {size:,} bytes: the"
        " template is one that Word saved, the same for all. All peers' texts were the"
        f" same in {checked} letters.",
        "",
        "docgen's time holds a whole batch: roster read, rows checked, files named, letters"
        " journalled; with a ledger that and the reconciliation. The peers' holds their loop alone,"
        " with the data in memory. With its own layout docgen also numbers and composes; those"
        " files are smaller. Every process but the one with two has one processor to itself.",
        "",
        "## In memory (tmpfs)",
        "",
        *table(in_memory),
        "",
        *summary(in_memory),
        "",
        "## On disk",
        "",
        *table(on_disk),
        "",
        *summary(on_disk),
    ]
    if both:
        lines += ["", "## One process beside two, in memory", "", *both]
    if long:
        lines += ["", "## By length of the roster, output discarded", "", *long]
    options.output.write_text("\n".join(lines) + "\n", "utf-8")
    print("\n".join(lines))


if __name__ == "__main__":
    main()
