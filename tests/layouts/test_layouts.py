"""Templates as built from a profile: complete, lean, in docxtpl's dialect, and as shipped."""

from __future__ import annotations

import re
import runpy
import zipfile
from io import BytesIO
from pathlib import Path

import docx
import pytest
from docxtpl import DocxTemplate
from lxml import etree

from docgen.layouts import LAYOUTS, build, style_definitions
from docgen.profile import Profile
from docgen.styles import CHARACTER_STYLES, HEADINGS, TABLE_STYLES, Style, style_id

ROOT = Path(__file__).parent.parent.parent
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
NS = {"w": W[1:-1]}
TOOL = runpy.run_path(str(ROOT / "tools" / "build_templates.py"))


@pytest.fixture(scope="module")
def profile() -> Profile:
    return TOOL["load_profile"]("gbt9704")


@pytest.fixture(params=LAYOUTS)
def layout(request: pytest.FixtureRequest) -> str:
    return request.param


def members(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def tree(layout: str, profile: Profile, part: str = "word/document.xml") -> etree._Element:
    return etree.fromstring(build(layout, profile)[part])


def test_every_layout_is_shipped() -> None:
    assert set(LAYOUTS) == {p.stem for p in (ROOT / "templates").glob("*.docx")}


def test_the_shipped_template_is_the_built_one(layout: str, profile: Profile) -> None:
    # Member by member: deflate streams differ between zlib and its successors.
    path = ROOT / "templates" / f"{layout}.docx"
    built = {m.name: m.data for m in build(layout, profile).members}
    assert members(path) == built, "run python tools/build_templates.py"
    with zipfile.ZipFile(path) as archive:
        assert archive.namelist() == list(built)
        assert {info.date_time for info in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
    assert path.stat().st_size < 12000


def test_two_builds_are_the_same_bytes(layout: str, profile: Profile) -> None:
    to_zip = TOOL["to_zip"]
    assert to_zip(build(layout, profile)) == to_zip(build(layout, profile))


def test_nothing_refers_to_theme_fonts(layout: str, profile: Profile) -> None:
    theme = rb"(ascii|hAnsi|eastAsia|cs)Theme=|themeFontLang|themeColor"
    for part in build(layout, profile).members:
        assert not re.search(theme, part.data)


def test_tables_fill_the_type_area(profile: Profile) -> None:
    [table] = tree("agreement", profile).iterfind(".//w:tbl", NS)
    grid = [int(c.get(f"{W}w")) for c in table.iterfind("w:tblGrid/w:gridCol", NS)]
    assert sum(grid) == 8844  # 156 mm
    for row in table.iterfind("w:tr", NS):
        assert [int(c.get(f"{W}w")) for c in row.iterfind("w:tc/w:tcPr/w:tcW", NS)] == grid


def test_the_signature_block_holds_together(profile: Profile) -> None:
    styles = style_definitions(profile)
    [table] = tree("agreement", profile).iterfind(".//w:tbl", NS)
    assert all(row.find("w:trPr/w:cantSplit", NS) is not None for row in table.iterfind("w:tr", NS))
    used = {p.get(f"{W}val") for p in table.iterfind(".//w:pStyle", NS)}
    assert used == {style_id(Style.SIGN_BLOCK)}
    assert "<w:keepNext/>" in styles[Style.SIGN_BLOCK]
    # The last kept row needs a paragraph of the template to hold on to.
    following = table.getnext()
    assert following.tag == f"{W}p"
    assert following.find("w:r", NS) is None


def test_only_named_styles_and_all_of_them(layout: str, profile: Profile) -> None:
    styles = tree(layout, profile, "word/styles.xml")
    names = {
        s.get(f"{W}styleId"): s.find("w:name", NS).get(f"{W}val")
        for s in styles.iterfind("w:style", NS)
    }
    own = {style_id(style): str(style) for style in Style}
    assert names == {"Normal": "Normal", "TableNormal": "Normal Table", **own}
    assert all(re.fullmatch("[A-Za-z0-9]+", name) for name in names)
    assert styles.find("w:latentStyles", NS) is None
    for part in build(layout, profile).members:
        if not part.name.startswith("word/"):
            continue
        used = re.findall(rb'<w:(?:pStyle|rStyle|tblStyle|basedOn|next) w:val="([^"]*)"', part.data)
        assert {name.decode() for name in used} <= set(names)


def test_headings_have_outline_levels_and_stay_with_their_text(profile: Profile) -> None:
    styles = style_definitions(profile)
    for level, style in enumerate(HEADINGS):
        assert f'<w:outlineLvl w:val="{level}"/>' in styles[style]
        assert "<w:keepNext/>" in styles[style]


def test_fonts_by_level(profile: Profile) -> None:
    styles = style_definitions(profile)
    expected = {
        Style.TITLE: ("方正小标宋简体", "44"),
        Style.BYLINE: ("楷体", "32"),
        Style.HEADING_1: ("黑体", "32"),
        Style.HEADING_2: ("楷体", "32"),
        Style.HEADING_3: ("仿宋", "32"),
        Style.HEADING_4: ("仿宋", "32"),
        Style.HEADING_5: ("仿宋", "32"),
        Style.BODY: ("仿宋", "32"),
        Style.ATTACHMENT_LABEL: ("黑体", "32"),
        Style.ATTACHMENT_TITLE: ("方正小标宋简体", "44"),
        Style.RUN_IN_1: ("黑体", "32"),
        Style.PAGE_NUMBER: ("宋体", "28"),
    }
    for style, (font, size) in expected.items():
        assert f'w:eastAsia="{font}"' in styles[style], style
        assert f'<w:sz w:val="{size}"/>' in styles[style], style
        assert '<w:b w:val="0"/>' in styles[style], "the standard adds no bold"
    assert 'w:ascii="宋体"' in styles[Style.PAGE_NUMBER]
    assert 'w:ascii="Times New Roman"' in styles[Style.BODY]


def test_standalone_styles_need_no_other_style(profile: Profile) -> None:
    for style, xml in style_definitions(profile).items():
        element = etree.fromstring(f'<x xmlns:w="{NS["w"]}">{xml}</x>')[0]
        assert element.get(f"{W}styleId") == style_id(style)
        assert element.find("w:name", NS).get(f"{W}val") == str(style)
        assert element.find("w:basedOn", NS) is None
        assert element.find("w:next", NS) is None
        if style not in CHARACTER_STYLES | TABLE_STYLES:
            for needed in ("w:pPr/w:spacing", "w:rPr/w:rFonts", "w:rPr/w:sz"):
                assert element.find(needed, NS) is not None, (style, needed)


def test_tags_are_whole_and_alone_where_they_must_be(layout: str, profile: Profile) -> None:
    for paragraph in tree(layout, profile).iterfind(".//w:p", NS):
        texts = [t.text for t in paragraph.iterfind(".//w:t", NS)]
        for text in texts:
            assert text.count("{{") == text.count("}}")
            assert text.count("{%") == text.count("%}")
        whole = "".join(texts)
        if re.search(r"\{[{%]p ", whole):
            assert re.fullmatch(r"\{\{p \w+ \}\}|\{%p [^{}]+ %\}", whole)
            assert len(texts) == 1


def test_literal_runs_ask_for_the_east_asian_font(layout: str, profile: Profile) -> None:
    for name in ("word/document.xml", "word/footer1.xml"):
        for run in tree(layout, profile, name).iterfind(".//w:p/w:r[w:t]", NS):
            hint = run.find("w:rPr/w:rFonts", NS)
            assert hint is not None
            assert hint.get(f"{W}hint") == "eastAsia"


def test_page_figures_come_from_the_profile(layout: str, profile: Profile) -> None:
    page = profile.page._replace(top=30, left=25, right=25, bottom=30)
    number = profile.page_number._replace(position="center")
    built = build(layout, profile._replace(page=page, page_number=number))
    margins = etree.fromstring(built["word/document.xml"]).find(".//w:pgMar", NS)
    sides = {side: int(margins.get(f"{W}{side}")) for side in ("top", "left", "right", "bottom")}
    upright = {"top": 1701, "left": 1417, "right": 1417, "bottom": 1701}
    # On its side a sheet has its left edge above and its foot at the left [8].
    aside = {"top": 1417, "left": 1701, "right": 1701, "bottom": 1417}
    assert sides == (aside if layout == "ledger" else upright)
    assert b"evenAndOddHeaders" not in built["word/settings.xml"]
    assert "word/footer2.xml" not in built.names()
    assert b'<w:jc w:val="center"/>' in built["word/footer1.xml"]


def test_no_page_number(profile: Profile) -> None:
    none = profile._replace(page_number=profile.page_number._replace(position="none"))
    built = build("report", none)
    assert not [name for name in built.names() if "footer" in name]
    assert b"footer" not in built["word/_rels/document.xml.rels"]
    assert b"footerReference" not in built["word/document.xml"]


VALUES = {
    "title": "临澄市水务局\n2026年工作总结",
    "number": "安责〔2026〕1号",
    "byline": ["临澄市水务局", "（2026年12月31日）"],
    "party_a": {"unit": "临澄市安全生产委员会", "representative": "周岚", "post": "主任"},
    "party_b": {"unit": "临澄市水务局", "representative": "", "post": ""},
    "date": "",
    "body": "<w:p><w:r><w:t>“正文”</w:t></w:r></w:p>",
    "signoff": "",
    "appendix": "",
    "head": "<w:p><w:r><w:t>版头</w:t></w:r></w:p>",
    "letterhead": "",
    "recipients": "",
    "note": "",
    "imprint": "",
    "issue": {"preprinted": False},
}


def test_docxtpl_itself_renders_it(layout: str) -> None:
    template = DocxTemplate(ROOT / "templates" / f"{layout}.docx")
    template.render(VALUES)
    buffer = BytesIO()
    template.save(buffer)
    document = docx.Document(buffer)
    lines = [p.text for p in document.paragraphs]
    above = ["版头", "", ""] if layout in ("document", "letter", "minutes", "order") else []
    at = len(above)
    assert lines[:at] == above
    assert lines[at] == VALUES["title"]
    assert document.paragraphs[at].style.name == Style.TITLE
    assert "“正文”" in lines
    assert not [line for line in lines if "{" in line]
    if layout != "agreement":
        assert lines[at + 1 : at + 3] == VALUES["byline"]
    else:
        assert lines[1] == VALUES["number"]
        assert "负责人：周岚（主任）" in lines
        cells = [cell.text for row in document.tables[0].rows for cell in row.cells]
        assert cells[0] == "甲方（盖章）：\n临澄市安全生产委员会"
        assert cells[-1] == "\n　　年　　月　　日"
        # 乙方 gives neither name nor post: its line is not there.
        assert sum("负责人" in line for line in lines) == 1
