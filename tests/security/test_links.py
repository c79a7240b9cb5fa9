"""What a template would have Word load when the document is opened is told, wherever it hides."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from docgen import pipeline
from docgen.errors import TemplateError
from docgen.kinds import get_kind

PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def relationships(kind: str, target: str, mode: str = "External") -> bytes:
    return (
        f'<Relationships xmlns="{PACKAGE}"><Relationship Id="rId99" Type="{OFFICE}/{kind}" '
        f'Target="{target}" TargetMode="{mode}"/></Relationships>'
    ).encode()


def document(inside: str) -> bytes:
    body = (
        "<w:p><w:r><w:t>{{ title }} {{ unit }} {{ year }}</w:t></w:r></w:p>"
        f"<w:p><w:r><w:t>{{{{ body }}}}</w:t></w:r></w:p>{inside}"
    )
    return f'<w:document xmlns:w="{W}"><w:body>{body}</w:body></w:document>'.encode()


def found(path: Path, code: str = "T336") -> list[tuple[str | None, str]]:
    findings = pipeline.check_template(str(path), get_kind("annual-summary"))
    links = [d for d in findings if d.code in ("T334", "T336")]
    assert {d.code for d in links} <= {code}
    return [(d.where.part, str(d.args["target"])) for d in links]


@pytest.mark.parametrize(
    ("member", "part"),
    [
        ("word/_rels/settings.xml.rels", "word/settings.xml"),
        ("word/_rels/header7.xml.rels", "word/header7.xml"),
        ("word/_RELS/HEADER8.XML.RELS", "word/HEADER8.XML"),
        ("word/charts/_rels/chart1.xml.rels", "word/charts/chart1.xml"),
    ],
)
@pytest.mark.parametrize(
    "kind", ["image", "attachedTemplate", "oleObject", "subDocument", "aFChunk", "frame", "x"]
)
def test_relationships_to_the_outside(
    member: str, part: str, kind: str, tmp_path: Path, rebuilt: Callable[..., bytes]
) -> None:
    own = tmp_path / "own.docx"
    target = "http://127.0.0.1/x"
    own.write_bytes(
        rebuilt({"word/document.xml": document(""), member: relationships(kind, target)})
    )
    assert found(own) == [(part, target)]


@pytest.mark.parametrize(
    ("kind", "mode"), [("hyperlink", "External"), ("image", "Internal"), ("customXml", "Internal")]
)
def test_what_loads_nothing_is_not_told(
    kind: str, mode: str, tmp_path: Path, rebuilt: Callable[..., bytes]
) -> None:
    own = tmp_path / "own.docx"
    links = relationships(kind, "http://127.0.0.1/x", mode)
    own.write_bytes(rebuilt({"word/document.xml": document(""), "word/_rels/a.xml.rels": links}))
    assert found(own) == []


def run(inside: str) -> str:
    return f"<w:r>{inside}</w:r>"


def instruction(*texts: str) -> str:
    pieces = "".join(run(f"<w:instrText>{text}</w:instrText>") for text in texts)
    begin, end = (run(f'<w:fldChar w:fldCharType="{at}"/>') for at in ("begin", "end"))
    return f"<w:p>{begin}{pieces}{end}</w:p>"


@pytest.mark.parametrize(
    "field",
    [
        instruction(' INCLUDEPICTURE "http://127.0.0.1/x" \\d '),
        instruction(" INCLUDE", 'PICTURE "http://127.', '0.0.1/x" \\d '),
        '<w:p><w:fldSimple w:instr=" includepicture &quot;http://127.0.0.1/x&quot; \\d"/></w:p>',
    ],
)
def test_fields_that_load_files(field: str, tmp_path: Path, rebuilt: Callable[..., bytes]) -> None:
    own = tmp_path / "own.docx"
    own.write_bytes(rebuilt({"word/document.xml": document(field)}))
    assert found(own) == [("word/document.xml", '"http://127.0.0.1/x" \\d')]


def test_other_fields_are_not_told(tmp_path: Path, rebuilt: Callable[..., bytes]) -> None:
    own = tmp_path / "own.docx"
    fields = instruction(" PAGE ") + instruction(' HYPERLINK "http://127.0.0.1/" ')
    own.write_bytes(rebuilt({"word/document.xml": document(fields)}))
    assert found(own) == []


@pytest.mark.parametrize(
    "target",
    [
        "https://pictures.example/x.png",
        "HTTP:\\\\pictures.example\\x.png",
        "//pictures.example/x.png",
        "\\\\server\\share\\x.dotm",
        "file://server/share/x.dotm",
        "file://///server/share/x.dotm",
        "file:///%5C%5Cserver%5Cshare%5Cx.dotm",
        "mhtml:file://x!y",
        "ftp:x",
    ],
)
def test_whatever_asks_another_computer_is_refused(
    target: str, data: Path, tmp_path: Path, rebuilt: Callable[..., bytes]
) -> None:
    own = tmp_path / "own.docx"
    links = relationships("attachedTemplate", target)
    own.write_bytes(
        rebuilt({"word/document.xml": document(""), "word/_rels/settings.xml.rels": links})
    )
    assert found(own) == [("word/settings.xml", target)]
    pipeline.get_template.cache_clear()
    record, _ = pipeline.record_of(str(data))
    with pytest.raises(TemplateError) as caught:
        pipeline.fill(record, template=str(own))
    assert [d.code for d in caught.value.diagnostics] == ["T336"]


@pytest.mark.parametrize(
    "target",
    [
        *("file:///C:/Users/a/x.dotx", "file:///C:\\x.dotx", "file://C:/x.dotx", "file:/x.dotx"),
        *("C:\\Users\\x.dotx", "file:///home/a/x.png", "file://localhost/x.png", "x.png", ""),
        *("../x.png", "sub\\x.png", "file:x.png", "file:///D%3A/x.png"),
    ],
)
def test_a_path_on_a_disk_is_told(
    target: str, tmp_path: Path, rebuilt: Callable[..., bytes]
) -> None:
    own = tmp_path / "own.docx"
    links = relationships("attachedTemplate", target)
    own.write_bytes(
        rebuilt({"word/document.xml": document(""), "word/_rels/settings.xml.rels": links})
    )
    assert found(own, "T334") == [("word/settings.xml", target)]


@pytest.mark.parametrize(
    ("field", "code"),
    [
        (' INCLUDETEXT "C:\\\\docs\\\\x.docx" \\* MERGEFORMAT ', "T334"),
        (" INCLUDEPICTURE x.png ", "T334"),
        (' LINK Excel.Sheet.12 "\\\\\\\\server\\\\x.xlsx" Sheet1!R1C1 \\a ', "T336"),
        (' LINK Excel.Sheet.12 "C:\\\\x.xlsx" Sheet1!R1C1 \\a ', "T334"),
        (" DDEAUTO cmd /c ", "T336"),
    ],
)
def test_fields_by_where_they_look(
    field: str, code: str, tmp_path: Path, rebuilt: Callable[..., bytes]
) -> None:
    own = tmp_path / "own.docx"
    own.write_bytes(rebuilt({"word/document.xml": document(instruction(field))}))
    assert len(found(own, code)) == 1


def test_told_with_every_document_and_refused_with_strict(
    data: Path, tmp_path: Path, rebuilt: Callable[..., bytes]
) -> None:
    own = tmp_path / "own.docx"
    links = relationships("attachedTemplate", "file:///C:/x.dotm")
    own.write_bytes(
        rebuilt({"word/document.xml": document(""), "word/_rels/settings.xml.rels": links})
    )
    pipeline.get_template.cache_clear()
    record, _ = pipeline.record_of(str(data))
    made, warnings = pipeline.fill(record, template=str(own))
    assert made.startswith(b"PK")
    assert [d.code for d in warnings] == ["T334"]
    with pytest.raises(TemplateError) as caught:
        pipeline.fill(record, template=str(own), strict=True)
    assert [d.code for d in caught.value.diagnostics] == ["T334"]
