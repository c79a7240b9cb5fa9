"""The paragraphs of a part, each with the place where a person finds it in Word."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from html import unescape

from docgen.diagnostics import Place

from .dialect import markup_name, split_markup


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One paragraph: its place, the texts of its runs, and where its tables' cells are.

    ``cells`` holds (table, row, column) of every cell it stands in, the outermost first; all count
    from 1, tables through the whole part.
    """

    place: Place
    pieces: tuple[str, ...]
    cells: tuple[tuple[int, int, int], ...] = ()

    @property
    def text(self) -> str:
        """All characters of the paragraph."""
        return "".join(self.pieces)


@dataclass(slots=True)
class _Container:
    """The body of a part (``table`` 0), or a table with the cell being read."""

    table: int = 0
    row: int = 0
    column: int = 0
    paragraphs: int = 0


@dataclass(slots=True)
class _Open:
    place: Place
    cells: tuple[tuple[int, int, int], ...]
    pieces: list[str] = field(default_factory=list)


def paragraphs_of(xml: str, where: Place) -> list[Paragraph]:
    """The paragraphs of one part's ``xml`` in the order in which they begin."""
    # A paragraph is complete only when the whole part has been read.
    found = list(_walk(xml, where))
    return [
        Paragraph(o.place._replace(text="".join(o.pieces)), tuple(o.pieces), o.cells) for o in found
    ]


def _walk(xml: str, where: Place) -> Iterator[_Open]:
    containers = [_Container()]
    stack: list[_Open] = []
    tables = 0
    in_text = False
    for i, token in enumerate(split_markup(xml)):
        if i % 2 == 0:
            if in_text and stack and token:
                stack[-1].pieces.append(unescape(token))
            continue
        top = containers[-1]
        empty = token.endswith("/>")
        match markup_name(token):
            case "w:tbl":
                tables += 1
                containers.append(_Container(tables))
            case "/w:tbl" if len(containers) > 1:
                containers.pop()
            case "w:tr":
                top.row, top.column = top.row + 1, 0
            case "w:tc":
                top.column, top.paragraphs = top.column + 1, 0
            case "w:p":
                top.paragraphs += 1
                opened = _opened(containers, where)
                yield opened
                if not empty:
                    stack.append(opened)
            case "/w:p" if stack:
                stack.pop()
            case "w:t":
                in_text = not empty
            case "/w:t":
                in_text = False


def _opened(containers: list[_Container], where: Place) -> _Open:
    top = containers[-1]
    place = where._replace(paragraph=top.paragraphs)
    if top.table:
        place = place._replace(table=top.table, table_row=top.row, table_column=top.column)
    return _Open(place, tuple((c.table, c.row, c.column) for c in containers[1:]))
