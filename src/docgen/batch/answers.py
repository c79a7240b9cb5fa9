"""What a clerk means by what stands under 签订日期 and 回收: yes, no, or nothing one could tell.

A date says yes, a box that is ticked, and words such as 已签; no is said by an empty cell, a dash,
and words such as 待签. What is neither is told, and never taken for a signature.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import date
from enum import Enum

from docgen.dates import parse_date


class Answer(Enum):
    """What a cell says."""

    YES = "yes"
    NO = "no"
    UNCLEAR = "unclear"


_YES = re.compile(
    r"(是|对|有|[√✓✔☑✅☒v]|y(es)?|true|ok|1"
    r"|(全部|均|都|已经|已)?(签|签订|签署|签字|签收|收|收回|回收|交|交回|上交|寄回|送回|归档|办结|完成)"
    r"(完|齐|回)?(了|毕)?)",
    re.IGNORECASE,
)
_NO = re.compile(
    r"([/\\|\-‐–—―_~·.×✗✘□☐]*|x|n(o|one|ot yet)?|n/a|false|pending|0份?|零|否|空"
    r"|(尚|还|仍|至今|暂)?(未|待|没|無|无|不|拒|缓).*)",
    re.IGNORECASE,
)
_BACK = re.compile("(全部|均|都|已经|已)?(回|返回|收到)(齐)?(了)?")
_COUNT = re.compile(r"([1-9]\d?|[一二两三四五六七八九十])份?|(全部|全|各|齐)(\d份)?")
_OPEN = re.compile("[未待没无不拒缓缺拟前]|预计|计划|左右|约")
"""Beside a date, these say that the day is only meant to be."""
_TIME = re.compile(r"[\sT]+\d{1,2}:\d{2}(:\d{2})?$")
_AND = re.compile("[、,;]|和")
_DONE = "(补|代|重|面)?(签|签订|签署|签字|收|收回|回收|交|交回|上交|寄回|送回|归档)?(的|了|讫)?"
_SPOKEN = re.compile(
    rf"(?:已于|已|于|[√✓✔☑])?(?P<day>[^()]+?){_DONE}[√✓✔☑]?(?:\((?P<more>[^()]*)\))?"
)
_DAY = re.compile(
    r"(?:(?P<year>\d{4}|\d{2})(?:年|(?P<mark>[-/.])))?(?P<month>\d{1,2})"
    r"(?:月(?:(?P<day>\d{1,2})[日号]?)?|(?(mark)(?P=mark)|[-/.])(?P<other>\d{1,2}))"
)
_SERIAL = re.compile(r"[34567]\d{4}")
"""Days as Excel counts them, where the cell lost its format: 1982 to 2119."""
_CENTURY = range(2000, 2100)


def signed(text: str) -> Answer:
    """What ``text`` under 签订日期 says."""
    said = _plain(text)
    if _NO.fullmatch(said):
        return Answer.NO
    if _YES.fullmatch(said) or _is_done(said):
        return Answer.YES
    return Answer.UNCLEAR


def returned(text: str) -> Answer:
    """What ``text`` under 回收 says: words and dates as of :func:`signed`, a count, 已回."""
    found, said = signed(text), _plain(text)
    is_back = found is Answer.UNCLEAR and (_COUNT.fullmatch(said) or _BACK.fullmatch(said))
    return Answer.YES if is_back else found


def _plain(text: str) -> str:
    """Without blanks, the time of day, and full-width forms."""
    narrow = unicodedata.normalize("NFKC", text).strip()
    return re.sub(r"\s", "", _TIME.sub("", narrow))


def _is_done(said: str) -> bool:
    """Whether ``said`` names days, each of which there is, and that it was then."""
    return all(map(_is_on_a_day, _AND.split(said)))


def _is_on_a_day(said: str) -> bool:
    match = _SPOKEN.fullmatch(said)
    if not match or _OPEN.search(match["more"] or ""):
        return False
    return _is_day(match["day"])


def _is_day(text: str) -> bool:
    if _SERIAL.fullmatch(text):
        return True
    if len(text) == 8 and text.isdigit():
        text = f"{text[:4]}-{text[4:6]}-{text[6:]}"
    if whole := parse_date(text) or parse_date(f"二〇〇〇年{text}"):
        return whole.year in _CENTURY
    match = _DAY.fullmatch(text)
    if not match:
        return False
    # Without a year, of a year that has all days.
    year = int(match["year"] or 2000)
    try:
        found = date(
            year if year > 99 else 2000 + year,
            int(match["month"]),
            int(match["day"] or match["other"] or 1),
        )
    except ValueError:
        return False
    return found.year in _CENTURY
