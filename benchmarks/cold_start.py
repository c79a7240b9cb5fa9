"""Time a cold ``docgen render`` beside the smallest script that does the job with docxtpl.

Whole processes, interleaved: each round runs every command once, in an order that rotates, so that
a machine that warms up or slows down treats them alike. Prints medians and ratios, asserts nothing.
"""

from __future__ import annotations

import argparse
import os
import shutil
import statistics
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory

import docx

from docgen import pipeline
from docgen.content import block_text

ROOT = Path(__file__).parent.parent
SAMPLE = ROOT / "samples" / "annual-summary.yaml"

# The smallest script: the text stands in it, so that it has no data file to read.
SCRIPT = """\
from docxtpl import DocxTemplate
template = DocxTemplate({template!r})
template.render({{"title": {title!r}, "unit": {unit!r}, "paragraphs": {paragraphs!r}}})
template.save({out!r})
"""


def write_peer(folder: Path) -> Path:
    """A docxtpl template (python-docx's plain default) and the script that fills it."""
    document = pipeline.document_of(str(SAMPLE))
    paragraphs = [
        line
        for blocks in document.slots.values()
        for block in blocks
        for line in block_text(block).splitlines()
    ]
    template = docx.Document()
    template.add_heading("{{ title }}")
    for text in ["{{ unit }}", "{%p for text in paragraphs %}", "{{ text }}", "{%p endfor %}"]:
        template.add_paragraph(text)
    path = folder / "template.docx"
    template.save(str(path))
    script = folder / "peer.py"
    script.write_text(
        SCRIPT.format(
            template=str(path),
            title=document.fields["title"],
            unit=document.fields["unit"],
            paragraphs=paragraphs,
            out=str(folder / "peer.docx"),
        ),
        encoding="utf-8",
    )
    return script


def commands(folder: Path) -> dict[str, list[str]]:
    """The commands to time, by name; the first is the measure of the others."""
    out = ["render", str(SAMPLE), "-o", str(folder / "docgen.docx"), "--force"]
    found = {
        "docxtpl script": [sys.executable, str(write_peer(folder))],
        "python -m docgen": [sys.executable, "-m", "docgen", *out],
    }
    installed = Path(sys.executable).with_name("docgen")
    if shutil.which(installed):
        found["docgen"] = [str(installed), *out]
    return found


def measure(runs: Mapping[str, list[str]], rounds: int) -> dict[str, list[float]]:
    """Wall time in seconds of each command, one a round; a first round is not counted."""
    environment = {"PYTHONPATH": str(ROOT / "src"), **os.environ, "PYTHONDONTWRITEBYTECODE": ""}
    names = list(runs)
    times: dict[str, list[float]] = {name: [] for name in names}
    for number in range(rounds + 1):
        turn = number % len(names)
        for name in names[turn:] + names[:turn]:
            start = time.perf_counter()
            subprocess.run(runs[name], check=True, env=environment, stdout=subprocess.DEVNULL)
            if number:
                times[name].append(time.perf_counter() - start)
    return times


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=15, help="rounds counted (default: 15)")
    rounds = parser.parse_args().rounds
    with TemporaryDirectory(prefix="docgen-bench-") as folder:
        times = measure(commands(Path(folder)), rounds)
    medians = {name: statistics.median(taken) for name, taken in times.items()}
    base = next(iter(medians.values()))
    print(f"{rounds} rounds, whole processes, {SAMPLE.name}")
    print(f"{'':18}{'median':>10}{'min':>10}{'max':>10}{'ratio':>8}")
    for name, taken in times.items():
        figures = (medians[name], min(taken), max(taken))
        cells = "".join(f"{1000 * value:>7.0f} ms" for value in figures)
        print(f"{name:18}{cells}{medians[name] / base:>8.2f}")


if __name__ == "__main__":
    main()
