"""A long run: ``python -m fuzz TARGET --minutes 20`` from ``tests/``, or ``make fuzz``.

Prints the figures: inputs tried, accepted, refused, the slowest, the memory. An input that crashes,
or takes longer than 10 s or 1 GB, is written to ``out/fuzz/`` and ends the run with exit code 1.
"""

from __future__ import annotations

import argparse
import resource
import sys
import tempfile
import time
import traceback
from pathlib import Path

from .mutate import ROOT, mutator
from .targets import TARGETS, run

SECONDS = 10.0
MEGABYTES = 1000


def main() -> int:
    """Fuzz one target."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("target", choices=TARGETS)
    parser.add_argument("--minutes", type=float, default=20)
    parser.add_argument("--start", type=int, default=0, help="number of the first input")
    options = parser.parse_args()
    make = mutator(options.target)
    begun = time.monotonic()
    number, accepted, slowest, defects = options.start, 0, 0.0, 0
    with tempfile.TemporaryDirectory() as folder:
        while time.monotonic() - begun < options.minutes * 60:
            content = make(number)
            start = time.monotonic()
            try:
                accepted += run(options.target, content, Path(folder))
            except Exception:
                defects += 1
                traceback.print_exc()
                keep(options.target, number, content)
            taken = time.monotonic() - start
            if taken > SECONDS:
                defects += 1
                keep(options.target, number, content)
            slowest = max(slowest, taken)
            number += 1
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    tried = number - options.start
    print(
        f"{options.target}: {tried} inputs in {options.minutes:g} min, {accepted} accepted, "
        f"{tried - accepted - defects} refused, {defects} defects, "
        f"slowest {slowest:.2f} s, memory {memory} MB"
    )
    return 1 if defects or memory > MEGABYTES else 0


def keep(target: str, number: int, content: bytes) -> None:
    """Write a bad input where it can be looked at."""
    out = ROOT / "out" / "fuzz"
    out.mkdir(parents=True, exist_ok=True)
    (out / f"{target}-{number}{TARGETS[target][0]}").write_bytes(content)


if __name__ == "__main__":
    sys.exit(main())
