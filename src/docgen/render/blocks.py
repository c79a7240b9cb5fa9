"""Blocks → WordprocessingML: paragraphs in named styles, tables with their grid, pictures."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
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


def width_in_characters(text: str) -> float:
    """The width of ``text`` in 字: full-width 1, half-width ½, a Western full stop ¼."""
    width = 0.0
    for char in text:
        if char == ".":
            width += 0.25
        else:
            wide = unicodedata.east_asian_width(char) in "WFA"
            width += 1 if wide else 0.5
    return width


@dataclass
class BlockWriter:
    """Writes the blocks of one document; ``ids`` are the template's style ids."""

    ids: dict[Style, str]
    profile: Profile
    media: Media
    out: list[str] = field(default_factory=list)

    def write(self, blocks: Iterable[Block], before_signoff: bool = False) -> str:
        """The XML of ``blocks``; ``before_signoff``: the last of the text keeps with what follows.

        A page may not hold the signature alone, nor with the attachment note only [7.3.5.5].
        """
        listed = list(blocks)
        last = len(listed) - 1
        while last > 0 and _is_note(listed[last]):
            last -= 1
        self.out = []
        pairs = zip([None, *listed], listed, strict=False)
        for i, (previous, block) in enumerate(pairs):
            keep = before_signoff and i >= last
            match block:
                case Heading():
                    self._heading(block, keep)
                case Paragraph():
                    self._paragraph(block, listed, i, keep)
                case Table():
                    if isinstance(previous, Table) and not block.caption and not previous.note:
                        # Two tables with nothing between them would become one.
                        self._open(Style.TABLE_NOTE)
                        self.out.append("</w:p>")
                    self._table(block)
                case Picture():
                    self._picture(block)
        return "".join(self.out)

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

    def _paragraph(self, block: Paragraph, blocks: list[Block], i: int, keep: bool) -> None:
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

    def _runs(self, content: Iterable[Inline], style: str = "") -> None:
        for inline in merged(content):
            if isinstance(inline, Text):
                self.out.append(_run(inline, style))
            else:
                self.out.append("<w:r><w:br/></w:r>")

    def _table(self, block: Table) -> None:
        if block.caption:
            self._open(Style.CAPTION)
            self._runs((Text(block.caption),))
            self.out.append("</w:p>")
        widths = self._widths(block)
        self.out.append(
            f'<w:tbl><w:tblPr><w:tblStyle w:val="{self.ids[Style.GRID]}"/>'
            f'<w:tblW w:w="{sum(widths)}" w:type="dxa"/><w:jc w:val="center"/>'
            '<w:tblLayout w:type="fixed"/></w:tblPr><w:tblGrid>'
            + "".join(f'<w:gridCol w:w="{w}"/>' for w in widths)
            + "</w:tblGrid>"
        )
        head = tuple((Text(title),) for title in block.columns)
        self._row(head, widths, Style.TABLE_HEAD, "<w:cantSplit/><w:tblHeader/>")
        for row in block.rows:
            self._row(row, widths, Style.TABLE_TEXT, "<w:cantSplit/>")
        self.out.append("</w:tbl>")
        if block.note:
            self._open(Style.TABLE_NOTE)
            self._runs((Text(block.note),))
            self.out.append("</w:p>")

    def _row(
        self, cells: Iterable[tuple[Inline, ...]], widths: list[int], style: Style, properties: str
    ) -> None:
        self.out.append(f"<w:tr><w:trPr>{properties}</w:trPr>")
        for cell, width in zip(cells, widths, strict=True):
            self.out.append(
                f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>'
                '<w:vAlign w:val="center"/></w:tcPr>'
            )
            short = width_in_characters(plain(cell)) <= 12 and style is not Style.TABLE_HEAD
            self._open(style, '<w:jc w:val="center"/>' if short else "")
            self._runs(cell)
            self.out.append("</w:p></w:tc>")
        self.out.append("</w:tr>")

    def _widths(self, block: Table) -> list[int]:
        """Column widths in twips that add up to the type area exactly."""
        total = mm_to_twips(self.profile.page.text_width)
        weights = list(block.widths) or list(_weights(block))
        scale = total / sum(weights)
        edges = [0]
        for i in range(len(weights)):
            edges.append(round(sum(weights[: i + 1]) * scale))
        return [b - a for a, b in pairwise(edges)]

    def _picture(self, block: Picture) -> None:
        self._open(Style.PICTURE)
        if block.asset in self.media.assets:
            self.out.append(f"<w:r>{self.media.drawing(block)}</w:r></w:p>")
        else:
            # 【待填：…】 stands where the picture will be.
            self._runs((Text(block.asset),))
            self.out.append("</w:p>")
        if block.caption:
            self._open(Style.CAPTION)
            self._runs((Text(block.caption),))
            self.out.append("</w:p>")


def _is_note(block: Block) -> bool:
    return isinstance(block, Paragraph) and block.role is Role.ATTACHMENT_NOTE


def _weights(block: Table) -> Iterator[float]:
    for i, title in enumerate(block.columns):
        longest = max(
            (width_in_characters(line) for row in block.rows for line in plain(row[i]).split("\n")),
            default=0.0,
        )
        yield min(max(longest, width_in_characters(title), 2.0), 24.0) + 1.0


def _run(text: Text, style: str) -> str:
    properties = f'<w:rStyle w:val="{style}"/>' if style else ""
    if _AMBIGUOUS.search(text.text):
        properties += _HINT
    if text.bold:
        properties += "<w:b/><w:bCs/>"
    if properties:
        properties = f"<w:rPr>{properties}</w:rPr>"
    return f"<w:r>{properties}{_text(text.text)}</w:r>"


def _text(text: str) -> str:
    if _SPECIAL.search(text):
        pieces = re.split(r"(\t|\r\n|\r|\n)", text)
        return "".join(
            "<w:tab/>" if p == "\t" else "<w:br/>" if p in ("\n", "\r", "\r\n") else _text(p)
            for p in pieces
            if p
        )
    space = ' xml:space="preserve"' if text != text.strip() or "  " in text else ""
    return f"<w:t{space}>{escape(text, quote=False)}</w:t>"
