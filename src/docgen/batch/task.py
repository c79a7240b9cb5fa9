"""What a worker needs to know, and the worker: rows in, names or letters out.

A :class:`Task` travels to other processes and machines once; each of them builds its own
:class:`Maker` from it, with the variants it meets.
"""

from __future__ import annotations

import marshal
import os
import pickle
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from typing import Any, NamedTuple

from docgen import pipeline, source
from docgen.diagnostics import Diagnostic, Place, has_errors
from docgen.errors import DataError, DocgenError, Unusual
from docgen.kinds import get_kind
from docgen.load.roster import Origin, Row, changed
from docgen.record import Record
from docgen.source import Entry, Scalar, Source
from docgen.validate import validate, warnings_of

from .cells import Cells
from .names import NamePattern, name_id
from .overlay import Columns, Shape, dated, overlay, serial_date
from .variant import Look, Variant, Way

_WORTH = 3
"""Rows that fill in the same columns, before a variant is made for them."""
_MOST = 64
SEPARATOR = "\x1f"
"""Between the cells of the ledger, kept as one text; being blank, it stands in none of them."""


@dataclass(frozen=True)
class Task:
    """One letter × one roster: all that does not depend on the row."""

    kind: str
    letter: source.Mapping
    folder: Path
    origin: Origin
    look: Look
    final: bool
    pattern: str
    number: str | None = None
    digest: bytes = b""

    def packed(self) -> bytes:
        """The task as bytes, the same for the same task."""
        return pickle.dumps(self, protocol=5)


class Named(NamedTuple):
    """A row that passed: the file's path below the folder and its id, and what the row says.

    ``cells`` are those of the ledger, ``way`` is the one the row took, and may take again.
    ``warnings`` on what the letter says itself come first, and belong to no row.
    """

    row: int
    name: str
    id: int
    digest: bytes
    cells: str
    way: int = Way.WHOLE
    warnings: tuple[Diagnostic, ...] = ()


class Refused(NamedTuple):
    """A row that makes no file, and why."""

    row: int
    findings: tuple[Diagnostic, ...]
    cells: str


class Misfit(NamedTuple):
    """A row with columns that no row of the roster may have, and what is wrong with them."""

    row: int
    columns: tuple[str, ...]
    findings: tuple[Diagnostic, ...]


class Laid(NamedTuple):
    """A row laid out: the dotted paths it fills in, those it leaves empty, and the values."""

    filled: tuple[str, ...]
    empty: tuple[str, ...]
    values: list[Any]

    @property
    def columns(self) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """What rows have in common that one variant is for."""
        return self.filled, self.empty


def _is_blank(raw: Any) -> bool:
    return raw is None or (type(raw) is str and (not raw or raw.isspace()))


class RosterChangedError(DataError):
    """The roster is not what was planned for: nothing more can be made."""


class Maker:
    """Plans and makes the letters of one task."""

    def __init__(self, task: Task) -> None:
        self.task = task
        self.kind = get_kind(task.kind)
        self.columns = Columns(self.kind)
        self._pattern = NamePattern(task.pattern, self.kind)
        self._sheet = task.origin.sheet is not None
        self._variants: dict[tuple[tuple[str, ...], tuple[str, ...]], Variant | None] = {}
        self._cells = Cells(self.kind, plain(task.letter))
        self.held: dict[int, list[tuple[Row, str | None, Named]]] = {}
        """What was named here and is to be made here, by the number of the block's first row."""
        self._met: Counter[tuple[tuple[str, ...], tuple[str, ...]]] = Counter()

    def name(self, row: Row, number: str | None = None) -> Named | Refused | Misfit:
        """Validate and name ``row``; ``number`` is the number given to it."""
        shape, raws = self.columns.shape(row.values)
        if shape.wrong:
            return Misfit(row.number, shape.columns, self._placed(shape.wrong, row))
        laid = self._laid(shape, raws, number)
        cells = SEPARATOR.join(self._cells.of(laid.filled, laid.empty, laid.values))
        if row.findings:
            return _refused(row.number, row.findings, cells)
        digest = self._said(laid)
        variant = self._variants.get(laid.columns)
        if variant is not None:
            try:
                name, way, typed, remarkable = variant.name(laid.values)
                row.keep((laid.columns, typed))
                said = variant.warnings
                if remarkable:
                    said += self._warnings_of(row, number)
                if row.remarks:
                    said += row.remarks
                return Named(row.number, name, name_id(name), digest, cells, way, said)
            except Unusual:
                pass
        try:
            record, said = self._record(row, number)
        except DataError as error:
            return _refused(row.number, _in_row(error.diagnostics, row), cells)
        try:
            name = self._pattern.render(record)
        except DataError as error:
            here = self.task.origin.place(row)
            found = [d if d.where.file else replace(d, where=here) for d in error.diagnostics]
            return _refused(row.number, _in_row(found, row), cells)
        self._meet(laid, record, said)
        said += row.remarks
        return Named(row.number, name, name_id(name), digest, cells, warnings=said)

    def make(
        self,
        row: Row,
        number: str | None = None,
        way: int = Way.WHOLE,
        said: bytes | None = None,
    ) -> tuple[bytes, tuple[Diagnostic, ...]]:
        """The letter of ``row``, which went ``way`` when it was named, and warnings.

        Raises DocgenError; DataError (B415) where the row does not say what is ``said`` any more.
        """
        if said is not None and self._said(self._lay(row, number)) != said:
            raise RosterChangedError([changed(self.task.origin, row)])
        if way:
            try:
                variant, typed = self._typed(row, number, way)
                return variant.make(typed, way), variant.findings
            except Unusual:
                pass
        record, warnings = self._record(row, number)
        self._meet(self._lay(row, number), record, warnings)
        data, findings = pipeline.fill(record, *self._look())
        return data, tuple(findings)

    def data(self, row: Row, number: str | None = None) -> dict[str, Any]:
        """The letter's data with the row's in it, as texts: for lists of letters."""
        merged: dict[str, Any] = plain(overlay(self.task.letter, self._entries(row, number)))
        return merged

    def cells(self, row: Row) -> list[str]:
        """The row's cells of the ledger, before a number is given to it."""
        return self._cells.of(*self._lay(row, None))

    def template(self) -> None:
        """Compile the template. Raises TemplateError with what is wrong with it."""
        layout = self.task.look.layout or self.kind.layout(plain(self.task.letter))
        pipeline.get_template(self.kind, layout, self.task.look.template, self.task.look.profile)

    def _look(self) -> tuple[str | None, str | None, str | None]:
        look = self.task.look
        return look.layout, look.template, look.profile

    def _placed(self, findings: Sequence[Diagnostic], row: Row) -> tuple[Diagnostic, ...]:
        """What is wrong with the columns of ``row``, each finding with its place."""
        nodes = self.columns.flat_nodes(self.task.origin.fields(row))
        places = {key: entry.place._replace(row=row.number) for key, entry in nodes}
        # B407 names the field by its path, and the columns as they are written.
        keys = [str(d.args.get("second", d.path[0])) for d in findings]
        return tuple(
            replace(d, where=places.get(key, d.where))
            for d, key in zip(findings, keys, strict=True)
        )

    def _lay(self, row: Row, number: str | None) -> Laid:
        return self._laid(*self.columns.shape(row.values), number)

    def _laid(self, shape: Shape, raws: list[Any], number: str | None) -> Laid:
        """The row's fields, those it fills in and those it leaves empty."""
        fields = shape.fields
        if len(fields) != len(raws):
            raws = [raws[i] for i in shape.places]
        if self._sheet:
            raws = raws.copy()
            for i in shape.dates:
                if type(raws[i]) is str:
                    raws[i] = serial_date(raws[i])
        own = self.task.number if number is not None else None
        if own is None and not any(map(_is_blank, raws)):
            return Laid(fields, (), raws)
        pairs = [(p, raw) for p, raw in zip(fields, raws, strict=True) if p != own]
        empty = tuple(path for path, raw in pairs if _is_blank(raw))
        pairs = [(path, raw) for path, raw in pairs if not _is_blank(raw)]
        if own is not None:
            pairs.append((own, number))
        return Laid(tuple(path for path, _ in pairs), empty, [raw for _, raw in pairs])

    def _said(self, laid: Laid) -> bytes:
        # Version 2 writes equal values alike, whatever objects they share.
        said = marshal.dumps(laid[:], 2)
        return sha256(self.task.digest + said).digest()[:16]

    def _typed(self, row: Row, number: str | None, way: int) -> tuple[Variant, list[Any]]:
        """The variant of a row and its typed values, as :meth:`name` worked them out or anew."""
        if row.worked:
            columns, typed = row.worked
        else:
            laid = self._lay(row, number)
            columns, typed = laid.columns, None
        variant = self._variants.get(columns)
        if variant is None:
            raise Unusual
        return variant, variant.typed(laid.values, way) if typed is None else typed

    def _meet(self, laid: Laid, record: Record, warnings: Sequence[Diagnostic]) -> None:
        key = laid.columns
        if key in self._variants or len(self._variants) >= _MOST:
            return
        self._met[key] += 1
        if self._met[key] < _WORTH:
            return
        try:
            shared = tuple(warning for warning in warnings if not self._is_own(warning))
            self._variants[key] = Variant(
                record, laid.filled, self.task.look, self._pattern, shared
            )
        except (Unusual, DocgenError):
            self._variants[key] = None

    def _entries(self, row: Row, number: str | None) -> list[tuple[str, Entry]]:
        fields = self.columns.fields(self.task.origin.fields(row))
        if self._sheet:
            fields = dated(fields, self.columns.dates)
        if number is not None and self.task.number:
            place = self.task.origin.place(row)
            fields = [(p, e) for p, e in fields if p != self.task.number]
            fields.append((self.task.number, Entry("", Scalar(number, place), place)))
        return fields

    def _record(self, row: Row, number: str | None) -> tuple[Record, tuple[Diagnostic, ...]]:
        """The row's record, and the warnings: those on the letter first."""
        task = self.task
        merged = overlay(task.letter, self._entries(row, number))
        checked = validate(Source(task.origin.name, merged, task.folder), self.kind, task.final)
        if checked.record is None:
            raise DataError(d for d in checked.diagnostics if has_errors([d]))
        record = pipeline.with_assets(checked.record)
        found = (*checked.diagnostics, *pipeline.outline_findings(record))
        own = [warning for warning in found if self._is_own(warning)]
        shared = [warning for warning in found if not self._is_own(warning)]
        return record, (*shared, *_in_row(own, row))

    def _warnings_of(self, row: Row, number: str | None) -> tuple[Diagnostic, ...]:
        """The warnings on what a valid row says itself."""
        part = overlay(source.Mapping((), Place()), self._entries(row, number))
        return _in_row(warnings_of(part, self.kind), row)

    def _is_own(self, finding: Diagnostic) -> bool:
        """Whether ``finding`` has its place in the roster, not in the letter."""
        return finding.where.file == self.task.origin.name


@lru_cache(maxsize=4)
def maker_of(packed: bytes) -> Maker:
    """This process's maker of a task."""
    task: Task = pickle.loads(packed)
    return Maker(task)


def name_rows(
    packed: bytes, rows: Sequence[tuple[Row, str | None]], keeper: int | None = None
) -> list[Named | Refused | Misfit]:
    """Validate and name ``rows``, each with the number given to it. For any executor.

    Where the process ``keeper`` has the rows, any other remembers them until they are made.
    """
    maker = maker_of(packed)
    named = [maker.name(row, number) for row, number in rows]
    if keeper is not None and keeper != os.getpid():
        maker.held[rows[0][0].number] = [
            (row, number, result)
            for (row, number), result in zip(rows, named, strict=True)
            if isinstance(result, Named)
        ]
    return named


def _refused(row: int, findings: tuple[Diagnostic, ...], cells: str) -> Refused:
    # A lone surrogate, which JSON may spell out, has no bytes; a letter never has one.
    return Refused(row, findings, cells.encode(errors="replace").decode())


def _in_row(findings: Sequence[Diagnostic], row: Row) -> tuple[Diagnostic, ...]:
    return tuple(replace(d, where=_of_row(d.where, row)) for d in findings)


def _of_row(where: Place, row: Row) -> Place:
    return where._replace(row=row.number)


def plain(node: source.Node) -> Any:
    """``node`` as texts, lists and dicts."""
    match node:
        case Scalar():
            return node.text
        case source.Mapping():
            return {e.key: plain(e.value) for e in node}
        case source.Sequence():
            return [plain(item) for item in node.items]
    return None
