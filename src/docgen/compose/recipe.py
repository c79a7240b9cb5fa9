"""The recipe's parts, one method each: which field becomes which blocks."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

from docgen.content import (
    Block,
    Entry,
    Form,
    Heading,
    Inline,
    Paragraph,
    Picture,
    Role,
    Table,
    Text,
    merged,
)
from docgen.content import plain as plain_text
from docgen.diagnostics import TOO_DEEP, Diagnostic, Path
from docgen.kinds import Schema, is_meta
from docgen.numbering import MAX_LEVEL, counted, parse_specimen
from docgen.record import Record

from .fields import inlines, is_text, lines_of, literal, show_date, text_at
from .issue import listed
from .ledger import ledger
from .outline import Outline

DEFAULT_MARKER = "一是"
PATTERN_FIELD = re.compile(r"\{([a-z_.]+)(?::(counted))?\}")
_PATTERN_OPTION = re.compile(r"\[([^\[\]]*)\]")
_ENDINGS = "。；！？：，、…;.!?:,）)”"

Part = Mapping[str, Any]


class Composer:
    """One run over one record; findings and the fields that found a place gather on it."""

    def __init__(self, record: Record) -> None:
        self.record = record
        self.findings: list[Diagnostic] = []
        self.slotted: set[str] = set()
        self._nodes = bool(record.root.entries)
        self._forms: Mapping[str, Callable[[Part, Any, Outline, Path], Iterable[Block]]] = {
            "text": self._text,
            "section": self._section_part,
            "sections": self._sections,
            "items": self._items,
            "tables": self._tables_part,
            "records": self._records,
            "sentence": self._sentence,
            "attachment-note": self._attachment_note,
            "attachments": self._attachments,
            "ledger": self._ledger,
            "recipients": self._recipients,
            "labelled": self._labelled,
        }

    def parts(self, parts: Iterable[Part], outline: Outline) -> Iterator[Block]:
        """The blocks of ``parts`` in order, headings numbered by ``outline``."""
        for part in parts:
            if "parts" in part:
                yield from self._group(part, outline)
                continue
            if part["as"] == "form":
                yield self._form(part)
                continue
            field = part["field"]
            value = self._value(field)
            if value in (None, "", []) and not part.get("derived"):
                continue
            self.slotted.add(field)
            yield from self._forms[part["as"]](part, value, outline, tuple(field.split(".")))

    def _value(self, field: str) -> Any:
        value: Any = self.record.data
        for step in field.split("."):
            value = value.get(step) if isinstance(value, Mapping) else None
        return value

    def _heading(
        self,
        text: str,
        outline: Outline,
        path: Path,
        run_in: tuple[Inline, ...] = (),
        number: str | None = None,
    ) -> Heading:
        if outline.level > MAX_LEVEL:
            where = self.record.where((*path, "heading"))
            self.findings.append(TOO_DEEP.at(where, path, level=outline.level))
        return Heading(outline.level, outline.next(number), literal(text), run_in)

    def _under(
        self,
        part: Part,
        heading: str | None,
        outline: Outline,
        path: Path,
        number: str | None = None,
    ) -> tuple[list[Block], Outline]:
        """The heading of a part, if it has one, and the outline of what stands under it."""
        text = heading or part.get("heading")
        if not text:
            return [], outline
        return [self._heading(text, outline, path, number=number)], outline.below()

    def _group(self, part: Part, outline: Outline) -> Iterator[Block]:
        """A heading over several parts; nothing where all of them are empty."""
        inner = outline.below()
        field = part.get("field", "")
        own = self._value(f"{field}.heading") if field else None
        blocks = list(self.parts(part["parts"], inner))
        if blocks:
            if own:
                self.slotted.add(f"{field}.heading")
            path = tuple(field.split(".")) if field else ()
            yield self._heading(own or part["heading"], outline, path)
            yield from blocks

    def _text(self, part: Part, value: Any, outline: Outline, path: Path) -> Iterator[Block]:
        blocks, _ = self._under(part, None, outline, path)
        yield from blocks
        role = Role(part.get("role", "body"))
        if role is Role.DATE and isinstance(value, str):
            value = show_date(value)
        for line in lines_of(value):
            yield Paragraph(literal(line) if role is not Role.BODY else inlines(line), role)

    def _section_part(
        self, part: Part, value: Any, outline: Outline, path: Path
    ) -> Iterator[Block]:
        yield from self.section(
            value, outline, path, part.get("heading"), part.get("marker"), part.get("number")
        )

    def _sections(self, part: Part, value: Any, outline: Outline, path: Path) -> Iterator[Block]:
        if isinstance(value, list):
            for i, section in enumerate(value):
                yield from self.section(section, outline, (*path, i))
        else:
            yield from self.section(value, outline, path, part.get("heading"))

    def section(
        self,
        value: Any,
        outline: Outline,
        path: Path,
        heading: str | None = None,
        marker: str | None = None,
        number: str | None = None,
    ) -> Iterator[Block]:
        """One section: heading, text, points, tables, pictures, then the sections below it.

        Without a heading it flows on at its parent's level and takes no number but one given.
        """
        if isinstance(value, str):
            value = {"text": value}
        elif isinstance(value, list):
            value = {"points": value}
        text = [inlines(line) for line in lines_of(value.get("text", ""))]
        paragraphs = [Paragraph(line) for line in text]
        paragraphs = self._with_points(value, paragraphs, marker)
        title = value.get("heading") or heading
        number = value.get("number", number)
        inner = outline
        if title:
            inner = outline.below(value.get("numbering"))
            run_in: tuple[Inline, ...] = ()
            if value.get("run_in") is True and paragraphs and not paragraphs[0].marker:
                run_in = paragraphs.pop(0).content
            yield self._heading(title, outline, path, run_in, number)
        else:
            if number and paragraphs:
                taken = outline.next(number)
                paragraphs[0] = Paragraph(paragraphs[0].content, marker=taken)
            if "numbering" in value:
                inner = outline.again(value["numbering"])
        yield from paragraphs
        yield from self._figures(value, path)
        for i, below in enumerate(value.get("sections", ())):
            yield from self.section(below, inner, (*path, "sections", i))

    def _with_points(
        self, value: Mapping[str, Any], paragraphs: list[Paragraph], marker: str | None
    ) -> list[Paragraph]:
        points = value.get("points") or []
        scheme = parse_specimen(value.get("marker", marker or DEFAULT_MARKER))
        flowing: list[Inline] = []
        for n, point in enumerate(points, 1):
            number = scheme.format(n) if scheme else ""
            if value.get("inline") is True:
                content = inlines(" ".join(lines_of(point)))
                flowing += [Text(number), *content] if number else content
                if plain_text(content)[-1:] not in _ENDINGS:
                    flowing.append(Text("。" if n == len(points) else "；"))
            else:
                for i, line in enumerate(lines_of(point)):
                    paragraphs.append(Paragraph(inlines(line), marker=number if i == 0 else ""))
        if flowing:
            before = paragraphs.pop().content if paragraphs else ()
            paragraphs.append(Paragraph(merged((*before, *flowing))))
        return paragraphs

    def _figures(self, value: Mapping[str, Any], path: Path) -> Iterator[Block]:
        for table in value.get("tables", ()):
            yield _table(table)
        for picture in value.get("pictures", ()):
            yield Picture(picture["file"], picture.get("caption", ""), picture.get("width"))

    def _items(self, part: Part, value: Any, outline: Outline, path: Path) -> Iterator[Block]:
        if isinstance(value, Mapping):
            group: Mapping[str, Any] = value
            at: Path = (*path, "items")
        else:
            group = {"items": value} if isinstance(value, list) else {"text": value}
            at = path
        blocks, _ = self._under(part, group.get("heading"), outline, path, group.get("number"))
        yield from blocks
        inner = outline.below(group.get("numbering")) if blocks else outline
        for line in lines_of(group.get("text", "")):
            yield Paragraph(inlines(line))
        schema = self._item_schema(path)
        for i, item in enumerate(group.get("items", ())):
            yield from self._item(item, schema, inner, (*at, i))

    def _item_schema(self, path: Path) -> Schema:
        kind = self.record.kind
        schema = kind.at(".".join(str(step) for step in path)) or {}
        return kind.resolve(schema.get("items", {}))

    def _item(self, item: Any, schema: Schema, outline: Outline, path: Path) -> Iterator[Block]:
        """A problem or a plan: a section, then its labelled fields by the schema's titles."""
        if isinstance(item, str):
            item = {"text": item}
        blocks = list(self.section(item, outline, path))
        numbered = item.get("heading") or item.get("number")
        if not numbered and blocks and isinstance(blocks[0], Paragraph) and not blocks[0].marker:
            blocks[0] = Paragraph(blocks[0].content, marker=outline.next())
        yield from blocks
        short: list[str] = []
        section = self.record.kind.schema["definitions"].get("section", {}).get("properties", {})
        for name, prop in schema.get("properties", {}).items():
            resolved = self.record.kind.resolve(prop)
            if name in section or name not in item or is_meta(resolved):
                continue
            label = f"{resolved['title']}："
            if is_text(resolved):
                for i, line in enumerate(lines_of(item[name])):
                    lead = (Text(label),) if i == 0 else ()
                    yield Paragraph(merged((*lead, *inlines(line))))
            elif item[name] != "":
                short.append(label + show_date(item[name]).strip())
        if short:
            yield Paragraph((Text("；".join(s.rstrip("；。") for s in short) + "。"),))

    def _tables_part(self, part: Part, value: Any, outline: Outline, path: Path) -> Iterator[Block]:
        blocks, _ = self._under(part, None, outline, path)
        yield from blocks
        for table in value:
            yield _table(table)

    def _records(self, part: Part, value: Any, outline: Outline, path: Path) -> Iterator[Block]:
        """A list of objects as one table; columns that no row fills are left out."""
        blocks, _ = self._under(part, None, outline, path)
        yield from blocks
        kind = self.record.kind
        properties = kind.resolve((kind.at(part["field"]) or {}).get("items", {}))["properties"]
        names = [n for n in part["columns"] if any(row.get(n) not in (None, "") for row in value)]
        columns = [kind.resolve(properties[n])["title"] for n in names]
        rows = []
        for i, row in enumerate(value):
            cells = [self._cell(part["field"], i, name, row) for name in names]
            rows.append(((inlines(str(i + 1)),) if part.get("index") else ()) + tuple(cells))
        total = part.get("total")
        if total:
            rows.append(self._total(total, names, value, bool(part.get("index"))))
        index = 1 if part.get("index") else 0
        head = ("序号",) * index
        widths = part.get("widths", ())
        kept = [w for w, n in zip(widths[index:], part["columns"], strict=False) if n in names]
        yield Table((*head, *columns), tuple(rows), widths=(*widths[:index], *kept))

    def _cell(self, field: str, i: int, name: str, row: Mapping[str, Any]) -> tuple[Inline, ...]:
        if name not in row:
            return ()
        value = row[name]
        # A record that a roster's row was typed for comes without nodes.
        written = text_at(self.record, field, (i, name)) if self._nodes else None
        if written is None:
            written = "\n".join(lines_of(value)) if isinstance(value, list) else str(value)
        return inlines(written)

    def _total(
        self, total: Part, names: list[str], rows: list[Any], index: bool
    ) -> tuple[tuple[Inline, ...], ...]:
        cells: list[tuple[Inline, ...]] = []
        for name in names:
            numbers = [row.get(name) for row in rows]
            usable = all(isinstance(n, int | float) for n in numbers)
            if name in total["sum"] and usable:
                # Late: few documents add anything up.
                from decimal import Decimal

                total_of = sum((Decimal(str(n)) for n in numbers), Decimal(0))
                cells.append(inlines(f"{total_of.normalize():f}"))
            else:
                cells.append(())
        if index:
            cells.insert(0, ())
        label = 1 if index and len(cells) > 1 else 0
        cells[label] = inlines(total["label"])
        return tuple(cells)

    def _sentence(self, part: Part, value: Any, outline: Outline, path: Path) -> Iterator[Block]:
        """A sentence with the values put in; ``[…]`` is dropped where a field in it is missing.

        ``[…|…]`` then prints what stands behind the bar, such as a blank to be filled by hand. A
        value that has a ``text`` of its own says that first.
        """
        blocks, _ = self._under(part, None, outline, path)
        yield from blocks
        fields = [m[1] for m in PATTERN_FIELD.finditer(part["pattern"])]
        self.slotted.update(fields)
        if isinstance(value, Mapping) and value.get("text"):
            self.slotted.add(part["field"])
            for line in lines_of(value["text"]):
                yield Paragraph(inlines(line))
            if any(self._value(f) is None for f in fields):
                return

        def put(match: re.Match[str]) -> str:
            found = self._value(match[1])
            if match[2] and isinstance(found, int):
                return counted(found)
            return show_date(str(found)) if found is not None else ""

        def optional(match: re.Match[str]) -> str:
            wanted, _, otherwise = match[1].partition("|")
            inside = [m[1] for m in PATTERN_FIELD.finditer(wanted)]
            return wanted if all(self._value(f) not in (None, "") for f in inside) else otherwise

        pattern = _PATTERN_OPTION.sub(optional, part["pattern"])
        yield Paragraph((Text(PATTERN_FIELD.sub(put, pattern)),), Role(part.get("role", "body")))

    def _attachment_note(
        self, part: Part, value: Any, outline: Outline, path: Path
    ) -> Iterator[Block]:
        """附件说明 [7.3.4]: 附件：1.…, no number where there is only one."""
        names = [name for name, _ in self._derived(part, outline)]
        names += [a if isinstance(a, str) else a["name"] for a in value or ()]
        for n, name in enumerate(names, 1):
            label = "附件：" if n == 1 else ""
            number = f"{n}." if len(names) > 1 else ""
            yield Paragraph(literal(name), Role.ATTACHMENT_NOTE, label + number)

    def _attachments(self, part: Part, value: Any, outline: Outline, path: Path) -> Iterator[Block]:
        """The attachments that have content, each on a new page [7.3.7]."""
        contents = list(self._derived(part, outline))
        for n, attachment in enumerate(value or ()):
            given = {"name": attachment} if isinstance(attachment, str) else attachment
            body = {k: v for k, v in given.items() if k != "name"}
            blocks = list(self.section(body, outline.again(), (*path, n))) if body else []
            contents.append((given["name"], blocks))
        for n, (name, blocks) in enumerate(contents, 1):
            if blocks:
                label = f"附件{n}" if len(contents) > 1 else "附件"
                yield Paragraph((Text(label),), Role.ATTACHMENT_LABEL)
                yield Paragraph(literal(name), Role.ATTACHMENT_TITLE)
                yield from blocks

    def _recipients(self, part: Part, value: Any, outline: Outline, path: Path) -> Iterator[Block]:
        """主送机关 [7.3.2]: flush left, ending in a colon."""
        yield Paragraph(literal(listed(value, "：")), Role.SALUTATION)

    def _labelled(self, part: Part, value: Any, outline: Outline, path: Path) -> Iterator[Block]:
        """A label, then names or a text: who was there and who was not [10.3], an abstract."""
        text = listed(value, part.get("end", "。"), part.get("join", "、"))
        yield Paragraph(literal(text), Role(part.get("role", "labelled")), part["label"] + "：")

    def _form(self, part: Part) -> Form:
        """A form: each entry's label is its field's title; a missing field keeps its cell."""
        heights = part.get("heights", {})
        rows = []
        for row in part["rows"]:
            entries = []
            for entry in row:
                own = entry if isinstance(entry, Mapping) else {"field": entry}
                field = own["field"]
                self.slotted.add(field)
                schema = self.record.kind.at(field) or {}
                entries.append(
                    Entry(
                        label=str(own.get("label") or schema.get("title", field)),
                        content=self._written(field),
                        height=heights.get(field),
                        sign=own.get("sign", ""),
                    )
                )
            rows.append(tuple(entries))
        return Form(tuple(rows))

    def _written(self, field: str) -> tuple[tuple[Inline, ...], ...]:
        value = self._value(field)
        if value in (None, "", []):
            return ()
        written = text_at(self.record, field)
        if written is not None and not isinstance(value, list):
            value = written
        return tuple(inlines(show_date(line)) for line in lines_of(value))

    def _derived(self, part: Part, outline: Outline) -> Iterator[tuple[str, list[Block]]]:
        """Attachments made of other fields; they come before those the data lists.

        Each is named by its ``field``, or by its ``name``; one that has no name is not made.
        """
        for entry in part.get("derived", ()):
            name = self._value(entry["field"]) or entry.get("name")
            blocks = list(self.parts(entry["parts"], outline.again())) if name else []
            if blocks:
                self.slotted.add(entry["field"])
                yield str(name).strip(), blocks

    def _ledger(self, part: Part, value: Any, outline: Outline, path: Path) -> Iterator[Block]:
        """Problems or plans as one table, joined to those of other fields by their ids."""
        found = ledger(
            _entries(value),
            part["columns"],
            lambda field: _entries(self._value(field)),
            part.get("widths", ()),
        )
        if found:
            yield found


def _entries(value: Any) -> list[Mapping[str, Any]]:
    """The problems or plans in a field, whichever way they are written, each as a mapping."""
    written = value.get("items", []) if isinstance(value, Mapping) else value
    if isinstance(written, str):
        written = [written]
    return [{"text": e} if isinstance(e, str) else e for e in written or ()]


def part_fields(parts: Iterable[Part]) -> set[str]:
    """The top-level fields that ``parts`` may be made of: every name in them, and in patterns."""
    found: set[str] = set()

    def walk(value: Any) -> None:
        if isinstance(value, str):
            names = [match[1] for match in PATTERN_FIELD.finditer(value)] or [value]
            found.update(name.split(".")[0] for name in names)
        elif isinstance(value, Mapping):
            for below in value.values():
                walk(below)
        elif isinstance(value, Iterable):
            for below in value:
                walk(below)

    walk(list(parts))
    return found


def _table(value: Mapping[str, Any]) -> Table:
    return Table(
        columns=tuple(value["columns"]),
        rows=tuple(tuple(inlines(cell) for cell in row) for row in value["rows"]),
        caption=value.get("title", "").strip(),
        note=value.get("note", "").strip(),
        widths=_numbers(value.get("widths", ())),
        wide={"横排": True, "竖排": False}.get(value.get("orientation", "")),
    )


def _numbers(values: Sequence[Any]) -> tuple[float, ...]:
    """``values``; none where one is not filled in yet."""
    return tuple(values) if all(isinstance(v, int | float) for v in values) else ()
