"""Reading → data of a kind, by the kind's ``x-docgen.import``.

``import`` names the field for each role (salutation, keywords, opening, closing, references,
attachments, signature, date, unit), under ``byline`` the fields for unit, post and name as they
stand under the title, under ``labels`` the fields for what stands there behind a label and a colon
(in printing order, each with a pattern for the label), and under ``sections`` the fields for the
parts of the body, each with a pattern for their headings; the one with an empty pattern takes all
others. ``clues`` say by what words a text is
known for one of this kind (see guess_kind).
Fields are filled in the order in which the recipe prints them, so nothing changes its place.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import PurePath
from typing import Any

from docgen.content import Paragraph, Role, block_text, plain
from docgen.dates import parse_date, years
from docgen.diagnostics import GUESSED_KIND, NOT_IMPORTED, TABLE_AS_TEXT, Diagnostic, Place
from docgen.errors import DataError
from docgen.kinds import Kind, Schema, get_kind, kind_names
from docgen.numbering import MAX_LEVEL, NONE

from .reading import Part, Reading
from .sections import Data, Numbers, Sections, numbering_of, text_of

Recipe = Mapping[str, Any]

_ROLES = {
    Role.SALUTATION: "salutation",
    Role.KEYWORDS: "keywords",
    Role.CLOSING: "closing",
    Role.ATTACHMENT_NOTE: "attachments",
    Role.SIGNATURE: "signature",
    Role.DATE: "date",
}
_DIGIT = re.compile(r"\d")
_NAME = re.compile(r"^[㐀-鿿·]{2,4}$")
_UNIT = re.compile(r"^([^\d\n]{3,30}?)(?:关于)?\d{4}年")
_HEAD_LINES = 3
_HEAD_CHARACTERS = 400
_PLAIN = re.compile(r"^[^\s（）()：:，。；]+$")
_UNIT_END = re.compile("[局委院校镇乡村部处科室站所队厂场办会]$|公司|政府|街道|班子|中心")
_POST_END = re.compile("(?:长|书记|主任|主席|委员|成员|经理|专员|调研员|工程师)$")
_REPORTED = re.compile(r"现[将就把][^。\n]{0,12}?(\d{4})年|(?<!\d)(\d{4})年度")


def guess_kind(reading: Reading) -> str:
    """The name of the kind ``reading`` most looks like, by the clues in the kinds' recipes.

    A title says last what it is: 关于印发考核方案的通知 is a notice. So the clue that ends last
    wins, of those the longest. Without one in the title or the file's name, the text decides.
    """
    kinds = {
        name: get_kind(name).recipe.get("import", {}).get("clues", {}) for name in kind_names()
    }

    def first(clue: str, text: str) -> str | None:
        found = (name for name, clues in kinds.items() if clue in clues)
        return next((name for name in found if re.search(kinds[name][clue], text)), None)

    for title in (reading.title, PurePath(reading.name).stem):
        matches = [
            (match.end(), match.end() - match.start(), name)
            for name, clues in kinds.items()
            if "title" in clues
            for match in re.finditer(clues["title"], title)
        ]
        if matches:
            return max(matches)[2]
    head = [plain(p.content) for p in reading.front]
    head += [t for part in reading.parts[:_HEAD_LINES] for t in (part.heading, *part.paragraphs)]
    found = first("text", "".join(block_text(block) for block in reading.blocks))
    found = found or first("head", "".join(head)[:_HEAD_CHARACTERS])
    if found is None and any(p.role is Role.SALUTATION for p in reading.front):
        found = next((name for name, clues in kinds.items() if clues.get("salutation")), None)
    return found or next(name for name, clues in kinds.items() if clues.get("otherwise"))


def to_data(reading: Reading, kind: Kind | None = None) -> tuple[Data, Kind, list[Diagnostic]]:
    """The data of ``reading`` for ``kind`` (None: guessed), fields in the schema's order.

    Required fields that the text does not give hold 【待填：…】. Findings: I601 numbers that skip
    or repeat (they are then written out in the data), I604 the kind that was guessed. Raises
    DataError (I606) where the kind's recipe has no field for a part of the text.
    """
    findings: list[Diagnostic] = []
    if kind is None:
        kind = get_kind(guess_kind(reading))
        findings.append(GUESSED_KIND.at(Place(reading.name), kind=kind.title))
    filler = _Filler(reading, kind)
    data = filler.fill()
    findings += sorted(filler.sections.findings, key=lambda d: d.where.line or 0)
    return data, kind, findings


class _Filler:
    """Fills the fields of one kind from one reading, in printing order."""

    def __init__(self, reading: Reading, kind: Kind) -> None:
        self.reading = reading
        self.kind = kind
        self.imports: Recipe = kind.recipe.get("import", {})
        self.printed = list(_printed(kind.recipe))
        # The layout prints them itself, below the body, where no slot does.
        tagged = (role for role in ("signature", "date") if role in self.imports)
        slotted = {part["field"] for part in self.printed}
        self.printed += [
            {"field": self.imports[role], "role": role}
            for role in tagged
            if self.imports[role] not in slotted
        ]
        self.order = {part["field"]: i for i, part in reversed(list(enumerate(self.printed)))}
        standard: Sequence[str] = kind.recipe["numbering"]
        self.leading, self.body = _leading(reading.parts)
        numbering = numbering_of(self.body, standard)
        self.sections = Sections(reading.name, numbering)
        self.standard = tuple(standard)
        self.data: Data = {}
        self.at = -1

    def fill(self) -> Data:
        """All fields that the text gives, then placeholders, in the schema's order."""
        self._front()
        self._body(self.body)
        self._back()
        self._facts()
        if self.sections.numbering != self.standard and "numbering" in self.kind.fields:
            self.data["numbering"] = _shortest(self.sections.numbering, self.standard)
        for name in _required(self.kind.schema, self.data):
            if name not in self.data:
                self.data[name] = _placeholder(self.kind, self.kind.fields[name])
            elif isinstance(self.data[name], dict):
                _complete(self.kind, self.data[name], self.kind.fields[name])
        self.data["kind"] = self.kind.name
        return {name: self.data[name] for name in self.kind.fields if name in self.data}

    def _field(self, role: str) -> str | None:
        """The field for ``role`` if the recipe prints it at or after the place reached."""
        name = self.imports.get(role)
        return name if name in self.order and self.order[name] >= self.at else None

    def _add(self, field: str, lines: Sequence[str]) -> None:
        if not lines:
            return
        before = [self.data[field]] if field in self.data else []
        self.data[field] = "\n".join([*before, *lines])
        self.at = self.order[field]

    def _written(self, field: str, text: str) -> str:
        """``text`` for ``field``: stars are markup in body text only."""
        part = self.printed[self.order[field]]
        is_body = part.get("as") == "text" and part.get("role", "body") == "body"
        return text_of([text]) if is_body else text

    def _front(self) -> None:
        labels = self._labels()
        front = self.reading.front[labels + self._byline(self.reading.front[labels:]) :]
        lines = [(_ROLES.get(p.role, "opening"), plain(p.content)) for p in front]
        lines += [("opening", text) for part in self.leading for text in part.paragraphs]
        for i, (role, text) in enumerate(lines):
            field = self._field(role)
            value = self._unlabelled(field, text) if field else None
            if value is None:
                field, value = self._field("opening"), text
            if field is None:
                rest = tuple(t for _, t in lines[i:])
                self.body = (Part(paragraphs=rest), *self.body)
                return
            self._add(field, [self._written(field, value)])

    def _unlabelled(self, field: str, line: str) -> str | None:
        """``line`` without the label that ``field`` prints itself.

        None where the field would not print ``line`` again: another label, or one label for two.
        """
        part = self.printed[self.order[field]]
        if part.get("as") != "labelled":
            return line
        label = f"{part['label']}："
        value = line.removeprefix(label).strip()
        return value if value and line.startswith(label) and field not in self.data else None

    def _labels(self) -> int:
        """Fields from the labelled lines under the title; how many lines they were."""
        fields = list(self.imports.get("labels", {}).items())
        count = 0
        for paragraph in self.reading.front:
            label, _, value = plain(paragraph.content).replace(":", "：").partition("：")
            while fields and not re.fullmatch(fields[0][1], label.strip()):
                fields.pop(0)
            if not fields or paragraph.role is not Role.BODY or not _PLAIN.match(value.strip()):
                break
            self._set(fields.pop(0)[0], value.strip())
            count += 1
        return count

    def _byline(self, front: Sequence[Paragraph]) -> int:
        """Unit, post and name from the lines under the title; how many lines they were."""
        count = 0
        words: list[str] = []
        for paragraph in front:
            text = plain(paragraph.content)
            if paragraph.role is not Role.BODY or _DIGIT.search(text):
                break
            words += text.split()
            count += 1
        if len(words) > 1 and all(len(word) == 1 for word in words[-2:]):
            # 张　三: a short name spread to the width of a long one.
            words[-2:] = ["".join(words[-2:])]
        fields = _byline_fields(words, self.imports.get("byline", ()))
        for path, word in zip(fields, words, strict=False):
            self._set(path, word)
        return count if fields else 0

    def _set(self, path: str, value: str) -> None:
        target = self.data
        *steps, leaf = path.split(".")
        for step in steps:
            target = target.setdefault(step, {})
        target.setdefault(leaf, value)

    def _body(self, body: Sequence[Part]) -> None:
        units = _units(body)
        fields: list[tuple[str, str]] = sorted(
            self.imports.get("sections", {}).items(), key=lambda item: self.order[item[0]]
        )
        headings = [unit[0].heading for unit in units]
        assigned = _assign(headings, fields, None)
        rest = next((name for name, words in fields if not words), None)
        if rest and rest not in assigned:
            given = {name: True for name in assigned if name}
            if rest in _required(self.kind.schema, given):
                assigned = _assign(headings, fields, rest)
        numbers = self.sections.top()
        taken: dict[str, list[Part]] = {}
        before: list[Part] = []
        last: str | None = None
        ahead = self.sections.top()
        for unit, name in zip(units, assigned, strict=True):
            grouped = name is not None and "parts" in self.printed[self.order[name]]
            number = ahead.take(unit[0])[0] if name else None
            if grouped and (number or not (unit[0].paragraphs or unit[0].parts)):
                # A group of fields has no number of its own and needs something to print.
                name = None
            # What no field takes goes under the field before it, or among the opening words.
            last = name or last
            (taken.setdefault(last, []) if last else before).extend(unit)
        if before:
            self._add_lines(before)
        for field, parts in taken.items():
            self.data[field] = self._value(field, parts, numbers)
            self.at = self.order[field]

    def _value(self, field: str, parts: Sequence[Part], numbers: Numbers) -> Any:
        form = self.printed[self.order[field]].get("as", "group")
        if form == "sections":
            return self.sections.sections(parts, 1, numbers)
        first, *rest = parts
        # What hangs below another section sinks by one level; the deepest becomes text.
        others = [p if _depth(p) < MAX_LEVEL else Part(paragraphs=self._lines([p])) for p in rest]
        if form == "group":
            self.sections.number(first, numbers)
            below = replace(first, heading="", number="")
            text = text_of(self._lines([below, *others]))
            return {"heading": first.heading, **({"text": text} if text else {})}
        if form == "items":
            return self.sections.items(_with(first, others), numbers)
        return self.sections.section(_with(first, others), 1, numbers)

    def _add_lines(self, parts: Sequence[Part]) -> None:
        """Parts that no field takes, line by line as they were."""
        field = self._field("opening") or self._field("closing")
        if field is None:
            raise DataError([NOT_IMPORTED.at(Place(self.reading.name), kind=self.kind.title)])
        self._add(field, [self._written(field, line) for line in self._lines(parts)])

    def _lines(self, parts: Sequence[Part]) -> tuple[str, ...]:
        """``parts`` as text; a table among them is reported."""
        for table in _tables(parts):
            last = table.line + len(table.table) - 1
            where = Place(self.reading.name, table.line)
            self.sections.findings.append(TABLE_AS_TEXT.at(where, lines=f"{table.line}–{last}"))
        return _lines(parts)

    def _back(self) -> None:
        back = list(self.reading.back)
        placed = [self._fits(back, i) for i in range(len(back))]
        # What has no field takes all before it along among the closing words.
        tail = next((i for i in range(len(back), 0, -1) if not placed[i - 1]), 0)
        self._close([block_text(p) for p in back[:tail]])
        for paragraph in back[tail:]:
            self._place(paragraph)

    def _fits(self, back: list[Paragraph], i: int) -> bool:
        """Whether the back matter's paragraph ``i`` can stand in a field of its own."""
        paragraph = back[i]
        role = _ROLES.get(paragraph.role, "references")
        field = self._field(role)
        if role == "keywords" or field is None:
            return False
        text = plain(paragraph.content)
        if role == "date":
            signed = i > 0 and back[i - 1].role is Role.SIGNATURE and self._field("signature")
            # A real date prints in the standard's form [7.3.5.4], however it was written.
            return parse_date(text) is not None or bool(signed)
        if role == "attachments":
            return _counts([p.marker for p in back if p.role is paragraph.role])
        if role == "references":
            # The heading and its numbers are derived; closing words stand above it.
            part = self.printed[self.order[field]]
            entries = [p for p in back if p.role is paragraph.role]
            derived = [f"[{n}]" for n in range(len(entries))]
            closed = any(p.role is Role.CLOSING for p in back[i:])
            heading = plain(entries[0].content)
            return (
                part.get("heading") == heading
                and [p.marker for p in entries] == ["", *derived[1:]]
                and not closed
            )
        return True

    def _place(self, paragraph: Paragraph) -> None:
        role = _ROLES.get(paragraph.role, "references")
        text = plain(paragraph.content)
        if role == "date" and parse_date(text) is None:
            # A year and a month, or in brackets: as text under the signature.
            role = "signature"
        field = self.imports[role]
        if role in ("attachments", "references"):
            entries = self.data.setdefault(field, [])
            if role == "attachments":
                entries.append(text)
            elif paragraph.marker:
                entries.append(text_of([text]))
            self.at = self.order[field]
        else:
            self._add(field, [self._written(field, text)])

    def _close(self, lines: Sequence[str]) -> None:
        if not lines:
            return
        field = self._field("closing")
        if field is not None:
            self._add(field, [self._written(field, line) for line in lines])
            return
        if self.at < 0:
            raise DataError([NOT_IMPORTED.at(Place(self.reading.name), kind=self.kind.title)])
        # No field for closing words: they end the last field that was filled.
        last = self.printed[self.at]["field"]
        text = text_of(lines)
        value = self.data[last]
        if isinstance(value, list):
            value.append(text)
        elif isinstance(value, dict):
            below = self.kind.fields[last].get("properties", {})
            if "items" in below:
                value.setdefault("items", []).append({"number": NONE, "text": text})
            elif "sections" in below:
                value.setdefault("sections", []).append(text)
            else:
                value["text"] = "\n".join(filter(None, [value.get("text"), text]))
        else:
            self.data[last] = f"{value}\n{text}"

    def _facts(self) -> None:
        """Title, unit and year, where they are plain."""
        if self.reading.title and "title" in self.kind.fields:
            self.data["title"] = self.reading.title
        unit = self.imports.get("unit")
        found = _UNIT.match(self.reading.title)
        signers = [p for p in self.reading.back if p.role is Role.SIGNATURE]
        name = found.group(1) if found else ""
        if not name and len(signers) == 1:
            signer = plain(signers[0].content)
            name = "" if _DIGIT.search(signer) or "：" in signer else signer
        if unit and name:
            self._set(unit, name)
        year = _year(self.reading)
        if year and "year" in self.kind.fields:
            self.data["year"] = year


def _byline_fields(words: Sequence[str], fields: Sequence[str]) -> Sequence[str]:
    """Those of the ``fields`` unit, post, name that ``words`` give; none where it is not plain."""
    if not words or not fields or len(words) > len(fields):
        return ()
    if len(fields) < 3:
        return fields if len(words[0]) >= 4 else ()
    unit, post, name = fields
    *before, last = words
    if not _NAME.match(last) or _UNIT_END.search(last):
        return (unit,) if len(words) == 1 and len(last) >= 4 else ()
    if not before:
        return (name,)
    if len(before) == 1 and _POST_END.search(before[0]):
        return post, name
    if len(before[0]) < 4:
        return ()
    return (unit, name) if len(before) == 1 else fields


def _counts(markers: Sequence[str]) -> bool:
    """Whether the labels of attachments are those the document derives: 附件：1. then 2."""
    numbered = [("附件：" if n == 1 else "") + f"{n}." for n in range(1, len(markers) + 1)]
    return list(markers) == numbered or list(markers) == ["附件："]


def _printed(recipe: Recipe) -> Iterator[Recipe]:
    """The recipe's parts that print a field, in printing order."""

    def walk(parts: Sequence[Recipe]) -> Iterator[Recipe]:
        for part in parts:
            if "field" in part:
                yield part
            if "parts" in part:
                yield from walk(part["parts"])

    for parts in recipe["slots"].values():
        yield from walk(parts)


def _leading(parts: Sequence[Part]) -> tuple[tuple[Part, ...], tuple[Part, ...]]:
    """The paragraphs before the first heading, number or table, if there is one; and the rest."""
    for i, part in enumerate(parts):
        if part.heading or part.number or part.table:
            return tuple(parts[:i]), tuple(parts[i:])
    return (), tuple(parts)


def _units(parts: Sequence[Part]) -> list[list[Part]]:
    """Every part with a heading, together with what follows it without one."""
    units: list[list[Part]] = []
    for part in parts:
        if part.heading or not units:
            units.append([part])
        else:
            units[-1].append(part)
    return units


def _with(part: Part, others: Sequence[Part]) -> Part:
    """``part`` with ``others`` below it; a table holds nothing and becomes the first of them."""
    if not others:
        return part
    if part.table:
        return Part(parts=(part, *others), line=part.line)
    return replace(part, parts=(*part.parts, *others))


def _lines(parts: Sequence[Part]) -> tuple[str, ...]:
    """The lines of ``parts`` as they were, numbers included; blanks between a table's cells."""
    blocks = Reading("", parts=tuple(parts)).blocks
    return tuple(block_text(block).replace("\t", "\u3000") for block in blocks)


def _tables(parts: Sequence[Part]) -> Iterator[Part]:
    for part in parts:
        if part.table:
            yield part
        yield from _tables(part.parts)


def _depth(part: Part) -> int:
    """How many levels of headings ``part`` holds."""
    return bool(part.heading) + max(map(_depth, part.parts), default=0)


def _assign(
    headings: Sequence[str], fields: Sequence[tuple[str, str]], must: str | None
) -> list[str | None]:
    """A field for every heading, fields in order, as many headings matched as can be.

    A field with a pattern takes one heading that matches it, the one without any number of them;
    ``must`` has to take one. None where no field can take the heading.
    """

    # best[f][met]: from heading i on, with the fields from f on left; built from the last heading.
    width = len(fields) + 1
    lost = float("-inf")
    best: list[list[float]] = [[0.0 if met or not must else lost for met in (0, 1)]] * width
    choices: list[list[list[int | None]]] = []
    for heading in reversed(headings):
        fitting = [
            g for g, (_, words) in enumerate(fields) if not words or re.search(words, heading)
        ]
        after, best, chosen = best, [], []
        for f in range(width):
            row: list[tuple[float, int | None]] = []
            for met in (0, 1):
                # Losing a heading costs more than any match gains.
                options: list[tuple[float, int | None]] = [(after[f][met] - 1000, None)]
                for g in fitting:
                    if g >= f:
                        name, words = fields[g]
                        below = after[g + 1 if words else g][met or name == must]
                        # Between equals the later field wins: problems say more than an overview.
                        options.append((below + (1 + g / 100 if words else 0), g))
                row.append(max(options, key=lambda option: option[0]))
            best.append([score for score, _ in row])
            chosen.append([g for _, g in row])
        choices.append(chosen)
    assigned: list[str | None] = []
    f = met = 0
    for chosen in reversed(choices):
        taken = chosen[f][met]
        if taken is None:
            assigned.append(None)
            continue
        name, words = fields[taken]
        assigned.append(name)
        met = int(met or name == must)
        f = taken + 1 if words else taken
    return assigned


def _shortest(numbering: Sequence[str], standard: Sequence[str]) -> list[str]:
    """``numbering`` without the levels at its end that are as in ``standard``."""
    out = list(numbering)
    while out and out[-1] == standard[len(out) - 1]:
        out.pop()
    return out


def _year(reading: Reading) -> int | None:
    """The year the text speaks of: in its title, its date, as the one reported on (现将2026年…,
    2026年度), or the only one or by far the most named and last.
    """
    dated = [plain(p.content) for p in reading.back if p.role is Role.DATE]
    for text in (reading.title, *dated):
        named = years(text)
        if named:
            return named[0]
    everything = "\n".join(block_text(block) for block in reading.blocks)
    told = {a or b for a, b in _REPORTED.findall(everything)}
    if len(told) == 1:
        return int(told.pop())
    counts = Counter(int(y) for y in re.findall(r"(?<!\d)((?:19|20)\d{2})年", everything))
    if not counts:
        return None
    common, times = counts.most_common(1)[0]
    return common if len(counts) == 1 or (times > 1 and common == max(counts)) else None


def _required(schema: Schema, data: Mapping[str, Any]) -> list[str]:
    """The fields ``schema`` asks for, those included that stand in for others (if … then)."""
    names = list(schema.get("required", ()))
    unless = schema.get("if", {}).get("not", {}).get("required", ())
    if unless and not all(name in data for name in unless):
        names += schema.get("then", {}).get("required", ())
    return names


def _placeholder(kind: Kind, schema: Schema) -> Any:
    types = schema.get("type", "string")
    if types == "object":
        data: Data = {}
        _complete(kind, data, schema)
        return data
    if types == "array":
        return [_placeholder(kind, kind.resolve(schema.get("items", {})))]
    return f"【待填：{schema.get('title', '')}】"


def _complete(kind: Kind, data: Data, schema: Schema) -> None:
    """Placeholders for what ``schema`` requires and ``data`` lacks."""
    for name in schema.get("required", ()):
        if name not in data:
            data[name] = _placeholder(kind, kind.resolve(schema["properties"][name]))
