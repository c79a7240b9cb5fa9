"""The sheet as ``w:sectPr`` holds it: size and margins, upright or turned."""

from __future__ import annotations

from .profile import Page
from .units import mm_to_twips


def turned(page: Page) -> Page:
    """``page`` on its side, its binding edge above [8]: its left edge becomes the foot."""
    return Page(
        width=page.height,
        height=page.width,
        top=page.left,
        bottom=page.right,
        left=page.bottom,
        right=page.top,
    )


def page_measures(page: Page, landscape: bool, header: float, footer: float) -> str:
    """``w:pgSz`` and ``w:pgMar``; ``header`` and ``footer`` are distances in mm."""
    sheet = turned(page) if landscape else page
    orient = ' w:orient="landscape"' if landscape else ""
    margins = " ".join(
        f'w:{side}="{mm_to_twips(mm)}"'
        for side, mm in (
            ("top", sheet.top),
            ("right", sheet.right),
            ("bottom", sheet.bottom),
            ("left", sheet.left),
            ("header", min(header, sheet.top)),
            ("footer", min(footer, sheet.bottom)),
        )
    )
    return (
        f'<w:pgSz w:w="{mm_to_twips(sheet.width)}" w:h="{mm_to_twips(sheet.height)}"{orient}/>'
        f'<w:pgMar {margins} w:gutter="0"/>'
    )
