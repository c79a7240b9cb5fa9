"""Profile 排版参数: the figures of a layout, as frozen data.

The file ``templates/profiles/gbt9704.yaml`` is the default; each figure's clause stands beside it
there. Pages are in mm; sizes, leading and spacing in pt.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple


class Page(NamedTuple):
    """Paper and margins in mm: A4, 37/28 mm, type area 156 × 225 mm [5.1, 5.2.1]."""

    width: float
    height: float
    top: float
    bottom: float
    left: float
    right: float

    @property
    def text_width(self) -> float:
        """Width of the type area in mm."""
        return self.width - self.left - self.right

    @property
    def text_height(self) -> float:
        """Height of the type area in mm."""
        return self.height - self.top - self.bottom


class Grid(NamedTuple):
    """Lines a page and characters a line [5.2.3]; exact ``leading`` and ``spacing`` in pt."""

    lines: int
    characters: int
    leading: float
    spacing: float


@dataclass(frozen=True, slots=True)
class Fonts:
    """Font names as written into the document; none is shipped."""

    fangsong: str
    kaiti: str
    heiti: str
    xiaobiaosong: str
    songti: str
    latin: str

    def __getitem__(self, role: str) -> str:
        name: str = getattr(self, role)
        return name


class Face(NamedTuple):
    """A font role of :class:`Fonts`, its size in pt, and its own exact leading in pt, if any."""

    font: str
    size: float
    leading: float | None = None
    bold: bool = False


class TableFace(NamedTuple):
    """Fonts of a table's body and head row, and their size in pt."""

    font: str
    head: str
    size: float


class PageNumber(NamedTuple):
    """Page number [7.5]: ``below`` the type area in mm; ``position`` is outside, center or none."""

    font: str
    size: float
    below: float
    position: str


class HeadFigures(NamedTuple):
    """The head 版头 [7.2]: ``size`` is the mark's greatest, in pt; ``top`` in mm below the type
    area's upper edge, ``rule_below`` under the number, and ``rule`` (thickness) in mm.
    """

    font: str
    size: float
    top: float
    color: str
    rule_below: float
    rule: float


class LetterFigures(NamedTuple):
    """信函格式 [10.1] in mm: ``top`` from the paper's upper edge, ``foot`` from its lower one."""

    top: float
    rule_below: float
    rule_width: float
    foot: float


class OrderFigures(NamedTuple):
    """命令格式 [10.2]: ``top`` of the mark in mm below the type area's upper edge."""

    top: float


class SignatureFigures(NamedTuple):
    """Offsets of name, date and stamp in 字 [7.3.5]."""

    sealed_right: float
    right: float
    date_after: float
    stamp_right: float


class ImprintFigures(NamedTuple):
    """版记 [7.4]: ``size`` in pt, rules in mm, ``inset`` in 字 of that size."""

    font: str
    size: float
    outer: float
    inner: float
    inset: float
    even: bool


class Profile(NamedTuple):
    """All figures of one profile."""

    name: str
    title: str
    page: Page
    grid: Grid
    fonts: Fonts
    body: Face
    title_face: Face
    byline: Face
    headings: tuple[Face, ...]
    table: TableFace
    caption: Face
    head: HeadFigures
    letter: LetterFigures
    order: OrderFigures
    signature: SignatureFigures
    imprint: ImprintFigures
    page_number: PageNumber

    @property
    def character_pt(self) -> float:
        """Advance of one full-width body character in pt, spacing included."""
        return self.body.size + self.grid.spacing


def merge(base: Mapping[str, Any], override: Mapping[str, Any]) -> dict[str, Any]:
    """``base`` with ``override`` laid over it, mapping by mapping; lists are replaced whole."""
    out = dict(base)
    for key, value in override.items():
        below = out.get(key)
        if isinstance(value, Mapping) and isinstance(below, Mapping):
            out[key] = merge(below, value)
        else:
            out[key] = value
    return out


def profile_from(data: Mapping[str, Any]) -> Profile:
    """Build a profile from validated, fully merged data (see ``schemas/profile.json``)."""
    size = data["body"]["size"]
    return Profile(
        name=data["name"],
        title=data.get("title", data["name"]),
        page=Page(**data["page"]),
        grid=Grid(**data["grid"]),
        fonts=Fonts(**data["fonts"]),
        body=Face(**data["body"]),
        title_face=Face(**data["title_face"]),
        byline=Face(**data["byline"]),
        headings=tuple(Face(**{"size": size, **face}) for face in data["headings"]),
        table=TableFace(**data["table"]),
        caption=Face(**data["caption"]),
        head=HeadFigures(**data["head"]),
        letter=LetterFigures(**data["letter"]),
        order=OrderFigures(**data["order"]),
        signature=SignatureFigures(**data["signature"]),
        imprint=ImprintFigures(**data["imprint"]),
        page_number=PageNumber(**data["page_number"]),
    )
