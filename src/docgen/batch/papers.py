"""What is written beside the letters: ledger, reconciliation, refused rows, print file."""

from __future__ import annotations

import importlib.util
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from docgen.diagnostics import LEDGER_LOST, NO_PAPERS, Diagnostic, Place
from docgen.errors import DocgenError, OutputError

from . import before, failures, ledger, reconcile
from . import print_file as printing
from .archive import left_out
from .beside import obstacle
from .execute import Report
from .job import State
from .journal import Journal
from .outputs import Folder, Gathered, papers_folder
from .plan import Plan
from .signed import remade
from .task import SEPARATOR


@dataclass(frozen=True, slots=True)
class Papers:
    """The files written, and what is wrong: rows that do not add up (B430).

    ``failure`` is what kept one of the papers from being written.
    """

    paths: tuple[Path, ...]
    findings: tuple[Diagnostic, ...]
    failure: DocgenError | None = None


def check_papers(
    plan: Plan, with_ledger: bool = True, print_file: str | None = None
) -> list[Diagnostic]:
    """See, before the first letter is made, that its papers can be written.

    From here on the run is over only when they are: one that is killed before goes on with
    ``resume``. Returns what should be told at once, which is added to the plan's findings too:
    letters of earlier runs that are replaced (B444, B445), signed ones among them (B441, B446),
    those that an archive is to have no more (B471), and numbers that these have already (B448).
    Raises OutputError: O501, O502 (no right, no room,
    open in Excel), B442; DataError (the ledger that is there cannot be read).
    """
    plan.owes_papers = True
    targets = _targets(plan, with_ledger)
    wrong: list[Diagnostic] = []
    if print_file:
        printed = printing.find(plan, Path(print_file), targets)
        wrong += printed.wrong
        targets += [] if printed.wrong else [printed.path]
    wrong += [found for path in targets if (found := obstacle(path))]
    if wrong:
        raise OutputError(wrong)
    told = _told(plan)
    plan.findings += tuple(told)
    return told


def foresee_papers(
    plan: Plan, with_ledger: bool = True, print_file: str | None = None
) -> list[Diagnostic]:
    """What :func:`check_papers` and :func:`finish_papers` will find, as far as it can be foreseen.

    Of the ledger (B435, B437, B440, B447), the print file (B442, B443, O501), and the letters of
    earlier runs (as above). Raises DataError as above.
    """
    found: list[Diagnostic] = []
    if _has_ledger(plan, with_ledger):
        found += _find_ledger(plan).findings
    if print_file:
        printed = printing.find(plan, Path(print_file), _targets(plan, with_ledger))
        found += (*printed.notes, *printed.wrong)
    return found + _told(plan)


def _targets(plan: Plan, with_ledger: bool) -> list[Path]:
    """The files that hold the papers, or are to hold them, beside the print file."""
    targets = [failures.target(papers_folder(plan.output), plan.roster)]
    if _has_ledger(plan, with_ledger):
        targets += ledger.check(_find_ledger(plan))
    return targets


def _told(plan: Plan) -> list[Diagnostic]:
    """What becomes of the letters of earlier runs."""
    gone = left_out(plan)
    if not ledger.recipe_of(plan.kind):
        return [*gone, *before.told(plan, ())]
    earlier: Sequence[Path] = ()
    # One that cannot be read stops those who are to write it.
    with suppress(DocgenError):
        earlier = _find_ledger(plan).earlier
    # The copy that stands for one that is gone, too.
    known = dict.fromkeys([*ledger.ledgers(papers_folder(plan.output)), *earlier[:1]])
    return [*gone, *before.told(plan, earlier), *remade(plan, known)]


def _has_ledger(plan: Plan, with_ledger: bool) -> bool:
    return with_ledger and ledger.recipe_of(plan.kind) is not None and _installed()


def _find_ledger(plan: Plan) -> ledger.Found:
    """The plan's ledger; a finding (B447) where an earlier run's is gone without a copy."""
    is_renamed = plan.left == 0 and not plan.others_left
    found = ledger.find_ledger(papers_folder(plan.output), plan.letter.title, is_renamed)
    if found.earlier or not _has_written(plan, found.path.name):
        return found
    lost = LEDGER_LOST.at(Place(str(found.path)), file=found.path)
    return found._replace(findings=(*found.findings, lost))


def _has_written(plan: Plan, paper: str) -> bool:
    """Whether an earlier run has written ``paper``, as far as it is known."""
    if plan.journal_path is None or not plan.journal_path.exists():
        return False
    journal = Journal(plan.journal_path)
    try:
        return journal.has_written(paper, plan.letter)
    finally:
        journal.close()


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
    folder = papers_folder(plan.output)
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
        path, earlier, told = _find_ledger(plan)
        findings.extend((*told, *ledger.keep_edited(path)))
        count = report.count(State.MADE) + report.count(State.UNCHANGED)
        rows, lines, title = tally.letters(), tally.lines(), plan.letter.title
        past, overruled = tally.past(), ledger.Overruled()
        paths.extend(
            ledger.write_ledger(
                path, title, rows, lines, count, past=past, earlier=earlier, overruled=overruled
            )
        )
        findings.extend(overruled.findings(path))

    def print_all() -> None:
        others = [failures.target(folder, plan.roster), *paths]
        if print_file and (printed := printing.write(plan, Path(print_file), others)):
            findings.extend(printed.notes)
            paths.append(printed.path)

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
        journal.settle(plan.run, (path.name for path in paths))
        journal.close()
    return Papers(tuple(paths), tuple(findings), failure)


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
        left = unknown or adds or bool(plan.left or plan.others_left)
        left = left or bool(plan.count(State.REFUSED))

        def is_there(letter: str) -> bool:
            return unknown or plan.output.size(letter) is not None

        return ledger.Past(is_there, left, self._refused, adds)

    def letters(self) -> Iterator[ledger.Row]:
        """The ledger's rows, a lost letter's among them."""
        for page in self._plan.ledger_pages():
            for _, state, file, cells, is_other in page:
                if state != State.REFUSED:
                    yield ledger.Row(cells.split(SEPARATOR), file, bool(is_other))
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


def _refused(plan: Plan) -> Iterator[failures.Failure]:
    for job, row in plan.with_rows(State.REFUSED):
        yield row.values, job.findings
