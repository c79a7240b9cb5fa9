"""Layout ``report``: a title and its body on plain pages, without a red head 【实务】."""

from __future__ import annotations

from docgen.profile import Profile
from docgen.styles import Style

from .wml import paragraph, tag


def body(_profile: Profile) -> str:
    """The block elements of the document, up to the section properties."""
    return "".join(
        (
            paragraph(Style.TITLE, "{{ title }}"),
            tag("{%p for line in byline %}", Style.BYLINE),
            paragraph(Style.BYLINE, "{{ line }}"),
            tag("{%p endfor %}", Style.BYLINE),
            paragraph(Style.BODY),
            tag("{{p body }}"),
            tag("{{p signoff }}"),
            tag("{{p appendix }}"),
        )
    )
