"""The failure workbook: refused rows as they stood in the roster, and why; mended, it is a roster.

Its two last columns are ours; a roster that has them is read without them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, islice
from pathlib import Path

from docgen.diagnostics import Diagnostic, has_errors

from .sheets import Column, Sheet, write_workbook

REASON = "退回原因"
PLACE = "所在位置"
REASON_COLUMNS = (REASON, PLACE)
FILE = "退回名册.xlsx"

_LOOKED_AT = 500

Failure = tuple[Sequence[str], Sequence[Diagnostic]]


def write_failures(path: Path, header: Sequence[str], rows: Iterable[Failure]) -> None:
    """Write refused ``rows`` (cells in the order of ``header``, findings) to ``path``.

    A row that was fed back before loses its old reasons. Raises OutputError: O502, O520.
    """
    own = [i for i, heading in enumerate(header) if heading.strip() not in REASON_COLUMNS]

    def cells() -> Iterator[Sequence[str]]:
        for row, findings in rows:
            kept = [row[i] if i < len(row) else "" for i in own]
            yield (*kept, *_why(findings))

    every = cells()
    first = list(islice(every, _LOOKED_AT))
    columns = [
        Column(header[i], _width([header[i], *(row[n] for row in first)]))
        for n, i in enumerate(own)
    ]
    columns += [Column(REASON, 56), Column(PLACE, 24)]
    write_workbook(path, [Sheet("退回名册", "", columns, chain(first, every))])


def _why(findings: Sequence[Diagnostic]) -> tuple[str, str]:
    wrong = [finding for finding in findings if has_errors([finding])] or list(findings)
    reasons = [f"{f.message}（{f.hint}）" if f.hint else f.message for f in wrong]
    return "\n".join(reasons), "\n".join(dict.fromkeys(str(f.where) for f in wrong))


def _width(texts: Iterable[str]) -> int:
    """As wide as most of what stands in a column: a page's width is shared by all of them."""
    return min(max(len(text.encode("gbk", "replace")) for text in texts) + 3, 28)
