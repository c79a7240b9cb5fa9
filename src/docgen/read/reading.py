"""What a plain text says: front matter, numbered parts, back matter."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from docgen.content import Block, Heading, Paragraph, Table, Text

from .lines import Rows


@dataclass(frozen=True, slots=True)
class Part:
    """One part of the text: a section, a numbered sentence, plain paragraphs, or a table.

    ``number`` is in its standard form (``（一）``), empty where the text has none; ``specimen``
    shows the scheme it counts in and ``value`` its count. ``paragraphs`` come before ``parts``.
    With ``run_in`` the first paragraph stood on the line of the heading. ``line`` counts from 1.
    ``table`` holds rows of cells, the columns' names first; such a part holds nothing else.
    """

    heading: str = ""
    number: str = ""
    specimen: str = ""
    value: int = 0
    run_in: bool = False
    paragraphs: tuple[str, ...] = ()
    parts: tuple[Part, ...] = ()
    line: int = 0
    table: Rows = ()


@dataclass(frozen=True, slots=True)
class Reading:
    """A text taken apart, in its own order: title, front, parts, back.

    ``front`` holds salutation, keywords and lines under the title; ``back`` closing words,
    attachments, signature, date, keywords and references.
    """

    name: str
    title: str = ""
    front: tuple[Paragraph, ...] = ()
    parts: tuple[Part, ...] = ()
    back: tuple[Paragraph, ...] = ()

    @property
    def blocks(self) -> tuple[Block, ...]:
        """Everything but the title as a flat content tree, levels 1–5."""
        return (*self.front, *_blocks(self.parts, 1), *self.back)

    @property
    def headings(self) -> tuple[Heading, ...]:
        """The headings recognised, in order."""
        return tuple(block for block in self.blocks if isinstance(block, Heading))


def _blocks(parts: tuple[Part, ...], level: int) -> Iterator[Block]:
    for part in parts:
        if part.table:
            columns, *rows = part.table
            yield Table(columns, tuple(tuple((Text(c),) for c in row) for row in rows))
        paragraphs = list(part.paragraphs)
        if part.heading:
            run_in = (Text(paragraphs.pop(0)),) if part.run_in else ()
            yield Heading(level, part.number, (Text(part.heading),), run_in)
        elif part.number and paragraphs:
            yield Paragraph((Text(paragraphs.pop(0)),), marker=part.number)
        for text in paragraphs:
            yield Paragraph((Text(text),))
        yield from _blocks(part.parts, level + 1 if part.heading else level)
