"""Turn a Source into a Record: names made English, values typed, every rule checked."""

from __future__ import annotations

from typing import NamedTuple

from docgen.diagnostics import NO_KIND, PLACEHOLDER, PLACEHOLDER_FINAL, Diagnostic, has_errors
from docgen.errors import DataError
from docgen.kinds import Kind, get_kind, kind_names
from docgen.record import Record
from docgen.source import Mapping, Scalar, Source

from .habits import check_habits, check_seen
from .normalise import Normaliser
from .outline import check_outline, has_outline, is_deep
from .rules import check_rules
from .schema import check_schema

KIND_KEYS = ("kind", "文种")


class Checked(NamedTuple):
    """What validation found: the record, or None where an error forbids one, and all findings."""

    record: Record | None
    diagnostics: tuple[Diagnostic, ...]


def kind_of(source: Source) -> Kind:
    """The kind that ``source`` says it is. Raises DataError: V201 (missing), V202 (unknown)."""
    for key in KIND_KEYS:
        node = source.root.get(key)
        if isinstance(node, Scalar):
            try:
                return get_kind(node.text.strip())
            except DataError as error:
                raise DataError(
                    Diagnostic(d.code, node.place, ("kind",), d.args) for d in error.diagnostics
                ) from None
    raise DataError(
        [NO_KIND.at(source.root.place, known=[f"{n}（{get_kind(n).title}）" for n in kind_names()])]
    )


def validate(source: Source, kind: Kind | None = None, final: bool = False) -> Checked:
    """Check ``source`` against ``kind`` (default: the one it names) and type its values.

    Every finding of the run is returned, never only the first. ``final`` turns placeholders
    【待填：…】 from notes (V215) into errors (V216). Raises DataError only where the kind itself is
    missing or unknown.
    """
    kind = kind or kind_of(source)
    normaliser = Normaliser(kind)
    data, root = normaliser.run(source.root)
    findings = list(normaliser.findings)
    findings += check_schema(kind, data, root, normaliser.spoilt)
    seen = normaliser.seen
    findings += check_rules(kind, data, root, ((path, table) for path, table, _ in seen.tables))
    findings += check_habits(kind, data, root, seen)
    rule = PLACEHOLDER_FINAL if final else PLACEHOLDER
    findings += [rule.at(p.place, p.path, value=p.text) for p in normaliser.placeholders]
    findings.sort(key=_position)
    if has_errors(findings):
        return Checked(None, tuple(findings))
    record = Record(kind, data, root, source.name, source.folder, tuple(normaliser.pictures))
    return Checked(record, tuple(findings))


def warnings_of(part: Mapping, kind: Kind) -> tuple[Diagnostic, ...]:
    """The warnings on texts, lists and tables of ``part``: fields of a source that is valid.

    They are those that :func:`validate` has of the same nodes of the whole source.
    """
    normaliser = Normaliser(kind)
    normaliser.run(part)
    return tuple(sorted(check_seen(kind, normaliser.seen), key=_position))


def canonical(source: Source, kind: Kind) -> Mapping:
    """The node tree of ``source`` with English keys, whether or not it is complete.

    Raises DataError with what is wrong in what is there: unknown keys, both names of one field,
    illegal characters, dates that do not exist.
    """
    normaliser = Normaliser(kind)
    _, root = normaliser.run(source.root)
    if normaliser.findings:
        raise DataError(normaliser.findings)
    return root


def _position(finding: Diagnostic) -> tuple[int, int]:
    return finding.where.line or 0, finding.where.column or 0


__all__ = [
    "Checked",
    "canonical",
    "check_outline",
    "has_outline",
    "is_deep",
    "kind_of",
    "validate",
    "warnings_of",
]
