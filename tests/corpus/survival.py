"""What "no character is lost or reordered" means, in code.

Both texts are stripped of blanks and of numbers at the start of a line in every form, then the
source must be the document letter by letter; only 【待填：…】 may have come in.
"""

from __future__ import annotations

import difflib
import io
import re
import zipfile
from xml.etree import ElementTree

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_CN = "[一二三四五六七八九十百]+"
_NUMBER = re.compile(
    rf"^(?:[（(]\s*(?:{_CN}|\d{{1,2}})\s*[）)][、．.]?|{_CN}[、．.]|\d{{1,2}}[）)]|\d{{1,2}}[.．、](?:(?!\d)|(?=\d{{4}}年))"
    rf"|[①-⑳][、．.]?|{_CN}是|第{_CN}(?:部分|个问题|[编章节条])?[，,、：:]?)"
)
_PLACEHOLDER = re.compile("【待填：[^】]*】")


def document_lines(docx: bytes) -> list[str]:
    """The paragraphs of word/document.xml, tables included, in order."""
    with zipfile.ZipFile(io.BytesIO(docx)) as package:
        root = ElementTree.fromstring(package.read("word/document.xml"))
    return ["".join(t.text or "" for t in p.iter(f"{_W}t")) for p in root.iter(f"{_W}p")]


def letters(lines: list[str]) -> str:
    """All characters of ``lines`` without the number each starts with, placeholders, blanks."""
    bare = (_NUMBER.sub("", _PLACEHOLDER.sub("", line).strip(), count=1) for line in lines)
    return re.sub(r"\s", "", "".join(bare))


def numbers(lines: list[str]) -> list[str]:
    """The counters ``lines`` start with, brackets and points aside."""
    found = (_NUMBER.match(line.strip()) for line in lines)
    return [re.sub(r"[^\w①-⑳]", "", m.group()) for m in found if m]


def difference(source: str, document: str) -> str:
    """The first places where the two differ, for a failing test's message."""
    matcher = difflib.SequenceMatcher(None, source, document, autojunk=False)
    changes = [op for op in matcher.get_opcodes() if op[0] != "equal"]
    shown = [
        f"{tag}: {source[a - 10 : b + 10]!r} → {document[c - 10 : d + 10]!r}"
        for tag, a, b, c, d in changes[:5]
    ]
    return "\n".join(shown)
