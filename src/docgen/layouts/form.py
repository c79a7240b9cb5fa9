"""Layouts ``form`` 表单 and ``ledger`` 台账: a title over tables, upright or turned 【实务】."""

from __future__ import annotations

from docgen.profile import Profile
from docgen.styles import Style

from .document import title_block
from .package import Furniture
from .wml import paragraph, tag


def body(_profile: Profile) -> str:
    """The block elements of the document, up to the section properties."""
    slots = ("body", "signoff", "appendix")
    gap = '<w:keepNext/><w:spacing w:line="160" w:lineRule="exact"/>'
    return (
        title_block()
        + paragraph(Style.BODY, properties=gap)
        + "".join(tag(f"{{{{p {slot} }}}}") for slot in slots)
    )


LANDSCAPE = Furniture(landscape=True)
