"""A template, compiled once: static members packed, parts with tags turned into Jinja code."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cached_property

from docgen.diagnostics import Diagnostic, Place
from docgen.errors import TemplateError, Unusual
from docgen.kinds import Kind, Schema
from docgen.parts import Part, Parts, pack_static
from docgen.profile import Profile
from docgen.styles import Style, style_id
from docgen.suggest import closest

from .bare import Bare, Renderer
from .dialect import foreign_tags, has_tags, patch, plain_tags
from .outside import loaded_from_outside
from .printing import in_property, in_text
from .sections import last_section

MAIN = "word/document.xml"
MAIN_RELATIONS = "word/_rels/document.xml.rels"
STYLES = "word/styles.xml"
HEAD_SLOTS = frozenset({"head", "recipients", "note", "imprint"})
"""Slots for what only issued documents have; a layout without them prints none of it."""
SLOT_ORDER = (
    *("letterhead", "head", "recipients", "body", "signoff", "note", "appendix", "imprint"),
)
SLOTS = frozenset(SLOT_ORDER)
PROPERTIES = "docProps/core.xml"
OWN = frozenset({PROPERTIES, "word/endnotes.xml"})
"""Members that are filled in here even where the rest is left to docxtpl, which cannot do it."""
_TAGGED = re.compile(r"word/(document|header\d*|footer\d*|footnotes|endnotes)\.xml$")
_STYLE = re.compile(r"<w:style\b[^>]*\bw:styleId=\"([^\"]*)\"[^>]*>\s*<w:name w:val=\"([^\"]*)\"")


@dataclass(eq=False, repr=False)
class Template:
    """A compiled template.

    ``static`` members are packed once and copied; ``dynamic`` ones are rendered, by member name;
    ``tags`` are the dotted fields the tags name; ``styles`` maps our style names to the ids this
    template gives them. ``foreign`` are tags of the part of the dialect that only docxtpl renders;
    ``source`` is then its raw form. ``section`` is the last section's properties, and ``relations``
    are the relationship ids of the main part. ``jinja`` is the source of each dynamic member.
    ``notes`` are warnings about the template itself.
    """

    name: str
    static: dict[str, Part]
    dynamic: dict[str, Renderer]
    tags: frozenset[str]
    styles: dict[Style, str]
    profile: Profile
    shipped: bool = False
    foreign: frozenset[str] = frozenset()
    source: Parts = field(default_factory=lambda: Parts(()))
    section: str = ""
    relations: frozenset[str] = frozenset()
    jinja: dict[str, str] = field(default_factory=dict)
    notes: tuple[Diagnostic, ...] = ()

    @cached_property
    def slots(self) -> frozenset[str]:
        """The slots the template has a place for."""
        return self.tags & SLOTS


def compile_template(
    parts: Parts,
    name: str,
    kind: Kind,
    profile: Profile,
    styles: dict[Style, str],
    derived: frozenset[str],
    shipped: bool = False,
) -> Template:
    """Compile ``parts`` for records of ``kind``.

    ``styles`` are definitions (``<w:style>`` XML) for those of our styles the template lacks;
    ``derived`` names the fields that composing adds. Raises TemplateError with all findings: T302
    (syntax), T303 (a field the kind does not have), T306 (not allowed), T307 (text would be lost).
    """
    static: dict[str, Part] = {}
    dynamic: dict[str, Renderer] = {}
    findings: list[Diagnostic] = []
    sources: dict[str, str] = {}
    tags: set[str] = set()
    ids: dict[Style, str] = {}
    texts = {p.name: p.data.decode("utf-8-sig") for p in parts.members if may_hold_tags(p.name)}
    tagged = {member: xml for member, xml in texts.items() if has_tags(xml)}
    foreign = frozenset[str]().union(
        *(foreign_tags(xml) for member, xml in tagged.items() if member != PROPERTIES)
    )
    for part in parts.members:
        if part.name in tagged:
            where = Place(name, part=part.name)
            source, found = _jinja_source(tagged[part.name], where, bool(foreign))
            findings += found
            if found:
                continue
            compile_ = _compile_shipped if shipped else _compile
            compiled, used, wrong = compile_(source, part.name != PROPERTIES, kind, derived, where)
            dynamic[part.name] = compiled
            sources[part.name] = source
            tags |= used
            findings += wrong
        else:
            data = part.data
            if part.name == STYLES:
                data, ids = _with_styles(data, styles)
            static[part.name] = Part(part.name, data, pack_static(data))
    if findings:
        raise TemplateError(findings)
    whole = Parts(tuple(static.get(p.name, p) for p in parts.members) if foreign else ())
    section = last_section(texts.get(MAIN, "")) if shipped else ""
    return Template(
        *(name, static, dynamic, frozenset(tags), ids, profile, shipped, foreign, whole),
        section=section,
        relations=_relations(parts),
        jinja=sources,
        notes=() if shipped else tuple(loaded_from_outside(parts, name)),
    )


def _relations(parts: Parts) -> frozenset[str]:
    """The ids in the main part's relationships."""
    found = [p.data.decode("utf-8-sig") for p in parts.members if p.name == MAIN_RELATIONS]
    return frozenset(re.findall(r'\bId="([^"]*)"', "".join(found)))


def may_hold_tags(member: str) -> bool:
    """Whether tags in the part ``member`` are filled in."""
    return member == PROPERTIES or _TAGGED.match(member) is not None


def _jinja_source(xml: str, where: Place, foreign: bool) -> tuple[str, list[Diagnostic]]:
    if where.part == PROPERTIES:
        return plain_tags(xml), []
    if foreign and (where.part not in OWN or foreign_tags(xml)):
        from .reference import patch_with_docxtpl

        return patch_with_docxtpl(xml), []
    return patch(xml, where, SLOTS)


def _compile(
    source: str, is_text: bool, kind: Kind, derived: frozenset[str], where: Place
) -> tuple[Renderer, set[str], list[Diagnostic]]:
    # Jinja takes longer to import than a shipped layout takes from its data to the file.
    from .compiled import compile_part

    return compile_part(source, is_text, kind, derived, where)


def _compile_shipped(
    source: str, is_text: bool, kind: Kind, derived: frozenset[str], where: Place
) -> tuple[Renderer, set[str], list[Diagnostic]]:
    """The same without Jinja, as long as there is nothing to find and all can be printed."""
    printer = in_text if is_text else in_property
    try:
        bare = Bare(source, printer, lambda: _compile(source, is_text, kind, derived, where)[0])
    except Unusual:
        return _compile(source, is_text, kind, derived, where)
    if any(near_fields(path, kind, derived) is not None for path in bare.fields):
        return _compile(source, is_text, kind, derived, where)
    return bare, bare.fields, []


def near_fields(path: str, kind: Kind, derived: frozenset[str]) -> list[str] | None:
    """None where the kind has ``path``; otherwise the fields that look like it."""
    root = path.split(".")[0]
    if root in derived or root in SLOTS:
        return None
    schema: Schema = kind.schema
    for i, step in enumerate(path.split(".")):
        properties = schema.get("properties", {})
        if step in properties:
            schema = kind.resolve(properties[step])
            continue
        types = schema.get("type", ())
        if i and "object" not in ((types,) if isinstance(types, str) else types):
            return None  # a method or an entry of a plain value: Jinja's matter
        before = ".".join(path.split(".")[:i])
        names = [f"{before}.{p}" if before else p for p in properties]
        if not before:
            names += sorted(derived | SLOTS)
        return closest(path, names, cutoff=0.4) or names
    return None


def _with_styles(data: bytes, styles: dict[Style, str]) -> tuple[bytes, dict[Style, str]]:
    """``styles.xml`` with those of our styles it lacks added; and the ids of all by name."""
    xml = data.decode("utf-8-sig")
    present = {found: sid for sid, found in _STYLE.findall(xml)}
    taken = set(present.values())
    ids, missing = {}, []
    for style in Style:
        ids[style] = present.get(style.value, style_id(style))
        if ids[style] not in taken and style in styles:
            missing.append(styles[style])
    if missing:
        xml = xml.replace("</w:styles>", "".join(missing) + "</w:styles>")
        return xml.encode("utf-8"), ids
    return data, ids
