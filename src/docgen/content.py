"""Document, the pivot: what is said and in which order, without a word about how it looks.

Block stands apart from Inline, as in pandoc. Numbers (一、（一）1.) are kept beside the text they
number, never inside it, so that a reader can drop and derive them again.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, NamedTuple

# Named tuples, but for what holds mappings or nothing: a dataclass takes five times as long to be
# made when the module is loaded, which a short command notices.


class Text(NamedTuple):
    """A stretch of characters; ``bold`` is the only emphasis official documents use."""

    text: str
    bold: bool = False


@dataclass(frozen=True, slots=True)
class LineBreak:
    """A break the author forced inside a paragraph, a title or a cell."""


Inline = Text | LineBreak


class Role(StrEnum):
    """What a paragraph is for; the renderer picks the style, the data never does."""

    BODY = "body"
    SALUTATION = "salutation"
    CLOSING = "closing"
    KEYWORDS = "keywords"
    ATTACHMENT_NOTE = "attachment-note"
    SIGNATURE = "signature"
    DATE = "date"
    ATTACHMENT_LABEL = "attachment-label"
    ATTACHMENT_TITLE = "attachment-title"
    LABELLED = "labelled"
    STAMP = "stamp"
    NOTE = "note"
    SIGN = "sign"


class Heading(NamedTuple):
    """A heading of ``level`` 1–5 with its literal ``number``.

    ``run_in`` holds the text that follows on the same line; empty for a heading of its own.
    """

    level: int
    number: str
    content: tuple[Inline, ...]
    run_in: tuple[Inline, ...] = ()


class Paragraph(NamedTuple):
    """A paragraph; ``marker`` is the literal number of a point (一是, 1., ①), or empty."""

    content: tuple[Inline, ...]
    role: Role = Role.BODY
    marker: str = ""


class Table(NamedTuple):
    """A table; each row has as many cells as ``columns``, each cell is a run of inlines.

    ``widths`` are relative weights, one per column, or empty for widths from the content.
    ``wide`` says whether the sheet is turned for it; None leaves that to the columns.
    """

    columns: tuple[str, ...]
    rows: tuple[tuple[tuple[Inline, ...], ...], ...]
    caption: str = ""
    note: str = ""
    widths: tuple[float, ...] = ()
    wide: bool | None = None


class Picture(NamedTuple):
    """A picture; ``asset`` is its key in ``Document.assets``, ``width`` in mm or None."""

    asset: str
    caption: str = ""
    width: float | None = None


class Entry(NamedTuple):
    """One label of a form with what is written beside it.

    ``height`` is the least height in mm, or None for one line; ``sign`` is the line at the foot of
    the cell where somebody signs.
    """

    label: str
    content: tuple[tuple[Inline, ...], ...] = ()
    height: float | None = None
    sign: str = ""


class Form(NamedTuple):
    """A form to be filled in or read: rows of entries; an empty entry keeps its cell."""

    rows: tuple[tuple[Entry, ...], ...]


class Head(NamedTuple):
    """What stands above the title of an issued document 版头 [7.2].

    ``mark`` names the issuers, the host first; ``suffix`` follows them (文件, 令), None leaves it
    to the layout. ``preprinted``: mark and rule are on the paper already.
    """

    mark: tuple[str, ...]
    suffix: str | None = None
    number: str = ""
    signers: tuple[str, ...] = ()
    copy_number: str = ""
    secrecy: str = ""
    urgency: str = ""
    preprinted: bool = False


class Imprint(NamedTuple):
    """What stands at the foot of the last page 版记 [7.4]; ``issued`` is a date as printed.

    ``recipients`` are those for whom the first page had no room [7.3.2].
    """

    recipients: str = ""
    copies_to: str = ""
    issuer: str = ""
    issued: str = ""


Block = Heading | Paragraph | Table | Picture | Form | Head | Imprint


@dataclass(frozen=True, slots=True)
class Document:
    """The content tree.

    ``fields`` are the record's values by English name, for ``{{ field }}`` tags, and ``slots`` the
    block sequences for ``{{p slot }}`` tags. ``tagged`` names what stands in no slot and so needs a
    tag: dotted path → Chinese title. ``slotted`` names what stands in each slot in the same way, a
    group before its members, so that tags of its own can stand for a slot. ``derived`` names the
    fields that were made of others: name → the dotted paths it prints. ``assets`` are picture bytes
    by key.
    """

    kind: str
    layout: str
    fields: Mapping[str, Any]
    slots: Mapping[str, tuple[Block, ...]]
    tagged: Mapping[str, str] = field(default_factory=dict)
    derived: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    assets: Mapping[str, bytes] = field(default_factory=dict)
    slotted: Mapping[str, Mapping[str, str]] = field(default_factory=dict)


def plain(inlines: Sequence[Inline]) -> str:
    """The characters of ``inlines``; a forced break counts as a newline."""
    if len(inlines) == 1 and isinstance(inlines[0], Text):
        return inlines[0].text
    return "".join(i.text if isinstance(i, Text) else "\n" for i in inlines)


def merged(content: Sequence[Inline]) -> tuple[Inline, ...]:
    """``content`` with neighbouring texts of one emphasis made one."""
    if len(content) < 2:
        return tuple(content)
    out: list[Inline] = []
    for inline in content:
        last = out[-1] if out else None
        if isinstance(inline, Text) and isinstance(last, Text) and last.bold == inline.bold:
            out[-1] = Text(last.text + inline.text, inline.bold)
        else:
            out.append(inline)
    return tuple(out)


def block_text(block: Block, numbers: bool = True) -> str:
    """All characters of one block in reading order, with or without its number."""
    match block:
        case Heading():
            number = block.number if numbers else ""
            return number + plain(block.content) + plain(block.run_in)
        case Paragraph():
            return (block.marker if numbers else "") + plain(block.content)
        case Table():
            lines = [block.caption] if block.caption else []
            lines.append("\t".join(block.columns))
            lines += ["\t".join(plain(cell) for cell in row) for row in block.rows]
            if block.note:
                lines.append(block.note)
            return "\n".join(lines)
        case Picture():
            return block.caption
        case Form():
            entries = [entry for line in block.rows for entry in line]
            return "\n".join("\t".join((e.label, *map(plain, e.content), e.sign)) for e in entries)
        case Head():
            lines = [block.copy_number, block.secrecy, block.urgency, *block.mark]
            lines += [block.suffix or "", block.number, *block.signers]
            return "\n".join(filter(None, lines))
        case Imprint():
            return "\n".join(filter(None, block))


def _describe(inlines: Iterable[Inline]) -> str:
    out = []
    for inline in inlines:
        if isinstance(inline, LineBreak):
            out.append("⏎")
        else:
            out.append(f"**{inline.text}**" if inline.bold else inline.text)
    return "".join(out)


def _dump_block(block: Block) -> Iterator[str]:
    match block:
        case Heading():
            yield f"heading {block.level} [{block.number}] {_describe(block.content)}"
            if block.run_in:
                yield f"  run-in: {_describe(block.run_in)}"
        case Paragraph():
            marker = f" [{block.marker}]" if block.marker else ""
            role = "paragraph" if block.role is Role.BODY else f"paragraph ({block.role})"
            yield f"{role}{marker} {_describe(block.content)}"
        case Table():
            yield f"table {len(block.columns)} × {len(block.rows)} {block.caption}".rstrip()
            yield "  | " + " | ".join(block.columns)
            for row in block.rows:
                yield "  | " + " | ".join(_describe(cell) for cell in row)
            if block.note:
                yield f"  note: {block.note}"
        case Picture():
            yield f"picture {block.asset} {block.caption}".rstrip()
        case Form():
            yield f"form {len(block.rows)}"
            for entries in block.rows:
                yield "  | " + " | ".join(
                    f"{e.label}: {'⏎'.join(map(_describe, e.content))} {e.sign}".rstrip()
                    for e in entries
                )
        case Head():
            suffix = f" + {block.suffix}" if block.suffix else ""
            yield f"head {'、'.join(block.mark)}{suffix}" + (
                " (preprinted)" if block.preprinted else ""
            )
            above = [block.copy_number, block.secrecy, block.urgency, block.number]
            if any(above):
                yield "  | " + " | ".join(filter(None, above))
            if block.signers:
                yield f"  signers: {'、'.join(block.signers)}"
        case Imprint():
            yield "imprint"
            for label, text in (
                ("recipients", block.recipients),
                ("copies to", block.copies_to),
                ("issuer", block.issuer),
                ("issued", block.issued),
            ):
                if text:
                    yield f"  {label}: {text}"


def dump(document: Document) -> str:
    """The tree as text, one block a line: what ``docgen show`` prints."""
    lines = [f"document {document.kind} → {document.layout}"]
    for path in document.tagged:
        value: Any = document.fields
        for step in path.split("."):
            value = value[step]
        lines.append(f"  field {path}: {value}")
    for name, blocks in document.slots.items():
        if blocks:
            lines.append(f"  slot {name}:")
        for block in blocks:
            lines += [f"    {line}" for line in _dump_block(block)]
    return "\n".join(lines) + "\n"
