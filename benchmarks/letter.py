"""The letter that all peers make: its data, its roster, and its template in every dialect.

The templates are made from docgen's own output, with marks where the values stand, and put among
the parts of a file that Word saved, so that every peer fills the same text in the same file. What
docgen works out itself (the numbers of duties and rows, dates in Chinese) the others are given.
"""

from __future__ import annotations

import json
import random
import re
import zipfile
from collections.abc import Callable, Iterator
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import docx
import yaml

from docgen import pipeline

ORDINALS = [f"（{n}）" for n in "一二三四五六七八九十"]
FIELDS = (
    *("title", "number", "preamble", "objectives", "succession", "holders"),
    *("party_a.unit", "party_a.representative", "party_a.post"),
    *("party_b.unit", "party_b.representative", "party_b.post"),
    *("term.start", "term.end", "date"),
)
CELLS = ("name", "unit", "target", "weight", "scoring")

LETTER: dict[str, Any] = {
    "kind": "responsibility-letter",
    "title": "2026年水利安全生产目标责任书",
    "year": 2026,
    "party_a": {"unit": "临澄市水务局", "representative": "沈望舒", "post": "局长"},
    "party_b": {"unit": "云栎水库管理所"},
    "preamble": "为落实安全生产责任，甲乙双方签订本责任书。",
    "objectives": "不发生一般及以上生产安全责任事故。",
    "term": {"start": "2026-01-01", "end": "2026-12-31"},
    "succession": "责任人变动的，由继任者承接全部责任。",
    "copies": 2,
    "holders": "甲乙双方各执一份",
}
_DUTY = "每月{}日前排查{}类隐患，登记造册。"


def rows(count: int, seed: int = 2026) -> Iterator[dict[str, Any]]:
    """``count`` roster rows: five fields, 5–10 duties, 4–8 targets with weights that sum to 100."""
    draw = random.Random(seed)
    for n in range(1, count + 1):
        targets = draw.randint(4, 8)
        weights = [10] * (targets - 1)
        weights.append(100 - sum(weights))
        name = draw.choice("田方宋温邱江傅叶裴骆") + draw.choice("知砚亦叙青")
        yield {
            "number": f"安责〔2026〕{n}号",
            "date": f"2026-01-{n % 28 + 1:02}",
            "party_b": {
                "unit": f"第{n}水库管理所",
                "representative": f"{name}{n}",
                "post": draw.choice(["所长", "主任", "站长"]),
            },
            "duties_b": [
                _DUTY.format(draw.randint(1, 28), k + 1) for k in range(draw.randint(5, 10))
            ],
            "targets": [
                {
                    "name": f"指标{k}",
                    "unit": draw.choice(["起", "%", "次/月", "次/年"]),
                    "target": f"≥{draw.randint(2, 98)}",
                    "weight": weights[k],
                    "scoring": f"每低1个百分点扣{draw.randint(1, 5)}分",
                }
                for k in range(targets)
            ],
        }


def _chinese(date: str) -> str:
    year, month, day = (int(x) for x in date.split("-"))
    return f"{year}年{month}月{day}日"


def context(row: dict[str, Any]) -> dict[str, Any]:
    """What docxtpl is given: the letter with ``row`` in it, dates written in Chinese."""
    term = {key: _chinese(value) for key, value in LETTER["term"].items()}
    return {**LETTER, **row, "term": term, "date": _chinese(row["date"])}


def flat(row: dict[str, Any]) -> dict[str, Any]:
    """What the peers without expressions are given: one level of names, loops numbered."""
    whole = context(row)
    out: dict[str, Any] = {}
    for field in FIELDS:
        value: Any = whole
        for step in field.split("."):
            value = value[step]
        out[_plain(field)] = value
    pairs = zip(ORDINALS, row["duties_b"], strict=False)
    out["duties"] = [{"duty_n": n, "duty_text": text} for n, text in pairs]
    out["targets"] = [
        {"t_n": str(n), **{f"t_{k}": str(v) for k, v in target.items()}}
        for n, target in enumerate(row["targets"], 1)
    ]
    return out


def _plain(field: str) -> str:
    return field.replace(".", "_")


_STYLES = "word/styles.xml"
_FOOTER = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/footer"
_FOOTER_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.footer+xml"

# Marks: letters for texts, dates of the 1900s for dates.
_DATES = {"term.start": "1991-01-01", "term.end": "1992-02-02", "date": "1993-03-03"}


def _mark(name: str) -> str:
    return f"Q{_plain(name).upper()}Q"


def _marked() -> bytes:
    """The .docx of the letter with a mark for every value, one duty and one target."""
    data: dict[str, Any] = {**LETTER, "duties_b": [_mark("duty_text")]}
    data["targets"] = [{k: _mark(f"t_{k}") for k in CELLS} | {"weight": 100}]
    for field in FIELDS:
        node = data
        *path, last = field.split(".")
        for step in path:
            node[step] = dict(node.get(step, {}))
            node = node[step]
        node[last] = _DATES.get(field) or _mark(field)
    with TemporaryDirectory(prefix="docgen-bench-") as folder:
        source = Path(folder) / "letter.yaml"
        source.write_text(yaml.safe_dump(data, allow_unicode=True, sort_keys=False), "utf-8")
        return pipeline.fill(pipeline.record_of(str(source))[0])[0]


_ROW = re.compile(r"<w:tr>(?:(?!</w:tr>).)*QT_NAMEQ.*?</w:tr>", re.DOTALL)
_DUTY_P = re.compile(r"<w:p>(?:(?!</w:p>).)*QDUTY_TEXTQ.*?</w:p>", re.DOTALL)
_RUN = re.compile(r"<w:r>(<w:rPr>(?:(?!</w:rPr>).)*</w:rPr>)?<w:t[^>]*>([^<]*)</w:t></w:r>")
_MARK = re.compile("(" + "|".join([*map(_mark, FIELDS), "Q(?:DUTY|T)_[A-PR-Z]+Q"]) + ")")


def _with_marks(xml: str) -> str:
    """Dates, ordinals, indices and weights turned into marks as well."""
    for field, date in _DATES.items():
        xml = xml.replace(_chinese(date), _mark(field))
    row = _ROW.search(xml)
    duty = _DUTY_P.search(xml)
    assert row
    assert duty
    cells = row[0].replace(">1<", f">{_mark('t_n')}<").replace(">100<", f">{_mark('t_weight')}<")
    numbered = duty[0].replace("（一）", _mark("duty_n"))
    return xml.replace(row[0], cells).replace(duty[0], numbered)


def _tag_paragraph(text: str) -> str:
    return f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>"


def _tag_row(text: str) -> str:
    cell = '<w:tc><w:tcPr><w:tcW w:w="780" w:type="dxa"/></w:tcPr>'
    return f"<w:tr>{cell}{_tag_paragraph(text)}</w:tc></w:tr>"


def _fill(xml: str, tag: Callable[[str], str]) -> str:
    """Every mark replaced by ``tag`` of its plain name."""
    names = {_mark(f): _plain(f) for f in FIELDS}
    return _MARK.sub(lambda m: tag(names.get(m[0]) or m[0][1:-1].lower()), xml)


def _around(xml: str, pattern: re.Pattern[str], make: Callable[[str], str]) -> str:
    return pattern.sub(lambda m: make(m[0]), xml, count=1)


def _docxtpl(xml: str) -> str:
    paths = {_plain(f): f for f in FIELDS}
    paths |= {f"t_{k}": f"target.{k}" for k in CELLS}
    paths |= {"t_n": "loop.index", "duty_text": "duty", "duty_n": f"{ORDINALS}[loop.index0]"}

    def row(text: str) -> str:
        start, end = "{%tr for target in targets %}", "{%tr endfor %}"
        return _tag_row(start) + text + _tag_row(end)

    def duty(text: str) -> str:
        start, end = "{%p for duty in duties_b %}", "{%p endfor %}"
        return _tag_paragraph(start) + text + _tag_paragraph(end)

    xml = xml.replace("一式两份", '一式{{ ["", "一", "两"][copies] }}份')
    xml = _around(_around(xml, _ROW, row), _DUTY_P, duty)
    return _fill(xml, lambda name: f"{{{{ {paths[name]} }}}}")


def _braces(xml: str) -> str:
    """docxtemplater and easy-template-x: {field}, {#loop}, {/loop}."""

    def row(text: str) -> str:
        return text.replace(_mark("t_n"), "{#targets}" + _mark("t_n")).replace(
            _mark("t_scoring"), _mark("t_scoring") + "{/targets}"
        )

    def duty(text: str) -> str:
        return _tag_paragraph("{#duties}") + text + _tag_paragraph("{/duties}")

    return _fill(_around(_around(xml, _ROW, row), _DUTY_P, duty), lambda name: f"{{{name}}}")


def _carbone(xml: str) -> str:
    def tag(name: str) -> str:
        loop = {"t": "targets", "duty": "duties"}.get(name.split("_")[0])
        return f"{{d.{loop}[i].{name}}}" if loop else f"{{d.{name}}}"

    def twice(text: str) -> str:
        filled = _fill(text, tag)
        return filled + filled.replace("[i]", "[i+1]")

    return _fill(_around(_around(xml, _ROW, twice), _DUTY_P, twice), tag)


def _mailmerge(xml: str) -> str:
    """Merge fields; a loop is a table whose row repeats, for duties one without borders."""

    def field(name: str, look: str) -> str:
        text = f"<w:r>{look}<w:t>«{name}»</w:t></w:r>"
        return f'<w:fldSimple w:instr=" MERGEFIELD {name} ">{text}</w:fldSimple>'

    def run(match: re.Match[str]) -> str:
        look = match[1] or ""
        pieces = _MARK.split(match[2])
        if len(pieces) == 1:
            return match[0]
        names = {_mark(f): _plain(f) for f in FIELDS}
        out = []
        for i, piece in enumerate(pieces):
            if i % 2:
                out.append(field(names.get(piece) or piece[1:-1].lower(), look))
            elif piece:
                out.append(f'<w:r>{look}<w:t xml:space="preserve">{piece}</w:t></w:r>')
        return "".join(out)

    def duty(text: str) -> str:
        grid = (
            '<w:tblPr><w:tblW w:w="8844" w:type="dxa"/></w:tblPr><w:tblGrid><w:gridCol w:w="8844"/>'
        )
        cell = '<w:tc><w:tcPr><w:tcW w:w="8844" w:type="dxa"/></w:tcPr>'
        return f"<w:tbl>{grid}</w:tblGrid><w:tr>{cell}{text}</w:tc></w:tr></w:tbl>"

    return _RUN.sub(run, _around(xml, _DUTY_P, duty))


DIALECTS: dict[str, Callable[[str], str]] = {
    "docxtpl": _docxtpl,
    "braces": _braces,
    "carbone": _carbone,
    "mailmerge": _mailmerge,
}


def _as_saved_by_word(lean: dict[str, bytes]) -> dict[str, bytes]:
    """The letter among the parts that Word itself puts into a file: 40 kB instead of 7.

    python-docx ships an empty document that Word saved: letter, styles and footers go there.
    """
    plain = Path(docx.__file__).parent / "templates" / "default.docx"
    with zipfile.ZipFile(plain) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    footers = sorted(name for name in lean if name.startswith("word/footer"))
    members |= {name: lean[name] for name in footers}
    rels, types = "word/_rels/document.xml.rels", "[Content_Types].xml"
    body = lean["word/document.xml"].decode("utf-8")
    for n, name in enumerate(footers, 1):
        body = body.replace(f'r:id="rId{n}"', f'r:id="rIdFooter{n}"')
        file = name.removeprefix("word/")
        relation = f'<Relationship Id="rIdFooter{n}" Type="{_FOOTER}" Target="{file}"/>'
        members[rels] = members[rels].replace(
            b"</Relationships>", relation.encode() + b"</Relationships>"
        )
        override = f'<Override PartName="/{name}" ContentType="{_FOOTER_TYPE}"/>'
        members[types] = members[types].replace(b"</Types>", override.encode() + b"</Types>")
    members["word/document.xml"] = body.encode("utf-8")
    styles = re.findall(r"<w:style [^>]*w:styleId=\"Gw.*?</w:style>", lean[_STYLES].decode("utf-8"))
    members[_STYLES] = members[_STYLES].replace(
        b"</w:styles>", "".join(styles).encode("utf-8") + b"</w:styles>"
    )
    return members


def write_templates(folder: Path) -> None:
    """``folder``/<dialect>.docx for every dialect."""
    with zipfile.ZipFile(BytesIO(_marked())) as archive:
        lean = {name: archive.read(name) for name in archive.namelist()}
    members = _as_saved_by_word(lean)
    xml = _with_marks(members["word/document.xml"].decode("utf-8"))
    for dialect, turn in DIALECTS.items():
        with zipfile.ZipFile(folder / f"{dialect}.docx", "w", zipfile.ZIP_DEFLATED) as archive:
            for name, data in members.items():
                mine = turn(xml).encode("utf-8") if name == "word/document.xml" else data
                archive.writestr(name, mine)


def _dump(path: Path, values: list[dict[str, Any]]) -> None:
    path.write_text(json.dumps(values, ensure_ascii=False), "utf-8")


def write_job(folder: Path, count: int, peers: int | None = None) -> None:
    """Letter, roster and templates for ``count`` letters, in ``folder``.

    The other peers' data are for the first ``peers`` of them (default: all).
    """
    folder.mkdir(parents=True, exist_ok=True)
    made = list(rows(count))
    (folder / "letter.yaml").write_text(
        yaml.safe_dump(LETTER, allow_unicode=True, sort_keys=False), "utf-8"
    )
    _dump(folder / "roster.json", made)
    _dump(folder / "contexts.json", [context(row) for row in made[:peers]])
    _dump(folder / "flat.json", [flat(row) for row in made[:peers]])
    write_templates(folder)


def write_long_roster(path: Path, count: int) -> None:
    """A CSV of ``count`` rows with the roster's plain columns, for the cost per letter by size."""
    with path.open("w", encoding="utf-8") as out:
        out.write("编号,签订日期,乙方.单位,乙方.负责人,乙方.职务\n")
        for n in range(1, count + 1):
            out.write(f"安责〔2026〕{n}号,2026-01-{n % 28 + 1:02},第{n}水库管理所,田知{n},所长\n")
