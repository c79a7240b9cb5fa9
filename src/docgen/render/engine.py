"""One record through a compiled template: one Jinja call a part, statics copied."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, TypeVar
from xml.parsers import expat

from jinja2 import TemplateError as JinjaError
from jinja2.exceptions import SecurityError

from docgen.content import Document
from docgen.diagnostics import (
    FIELD_LOST,
    FIELD_NOT_PRINTED,
    LEFT_TO_DOCXTPL,
    TEMPLATE_EMPTY,
    TEMPLATE_LIST,
    TEMPLATE_OUTPUT,
    TEMPLATE_REFUSED,
    TEMPLATE_SYNTAX,
    Diagnostic,
    Place,
)
from docgen.errors import TemplateError
from docgen.i18n import N_, translate
from docgen.parts import Part, Parts, package_order

from .blocks import BlockWriter
from .environment import AbsentError, Slot, UnprintableError
from .pictures import Media
from .template import MAIN, Template

RELATIONSHIPS = "word/_rels/document.xml.rels"
CONTENT_TYPES = "[Content_Types].xml"
T = TypeVar("T")


def render(document: Document, template: Template) -> tuple[Parts, list[Diagnostic]]:
    """The parts of ``document`` in ``template``, and warnings (T308: a field no tag prints; T330).

    Raises TemplateError: T304 (a tag prints a field that is not there), T305 (a list printed),
    T306 (not allowed), T309 (a shipped layout has no place for a field), T311 (damaged output).
    """
    findings = unprinted(document, template)
    if template.shipped and findings:
        raise TemplateError(findings)
    if template.foreign:
        findings.append(LEFT_TO_DOCXTPL.at(Place(template.name), tags=sorted(template.foreign)))
    media = Media(document.assets, template.profile)
    context = context_of(document, template, media)
    if template.foreign:
        members = _render_foreign(template, context)
    else:
        members = {
            name: Part(name, render_part(template, name, context)) for name in template.dynamic
        }
    if media.used:
        add_pictures(template, members, media)
    static = {} if template.foreign else template.static
    merged = {**static, **members}
    return Parts(tuple(merged[name] for name in sorted(merged, key=package_order))), findings


def context_of(
    document: Document, template: Template, media: Media | None = None
) -> dict[str, Any]:
    """What the tags of ``template`` can name: the fields, and the slots as XML."""
    media = media or Media(document.assets, template.profile)
    writer = BlockWriter(template.styles, template.profile, media)
    context = dict(document.fields)
    for name in template.slots:
        # What is signed may stand in the template itself, as in a responsibility letter.
        context[name] = Slot(writer.write(document.slots.get(name, ()), name == "body"))
    return context


def unprinted(document: Document, template: Template) -> list[Diagnostic]:
    """The values that neither a tag nor a slot of ``template`` prints."""
    tags = set(template.tags)
    for name, sources in document.derived.items():
        if name in tags:
            tags.update(sources)
    rule = FIELD_LOST if template.shipped else FIELD_NOT_PRINTED
    missing = [(p, t) for p, t in document.tagged.items() if not _covered(p, tags)]
    missing += [(s, s) for s, b in document.slots.items() if b and s not in template.slots]
    return [
        rule.at(Place(template.name), field=path, title=title, layout=document.layout)
        for path, title in missing
    ]


def _covered(path: str, tags: Iterable[str]) -> bool:
    return any(
        tag == path or path.startswith(f"{tag}.") or tag.startswith(f"{path}.") for tag in tags
    )


def render_part(template: Template, name: str, context: Mapping[str, Any]) -> bytes:
    """The XML of one dynamic member. Raises TemplateError as :func:`render` does."""
    where = Place(template.name, part=name)
    xml = _guarded(lambda: template.dynamic[name].render(context), template, where, context)
    data = xml.encode("utf-8")
    if not template.shipped:
        check_form(data, where)
    return data


def _render_foreign(template: Template, context: Mapping[str, Any]) -> dict[str, Part]:
    """What docxtpl makes of a template that we do not compile; all members, by name."""
    from .reference import render_with_docxtpl

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
    except AbsentError as error:
        raise TemplateError([TEMPLATE_EMPTY.at(where, field=str(error))]) from None
    except UnprintableError:
        raise TemplateError([TEMPLATE_LIST.at(where, text=_culprit(template, context))]) from None
    except SecurityError as error:
        raise TemplateError([TEMPLATE_REFUSED.at(where, problem=str(error))]) from None
    except (
        JinjaError,
        ArithmeticError,
        TypeError,
        ValueError,
        LookupError,
        AttributeError,
    ) as error:
        raise TemplateError([TEMPLATE_SYNTAX.at(where, problem=str(error), text="")]) from None


def _culprit(template: Template, context: Mapping[str, Any]) -> str:
    """The first field a tag names that holds a list or a group of fields."""
    for tag in sorted(template.tags):
        value: Any = context
        for step in tag.split("."):
            value = value.get(step) if isinstance(value, Mapping) else None
        if isinstance(value, list | Mapping):
            return f"{{{{ {tag} }}}}"
    return "{{ … }}"


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


__all__ = ["MAIN", "render", "unprinted"]
