"""What a template makes Word load from outside the file when the document is opened.

Relationships with ``TargetMode="External"`` (ECMA-376 Part 2, 6.5) and the fields that include
other files. A plain hyperlink loads nothing until it is followed. What Word itself writes without
being asked, the path of a template on its author's disk, asks nobody for anything; an address does.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from posixpath import basename, dirname, join
from xml.parsers import expat

from docgen.diagnostics import ASKED_OF_OTHERS, LOADED_FROM_OUTSIDE, Diagnostic, Place
from docgen.i18n import N_, translate
from docgen.parts import Part, Parts

_FOLLOWED = "hyperlink"
_WORDS = {
    "image": N_("a linked picture"),
    "attachedTemplate": N_("a document template"),
    "oleObject": N_("a linked object"),
    "subDocument": N_("a subdocument"),
    "INCLUDEPICTURE": N_("a linked picture"),
    "LINK": N_("a linked object"),
    "DDE": N_("a linked object"),
    "DDEAUTO": N_("a linked object"),
}
_OTHER = N_("a file")
_PROGRAMS = frozenset({"DDE", "DDEAUTO"})
_SCHEME = re.compile(r"([a-z][a-z0-9+.-]+):")
# file:///C:/x and file:/x are on a disk, file://server/x and file://///server/x are not.
_ON_DISK = re.compile(r"file:(?:/{0,3}[a-z][:|]|//localhost/|/(?!/)|///(?!/)|[^/]|$)")
_ARGUMENT = re.compile(r'"([^"]*)"|(\S+)')
# ECMA-376 Part 1, 17.16.5: the fields whose result comes from another file.
_FIELD = re.compile(
    r"\s*(INCLUDEPICTURE|INCLUDETEXT|INCLUDE|IMPORT|LINK|DDEAUTO|DDE|DATABASE|RD)\b\s*(.*)",
    re.DOTALL | re.IGNORECASE,
)


def loaded_from_outside(parts: Parts, name: str) -> Iterator[Diagnostic]:
    """T334 or T336 for each thing outside that the template ``name`` has Word load, in package
    order.
    """
    for part in parts.members:
        found: Iterator[tuple[str, str]] = iter(())
        if part.name.lower().endswith(".rels"):
            found = _relationships(part.data)
        elif part.name.lower().endswith(".xml") and b"instr" in part.data:
            found = _fields(part.data)
        where = Place(name, part=_owner(part))
        for word, target in dict.fromkeys(found):
            what = translate(_WORDS.get(word, _OTHER))
            rule = ASKED_OF_OTHERS if _asks_others(word, target) else LOADED_FROM_OUTSIDE
            yield rule.at(where, what=what, target=target[:100])


def _asks_others(word: str, target: str) -> bool:
    """Whether another computer or program hears of it."""
    if word in _PROGRAMS:
        return True
    places = [target]
    if word.isupper():
        places = [quoted or bare for quoted, bare in _ARGUMENT.findall(target)]
    return any(_is_elsewhere(place) for place in places)


def _is_elsewhere(place: str) -> bool:
    from urllib.parse import unquote

    path = unquote(place).strip().replace("\\", "/").lower()
    if path.startswith("file:"):
        return not _ON_DISK.match(path)
    # A drive has one letter.
    return path.startswith("//") or bool(_SCHEME.match(path))


def _owner(part: Part) -> str:
    """The part whose relationships ``part`` holds; any other part itself."""
    if not part.name.lower().endswith(".rels"):
        return part.name
    folder = dirname(dirname(part.name))
    return join(folder, basename(part.name)[: -len(".rels")]) or part.name


def _relationships(data: bytes) -> Iterator[tuple[str, str]]:
    """Type (its last word) and target of the external relationships in ``data``."""
    found: list[tuple[str, str]] = []

    def start(element: str, attributes: dict[str, str]) -> None:
        word = attributes.get("Type", "").rsplit("/", 1)[-1]
        external = attributes.get("TargetMode", "").strip().lower() == "external"
        if external and word != _FOLLOWED:
            found.append((word, attributes.get("Target", "")))

    parser = expat.ParserCreate()
    parser.StartElementHandler = start
    parser.Parse(data, True)
    yield from found


def _fields(data: bytes) -> Iterator[tuple[str, str]]:
    """Name and arguments of the fields in ``data`` that load files."""
    instructions: list[str] = [""]
    inside = False

    def start(element: str, attributes: dict[str, str]) -> None:
        nonlocal inside
        local = element.rpartition(":")[2]
        inside = local == "instrText"
        if local == "fldChar":
            instructions.append("")
        elif local == "fldSimple":
            instructions.extend(
                (v for k, v in attributes.items() if k.rpartition(":")[2] == "instr")
            )

    def end(element: str) -> None:
        nonlocal inside
        inside = False

    def text(found: str) -> None:
        if inside:
            # Word splits an instruction into runs as it likes.
            instructions[-1] += found

    parser = expat.ParserCreate()
    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = text
    parser.Parse(data, True)
    for instruction in instructions:
        match = _FIELD.match(instruction)
        if match:
            yield match[1].upper(), match[2].strip()
