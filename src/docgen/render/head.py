"""Head and imprint of issued documents: where each part stands, from the profile's figures."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from docgen.box import text_box
from docgen.content import Head, Imprint
from docgen.profile import Profile
from docgen.styles import IMPRINT_PITCH, MARK_PITCH, Style
from docgen.units import mm_to_eighths, mm_to_twips, pt_to_half_points, pt_to_mm, pt_to_twips

from .widths import width_in_characters
from .wml import Ids, cell, grid, paragraph, text_run

_SUFFIXES = {"document": "文件", "minutes": "纪要", "order": "令"}
# With an exact leading the baseline stands four fifths down; of a Chinese character's size 0.84
# is above the baseline and 0.1 below, as fonts go.
_BASELINE, _INK_ABOVE, _INK_BELOW = 0.8, 0.84, 0.1
_JOINT_MM = 60.0
"""Height for the names of a joint issue: the first page must still show some text [7.3.1]."""
_NAME = 3
"""A signer's name in 字: two characters are spread over three."""
_LETTER_HEADER_MM = 15.0


def _mm(length: float) -> float:
    """Millimetres as points."""
    return length / 25.4 * 72


@dataclass(eq=False, repr=False)
class HeadWriter:
    """Writes the head of one document in ``layout``."""

    ids: Ids
    profile: Profile
    layout: str

    def write(self, head: Head) -> str:
        """Everything above the title but a letter's own mark."""
        if self.layout == "letter":
            return self._under_the_rule(head)
        top = self.profile.order.top if self.layout == "order" else self.profile.head.top
        out = [*self._labels(head)]
        above = _mm(top) - len(out) * self.profile.grid.leading
        out.append(self._mark(head, above))
        if head.number or head.signers:
            out += [paragraph(self.ids[Style.NUMBER])] * 2
            out.append(self._number(head))
        if self.layout != "order":
            out.append(self._rule(head))
        return "".join(out)

    def letterhead(self, head: Head) -> str:
        """A letter's mark and the double rule under it, for the first page's header [10.1]."""
        letter = self.profile.letter
        size = self._size(head)
        out = self._mark(head, _mm(letter.top - min(_LETTER_HEADER_MM, letter.top)))
        before = _mm(letter.rule_below) - self._below_ink(size * MARK_PITCH, size)
        # To the first line's characters it is 7/8 of a body character [10.1].
        body, leading = self.profile.body.size, self.profile.grid.leading
        after = 0.875 * body - (_BASELINE * leading - _INK_ABOVE * body)
        border = "" if not head.preprinted else _NO_BORDER
        rule = self.ids[Style.LETTER_RULE]
        out += paragraph(rule, properties=border + _exact(1, before=before))
        return out + paragraph(rule, properties=_NO_BORDER + _exact(max(1, after)))

    def height(self, head: Head) -> float:
        """The height of all that stands above the title's blank lines, in pt, roughly."""
        top = self.profile.order.top if self.layout == "order" else self.profile.head.top
        lines = len(head.mark) or 1
        number = 3 * self.profile.grid.leading * bool(head.number or head.signers)
        signers = max(0, (len(head.signers) - 1) // 2) * self.profile.grid.leading
        return _mm(top) + lines * self._size(head) * MARK_PITCH + number + signers + _mm(4)

    def _labels(self, head: Head) -> Iterable[str]:
        """份号, 密级, 紧急程度, from the top down [7.2.1–7.2.3]."""
        if head.copy_number:
            yield paragraph(self.ids[Style.HEAD_LINE], text_run(head.copy_number))
        for text in (head.secrecy, head.urgency):
            if text:
                # Two characters are set apart by one [实务]; the star needs no room.
                shown = f"{text[0]}\u3000{text[1]}" if len(text) == 2 else text
                yield paragraph(self.ids[Style.HEAD_LABEL], text_run(shown))

    def suffix(self, head: Head) -> str:
        """文件, 纪要, 令: as the data says, else by layout; never twice."""
        suffix = _SUFFIXES.get(self.layout, "") if head.suffix is None else head.suffix
        return "" if any(name.endswith(suffix) for name in head.mark) else suffix

    def _size(self, head: Head) -> float:
        """The mark's size in pt: the profile's, or what fits the type area."""
        figures = self.profile
        longest = max(map(width_in_characters, head.mark), default=1.0)
        suffix = width_in_characters(self.suffix(head))
        joint = len(head.mark) > 1
        beside = suffix + 0.5 if joint and suffix else suffix
        fits = _mm(figures.page.text_width) / max(1.0, longest + beside)
        tallest = _mm(_JOINT_MM) / len(head.mark) / MARK_PITCH if joint else fits
        return int(min(figures.head.size, fits, tallest) * 2) / 2

    def _mark(self, head: Head, above: float) -> str:
        """The mark, its upper edge ``above`` pt below what stands before it."""
        size = self._size(head)
        leading = size * MARK_PITCH
        before = max(0.0, above - (_BASELINE * leading - _INK_ABOVE * size))
        mark, suffix = self.ids[Style.MARK], self.suffix(head)
        if head.preprinted:
            # The paper has it: its room is kept, line by line.
            height = before + leading * max(1, len(head.mark))
            return paragraph(mark, properties=_exact(height))
        sized = _sized(size)
        if len(head.mark) < 2:
            text = "".join(head.mark) + suffix
            return paragraph(mark, text_run(text, sized), properties=_exact(leading, before=before))
        return paragraph(mark, properties=_exact(before)) * (before > 0) + self._joint(head, size)

    def _joint(self, head: Head, size: float) -> str:
        """Several issuers, one a line and equally wide, what follows them beside [7.2.4]."""
        suffix = self.suffix(head)
        longest = max(map(width_in_characters, head.mark))
        # A hair wider than the text, or the last character would wrap.
        widths = [pt_to_twips(longest * size + 4)]
        if suffix:
            widths.append(pt_to_twips((width_in_characters(suffix) + 0.5) * size))
        leading = size * MARK_PITCH
        exact = _exact(leading)
        rows = []
        for i, name in enumerate(head.mark):
            runs = _spread(name, longest, size)
            cells = cell(widths[0], paragraph(self.ids[Style.MARK], runs, properties=exact))
            if suffix:
                merge = '<w:vMerge w:val="restart"/>' if not i else "<w:vMerge/>"
                text = text_run(suffix, _sized(size)) if not i else ""
                content = paragraph(self.ids[Style.MARK], text, properties=exact)
                cells += cell(widths[1], content, f'{merge}<w:vAlign w:val="center"/>')
            height = f'<w:trHeight w:val="{pt_to_twips(leading)}" w:hRule="exact"/>'
            rows.append(f"<w:tr><w:trPr><w:cantSplit/>{height}</w:trPr>{cells}</w:tr>")
        return _bare_table(widths, rows, "center")

    def _number(self, head: Head) -> str:
        """发文字号 in the middle [7.2.5], or left with the signers at its right [7.2.6]."""
        if not head.signers:
            return paragraph(self.ids[Style.NUMBER], text_run(head.number))
        character = self.profile.character_pt
        lines = [head.signers[i : i + 2] for i in range(0, len(head.signers), 2)]
        widest = max(max(len(n), _NAME) for n in head.signers)
        most = max(len(line) for line in lines)
        # 字 from the right: one free, the names with one between them, the label.
        names = most * widest + (most - 1) + 1
        total = mm_to_twips(self.profile.page.text_width)
        widths = [0, pt_to_twips(4.2 * character), pt_to_twips((names + 0.1) * character)]
        widths[0] = total - sum(widths[1:])
        signer, inset = self.ids[Style.SIGNER], _indent(character, left=1)
        rows = []
        for i, line in enumerate(lines):
            last = i == len(lines) - 1
            number = text_run(head.number) if last else ""
            label = text_run("签发人：") if not i else ""
            shown = "\u3000".join(_padded(name, widest) for name in line)
            name_run = text_run(shown, f'<w:rStyle w:val="{self.ids[Style.NAME]}"/>')
            content = zip(widths, ((number, inset), (label, ""), (name_run, "")), strict=True)
            cells = "".join(cell(w, paragraph(signer, r, properties=p)) for w, (r, p) in content)
            rows.append(f"<w:tr><w:trPr><w:cantSplit/></w:trPr>{cells}</w:tr>")
        return _bare_table(widths, rows, "left")

    def _rule(self, head: Head) -> str:
        """The red rule, 4 mm below the number's characters [7.2.7]."""
        body, leading = self.profile.body.size, self.profile.grid.leading
        gap = _mm(self.profile.head.rule_below) - self._below_ink(leading, body) - 1
        border = _NO_BORDER if head.preprinted else ""
        # Without its rule the paragraph keeps the rule's own thickness.
        height = 1 + _mm(self.profile.head.rule) if head.preprinted else 1
        spacing = _exact(height, before=max(0.0, gap))
        return paragraph(self.ids[Style.RED_RULE], properties=border + spacing)

    def _below_ink(self, leading: float, size: float) -> float:
        """From a line's characters to its foot, in pt."""
        return (1 - _BASELINE) * leading - _INK_BELOW * size

    def _under_the_rule(self, head: Head) -> str:
        """A letter's labels at the left and its number at the right, from one line on [10.1]."""
        labels = list(self._labels(head))
        right = '<w:jc w:val="right"/>'
        number = paragraph(self.ids[Style.NUMBER], text_run(head.number), properties=right)
        if not labels:
            return number if head.number else ""
        total = mm_to_twips(self.profile.page.text_width)
        widths = [total // 2, total - total // 2]
        content = [cell(widths[0], "".join(labels)), cell(widths[1], number)]
        return _bare_table(widths, [f"<w:tr>{''.join(content)}</w:tr>"], "left")

    def imprint(self, block: Imprint) -> str:
        """版记, its last rule on the lower edge of the type area [7.4.1].

        It stands in a box at a fixed place; the paragraph that holds the box is as high as it, so
        that no text can run into it and a page without room gives way to the next.
        """
        figures, page = self.profile.imprint, self.profile.page
        letter = self.layout == "letter"
        named = {"主送": block.recipients, "抄送": block.copies_to}
        lists = {label: names for label, names in named.items() if names}
        lines = sum(self._lines(names) for names in lists.values())
        issued = bool(block.issuer or block.issued) and not letter
        if not lines and not issued:
            return ""
        height = pt_to_mm((lines + issued) * figures.size * IMPRINT_PITCH + 4)
        outer, inner = (0.0, 0.0) if letter else (figures.outer, figures.inner)
        rows = []
        if lines:
            below = inner if issued else outer
            content = "".join(self._names(label, names) for label, names in lists.items())
            rows.append(self._imprint_row(content, outer, below))
        if issued:
            rows.append(self._imprint_row(self._issued(block), 0 if lines else outer, outer))
        width = mm_to_twips(page.text_width)
        # A box may not end in a table; its last paragraph hangs one point below the type area.
        closing = paragraph(self.ids[Style.IMPRINT], properties=_exact(1))
        box = text_box(
            _bare_table([width], rows, "left") + closing,
            999,
            "版记",
            left=page.left,
            top=page.height - page.bottom - height + pt_to_mm(1),
            width=page.text_width,
            height=height,
        )
        room = _exact(_mm(height)) + '<w:ind w:firstLine="0"/>'
        return paragraph(self.ids[Style.IMPRINT], box, properties=room)

    def _imprint_row(self, content: str, top: float, bottom: float) -> str:
        """A row with rules above and below it, in mm; 0 where there is none."""
        width = mm_to_twips(self.profile.page.text_width)
        drawn = "".join(
            f'<w:{side} w:val="single" w:sz="{mm_to_eighths(mm)}" w:space="0" w:color="auto"/>'
            for side, mm in (("top", top), ("bottom", bottom))
            if mm
        )
        edges = f"<w:tcBorders>{drawn}</w:tcBorders>" if drawn else ""
        return f"<w:tr><w:trPr><w:cantSplit/></w:trPr>{cell(width, content, edges)}</w:tr>"

    def _lines(self, names: str) -> int:
        """Lines that ``names`` take, rather one more than one less."""
        figures = self.profile.imprint
        room = _mm(self.profile.page.text_width) / figures.size - 2 * figures.inset - 3
        return max(1, -int(-width_in_characters(names) // (room - 1)))

    def _names(self, label: str, names: str) -> str:
        """主送 and 抄送, 1 字 in on both sides; wrapped lines stand behind the colon [7.4.2]."""
        size, inset = self.profile.imprint.size, self.profile.imprint.inset
        indent = _indent(size, left=inset + 3, right=inset, hanging=3)
        text = text_run(f"{label}：{names}")
        return paragraph(self.ids[Style.IMPRINT], text, properties=indent)

    def _issued(self, block: Imprint) -> str:
        """印发机关 left, the date and 印发 right [7.4.3]."""
        figures = self.profile.imprint
        width = mm_to_twips(self.profile.page.text_width)
        inset = pt_to_twips(figures.inset * figures.size)
        tab = f'<w:tabs><w:tab w:val="right" w:pos="{width - inset}"/></w:tabs>'
        indent = _indent(figures.size, left=figures.inset)
        issued = f"{block.issued}印发" if block.issued else ""
        runs = text_run(block.issuer) + "<w:r><w:tab/></w:r>" + text_run(issued)
        return paragraph(self.ids[Style.IMPRINT], runs, properties=tab + indent)


_NO_BORDER = '<w:pBdr><w:top w:val="nil"/><w:bottom w:val="nil"/></w:pBdr>'


def _exact(leading: float, before: float = 0) -> str:
    figures = f'w:before="{pt_to_twips(before)}" w:after="0" w:line="{pt_to_twips(leading)}"'
    return f'<w:spacing {figures} w:lineRule="exact"/>'


def _indent(character: float, **sides: float) -> str:
    attributes = "".join(
        f' w:{side}Chars="{round(n * 100)}" w:{side}="{pt_to_twips(n * character)}"'
        for side, n in sides.items()
    )
    return f"<w:ind{attributes}/>"


def _sized(size: float, spacing: float = 0) -> str:
    half = pt_to_half_points(size)
    apart = f'<w:spacing w:val="{pt_to_twips(spacing)}"/>' if spacing else ""
    return f'{apart}<w:sz w:val="{half}"/><w:szCs w:val="{half}"/>'


def _spread(name: str, longest: float, size: float) -> str:
    """``name`` over the width of the longest; its last character takes no space behind it."""
    missing = (longest - width_in_characters(name)) * size
    if len(name) < 2 or missing <= 0:
        return text_run(name, _sized(size))
    apart = missing / (len(name) - 1)
    return text_run(name[:-1], _sized(size, apart)) + text_run(name[-1], _sized(size))


def _padded(name: str, widest: int) -> str:
    """Two characters over three, shorter names filled up so that the next one aligns."""
    shown = f"{name[0]}\u3000{name[1]}" if len(name) == 2 else name
    return shown + "\u3000" * (widest - len(shown))


def _bare_table(widths: list[int], rows: list[str], jc: str) -> str:
    return (
        f'<w:tbl><w:tblPr><w:tblW w:w="{sum(widths)}" w:type="dxa"/><w:jc w:val="{jc}"/>'
        '<w:tblInd w:w="0" w:type="dxa"/><w:tblLayout w:type="fixed"/><w:tblCellMar>'
        '<w:left w:w="0" w:type="dxa"/><w:right w:w="0" w:type="dxa"/></w:tblCellMar></w:tblPr>'
        f"{grid(widths)}{''.join(rows)}</w:tbl>"
    )
