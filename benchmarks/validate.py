"""Time ``docgen validate`` beside PyYAML's C loader plus jsonschema-rs on the same file.

The file has 2,000 lines of a report that is all right. In process, the stages are timed one by one;
as whole processes, the command is timed beside the smallest script that loads and validates. Rounds
are interleaved. Prints medians and ratios, asserts nothing.
"""

from __future__ import annotations

import argparse
import gc
import json
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

import jsonschema_rs
import yaml

from docgen import load, pipeline
from docgen.kinds import get_kind
from docgen.validate import validate

ROOT = Path(__file__).parent.parent
LINES = 2000
# Dates and the like are plain texts in the schema; the peer's loader makes what it likes of them.
SCRIPT = """\
import json, sys, yaml, jsonschema_rs
data = yaml.load(open(sys.argv[1], encoding="utf-8"), Loader=yaml.CSafeLoader)
schema = json.load(open(sys.argv[2], encoding="utf-8"))
print(len(list(jsonschema_rs.Draft7Validator(schema, validate_formats=False).iter_errors(data))))
"""


def written(folder: Path) -> Path:
    """A good report of 2,000 lines."""
    lines = ["kind: annual-summary", "title: 临澄市水务局2026年工作总结", "unit: 临澄市水务局"]
    lines += ["year: 2026", "date: 2026年12月28日", "work:"]
    number = 0
    while len(lines) < LINES:
        number += 1
        lines += [
            f"  - heading: 第{number}项工作",
            f"    text: 全年巡查水库{number}座，建立台账并逐项销号，没有发生责任事故。",
            "    sections:",
            f"      - heading: 抓好第{number}件实事",
            f"        text: 完成投资{number}万元，惠及群众{3 * number}户，群众比较满意。",
        ]
    path = folder / "report.yaml"
    path.write_text("\n".join(lines[:LINES]) + "\n", encoding="utf-8")
    return path


def rounds_of(works: dict[str, Callable[[], object]], rounds: int) -> dict[str, list[float]]:
    """Wall time in seconds of each piece of work, one a round, in an order that rotates."""
    names = list(works)
    times: dict[str, list[float]] = {name: [] for name in names}
    for number in range(rounds + 1):
        turn = number % len(names)
        for name in names[turn:] + names[:turn]:
            gc.collect()
            start = time.perf_counter()
            works[name]()
            if number:
                times[name].append(time.perf_counter() - start)
    return times


def in_process(path: Path, rounds: int) -> dict[str, list[float]]:
    """The peer's work and ours, and our first two stages alone."""
    kind = get_kind("annual-summary")
    peer = jsonschema_rs.Draft7Validator(dict(kind.schema), validate_formats=False)
    source, _ = load.read_source(str(path))

    def theirs() -> None:
        with path.open(encoding="utf-8") as file:
            assert not list(peer.iter_errors(yaml.load(file, Loader=yaml.CSafeLoader)))

    def ours() -> None:
        assert pipeline.check(str(path)).record

    works: dict[str, Callable[[], object]] = {
        "PyYAML C + jsonschema-rs": theirs,
        "docgen check": ours,
        "  load": lambda: load.read_source(str(path)),
        "  validate": lambda: validate(source),
    }
    # As the command line does.
    gc.set_threshold(100_000)
    return rounds_of(works, rounds)


def processes(path: Path, folder: Path, rounds: int) -> dict[str, list[float]]:
    """The command and the script, from the start of Python to its end."""
    schema = folder / "schema.json"
    schema.write_text(json.dumps(dict(get_kind("annual-summary").schema)), encoding="utf-8")
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "src"), "PYTHONUTF8": "1"}

    def run(*command: str) -> Callable[[], object]:
        return lambda: subprocess.run(
            [sys.executable, *command], check=True, env=environment, stdout=subprocess.DEVNULL
        )

    works = {
        "PyYAML C + jsonschema-rs": run("-c", SCRIPT, str(path), str(schema)),
        "docgen validate": run("-m", "docgen", "validate", str(path)),
    }
    return rounds_of(works, rounds)


def show(title: str, times: dict[str, list[float]]) -> None:
    """Medians, and their ratio to the first."""
    medians = {name: statistics.median(taken) for name, taken in times.items()}
    base = next(iter(medians.values()))
    print(f"{title}\n{'':28}{'median':>10}{'min':>10}{'ratio':>8}")
    for name, taken in times.items():
        figures = f"{1000 * medians[name]:>7.1f} ms{1000 * min(taken):>7.1f} ms"
        print(f"{name:28}{figures}{medians[name] / base:>8.2f}")


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=15, help="rounds counted (default: 15)")
    rounds = parser.parse_args().rounds
    with TemporaryDirectory(prefix="docgen-bench-") as name:
        path = written(Path(name))
        show(f"in process, {LINES} lines, {rounds} rounds", in_process(path, rounds))
        show("whole processes", processes(path, Path(name), rounds))


if __name__ == "__main__":
    main()
