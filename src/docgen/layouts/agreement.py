"""Layout ``agreement`` 责任书: two parties, the text, and a block for both to sign 【实务】."""

from __future__ import annotations

from docgen.profile import Profile
from docgen.styles import Style
from docgen.units import mm_to_twips, pt_to_twips

from .wml import borderless_table, paragraph, tag

_DATE = "{% if date %}{{ date }}{% else %}　　年　　月　　日{% endif %}"


def _party(label: str, field: str) -> str:
    name, post = f"{field}.representative", f"{field}.post"
    return "".join(
        (
            paragraph(Style.BODY, f"{label}：", f"{{{{ {field}.unit }}}}"),
            tag(f"{{%p if {name} or {post} %}}"),
            paragraph(
                Style.BODY,
                "负责人：",
                f"{{% if {name} %}}{{{{ {name} }}}}{{% endif %}}",
                f"{{% if {post} %}}（{{{{ {post} }}}}）{{% endif %}}",
            ),
            tag("{%p endif %}"),
        )
    )


def _cell(*lines: str) -> str:
    return "".join(paragraph(Style.SIGN_BLOCK, *filter(None, [line])) for line in lines)


def _signature(profile: Profile) -> str:
    width = mm_to_twips(profile.page.text_width)
    half = width // 2
    fields = (("甲方", "party_a"), ("乙方", "party_b"))
    rows = (
        tuple(_cell(f"{label}（盖章）：", f"{{{{ {field}.unit }}}}") for label, field in fields),
        tuple(_cell("", "负责人（签字）：") for _ in fields),
        tuple(_cell("", _DATE) for _ in fields),
    )
    # Word joins a kept last row to what follows the table: the closing line below, one point high,
    # takes that role, and a file may not end in a table anyway.
    closing = (
        '<w:p><w:pPr><w:spacing w:before="0" w:after="0" w:line="20" w:lineRule="exact"/>'
        '<w:rPr><w:sz w:val="2"/></w:rPr></w:pPr></w:p>'
    )
    blank = paragraph(Style.BODY, properties="<w:keepNext/>")
    gap = pt_to_twips(profile.character_pt)
    return blank + borderless_table((half, width - half), rows, gap) + closing


def body(profile: Profile) -> str:
    """The block elements of the document, up to the section properties."""
    return "".join(
        (
            paragraph(Style.TITLE, "{{ title }}"),
            tag("{%p if number %}", Style.BYLINE),
            paragraph(Style.BYLINE, "{{ number }}"),
            tag("{%p endif %}", Style.BYLINE),
            paragraph(Style.BODY),
            _party("甲方", "party_a"),
            _party("乙方", "party_b"),
            tag("{{p body }}"),
            _signature(profile),
            tag("{{p appendix }}"),
        )
    )
