"""Measure every layout and write docs/layout-report.md: ``python tools/layout_report.py``.

The figures and the documents they are measured on are those of the page tests, so that the report
says what the tests prove. Needs what the full tests need (``make setup-full``).
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from importlib import import_module
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pdfplumber
from PIL import Image, ImageOps

from docgen import pipeline
from docgen.preview import to_pdfs, to_png

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT / "tests"))

DOCS = ROOT / "docs"
LAYOUTS = {
    "report": "报告版式 report：总结、履职报告、讲话等，无红头",
    "document": "文件格式 document",
    "letter": "信函格式 letter",
    "order": "命令（令）格式 order",
    "minutes": "纪要格式 minutes",
    "agreement": "责任书 agreement",
    "form": "表单 form、台账 ledger 和横排表格",
    "profile": "单位自己的排版参数：十处不同，十处实测",
}
PICTURES: dict[str, Sequence[tuple[str, str, str, int]]] = {
    # layout → (data: a sample, or a case of the page tests; layout; caption; first page)
    "report": [("samples/annual-summary.yaml", "report", "年度工作总结", 1)],
    "document": [
        ("samples/notice.yaml", "document", "通知", 1),
        ("case:joint", "document", "联合行文", 1),
        ("case:signers", "document", "上行文，五位签发人", 1),
        ("case:preprinted", "document", "套打", 1),
    ],
    "letter": [("samples/official-letter.yaml", "letter", "函", 1)],
    "order": [("samples/order.yaml", "order", "令", 1)],
    "minutes": [("samples/minutes.yaml", "minutes", "纪要", 1)],
    "agreement": [("samples/responsibility-letter.yaml", "agreement", "责任书", 1)],
    "form": [
        ("samples/assessment-form.yaml", "form", "考核登记表", 1),
        ("case:ledger", "ledger", "台账（横排）", 2),
    ],
    "profile": [("case:own", "document", "本单位的排版参数", 1)],
}
DPI = 60
MOST = 120_000
"""Bytes of one picture, at most."""


def sheet(pages: Sequence[Path], first: int) -> bytes:
    """Two pages side by side (the first shown, and the last), in few colours."""
    chosen = [pages[first - 1]] + ([pages[-1]] if len(pages) > first else [])
    pictures = [ImageOps.expand(Image.open(p).convert("RGB"), 1, "#888888") for p in chosen]
    width = sum(p.width for p in pictures) + 10 * (len(pictures) - 1)
    whole = Image.new("RGB", (width, max(p.height for p in pictures)), "white")
    at = 0
    for picture in pictures:
        whole.paste(picture, (at, 0))
        at += picture.width + 10
    out = BytesIO()
    whole.quantize(32).save(out, "PNG", optimize=True)
    data = out.getvalue()
    assert len(data) < MOST, len(data)
    return data


def draw(layout: str, made: dict[str, Path], scratch: Path) -> Iterator[str]:
    """Write the pictures of ``layout``; the Markdown that shows them."""
    for n, (source, used, caption, first) in enumerate(PICTURES[layout], 1):
        if source.startswith("case:"):
            pdf = made[source.removeprefix("case:")]
        else:
            word = scratch / f"{layout}-{n}-sample.docx"
            pipeline.generate(str(ROOT / source), word, used)
            [pdf] = to_pdfs([word], scratch, timeout=300)
        name = f"layout-{layout}-{n}.png"
        (DOCS / "images").mkdir(exist_ok=True)
        (DOCS / "images" / name).write_bytes(sheet(to_png(pdf, scratch / name, DPI), first))
        yield f"![{caption}](images/{name})"


def table(figures: Sequence[Any], pages: dict[str, Any]) -> Iterator[str]:
    """Required beside measured, one row a figure."""
    yield "| 项目 | 条款 | 要求 | 实测 | 允许偏差 |"
    yield "|---|---|---:|---:|---:|"
    for figure in figures:
        found = figure.measure(pages)
        assert abs(found - figure.required) <= figure.tolerance + 1e-9, figure.what
        clause = figure.clause if figure.clause == "实务" else f"[{figure.clause}]"
        shown = f"{found:.2f}" if figure.unit in ("mm", "字", "行", "磅") else str(found)
        required = f"{figure.required:.4g}"
        if shown in ("-0.00", "0.00"):
            shown = "0"
        yield (
            f"| {figure.what} | {clause} | {required} {figure.unit} |"
            f" {shown} {figure.unit} | ±{figure.tolerance:g} |"
        )


def report() -> Iterator[str]:
    """The lines of the report."""
    from pages.measuring import render_cases

    yield "# 版式实测"
    yield ""
    yield (
        "本页由 `python tools/layout_report.py` 生成：把测试用的公文经 LibreOffice 转成 PDF，"
        "从页面上量出各数值。同样的数值由 `tests/pages/` 逐项断言，超出允许偏差，测试不通过。"
    )
    yield ""
    yield (
        "说明：本机没有方正小标宋、仿宋等字体，用替代字体排版，汉字的字身与正式字体相同，"
        "笔画边缘会有零点几毫米的出入。"
    )
    for layout, title in LAYOUTS.items():
        module = import_module(f"pages.test_{layout}")
        yield ""
        yield f"## {title}"
        yield ""
        with TemporaryDirectory(prefix="docgen-") as folder:
            scratch = Path(folder)
            files = render_cases(module.CASES, scratch)
            opened = {path.stem: pdfplumber.open(path) for path in files}
            yield from table(module.FIGURES, opened)
            for pdf in opened.values():
                pdf.close()
            yield ""
            yield from draw(layout, {path.stem: path for path in files}, scratch)


def main() -> None:
    """Write the report and its pictures."""
    DOCS.mkdir(exist_ok=True)
    (DOCS / "layout-report.md").write_text("\n".join(report()) + "\n", encoding="utf-8")
    print("docs/layout-report.md")


if __name__ == "__main__":
    main()
