"""Habits of good documents: what no schema can ask for, as warnings (errors with ``--strict``)."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping
from functools import cache
from itertools import accumulate, pairwise
from typing import TYPE_CHECKING, Any

from docgen import source
from docgen.diagnostics import (
    BAD_DOCUMENT_NUMBER,
    HALF_WIDTH,
    HEADING_TWICE,
    INVISIBLE,
    PADDED_DATE,
    TABLE_SUM,
    UNANSWERED,
    UNASSIGNED,
    Diagnostic,
    Path,
    Place,
)
from docgen.kinds import Kind, Schema
from docgen.record import place_at

from .normalise import Seen, is_placeholder

if TYPE_CHECKING:
    from decimal import Decimal

_HAN = "㐀-鿿豈-﫿"
_MARKS = {",": "，", ";": "；", ":": "：", "?": "？", "!": "！", "(": "（", ")": "）"}
# Compiled by re at the first need: a file that is all right needs few of them.
_MARK = "[,;:?!()]"
# What a text must hold for any of the checks below to find something in it.
_UNSEEN = "[\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064\ufeff]"
ASKED = rf"[,;:?!()号0](?:(?<=[,;:?!()])|(?<=[\d\s]号)|(?<=0)\d[月日])|{_UNSEEN}"
_ADDRESS = r"\w+://\S+|\S+@\S+"
_CONTEXT = 20
_CLAUSE = "\n，。；：！？"
"""What a name does not go beyond."""
_PADDED = r"(\d{4}年)?(0\d月(?:\d{1,2}日)?|\d{1,2}月0\d日)"
# 〔2026〕 with a full year, and a number without zeros or 第 [GB/T 9704—2012, 7.2.5].
_USUAL = "临水发〔2026〕1号"
# What stands before a document number in a sentence, and is no part of it.
_BEFORE = (
    "^(?:按照|根据|依据|依照|参照|对照|落实|执行|贯彻|印发|转发|制定|关于|文件|以及"
    "|[和与及按据以照])+"
)
_YEAR_NUMBER = r"(\D*?)\s*\D\s*(\d{2,4})\s*\D\s*第?\s*0*(\d+)\s*号"
_TOTAL = r"[合总]\s*计"
_SUBTOTAL = r"小\s*计"


# Sets of Chinese characters take 20 ms to compile, and most files need neither of these two.
@cache
def _half_width() -> re.Pattern[str]:
    # Only where Chinese stands on both sides: numbers, times, addresses and Latin text keep theirs.
    return re.compile(
        rf"(?<=[{_HAN}”》）】%])[,;:?!](?=[{_HAN}“《（【])|(?<=[{_HAN}])[,;:?!]$"
        rf"|\((?=[^()]*[{_HAN}])|(?<=[{_HAN}])\)",
        re.MULTILINE,
    )


@cache
def _like_number() -> re.Pattern[str]:
    return re.compile(
        # A class of all Han characters takes 2 ms to compile; other letters do not matter here.
        r"[^\W\dA-Za-z_]{2,8}\s*[〔﹝\[［（(【]\s*\d{2,4}\s*[〕﹞\]］）)】]\s*第?\s*\d+\s*号"
    )


_RESPONSIBLE = ("owner", "deadline")
ANSWERING = frozenset({"problems", "plans"})
"""The fields that are looked at together."""


def check_habits(
    kind: Kind, data: Mapping[str, Any], root: source.Mapping, seen: Seen
) -> Iterator[Diagnostic]:
    """Warnings on the data, whose nodes are ``seen``: V223, V224, V226 to V230, V232."""
    yield from check_plans(kind, data, root)
    yield from check_seen(kind, seen)


def check_plans(kind: Kind, data: Mapping[str, Any], root: source.Mapping) -> Iterator[Diagnostic]:
    """Warnings on what the fields :data:`ANSWERING` say of each other: V223, V224."""
    yield from _check_problems(kind, data, root)
    yield from _check_assigned(kind, data, root)


def check_seen(kind: Kind, seen: Seen) -> Iterator[Diagnostic]:
    """Warnings on the nodes ``seen``, each for itself: V226 to V230, V232."""
    # Few fields hold a document number; all the others are searched at once, as most need no more.
    asked = _asked([node.text for _, _, node in seen.texts])
    for i, (path, schema, node) in enumerate(seen.texts):
        if i in asked or "x-docgen" in schema:
            yield from _check_text(path, schema, node, _number_forms(kind, path, schema))
    for path, items in seen.lists:
        if len(items.items) > 1:
            yield from _check_twice(path, items)
    for path, _, table in seen.tables:
        yield from _check_totals(path, table)


def _asked(texts: list[str]) -> set[int]:
    """Which of ``texts`` need a closer look."""
    ends = list(accumulate(len(text) + 1 for text in texts))
    return {bisect_right(ends, m.start()) for m in re.finditer(ASKED, "\n".join(texts))}


def _entries(data: Mapping[str, Any], field: str) -> list[tuple[Path, Any]]:
    """The entries of a list of problems or plans, written plainly or below ``items``."""
    value = data.get(field)
    path: Path = (field,)
    if isinstance(value, Mapping):
        value, path = value.get("items"), (field, "items")
    entries = value if isinstance(value, list) else []
    return [((*path, i), v) for i, v in enumerate(entries) if not is_placeholder(v)]


def _item_title(kind: Kind, field: str, name: str) -> str:
    item = kind.resolve(kind.fields[field].get("items", {}))
    found = item.get("properties", {}).get(name, {})
    return str(kind.resolve(found).get("title", name))


def _check_problems(
    kind: Kind, data: Mapping[str, Any], root: source.Mapping
) -> Iterator[Diagnostic]:
    if "plans" not in kind.fields or data.get("plans"):
        return
    for path, entry in _entries(data, "problems"):
        if not (isinstance(entry, Mapping) and entry.get("measure")):
            yield UNANSWERED.at(
                place_at(root, path),
                path,
                measure=_item_title(kind, "problems", "measure"),
                plans=str(kind.fields["plans"].get("title")),
            )


def _check_assigned(
    kind: Kind, data: Mapping[str, Any], root: source.Mapping
) -> Iterator[Diagnostic]:
    """Plans written as prose name nobody; where one plan of a list does, all must."""
    entries = _entries(data, "plans")
    named = [isinstance(e, Mapping) and any(e.get(n) for n in _RESPONSIBLE) for _, e in entries]
    for (path, _), done in zip(entries, named, strict=True):
        if any(named) and not done:
            titles = {name: _item_title(kind, "plans", name) for name in _RESPONSIBLE}
            yield UNASSIGNED.at(place_at(root, path), path, **titles)


def _number_forms(kind: Kind, path: Path, schema: Schema) -> tuple[str, ...]:
    """Specimens of what the document number at ``path`` may look like; empty for other fields.

    The group that holds the field wins: minutes and orders are numbered in ways of their own.
    """
    own: tuple[str, ...] = tuple(schema.get("x-docgen", {}).get("numbers", ()))
    group = kind.at(".".join(map(str, path[:-1]))) if own and len(path) > 1 else None
    return tuple((group or {}).get("x-docgen", {}).get("numbers", own))


def number_shape(kind: Kind, path: Path, schema: Schema) -> re.Pattern[str] | None:
    """What the document number at ``path`` may look like; None for other fields."""
    forms = _number_forms(kind, path, schema)
    return re.compile("|".join(_shape(form).pattern for form in forms)) if forms else None


def may_be_warned_of(text: str) -> bool:
    """Whether some field that holds ``text`` would have a warning."""
    node = source.Scalar(text, Place(""))
    return next(_check_text((), {"type": "string"}, node, ()), None) is not None


def _check_text(
    path: Path, schema: Schema, node: source.Scalar, forms: tuple[str, ...]
) -> Iterator[Diagnostic]:
    types = schema.get("type", ())
    if "string" not in ((types,) if isinstance(types, str) else types) or "format" in schema:
        return
    text = node.text.strip()
    unseen = None if text.isprintable() else re.search(_UNSEEN, text)
    if unseen:
        title = str(schema.get("title", path[-1] if path else ""))
        character = f"U+{ord(unseen.group()):04X}"
        where = _inside(node, unseen.start())
        yield INVISIBLE.at(where, path, title=title, character=character)
    if forms and not is_placeholder(text):
        if not any(_shape(form).fullmatch(text) for form in forms):
            example = _mended(text, forms)
            yield BAD_DOCUMENT_NUMBER.at(node.place, path, value=text, example=example)
        return
    # Most texts hold none of these; asking for a character is a tenth of asking for a pattern.
    for found in _like_number().finditer(text) if "号" in text else ():
        value = re.sub(_BEFORE, "", found.group())
        if not _shape(_USUAL).fullmatch(value):
            where = _inside(node, found.end() - len(value))
            example = _mended(value, (_USUAL,))
            yield BAD_DOCUMENT_NUMBER.at(where, path, value=value, example=example)
    for found in (
        re.finditer(_PADDED, text) if "0" in text and ("月" in text or "日" in text) else ()
    ):
        right = re.sub(r"(?<!\d)0(?=\d[月日])", "", found.group())
        yield PADDED_DATE.at(_inside(node, found.start()), path, value=found.group(), right=right)
    if not re.search(_MARK, text):
        return
    hidden = [
        range(*m.span()) for m in (*re.finditer(_ADDRESS, text), *_like_number().finditer(text))
    ]
    marks = [m for m in _half_width().finditer(text) if not any(m.start() in h for h in hidden)]
    if marks:
        first = marks[0].start()
        found_marks = list(dict.fromkeys(m.group() for m in marks))
        yield HALF_WIDTH.at(
            _inside(node, first),
            path,
            marks="".join(found_marks),
            text=_around(text, first),
            right="".join(_MARKS[mark] for mark in found_marks),
        )


def _around(text: str, at: int) -> str:
    """The clause of ``text`` around the character ``at``; of a long one its middle."""
    start = max((text.rfind(mark, 0, at) + 1 for mark in _CLAUSE), default=0)
    ends = [end for mark in _CLAUSE if (end := text.find(mark, at)) >= 0]
    end = min(ends, default=len(text))
    first, last = max(start, at - _CONTEXT), min(end, at + _CONTEXT + 1)
    before, after = "…" if first > start else "", "…" if last < end else ""
    return f"{before}{text[first:last].strip()}{after}"


@cache
def _shape(form: str) -> re.Pattern[str]:
    """What looks like the specimen ``form``: any 代字, year and number in the places of its own."""
    parts = re.split(r"(^[^\d〔第]+(?=〔)|\d+)", form)
    shape = ""
    for i, part in enumerate(parts):
        if not i % 2:
            shape += re.escape(part)
        elif not part.isdigit():
            shape += r"[^\s〔〕\[\]（）()【】]+"
        else:
            shape += r"(?:19|20)\d\d" if parts[i + 1][:1] in ("〕", "年") else r"[1-9]\d*"
    return re.compile(shape)


def _inside(node: source.Scalar, offset: int) -> Place:
    """The place of a character of ``node``; its beginning where it may stand on other lines."""
    where = node.place
    # In a table, columns count cells.
    if node.plain and "\n" not in node.text and where.column and where.cell is None:
        return where._replace(column=where.column + offset)
    return where


def _mended(value: str, forms: tuple[str, ...]) -> str | tuple[str, ...]:
    """``value`` as a document number, or the specimens where it is too far from each of them."""
    match = re.fullmatch(_YEAR_NUMBER, value)
    if match is None or int(match[3]) == 0:
        return forms
    year = match[2] if len(match[2]) == 4 else f"20{match[2][-2:]}"
    mended = f"{match[1].strip()}〔{year}〕{int(match[3])}号"
    return mended if any(_shape(form).fullmatch(mended) for form in forms) else forms


def _check_twice(path: Path, node: source.Sequence) -> Iterator[Diagnostic]:
    first: dict[str, source.Scalar] = {}
    for i, item in enumerate(node.items):
        heading = item.get("heading") if isinstance(item, source.Mapping) else None
        if not isinstance(heading, source.Scalar) or not heading.text.strip():
            continue
        text = heading.text.strip()
        if is_placeholder(text):
            continue
        if text in first:
            line = first[text].place.line
            yield HEADING_TWICE.at(heading.place, (*path, i, "heading"), heading=text, first=line)
        first.setdefault(text, heading)


def _check_totals(path: Path, node: source.Mapping) -> Iterator[Diagnostic]:
    """The last row of a table, where it is called 合计 or 总计, against the rows above it."""
    columns, rows = node.get("columns"), node.get("rows")
    if not (isinstance(columns, source.Sequence) and isinstance(rows, source.Sequence)):
        return
    width = len(columns.items)
    cells = [_texts(row) for row in rows.items]
    if len(cells) < 3 or any(len(row) != width for row in cells):
        return
    *above, last = cells
    if not any(re.fullmatch(_TOTAL, text) for text in last[:2]):
        return
    # Late: few documents add anything up.
    from decimal import Decimal

    parts = [row for row in above if not any(re.fullmatch(_SUBTOTAL, t) for t in row[:2])]
    for column in range(1, width):
        total = _number(last[column])
        numbers = [_number(row[column]) for row in parts if row[column]]
        if total is None or len(numbers) < 2 or None in numbers:
            continue
        found = sum((n for n in numbers if n is not None), Decimal(0))
        # A sequence 1, 2, 3 … counts rows; it is no column of figures.
        if found != total and not all(
            b - a == 1 for a, b in pairwise(n for n in numbers if n is not None)
        ):
            at: Path = (*path, "rows", len(cells) - 1, column)
            name = _texts(columns)[column]
            place = place_at(node, at[len(path) :])
            yield TABLE_SUM.at(
                place, at, column=name, found=f"{found.normalize():f}", total=last[column]
            )


def _texts(node: source.Node) -> list[str]:
    items = node.items if isinstance(node, source.Sequence) else ()
    return [item.text.strip() if isinstance(item, source.Scalar) else "" for item in items]


def _number(text: str) -> Decimal | None:
    from decimal import Decimal, InvalidOperation

    try:
        return Decimal(text.replace(",", "")) if re.fullmatch(r"-?[\d,]+(\.\d+)?", text) else None
    except InvalidOperation:
        return None
