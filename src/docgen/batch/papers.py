"""What is written beside the letters: ledger, reconciliation, refused rows, print file."""

from __future__ import annotations

import importlib.util
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from itertools import chain
from pathlib import Path

from docgen.diagnostics import FILE_EXISTS, NO_PAPERS, Diagnostic, Place
from docgen.errors import DocgenError, OutputError

from . import failures, ledger, reconcile
from .beside import Beside, obstacle
from .execute import Report
from .journal import Journal
from .merge import MADE_HERE, merge
from .outputs import KEPT, Folder, Gathered, cannot
from .plan import Plan, State
from .task import SEPARATOR


@dataclass(frozen=True, slots=True)
class Papers:
    """The files written, and what is wrong: rows that do not add up (B430).

    ``failure`` is what kept one of the papers from being written.
    """

    paths: tuple[Path, ...]
    findings: tuple[Diagnostic, ...]
    failure: DocgenError | None = None


def check_papers(plan: Plan, with_ledger: bool = True, print_file: str | None = None) -> None:
    """See, before the first letter is made, that its papers can be written.

    From here on the run is over only when they are: one that is killed before goes on with
    ``resume``. Raises OutputError: O501, O502 (no right, no room, open in Excel); DataError (the
    ledger that is there cannot be read).
    """
    plan.owes_papers = True
    folder = _folder(plan)
    targets = [failures.target(folder, plan.roster)]
    if with_ledger and ledger.recipe_of(plan.kind) and _installed():
        path, _ = ledger.find_ledger(folder, plan.letter.title, is_renamed=plan.left == 0)
        targets += ledger.check(path)
    wrong = []
    if print_file:
        targets.append(Path(print_file))
        wrong += _in_the_way(plan, Path(print_file))
    wrong += [found for path in targets if (found := obstacle(path))]
    if wrong:
        raise OutputError(wrong)


def foresee_papers(plan: Plan, with_ledger: bool = True) -> list[Diagnostic]:
    """What will be said of the ledger that is there (B435, B437). Raises DataError as above."""
    if with_ledger and ledger.recipe_of(plan.kind) and _installed():
        return ledger.find_ledger(_folder(plan), plan.letter.title, is_renamed=plan.left == 0)[1]
    return []


def write_papers(report: Report, with_ledger: bool = True, print_file: str | None = None) -> Papers:
    """Write the papers of a finished run, as :func:`finish_papers` does.

    Raises OutputError (O501, O502, O520) or DataError where one of them could not be written.
    """
    papers = finish_papers(report, with_ledger, print_file)
    if papers.failure:
        raise papers.failure
    return papers


def finish_papers(
    report: Report, with_ledger: bool = True, print_file: str | None = None
) -> Papers:
    """Write the papers of a finished run, each of them though another fails.

    Refused rows go to 退回名册.xlsx (or .json); earlier ones are taken away, unless somebody has
    worked on them. A kind with a ledger gets 签订台账.xlsx with the reconciliation; ``print_file``
    gets all letters, each from an odd page. For an address or a .zip the papers stand in the
    current folder.
    """
    plan = report.plan
    folder = _folder(plan)
    tally = _Tally(plan)
    tally.look()
    paths: list[Path] = []
    findings: list[Diagnostic] = []
    errors: list[DocgenError] = []
    installed = _installed()
    refused = report.count(State.REFUSED) > 0
    has_ledger = with_ledger and tally.recipe is not None
    can_send_back = installed or plan.roster.header is None

    def send_back() -> None:
        back = None
        if refused and can_send_back:
            back = failures.write_failures(folder, plan.roster, partial(_refused, plan))
            paths.append(back)
        failures.take_away(folder, plan.roster, back)

    def keep_ledger() -> None:
        if not (has_ledger and installed):
            return
        title = plan.letter.title
        path, of_another = ledger.find_ledger(folder, title, is_renamed=plan.left == 0)
        findings.extend((*of_another, *ledger.keep_edited(path, folder / KEPT / "ledgers")))
        count = report.count(State.MADE) + report.count(State.UNCHANGED)
        rows, lines = tally.letters(), tally.lines()
        paths.extend(ledger.write_ledger(path, title, rows, lines, count, past=tally.past()))

    def print_all() -> None:
        letters = _finished(plan)
        # Where no row made a letter there is nothing to print.
        if print_file and (first := next(letters, None)):
            _write_print_file(plan, Path(print_file), chain([first], letters))
            paths.append(Path(print_file))

    for write in (send_back, keep_ledger, print_all):
        try:
            write()
        except DocgenError as error:
            errors.append(error)
    if (has_ledger or (refused and not can_send_back)) and not installed:
        findings.append(NO_PAPERS.at())
    wrong = tally.lines(wrong_only=True)
    findings += reconcile.unbalanced(wrong, plan.roster.name)
    failure = None
    if errors:
        failure = type(errors[0])([d for error in errors for d in error.diagnostics])
    elif plan.owes_papers and plan.journal_path:
        journal = Journal(plan.journal_path)
        journal.settle(plan.run)
        journal.close()
    return Papers(tuple(paths), tuple(findings), failure)


def _folder(plan: Plan) -> Path:
    """Where the papers stand."""
    return plan.output.root if isinstance(plan.output, Folder) else Path()


def _installed() -> bool:
    return importlib.util.find_spec("xlsxwriter") is not None


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
        # What other archives hold is not known, nor whether they are still needed.
        unknown = isinstance(plan.output, Gathered)
        left = unknown or adds or bool(plan.left or plan.count(State.REFUSED))

        def is_there(letter: str) -> bool:
            return unknown or plan.output.size(letter) is not None

        return ledger.Past(is_there, left, self._refused, adds)

    def letters(self) -> Iterator[ledger.Row]:
        """The ledger's rows, a lost letter's among them."""
        for page in self._plan.ledger_pages():
            for _, state, file, cells in page:
                if state != State.REFUSED:
                    yield ledger.Row(cells.split(SEPARATOR), file)
                elif self.recipe:
                    unit, person, *_ = cells.split(SEPARATOR)
                    self._refused.add((unit, person))

    def look(self) -> None:
        """Look for every letter's file; enter as lost those that are not there."""
        output = self._plan.output
        if not isinstance(output, Folder):
            return
        for page in self._plan.files():
            self._plan.mark([row for row, file in page if not output.has(file)], State.LOST)

    def lines(self, wrong_only: bool = False) -> Iterator[reconcile.Line]:
        """The counts by unit, in the roster's order; those that do not add up, or all."""
        known = sum(self._plan.count(s) for s in (State.MADE, State.REFUSED, State.UNCHANGED))
        if wrong_only and known == self._plan.read:
            return
        counted = 0
        for unit, rows, made, refused, unchanged in self._plan.by_unit():
            counted += rows
            line = reconcile.Line(unit, rows, made, refused, unchanged)
            if line.difference or not wrong_only:
                yield line
        if counted != self._plan.read:
            yield reconcile.Line("", self._plan.read - counted, 0, 0, 0)


_THERE = frozenset[int]({State.MADE, State.UNCHANGED})


def _refused(plan: Plan) -> Iterator[failures.Failure]:
    for job, row in plan.with_rows(State.REFUSED):
        yield row.values, job.findings


def _in_the_way(plan: Plan, path: Path) -> list[Diagnostic]:
    """A file at ``path`` is replaced only where it is a print file, too."""
    if path.exists() and not plan.force and not _is_ours(path):
        return [FILE_EXISTS.at(Place(str(path)), file=path)]
    return []


def _write_print_file(plan: Plan, path: Path, letters: Iterable[tuple[str, bytes]]) -> None:
    """All letters in one file."""
    if wrong := _in_the_way(plan, path):
        raise OutputError(wrong)
    try:
        with Beside(path) as out:
            merge(letters, out)
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
