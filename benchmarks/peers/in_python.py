"""One Python peer over one roster: ``in_python.py PEER JOB OUT COUNT`` prints its figures as JSON.

The clock starts after imports. The peers have the roster in memory by then; docgen's clock holds
all it does: reading, checking, naming, journal, writing; with a ledger that and the reconciliation.
"""

from __future__ import annotations

import json
import os
import resource
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any


def _records(job: Path, name: str, count: int) -> list[dict[str, Any]]:
    return json.loads((job / name).read_text("utf-8"))[:count]


def docxtpl(job: Path, out: Path, count: int, reuse: bool = False) -> Callable[[], None]:
    from docxtpl import DocxTemplate

    records = _records(job, "contexts.json", count)
    path = str(job / "docxtpl.docx")

    def work() -> None:
        template = DocxTemplate(path)
        for n, record in enumerate(records):
            if not reuse:
                template = DocxTemplate(path)
            template.render(record, autoescape=True)
            template.save(str(out / f"{n}.docx"))

    return work


def docxtpl_reused(job: Path, out: Path, count: int) -> Callable[[], None]:
    return docxtpl(job, out, count, reuse=True)


def mailmerge(job: Path, out: Path, count: int) -> Callable[[], None]:
    from mailmerge import MailMerge

    records = _records(job, "flat.json", count)
    path = str(job / "mailmerge.docx")

    def work() -> None:
        for n, record in enumerate(records):
            with MailMerge(path) as document:
                document.merge_rows("duty_n", record["duties"])
                document.merge_rows("t_n", record["targets"])
                document.merge(**{k: v for k, v in record.items() if isinstance(v, str)})
                document.write(str(out / f"{n}.docx"))

    return work


def _docgen(
    job: Path, out: Path, count: int, template: bool = True, jobs: int = 1, ledger: bool = False
) -> Callable[[], None]:
    main = _docgen_main()
    roster = job / f"roster-{count}.json"
    if not roster.exists():
        roster.write_text(
            json.dumps(_records(job, "roster.json", count), ensure_ascii=False), "utf-8"
        )
    arguments = ["batch", str(job / "letter.yaml"), "--roster", str(roster), "-o", str(out)]
    arguments += ["--name", "{{ number }}"]
    if template:
        arguments += ["--template", str(job / "docxtpl.docx")]
    if jobs > 1:
        arguments += ["--jobs", str(jobs)]
    if not ledger:
        arguments += ["--no-ledger"]

    return lambda: _run(main, arguments)


def _docgen_main() -> Callable[[list[str]], None]:
    """The command line with what it imports on its way."""
    import multiprocessing.synchronize  # noqa: F401

    import xlsxwriter  # noqa: F401

    import docgen.batch.papers
    import docgen.cli.batch
    import docgen.cli.progress
    import docgen.layouts
    import docgen.package.intake
    import docgen.render.inspection
    import docgen.render.paragraphs  # noqa: F401
    from docgen.cli import main

    return main


def _run(main: Callable[[list[str]], None], arguments: list[str]) -> None:
    try:
        main(arguments)
    except SystemExit as end:
        if end.code:
            raise


def docgen(job: Path, out: Path, count: int) -> Callable[[], None]:
    return _docgen(job, out, count)


def docgen_layout(job: Path, out: Path, count: int) -> Callable[[], None]:
    return _docgen(job, out, count, template=False)


def docgen_ledger(job: Path, out: Path, count: int) -> Callable[[], None]:
    return _docgen(job, out, count, ledger=True)


def docgen_two(job: Path, out: Path, count: int) -> Callable[[], None]:
    return _docgen(job, out, count, jobs=2)


def docgen_long(job: Path, out: Path, count: int) -> Callable[[], None]:
    """A CSV of ``count`` rows into a file system that throws everything away.

    The journal stands beside it in ``out``: what is measured is docgen, not the disk.
    """
    import discard

    main = _docgen_main()
    discard.register()
    os.chdir(out)
    arguments = ["batch", str(job / "letter.yaml"), "--roster", str(job / f"long-{count}.csv")]
    arguments += ["-o", f"discard://{out}", "--name", "{{ number }}", "-q"]
    return lambda: _run(main, arguments)


def floor(job: Path, out: Path, count: int) -> Callable[[], None]:
    """Writing finished letters, as docgen made them: a file opened, written, closed."""
    letters = [path.read_bytes() for path in sorted((job / "finished").glob("*.docx"))[:count]]
    assert len(letters) == count

    def work() -> None:
        for n, letter in enumerate(letters):
            with (out / f"{n}.docx").open("wb") as file:
                file.write(letter)

    return work


PEERS = {
    "docgen": docgen,
    "docgen, its own layout": docgen_layout,
    "docgen, with a ledger": docgen_ledger,
    "docgen, 2 processes": docgen_two,
    "docgen, long roster": docgen_long,
    "docxtpl": docxtpl,
    "docxtpl, template reused": docxtpl_reused,
    "docx-mailmerge2": mailmerge,
    "floor: writing the bytes": floor,
}


def peak_kib() -> int:
    """The largest resident size of this process.

    From the kernel's own figure where there is one: getrusage carries the parent's over.
    """
    status = Path("/proc/self/status")
    if status.exists():
        for line in status.read_text().splitlines():
            if line.startswith("VmHWM"):
                return int(line.split()[1])
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


def main() -> None:
    """Run the peer and print what it took."""
    name, job, out, count = sys.argv[1:]
    work = PEERS[name](Path(job).resolve(), Path(out).resolve(), int(count))
    before, start = sum(os.times()[:4]), time.perf_counter()
    work()
    seconds = time.perf_counter() - start
    cpu = sum(os.times()[:4]) - before
    print(json.dumps({"seconds": seconds, "cpu": cpu, "peak_kib": peak_kib()}))


if __name__ == "__main__":
    main()
