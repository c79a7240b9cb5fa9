"""Where name, stamp and date stand at the end of a text [7.3.5]; all figures in 字."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from docgen.content import Block, Paragraph, Role, plain
from docgen.profile import Profile, SignatureFigures

from .widths import width_in_characters

SEALED, BARE, STAMPED = "加盖", "不加盖", "签名章"
STAMP_WIDTH = 4.0
"""Room kept for a signature stamp."""
SEAL_MM = 45.0
"""Room for one seal, 42 mm across, beside the next."""
SIGNED = frozenset({Role.SIGNATURE, Role.STAMP, Role.DATE})


@dataclass(frozen=True, slots=True)
class Signoff:
    """The widest name and date of one end, and how it is signed."""

    name: float
    date: float
    names: int
    seal: str
    figures: SignatureFigures

    def right(self, block: Paragraph) -> float:
        """The right indent of one of its paragraphs."""
        figures = self.figures
        if block.role is Role.STAMP:
            # Without a name the stamp itself stands there, two characters right of the post.
            named = "\u3000\u3000" in plain(block.content)
            return figures.stamp_right + (0 if named else STAMP_WIDTH + 2)
        if self.seal == STAMPED:
            return figures.stamp_right
        if self.seal == SEALED:
            return self._sealed(block.role)
        return self._bare(block.role)

    def _sealed(self, role: Role) -> float:
        """The name centred over the date; a name too wide for that takes the date along."""
        date = self.figures.sealed_right
        name = date + (self.date - self.name) / 2
        if name < 0:
            date, name = date - name, 0.0
        return date if role is Role.DATE else name

    def _bare(self, role: Role) -> float:
        """The date starts some characters right of the name; the longer of the two stands right."""
        right, after = self.figures.right, self.figures.date_after
        if not self.name:
            return right
        name, date = right, right + self.name - self.date - after
        if self.date > self.name:
            date = right
            name = right + self.date + after - self.name
        return date if role is Role.DATE else name


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
    return Signoff(widest(Role.SIGNATURE), widest(Role.DATE), names, seal, profile.signature)
