"""Lines of a table that are no rows: the header on a further page, a total, who signs the table."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from docgen.diagnostics import NO_ROW, Diagnostic

from .roster import SERIAL, Origin, Row, is_own

_TOTAL = re.compile(
    r"(?:本[页表])?(?:合计|总计|小计|共计|累计)(?:[:：].*)?"
    r"|共(?:计|有)?[\d一二三四五六七八九十百千]+[家个户人份名项行]",
    re.DOTALL,
)
_SIGNED = re.compile(
    r"(?:审核|审批|审定|审签|批准|复核|校对|核对|制表|制单|填表|填报|填写|经办|经手|编制|统计|报送"
    r"|签字|盖章|(?:单位|部门)?负责|(?:主管|分管)领导)"
    r"(?:人员?|员|单位|部门|日期|时间)?(?:[（(][^（()）]{1,6}[)）])?[:：]"
    r"|(?:联系人|联系电话|联络员|电话|注|备注|附注|说明)[:：]"
)
may_be_other = re.compile(r"[合总小共累]\s*计|[:：]|共.{1,6}[家个户人份名项行]").search
"""Whether a line of this text may be a total or name who signs; cheap, for every row."""


class OtherLines:
    """Tells lines that are no rows below a header of ``titles``, which stands in ``lines``."""

    def __init__(self, titles: Sequence[str], lines: Sequence[Sequence[str]]) -> None:
        self._titles = titles
        self._count = sum(bool(title) for title in titles)
        is_double = any("." in title and title not in map(_squeezed, lines[-1]) for title in titles)
        own = lines[-2:] if is_double else lines[-1:]
        self._repeated = [[_squeezed(cell) for cell in line] for line in own if any(line)]
        self.firsts = {text for line in own if any(line) for text in (line[0], _squeezed(line[0]))}
        """What the first cell says where a line may be the header again."""

    def is_header(self, cells: Sequence[str]) -> bool:
        """Whether ``cells`` say what the header says, as on each page of what was printed."""
        if cells[0] not in self.firsts:
            return False
        said = [_squeezed(cell) for cell in cells]
        return any(self._says(said, header) for header in self._repeated)

    def _says(self, said: list[str], header: list[str]) -> bool:
        """Whether ``said`` is ``header``, as it may be copied: columns of one's own left out."""
        wide = max(len(said), len(header))
        pairs = zip(_padded(said, wide), _padded(header, wide), strict=True)
        return any(said) and all(
            cell == title or (not cell and is_own(title)) for cell, title in pairs
        )

    def find(self, row: Row, cells: Sequence[str], origin: Origin) -> Iterator[Diagnostic]:
        """B459 where ``cells``, most of them empty, are a total or name who signs the table."""
        if not may_be_other("".join(cells)):
            return
        filled = [i for i, cell in enumerate(cells) if cell.strip()]
        first = next((i for i in filled if not cells[i].strip().isdecimal()), None)
        marks = [i for i in filled if is_other(cells[i]) and (i == first or not self._is_own(i))]
        if not marks:
            return
        answers = {i + 1 for i in marks if cells[i].rstrip().endswith((":", "："))}
        others = [i for i in filled if i not in marks and i not in answers]
        if 2 * len(others) <= self._count - sum(self._title(i) != "" for i in marks):
            where = origin.place(row, self._title(marks[0]) or None)
            yield NO_ROW.at(where, text=cells[marks[0]].strip())

    def _title(self, at: int) -> str:
        return self._titles[at] if at < len(self._titles) else ""

    def _is_own(self, at: int) -> bool:
        # A clerk's remark on a row may name whoever looked after it.
        return is_own(self._title(at)) and self._title(at).strip() != SERIAL


def is_other(cell: str) -> bool:
    """Whether ``cell`` is a total, a note, or says who signs."""
    text = _squeezed(cell)
    return _TOTAL.fullmatch(text) is not None or _SIGNED.match(text) is not None


def _padded(cells: list[str], width: int) -> list[str]:
    return cells + [""] * (width - len(cells))


def _squeezed(cell: str) -> str:
    return "".join(cell.split())
