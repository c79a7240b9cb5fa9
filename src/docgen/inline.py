r"""Inline markup of text fields: ``**bold**``; ``\**`` is two stars, anything else is itself."""

from __future__ import annotations

import re
from collections.abc import Iterable

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


class Marked(str):
    """A text as plain tags print it, which still knows its stretches: (text, bold)."""

    stretches: tuple[tuple[str, bool], ...]

    @classmethod
    def of(cls, paragraphs: Iterable[str]) -> str:
        """``paragraphs`` with markup as one text, a newline between them; plain where none is."""
        stretches: list[tuple[str, bool]] = []
        for paragraph in paragraphs:
            for piece, bold in parse_bold(f"\n{paragraph}" if stretches else paragraph):
                if stretches and stretches[-1][1] == bold:
                    stretches[-1] = stretches[-1][0] + piece, bold
                else:
                    stretches.append((piece, bold))
        text = "".join(piece for piece, _ in stretches)
        if not any(bold for _, bold in stretches):
            return text
        marked = cls(text)
        marked.stretches = tuple(stretches)
        return marked


def escape_bold(text: str) -> str:
    r"""Write ``text`` so that :func:`parse_bold` gives it back as one plain stretch."""
    return text if parse_bold(text) == [(text, False)] else text.replace("**", r"\**")
