"""Where and why YAML stopped, as the author of the file sees it."""

from __future__ import annotations

import re

import yaml

from docgen.i18n import N_, translate

# Here libyaml notices only lines later; the mistake stands where the construct began.
_BEGINNINGS = frozenset(
    {
        "while scanning a simple key",
        "while scanning a quoted scalar",
        "while parsing a flow sequence",
        "while parsing a flow mapping",
    }
)
_UNCLOSED = _BEGINNINGS - {"while scanning a simple key"}
_BREAK = re.compile(r"\r\n|\r|\n")
_UNEXPECTED_COLON = "mapping values are not allowed in this context"
_LEAD = r"\s*(?:- +)*"
_FULL_WIDTH = re.compile(_LEAD + r"[^\s:：\"']+：")
_COLON_INSIDE = re.compile(_LEAD + r"[^\s:：\"']+: +[^\s\"'|>].*:(?: |$)")
_NO_SPACE = re.compile(_LEAD + r"[^\s:：\"']+:[^\s:]")
_OPENS = re.compile(r"[|>:：][-+\d]*\s*(?: #.*)?$")
_CAUSES = (
    (re.compile(r" *\t"), N_("the indent holds a tab; use spaces")),
    (
        _FULL_WIDTH,
        N_("the colon is full-width; write a half-width one, then a space"),
    ),
    (_NO_SPACE, N_("a space is missing after the colon")),
    (
        re.compile(_LEAD + r"(?:[^\s:：\"']+: +)?[*&!@%`]"),
        N_("a text that begins with * & ! @ % ` must stand in quotes, or below a line ending in |"),
    ),
)

_CONFLICT = re.compile(r"^(?:<{7}|={7}|>{7})(?: .*)?$", re.MULTILINE)


def conflict_in(text: str) -> tuple[int, str] | None:
    """Line (from 1) and words of the first mark that an unfinished merge left in ``text``."""
    match = _CONFLICT.search(text)
    return (
        (len(_BREAK.findall(text[: match.start()])) + 1, match.group().strip()) if match else None
    )


def mark_of(error: yaml.MarkedYAMLError) -> yaml.Mark | None:
    """The place that the author has to look at."""
    if error.context in _BEGINNINGS and error.context_mark:
        return error.context_mark
    return error.problem_mark or error.context_mark


def is_unclosed(error: yaml.MarkedYAMLError) -> bool:
    """Whether a quote or a bracket is open where libyaml stopped."""
    return error.context in _UNCLOSED


def is_slip(line: str) -> bool:
    """Whether ``line`` is a key and its whole value, but for its colon."""
    keyed = _FULL_WIDTH.match(line) or _NO_SPACE.match(line)
    return bool(keyed) and not line.lstrip().startswith("-") and not _OPENS.search(line)


def cause_of(error: yaml.MarkedYAMLError, lines: list[str], number: int) -> str:
    """What is wrong in line ``number`` (from 1) of ``lines``: a common slip where it shows, else
    what libyaml says.
    """
    above = lines[number - 2] if number > 1 else ""
    line = lines[number - 1] if number <= len(lines) else ""
    for pattern, slip in _CAUSES:
        if pattern.match(line):
            return translate(slip)
    if error.problem == _UNEXPECTED_COLON and _FULL_WIDTH.match(above):
        return translate(
            N_("the colon in the line above is full-width; write a half-width one, then a space")
        )
    if error.problem == _UNEXPECTED_COLON and _COLON_INSIDE.match(line):
        return translate(
            N_("the text holds a colon and a space; put it in quotes, or below a line ending in |")
        )
    return error.problem or error.context or str(error)
