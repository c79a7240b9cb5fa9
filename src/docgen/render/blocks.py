"""Blocks → WordprocessingML: paragraphs in named styles, tables with their grid, pictures."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from docgen.content import (
    Block,
    Entry,
    Form,
    Head,
    Heading,
    Imprint,
    Inline,
    LineBreak,
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

from .head import HeadWriter
from .pictures import Media
from .sections import Sections
from .signoff import BARE, SEAL_MM, SEALED, SIGNED, Signoff, signoff_of
from .titles import balanced, title_room
from .widths import (
    LABEL_MM,
    column_widths,
    form_grid,
    is_wide,
    shared_out,
    width_in_characters,
)
from .wml import cell, grid, paragraph, run

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
    Role.LABELLED: Style.LABELLED,
    Role.STAMP: Style.STAMP,
    Role.NOTE: Style.NOTE,
    Role.SIGN: Style.SIGN_BLOCK,
}
SIGN_LEFT = 10.0
"""Where lines to be signed by hand begin, in 字: a full name fits to the right of it."""


@dataclass(eq=False, repr=False)
class Known:
    """The XML of blocks that stand in many documents, by what it depends on.

    ``blocks`` are those blocks by id; whose looks depend on the whole document is never among them.
    """

    blocks: dict[int, Block] = field(default_factory=dict)
    xml: dict[tuple[int, bool, bool, bool], str] = field(default_factory=dict)

    def add(self, blocks: Iterable[Block]) -> None:
        """Remember ``blocks`` from now on."""
        for block in blocks:
            signed = isinstance(block, Paragraph) and block.role in (*SIGNED, Role.STAMP)
            if not signed and not isinstance(block, Picture | Head | Imprint):
                self.blocks[id(block)] = block


@dataclass(eq=False, repr=False)
class BlockWriter:
    """Writes the blocks of one document; ``ids`` are the template's style ids."""

    ids: dict[Style, str]
    profile: Profile
    media: Media
    sections: Sections
    layout: str = ""
    seal: str = BARE
    out: list[str] = field(default_factory=list)

    def write(
        self, blocks: Iterable[Block], before_signoff: bool = False, known: Known | None = None
    ) -> str:
        """The XML of ``blocks``; ``before_signoff``: the last of the text keeps with what follows.

        A page may not hold the signature alone, nor with the attachment note only [7.3.5.5].
        """
        listed = list(blocks)
        last = len(listed) - 1
        while last > 0 and _is_note(listed[last]):
            last -= 1
        self.out = []
        signoff = signoff_of(listed, self.seal, self.profile)
        wide = self._turned(listed)
        pairs = zip([None, *listed], listed, strict=False)
        for i, (previous, block) in enumerate(pairs):
            keep = before_signoff and i >= last
            if not self._stays(block):
                self.out.append(self.sections.turn(wide[i]))
            if known is None or id(block) not in known.blocks:
                self._block(block, previous, listed, signoff, keep)
                continue
            first = not (isinstance(previous, Paragraph) and isinstance(block, Paragraph))
            first = first or previous.role is not block.role  # type: ignore[union-attr]
            after_table = isinstance(previous, Table) and not previous.note
            key = (id(block), keep, first, after_table)
            xml = known.xml.get(key)
            if xml is None:
                start = len(self.out)
                self._block(block, previous, listed, signoff, keep)
                known.xml[key] = "".join(self.out[start:])
            else:
                self.out.append(xml)
        return "".join(self.out)

    def _block(
        self,
        block: Block,
        previous: Block | None,
        listed: list[Block],
        signoff: Signoff,
        keep: bool,
    ) -> None:
        match block:
            case Paragraph(role=Role.SIGNATURE) if signoff.names > 1 and signoff.seal == SEALED:
                if not (isinstance(previous, Paragraph) and previous.role in SIGNED):
                    self._joint_seals(listed)
            case Paragraph(role=Role.DATE) if signoff.names > 1 and signoff.seal == SEALED:
                pass
            case Heading():
                self._heading(block, keep)
            case Paragraph():
                first = not (isinstance(previous, Paragraph) and previous.role is block.role)
                self._paragraph(block, signoff, keep, first)
            case Table():
                if isinstance(previous, Table) and not block.caption and not previous.note:
                    # Two tables with nothing between them would become one.
                    self._open(Style.TABLE_NOTE)
                    self.out.append("</w:p>")
                self._table(block)
            case Picture():
                self._picture(block)
            case Form():
                self._form(block)
            case Head():
                self.out.append(self.head.write(block))
            case Imprint():
                self._imprint(block)

    def _stays(self, block: Block) -> bool:
        """Whether ``block`` stands on the sheet of the text before it, whichever way up.

        What is signed does; an imprint turns the sheet only where it prints something.
        """
        signed = isinstance(block, Paragraph) and block.role in (*SIGNED, Role.NOTE)
        return signed or isinstance(block, Imprint)

    def _imprint(self, block: Imprint) -> None:
        xml = self.head.imprint(block)
        if xml:
            even = self.profile.imprint.even
            self.out.append(
                self.sections.to_even_page() if even else self.sections.turn(landscape=False)
            )
            self.out.append(xml)

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

    @property
    def head(self) -> HeadWriter:
        """The writer of heads and imprints."""
        return HeadWriter(self.ids, self.profile, self.layout)

    def _turned(self, blocks: list[Block]) -> list[bool]:
        """Which blocks stand on a turned sheet: wide tables, and what announces them."""
        if self.sections.fixed:
            return [False] * len(blocks)
        total = self.profile.page.text_width / 25.4 * 72
        size = self.profile.table.size
        wide = [isinstance(b, Table) and is_wide(b, total, size) for b in blocks]
        for i in range(len(blocks) - 2, -1, -1):
            wide[i] = wide[i] or (wide[i + 1] and _announces(blocks[i]))
        return wide

    def _paragraph(self, block: Paragraph, signoff: Signoff, keep: bool, first: bool) -> None:
        style = _STYLES[block.role]
        properties = "<w:keepNext/>" if keep else ""
        label = ""
        match block.role:
            case Role.SIGNATURE | Role.DATE | Role.STAMP:
                properties += self._before(block.role, signoff, first)
                place = signoff.place(block)
                properties += self._indent(left=place.left, right=place.right)
                properties += f'<w:jc w:val="{place.jc}"/>' if place.jc else ""
            case Role.SALUTATION:
                width = width_in_characters(plain(block.content))
                if width > self.profile.grid.characters * 3 and not keep:
                    # Thirty recipients may run over the page.
                    properties += '<w:keepNext w:val="0"/>'
            case Role.ATTACHMENT_NOTE:
                properties += self._note_indent(block)
            case Role.LABELLED:
                width = width_in_characters(block.marker)
                properties += self._indent(left=2 + width, hanging=width)
                label = self.ids[Style.LABEL]
            case Role.KEYWORDS if block.marker:
                label = self.ids[Style.LABEL]
            case Role.SIGN:
                if first:
                    properties += (
                        f'<w:spacing w:before="{pt_to_twips(self.profile.grid.leading)}"/>'
                    )
                properties += self._indent(left=SIGN_LEFT)
        self._open(style, properties)
        if label:
            self._runs((Text(block.marker),), label)
        marker = (Text(block.marker),) if block.marker and not label else ()
        content = block.content
        if block.role is Role.ATTACHMENT_TITLE:
            content = self._balanced(content)
        self._runs((*marker, *content))
        self.out.append("</w:p>")

    def _balanced(self, content: tuple[Inline, ...]) -> tuple[Inline, ...]:
        """A title in balanced lines, unless its author has broken it."""
        lines = balanced(plain(content), title_room(self.profile)).split("\n")
        broken: list[Inline] = []
        for i, line in enumerate(lines):
            broken += [LineBreak(), Text(line)] if i else [Text(line)]
        return tuple(broken)

    def _before(self, role: Role, signoff: Signoff, first: bool) -> str:
        """Blank lines above a name for its seal, and between a stamp and the date [7.3.5.3]."""
        sealed = role is Role.SIGNATURE and signoff.seal == SEALED and first
        lines = 2 if sealed else 1 if role is Role.STAMP or signoff.seal == "签名章" else 0
        if not lines:
            return ""
        leading = self.profile.grid.leading
        exact = f'w:line="{pt_to_twips(leading)}" w:lineRule="exact"'
        return f'<w:spacing w:before="{pt_to_twips(leading * lines)}" w:after="0" {exact}/>'

    def _joint_seals(self, blocks: list[Block]) -> None:
        """Names two or three a row with room for each seal, the last over the date [7.3.5.1]."""
        names = [b for b in blocks if isinstance(b, Paragraph) and b.role is Role.SIGNATURE]
        dates = [b for b in blocks if isinstance(b, Paragraph) and b.role is Role.DATE]
        total = mm_to_twips(self.profile.page.text_width)
        longest = max(width_in_characters(plain(name.content)) for name in names)
        columns = 3 if len(names) > 2 and longest * 3 < self.profile.grid.characters else 2
        widths = shared_out(total, [1.0] * columns)
        centred = (
            '<w:keepNext w:val="0"/><w:spacing w:before="0" w:after="0"/><w:ind w:right="0"/>'
            '<w:jc w:val="center"/>'
        )
        rows = [[""] * columns for _ in range(-(-len(names) // columns))]
        for i, name in enumerate(names):
            last = i == len(names) - 1
            content = [name, *dates] if last else [name]
            written = "".join(self._signed(b, centred) for b in content)
            # The last name stands at the right, with the date.
            rows[i // columns][-1 if last else i % columns] = written
        empty = paragraph(self.ids[Style.SIGNATURE], properties=centred)
        height = f'<w:trHeight w:val="{mm_to_twips(SEAL_MM)}" w:hRule="atLeast"/>'
        middle = '<w:vAlign w:val="center"/>'
        self.out.append(
            f'<w:tbl><w:tblPr><w:tblW w:w="{total}" w:type="dxa"/>'
            '<w:tblInd w:w="0" w:type="dxa"/><w:tblLayout w:type="fixed"/></w:tblPr>'
            f"{grid(widths)}"
        )
        for row in rows:
            cells = "".join(
                cell(w, text or empty, middle) for w, text in zip(widths, row, strict=True)
            )
            self.out.append(f"<w:tr><w:trPr><w:cantSplit/>{height}</w:trPr>{cells}</w:tr>")
        self.out.append("</w:tbl>")

    def _signed(self, block: Paragraph, properties: str) -> str:
        runs = "".join(run(i) for i in block.content if isinstance(i, Text))
        return paragraph(self.ids[_STYLES[block.role]], runs, properties)

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

    def _runs(self, content: Sequence[Inline], style: str = "") -> None:
        for inline in merged(content):
            if isinstance(inline, Text):
                self.out.append(run(inline, style))
            else:
                self.out.append("<w:r><w:br/></w:r>")

    def _table(self, block: Table) -> None:
        if block.caption:
            self._open(Style.CAPTION)
            self._runs((Text(block.caption),))
            self.out.append("</w:p>")
        widths = column_widths(block, self._total(), self.profile.table.size)
        self._open_table(widths)
        head = tuple((Text(title),) for title in block.columns)
        self._row(head, widths, Style.TABLE_HEAD, "<w:cantSplit/><w:tblHeader/>")
        for row in block.rows:
            self._row(row, widths, Style.TABLE_TEXT, "<w:cantSplit/>")
        self.out.append("</w:tbl>")
        if block.note:
            self._open(Style.TABLE_NOTE)
            self._runs((Text(block.note),))
            self.out.append("</w:p>")

    def _open_table(self, widths: list[int]) -> None:
        self.out.append(
            f'<w:tbl><w:tblPr><w:tblStyle w:val="{self.ids[Style.GRID]}"/>'
            f'<w:tblW w:w="{sum(widths)}" w:type="dxa"/><w:jc w:val="center"/>'
            f'<w:tblLayout w:type="fixed"/></w:tblPr>{grid(widths)}'
        )

    def _row(
        self, cells: Iterable[tuple[Inline, ...]], widths: list[int], style: Style, properties: str
    ) -> None:
        self.out.append(f"<w:tr><w:trPr>{properties}</w:trPr>")
        for content, width in zip(cells, widths, strict=True):
            self.out.append(
                f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>'
                '<w:vAlign w:val="center"/></w:tcPr>'
            )
            short = width_in_characters(plain(content)) <= 12 and style is not Style.TABLE_HEAD
            self._open(style, '<w:jc w:val="center"/>' if short else "")
            self._runs(content)
            self.out.append("</w:p></w:tc>")
        self.out.append("</w:tr>")

    def _total(self) -> int:
        """Width of the type area in twips, on the sheet in use."""
        return mm_to_twips(self.sections.sheet.text_width)

    def _form(self, block: Form) -> None:
        widths, spans = form_grid(block, self._total(), mm_to_twips(LABEL_MM))
        self._open_table(widths)
        for row, spanned in zip(block.rows, spans, strict=True):
            least = mm_to_twips(max((e.height or 0 for e in row), default=0) or _FORM_LINE_MM)
            # A long account may run over the page; what is signed may not.
            whole = "" if any(_is_long(entry) for entry in row) else "<w:cantSplit/>"
            self.out.append(
                f'<w:tr><w:trPr>{whole}<w:trHeight w:val="{least}" w:hRule="atLeast"/></w:trPr>'
            )
            at = 0
            for n, span in enumerate(spanned):
                entry = row[n // 2]
                content = self._entry(entry) if n % 2 else self._label(entry)
                properties = f'<w:gridSpan w:val="{span}"/>' if span > 1 else ""
                top = n % 2 and entry.height and not entry.sign
                properties += f'<w:vAlign w:val="{"top" if top else "center"}"/>'
                self.out.append(cell(sum(widths[at : at + span]), content, properties))
                at += span
            self.out.append("</w:tr>")
        self.out.append("</w:tbl>")

    def _label(self, entry: Entry) -> str:
        return paragraph(self.ids[Style.FORM_LABEL], run(Text(entry.label)))

    def _entry(self, entry: Entry) -> str:
        style = self.ids[Style.FORM_TEXT]
        short = not entry.height and sum(width_in_characters(plain(c)) for c in entry.content) <= 12
        centred = '<w:jc w:val="center"/>' if short else ""
        lines = []
        for content in entry.content or ((),):
            runs = "".join(
                run(i) if isinstance(i, Text) else "<w:r><w:br/></w:r>" for i in merged(content)
            )
            lines.append(paragraph(style, runs, centred))
        if entry.sign:
            lines.append(paragraph(self.ids[Style.FORM_SIGN], run(Text(entry.sign))))
        return "".join(lines)

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


_LONG_ENTRY = 150
"""Characters in an entry from which its row may be split over two pages."""
_FORM_LINE_MM = 11.0
"""Least height of a form's row: room for a line of handwriting."""


def _is_long(entry: Entry) -> bool:
    return sum(width_in_characters(plain(line)) for line in entry.content) > _LONG_ENTRY


def _announces(block: Block) -> bool:
    """Whether ``block`` belongs to the table below it."""
    roles = (Role.ATTACHMENT_LABEL, Role.ATTACHMENT_TITLE)
    return (isinstance(block, Heading) and not block.run_in) or (
        isinstance(block, Paragraph) and block.role in roles
    )


def _is_note(block: Block) -> bool:
    return isinstance(block, Paragraph) and block.role is Role.ATTACHMENT_NOTE
