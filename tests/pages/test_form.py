"""Layouts ``form`` 表单 and ``ledger`` 台账 on the page, and tables that are too wide [8]."""

from __future__ import annotations

import re
from typing import Any

import pytest

from pages.measuring import (
    BOTTOM,
    LEFT,
    RIGHT,
    TOP,
    Case,
    Figure,
    Pages,
    chinese,
    summary,
    text_of,
    where,
)

pytestmark = pytest.mark.full

COLUMNS = [f"{n}栏" for n in "一二三四五六七八九十甲乙丙丁"]
ROWS = [[f"{r}.{c}" for c in range(1, 15)] for r in range(1, 201)]
TABLE = {"title": "问题整改台账", "columns": COLUMNS, "rows": ROWS}
SHORT = {**TABLE, "rows": ROWS[:20]}
NARROW = {"columns": ["序号", "事项", "时限"], "rows": [["1", chinese(30), "2026年底"]] * 3}
ISSUE = {"number": "临水发〔2026〕1号", "issuer": "临澄市水务局办公室", "issued": "2027-01-05"}
FORM = {
    "kind": "assessment-form",
    "title": "年度考核登记表",
    "year": 2026,
    "name": "周岚",
    "sex": "女",
    "unit": "临澄市水务局",
    "post": "副局长",
    "summary": chinese(200),
}
CASES = {
    "form": Case("form", FORM),
    "ledger": Case("ledger", summary(figures=[TABLE], opening=None, signature=None, date=None)),
    "wide": Case("report", summary(figures=[TABLE])),
    "narrow": Case("report", summary(figures=[NARROW])),
    "forced": Case("report", summary(figures=[{**NARROW, "orientation": "横排"}])),
    "appended": Case(
        "document",
        summary(
            issue=ISSUE,
            attachments=[
                {"name": "说明", "text": chinese(60)},
                {"name": "问题整改台账", "tables": [SHORT]},
                {"name": "分工", "text": chinese(60)},
            ],
        ),
    ),
    "letter": Case(
        "letter", summary(issue=ISSUE, attachments=[{"name": "台账", "tables": [SHORT]}])
    ),
}
MM = 25.4 / 72


def turned(pages: Pages, name: str) -> list[tuple[int, Any]]:
    """The landscape pages of a case with their numbers."""
    return [(n, p) for n, p in enumerate(pages[name].pages, 1) if p.width > p.height]


def edges(page: Any) -> tuple[float, float, float, float]:
    """Left, right, top and bottom of the table on ``page``."""
    lines = [o for o in (*page.lines, *page.rects) if o["width"] * MM > 5 or o["height"] * MM > 3]
    return (
        min(o["x0"] for o in lines) * MM,
        max(o["x1"] for o in lines) * MM,
        min(o["top"] for o in lines) * MM,
        max(o["bottom"] for o in lines) * MM,
    )


def number(page: Any) -> list[Any]:
    """The characters of the page number of a landscape page, which stand left of the type area."""
    return [c for c in page.chars if c["x1"] * MM < 34.5 and c["text"].strip()]


def odd(pages: Pages) -> Any:
    return next(p for n, p in turned(pages, "wide") if n % 2)


def even(pages: Pages) -> Any:
    return next(p for n, p in turned(pages, "wide") if not n % 2)


FIGURES = [
    Figure("横排页宽", "8", 297, 0.3, lambda p: float(odd(p).width) * MM),
    Figure("横排表格左边（版心下边缘 35 mm）", "8", 35, 0.5, lambda p: edges(odd(p))[0]),
    Figure("横排表格宽", "8", 225, 0.6, lambda p: edges(odd(p))[1] - edges(odd(p))[0]),
    Figure(
        "横排单页码：一字线距版心",
        "8",
        7,
        1,
        lambda p: 35 - dash(odd(p)),
    ),
    Figure(
        "横排单页码：距版心右边（纸竖放时），4 号字",
        "8",
        1,
        0.15,
        lambda p: (210 - 26 - max(c["bottom"] for c in number(odd(p))) * MM) / (14 * MM),
        "字",
    ),
    Figure(
        "横排双页码：距版心左边（纸竖放时），4 号字",
        "8",
        1,
        0.15,
        lambda p: (min(c["top"] for c in number(even(p))) * MM - 28) / (14 * MM),
        "字",
    ),
    Figure("登记表左边", "实务", LEFT, 0.5, lambda p: edges(p["form"].pages[0])[0]),
    Figure("登记表右边", "实务", RIGHT, 0.5, lambda p: edges(p["form"].pages[0])[1]),
    Figure("台账页宽", "实务", 297, 0.3, lambda p: float(p["ledger"].pages[0].width) * MM),
]


def dash(page: Any) -> float:
    """The edge of the number's dash that is next to the type area."""
    chars = number(page)
    x0, x1 = min(c["x0"] for c in chars) - 3, max(c["x1"] for c in chars) + 3
    dashes = [c for c in chars if c["text"] == "—"]
    box = (x0, dashes[0]["top"], x1, dashes[0]["bottom"])
    picture = page.crop(box).to_image(resolution=300).original.convert("L")
    _, _, right, _ = picture.point(lambda grey: 255 if grey < 128 else 0).getbbox()
    return float(x0 * MM + right * 25.4 / 300)


@pytest.mark.parametrize("figure", FIGURES, ids=lambda f: f.what)
def test_figure(pages: Pages, figure: Figure) -> None:
    assert figure.measure(pages) == pytest.approx(figure.required, abs=figure.tolerance)


@pytest.mark.parametrize("name", ["wide", "ledger"])
def test_fourteen_columns_by_two_hundred_rows(pages: Pages, name: str) -> None:
    """Every row is there once, the header on every page, nothing beyond the type area."""
    sheets = turned(pages, name)
    assert len(sheets) > 5
    whole = "".join(text_of(page) for _, page in sheets)
    for row in (1, 77, 200):
        assert f"{row}.14" in whole
    for _, page in sheets:
        left, right, top, bottom = edges(page)
        assert left >= 34.5
        assert right <= 297 - 36.5
        assert top >= 27.5
        assert bottom <= 210 - 25.5
        assert "丁栏" in text_of(page)


def test_rows_are_never_split(pages: Pages) -> None:
    """The cells of a row stand on one page: each page has its rows from the first to the last."""
    seen: list[int] = []
    for _, page in turned(pages, "wide"):
        words = page.extract_text()
        starts = [r for r in range(1, 201) if re.search(rf"(?<!\d){r}\.1 ", words)]
        ends = [r for r in range(1, 201) if re.search(rf"(?<!\d){r}\.14(?!\d)", words)]
        assert starts == ends
        seen += starts
    assert seen == list(range(1, 201))


def test_page_numbers_run_on(pages: Pages) -> None:
    for n, page in turned(pages, "wide"):
        found = "".join(c["text"] for c in sorted(number(page), key=lambda c: c["top"]))
        assert found.replace("—", "") in (str(n), str(n)[::-1])


def test_upright_pages_around_a_turned_one(pages: Pages) -> None:
    shapes = [page.width > page.height for page in pages["appended"].pages]
    assert shapes[0] is False
    assert True in shapes
    assert shapes[-1] is False
    label = next(p for p in pages["appended"].pages if p.width > p.height)
    assert "附件2" in label.extract_text().replace(" ", "")
    assert label.width > label.height, "the label stands on the sheet of its table"


def test_a_letter_shows_its_mark_once(pages: Pages) -> None:
    shown = [p for p in pages["letter"].pages if any(c["size"] > 30 for c in p.chars)]
    assert shown == pages["letter"].pages[:1]


def test_narrow_tables_stay_upright_unless_told(pages: Pages) -> None:
    assert not turned(pages, "narrow")
    assert turned(pages, "forced")
    assert not [p for p in pages["forced"].pages if not text_of(p).strip("—0123456789")]


def test_a_form_keeps_empty_cells(pages: Pages) -> None:
    text = "".join(text_of(page) for page in pages["form"].pages)
    for label in ("姓名", "性别", "出生年月", "备注"):
        assert label in text
    left, right, _, bottom = edges(pages["form"].pages[0])
    assert (left, right) == (pytest.approx(LEFT, abs=0.5), pytest.approx(RIGHT, abs=0.5))
    assert bottom <= BOTTOM + 0.5
    assert where(pages["form"].pages[0], "年度考核登记表").baseline > TOP
