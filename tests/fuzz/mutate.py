"""Broken inputs from good ones: a mutator that knows YAML, workbooks, Word templates and texts.

Python inputs are slow to run, so blind coverage-guided bytes would mostly measure libyaml and zlib.
These mutations start from files of the trade and break them where our own code reads them.
"""

from __future__ import annotations

import csv
import datetime
import io
import json
import random
import tempfile
import zipfile
from collections.abc import Callable
from functools import cache
from pathlib import Path

import openpyxl

from docgen.batch.roster_form import write_form
from docgen.kinds import get_kind

ROOT = Path(__file__).parents[2]
_DATE = (2026, 1, 5, 0, 0, 0)

_PIECES = {
    "yaml": [
        "\t", "：", ": ", "- ", "&a ", "*a", "!!python/object:os.system", "|\n", ">-\n", "\"", "'",
        "{", "}", "[", "]", "? ", "---\n", "...\n", "<<: ", "%YAML 1.1\n", "\x00", "\x85", "\u2028",
        "\ufeff", "【待填：甲】", "**", "0x1F", "1e999", ".nan", "2026-02-30", "null", "~", "#",
        "一、", "@", "`", "\\", "\r", "\n\n", "  ", "🀄", "\ud7ff", "kind: x\n", "- - - - - ",
    ],
    "text": [
        "一、", "（一）", "1.", "（1）", "①", "一是", "附件：", "\n", "\n\n", "\t", "　", "**",
        "\x00", "\x0c", "2026年1月5日", "第一部分", "：", "。", "\\", "#", "- ", "🀄", "\r",
    ],
    "sheet": [
        "<c>", "</c>", "<row>", "</row>", '<row r="0">', '<row r="1048576">', '<c r="XFD1048576"/>',
        '<c r="A0"><v>1</v></c>', '<c r="AAAA1"><v>1</v></c>', '<c t="s"><v>99999999</v></c>',
        '<c t="s"><v>-1</v></c>', '<c t="d"><v>2026-02-30</v></c>', '<c t="e"><v>#REF!</v></c>',
        '<c t="b"><v>7</v></c>', '<c t="inlineStr"><is><t>甲</t></is></c>', "<f/>",
        '<c s="99999"><v>1</v></c>',
        "<v>1e999</v>", "<v>-1e308</v>", "<v>NaN</v>", "<v>45000.5</v>", "<v>2958466</v>",
        "<v>123456789012345678</v>", "<f>A1+A1</f>", "<mergeCell ref=\"A1:XFD1048576\"/>",
        "<mergeCell ref=\"B2:A1\"/>", '<dimension ref="A1:XFD1048576"/>', "<t>序号</t>",
        "<t>例</t>", "<t>乙方单位</t>", "<si/>", "</si>", "<is>", "&amp;", "&#0;", "<!DOCTYPE a>",
        "<![CDATA[", "]]>", "x:", '"', "'", "<", ">", '<sheet name="" sheetId="0" r:id="rId9"/>',
        'numFmtId="14"', 'date1904="1"', 'uniqueCount="4294967295"', 'count="4294967295"',
    ],
    "xml": [
        "{{ ", " }}", "{% ", " %}", "{%p ", "{%tr ", "{{p body }}", "{% for x in work %}",
        "{#", "#}", "{% endfor %}", "{% if title %}", "{% endif %}", "{{ title", "|upper",
        "<w:p>", "</w:p>", "<w:r>", "</w:t>", "<w:tbl>", "</w:tr>", "&amp;", "&#0;", "<!--",
        "<!DOCTYPE a>", "<![CDATA[", "]]>",
        "xmlns:w=\"x\"", "\"", "'", "<", ">", "{_{", "{{r title }}", "{%tc ", "{% colspan 2 %}",
        "{% set x = x ~ x %}", "w:t", "{{ work }}", "{{ 单位(公章) }}", "{{ 1号楼 }}", "“", "”",
    ],
}  # fmt: skip


def _text(random_: random.Random, text: str, pieces: list[str]) -> str:
    for _ in range(random_.choice((1, 1, 2, 3, 8, 30))):
        at = random_.randrange(len(text) + 1)
        length = random_.choice((0, 1, 2, 5, 20, 200))
        match random_.randrange(7):
            case 0:
                text = text[:at] + text[at + length :]
            case 1 | 2 | 3:
                text = (
                    text[:at]
                    + random_.choice(pieces) * random_.choice((1, 1, 1, 3, 70))
                    + text[at:]
                )
            case 4:
                to = random_.randrange(len(text) + 1)
                text = text[:to] + text[at : at + length] + text[to:]
            case 5:
                lines = text.splitlines(keepends=True)
                if lines:
                    line = lines.pop(random_.randrange(len(lines)))
                    lines.insert(
                        random_.randrange(len(lines) + 1), " " * random_.randrange(4) + line
                    )
                text = "".join(lines)
            case 6:
                text = text[:at] + chr(random_.choice((random_.randrange(256), 0x4E00))) + text[at:]
    return text


def _bytes(random_: random.Random, data: bytes) -> bytes:
    out = bytearray(data)
    for _ in range(random_.choice((1, 2, 8))):
        if not out:
            break
        at = random_.randrange(len(out))
        match random_.randrange(3):
            case 0:
                out[at] = random_.randrange(256)
            case 1:
                del out[at : at + random_.choice((1, 4, 100))]
            case 2:
                out[at:at] = bytes(random_.randrange(256) for _ in range(random_.choice((1, 4, 9))))
    return bytes(out)


def _package(random_: random.Random, data: bytes, often: str, pieces: list[str]) -> bytes:
    """A zip of XML members broken as a zip, in its members, or in their XML."""
    if random_.random() < 0.15:
        return _bytes(random_, data)
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    for _ in range(random_.choice((1, 1, 2))):
        name = random_.choice((often, often, *members))
        if name not in members:
            continue
        match random_.randrange(8):
            case 0:
                del members[name]
            case 1:
                members[name] = _bytes(random_, members[name])
            case 2:
                members[random_.choice(("/a", "../a", "A\\b", name.upper(), ""))] = b"<a/>"
            case _:
                text = members[name].decode("utf-8", "replace")
                members[name] = _text(random_, text, pieces).encode("utf-8", "replace")
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            # Without a date of its own a member bears the time of the run.
            member = zipfile.ZipInfo(name or "x", _DATE)
            archive.writestr(member, content, zipfile.ZIP_DEFLATED)
    return out.getvalue()


@cache
def _workbooks() -> list[bytes]:
    """Rosters as three programs write them: ours, Excel's way, and plain.

    Made once: they hold the time of their making.
    """
    out = []
    with tempfile.TemporaryDirectory() as folder:
        form = Path(folder) / "form.xlsx"
        write_form(get_kind("responsibility-letter"), form)
        out.append(form.read_bytes())
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    rows = [
        ["2026年名册", None, None, None],
        ["序号", "乙方单位", "编号", "签订日期"],
        [1, "甲所", "安责〔2026〕1号", datetime.date(2026, 1, 5)],
        [2, "乙所", 123456789012345678, 46027],
        [3, "丙所", 0.1, True],
    ]
    for row in rows:
        sheet.append(row)
    sheet.merge_cells("A1:D1")
    targets = book.create_sheet("目标")
    targets.append(["乙方单位", "指标", "权重"])
    targets.append(["甲所", "巡查", 100])
    plain = openpyxl.Workbook()
    plain.active.append(["乙方单位", "编号"])  # type: ignore[union-attr]
    plain.active.append(["甲所", "1号"])  # type: ignore[union-attr]
    for made in (book, plain):
        stream = io.BytesIO()
        made.save(stream)
        out.append(stream.getvalue())
    return out


def _seeds(pattern: str, folders: tuple[str, ...]) -> list[bytes]:
    return [p.read_bytes() for folder in folders for p in sorted((ROOT / folder).glob(pattern))]


def mutator(target: str) -> Callable[[int], bytes]:
    """Number → input for ``target``; the same number always gives the same input."""
    patterns = {
        "yaml": "*.yaml",
        "json": "*.json",
        "csv": "*.csv",
        "xlsx": "*.xlsx",
        "roster": "*.roster.json",
        "docx": "*.docx",
        "text": "*.txt",
    }
    folders = ("samples", "tests/cases/good", "tests/cases/bad", "templates")
    seeds = _seeds(patterns[target], folders)
    if target == "roster":
        rows = csv.DictReader((ROOT / "samples" / "roster.csv").open(encoding="utf-8-sig"))
        seeds.append(json.dumps(list(rows), ensure_ascii=False, indent=1).encode())
    if target == "xlsx":
        seeds = [*_workbooks()]
    if target == "docx":
        seeds = [seed for seed in seeds if zipfile.is_zipfile(io.BytesIO(seed))]
    if target == "text":
        seeds += _seeds("*.yaml", ("samples",))

    def make(number: int) -> bytes:
        random_ = random.Random(f"{target} {number}")
        seed = random_.choice(seeds)
        if target == "docx":
            return _package(random_, seed, "word/document.xml", _PIECES["xml"])
        if target == "xlsx":
            often = random_.choice(("xl/worksheets/sheet1.xml", "xl/sharedStrings.xml"))
            return _package(random_, seed, often, _PIECES["sheet"])
        if random_.random() < 0.1:
            return _bytes(random_, seed)
        pieces = _PIECES["text" if target == "text" else "yaml"]
        return _text(random_, seed.decode("utf-8", "replace"), pieces).encode(
            "utf-8", "surrogatepass"
        )

    return make
