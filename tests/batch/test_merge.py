"""One print file of many letters: sections on odd pages, everything starting again."""

from __future__ import annotations

import io
import re
import subprocess
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path

import docx
import pdfplumber
import pytest
from lxml import etree

from docgen import pipeline
from docgen.batch.merge import merge
from docgen.errors import DataError
from ooxml import W, members, paragraphs

SAMPLES = Path(__file__).parents[2] / "samples"
R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
MAIN = "word/document.xml"


@pytest.fixture(scope="module")
def letters(tmp_path_factory: pytest.TempPathFactory) -> list[tuple[str, bytes]]:
    folder = tmp_path_factory.mktemp("letters")
    data = (SAMPLES / "responsibility-letter.yaml").read_text("utf-8")
    out = []
    for n in range(1, 5):
        source, target = folder / f"{n}.yaml", folder / f"{n}.docx"
        source.write_text(data.replace("〕1号", f"〕{n}号").replace("云栎", f"第{n}"), "utf-8")
        pipeline.generate(str(source), target)
        out.append((target.name, target.read_bytes()))
    return out


def merged(letters: list[tuple[str, bytes]]) -> bytes:
    out = io.BytesIO()
    assert merge(letters, out) == len(letters)
    return out.getvalue()


def sections(data: bytes) -> list[etree._Element]:
    return list(etree.fromstring(members(data)[MAIN]).iter(f"{W}sectPr"))


def test_all_text_in_order(letters: list[tuple[str, bytes]]) -> None:
    expected = [p for _, data in letters for p in paragraphs(members(data)[MAIN])]
    assert paragraphs(members(merged(letters))[MAIN]) == expected


def test_each_letter_is_a_section_from_an_odd_page(letters: list[tuple[str, bytes]]) -> None:
    found = sections(merged(letters))
    assert len(found) == len(letters)
    for section in found:
        assert section.find(f"{W}type").get(f"{W}val") == "oddPage"
        assert section.find(f"{W}pgNumType").get(f"{W}start") == "1"
        order = [etree.QName(child).localname for child in section]
        assert order == ["footerReference", "footerReference", "type", "pgSz", "pgMar", "pgNumType"]
    assert all(s.getparent().tag == f"{W}pPr" for s in found[:-1])
    assert found[-1].getparent().tag == f"{W}body"


def test_everything_but_the_text_is_there_once(letters: list[tuple[str, bytes]]) -> None:
    one, all_of_them = members(letters[0][1]), members(merged(letters))
    assert one.keys() == all_of_them.keys()
    same = {name for name in one if one[name] == all_of_them[name]}
    assert one.keys() - same <= {MAIN, "word/_rels/document.xml.rels"}


def test_the_same_letters_give_the_same_bytes(letters: list[tuple[str, bytes]]) -> None:
    assert merged(letters) == merged(letters)


def test_one_letter_alone(letters: list[tuple[str, bytes]]) -> None:
    data = merged(letters[:1])
    assert len(sections(data)) == 1
    assert docx.Document(io.BytesIO(data)).paragraphs


def test_no_letter_at_all() -> None:
    with pytest.raises(DataError) as caught:
        merge([], io.BytesIO())
    assert caught.value.diagnostics[0].code == "T301"


def test_another_template_is_refused(letters: list[tuple[str, bytes]]) -> None:
    out = io.BytesIO()
    docx.Document().save(out)
    for other, code in ((out.getvalue(), "B433"), (b"no zip", "T301")):
        with pytest.raises(DataError) as caught:
            merge([letters[0], ("other.docx", other)], io.BytesIO())
        [finding] = caught.value.diagnostics
        assert (finding.code, finding.where.file) == (code, "other.docx")


# A letter as Word writes it, with everything that must not be mixed up between letters.
_ROOT = (
    '<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    ' xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
    ' xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing">'
)
_BODY = (
    "<w:body><w:p><w:pPr><w:numPr>"
    '<w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr></w:pPr><w:r><w:t>direct</w:t></w:r></w:p>'
    '<w:p><w:pPr><w:pStyle w:val="Sub"/><w:keepNext/><w:jc w:val="both"/></w:pPr>'
    '<w:bookmarkStart w:id="0" w:name="here"/><w:r><w:t>styled</w:t></w:r>'
    '<w:bookmarkEnd w:id="0"/></w:p>'
    '<w:p><w:hyperlink w:anchor="here"><w:r><w:t>back</w:t></w:r></w:hyperlink>'
    "<w:r><w:instrText> PAGEREF here \\h </w:instrText></w:r>"
    '<w:r><w:footnoteReference w:id="2"/></w:r>'
    '<w:r><w:drawing><wp:docPr id="1" name="p"/><w:x r:embed="rId5"/></w:drawing></w:r></w:p>'
    "<w:tbl><w:tr><w:tc><w:p/></w:tc></w:tr></w:tbl>"
    '<w:sectPr><w:headerReference w:type="default" r:id="rId4"/>'
    '<w:pgSz w:w="11906" w:h="16838"/><w:pgMar w:top="1"/>'
    '<w:pgNumType w:fmt="decimal" w:start="7"/>'
    "</w:sectPr></w:body></w:document>"
)
_W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_TYPE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_FIXED = {
    "[Content_Types].xml": (
        '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="xml" ContentType="application/xml"/>'
        '<Override PartName="/word/header1.xml" ContentType="application/header+xml"/></Types>'
    ),
    "word/styles.xml": (
        f'<w:styles {_W}><w:style w:type="paragraph" w:styleId="List"><w:pPr><w:numPr>'
        '<w:ilvl w:val="1"/><w:numId w:val="2"/></w:numPr></w:pPr></w:style>'
        '<w:style w:type="paragraph" w:styleId="Sub"><w:basedOn w:val="List"/></w:style></w:styles>'
    ),
    "word/numbering.xml": (
        f'<w:numbering {_W}><w:abstractNum w:abstractNumId="0"><w:lvl w:ilvl="0">'
        '<w:start w:val="1"/></w:lvl><w:lvl w:ilvl="1"><w:start w:val="3"/></w:lvl></w:abstractNum>'
        '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>'
        '<w:num w:numId="2"><w:abstractNumId w:val="0"/></w:num></w:numbering>'
    ),
    "word/_rels/document.xml.rels": (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        f'<Relationship Id="rId1" Type="{_TYPE}/styles" Target="styles.xml"/>'
        f'<Relationship Id="rId2" Type="{_TYPE}/numbering" Target="numbering.xml"/>'
        f'<Relationship Id="rId3" Type="{_TYPE}/footnotes" Target="footnotes.xml"/>'
        f'<Relationship Id="rId4" Type="{_TYPE}/header" Target="header1.xml"/>'
        f'<Relationship Id="rId5" Type="{_TYPE}/image" Target="media/image1.png"/></Relationships>'
    ),
    "word/_rels/header1.xml.rels": (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        f'<Relationship Id="rId1" Type="{_TYPE}/image" Target="media/seal.png"/></Relationships>'
    ),
}


def letter(name: str, picture: str, seal: str = "seal") -> tuple[str, bytes]:
    parts: Mapping[str, str] = {
        **_FIXED,
        MAIN: _ROOT + _BODY,
        "word/header1.xml": f"<w:hdr {_W}><w:p><w:r><w:t>{name}</w:t></w:r></w:p></w:hdr>",
        "word/footnotes.xml": (
            f'<w:footnotes {_W}><w:footnote w:type="separator" w:id="-1"/>'
            f'<w:footnote w:id="2"><w:p><w:r><w:t>note {name}</w:t></w:r></w:p></w:footnote>'
            "</w:footnotes>"
        ),
        "word/media/image1.png": picture,
        "word/media/seal.png": seal,
    }
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for member, text in parts.items():
            archive.writestr(member, text)
    return f"{name}.docx", out.getvalue()


@pytest.fixture
def rich() -> dict[str, bytes]:
    return members(merged([letter("a", "one"), letter("b", "two"), letter("c", "one", "other")]))


def targets(parts: Mapping[str, bytes], of: str = MAIN) -> dict[str, str]:
    folder, file = of.rsplit("/", 1)
    tree = etree.fromstring(parts[f"{folder}/_rels/{file}.rels"])
    return {r.get("Id"): f"{folder}/{r.get('Target')}" for r in tree}


def test_each_letter_keeps_its_own_picture_and_header(rich: dict[str, bytes]) -> None:
    tree = etree.fromstring(rich[MAIN])
    to = targets(rich)
    pictures = [to[e.get(f"{R}embed")] for e in tree.iter(f"{W}x")]
    assert [rich[p] for p in pictures] == [b"one", b"two", b"one"]
    assert pictures[0] == pictures[2]
    headers = [to[e.get(f"{R}id")] for e in tree.iter(f"{W}headerReference")]
    assert [re.search(rb"<w:t>(.)<", rich[h])[1] for h in headers] == [b"a", b"b", b"c"]
    seals = [rich[targets(rich, h)["rId1"]] for h in headers]
    assert seals == [b"seal", b"seal", b"other"]
    types = rich["[Content_Types].xml"].decode()
    assert all(types.count(f'"/{h}"') == 1 for h in headers)


def test_automatic_lists_start_again(rich: dict[str, bytes]) -> None:
    tree = etree.fromstring(rich[MAIN])
    used = [e.get(f"{W}val") for e in tree.iter(f"{W}numId")]
    # The first letter's styled paragraph needs no number of its own.
    assert len(used) == 1 + 2 + 2
    assert len(set(used)) == len(used)
    numbering = etree.fromstring(rich["word/numbering.xml"])
    restarted = {
        num.get(f"{W}numId"): [e.get(f"{W}val") for e in num.iter(f"{W}startOverride")]
        for num in numbering.iter(f"{W}num")
    }
    assert restarted["1"] == []
    assert all(restarted[number] == ["1", "3"] for number in used[1:])
    styled = [p for p in tree.iter(f"{W}p") if p.find(f"{W}pPr/{W}pStyle") is not None]
    order = [etree.QName(child).localname for child in styled[1].find(f"{W}pPr")]
    assert order == ["pStyle", "keepNext", "numPr", "jc"]


def test_footnotes_bookmarks_and_ids_stay_apart(rich: dict[str, bytes]) -> None:
    tree = etree.fromstring(rich[MAIN])
    notes = {
        n.get(f"{W}id"): "".join(n.itertext())
        for n in etree.fromstring(rich["word/footnotes.xml"]).iter(f"{W}footnote")
    }
    used = [e.get(f"{W}id") for e in tree.iter(f"{W}footnoteReference")]
    assert [notes[i] for i in used] == ["note a", "note b", "note c"]
    names = [e.get(f"{W}name") for e in tree.iter(f"{W}bookmarkStart")]
    assert names == ["here", "here_2", "here_3"]
    assert [e.get(f"{W}anchor") for e in tree.iter(f"{W}hyperlink")] == names
    assert [e.text.split()[1] for e in tree.iter(f"{W}instrText")] == names
    for tag in ("bookmarkStart", "bookmarkEnd"):
        assert len({e.get(f"{W}id") for e in tree.iter(f"{W}{tag}")}) == 3
    drawings = [e.get("id") for e in tree.iter("{*}docPr")]
    assert drawings == ["1", "2", "3"]


def test_a_letter_that_ends_in_a_table_gets_a_line_one_point_high(rich: dict[str, bytes]) -> None:
    found = list(etree.fromstring(rich[MAIN]).iter(f"{W}sectPr"))
    line = found[0].getparent().getparent()
    assert line.getprevious().tag == f"{W}tbl"
    assert line.find(f"{W}pPr/{W}spacing").get(f"{W}line") == "20"
    starts = [s.find(f"{W}pgNumType").get(f"{W}start") for s in found]
    assert starts == ["1", "1", "1"]
    restarts = [s.find(f"{W}footnotePr/{W}numRestart").get(f"{W}val") for s in found]
    assert restarts == ["eachSect"] * 3


@pytest.mark.full
def test_on_paper_every_letter_begins_on_a_right_hand_page(
    need: Callable[..., list[str]], letters: list[tuple[str, bytes]], tmp_path: Path
) -> None:
    [soffice] = need("soffice")
    path = tmp_path / "all.docx"
    path.write_bytes(merged(letters))
    # By default LibreOffice leaves the blank back pages out of a PDF; a printer gets them.
    form = 'pdf:writer_pdf_Export:{"IsSkipEmptyPages":{"type":"boolean","value":"false"}}'
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    convert = [soffice, profile, "--headless", "--convert-to", form, "--outdir", str(tmp_path)]
    subprocess.run([*convert, str(path)], capture_output=True, timeout=120, check=True)
    with pdfplumber.open(tmp_path / "all.pdf") as document:
        pages = [page.extract_text() for page in document.pages]
    starts = [n for n, text in enumerate(pages, 1) if "甲方：临澄市水务局" in text]
    assert len(starts) == len(letters)
    assert all(n % 2 == 1 for n in starts)
    numbers = [m[1] for text in pages if (m := re.search(r"—\s*(\d+)\s*—", text))]
    assert numbers.count("1") == len(letters)
