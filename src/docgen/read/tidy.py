"""Punctuation inside Chinese text, and the traces that broken encodings leave."""

from __future__ import annotations

import re

_HAN = r"㐀-鿿豈-﫿𠀀-𳎯"
_IS_HAN = re.compile(f"[{_HAN}]")
_CHINESE = re.compile(f"[{_HAN}“”‘’《》〈〉（）【】〔〕、。，；：？！…—％]")

_FULL_WIDTH = {",": "，", ";": "；", ":": "：", "?": "？", "!": "！"}

# A question mark before other punctuation, a digit or a capital is a character a converter lost.
_DAMAGE = re.compile(
    r"\?{2,}|\?!\?|!\?|\?!|\ufffd|[\ue000-\uf8ff]"
    rf"|(?<=[{_HAN}])\?[,，;；]?(?=[A-Z0-9])|(?<=[{_HAN}])\?(?=[,，、;；。:：])"
)
_PAIR = re.compile(r"[()]")
_CONTEXT = 6


def damage(line: str) -> list[str]:
    """Stretches of ``line`` that look damaged, each with a few characters around it."""
    return [
        line[max(0, match.start() - _CONTEXT) : match.end() + _CONTEXT]
        for match in _DAMAGE.finditer(line)
    ]


def tidy(line: str) -> tuple[str, int]:
    """``line`` with full-width punctuation inside its Chinese text, and how many marks changed.

    Numbers, times, decimals, addresses, Latin text and damaged places stay as they are.
    """
    if not _IS_HAN.search(line):
        return line, 0
    damaged = {i for match in _DAMAGE.finditer(line) for i in range(*match.span())}
    out = list(line)
    for i, char in enumerate(line):
        if i in damaged:
            continue
        if char in _FULL_WIDTH and _between_chinese(line, i):
            out[i] = _FULL_WIDTH[char]
        elif char == "." and _ends_sentence(line, i):
            out[i] = "。"
    for start, end in _pairs(line):
        if _IS_HAN.search(line[start:end]) or (_chinese_at(line, start - 1) and end - start > 1):
            out[start], out[end] = "（", "）"
    changed = sum(a != b for a, b in zip(line, out, strict=True))
    return "".join(out), changed


def _chinese_at(line: str, i: int) -> bool:
    return 0 <= i < len(line) and bool(_CHINESE.match(line[i]))


def _between_chinese(line: str, i: int) -> bool:
    left, right = i - 1, i + 1
    while left >= 0 and line[left].isspace():
        left -= 1
    while right < len(line) and line[right].isspace():
        right += 1
    if right < len(line) and line[i] == ":" and line[right] == "/":
        return False
    # Brackets and quotation marks belong to the text beside them: 安全(隐患), 要求
    while left > 0 and line[left] in ")\"'%":
        left -= 1
    return _chinese_at(line, left) or _chinese_at(line, right) or right == len(line)


def _ends_sentence(line: str, i: int) -> bool:
    return (
        i > 0
        and bool(_CHINESE.match(line[i - 1]) or line[i - 1] == ")")
        and (i + 1 == len(line) or _chinese_at(line, i + 1))
    )


def _pairs(line: str) -> list[tuple[int, int]]:
    found, opened = [], []
    for match in _PAIR.finditer(line):
        if match.group() == "(":
            opened.append(match.start())
        elif opened:
            found.append((opened.pop(), match.start()))
    return found
