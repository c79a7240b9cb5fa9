"""Where a title may be broken: Chinese text cut into words and phrases that stay whole.

With the extra ``segment`` (jieba) words come from its dictionary, without it from a short list of
what titles of official documents are made of. Either way Latin words, figures with their units,
and what stands in 《》, “” or （） are never cut.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

_WHOLE = (
    r"《[^》]*》|“[^”]*”|（[^）]*）|〔[^〕]*〕"
    r"|第?[0-9０-９]+(?:[.．/～~—-][0-9０-９]+)*(?:年度|年|月份|月|日|号|届|次|个|项|期|季度|周年|万|亿|%|％)*"
    r"|第[一二三四五六七八九十百]+(?:届|次|季度|批|期|号)"
    r"|[A-Za-z][A-Za-z0-9.+-]*|[\s、，：；。！？]"
)


@cache
def _words_of_titles() -> frozenset[str]:
    return frozenset(Path(__file__).with_suffix(".txt").read_text(encoding="utf-8").split())


@cache
def _dictionary() -> Any:
    try:
        import jieba
    except ImportError:
        return None
    jieba.setLogLevel("ERROR")
    return jieba


def segments(text: str) -> list[str]:
    """``text`` cut into words; joined they are ``text`` again."""
    out: list[str] = []
    at = 0
    for match in re.finditer(_WHOLE, text):
        out += _words(text[at : match.start()])
        out.append(match.group())
        at = match.end()
    return out + list(_words(text[at:]))


def _words(text: str) -> Iterable[str]:
    if not text:
        return ()
    jieba = _dictionary()
    if jieba is not None:
        return list(jieba.cut(text))
    return _matched(text)


def is_known(word: str) -> bool:
    """Whether ``word`` is on the list of what titles are made of, or no Chinese word at all."""
    return word in _words_of_titles() or re.match(_WHOLE, word) is not None


def _matched(text: str) -> Iterator[str]:
    """The longest known words from the left; what lies between them stays whole."""
    known = _words_of_titles()
    longest = max(map(len, known))
    unknown = ""
    at = 0
    while at < len(text):
        sizes = range(min(longest, len(text) - at), 0, -1)
        size = next((n for n in sizes if text[at : at + n] in known), 0)
        if size or text[at] in PARTICLES:
            if unknown:
                yield unknown
                unknown = ""
            yield text[at : at + max(size, 1)]
            at += max(size, 1)
        else:
            unknown += text[at]
            at += 1
    if unknown:
        yield unknown


PARTICLES = frozenset("的了和与及或对在为等")
