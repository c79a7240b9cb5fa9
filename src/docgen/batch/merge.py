"""One print file of many letters, each starting on an odd page as a section of its own.

All letters come from one template, so styles, settings and fonts are the first letter's. What a
letter has of its own (pictures, headers with its name, footnotes) comes along under new names; page
numbers, automatic lists and footnotes start again with every letter.
"""

from __future__ import annotations

import re
import shutil
import zipfile
from collections.abc import Iterable, Mapping
from html import escape, unescape
from io import BytesIO
from itertools import count
from posixpath import dirname, join, normpath, relpath
from tempfile import TemporaryFile
from typing import IO, NamedTuple

from docgen.diagnostics import MERGE_MIXED, TEMPLATE_BROKEN, Place
from docgen.errors import DataError
from docgen.i18n import N_, translate
from docgen.parts import package_order

MAIN = "word/document.xml"
TYPES = "[Content_Types].xml"
NUMBERING = "word/numbering.xml"
STYLES = "word/styles.xml"
MADE_HERE = b"docgen: letters for print"
"""The comment in the zip of a print file; Word drops it, so that an edited file is not ours."""
_NOTES = {"footnote": "word/footnotes.xml", "endnote": "word/endnotes.xml"}

_BODY = re.compile(r"<w:body>(.*)</w:body>", re.DOTALL)
_LAST_SECTION = re.compile(r"<w:sectPr(?:(?!<w:sectPr).)*?(?:</w:sectPr>|(?<=/)>)\s*$", re.DOTALL)
_SECTION = re.compile(r"<w:sectPr\b[^>]*?(?:/>|>.*?</w:sectPr>)", re.DOTALL)
_RELATION = re.compile(r"<Relationship\b[^>]*?/>")
_ATTRIBUTE = re.compile(r'(\w+)="([^"]*)"')
_REFERENCE = re.compile(r'\b(r:(?:id|embed|link|pict|dm|lo|qs|cs)=")([^"]+)(")')
_NUM = re.compile(r'<w:num\b[^>]*w:numId="(\d+)"[^>]*>(.*?)</w:num>', re.DOTALL)
_USED_NUM = re.compile(r'(<w:numId\b[^>]*w:val=")(\d+)(")')
_STYLE = re.compile(r'<w:style\b[^>]*w:styleId="([^"]*)"[^>]*>.*?</w:style>', re.DOTALL)
_BASED = re.compile(r'<w:basedOn w:val="([^"]*)"')
_NOT_BEFORE = r"(?:<w:(?:keepNext|keepLines|pageBreakBefore|framePr|widowControl)\b[^>]*/>)*"
_STYLED = re.compile(rf'<w:pStyle w:val="([^"]*)"/>{_NOT_BEFORE}(?!\s*<w:numPr)')
_BOOKMARK = re.compile(r'(<w:bookmarkStart\b[^>]*w:name=")([^"]+)(")')
_BOOKMARK_ID = re.compile(r'(<w:bookmark(?:Start|End)\b[^>]*w:id=")(\d+)(")')
_ANCHOR = re.compile(r'(w:anchor="|\b(?:PAGEREF|NOTEREF|REF)\s+)([^"\s<\\]+)')
_DRAWING = re.compile(r'(<wp:docPr\b[^>]*?\bid=")(\d+)(")')
_REVISION = re.compile(r' w14:(?:paraId|textId)="[^"]*"')
_COMMENT = re.compile(r"<w:comment(?:RangeStart|RangeEnd|Reference)\b[^>]*/>")
# As low as can be, so that a letter that fills its page gets no empty one.
_TINY = (
    '<w:p><w:pPr><w:spacing w:before="0" w:after="0" w:line="20" w:lineRule="exact"/>'
    '<w:rPr><w:sz w:val="2"/></w:rPr>{section}</w:pPr></w:p>'
)


class Relation(NamedTuple):
    """One relationship of a part; ``target`` is a member's name, or an address outside."""

    id: str
    type: str
    target: str
    external: bool


def merge(letters: Iterable[tuple[str, bytes]], out: IO[bytes], comment: bytes = MADE_HERE) -> int:
    """Write one .docx of all ``letters`` (name, finished .docx) to ``out``; returns their number.

    ``comment`` is that of the zip; it must begin with :data:`MADE_HERE`.
    Memory holds one letter and what differs between them. Raises DataError: B433 (made from another
    template), T301 (not a .docx).
    """
    with TemporaryFile() as body:
        merged: _Merger | None = None
        pending = ""
        made = 0
        for name, data in letters:
            members = _members(name, data)
            if merged is None:
                merged = _Merger(members)
                body.write(merged.head.encode("utf-8"))
            content, section = merged.add(name, members)
            body.write(pending.encode("utf-8"))
            # The section of a letter stands in its last paragraph, only the last letter's behind.
            pending = _closed(content, section)
            last = content + section
            made += 1
        if merged is None:
            raise DataError([TEMPLATE_BROKEN.at(file="", reason=translate(N_("no letters")))])
        body.write((last + merged.tail).encode("utf-8"))
        merged.write(out, body, comment)
    return made


def _members(name: str, data: bytes) -> dict[str, bytes]:
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            members = {info.filename: archive.read(info) for info in archive.infolist()}
        if MAIN in members and TYPES in members:
            return members
        reason = N_("there is no Word document in it")
    except (zipfile.BadZipFile, EOFError):
        reason = N_("it is not a .docx file, or it is damaged")
    where = Place(name)
    raise DataError([TEMPLATE_BROKEN.at(where, file=name, reason=translate(reason))])


class _Merger:
    """What the print file has so far, beside the text itself."""

    def __init__(self, first: dict[str, bytes]) -> None:
        xml = first[MAIN].decode("utf-8")
        match = _BODY.search(xml)
        assert match
        self.head, self.tail = xml[: match.start(1)], xml[match.end(1) :]
        self.members = dict(first)
        self._static = {n: first.get(n) for n in (STYLES, NUMBERING, "word/settings.xml")}
        self._relations = list(_relations(first, MAIN))
        self._ids = count(_highest(r.id for r in self._relations) + 1)
        self._placed: dict[tuple[bytes, tuple[Relation, ...]], str] = {}
        self._types = first[TYPES].decode("utf-8")
        self._letters = 0
        self._drawings = count(1)
        numbering = first.get(NUMBERING, b"").decode("utf-8")
        self._nums = {m[1]: m[2] for m in _NUM.finditer(numbering)}
        self._new_nums: list[str] = []
        self._num_ids = count(_highest(self._nums) + 1)
        self._style_nums = _style_nums(first.get(STYLES, b"").decode("utf-8"))
        self._notes: dict[str, list[str]] = {kind: [] for kind in _NOTES}
        self._note_ids = {
            kind: count(_highest(_note_ids(first.get(member, b"").decode("utf-8"), kind)) + 1)
            for kind, member in _NOTES.items()
        }

    def add(self, name: str, members: dict[str, bytes]) -> tuple[str, str]:
        """The letter's content and its last section, ready to stand in the print file."""
        xml = members[MAIN].decode("utf-8")
        match = _BODY.search(xml)
        same = all(members.get(n) == data for n, data in self._static.items())
        if not same or match is None or xml[: match.start(1)] != self.head:
            raise DataError([MERGE_MIXED.at(Place(name), file=name)])
        self._letters += 1
        content = match[1]
        if self._letters > 1:
            content = self._renamed(content, members)
        content = _DRAWING.sub(lambda m: f"{m[1]}{next(self._drawings)}{m[3]}", content)
        content = _on_odd_page(content, notes="<w:footnoteReference" in content)
        last = _LAST_SECTION.search(content)
        if last is None:
            return content, '<w:sectPr><w:type w:val="oddPage"/></w:sectPr>'
        return content[: last.start()].rstrip(), last[0].strip()

    def _renamed(self, content: str, members: dict[str, bytes]) -> str:
        ids = self._take_parts(members)
        content = _REFERENCE.sub(lambda m: f"{m[1]}{ids.get(m[2], m[2])}{m[3]}", content)
        content = _REVISION.sub("", _COMMENT.sub("", content))
        for kind, member in _NOTES.items():
            if member in members:
                content = self._take_notes(content, kind, members[member].decode("utf-8"))
        if self._nums:
            content = self._restart_lists(content)
        names = {m[2] for m in _BOOKMARK.finditer(content)}
        if names:
            turn = self._letters
            content = _BOOKMARK.sub(lambda m: f"{m[1]}{m[2]}_{turn}{m[3]}", content)
            content = _ANCHOR.sub(lambda m: m[0] + (f"_{turn}" if m[2] in names else ""), content)
            content = _BOOKMARK_ID.sub(
                lambda m: f"{m[1]}{int(m[2]) + turn * 10_000}{m[3]}", content
            )
        return content

    def _take_parts(self, members: dict[str, bytes]) -> dict[str, str]:
        """Relationship ids of the letter → those of the print file, where they differ."""
        ids: dict[str, str] = {}
        own = {_NOTES["footnote"], _NOTES["endnote"]}
        for relation in _relations(members, MAIN):
            if relation.target in own:
                continue
            target = relation.target
            if not relation.external:
                target = self._place(target, members)
            taken = relation._replace(target=target)
            if taken in self._relations:
                continue
            alike = next((r for r in self._relations if r[1:] == taken[1:]), None)
            if alike is None:
                alike = taken._replace(id=f"rId{next(self._ids)}")
                self._relations.append(alike)
            ids[relation.id] = alike.id
        return ids

    def _place(self, name: str, members: Mapping[str, bytes]) -> str:
        """The member of the print file that holds the letter's member ``name``; new if need be."""
        data = members.get(name, b"")
        below = tuple(
            r if r.external else r._replace(target=self._place(r.target, members))
            for r in _relations(members, name)
        )
        if self.members.get(name) == data and tuple(_relations(self.members, name)) == below:
            return name
        placed = self._placed.get((data, below))
        if placed is None:
            stem, dot, ending = name.rpartition(".")
            placed = next(
                n for n in (f"{stem}-{i}{dot}{ending}" for i in count(2)) if n not in self.members
            )
            self._placed[data, below] = placed
            self.members[placed] = data
            if below:
                self.members[_rels_of(placed)] = _relations_xml(below, placed).encode("utf-8")
            self._declare(name, placed)
        return placed

    def _declare(self, name: str, placed: str) -> None:
        match = re.search(rf'<Override\b[^>]*PartName="/{re.escape(name)}"[^>]*/>', self._types)
        if match:
            again = match[0].replace(f'"/{name}"', f'"/{placed}"')
            self._types = self._types.replace("</Types>", f"{again}</Types>")

    def _take_notes(self, content: str, kind: str, notes: str) -> str:
        new: dict[str, str] = {}
        for used in re.findall(rf'<w:{kind}Reference\b[^>]*w:id="(-?\d+)"', content):
            match = re.search(
                rf'<w:{kind}\b[^>]*w:id="{used}"[^>]*>.*?</w:{kind}>', notes, re.DOTALL
            )
            if match and used not in new:
                new[used] = str(next(self._note_ids[kind]))
                self._notes[kind].append(
                    match[0].replace(f'w:id="{used}"', f'w:id="{new[used]}"', 1)
                )
        return re.sub(
            rf'(<w:{kind}Reference\b[^>]*w:id=")(-?\d+)(")',
            lambda m: f"{m[1]}{new.get(m[2], m[2])}{m[3]}",
            content,
        )

    def _restart_lists(self, content: str) -> str:
        """Every automatic list as a list of its own, from its first number."""
        new: dict[str, str] = {}

        def again(old: str) -> str:
            if old not in self._nums:
                return old
            if old not in new:
                new[old] = str(next(self._num_ids))
                self._new_nums.append(
                    _restarted(new[old], self._nums[old], self.members[NUMBERING])
                )
            return new[old]

        content = _USED_NUM.sub(lambda m: f"{m[1]}{again(m[2])}{m[3]}", content)

        def styled(match: re.Match[str]) -> str:
            numbered = self._style_nums.get(match[1])
            if numbered is None:
                return match[0]
            number, level = numbered
            number = again(number)
            return f'{match[0]}<w:numPr>{level}<w:numId w:val="{number}"/></w:numPr>'

        return _STYLED.sub(styled, content)

    def write(self, out: IO[bytes], body: IO[bytes], comment: bytes) -> None:
        """The package, with ``body`` as its main document."""
        self.members[TYPES] = self._types.encode("utf-8")
        self.members[_rels_of(MAIN)] = _relations_xml(self._relations, MAIN).encode("utf-8")
        if self._new_nums:
            self._append(
                NUMBERING, "".join(self._new_nums), ("<w:numIdMacAtCleanup", "</w:numbering>")
            )
        for kind, member in _NOTES.items():
            if self._notes[kind]:
                self._append(member, "".join(self._notes[kind]), (f"</w:{kind}s>",))
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.comment = comment
            for name in sorted(self.members, key=package_order):
                info = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
                info.compress_type = zipfile.ZIP_DEFLATED
                with archive.open(info, "w", force_zip64=name == MAIN) as stream:
                    if name == MAIN:
                        body.seek(0)
                        shutil.copyfileobj(body, stream)
                    else:
                        stream.write(self.members[name])

    def _append(self, member: str, xml: str, before: tuple[str, ...]) -> None:
        text = self.members[member].decode("utf-8")
        at = next(text.rindex(mark) for mark in before if mark in text)
        self.members[member] = (text[:at] + xml + text[at:]).encode("utf-8")


def _closed(content: str, section: str) -> str:
    """``content`` with its section in the last paragraph, or in a tiny one behind it."""
    start = max(content.rfind("<w:p>"), content.rfind("<w:p "))
    last = content[start:]
    simple = start >= 0 and last.endswith("</w:p>") and last.count("</w:p>") == 1
    if not simple or "<w:sectPr" in last or "<w:pPrChange" in last:
        return content + _TINY.format(section=section)
    opened = last.index(">") + 1
    if last.startswith("<w:pPr>", opened):
        return content[:start] + last.replace("</w:pPr>", f"{section}</w:pPr>", 1)
    if last.startswith("<w:pPr/>", opened):
        return content[:start] + last.replace("<w:pPr/>", f"<w:pPr>{section}</w:pPr>", 1)
    return content[:start] + last[:opened] + f"<w:pPr>{section}</w:pPr>" + last[opened:]


_SECTION_START = re.compile(
    r"<w:sectPr\b[^>]*>(?:<w:(?:header|footer)Reference\b[^>]*/>)*"
    r"(<w:footnotePr>.*?</w:footnotePr>|<w:footnotePr/>)?(?:<w:endnotePr>.*?</w:endnotePr>)?",
    re.DOTALL,
)
_TYPE = re.compile(r"<w:type\b[^>]*/>")
_PAGES = re.compile(r"<w:pgNumType\b([^>]*)/>")
_MARGINS = re.compile(
    r"<w:pgMar\b[^>]*/>(?:<w:paperSrc\b[^>]*/>)?"
    r"(?:<w:pgBorders\b.*?</w:pgBorders>)?(?:<w:lnNumType\b[^>]*/>)?",
    re.DOTALL,
)


def _on_odd_page(content: str, notes: bool) -> str:
    """The first section of ``content`` begins on an odd page and counts its pages from 1."""
    match = _SECTION.search(content)
    if match is None:
        return content
    section = match[0]
    if section.endswith("/>"):
        section = f"{section[:-2]}></w:sectPr>"
    section = _TYPE.sub("", section, count=1)
    start = _SECTION_START.match(section)
    assert start
    restart = ""
    if notes and not start[1]:
        restart = '<w:footnotePr><w:numRestart w:val="eachSect"/></w:footnotePr>'
    odd = f'{restart}<w:type w:val="oddPage"/>'
    section = section[: start.end()] + odd + section[start.end() :]
    pages = _PAGES.search(section)
    if pages:
        rest = re.sub(r'\s*w:start="[^"]*"', "", pages[1])
        section = section.replace(pages[0], f'<w:pgNumType{rest} w:start="1"/>', 1)
    else:
        margins = _MARGINS.search(section)
        at = margins.end() if margins else section.index(odd) + len(odd)
        section = f'{section[:at]}<w:pgNumType w:start="1"/>{section[at:]}'
    return content[: match.start()] + section + content[match.end() :]


def _rels_of(name: str) -> str:
    folder, _, file = name.rpartition("/")
    return f"{folder}/_rels/{file}.rels" if folder else f"_rels/{file}.rels"


def _relations(members: Mapping[str, bytes], name: str) -> Iterable[Relation]:
    """The relationships of member ``name``, targets as members' names."""
    for match in _RELATION.finditer(members.get(_rels_of(name), b"").decode("utf-8")):
        found = {key: unescape(value) for key, value in _ATTRIBUTE.findall(match[0])}
        external = found.get("TargetMode") == "External"
        target = found["Target"]
        if not external:
            inside = target.lstrip("/") if target.startswith("/") else join(dirname(name), target)
            target = normpath(inside)
        yield Relation(found["Id"], found["Type"], target, external)


def _relations_xml(relations: Iterable[Relation], name: str) -> str:
    items = []
    for r in relations:
        target = r.target if r.external else relpath(r.target, dirname(name) or ".")
        mode = ' TargetMode="External"' if r.external else ""
        items.append(
            f'<Relationship Id="{r.id}" Type="{escape(r.type)}" Target="{escape(target)}"{mode}/>'
        )
    return (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<Relationships xmlns='
        '"http://schemas.openxmlformats.org/package/2006/relationships">'
        f"{''.join(items)}</Relationships>"
    )


def _highest(ids: Iterable[str]) -> int:
    return max((int(d) for i in ids if (d := re.sub(r"\D", "", i))), default=0)


def _note_ids(xml: str, kind: str) -> list[str]:
    return re.findall(rf'<w:{kind}\b[^>]*w:id="(\d+)"', xml)


def _restarted(number: str, definition: str, numbering: bytes) -> str:
    """A ``w:num`` like the one of ``definition`` whose levels all start again."""
    match = re.search(r'<w:abstractNumId w:val="(\d+)"/>', definition)
    assert match
    abstract = re.search(
        rf'<w:abstractNum\b[^>]*w:abstractNumId="{match[1]}".*?</w:abstractNum>',
        numbering.decode("utf-8"),
        re.DOTALL,
    )
    levels = re.findall(
        r'<w:lvl\b[^>]*w:ilvl="(\d)"[^>]*>(?:(?!</w:lvl>).)*?<w:start w:val="(\d+)"/>',
        abstract[0] if abstract else "",
        re.DOTALL,
    )
    overrides = "".join(
        f'<w:lvlOverride w:ilvl="{level}"><w:startOverride w:val="{start}"/></w:lvlOverride>'
        for level, start in levels
    )
    return f'<w:num w:numId="{number}">{match[0]}{overrides}</w:num>'


def _style_nums(styles: str) -> dict[str, tuple[str, str]]:
    """Paragraph styles with an automatic list: (the list's id, its level's XML), by style id."""
    found = {m[1]: m[0] for m in _STYLE.finditer(styles)}

    def numbered(style: str, seen: frozenset[str] = frozenset()) -> tuple[str, str] | None:
        xml = found.get(style, "")
        used = _USED_NUM.search(xml)
        if used:
            level = re.search(r"<w:ilvl\b[^>]*/>", xml)
            return used[2], level[0] if level else ""
        based = _BASED.search(xml)
        if based and style not in seen:
            return numbered(based[1], seen | {style})
        return None

    return {style: got for style in found if (got := numbered(style))}
