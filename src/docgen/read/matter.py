"""What stands before and after the body: title, salutation, keywords; closing, signature, date."""

from __future__ import annotations

import re
from dataclasses import dataclass

from docgen.content import Paragraph, Role, Text

from .lines import Line
from .marks import find_mark

END_MARKS = "。！？；：，、…;:,!?."

_TITLE_MOST = 45
_SHORT = 30
_TITLE_WORD = re.compile(
    r"(总结|报告|汇报|方案|责任书|承诺书|讲话|发言|意见|计划|要点|通知|说明|材料|办法|纪要|述职|述廉)"
    r"(?:[（(].{1,10}[）)])?$"
)
_SECTION_WORD = re.compile(
    r"情况|问题|不足|做法|措施|打算|安排|内容|成效|经验|体会|背景|要求|目标$"
)
_SALUTATION = re.compile(
    r"^(?=.*(?:领导|同志|同事|代表|委员|各位|老师|评委|专家|朋友|同学)).{2,28}[：:，,]$"
)
_KEYWORDS = re.compile(r"^关键词\s*[：:]")
_CN_DIGITS = "[〇○零一二三四五六七八九十]"
_DATE = re.compile(
    rf"^[（(]?\s*(?:\d{{4}}|{_CN_DIGITS}{{4}})\s*年\s*(?:\d{{1,2}}|{_CN_DIGITS}{{1,3}})\s*月"
    rf"(?:\s*(?:\d{{1,2}}|{_CN_DIGITS}{{1,3}})\s*日)?\s*[）)]?$"
    r"|^[（(]?\d{4}([-/.])\d{1,2}\1\d{1,2}[）)]?$"
)
_BYLINE = re.compile(
    r"\s|(?:[局委院校镇乡村部处科室站所队厂场办会]|同志|中心|公司|集团|政府|街道|班子)$|^\S{2,3}$"
)
_SIGNER = re.compile(r"^(?:报告人|汇报人|述职人|述职述廉人|签名|单位)\s*[：:]")
_CLOSING = re.compile(
    r"^(?:特此|谢谢|妥否|当否|汇报完毕|报告完毕|以上(?:是|报告|汇报|总结|述职|发言|讲话|情况|意见)"
    r"|我的(?:汇报|述职|报告|发言|讲话)|此致|敬礼|请予?(?:审议|评议|批评|指正)|不当之处)"
)
_ATTACHMENTS = re.compile(r"^附件\s*[：:]\s*")
_LABELLED = re.compile(r"^[\u3400-\u9fff]{2,8}\s*[：:]\s*[^\s，。；：:,;]{2,30}$")
_REFERENCE = re.compile(r"^(\[\d{1,3}\])\s*(?=\S)")
_SIGNATURE_LINES = 3
_CLOSING_MOST = 60


@dataclass(frozen=True, slots=True)
class Matter:
    """The text by place: ``title`` (lines joined by newlines), front, body lines, back."""

    title: str
    front: tuple[Paragraph, ...]
    body: tuple[Line, ...]
    back: tuple[Paragraph, ...]


def separate(lines: list[Line]) -> Matter:
    """Front and back matter taken off ``lines``; what is not certain stays in the body."""
    title, start = _title(lines)
    front: list[Paragraph] = []
    if title:
        while start < len(lines) - 1 and _stands_under_title(lines[start].text):
            front.append(_paragraph(lines[start].text))
            start += 1
    while start < len(lines) - 1:
        text = lines[start].text
        if _SALUTATION.match(text):
            front.append(_paragraph(text, Role.SALUTATION))
        elif _KEYWORDS.match(text):
            front.append(_paragraph(text, Role.KEYWORDS))
        else:
            break
        start += 1
    back, end = _back(lines, start)
    return Matter(title, tuple(front), tuple(lines[start:end]), tuple(back))


def _paragraph(text: str, role: Role = Role.BODY, marker: str = "") -> Paragraph:
    return Paragraph((Text(text),), role, marker)


def _bare(text: str, most: int = _SHORT) -> bool:
    """A short line without a number and without punctuation at its end."""
    return len(text) <= most and text[-1] not in END_MARKS and find_mark(text)[0] is None


def _title(lines: list[Line]) -> tuple[str, int]:
    if len(lines) < 2 or not _bare(lines[0].text, _TITLE_MOST) or _DATE.match(lines[0].text):
        return "", 0
    first, second = lines[0].text, lines[1].text
    if _TITLE_WORD.search(first):
        return first, 1
    if _bare(second, _TITLE_MOST) and _TITLE_WORD.search(second):
        return f"{first}\n{second}", 2
    if _SECTION_WORD.search(first) or _KEYWORDS.match(first):
        return "", 0
    return first, 1


def _stands_under_title(text: str) -> bool:
    """A unit, a name, a date, or one thing told of the document (编号：…, 甲方：…)."""
    labelled = _LABELLED.match(text) and not _SECTION_WORD.search(text)
    return (bool(labelled) and not _KEYWORDS.match(text)) or _is_byline(text)


def _is_byline(text: str) -> bool:
    if _DATE.match(text):
        return True
    return (
        _bare(text, 24)
        and not _SECTION_WORD.search(text)
        and not _KEYWORDS.match(text)
        and bool(_BYLINE.search(text))
    )


def _back(lines: list[Line], start: int) -> tuple[list[Paragraph], int]:
    back: list[Paragraph] = []
    end = len(lines)

    def take(role: Role, marker: str = "", text: str = "") -> None:
        nonlocal end
        end -= 1
        back.insert(0, _paragraph(text or lines[end].text, role, marker))

    if end - 1 > start and _KEYWORDS.match(lines[end - 1].text):
        take(Role.KEYWORDS)
    if end - 1 > start and _DATE.match(lines[end - 1].text):
        take(Role.DATE)
        signers = 0
        while (
            end - 1 > start
            and signers < _SIGNATURE_LINES
            and _bare(lines[end - 1].text)
            and not _REFERENCE.match(lines[end - 1].text)
            and not _ATTACHMENTS.match(lines[end - 1].text)
            and not _is_listed(lines, end - 1)
        ):
            take(Role.SIGNATURE)
            signers += 1
    elif end - 1 > start and _is_signer(lines[end - 1].text):
        take(Role.SIGNATURE)
    first = _first_attachment(lines, start, end)
    while first is not None and end > first:
        text = lines[end - 1].text
        label = _ATTACHMENTS.match(text)
        mark, rest = find_mark(text[label.end() :] if label else text)
        if label and not rest:
            # 附件： on a line of its own: it stands before the first name.
            end -= 1
            back[0] = back[0]._replace(marker=f"附件：{back[0].marker}")
            break
        number = mark.number if mark else ""
        take(Role.ATTACHMENT_NOTE, ("附件：" if label else "") + number, rest)
    first = _references(lines, start, end)
    while first is not None and end > first:
        entry = _REFERENCE.match(lines[end - 1].text)
        take(Role.BODY, entry.group(1) if entry else "", _REFERENCE.sub("", lines[end - 1].text))
    while end - 1 > start and _is_closing(lines[end - 1].text):
        take(Role.CLOSING)
    return back, end


def _references(lines: list[Line], start: int, end: int) -> int | None:
    """Where 参考文献 starts, if entries [1], [2] … follow it and nothing else before ``end``."""
    i = end - 1
    while i > start and _REFERENCE.match(lines[i].text):
        i -= 1
    return i if i > start and i < end - 1 and lines[i].text == "参考文献" else None


def _is_signer(text: str) -> bool:
    return len(text) <= _SHORT and bool(_SIGNER.match(text))


def _is_closing(text: str) -> bool:
    return len(text) <= _CLOSING_MOST and bool(_CLOSING.match(text))


def _is_listed(lines: list[Line], i: int) -> bool:
    """Whether line ``i`` hangs on the one before it: part of a list after a colon."""
    return i > 0 and lines[i - 1].text[-1] in "：:"


def _first_attachment(lines: list[Line], start: int, end: int) -> int | None:
    """Where 附件：… starts, if only its names follow it before ``end``: numbered, or just one."""
    for i in range(end - 1, start, -1):
        label = _ATTACHMENTS.match(lines[i].text)
        if label:
            alone = label.end() == len(lines[i].text)
            return None if alone and i + 1 == end else i
        mark, _ = find_mark(lines[i].text)
        before = _ATTACHMENTS.fullmatch(lines[i - 1].text)
        if mark is None and before and i == end - 1 and _bare(lines[i].text, _TITLE_MOST):
            return i - 1 if i - 1 > start else None
        if mark is None or mark.specimen != "1.":
            return None
    return None
