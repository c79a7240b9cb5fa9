"""Layouts ``form`` 表单 and ``ledger`` 台账: a title over tables, upright or turned 【实务】."""

from __future__ import annotations

from docgen.profile import Profile

from .document import title_block
from .package import Furniture
from .wml import tag


def body(_profile: Profile) -> str:
    """The block elements of the document, up to the section properties."""
    slots = ("body", "signoff", "appendix")
    return title_block() + "".join(tag(f"{{{{p {slot} }}}}") for slot in slots)


LANDSCAPE = Furniture(landscape=True)
