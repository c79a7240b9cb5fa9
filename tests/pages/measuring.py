"""What the page tests share: cases made into PDFs, and a ruler for them. All lengths in mm.

A case is data with a layout, and a profile where it is not the standard's. A figure is one length
that a page must have; ``tools/layout_report.py`` lists the same figures in the docs.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

from docgen import pipeline
from docgen.preview import to_pdfs

MM = 25.4 / 72
TOP, BOTTOM, LEFT, RIGHT = 37.0, 297 - 35.0, 28.0, 210 - 26.0
LEADING = 28.95 * MM
TITLE_LEADING = 34 * MM
TITLE = "关于水务工作的报告"
CHARACTER = 15.75 * MM
"""The advance of a body character."""
TEXT = "全市水务系统统筹推进供水防汛河湖管护重点工程建设各项任务取得明显成效群众满意程度稳步提高"
_RESOLUTION = 300


def chinese(count: int) -> str:
    """``count`` characters without punctuation, which would shift others between lines."""
    return (TEXT * (count // len(TEXT) + 1))[:count]


def summary(**fields: Any) -> dict[str, Any]:
    """A small annual summary with ``fields`` laid over it; None takes a field away."""
    base = {
        "kind": "annual-summary",
        "title": TITLE,
        "unit": "临澄市水务局",
        "year": 2026,
        "opening": chinese(60),
        "work": [{"heading": "主要工作", "text": chinese(40)}],
        "signature": "临澄市水务局",
        "date": "2026-12-31",
    }
    return {k: v for k, v in {**base, **fields}.items() if v is not None}


class Case(NamedTuple):
    """Data, its layout, and the text of a profile file for it."""

    layout: str
    data: Mapping[str, Any]
    profile: str = ""


Pages = Mapping[str, Any]
"""The opened PDFs by the names of their cases."""


@dataclass(frozen=True)
class Figure:
    """A length on the page: what it is, its clause, what it must be, and how to measure it."""

    what: str
    clause: str
    required: float
    tolerance: float
    measure: Callable[[Pages], float]
    unit: str = "mm"


def render_cases(cases: Mapping[str, Case], folder: Path) -> list[Path]:
    """The PDFs of ``cases`` in ``folder``, in their order."""
    files = []
    for name, case in cases.items():
        source = folder / f"{name}.json"
        source.write_text(json.dumps(case.data, ensure_ascii=False), encoding="utf-8")
        profile = None
        if case.profile:
            profile = str(folder / f"{name}-profile.yaml")
            Path(profile).write_text(case.profile, encoding="utf-8")
        files.append(source.with_suffix(".docx"))
        pipeline.generate(str(source), files[-1], case.layout, profile=profile)
    return to_pdfs(files, folder, timeout=300)


class Stretch(NamedTuple):
    """Where a text stands: edges of its characters' boxes, and its first and last baseline."""

    left: float
    right: float
    baseline: float
    last: float
    size: float


def characters(page: Any) -> list[Any]:
    """The visible characters of a page, line by line."""
    seen = (c for c in page.chars if c["text"].strip())
    return sorted(seen, key=lambda c: (-round(c["matrix"][5]), c["x0"]))


def text_of(page: Any) -> str:
    """The visible characters of a page, line by line."""
    return "".join(c["text"] for c in characters(page))


def find(page: Any, text: str, nth: int = 0) -> list[Any]:
    """The characters of ``text`` (without spaces), in the order of the lines."""
    chars = characters(page)
    whole = "".join(c["text"] for c in chars)
    at = -1
    for _ in range(nth + 1):
        at = whole.index(text, at + 1)
    return chars[at : at + len(text)]


def where(page: Any, text: str, nth: int = 0) -> Stretch:
    """Where ``text`` stands on ``page``, from its upper left corner."""
    chars = find(page, text, nth)
    heights = [(float(page.height) - c["matrix"][5]) * MM for c in chars]
    return Stretch(
        min(c["x0"] for c in chars) * MM,
        max(c["x1"] for c in chars) * MM,
        heights[0],
        heights[-1],
        chars[0]["size"],
    )


def off_centre(page: Any, text: str) -> float:
    """How much more room is left of ``text`` than right of it, in the type area."""
    found = where(page, text)
    return (found.left - LEFT) - (RIGHT - found.right)


def line_top(page: Any, text: str, leading: float = LEADING) -> float:
    """The upper edge of the line that ``text`` stands in."""
    return where(page, text).baseline - 0.8 * leading


def line_foot(page: Any, text: str, leading: float = LEADING) -> float:
    """The lower edge of the line that ``text`` stands in."""
    return where(page, text).baseline + 0.2 * leading


def lines_to_title(page: Any, text: str) -> float:
    """The blank lines between ``text`` and the title below it."""
    return (line_top(page, TITLE, TITLE_LEADING) - line_foot(page, text)) / LEADING


def line_starts(chars: list[Any]) -> list[float]:
    """Where each line of ``chars`` begins."""
    starts: dict[int, float] = {}
    for char in chars:
        line = round(char["matrix"][5])
        starts[line] = min(starts.get(line, float("inf")), char["x0"] * MM)
    return list(starts.values())


def ink(page: Any, text: str, nth: int = 0) -> tuple[float, float]:
    """The upper and the lower edge of what ``text`` prints, from the page's upper edge."""
    chars = find(page, text, nth)
    size = max(c["size"] for c in chars)
    base = float(page.height) - chars[0]["matrix"][5]
    top, bottom = max(0.0, base - size * 1.1), base + size * 0.35
    box = (min(c["x0"] for c in chars), top, max(c["x1"] for c in chars), bottom)
    picture = page.crop(box).to_image(resolution=_RESOLUTION).original.convert("L")
    # Red is a dark grey of 76; what is darker than mid-grey is ink.
    _, upper, _, lower = picture.point(lambda grey: 255 if grey < 128 else 0).getbbox()
    scale = 25.4 / _RESOLUTION
    return top * MM + upper * scale, top * MM + lower * scale


class Line(NamedTuple):
    """A horizontal rule: its edges, its thickness, its colour."""

    left: float
    right: float
    middle: float
    thickness: float
    color: tuple[float, ...]

    @property
    def width(self) -> float:
        """From end to end."""
        return self.right - self.left


def rules(page: Any, least: float = 100) -> list[Line]:
    """The horizontal rules at least ``least`` mm long, from the top down, each once."""
    found = {
        Line(
            round(o["x0"] * MM, 2),
            round(o["x1"] * MM, 2),
            round(o["top"] * MM, 2),
            round(o["linewidth"] * MM, 3),
            tuple(o["stroking_color"]),
        )
        for o in page.lines
        if o["width"] * MM >= least and o["height"] < 1
    }
    return sorted(found, key=lambda line: line.middle)


def is_red(color: Any) -> bool:
    """Whether a colour is the red of a head."""
    return tuple(color) == (1.0, 0.0, 0.0)


def baselines(page: Any) -> list[float]:
    """The baselines of the type area of an upright page."""
    heights = {round((float(page.height) - c["matrix"][5]) * MM, 1) for c in characters(page)}
    return sorted(h for h in heights if h < BOTTOM)


def in_characters(length: float) -> float:
    """A length in body characters."""
    return length / CHARACTER
