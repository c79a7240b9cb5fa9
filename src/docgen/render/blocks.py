"""Blocks → WordprocessingML: paragraphs in named styles, tables with their grid, pictures."""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from html import escape
from itertools import pairwise

from docgen.content import (
    Block,
    Heading,
    Inline,
    Paragraph,
    Picture,
    Role,
    Table,
    Text,
    merged,
    plain,
)
from docgen.profile import Profile
from docgen.styles import HEADINGS, RUN_INS, Style
from docgen.units import mm_to_twips, pt_to_twips

from .pictures import Media

# Characters both scripts use: in a run with the hint they take the East-Asian font.
_AMBIGUOUS = re.compile("[\u00b7\u00d7\u2014\u2018\u2019\u201c\u201d\u2026]")
_HINT = '<w:rFonts w:hint="eastAsia"/>'
_SPECIAL = re.compile(r"[\t\n\r]")
_SHORT = 12
"""A cell of at most as many 字 stands in the middle."""

_STYLES = {
    Role.BODY: Style.BODY,
    Role.SALUTATION: Style.SALUTATION,
    Role.CLOSING: Style.BODY,
    Role.KEYWORDS: Style.BODY,
    Role.ATTACHMENT_NOTE: Style.ATTACHMENT_NOTE,
    Role.SIGNATURE: Style.SIGNATURE,
    Role.DATE: Style.DATE,
    Role.ATTACHMENT_LABEL: Style.ATTACHMENT_LABEL,
    Role.ATTACHMENT_TITLE: Style.ATTACHMENT_TITLE,
}


class _Widths(dict[str, float]):
    """The width of each character in 字, looked up once."""

    def __missing__(self, char: str) -> float:
        wide = unicodedata.east_asian_width(char) in "WFA"
        width = self[char] = 0.25 if char == "." else 1.0 if wide else 0.5
        return width


_width_of = _Widths().__getitem__


@lru_cache(maxsize=4096)
def width_in_characters(text: str) -> float:
    """The width of ``text`` in 字: full-width 1, half-width ½, a Western full stop ¼."""
    return sum(map(_width_of, text))


@dataclass
class Known:
    """The XML of blocks that stand in many documents, by what it depends on.

    ``blocks`` are those blocks by id; whose looks depend on their neighbours is never among them.
    """

    blocks: dict[int, Block] = field(default_factory=dict)
    xml: dict[tuple[int, bool, bool], str] = field(default_factory=dict)

    def add(self, blocks: Iterable[Block]) -> None:
        """Remember ``blocks`` from now on."""
        for block in blocks:
            signoff = isinstance(block, Paragraph) and block.role in (Role.SIGNATURE, Role.DATE)
            if not signoff and not isinstance(block, Picture):
                self.blocks[id(block)] = block


@dataclass
class BlockWriter:
    """Writes the blocks of one document; ``ids`` are the template's style ids."""

    ids: dict[Style, str]
    profile: Profile
    media: Media
    out: list[str] = field(default_factory=list)

    def write(
        self, blocks: Iterable[Block], before_signoff: bool = False, known: Known | None = None
    ) -> str:
        """The XML of ``blocks``; ``before_signoff``: the last of the text keeps with what follows.

        A page may not hold the signature alone, nor with the attachment note only [7.3.5.5].
        ``known`` remembers the XML of blocks that come again.
        """
        listed = list(blocks)
        last = len(listed) - 1
        while last > 0 and _is_note(listed[last]):
            last -= 1
        self.out = []
        pairs = zip([None, *listed], listed, strict=False)
        for i, (previous, block) in enumerate(pairs):
            keep = before_signoff and i >= last
            after_table = isinstance(previous, Table) and not previous.note
            if known is None or id(block) not in known.blocks:
                self._block(block, listed, keep, after_table)
                continue
            key = (id(block), keep, after_table)
            xml = known.xml.get(key)
            if xml is None:
                start = len(self.out)
                self._block(block, listed, keep, after_table)
                xml = known.xml[key] = "".join(self.out[start:])
            else:
                self.out.append(xml)
        return "".join(self.out)

    def _block(self, block: Block, listed: list[Block], keep: bool, after_table: bool) -> None:
        match block:
            case Heading():
                self._heading(block, keep)
            case Paragraph():
                self._paragraph(block, listed, keep)
            case Table():
                if after_table and not block.caption:
                    # Two tables with nothing between them would become one.
                    self._open(Style.TABLE_NOTE)
                    self.out.append("</w:p>")
                self._table(block)
            case Picture():
                self._picture(block)

    def _open(self, style: Style, properties: str = "") -> None:
        self.out.append(f'<w:p><w:pPr><w:pStyle w:val="{self.ids[style]}"/>{properties}</w:pPr>')

    def _heading(self, block: Heading, keep: bool) -> None:
        number = (Text(block.number),) if block.number else ()
        keep_next = "<w:keepNext/>" if keep else ""
        if block.run_in:
            self._open(Style.BODY, keep_next)
            self._runs((*number, *block.content), self.ids[RUN_INS[block.level - 1]])
            self._runs(block.run_in)
        else:
            self._open(HEADINGS[block.level - 1], keep_next)
            self._runs((*number, *block.content))
        self.out.append("</w:p>")

    def _paragraph(self, block: Paragraph, blocks: list[Block], keep: bool) -> None:
        style = _STYLES[block.role]
        properties = "<w:keepNext/>" if keep else ""
        match block.role:
            case Role.SIGNATURE | Role.DATE:
                properties += self._signoff_indent(block, blocks)
            case Role.ATTACHMENT_NOTE:
                properties += self._note_indent(block)
        self._open(style, properties)
        marker = (Text(block.marker),) if block.marker else ()
        self._runs((*marker, *block.content))
        self.out.append("</w:p>")

    def _signoff_indent(self, block: Paragraph, blocks: list[Block]) -> str:
        """Right indents of name and date without a seal [7.3.5.2].

        The name stands 2 字 from the right and the date starts 2 字 right of the name's first
        character; a date longer than the name stands 2 字 from the right itself and the name moves
        left accordingly.
        """

        def widest(role: Role) -> float:
            return max(
                (
                    width_in_characters(plain(b.content))
                    for b in blocks
                    if isinstance(b, Paragraph) and b.role is role
                ),
                default=0.0,
            )

        name, date = widest(Role.SIGNATURE), widest(Role.DATE)
        if not name:
            right = 2.0
        elif date <= name:
            right = 2.0 if block.role is Role.SIGNATURE else name - date
        else:
            right = date + 4 - name if block.role is Role.SIGNATURE else 2.0
        return self._indent(right=right)

    def _note_indent(self, block: Paragraph) -> str:
        """Wrapped names align with the first character of the name [7.3.4]."""
        label = width_in_characters(block.marker)
        number = width_in_characters(block.marker.removeprefix("附件："))
        return self._indent(left=2 + 3 + number, hanging=label)

    def _indent(self, **characters: float) -> str:
        twips = pt_to_twips(self.profile.character_pt * 100) / 100
        attributes = "".join(
            f' w:{side}Chars="{round(n * 100)}" w:{side}="{round(n * twips)}"'
            for side, n in characters.items()
        )
        return f"<w:ind{attributes}/>"

    def _runs(self, content: tuple[Inline, ...], style: str = "") -> None:
        self.out.append(_runs(content, style))

    def _table(self, block: Table) -> None:
        if block.caption:
            self._open(Style.CAPTION)
            self._runs((Text(block.caption),))
            self.out.append("</w:p>")
        measured = [[width_in_characters(plain(cell)) for cell in row] for row in block.rows]
        widths = self._widths(block, measured)
        self.out.append(
            f'<w:tbl><w:tblPr><w:tblStyle w:val="{self.ids[Style.GRID]}"/>'
            f'<w:tblW w:w="{sum(widths)}" w:type="dxa"/><w:jc w:val="center"/>'
            '<w:tblLayout w:type="fixed"/></w:tblPr><w:tblGrid>'
            + "".join(f'<w:gridCol w:w="{w}"/>' for w in widths)
            + "</w:tblGrid>"
        )
        cells = [
            f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/><w:vAlign w:val="center"/></w:tcPr>'
            for width in widths
        ]
        head = [((Text(title),), math.inf) for title in block.columns]
        self._row(head, cells, Style.TABLE_HEAD, "<w:cantSplit/><w:tblHeader/>")
        for row, found in zip(block.rows, measured, strict=True):
            pairs = zip(row, found, strict=True)
            self._row(pairs, cells, Style.TABLE_TEXT, "<w:cantSplit/>")
        self.out.append("</w:tbl>")
        if block.note:
            self._open(Style.TABLE_NOTE)
            self._runs((Text(block.note),))
            self.out.append("</w:p>")

    def _row(
        self,
        row: Iterable[tuple[tuple[Inline, ...], float]],
        cells: list[str],
        style: Style,
        properties: str,
    ) -> None:
        """One row: its cells, each with its width in 字, short ones centred."""
        long = f'<w:p><w:pPr><w:pStyle w:val="{self.ids[style]}"/>'
        short = f'{long}<w:jc w:val="center"/></w:pPr>'
        long += "</w:pPr>"
        add = self.out.append
        add(f"<w:tr><w:trPr>{properties}</w:trPr>")
        for (content, width), cell in zip(row, cells, strict=True):
            opening = short if width <= _SHORT else long
            add(f"{cell}{opening}{_runs(content)}</w:p></w:tc>")
        add("</w:tr>")

    def _widths(self, block: Table, measured: list[list[float]]) -> list[int]:
        """Column widths in twips that add up to the type area exactly."""
        total = mm_to_twips(self.profile.page.text_width)
        weights = list(block.widths) or list(_weights(block, measured))
        scale = total / sum(weights)
        edges = [0]
        for i in range(len(weights)):
            edges.append(round(sum(weights[: i + 1]) * scale))
        return [b - a for a, b in pairwise(edges)]

    def _picture(self, block: Picture) -> None:
        self._open(Style.PICTURE)
        self.out.append(f"<w:r>{self.media.drawing(block)}</w:r></w:p>")
        if block.caption:
            self._open(Style.CAPTION)
            self._runs((Text(block.caption),))
            self.out.append("</w:p>")


def _is_note(block: Block) -> bool:
    return isinstance(block, Paragraph) and block.role is Role.ATTACHMENT_NOTE


def _weights(block: Table, measured: list[list[float]]) -> Iterator[float]:
    for i, title in enumerate(block.columns):
        longest = 0.0
        for row, widths in zip(block.rows, measured, strict=True):
            longest = max(longest, widths[i] if len(row[i]) == 1 else _longest(row[i]))
        yield min(max(longest, width_in_characters(title), 2.0), 24.0) + 1.0


def _longest(cell: tuple[Inline, ...]) -> float:
    """The width of a cell's longest line."""
    return max(map(width_in_characters, plain(cell).split("\n")))


def _runs(content: tuple[Inline, ...], style: str = "") -> str:
    if len(content) == 1:
        only = content[0]
        if isinstance(only, Text):
            return _run(only.text, only.bold, style)
    return "".join(
        _run(i.text, i.bold, style) if isinstance(i, Text) else "<w:r><w:br/></w:r>"
        for i in merged(content)
    )


# Rosters say the same things again and again.
@lru_cache(maxsize=4096)
def _run(text: str, bold: bool, style: str) -> str:
    properties = f'<w:rStyle w:val="{style}"/>' if style else ""
    if _AMBIGUOUS.search(text):
        properties += _HINT
    if bold:
        properties += "<w:b/><w:bCs/>"
    if properties:
        properties = f"<w:rPr>{properties}</w:rPr>"
    return f"<w:r>{properties}{_text(text)}</w:r>"


def _text(text: str) -> str:
    if text.isalnum():
        return f"<w:t>{text}</w:t>"
    if _SPECIAL.search(text):
        pieces = re.split(r"(\t|\r\n|\r|\n)", text)
        return "".join(
            "<w:tab/>" if p == "\t" else "<w:br/>" if p in ("\n", "\r", "\r\n") else _text(p)
            for p in pieces
            if p
        )
    space = ' xml:space="preserve"' if text != text.strip() or "  " in text else ""
    return f"<w:t{space}>{escape(text, quote=False)}</w:t>"
