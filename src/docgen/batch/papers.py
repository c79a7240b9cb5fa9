"""What is written beside the letters: ledger, reconciliation, refused rows, print file."""

from __future__ import annotations

import contextlib
import importlib.util
import os
import zipfile
from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from itertools import chain
from pathlib import Path

from docgen.diagnostics import FILE_EXISTS, NO_PAPERS, Diagnostic, Place
from docgen.errors import OutputError

from . import failures, ledger, reconcile
from .execute import Report
from .merge import MADE_HERE, merge
from .outputs import KEPT, Folder, Gathered, cannot
from .plan import Plan, State
from .task import SEPARATOR, plain


@dataclass(frozen=True, slots=True)
class Papers:
    """The files written, and what is wrong: rows that do not add up (B430)."""

    paths: tuple[Path, ...]
    findings: tuple[Diagnostic, ...]


def write_papers(report: Report, with_ledger: bool = True, print_file: str | None = None) -> Papers:
    """Write the papers of a finished run.

    Refused rows go to 退回名册.xlsx (or .json); earlier ones are taken away, unless somebody has
    worked on them. A kind with a ledger gets 签订台账.xlsx with the reconciliation; ``print_file``
    gets all letters, each from an odd page. For an address or a .zip the papers stand in the
    current folder. Raises OutputError (O501, O502, O520).
    """
    plan = report.plan
    folder = plan.output.root if isinstance(plan.output, Folder) else Path()
    tally = _Tally(plan)
    paths: list[Path] = []
    findings: list[Diagnostic] = []
    installed = importlib.util.find_spec("xlsxwriter") is not None
    back = None
    refused = report.count(State.REFUSED) > 0
    if refused and (installed or plan.roster.header is None):
        back = failures.write_failures(folder, plan.roster, partial(_refused, plan))
        paths.append(back)
    failures.take_away(folder, plan.roster, back)
    if with_ledger and tally.recipe and installed:
        title = _title(plan)
        path, of_another = ledger.find_ledger(folder, title, is_renamed=plan.left == 0)
        findings += (*of_another, *ledger.keep_edited(path, folder / KEPT / "ledgers"))
        count = report.count(State.MADE) + report.count(State.UNCHANGED)
        rows, lines = tally.letters(), tally.lines()
        paths += ledger.write_ledger(path, title, rows, lines, count, past=tally.past())
    else:
        tally.count()
    if ((with_ledger and tally.recipe) or (refused and back is None)) and not installed:
        findings.append(NO_PAPERS.at())
    wrong = tally.lines(wrong_only=True)
    findings += reconcile.unbalanced(wrong, plan.roster.name)
    if print_file:
        path = Path(print_file)
        letters = _finished(plan)
        # Where no row made a letter there is nothing to print.
        if first := next(letters, None):
            _write_print_file(plan, path, chain([first], letters))
            paths.append(path)
    return Papers(tuple(paths), tuple(findings))


class _Tally:
    """The plan once more, as it was carried out: a ledger row a letter, counts by unit.

    A letter counts as made only where its file is there, and the roster's rows were counted when
    they were read: a row that got lost anywhere shows.
    """

    def __init__(self, plan: Plan) -> None:
        self._plan = plan
        self.recipe = ledger.recipe_of(plan.kind)
        self._refused: set[tuple[str, str]] = set()

    def past(self) -> ledger.Past:
        """What the ledger is to know of letters that no row of this run has made."""
        plan = self._plan
        adds = failures.is_fed_back(plan.roster)
        left = bool(plan.left or plan.count(State.REFUSED) or adds)
        output = plan.output

        def is_there(letter: str) -> bool:
            if isinstance(output, Gathered):
                # An archive is made anew as a whole; what it held before is not known.
                return adds
            return output.size(letter) is not None

        return ledger.Past(is_there, left, self._refused, adds)

    def letters(self) -> Iterator[ledger.Row]:
        """The ledger's rows; when they are drawn, every file has been looked for."""
        for state, file, cells in self._looked_for():
            if state in _THERE:
                yield ledger.Row(cells.split(SEPARATOR), file)
            elif self.recipe:
                unit, person, *_ = cells.split(SEPARATOR)
                self._refused.add((unit, person))

    def count(self) -> None:
        """Look for every file without a ledger."""
        deque(self._looked_for(), maxlen=0)

    def _looked_for(self) -> Iterator[tuple[int, str, str]]:
        """The ledger's rows, those whose file is not there being entered as lost."""
        output = self._plan.output
        has = output.has if isinstance(output, Folder) else None
        for page in self._plan.ledger_pages():
            lost = [
                row for row, state, file, _ in page if has and state in _THERE and not has(file)
            ]
            self._plan.mark(lost, State.LOST)
            for _, state, file, cells in page:
                yield state, file, cells

    def lines(self, wrong_only: bool = False) -> Iterator[reconcile.Line]:
        """The counts by unit, in the roster's order; those that do not add up, or all."""
        counted = 0
        for unit, rows, made, refused, unchanged in self._plan.by_unit():
            counted += rows
            line = reconcile.Line(unit, rows, made, refused, unchanged)
            if line.difference or not wrong_only:
                yield line
        if counted != self._plan.read:
            yield reconcile.Line("", self._plan.read - counted, 0, 0, 0)


_THERE = frozenset[int]({State.MADE, State.UNCHANGED})


def _title(plan: Plan) -> str:
    """What the ledger is called by: the letter's title, with its year where it has none."""
    letter = plain(plan.task.letter)
    title = " ".join(str(letter.get("title") or plan.kind.title).split())
    year = str(letter.get("year") or "").strip()
    return title if year in title else f"{year}年{title}"


def _refused(plan: Plan) -> Iterator[failures.Failure]:
    for job, row in plan.with_rows(State.REFUSED):
        yield row.values, job.findings


def _write_print_file(plan: Plan, path: Path, letters: Iterable[tuple[str, bytes]]) -> None:
    """All letters in one file; a file there is replaced only where it is such a one."""
    if path.exists() and not plan.force and not _is_ours(path):
        raise OutputError([FILE_EXISTS.at(Place(str(path)), file=path)])
    beside = path.with_name(f".{path.name[:60]}.{os.urandom(4).hex()}.tmp")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            with beside.open("xb") as out:
                merge(letters, out)
                out.flush()
                os.fsync(out.fileno())
            beside.replace(path)
        finally:
            with contextlib.suppress(OSError):
                beside.unlink(missing_ok=True)
    except OSError as error:
        raise cannot(path, error) from None


def _is_ours(path: Path) -> bool:
    try:
        with zipfile.ZipFile(path) as archive:
            return archive.comment == MADE_HERE
    except (OSError, zipfile.BadZipFile):
        return False


def _finished(plan: Plan) -> Iterator[tuple[str, bytes]]:
    names = (job.file for job in plan.jobs() if job.state in _THERE)
    if isinstance(plan.output, Gathered):
        with zipfile.ZipFile(plan.target) as archive:
            for name in names:
                yield name, archive.read(name)
        return
    for name in names:
        # One that is gone is missed in the reconciliation.
        if data := plan.output.get(name):
            yield name, data
