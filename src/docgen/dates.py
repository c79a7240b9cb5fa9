"""Dates: read what clerks write, print what GB/T 9704—2012 [7.3.5.4] asks for."""

from __future__ import annotations

import datetime
import re

_DATE = re.compile(
    r"^(\d{4})(?:-(\d{1,2})-(\d{1,2})|/(\d{1,2})/(\d{1,2})|\.(\d{1,2})\.(\d{1,2})"
    r"|年(\d{1,2})月(\d{1,2})日)$"
)


def parse_date(text: str) -> datetime.date | None:
    """The date in ``2026-1-5``, ``2026/1/5``, ``2026.1.5`` or ``2026年1月5日``, or None."""
    match = _DATE.match(text.strip())
    if not match:
        return None
    year, month, day = (int(g) for g in match.groups() if g is not None)
    try:
        return datetime.date(year, month, day)
    except ValueError:
        return None


def chinese_date(date: datetime.date) -> str:
    """``2026年1月5日``: Arabic digits, full year, no zero padding [7.3.5.4]."""
    return f"{date.year}年{date.month}月{date.day}日"
