"""Word files with something in them that no Word file holds are not opened."""

from __future__ import annotations

import io
import struct
import warnings
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest

from docgen.errors import OutputError, TemplateError
from docgen.package import intake, unpack_parts, write_new

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
BODY = (
    f'<w:document xmlns:w="{W}"><w:body><w:p><w:r><w:t>{{0}}</w:t></w:r></w:p>'
    "</w:body></w:document>"
)
LAUGHS = (
    '<!DOCTYPE a [<!ENTITY a "lol">'
    + "".join(
        f'<!ENTITY a{i} "{("&a" + str(i - 1 if i > 1 else "") + ";") * 10}">' for i in range(1, 10)
    )
    + "]>"
)


def refusal(data: bytes) -> str:
    with pytest.raises(TemplateError) as caught:
        unpack_parts(data, "own.docx")
    (finding,) = caught.value.diagnostics
    assert finding.code == "T301"
    return str(finding.args["reason"])


def test_the_plain_file_is_opened(rebuilt: Callable[..., bytes]) -> None:
    assert "word/document.xml" in unpack_parts(rebuilt({}), "own.docx").names()


@pytest.mark.parametrize(
    "name", ["/etc/cron.d/x", "../x", "word/../../x", "C:/x", "word\\x.xml", "a\x01b"]
)
def test_names_that_lead_elsewhere(name: str, rebuilt: Callable[..., bytes]) -> None:
    refusal(rebuilt({name: b"<a/>"}))


@pytest.mark.parametrize("name", ["word/document.xml", "WORD/Document.xml"])
def test_two_members_of_one_name(name: str, rebuilt: Callable[..., bytes]) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        data = rebuilt({}, ((name, b"<a/>"),))
    refusal(data)


@pytest.mark.parametrize(
    "member",
    ["word/document.xml", "word/styles.xml", "docProps/core.xml", "_rels/.rels", "x/y.XML"],
)
@pytest.mark.parametrize(
    "start",
    [
        LAUGHS,
        '<!DOCTYPE a SYSTEM "file:///etc/passwd">',
        '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]>',
        '<!DOCTYPE a [<!ENTITY % p SYSTEM "http://127.0.0.1/x"> %p;]>',
    ],
)
def test_doctype_in_any_part(member: str, start: str, rebuilt: Callable[..., bytes]) -> None:
    refusal(rebuilt({member: (start + BODY.format("a")).encode()}))


@pytest.mark.parametrize(
    "content",
    [
        BODY.format("a").encode("utf-16"),
        ('<?xml version="1.0" encoding="GBK"?>' + BODY.format("a")).encode(),
        ('<?xml version="1.0" encoding="no-such"?>' + BODY.format("a")).encode(),
        b"<a>" * 1000 + b"</a>" * 1000,
        BODY.format("a").encode()[:-9],
        BODY.format("<![CDATA[<w:p>]]>").encode(),
        BODY.format('<!-- <w:p " -->').encode(),
        BODY.format("\x00").encode(),
        b"\xff\xff",
        b"",
    ],
)
def test_xml_that_word_does_not_write(content: bytes, rebuilt: Callable[..., bytes]) -> None:
    refusal(rebuilt({"word/document.xml": content or b" "}))


def test_a_bomb_is_stopped_while_it_is_read(rebuilt: Callable[..., bytes]) -> None:
    spaces = BODY.format(" " * (intake.MAX_XML + 1)).encode()
    data = rebuilt({"word/document.xml": spaces})
    assert len(data) < 200_000
    assert "larger" in refusal(data) or "大" in refusal(data)
    refusal(rebuilt({"word/media/x.bin": bytes(50_000_000)}))


def test_a_header_that_lies_about_the_size_changes_nothing(rebuilt: Callable[..., bytes]) -> None:
    spaces = BODY.format(" " * (intake.MAX_XML + 1)).encode()
    data = bytearray(rebuilt({"word/document.xml": spaces}))
    size = struct.pack("<I", len(spaces))
    assert data.count(size) == 2
    refusal(bytes(data.replace(size, struct.pack("<I", 100))))


def test_many_members(rebuilt: Callable[..., bytes]) -> None:
    refusal(rebuilt({f"x/{i}": b"a" for i in range(intake.MAX_MEMBERS)}))


def test_other_ways_of_packing(rebuilt: Callable[..., bytes]) -> None:
    out = io.BytesIO(rebuilt({}))
    with zipfile.ZipFile(out, "a", zipfile.ZIP_BZIP2) as archive:
        archive.writestr("word/x.bin", bytes(1000))
    refusal(out.getvalue())


def test_members_that_share_their_bytes() -> None:
    """The overlapping bomb: one deflated kernel, many names."""
    kernel = zlib.compress(bytes(1_000_000))[2:-4]
    local = struct.pack(
        "<IHHHHHIIIHH", 0x04034B50, 20, 0, 8, 0, 33, 0, len(kernel), 1_000_000, 1, 0
    )
    body = local + b"a" + kernel
    central = b"".join(
        struct.pack(
            "<IHHHHHHIIIHHHHHII", 0x02014B50, 20, 20, 0, 8, 0, 33, 0, len(kernel), 1_000_000,
            1, 0, 0, 0, 0, 0, 0,
        ) + bytes([97 + i])
        for i in range(20)
    )  # fmt: skip
    end = struct.pack("<IHHHHIIH", 0x06054B50, 0, 0, 20, 20, len(central), len(body), 0)
    refusal(body + central + end)


def test_a_file_is_never_written_through_a_link(tmp_path: Path) -> None:
    outside = tmp_path / "outside.docx"
    outside.write_bytes(b"mine")
    folder = tmp_path / "out"
    folder.mkdir()
    try:
        (folder / "a.docx").symlink_to(outside)
        (folder / "b.docx").symlink_to(tmp_path / "nothing.docx")
    except OSError:
        pytest.skip("no symbolic links here")
    for name in ("a.docx", "b.docx"):
        with pytest.raises(OutputError):
            write_new(folder / name, b"theirs")
    write_new(folder / "a.docx", b"theirs", force=True)
    write_new(folder / "b.docx", b"theirs", force=True)
    assert outside.read_bytes() == b"mine"
    assert not (tmp_path / "nothing.docx").exists()
    assert (folder / "a.docx").read_bytes() == b"theirs"
