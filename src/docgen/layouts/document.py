"""Layouts with a head: ``document`` 文件格式, ``order`` 命令 [10.2], ``minutes`` 纪要 [10.3]."""

from __future__ import annotations

from docgen.profile import Profile
from docgen.styles import Style

from .wml import paragraph, tag


def title_block() -> str:
    """The title with the lines under it."""
    return "".join(
        (
            paragraph(Style.TITLE, "{{ title }}"),
            tag("{%p for line in byline %}", Style.BYLINE),
            paragraph(Style.BYLINE, "{{ line }}"),
            tag("{%p endfor %}", Style.BYLINE),
        )
    )


def closing() -> str:
    """What follows the title in every layout with a head, one blank line below it [7.3.2]."""
    slots = ("recipients", "body", "signoff", "note", "appendix", "imprint")
    return "".join(tag(f"{{{{p {slot} }}}}") for slot in slots)


def body(_profile: Profile) -> str:
    """文件格式 and 纪要: head, two blank lines, title, one blank line, text [7.3.1]."""
    blank = paragraph(Style.BODY)
    return tag("{{p head }}") + blank * 2 + title_block() + blank + closing()


def order(_profile: Profile) -> str:
    """命令: two blank lines between number and text [10.2]; a title only where there is one."""
    return "".join(
        (
            tag("{{p head }}"),
            paragraph(Style.BODY),
            paragraph(Style.BODY),
            tag("{%p if title %}", Style.TITLE),
            title_block(),
            paragraph(Style.BODY),
            tag("{%p endif %}", Style.TITLE),
            closing(),
        )
    )
