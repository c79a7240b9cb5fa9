"""The refused rows as they stood in the roster, and why; mended, the file is a roster.

A table's rows become a workbook whose two last columns are ours, with the further sheets that lists
came from. Rows of JSON or YAML become JSON: there an absent field, an empty one and a list all say
something else, which no cell can. A roster that has our columns is read without them.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import zipfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from hashlib import blake2b
from itertools import chain, islice
from pathlib import Path
from tempfile import TemporaryFile

from docgen.diagnostics import Diagnostic, has_errors
from docgen.load.roster import REASON, Further, Raw, Roster

from .beside import Beside
from .outputs import cannot
from .sheets import Column, Sheet, write_workbook

PLACE = "所在位置"
REASON_COLUMNS = (REASON, PLACE)
FILE = "退回名册.xlsx"
MADE_HERE = b"docgen: refused rows as they were written"
"""The comment in the zip of a failure workbook nobody has saved since: programs drop it."""

_LOOKED_AT = 500
_BLOCK = 1 << 20
_HEAD = '{"退回名册（原样 %s）": [\n'
"""JSON has no comments: the key of the list says what the bytes behind it came to."""
_HEAD_READ = re.compile(r'\{"退回名册（原样 ([0-9a-f]{32})）": \[\n')

Failure = tuple[Mapping[str, Raw], Sequence[Diagnostic]]
Failures = Callable[[], Iterator[Failure]]
"""The refused rows; each call starts from the first."""


def write_failures(folder: Path, roster: Roster, rows: Failures) -> Path:
    """Write refused ``rows`` of ``roster`` (values, findings) into ``folder``; returns the file.

    退回名册.xlsx, or .json; 退回名册-2 and so on where a file stands that is not as we wrote it, or
    that is ``roster`` itself. A row that was fed back before loses its old reasons. Raises
    OutputError: O502, O520.
    """
    table = roster.header is not None
    path = target(folder, roster)
    if table:
        write_workbook(path, list(_sheets(roster, rows)), MADE_HERE)
    else:
        _write_json(path, rows())
    return path


def target(folder: Path, roster: Roster) -> Path:
    """Where the refused rows of ``roster`` are to be written in ``folder``."""
    path = folder / FILE
    return _free(path if roster.header is not None else path.with_suffix(".json"), roster)


def is_fed_back(roster: Roster) -> bool:
    """Whether ``roster`` is of refused rows, which we wrote and somebody has mended."""
    if roster.header is not None:
        return REASON in roster.header
    return any(REASON in row.values for row in islice(roster.rows, _LOOKED_AT))


def take_away(folder: Path, roster: Roster, kept: Path | None = None) -> None:
    """Delete the failure files in ``folder`` that are as we wrote them, but not ``kept``.

    Neither is ``roster``, whatever it is. Raises OutputError (O502).
    """
    stem = Path(FILE).stem
    # A folder may hold a hundred thousand letters: a Path for each would take its time.
    names = [name for name in os.listdir(folder) if name.startswith(stem)]  # noqa: PTH208
    for path in sorted(folder / name for name in names):
        named = re.fullmatch(rf"{stem}(-\d+)?\.(xlsx|json)", path.name)
        if named and path != kept and _is_ours(path) and not _is_roster(path, roster):
            try:
                path.unlink()
            except OSError as error:
                raise cannot(path, error) from None


def _free(path: Path, roster: Roster) -> Path:
    found, n = path, 1
    while found.exists() and (_is_roster(found, roster) or not _is_ours(found)):
        n += 1
        found = path.with_stem(f"{path.stem}-{n}")
    return found


def _is_roster(path: Path, roster: Roster) -> bool:
    with suppress(OSError, ValueError):
        return path.samefile(roster.name)
    return False


def _is_ours(path: Path) -> bool:
    """Whether ``path`` is a failure file that nobody has changed."""
    with suppress(OSError, ValueError, zipfile.BadZipFile):
        if path.suffix != ".json":
            with zipfile.ZipFile(path) as archive:
                return archive.comment == MADE_HERE
        with path.open("rb") as file:
            head = _HEAD_READ.fullmatch(file.readline(200).decode())
            digest = blake2b(digest_size=16)
            while head and (block := file.read(_BLOCK)):
                digest.update(block)
            return head is not None and head[1] == digest.hexdigest()
    return False


def _sheets(roster: Roster, rows: Failures) -> Iterator[Sheet]:
    own = [title for title in roster.header or () if title not in REASON_COLUMNS]
    every = ([*(_cell(values.get(title)) for title in own), *_why(why)] for values, why in rows())
    more = [Column(REASON, 56), Column(PLACE, 24)]
    yield _sheet("退回名册", own, every, more)
    for name, further in roster.further.items():
        yield _sheet(name, further.titles, _entries(name, further, rows()))


def _sheet(
    name: str, titles: Sequence[str], rows: Iterator[list[str]], more: Sequence[Column] = ()
) -> Sheet:
    first = list(islice(rows, _LOOKED_AT))
    columns = [
        Column(title, _width([title, *(row[i] for row in first)])) for i, title in enumerate(titles)
    ]
    return Sheet(name, "", [*columns, *more], chain(first, rows))


def _entries(name: str, further: Further, rows: Iterator[Failure]) -> Iterator[list[str]]:
    """The entries of the list ``name``; where rows share their key, they share its entries.

    Those of no row come along: a row may be refused for the very name that they lack.
    """
    key, *own = further.titles
    seen = set()
    for values, _ in rows:
        about = _cell(values.get(key))
        entries = values.get(name)
        if isinstance(entries, list) and about.strip() not in seen:
            seen.add(about.strip())
            for entry in entries:
                yield [about, *(_cell(entry.get(title)) for title in own)]
    for stray in further.strays:
        yield [_cell(stray.get(title)) for title in further.titles]


def _cell(value: Raw) -> str:
    # A list has a sheet of its own.
    return value if isinstance(value, str) else ""


def _write_json(path: Path, rows: Iterator[Failure]) -> None:
    digest = blake2b(digest_size=16)
    try:
        with TemporaryFile() as body:
            for piece in _pieces(rows):
                digest.update(piece)
                body.write(piece)
            body.seek(0)
            with Beside(path) as out:
                out.write((_HEAD % digest.hexdigest()).encode())
                shutil.copyfileobj(body, out)
    except OSError as error:
        raise cannot(path, error) from None


def _pieces(rows: Iterator[Failure]) -> Iterator[bytes]:
    between = ""
    for values, findings in rows:
        why = dict(zip(REASON_COLUMNS, _why(findings), strict=True))
        own = {key: value for key, value in values.items() if key not in REASON_COLUMNS}
        # What could not be read as a row stands as a text, which makes no letter either.
        row = {**own, **why} if own else "\n".join(why.values())
        text = json.dumps(row, ensure_ascii=False, indent=2)
        # A lone surrogate, which JSON may spell out, has no bytes.
        yield f"{between}{text}".encode(errors="replace")
        between = ",\n"
    yield b"\n]}\n"


def _why(findings: Sequence[Diagnostic]) -> tuple[str, str]:
    wrong = [finding for finding in findings if has_errors([finding])] or list(findings)
    reasons = [f"{f.message}（{f.hint}）" if f.hint else f.message for f in wrong]
    return "\n".join(reasons), "\n".join(dict.fromkeys(str(f.where) for f in wrong))


def _width(texts: Iterable[str]) -> int:
    """As wide as most of what stands in a column: a page's width is shared by all of them."""
    return min(max(len(text.encode("gbk", "replace")) for text in texts) + 3, 28)
