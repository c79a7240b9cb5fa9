"""The named styles as ``<w:style>`` elements: every figure from the profile.

A style is held as two mappings, element name → element, so that one can be laid over its base: the
template's own styles inherit from 公文正文 (change that in Word and all follow), the standalone
ones carry everything themselves.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from docgen.profile import Face, Profile
from docgen.styles import HEADINGS, IMPRINT_PITCH, MARK_PITCH, RUN_INS, Style, style_id
from docgen.units import mm_to_eighths, mm_to_twips, pt_to_half_points, pt_to_twips

# Orders of CT_PPrBase and CT_RPr (ECMA-376 Part 1, 17.3.1.26 and 17.3.2.28): Word rejects others.
_PARAGRAPH_ORDER = (
    *("keepNext", "keepLines", "pageBreakBefore", "widowControl", "pBdr"),
    *("kinsoku", "overflowPunct"),
    *("autoSpaceDE", "autoSpaceDN", "adjustRightInd", "snapToGrid", "spacing", "ind"),
    *("contextualSpacing", "jc", "outlineLvl"),
)
_RUN_ORDER = ("rFonts", "b", "bCs", "color", "spacing", "sz", "szCs")

Properties = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class _Definition:
    """One style, apart from its name; ``base`` is the style it inherits from."""

    type: str = "paragraph"
    base: Style | None = None
    next: Style | None = None
    paragraph: Properties = field(default_factory=dict)
    run: Properties = field(default_factory=dict)
    rest: str = ""


def _elements(properties: Properties, order: tuple[str, ...]) -> str:
    return "".join(properties[name] for name in order if name in properties)


def _on(*names: str) -> dict[str, str]:
    return {name: f"<w:{name}/>" for name in names}


def _off(*names: str) -> dict[str, str]:
    return {name: f'<w:{name} w:val="0"/>' for name in names}


def _jc(value: str) -> dict[str, str]:
    return {"jc": f'<w:jc w:val="{value}"/>'}


def _fonts(profile: Profile, role: str) -> dict[str, str]:
    latin, chinese = profile.fonts.latin, profile.fonts[role]
    names = f'w:ascii="{latin}" w:eastAsia="{chinese}" w:hAnsi="{latin}" w:cs="{latin}"'
    return {"rFonts": f"<w:rFonts {names}/>"}


def _face(profile: Profile, face: Face) -> dict[str, str]:
    size = pt_to_half_points(face.size)
    # Only body-sized text is set tighter: the spacing is there to get the body's count per line.
    spacing = profile.grid.spacing if face.size == profile.body.size else 0
    return {
        **_fonts(profile, face.font),
        "b": "<w:b/>" if face.bold else '<w:b w:val="0"/>',
        "bCs": "<w:bCs/>" if face.bold else '<w:bCs w:val="0"/>',
        "spacing": f'<w:spacing w:val="{pt_to_twips(spacing)}"/>',
        "sz": f'<w:sz w:val="{size}"/>',
        "szCs": f'<w:szCs w:val="{size}"/>',
    }


def _exact(leading: float, before: float = 0, after: float = 0) -> dict[str, str]:
    figures = f'w:before="{pt_to_twips(before)}" w:after="{pt_to_twips(after)}"'
    line = f'w:line="{pt_to_twips(leading)}" w:lineRule="exact"'
    return {"spacing": f"<w:spacing {figures} {line}/>"}


def _single(before: float = 0, after: float = 0) -> dict[str, str]:
    figures = f'w:before="{pt_to_twips(before)}" w:after="{pt_to_twips(after)}"'
    return {"spacing": f'<w:spacing {figures} w:line="240" w:lineRule="auto"/>'}


def _indent(profile: Profile, **characters: float) -> dict[str, str]:
    """``w:ind`` in body characters: in hundredths for Word, in twips for those who do not count."""
    attributes = []
    for side, count in characters.items():
        twips = pt_to_twips(count * profile.character_pt)
        attributes.append(f'w:{side}Chars="{round(count * 100)}" w:{side}="{twips}"')
    return {"ind": f"<w:ind {' '.join(attributes)}/>"}


def _centred(profile: Profile) -> dict[str, str]:
    return {**_indent(profile, firstLine=0), **_jc("center")}


def _blank_above(profile: Profile) -> dict[str, str]:
    """One blank line above the first paragraph of a style, none between two of them."""
    leading = profile.grid.leading
    return {**_exact(leading, before=leading), **_on("contextualSpacing")}


def _text(
    profile: Profile,
    paragraph: Properties,
    face: Face | None = None,
    following: Style | None = None,
) -> _Definition:
    """A paragraph style on 公文正文; ``face`` brings its own leading where it has one."""
    own = _exact(face.leading) if face and face.leading else {}
    run = _face(profile, face) if face else {}
    return _Definition(base=Style.BODY, next=following, paragraph={**own, **paragraph}, run=run)


def _headings(profile: Profile) -> Iterator[tuple[Style, _Definition]]:
    for level, (style, face) in enumerate(zip(HEADINGS, profile.headings, strict=False)):
        outline = {"outlineLvl": f'<w:outlineLvl w:val="{level}"/>'}
        yield style, _text(profile, {**_on("keepNext"), **outline}, face, Style.BODY)
    for style, face in zip(RUN_INS, profile.headings, strict=False):
        own = _face(profile, face)
        run = {name: own[name] for name in ("rFonts", "b", "bCs", "sz", "szCs")}
        yield style, _Definition("character", run=run)


def _attachments(profile: Profile) -> Iterator[tuple[Style, _Definition]]:
    leading = profile.grid.leading
    flush = {**_indent(profile, firstLine=0), **_jc("left")}
    # Wrapped lines stand under the name: 附件： is three characters [7.3.4].
    note = {
        # With the signature: a page may not hold that alone [7.3.5.5].
        **_on("keepNext"),
        **_blank_above(profile),
        **_indent(profile, left=5, hanging=3),
        **_jc("left"),
    }
    yield Style.ATTACHMENT_NOTE, _text(profile, note)
    label = Face("heiti", profile.body.size)
    new_page = _on("keepNext", "pageBreakBefore")
    yield (
        Style.ATTACHMENT_LABEL,
        _text(profile, {**new_page, **flush}, label, Style.ATTACHMENT_TITLE),
    )
    title = {
        **_on("keepNext", "keepLines"),
        # One blank line between label and title puts the title on line 3 [7.3.7].
        **_exact(profile.title_face.leading or leading, before=leading, after=leading),
        **_centred(profile),
    }
    yield Style.ATTACHMENT_TITLE, _text(profile, title, profile.title_face, Style.BODY)


def _tables(profile: Profile) -> Iterator[tuple[Style, _Definition]]:
    cell = Face(profile.table.font, profile.table.size)
    head = Face(profile.table.head, profile.table.size)
    centred = _centred(profile)
    left = {**_indent(profile, firstLine=0), **_jc("left")}
    note = {**_single(before=profile.table.size / 4, after=profile.grid.leading / 2), **left}
    yield Style.CAPTION, _text(profile, {**_on("keepNext"), **centred}, profile.caption)
    yield Style.TABLE_HEAD, _text(profile, {**_single(), **centred}, head)
    yield Style.TABLE_TEXT, _text(profile, {**_single(), **left}, cell)
    yield Style.TABLE_NOTE, _text(profile, note, cell, Style.BODY)
    # An exact leading would cut a picture down to one line.
    picture = {**_on("keepNext"), **_single(), **centred}
    yield Style.PICTURE, _text(profile, picture, following=Style.CAPTION)
    edges = "".join(
        f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="auto"/>'
        for side in ("top", "left", "bottom", "right", "insideH", "insideV")
    )
    margins = "".join(
        f'<w:{side} w:w="{pt_to_twips(points)}" w:type="dxa"/>'
        for side, points in (("top", 2), ("left", 4), ("bottom", 2), ("right", 4))
    )
    rules = f"<w:tblBorders>{edges}</w:tblBorders><w:tblCellMar>{margins}</w:tblCellMar>"
    indent = '<w:jc w:val="center"/><w:tblInd w:w="0" w:type="dxa"/>'
    middle = '<w:tcPr><w:vAlign w:val="center"/></w:tcPr>'
    yield Style.GRID, _Definition("table", rest=f"<w:tblPr>{indent}{rules}</w:tblPr>{middle}")


_THICK, _THIN = 18, 6
"""The two lines of a letter's rule, in eighths of a point."""


def letter_foot(profile: Profile) -> str:
    """The borders of a letter's last rule: thin over thick [10.1]."""
    return _borders(top=_THIN, bottom=_THICK, color=profile.head.color)["pBdr"]


def _borders(top: int, bottom: int, color: str) -> dict[str, str]:
    edges = "".join(
        f'<w:{side} w:val="single" w:sz="{size}" w:space="0" w:color="{color}"/>'
        for side, size in (("top", top), ("bottom", bottom))
    )
    return {"pBdr": f"<w:pBdr>{edges}</w:pBdr>"}


def _border(side: str, value: str, eighths: int, color: str) -> dict[str, str]:
    edge = f'<w:{side} w:val="{value}" w:sz="{eighths}" w:space="0" w:color="{color}"/>'
    return {"pBdr": f"<w:pBdr>{edge}</w:pBdr>"}


def _head(profile: Profile) -> Iterator[tuple[Style, _Definition]]:
    """The styles of head, signature stamp, note and imprint."""
    body, head = profile.body.size, profile.head
    kept = _on("keepNext", "keepLines")
    flush = {**kept, **_indent(profile, firstLine=0), **_jc("left")}
    yield Style.HEAD_LINE, _text(profile, flush)
    yield Style.HEAD_LABEL, _text(profile, flush, Face("heiti", body))
    red = {"color": f'<w:color w:val="{head.color}"/>'}
    mark = _face(profile, Face(head.font, head.size))
    centred = {**kept, **_centred(profile)}
    yield (
        Style.MARK,
        _Definition(
            base=Style.BODY,
            paragraph={**centred, **_exact(mark_leading(head.size))},
            run={**mark, **red, **{"spacing": '<w:spacing w:val="0"/>'}},
        ),
    )
    yield Style.NUMBER, _text(profile, centred)
    yield Style.SIGNER, _text(profile, flush)
    thin = {**kept, **_exact(1), **_indent(profile, firstLine=0)}
    tiny = {"sz": '<w:sz w:val="2"/>', "szCs": '<w:szCs w:val="2"/>'}
    rule = _border("bottom", "single", mm_to_eighths(head.rule), head.color)
    yield Style.RED_RULE, _Definition(base=Style.BODY, paragraph={**thin, **rule}, run=tiny)
    double = _borders(top=_THICK, bottom=_THIN, color=head.color)
    page, width = profile.page, profile.letter.rule_width
    # Centred on the paper, which the type area is not.
    left = mm_to_twips((page.width - width) / 2 - page.left)
    right = mm_to_twips((page.width - width) / 2 - page.right)
    beyond = {"ind": f'<w:ind w:left="{left}" w:right="{right}" w:firstLine="0"/>'}
    letter = {**thin, **double, **beyond}
    yield Style.LETTER_RULE, _Definition(base=Style.BODY, paragraph=letter, run=tiny)

    stamp_right = _indent(profile, right=profile.signature.stamp_right, firstLine=0)
    stamp = {**kept, **_blank_above(profile), **stamp_right, **_jc("right")}
    yield Style.STAMP, _text(profile, stamp, following=Style.DATE)
    yield Style.NOTE, _text(profile, {**_on("keepLines"), **_jc("left")})
    # One blank line below the text [10.3].
    labelled = {**_blank_above(profile), **_indent(profile, left=5, hanging=3), **_jc("left")}
    yield Style.LABELLED, _text(profile, labelled)
    imprint = {**_single(), **_indent(profile, firstLine=0), **_jc("left")}
    face = Face(profile.imprint.font, profile.imprint.size)
    yield Style.IMPRINT, _text(profile, {**imprint, **_exact(imprint_leading(profile))}, face)

    yield Style.LABEL, _Definition("character", run=_fonts(profile, "heiti"))
    yield Style.NAME, _Definition("character", run=_fonts(profile, "kaiti"))


def _forms(profile: Profile) -> Iterator[tuple[Style, _Definition]]:
    size = profile.table.size
    label, face = Face(profile.table.head, size), Face(profile.table.font, size)
    flush = _indent(profile, firstLine=0)
    # Exact, or lines with figures in another font would stand further apart.
    lines = _exact(size * 1.4, before=2, after=2)
    yield Style.FORM_LABEL, _text(profile, {**lines, **_centred(profile)}, label)
    yield Style.FORM_TEXT, _text(profile, {**lines, **flush, **_jc("left")}, face)
    aside = {**_indent(profile, right=1, firstLine=0), **_jc("right")}
    sign = {**_exact(size * 1.4, before=size, after=2), **aside}
    yield Style.FORM_SIGN, _text(profile, sign, face)


def mark_leading(size: float) -> float:
    """Exact leading in pt of a mark of ``size`` pt."""
    return size * MARK_PITCH


def imprint_leading(profile: Profile) -> float:
    """Exact leading of the imprint's lines in pt."""
    return profile.imprint.size * IMPRINT_PITCH


def _definitions(profile: Profile) -> Iterator[tuple[Style, _Definition]]:
    leading = profile.grid.leading
    body = {
        **_off("keepNext", "keepLines", "pageBreakBefore", "widowControl"),
        **_on("kinsoku", "overflowPunct"),
        **_off("autoSpaceDE", "autoSpaceDN", "adjustRightInd", "snapToGrid"),
        **_exact(leading),
        **_indent(profile, firstLine=2),  # [7.3.3]
        **_off("contextualSpacing"),
        **_jc("both"),
    }
    yield Style.BODY, _Definition(paragraph=body, run=_face(profile, profile.body))

    title = {**_on("keepNext", "keepLines"), **_centred(profile)}
    yield Style.TITLE, _text(profile, title, profile.title_face, Style.BYLINE)
    byline = {**_on("keepNext"), **_centred(profile)}
    yield Style.BYLINE, _text(profile, byline, profile.byline)
    yield from _headings(profile)
    flush = _indent(profile, firstLine=0)
    yield Style.SALUTATION, _text(profile, {**_on("keepNext"), **flush}, following=Style.BODY)

    aside = _indent(profile, right=profile.signature.right, firstLine=0)
    right = {**aside, **_jc("right")}  # [7.3.5.2]
    kept = _on("keepNext", "keepLines")
    signature = {**kept, **_blank_above(profile), **right}
    yield Style.SIGNATURE, _text(profile, signature, following=Style.DATE)
    # Not every program can leave out the space between digits and characters; here, where the
    # date's width decides its place, all are to set it (see render/signoff.py).
    spaced = _on("autoSpaceDE", "autoSpaceDN")
    yield Style.DATE, _text(profile, {**_on("keepLines"), **spaced, **right})
    yield Style.SIGN_BLOCK, _text(profile, {**kept, **flush, **_jc("left")})
    yield from _attachments(profile)
    yield from _tables(profile)
    yield from _head(profile)
    yield from _forms(profile)

    number = Face(profile.page_number.font, profile.page_number.size)
    numeral = profile.fonts[profile.page_number.font]
    every = f'w:ascii="{numeral}" w:eastAsia="{numeral}" w:hAnsi="{numeral}" w:cs="{numeral}"'
    foot = {
        **_off("widowControl", "autoSpaceDE", "autoSpaceDN", "adjustRightInd", "snapToGrid"),
        **_exact(number_leading(profile)),
    }
    run = {**_face(profile, number), "rFonts": f"<w:rFonts {every}/>"}
    yield Style.PAGE_NUMBER, _Definition(paragraph=foot, run=run)


def number_leading(profile: Profile) -> float:
    """Exact leading of the page number in pt: a quarter more than its size."""
    return profile.page_number.size * 1.25


def _element(style: Style, definition: _Definition, base: str, following: str) -> str:
    ppr = _elements(definition.paragraph, _PARAGRAPH_ORDER)
    rpr = _elements(definition.run, _RUN_ORDER)
    return (
        f'<w:style w:type="{definition.type}" w:customStyle="1" w:styleId="{style_id(style)}">'
        f'<w:name w:val="{style}"/>{base}{following}<w:qFormat/>'
        + (f"<w:pPr>{ppr}</w:pPr>" if ppr else "")
        + (f"<w:rPr>{rpr}</w:rPr>" if rpr else "")
        + definition.rest
        + "</w:style>"
    )


def inherited(profile: Profile) -> Mapping[Style, str]:
    """The styles as the templates carry them: based on 公文正文, each with its following style."""
    out = {}
    for style, definition in _definitions(profile):
        base = following = ""
        if definition.base:
            base = f'<w:basedOn w:val="{style_id(definition.base)}"/>'
        if definition.next:
            following = f'<w:next w:val="{style_id(definition.next)}"/>'
        out[style] = _element(style, definition, base, following)
    return out


def standalone(profile: Profile) -> Mapping[Style, str]:
    """The styles with all inherited properties of their own, and no reference to another style."""
    definitions = dict(_definitions(profile))
    out = {}
    for style, definition in definitions.items():
        if definition.base:
            base = definitions[definition.base]
            definition = _Definition(
                definition.type,
                paragraph={**base.paragraph, **definition.paragraph},
                run={**base.run, **definition.run},
                rest=definition.rest,
            )
        out[style] = _element(style, definition, "", "")
    return out
