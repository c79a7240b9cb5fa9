"""Layouts ``report`` and ``agreement`` on the page, and what all layouts share: page and lines."""

from __future__ import annotations

import json
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from docgen import pipeline
from docgen.preview import to_pdfs
from docgen.styles import Style, style_id
from pages.measuring import Case, Figure, Pages, in_characters, line_starts, where
from pages.measuring import baselines as lines_of
from pages.measuring import summary as small

pytestmark = pytest.mark.full

MM = 25.4 / 72
PAPER = (210, 297)
TOP, BOTTOM, LEFT, RIGHT = 37, 297 - 35, 28, 210 - 26
# No punctuation: kinsoku would shift characters between lines.
TEXT = "全市水务系统统筹推进供水防汛河湖管护重点工程建设各项任务取得明显成效群众满意程度稳步提高"


def chinese(count: int) -> str:
    return (TEXT * (count // len(TEXT) + 1))[:count]


def summary(**fields: Any) -> dict[str, Any]:
    base = {"kind": "annual-summary", "title": "工作总结", "unit": "临澄市水务局", "year": 2026}
    return {**base, "work": [{"heading": "主要工作", "text": "正文"}], **fields}


def letter(**fields: Any) -> dict[str, Any]:
    parties = {"party_a": {"unit": "临澄市安全生产委员会"}, "party_b": {"unit": "临澄市水务局"}}
    base = {"kind": "responsibility-letter", "title": "安全生产责任书", "year": 2026, **parties}
    return {**base, **fields}


SIGNED = {"signature": "临澄市水务局", "date": "2026-12-31"}
LINES = range(11, 20)
LETTER_LINES = range(5, 19)
"""Body lengths, in lines, that put the end of the text to either side of the first page's foot."""

DOCUMENTS: dict[str, dict[str, Any]] = {
    "full": summary(opening=chinese(28 * 22 * 4)),
    "levels": summary(
        opening="正文",
        work=[
            {
                "heading": "壹级",
                "sections": [
                    {
                        "heading": "贰级",
                        "sections": [
                            {
                                "heading": "叁级",
                                "sections": [
                                    {
                                        "heading": "肆级",
                                        "sections": [{"heading": "伍级", "text": "“末端”"}],
                                    }
                                ],
                            },
                            {"heading": "接排。", "run_in": True, "text": "后文"},
                        ],
                    },
                    {"heading": "串贰。", "run_in": True, "text": "续文"},
                ],
            }
        ],
    ),
    "attached": summary(
        attachments=[
            {"name": "名称很长的附件" * 5, "text": chinese(40)},
            {"name": "任务分解说明", "text": chinese(40)},
        ],
        **SIGNED,
    ),
    **{f"signed-{n}": summary(opening=chinese(28 * n - 2), **SIGNED) for n in LINES},
    **{
        f"noted-{n}": summary(opening=chinese(28 * n - 2), attachments=["清单"], **SIGNED)
        for n in LINES
    },
    **{
        f"letter-{n}": letter(preamble=chinese(28 * n - 2), succession=chinese(40))
        for n in LETTER_LINES
    },
}

CASES = {
    "report-full": Case("report", small(opening=chinese(28 * 22 * 3), signature=None, date=None)),
    "report-signed": Case("report", small(signature="临澄市水利建设管理办公室")),
    "report-attached": Case(
        "report", small(attachments=[{"name": "任务分解说明", "text": chinese(40)}])
    ),
}


def dash_top(page: Any) -> float:
    """The upper edge of the page number's dash, in mm from the page's upper edge."""
    dash = number_of(page)[0]
    box = (dash["x0"], BOTTOM / MM, dash["x1"], float(page.height) - 5)
    picture = page.crop(box).to_image(resolution=300).original.convert("L")
    _, upper, _, _ = picture.point(lambda grey: 255 if grey < 128 else 0).getbbox()
    return float(BOTTOM + upper / 300 * 25.4)


def full(pages: Pages, n: int = 1) -> Any:
    return pages["report-full"].pages[n]


FIGURES = [
    Figure("纸宽", "5.1", 210, 0.2, lambda p: float(full(p).width) * MM),
    Figure("纸高", "5.1", 297, 0.2, lambda p: float(full(p).height) * MM),
    Figure("版心左边", "5.2.1", 28, 0.3, lambda p: min(c["x0"] for c in body_of(full(p))) * MM),
    Figure("版心右边", "5.2.1", 184, 0.5, lambda p: max(c["x1"] for c in body_of(full(p))) * MM),
    Figure("版心上边", "5.2.1", 37, 0.3, lambda p: lines_of(full(p))[0] - 0.8 * 28.95 * MM),
    Figure("每面行数", "5.2.3", 22, 0, lambda p: len(lines_of(full(p))), "行"),
    Figure("每行字数", "5.2.3", 28, 0, lambda p: max(baselines(full(p)).values()), "字"),
    Figure("一字线至版心下边缘", "7.5", 7, 0.5, lambda p: dash_top(full(p)) - BOTTOM),
    Figure(
        "单页码右空（4 号字）",
        "7.5",
        1,
        0.1,
        lambda p: (RIGHT - max(c["x1"] for c in number_of(full(p, 2))) * MM) / (14 * MM),
        "字",
    ),
    Figure(
        "双页码左空（4 号字）",
        "7.5",
        1,
        0.1,
        lambda p: (min(c["x0"] for c in number_of(full(p))) * MM - LEFT) / (14 * MM),
        "字",
    ),
    Figure(
        "署名右空",
        "7.3.5.2",
        2,
        0.1,
        lambda p: in_characters(
            RIGHT - where(p["report-signed"].pages[0], "水利建设管理办公室").right
        ),
        "字",
    ),
    Figure(
        "日期首字比署名首字右移",
        "7.3.5.2",
        2,
        0.1,
        lambda p: in_characters(
            where(p["report-signed"].pages[0], "2026年12月31日").left
            - where(p["report-signed"].pages[0], "临澄市水利建设管理办公室").left
        ),
        "字",
    ),
    Figure(
        "附件说明左空",
        "7.3.4",
        2,
        0.1,
        lambda p: in_characters(where(p["report-attached"].pages[0], "附件：").left - LEFT),
        "字",
    ),
    Figure(
        "附件标题在第 3 行",
        "7.3.7",
        2,
        0.1,
        lambda p: (
            (where(p["report-attached"].pages[1], "任务分解说明").baseline - (0.8 * 34 * MM) - 37)
            / (28.95 * MM)
        ),
        "行",
    ),
]


def body_of(page: Any) -> list[Any]:
    return [c for c in page.chars if c["text"] in TEXT]


@pytest.mark.parametrize("figure", FIGURES, ids=lambda f: f.what)
def test_figure(pages: Pages, figure: Figure) -> None:
    assert figure.measure(pages) == pytest.approx(figure.required, abs=figure.tolerance)


def paint_lines(source: Path, target: Path) -> None:
    """Copy ``source`` with the body style shaded, so that the PDF shows where its lines begin."""
    shade = b'<w:shd w:val="clear" w:color="auto" w:fill="DDDDDD"/>'
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w") as new:
        for name in old.namelist():
            data = old.read(name)
            if name == "word/styles.xml":
                before, style, after = data.partition(style_id(Style.BODY).encode() + b'"')
                data = before + style + after.replace(b"<w:kinsoku/>", shade + b"<w:kinsoku/>", 1)
            new.writestr(name, data)


@pytest.fixture(scope="module")
def pdfs(
    need: Callable[..., list[str]], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[dict[str, Any]]:
    need("soffice", "python:pdfplumber")
    import pdfplumber

    folder = tmp_path_factory.mktemp("pages")
    files = []
    for name, data in DOCUMENTS.items():
        source = folder / f"{name}.json"
        source.write_text(json.dumps(data, ensure_ascii=False), encoding="utf-8")
        files.append(source.with_suffix(".docx"))
        pipeline.generate(str(source), files[-1])
    paint_lines(folder / "full.docx", folder / "painted.docx")
    files.append(folder / "painted.docx")
    made = to_pdfs(files, folder, timeout=300)
    opened = {path.stem: pdfplumber.open(path) for path in made}
    yield opened
    for pdf in opened.values():
        pdf.close()


def baselines(page: Any, below: float = 0, above: float = BOTTOM) -> Counter[float]:
    """Characters per baseline, between two heights in mm from the top of the page."""
    rows: Counter[float] = Counter()
    for char in page.chars:
        height = (float(page.height) - char["matrix"][5]) * MM
        if below < height < above and char["text"].strip():
            rows[round(height, 1)] += 1
    return rows


def text_of(page: Any) -> str:
    """The characters above the page number, top to bottom and left to right, without spaces."""
    ordered = sorted(
        (c for c in page.chars if c["text"].strip()),
        key=lambda c: (-round(c["matrix"][5]), c["x0"]),
    )
    foot = float(page.height) - BOTTOM / MM
    return "".join(c["text"] for c in ordered if c["matrix"][5] > foot)


def fonts_of(page: Any, text: str) -> set[str]:
    """The fonts of the characters of ``text``, which must stand on one line of the page."""
    chars = [c for c in page.chars if c["text"].strip()]
    whole = "".join(c["text"] for c in chars)
    at = whole.index(text)
    return {c["fontname"].partition("+")[2] for c in chars[at : at + len(text)]}


def test_full_pages_hold_22_lines_of_28_characters(pdfs: dict[str, Any]) -> None:  # [5.2.3]
    pages = pdfs["full"].pages
    assert [(p.width * MM, p.height * MM) for p in pages[:1]] == [pytest.approx(PAPER, abs=0.2)]
    full = pages[1:-2]
    assert len(full) >= 2
    for page in full:
        rows = baselines(page)
        assert len(rows) == 22
        assert set(rows.values()) == {28}


def test_lines_stand_at_the_exact_pitch(pdfs: dict[str, Any]) -> None:
    heights = sorted(baselines(pdfs["full"].pages[1]))
    assert (heights[-1] - heights[0]) / 21 / MM == pytest.approx(28.95, abs=0.05)


def test_the_first_line_of_a_paragraph_is_two_characters_in(pdfs: dict[str, Any]) -> None:
    page = pdfs["full"].pages[0]
    first = min(c["x0"] for c in page.chars if c["text"] == TEXT[0] and c["x0"] * MM > LEFT + 1)
    rows = [n for _, n in sorted(baselines(page).items())]
    assert 26 in rows
    assert first * MM == pytest.approx(LEFT + 2 * 15.75 * MM, abs=0.2)


def test_margins_of_the_type_area(pdfs: dict[str, Any]) -> None:  # [5.2.1]
    page = pdfs["painted"].pages[1]
    painted = [r for r in page.rects if r["fill"] and r["width"] > 100]
    assert min(r["top"] for r in painted) * MM == pytest.approx(TOP, abs=0.3)
    assert min(r["x0"] for r in painted) * MM == pytest.approx(LEFT, abs=0.3)
    assert max(r["x1"] for r in painted) * MM == pytest.approx(RIGHT, abs=0.3)
    assert max(r["bottom"] for r in painted) * MM == pytest.approx(BOTTOM, abs=1)
    text = [c for c in pdfs["full"].pages[1].chars if c["text"] in TEXT]
    assert min(c["x0"] for c in text) * MM == pytest.approx(LEFT, abs=0.3)
    assert max(c["x1"] for c in text) * MM == pytest.approx(RIGHT, abs=0.5)


def number_of(page: Any) -> list[Any]:
    foot = float(page.height) - BOTTOM / MM
    return [c for c in page.chars if c["matrix"][5] < foot and c["text"].strip()]


def test_page_number_on_the_outside(pdfs: dict[str, Any]) -> None:  # [7.5]
    pages = pdfs["full"].pages
    assert len(pages) >= 4
    for n, page in enumerate(pages, 1):
        chars = number_of(page)
        assert "".join(c["text"] for c in chars) == f"—{n}—"
        assert {round(c["size"]) for c in chars} == {14}
        inset = 14 * MM
        if n % 2:
            assert max(c["x1"] for c in chars) * MM == pytest.approx(RIGHT - inset, abs=0.3)
        else:
            assert min(c["x0"] for c in chars) * MM == pytest.approx(LEFT + inset, abs=0.3)


def test_the_dash_of_the_page_number_is_7_mm_below_the_type_area(pdfs: dict[str, Any]) -> None:
    page = pdfs["full"].pages[0]
    dash = number_of(page)[0]
    box = (dash["x0"], BOTTOM / MM, dash["x1"], float(page.height) - 5)
    resolution = 300
    picture = page.crop(box).to_image(resolution=resolution).original.convert("L")
    # Ink is what is darker than mid-grey; the bounding box of the dash, from its upper edge.
    _, upper, _, _ = picture.point(lambda grey: 255 if grey < 128 else 0).getbbox()
    assert upper / resolution * 25.4 == pytest.approx(7, abs=0.5)


def test_fonts_by_level(pdfs: dict[str, Any]) -> None:  # [7.3.3]
    page = pdfs["levels"].pages[0]
    body = fonts_of(page, "末端")
    first, second = fonts_of(page, "壹级"), fonts_of(page, "贰级")
    title = fonts_of(page, "工作总结")
    assert len(set.union(body, first, second, title)) == 4, "four faces, one for each"
    for level in ("叁级", "肆级", "伍级"):
        assert fonts_of(page, level) == body
    # Only the heading's own sentence takes its font.
    assert fonts_of(page, "串贰") == second
    assert fonts_of(page, "续文") == body
    assert fonts_of(page, "一、") == first
    assert fonts_of(page, "（一）") == second


def test_chinese_quotes_take_the_chinese_font(pdfs: dict[str, Any]) -> None:
    page = pdfs["levels"].pages[0]
    quotes = [c for c in page.chars if c["text"] in "“”"]
    assert [c["text"] for c in quotes] == ["“", "”"]
    assert {c["fontname"].partition("+")[2] for c in quotes} == fonts_of(page, "末端")


@pytest.mark.parametrize("lines", LINES)
@pytest.mark.parametrize("name", ["signed", "noted"])
def test_the_signature_is_never_alone(pdfs: dict[str, Any], name: str, lines: int) -> None:
    """[7.3.5.5]: name and date share their page with some of the text."""
    pages = [text_of(page) for page in pdfs[f"{name}-{lines}"].pages]
    [page] = [text for text in pages if "2026年12月31日" in text]
    before, _, _ = page.partition("临澄市水务局2026年12月31日")
    assert before != page
    assert before.replace("附件：清单", "")


@pytest.mark.parametrize("lines", LINES)
@pytest.mark.parametrize("name", ["signed", "noted"])
def test_no_heading_at_the_foot_of_a_page(pdfs: dict[str, Any], name: str, lines: int) -> None:
    """What a heading announces begins on its page."""
    for page in pdfs[f"{name}-{lines}"].pages:
        assert not text_of(page).endswith("主要工作")


def test_the_cases_reach_both_sides_of_the_page(pdfs: dict[str, Any]) -> None:
    for name in ("signed", "noted"):
        assert {len(pdfs[f"{name}-{n}"].pages) for n in LINES} == {1, 2}
    assert {len(pdfs[f"letter-{n}"].pages) for n in LETTER_LINES} == {1, 2}


@pytest.mark.parametrize("lines", LETTER_LINES)
def test_the_signature_block_of_a_letter_is_one(pdfs: dict[str, Any], lines: int) -> None:
    pages = [text_of(page) for page in pdfs[f"letter-{lines}"].pages]
    block = (
        "甲方（盖章）：乙方（盖章）：临澄市安全生产委员会临澄市水务局"
        "负责人（签字）：负责人（签字）：年月日年月日"
    )
    [page] = [text for text in pages if "盖章" in text or "签字" in text]
    assert page.endswith(block)
    assert page != block, "the block stands alone on its page"


def test_signature_without_seal(pdfs: dict[str, Any]) -> None:
    """[7.3.5.2]: one blank line above; a date longer than the name stands 2 字 from the right."""
    page = pdfs["signed-11"].pages[0]
    rows = sorted(baselines(page))
    name, date = rows[-2], rows[-1]
    assert (date - name) / MM == pytest.approx(28.95, abs=0.4)
    assert (name - rows[-3]) / MM == pytest.approx(2 * 28.95, abs=0.4)
    last = [c for c in page.chars if round((float(page.height) - c["matrix"][5]) * MM, 1) == date]
    assert max(c["x1"] for c in last) * MM == pytest.approx(RIGHT - 2 * 15.75 * MM, abs=0.5)


def test_attachments_begin_pages_with_the_title_on_line_3(pdfs: dict[str, Any]) -> None:
    """[7.3.7]"""
    pages = pdfs["attached"].pages
    starts = [p for p in pages if text_of(p).startswith("附件1名称") or "附件2任" in text_of(p)]
    assert len(starts) == 2
    for page in starts:
        label, title = sorted(baselines(page))[:2]
        box = TOP + 0.8 * 28.95 * MM
        assert label == pytest.approx(box, abs=0.5)
        third = TOP + (2 * 28.95 + 34 * 0.8) * MM
        assert title == pytest.approx(third, abs=0.5)


def test_a_long_attachment_name_wraps_under_itself(pdfs: dict[str, Any]) -> None:
    """[7.3.4]"""
    page = pdfs["attached"].pages[0]
    chars = [c for c in page.chars if c["text"].strip()]
    whole = "".join(c["text"] for c in chars)
    at = whole.index("附件：1.")
    assert chars[at]["x0"] * MM == pytest.approx(LEFT + 2 * 15.75 * MM, abs=0.3)
    name = chars[at + len("附件：1.") : at + len("附件：1.") + 35]
    first, second = line_starts(name)
    # Western figures are as wide as their font makes them: within half a character.
    assert second == pytest.approx(first, abs=8 * MM)
