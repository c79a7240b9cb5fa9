"""Numbers as literal text, given by a specimen of the first one: 一、（一）1. ① 第一个问题：

A specimen is any text holding one counter at its first value (一, 1, ① or １); what stands before
and after the counter is kept. ``无`` or an empty text means no number.
"""

from __future__ import annotations

import re
from typing import NamedTuple

STANDARD = ("一、", "（一）", "1.", "（1）", "①")
"""Levels 1–4 of GB/T 9704—2012 [7.3.3]; the fifth is office practice."""

MAX_LEVEL = 5
"""Deepest heading level: four of GB/T 9704—2012 [7.3.3] and the fifth, ①, of office practice."""

NONE = "无"

_DIGITS = "零一二三四五六七八九"
_CIRCLED = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳㉑㉒㉓㉔㉕㉖㉗㉘㉙㉚㉛㉜㉝㉞㉟㊱㊲㊳㊴㊵㊶㊷㊸㊹㊺㊻㊼㊽㊾㊿"


_MOST = 9999


def chinese_numeral(n: int) -> str:
    """1–9999 in Chinese as used for numbering: 10 → 十, 21 → 二十一, 105 → 一百零五.

    Raises ValueError outside 0–9999.
    """
    if not 0 <= n <= _MOST:
        raise ValueError(n)
    if n < 10:
        return _DIGITS[n]
    out = ""
    for value, unit in ((1000, "千"), (100, "百"), (10, "十")):
        digit, n = divmod(n, value)
        if digit:
            out += _DIGITS[digit] + unit
        elif out and n and not out.endswith("零"):
            out += "零"
    if n:
        out += _DIGITS[n]
    return out.removeprefix("一") if out.startswith("一十") else out


def parse_chinese_numeral(text: str) -> int | None:
    """The value of a Chinese numeral 零–九千九百九十九, or None if ``text`` is none."""
    if not text or not re.fullmatch(r"[零〇一二三四五六七八九十百千两]+", text):
        return None
    total, digit = 0, 0
    units = {"十": 10, "百": 100, "千": 1000}
    for char in text:
        if char in units:
            total += (digit or 1) * units[char]
            digit = 0
        else:
            digit = 2 if char == "两" else 0 if char == "〇" else _DIGITS.index(char)
    total += digit
    if total > _MOST:
        return None
    return total if chinese_numeral(total) == text.replace("两", "二").replace("〇", "零") else None


def circled_value(char: str) -> int | None:
    """1–50 for ① to ㊿, None for any other text."""
    index = _CIRCLED.find(char) if len(char) == 1 else -1
    return index + 1 or None


def counted(n: int) -> str:
    """``n`` as it stands before a measure word: 2 → 两 (一式两份), otherwise as a numeral."""
    return "两" if n == 2 else chinese_numeral(n)


class Specimen(NamedTuple):
    """A numbering scheme of one level, parsed from its specimen."""

    prefix: str
    counter: str
    suffix: str

    def format(self, n: int) -> str:
        """The number of the ``n``-th heading, n from 1; Arabic where Chinese ends, after 9999."""
        match self.counter:
            case "一":
                number = chinese_numeral(n) if n <= _MOST else str(n)
            case "①":
                number = _CIRCLED[n - 1] if n <= len(_CIRCLED) else f"({n})"
            case "１":
                number = str(n).translate({ord("0") + d: ord("０") + d for d in range(10)})
            case "1":
                number = str(n)
            case _:
                return ""
        return f"{self.prefix}{number}{self.suffix}"


def parse_specimen(text: str) -> Specimen | None:
    """The scheme shown by ``text``, or None where it holds no counter (see the module docstring).

    The counter is the first 一, 1, ① or １ in the text: 第一个问题： counts in Chinese.
    """
    if text in ("", NONE):
        return Specimen("", "", "")
    match = re.search("[一1①１]", text)
    if not match:
        return None
    return Specimen(text[: match.start()], match.group(), text[match.end() :])
