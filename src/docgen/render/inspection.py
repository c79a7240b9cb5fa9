"""A template read tag by tag, before anything is compiled: all that is wrong, each in its place.

Jinja stops at the first error and knows a line of XML. Here every tag is parsed on its own, among
the loops and conditions that are open around it, so that each error has its paragraph.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

from jinja2 import TemplateSyntaxError, nodes

from docgen.diagnostics import (
    BAD_NAME,
    BLOCK_OPEN,
    BLOCK_STRAY,
    BLOCKS_IN_TEXT,
    LOOP_ACROSS,
    TAG_OPEN,
    TAG_SPACE,
    TAG_SPLIT,
    TEMPLATE_FIELD,
    TEMPLATE_LIST,
    TEMPLATE_LOST_TEXT,
    TEMPLATE_SYNTAX,
    Diagnostic,
    Place,
    Rule,
    has_errors,
)
from docgen.i18n import N_, translate
from docgen.kinds import Kind
from docgen.parts import Parts
from docgen.suggest import closest

from .chinese_names import to_english
from .compiled import refusals, tag_paths, unknown_fields
from .coverage import Coverage
from .dialect import OPEN, QUOTES, find_tags, foreign_tags, has_tags, without
from .environment import text_environment
from .outside import loaded_from_outside
from .paragraphs import Paragraph, paragraphs_of
from .template import PROPERTIES, SLOTS, may_hold_tags

_CLOSING = {"{{": "}}", "{%": "%}", "{#": "#}"}
_FULL_WIDTH = re.compile(r"｛｛.*?｝｝|｛%.*?%｝|｛｛|｛%")
_UNIT = re.compile(r"(p|tr|tc|r)\s+(\S.*)", re.DOTALL)
_SPACED = re.compile(r"\s+(p|tr|tc|r)\s+(\S.*?)\s*", re.DOTALL)
_ENDS = {"endif": "if", "endfor": "for", "endwith": "with"}
_INNER = {"elif": ("if",), "else": ("if", "for")}
_LAYOUT = frozenset({"colspan", "cellbg"})
_MERGES = frozenset({"vm", "hm"})
_LOOP = re.compile(r"for\s+(\w+)\s+in\s+([\w.]+)\s*$")
_MOST_OPEN = 20
_NAME = re.compile(r"[^\W\d]\w*(?:\.[^\W\d]\w*)*")
# What a clerk may take for a name: Chinese characters among digits, brackets and strokes.
_LIKE_NAME = re.compile(r"[\w.\s（）()·、/\\\-－—“”《》]+")
_HAN = re.compile("[㐀-鿿]")


def inspect(
    parts: Parts, name: str, kind: Kind, derived: Mapping[str, tuple[str, ...]]
) -> list[Diagnostic]:
    """Everything that can be said of the template ``parts`` without data.

    ``derived`` names the fields that composing adds, each with the fields it prints. Findings:
    T302, T303, T305 to T307, T313 to T319 (errors), T308, T335 (fields
    that are not printed), T320 (a tag that Word has split), T334, T336 (what Word would
    load from outside).
    """
    inspection = _Inspection(kind, frozenset(derived))
    for part in parts.members:
        if may_hold_tags(part.name) and part.name != PROPERTIES:
            xml = part.data.decode("utf-8-sig", "replace")
            if has_tags(xml) or _FULL_WIDTH.search(xml):
                where = Place(name, part=part.name)
                inspection.part(paragraphs_of(xml, where), bool(foreign_tags(xml)))
    coverage = Coverage(kind, inspection.tags, derived, name)
    findings = [
        *inspection.findings,
        *loaded_from_outside(parts, name),
        *coverage.required(),
    ]
    # A tag that is wrong was to print something.
    return findings if has_errors(findings) else [*findings, *coverage.optional()]


@dataclass(frozen=True, slots=True)
class _Tag:
    """One tag: as written, its kind (``{{`` or ``{%``), its unit (p, tr, tc, r or none)."""

    text: str
    opening: str
    unit: str
    inner: str
    paragraph: Paragraph
    place: Place

    @property
    def word(self) -> str:
        """The first word of a statement: if, for, endif …"""
        return self.inner.split(maxsplit=1)[0] if self.inner else ""


@dataclass(slots=True)
class _Inspection:
    kind: Kind
    derived: frozenset[str]
    findings: list[Diagnostic] = field(default_factory=list)
    tags: set[str] = field(default_factory=set)
    open: list[_Tag] = field(default_factory=list)
    assigned: list[str] = field(default_factory=list)
    around: tuple[str, Collection[str]] = "", ()
    foreign: bool = False

    def part(self, paragraphs: list[Paragraph], foreign: bool) -> None:
        """Inspect one part; its blocks must be closed in it."""
        self.open, self.assigned, self.foreign = [], [], foreign
        before = len(self.findings)
        for paragraph in paragraphs:
            self._paragraph(paragraph)
        self._rows(paragraphs)
        for tag in self.open:
            self._say(BLOCK_OPEN, tag, closing=_like(tag, f"end{tag.word}"))
        order = {p.place: i for i, p in enumerate(paragraphs)}
        self.findings[before:] = sorted(
            self.findings[before:],
            key=lambda d: (order[d.where._replace(column=None)], d.where.column or 0),
        )

    def _say(self, rule: Rule, tag: _Tag, **args: Any) -> None:
        self.findings.append(rule.at(tag.place, tag=tag.text, **args))

    def _paragraph(self, paragraph: Paragraph) -> None:
        text = paragraph.text
        for match in find_tags(text):
            tag = _tag(match.group(), paragraph, match.start())
            pieces = _pieces(paragraph, match.start(), match.end())
            if pieces > 1:
                self._say(TAG_SPLIT, tag, count=pieces)
            self._tag(tag)
        rest = without(text, find_tags(text), "\0")
        dangling = OPEN.search(rest)
        if dangling:
            opened = text[dangling.start() : dangling.start() + 30]
            place = paragraph.place._replace(column=dangling.start() + 1)
            closing = _CLOSING[dangling.group()]
            self.findings.append(TAG_OPEN.at(place, tag=opened, closing=closing))
        for wide in _FULL_WIDTH.finditer(text):
            problem = translate(N_("the braces are full-width; type them half-width"))
            place = paragraph.place._replace(column=wide.start() + 1)
            self.findings.append(TEMPLATE_SYNTAX.at(place, problem=problem, text=wide.group()))
        self._beside(paragraph)

    def _beside(self, paragraph: Paragraph) -> None:
        """Text in the paragraph of a ``{%p`` or a slot, which the tag would take with it."""
        taking = [
            (m, tag)
            for m in find_tags(paragraph.text)
            if (tag := _tag(m.group(), paragraph, m.start())).unit == "p"
            or (tag.opening == "{{" and not tag.unit and tag.inner in SLOTS and not self.foreign)
        ]
        if not taking:
            return
        rest = paragraph.text
        for match, _ in reversed(taking):
            rest = rest[: match.start()] + rest[match.end() :]
        if rest.strip():
            first = taking[0][1]
            self._say(TEMPLATE_LOST_TEXT, first, text=rest.strip()[:40])

    def _rows(self, paragraphs: list[Paragraph]) -> None:
        """Text in the row of a ``{%tr``."""
        rows: dict[tuple[Any, ...], list[Paragraph]] = {}
        for paragraph in paragraphs:
            for depth, (table, row, _) in enumerate(paragraph.cells):
                rows.setdefault((depth, table, row), []).append(paragraph)
        for (depth, *_), inside in rows.items():
            tags = [
                _tag(m.group(), p, m.start())
                for p in inside
                if len(p.cells) == depth + 1
                for m in find_tags(p.text)
            ]
            taking = [tag for tag in tags if tag.unit == "tr"]
            rest = "".join(p.text for p in inside)
            for tag in taking:
                rest = rest.replace(tag.text, "", 1)
            if taking and rest.strip():
                self._say(TEMPLATE_LOST_TEXT, taking[0], text=rest.strip()[:40])

    def _tag(self, tag: _Tag) -> None:
        if tag.opening == "{#":
            return
        spaced = _SPACED.fullmatch(tag.text[2:-2])
        if spaced and (tag.opening == "{%" or _NAME.fullmatch(spaced[2].strip())):
            right = f"{tag.opening}{spaced[1]} {spaced[2].strip()} {_CLOSING[tag.opening]}"
            self._say(TAG_SPACE, tag, right=right, unit=spaced[1])
            tag = _Tag(tag.text, tag.opening, spaced[1], spaced[2], tag.paragraph, tag.place)
        if tag.opening == "{{":
            self._expression(tag)
        else:
            self._statement(tag)

    def _statement(self, tag: _Tag) -> None:
        word = tag.word
        if word in _ENDS:
            self._close(tag, _ENDS[word])
        elif word in _INNER:
            if not self.open or self.open[-1].word not in _INNER[word]:
                self._say(BLOCK_STRAY, tag)
            elif word == "elif":
                self._parse(tag, f"{{% {tag.inner} %}}", "{% if 1 %}", "{% endif %}")
        elif tag.inner in _MERGES:
            return
        elif word in _LAYOUT:
            self._parse(tag, f"{{{{ {tag.inner.removeprefix(word)} }}}}")
        elif word in _ENDS.values():
            # Open even where it is wrong inside: its end is no error of its own.
            self._parse(tag, f"{{% {tag.inner} %}}", after=f"{{% end{word} %}}")
            self.open.append(tag)
        elif self._parse(tag, f"{{% {tag.inner} %}}") is not None and word == "set":
            self.assigned.append(f"{{% {tag.inner} %}}")

    def _close(self, tag: _Tag, word: str) -> None:
        if not any(opened.word == word for opened in self.open):
            self._say(BLOCK_STRAY, tag)
            return
        while self.open[-1].word != word:
            left = self.open.pop()
            self._say(BLOCK_OPEN, left, closing=_like(left, f"end{left.word}"))
        opened = self.open.pop()
        levels = {"tr": 1, "tc": 2}.get(opened.unit, 3)
        if _cells(opened, levels) != _cells(tag, levels):
            end = str(tag.place._replace(file="")).split(" › ", 2)[-1]
            self._say(LOOP_ACROSS, opened, end=end)

    def _expression(self, tag: _Tag) -> None:
        if not tag.inner:
            problem = translate(N_("the tag is empty"))
            self.findings.append(TEMPLATE_SYNTAX.at(tag.place, problem=problem, text=tag.text))
            return
        if tag.inner in SLOTS and self.foreign and tag.unit != "p":
            self.tags.add(tag.inner)
            self._say(BLOCKS_IN_TEXT, tag, right=f"{{{{p {tag.inner} }}}}")
            return
        tree = self._parse(tag, f"{{{{ {tag.inner} }}}}")
        if tree is not None:
            self._printed(tag, tree)

    def _printed(self, tag: _Tag, tree: nodes.Template) -> None:
        """A tag that prints a list or a group as if it were a text."""
        to_english(tree, self.kind)
        paths = set(tag_paths(tree))
        if len(paths) != 1 or not _NAME.fullmatch(tag.inner):
            return
        schema = self.kind.at(next(iter(paths)))
        types = (schema or {}).get("type", ())
        types = {types} if isinstance(types, str) else set(types)
        asked = any(tag.inner in opened.inner for opened in self.open)
        if types and types <= {"array", "object"} and not asked:
            self.findings.append(TEMPLATE_LIST.at(tag.place, text=tag.text))

    def _parse(
        self, tag: _Tag, source: str, before: str = "", after: str = ""
    ) -> nodes.Template | None:
        """``source`` parsed among what is open around it; None and findings where it is wrong."""
        environment = text_environment()
        try:
            own = environment.parse(before + source + after)
        except TemplateSyntaxError as error:
            self._syntax(tag, error)
            return None
        refused = list(refusals(own, environment, tag.place))
        called = _called(own)
        if called and (tag.opening == "{{" or _HAN.search(called)):
            self._bad_name(tag, N_("brackets stand for a call, not for text"))
            return None
        self.findings += refused
        if refused:
            return None
        if len(self.open) > _MOST_OPEN:
            # Nothing that deep is compiled, and finding its fields takes longer with every level.
            return own
        around = "".join([*self.assigned, *(f"{{% {t.inner} %}}" for t in self.open)])
        ends = "".join(f"{{% end{t.word} %}}" for t in reversed(self.open))
        try:
            inside = around + before + source + after + ends
            # A loop's variable needs the tag as it is written; without a loop there is none.
            whole = environment.parse(inside) if around else own
            said = self._unknown_around(around + ends)
        except TemplateSyntaxError:
            return own
        to_english(whole, self.kind)
        for path, like in unknown_fields(whole, self.kind, self.derived).items():
            if path not in said:
                self.findings.append(TEMPLATE_FIELD.at(tag.place, field=path, known=like))
        self.tags.update(tag_paths(whole))
        self._items(tag, own)
        return own

    def _unknown_around(self, source: str) -> Collection[str]:
        """The fields that what is open around a tag names, and the kind does not have."""
        if self.around[0] != source:
            tree = text_environment().parse(source)
            to_english(tree, self.kind)
            self.around = source, unknown_fields(tree, self.kind, self.derived)
        return self.around[1]

    def _items(self, tag: _Tag, own: nodes.Template) -> None:
        """Fields of a loop's variable that the entries of its list do not have."""
        loops = {m[1]: m[2] for t in self.open if (m := _LOOP.match(t.inner))}
        for path in sorted(set(tag_paths(own))):
            name, _, step = path.partition(".")
            listed = loops.get(name)
            schema = listed and self.kind.at(self._english(listed))
            if not schema or not step:
                continue
            item = self.kind.resolve(schema.get("items", {}))
            properties = item.get("properties", {})
            known = {
                *properties,
                *(str(self.kind.resolve(p).get("title")) for p in properties.values()),
            }
            first = step.split(".")[0]
            if known and first not in known:
                like = [f"{name}.{k}" for k in closest(first, known, 0.4) or list(properties)]
                self.findings.append(TEMPLATE_FIELD.at(tag.place, field=path, known=like))

    def _english(self, path: str) -> str:
        tree = text_environment().parse(f"{{{{ {path} }}}}")
        to_english(tree, self.kind)
        return next(iter(tag_paths(tree)), path)

    def _syntax(self, tag: _Tag, error: TemplateSyntaxError) -> None:
        inner = tag.inner
        if tag.opening == "{{" and _LIKE_NAME.fullmatch(inner) and _HAN.search(inner):
            if inner[0].isdigit():
                self._bad_name(tag, N_("a name cannot begin with a digit"))
            else:
                self._bad_name(tag, N_("a name is letters and Chinese characters only"))
            return
        problem = error.message or str(error)
        self.findings.append(TEMPLATE_SYNTAX.at(tag.place, problem=problem, text=tag.text))

    def _bad_name(self, tag: _Tag, problem: str) -> None:
        titles = [str(schema.get("title")) for schema in self.kind.fields.values()]
        names = [*titles, *self.kind.fields]
        base = re.split(r"[（(]", tag.inner)[0].strip()
        tail = tag.inner[len(base) :].strip().removeprefix("()")
        tail = tail.translate(str.maketrans("()", "（）"))
        if base in names:
            right = [f"{{{{ {base} }}}}{tail}"]
        else:
            right = [f"{{{{ {n} }}}}" for n in closest(base, names, 0.3) or titles[1:4]]
        self._say(BAD_NAME, tag, problem=translate(problem), right=right)


def _tag(text: str, paragraph: Paragraph, start: int) -> _Tag:
    inner = text[2:-2].translate(QUOTES)
    unit = _UNIT.match(inner)
    place = paragraph.place._replace(column=start + 1)
    content = (unit[2] if unit else inner).strip().strip("-").strip()
    return _Tag(text, text[:2], unit[1] if unit else "", content, paragraph, place)


def _like(tag: _Tag, inner: str) -> str:
    return f"{{%{tag.unit} {inner} %}}"


def _cells(tag: _Tag, levels: int) -> tuple[Any, ...]:
    """Where the tag stands: its cells, the innermost to the table (1), row (2) or cell (3) only."""
    cells = tag.paragraph.cells
    return (*cells[:-1], cells[-1][:levels]) if cells else ()


def _pieces(paragraph: Paragraph, start: int, end: int) -> int:
    """Over how many texts the characters from ``start`` to ``end`` are spread."""
    count = offset = 0
    for piece in paragraph.pieces:
        count += bool(piece) and offset < end and offset + len(piece) > start
        offset += len(piece)
    return count


def _called(tree: nodes.Template) -> str:
    """The name that ``tree`` calls like a function, if any."""
    call = tree.find(nodes.Call)
    return call.node.name if call is not None and isinstance(call.node, nodes.Name) else ""
