"""A roster row laid over the letter: the row's fields win, the letter keeps the rest."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from docgen.diagnostics import COLUMN_TWICE, UNKNOWN_FIELD, Diagnostic
from docgen.errors import DataError
from docgen.kinds import Kind
from docgen.load import Roster
from docgen.source import Entry, Mapping, Node
from docgen.suggest import closest

Fields = list[tuple[str, Entry]]


class Columns:
    """The roster's columns, matched to the kind's fields by English or Chinese name."""

    def __init__(self, kind: Kind, roster: Roster) -> None:
        """Match all columns. Raises DataError: V204 (unknown), B407 (one field twice)."""
        self._known = _spellings(kind)
        findings: dict[str, Diagnostic] = {}
        for row in roster.rows:
            spelt: dict[str, str] = {}
            for key, entry in self._flat(row.fields):
                path = self._known.get(key)
                if key in findings:
                    continue
                if path is None:
                    close = closest(key, self._known, cutoff=0.4)
                    known = close or sorted(set(self._known.values()))
                    findings[key] = UNKNOWN_FIELD.at(entry.place, (key,), key=key, known=known)
                elif path in spelt:
                    # Other rows may spell the field in another way; one row says it once.
                    findings[key] = COLUMN_TWICE.at(
                        entry.place, (path,), first=spelt[path], second=key
                    )
                else:
                    spelt[path] = key
        if findings:
            raise DataError(findings.values())

    def fields(self, row: Mapping) -> Fields:
        """The row's fields by dotted English path; an empty cell takes the letter's value away.

        A row must not go out with another's name because its own cell was left empty.
        """
        return [(self._known[key], entry) for key, entry in self._flat(row)]

    def _flat(self, row: Mapping, prefix: str = "") -> Iterator[tuple[str, Entry]]:
        for entry in row:
            key = prefix + entry.key.strip()
            if isinstance(entry.value, Mapping) and key not in self._known:
                yield from self._flat(entry.value, f"{key}.")
            else:
                yield key, entry


def _spellings(kind: Kind) -> dict[str, str]:
    """Every way to write a field in a roster → its dotted English path.

    ``party_b.unit`` may be written 乙方.单位 or 乙方单位; its own title alone (单位) only where no
    other field has it.
    """
    spellings: dict[str, str] = {}
    own: dict[str, str] = {}
    titles: Counter[str] = Counter()
    for path, schema in kind.leaves():
        steps = path.split(".")
        chain = [kind.at(".".join(steps[: i + 1])) or {} for i in range(len(steps))]
        names = [str(s.get("title", step)) for s, step in zip(chain, steps, strict=True)]
        for spelling in (path, ".".join(names), "".join(names)):
            spellings.setdefault(spelling, path)
        title = str(schema.get("title", ""))
        own[title] = path
        titles[title] += 1
    for title, path in own.items():
        if titles[title] == 1:
            spellings.setdefault(title, path)
    return spellings


def overlay(letter: Mapping, row: Iterable[tuple[str, Entry]]) -> Mapping:
    """``letter`` (English keys) with the fields of ``row`` put in; their places are the row's."""
    root = letter
    for path, entry in row:
        root = _put(root, path.split("."), entry)
    return root


def _put(node: Node | None, steps: list[str], entry: Entry) -> Mapping:
    mapping = node if isinstance(node, Mapping) else Mapping((), entry.place)
    name, rest = steps[0], steps[1:]
    value: Node = _put(mapping.get(name), rest, entry) if rest else entry.value
    kept = tuple(e for e in mapping if e.key != name)
    return Mapping((*kept, Entry(name, value, entry.place)), mapping.place)
