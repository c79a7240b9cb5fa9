"""One page of the manual."""

from __future__ import annotations

from typing import Literal, NamedTuple


class Page(NamedTuple):
    """Why a rule is there (a msgid), and what it objects to beside what it accepts.

    ``form`` is what the examples are: data (``yaml``, ``json``), a roster (``csv``), the text of a
    template (a line a paragraph, ``|`` around cells), a plain text, or commands. Data without a
    ``kind`` is an annual summary, what it needs besides left out.
    """

    why: str
    form: Literal["yaml", "json", "csv", "template", "text", "console"]
    bad: str
    good: str
