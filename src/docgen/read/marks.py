"""Numbers at the start of a line: what they look like and what they count."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from docgen.numbering import Specimen, circled_value, parse_chinese_numeral, parse_specimen

_CN = "[一二三四五六七八九十百零〇]{1,4}"
_NOUN = "个[^\\s，,。、：:；;]{1,6}|部分|章|方面|阶段|步|类|点|项|[编节条]"
# One character that holds the marks as well as the number: ㈠ is (一), ⑴ is (1), ⒈ is 1.
_SINGLE = re.compile("[㈠-㈩⑴-⒇⒈-⒛]")

_PATTERNS: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (specimen, re.compile(pattern))
    for specimen, pattern in (
        # 一、二季度 and 三、四年级 are text.
        ("一、", rf"({_CN})[、．.](?![一二三四五六七八九十](?:[、季年月级类线期]|等))"),
        ("（一）", rf"[（(]\s*({_CN})\s*[）)][、．.]?"),
        ("（1）", r"[（(]\s*(\d{1,2})\s*[）)][、．.]?"),
        # 1.5 and 1、2号 are text, 1.2019年 is a number before a year.
        ("1.", r"(\d{1,2})(?:[.．](?:(?!\d)|(?=\d{4}年))|、(?!\d{1,3}(?!\d)))"),
        ("1）", r"(\d{1,2})[）)]"),
        ("①", r"([①-⑳㉑-㉟㊱-㊿])[、．.]?"),
        ("一是", rf"({_CN})是(?!否)"),
        ("第一", rf"第({_CN})()([，,、：:])"),
        ("第一", rf"第\s*({_CN}|\d{{1,3}})\s*({_NOUN})([，,、：:]|\s+)"),
        # 第一章总则: without a blank only before a few words that end the line.
        ("第一", rf"第({_CN})([编章节])()(?=[^，。；：、,;:\s]{{2,15}}$)"),
    )
)

_FULL_WIDTH = {",": "，", ":": "："}


@dataclass(frozen=True, slots=True)
class Mark:
    """A number as found: the specimen of its scheme in standard form, and its value from 1."""

    specimen: str
    value: int

    @property
    def number(self) -> str:
        """The number in its standard form: 1、 becomes ``1.``, (一) becomes ``（一）``."""
        scheme = parse_specimen(self.specimen)
        assert scheme is not None
        return scheme.format(self.value)


def find_mark(line: str) -> tuple[Mark | None, str]:
    """The number ``line`` starts with, and the rest of the line; (None, line) where there is none.

    A number with nothing behind it is text, and so is the first of a list that goes on inside
    the line (一是…。二是…).
    """
    whole = line
    if _SINGLE.match(line):
        line = unicodedata.normalize("NFKC", line[0]) + line[1:]
    for specimen, pattern in _PATTERNS:
        match = pattern.match(line)
        if not match:
            continue
        value = _value(match.group(1))
        rest = line[match.end() :].strip()
        if value is None or value < 1 or not rest or _goes_on(match, specimen, value):
            continue
        if specimen == "第一":
            separator = match.group(3).strip()
            noun = match.group(2)
            first = "1" if match.group(1).isdecimal() else "一"
            separator = _FULL_WIDTH.get(separator, separator) or ("　" if match.group(3) else "")
            specimen = f"第{first}{noun}{separator}"
        return Mark(specimen, value), rest
    return None, whole


def _goes_on(match: re.Match[str], specimen: str, value: int) -> bool:
    """Whether the next number of the list stands further on in the same line."""
    scheme = parse_specimen(specimen)
    assert scheme is not None
    counter = Specimen("", scheme.counter, "").format(value + 1)
    start, end = match.span(1)
    following = match.string[:start] + counter + match.string[end : match.end()].strip()
    return bool(re.search(f"[。；;，,.]\\s*{re.escape(following)}", match.string[match.end() :]))


def _value(counter: str) -> int | None:
    if counter.isdecimal():
        return int(counter)
    return circled_value(counter) or parse_chinese_numeral(counter)
