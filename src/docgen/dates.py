"""Dates: read what clerks write, print what GB/T 9704—2012 [7.3.5.4] asks for."""

from __future__ import annotations

import datetime
import re
from functools import lru_cache

_CN_DIGITS = "〇一二三四五六七八九"
_DIGIT = "[〇○零一二三四五六七八九]"
_DATE = re.compile(
    r"(\d{4})\s*(?:([-/.])(\d{1,2})\2(\d{1,2})|年\s*(\d{1,2})\s*月\s*(\d{1,2})\s*日)"
)
# Compiled by re at the first need: most dates are written in Arabic digits.
_CHINESE_DATE = rf"({_DIGIT}{{4}})\s*年\s*(\S{{1,3}})\s*月\s*(\S{{1,3}})\s*日"
_COUNT = "(?:([二三]?)(十))?([一二三四五六七八九]?)"
_YEAR = rf"(?<!\d)((?:19|20)\d{{2}})(?!\d)|(?<!{_DIGIT})({_DIGIT}{{4}})(?=\s*年)"


# A roster has few days and many rows.
@lru_cache(maxsize=4096)
def parse_date(text: str) -> datetime.date | None:
    """The date ``text`` writes; None if it is no real one.

    Known are ``2026-1-5``, ``2026/1/5``, ``2026.1.5``, ``2026年1月5日`` and ``二〇二六年一月五日``,
    the last two with blanks too.
    """
    numbers = _numbers(text)
    if numbers is None:
        return None
    try:
        return datetime.date(*numbers)
    except ValueError:
        return None


def is_date_shaped(text: str) -> bool:
    """Whether ``text`` is written as a date, be there such a day or not."""
    return _numbers(text) is not None


def years(text: str) -> list[int]:
    """The years ``text`` names, in order: 2026, or 二〇二六 before 年."""
    return [int(m[1]) if m[1] else _digits(m[2]) for m in re.finditer(_YEAR, text)]


def chinese_date(date: datetime.date) -> str:
    """``2026年1月5日``: Arabic digits, full year, no zero padding [7.3.5.4]."""
    return f"{date.year}年{date.month}月{date.day}日"


def _numbers(text: str) -> tuple[int, int, int] | None:
    match = _DATE.fullmatch(text.strip())
    if match:
        year, _, *rest = match.groups()
        month, day = (int(g) for g in rest if g is not None)
        return int(year), month, day
    match = re.fullmatch(_CHINESE_DATE, text.strip())
    if match:
        return _digits(match[1]), _count(match[2]), _count(match[3])
    return None


def _digits(text: str) -> int:
    plain = text.replace("○", "〇").replace("零", "〇")
    return int("".join(str(_CN_DIGITS.index(char)) for char in plain))


def _count(text: str) -> int:
    """The value of 一 to 三十九; 0, which is no month or day, where ``text`` is none of them."""
    match = re.fullmatch(_COUNT, text)
    if not match:
        return 0
    tens, ten, ones = (group or "" for group in match.groups())
    # "" is found at 0, where 〇 stands.
    return (_CN_DIGITS.find(tens) or 1) * 10 * len(ten) + _CN_DIGITS.find(ones)
