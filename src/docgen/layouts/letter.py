"""Layout ``letter`` 信函格式 [10.1]: mark between the paper's edge and a double rule of 170 mm."""

from __future__ import annotations

from docgen.profile import Profile
from docgen.styles import Style, style_id

from .document import closing, title_block
from .package import Furniture
from .stylesheet import letter_foot
from .wml import paragraph, tag

HEADER_MM = 15.0
"""From the paper's edge to the header; the mark's own distance is the renderer's to fill."""


def body(_profile: Profile) -> str:
    """Number and labels under the rule, two blank lines, title, one blank line, text."""
    blank = paragraph(Style.BODY)
    return tag("{{p head }}") + blank * 2 + title_block() + blank + closing()


def furniture(profile: Profile) -> Furniture:
    """The first page's mark and rules; no page number there."""
    edge = letter_foot(profile)
    rule = (
        tag("{%p if not issue.preprinted %}", Style.PAGE_NUMBER)
        + f'<w:p><w:pPr><w:pStyle w:val="{style_id(Style.LETTER_RULE)}"/>'
        f'<w:keepNext w:val="0"/>{edge}</w:pPr></w:p>' + tag("{%p endif %}", Style.PAGE_NUMBER)
    )
    return Furniture(
        first_header=tag("{{p letterhead }}"),
        first_footer=rule,
        footer_distance=profile.letter.foot,
        header_distance=min(HEADER_MM, profile.letter.top),
    )
