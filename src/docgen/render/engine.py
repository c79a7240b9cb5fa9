"""One record through a compiled template: one Jinja call a part, statics copied."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from itertools import count
from typing import Any, TypeVar
from xml.parsers import expat

from docgen.content import Document, Head, Paragraph, Role, plain
from docgen.diagnostics import (
    LEFT_TO_DOCXTPL,
    NO_TEXT_ON_FIRST_PAGE,
    TEMPLATE_OUTPUT,
    Diagnostic,
    Place,
)
from docgen.errors import TemplateError
from docgen.i18n import N_, translate
from docgen.kinds import HEADED, Kind, get_kind
from docgen.parts import Part, Parts, package_order
from docgen.profile import Profile

from .blocks import BlockWriter
from .coverage import unprinted
from .glyphs import missing_glyphs
from .head import HeadWriter
from .pictures import Media
from .printing import Slot
from .sections import Sections
from .signoff import BARE, SEALED
from .template import MAIN, OWN, SLOT_ORDER, Template
from .titles import balanced, title_room
from .widths import width_in_characters

RELATIONSHIPS = "word/_rels/document.xml.rels"
CONTENT_TYPES = "[Content_Types].xml"
_DRAWING = re.compile(r'(<wp:docPr\b[^>]*?\bid=")\d+(")')
_FIRST_DRAWING = 1001
T = TypeVar("T")


def render(document: Document, template: Template) -> tuple[Parts, list[Diagnostic]]:
    """The parts of ``document`` in ``template``, and warnings (T308, T331 to T334).

    Raises TemplateError: T304 (a tag prints a field that is not there), T305 (a list printed),
    T306 (not allowed), T309 (a shipped layout has no place for a field), T311 (damaged output).
    """
    findings = unprinted(document, template)
    if template.shipped and findings:
        raise TemplateError(findings)
    findings += template.notes
    findings += missing_glyphs(document, template.profile)
    findings += _first_page(document, template)
    if template.foreign:
        findings.append(LEFT_TO_DOCXTPL.at(Place(template.name), tags=sorted(template.foreign)))
    media = Media(document.assets, template.profile)
    sections = sections_of(template)
    context = context_of(document, template, media, sections)
    if template.foreign:
        members = _render_foreign(template, context, get_kind(document.kind))
        filled: Iterable[str] = template.dynamic.keys() & OWN
    else:
        members = {}
        filled = template.dynamic.keys()
    for name in filled:
        members[name] = Part(name, render_part(template, name, context))
    if sections.breaks:
        whole = sections.closed(members[MAIN].data.decode("utf-8"))
        members[MAIN] = Part(MAIN, whole.encode("utf-8"))
    if media.used:
        add_pictures(template, members, media)
    static = {} if template.foreign else template.static
    merged = {**static, **members}
    return Parts(tuple(merged[name] for name in sorted(merged, key=package_order))), findings


def context_of(
    document: Document,
    template: Template,
    media: Media | None = None,
    sections: Sections | None = None,
) -> dict[str, Any]:
    """What the tags of ``template`` can name: the fields, and the slots as XML."""
    media = media or Media(document.assets, template.profile)
    sections = sections or Sections("", template.profile.page)
    writer = writer_of(document, template, media, sections)
    context = dict(document.fields)
    for name in SLOT_ORDER:
        if name not in template.slots:
            continue
        if name == "letterhead":
            heads = [b for b in document.slots.get("head", ()) if isinstance(b, Head)]
            context[name] = Slot("".join(writer.head.letterhead(head) for head in heads))
            continue
        # What is signed may stand in the template itself, as in a responsibility letter.
        context[name] = Slot(writer.write(document.slots.get(name, ()), name == "body"))
    if template.shipped:
        context = with_title(context, template.profile)
    if "head" in template.slots:
        context["byline"] = _byline(document)
    return context


def sections_of(template: Template) -> Sections:
    """The sheets of a document in ``template``, none turned yet."""
    return Sections(template.section, template.profile.page, template.relations)


def writer_of(
    document: Document, template: Template, media: Media, sections: Sections
) -> BlockWriter:
    """The writer of ``document``'s blocks, with the seal its issue or its layout asks for."""
    issue = document.fields.get("issue") or {}
    seal = issue.get("seal", SEALED if document.layout in HEADED else BARE)
    return BlockWriter(
        template.styles, template.profile, media, sections, document.layout, str(seal)
    )


def with_title(fields: Mapping[str, Any], profile: Profile) -> dict[str, Any]:
    """``fields`` with the title in balanced lines."""
    out = dict(fields)
    title = out.get("title")
    if isinstance(title, str):
        out["title"] = balanced(title, title_room(profile))
    return out


def _first_page(document: Document, template: Template) -> list[Diagnostic]:
    """T331 where head, title and recipients leave no line for the text [7.3.2]."""
    heads = [b for b in document.slots.get("head", ()) if isinstance(b, Head)]
    if not heads or "head" not in template.slots or not document.slots.get("body"):
        return []
    profile = template.profile
    leading = profile.grid.leading
    height = HeadWriter(template.styles, profile, document.layout).height(heads[0])
    title = str(document.fields.get("title", ""))
    lines = balanced(title, title_room(profile)).count("\n") + 1 if title else 0
    height += lines * (profile.title_face.leading or leading) + 3 * leading
    # Whatever is said to somebody stands before the text, in a slot of its own or first in it.
    said = (*document.slots.get("recipients", ()), *document.slots["body"])
    for block in said:
        if not (isinstance(block, Paragraph) and block.role is Role.SALUTATION):
            break
        width = width_in_characters(plain(block.content))
        height += -(-width // profile.grid.characters) * leading
    room = profile.page.text_height / 25.4 * 72
    return [NO_TEXT_ON_FIRST_PAGE.at(Place(template.name))] if height + leading > room else []


def _byline(document: Document) -> list[str]:
    """The lines under the title, but for the issuer whom the head has named already."""
    named = {name for b in document.slots.get("head", ()) if isinstance(b, Head) for name in b.mark}
    return [line for line in document.fields.get("byline", ()) if line not in named]


def render_part(template: Template, name: str, context: Mapping[str, Any]) -> bytes:
    """The XML of one dynamic member. Raises TemplateError as :func:`render` does."""
    where = Place(template.name, part=name)
    xml = _guarded(lambda: template.dynamic[name].render(context), template, where, context)
    if not template.shipped and has_drawings(xml):
        xml = numbered(xml)
    data = xml.encode("utf-8")
    if not template.shipped:
        check_form(data, where)
    return data


def has_drawings(xml: str) -> bool:
    """Whether there are drawings in ``xml``, which have numbers."""
    return "<wp:docPr " in xml


def numbered(xml: str) -> str:
    """Drawings numbered anew: a loop around one repeats its number, which must be its own."""
    numbers = count(_FIRST_DRAWING)
    return _DRAWING.sub(lambda m: f"{m.group(1)}{next(numbers)}{m.group(2)}", xml)


def _render_foreign(template: Template, fields: Mapping[str, Any], kind: Kind) -> dict[str, Part]:
    """What docxtpl makes of a template that we do not compile; all members, by name."""
    from .chinese_names import aliased
    from .reference import render_with_docxtpl

    context = aliased(fields, kind.schema, kind)
    where = Place(template.name)
    parts = _guarded(
        lambda: render_with_docxtpl(template.source, context), template, where, context
    )
    for part in parts.members:
        if part.name in template.dynamic:
            check_form(part.data, where._replace(part=part.name))
    return {part.name: part for part in parts.members}


def _guarded(
    work: Callable[[], T], template: Template, where: Place, context: Mapping[str, Any]
) -> T:
    """``work()``; whatever a template can do wrong becomes a TemplateError."""
    try:
        return work()
    except Exception as error:
        # Late: it needs Jinja, which a shipped layout does not.
        from .faults import fault_of

        fault = fault_of(error, template, where, context)
        if fault is None:
            raise
        raise fault from None


def check_form(data: bytes, where: Place) -> None:
    """Raise TemplateError (T311) unless ``data`` is well formed, with no block in a text.

    A loop across runs can break either.
    """
    parser = expat.ParserCreate()
    open_text = False
    problems: list[str] = []

    def start(name: str, _: dict[str, str]) -> None:
        nonlocal open_text
        if open_text:
            problems.append(translate(N_("a paragraph or a table stands inside a text")))
        open_text = name == "w:t"

    def end(name: str) -> None:
        nonlocal open_text
        open_text = False

    parser.StartElementHandler = start
    parser.EndElementHandler = end
    try:
        parser.Parse(data, True)
    except expat.ExpatError as error:
        problems.append(expat.errors.messages[error.code] if error.code else str(error))
    if problems:
        raise TemplateError([TEMPLATE_OUTPUT.at(where, problem=problems[0])])


def add_pictures(template: Template, members: dict[str, Part], media: Media) -> None:
    """Add to ``members`` the pictures in ``media``, and what refers to them."""

    def text(name: str, empty: str) -> str:
        part = members.get(name) or template.static.get(name)
        return part.data.decode("utf-8") if part else empty

    rels = text(
        RELATIONSHIPS,
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<Relationships xmlns='
        '"http://schemas.openxmlformats.org/package/2006/relationships"></Relationships>',
    )
    if rels.endswith("/>"):
        rels = rels[:-2] + "></Relationships>"
    members[RELATIONSHIPS] = Part(RELATIONSHIPS, media.relationships(rels).encode("utf-8"))
    types = media.content_types(text(CONTENT_TYPES, ""))
    members[CONTENT_TYPES] = Part(CONTENT_TYPES, types.encode("utf-8"))
    members.update({part.name: part for part in media.members()})


__all__ = ["MAIN", "render"]
