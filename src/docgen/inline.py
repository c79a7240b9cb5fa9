r"""Inline markup of text fields: ``**bold**``; ``\**`` is two stars, anything else is itself."""

from __future__ import annotations

import re

_TOKEN = re.compile(r"\\\*\*|\*\*|[^\\*]+|[\\*]")


def parse_bold(text: str) -> list[tuple[str, bool]]:
    r"""Split one paragraph into (text, bold) stretches.

    An opening ``**`` without a closing one is literal, as is a backslash not before two stars: no
    character is ever dropped but the two marks of a pair and the backslash of ``\**``.
    """
    if "*" not in text:
        return [(text, False)] if text else []
    tokens = _TOKEN.findall(text)
    marks = [i for i, t in enumerate(tokens) if t == "**"]
    # An empty pair would show nothing: **** is four stars.
    paired: dict[int, bool] = {}
    pending: int | None = None
    for i in marks:
        if pending is None:
            pending = i
        elif i == pending + 1:
            pending = None
        else:
            paired[pending], paired[i] = True, False
            pending = None
    out: list[tuple[str, bool]] = []
    bold = False
    for i, token in enumerate(tokens):
        if i in paired:
            bold = paired[i]
            continue
        piece = "**" if token == r"\**" else token
        if out and out[-1][1] == bold:
            out[-1] = (out[-1][0] + piece, bold)
        else:
            out.append((piece, bold))
    return out


def escape_bold(text: str) -> str:
    r"""Write ``text`` so that :func:`parse_bold` gives it back as one plain stretch."""
    return text if parse_bold(text) == [(text, False)] else text.replace("**", r"\**")
