"""Where name, stamp and date stand at the end of a text [7.3.5]; all figures in 字."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NamedTuple

from docgen.content import Block, Paragraph, Role, plain
from docgen.profile import Profile, SignatureFigures

from .widths import width_in_characters

SEALED, BARE, STAMPED = "加盖", "不加盖", "签名章"
STAMP_WIDTH = 4.0
"""Room kept for a signature stamp."""
SEAL_MM = 45.0
"""Room for one seal, 42 mm across, beside the next."""
SIGNED = frozenset({Role.SIGNATURE, Role.STAMP, Role.DATE})


_SPACE = 0.25
"""Space set between a digit and a character."""
_DIGIT_EDGE = re.compile(r"(?<=\d)(?=[^\d\s.])|(?<=[^\d\s.])(?=\d)")
_SLACK = 1.5
"""Room at both sides of the wider of name and date: figures differ in width by font."""


class Place(NamedTuple):
    """Indents of a paragraph in 字, and its alignment where it is not right."""

    right: float
    left: float = 0.0
    jc: str = ""


class Signoff(NamedTuple):
    """The widest name and date of one end, and how it is signed; ``line`` is the type area."""

    name: float
    date: float
    names: int
    seal: str
    figures: SignatureFigures
    line: float
    spaces: float = 0.0
    """What the space between digits and characters adds to the date."""

    def place(self, block: Paragraph) -> Place:
        """Where one of its paragraphs stands."""
        figures = self.figures
        if block.role is Role.STAMP:
            # Without a name the stamp itself stands there, two characters right of the post.
            named = "\u3000\u3000" in plain(block.content)
            return Place(right=figures.stamp_right + (0 if named else STAMP_WIDTH + 2))
        if self.seal == STAMPED:
            return Place(right=figures.stamp_right)
        if self.seal == SEALED and self.name and self.date:
            return self._sealed()
        if self.seal == SEALED:
            return Place(right=figures.sealed_right)
        return self._bare(block.role)

    def _sealed(self) -> Place:
        """Name and date centred in one band [7.3.5.1], so that no font can part them.

        The date comes to stand as far from the right as it must; a name too wide for that takes it
        along.
        """
        date = self.date + self.spaces
        wider = max(self.name, date) / 2
        middle = max(self.figures.sealed_right + date / 2, wider)
        half = min(wider + _SLACK, middle)
        return Place(left=max(0.0, self.line - middle - half), right=middle - half, jc="center")

    def _bare(self, role: Role) -> Place:
        """The date starts some characters right of the name; the longer of the two stands right."""
        right, after = self.figures.right, self.figures.date_after
        if not (self.name and self.date):
            return Place(right=right)
        if self.date > self.name:
            return Place(
                right=right if role is Role.DATE else right + self.date + after - self.name
            )
        if role is Role.SIGNATURE:
            return Place(right=right)
        return Place(left=self.line - right - self.name + after, right=0, jc="left")


def signoff_of(blocks: Iterable[Block], seal: str, profile: Profile) -> Signoff:
    """How ``blocks`` are signed; ``seal`` as the data or the layout has it."""
    signed = [b for b in blocks if isinstance(b, Paragraph) and b.role in SIGNED]

    def widest(role: Role) -> float:
        return max(
            (width_in_characters(plain(b.content)) for b in signed if b.role is role), default=0.0
        )

    if any(b.role is Role.STAMP for b in signed):
        seal = STAMPED
    names = sum(b.role is Role.SIGNATURE for b in signed)
    line = profile.page.text_width / 25.4 * 72 / profile.character_pt
    dates = (plain(b.content) for b in signed if b.role is Role.DATE)
    spaces = max((len(_DIGIT_EDGE.findall(date)) * _SPACE for date in dates), default=0.0)
    return Signoff(
        *(widest(Role.SIGNATURE), widest(Role.DATE), names, seal, profile.signature, line), spaces
    )
