"""Language of messages: gettext catalogues under ``locale/``, msgids in English."""

from __future__ import annotations

import os
import re
import sys
import warnings
from bisect import bisect_left
from functools import cache
from pathlib import Path
from struct import unpack_from

LANGUAGES = ("zh", "en")
_CATALOGUES = {"zh": "zh_CN"}
_LOCALE = Path(__file__).parent / "locale"

_DOMAIN = "docgen"
_CLICK = "click"

_current: str | None = None


def N_(message: str) -> str:  # noqa: N802  (gettext's own name for a marked, untranslated text)
    """Mark ``message`` for the catalogues without translating it."""
    return message


def detect() -> str:
    """The language asked for by the environment: ``en`` where it names English, else ``zh``.

    An environment that says nothing (C, POSIX, unset) gets Chinese: the product's users are there.
    """
    for variable in ("DOCGEN_LANG", "LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG"):
        value = os.environ.get(variable, "")
        if value and not value.startswith(("C", "POSIX")):
            return "zh" if value.lower().startswith("zh") else "en"
    if sys.platform == "win32":
        import ctypes

        primary = ctypes.windll.kernel32.GetUserDefaultUILanguage() & 0x3FF
        return "zh" if primary == 0x04 else "en"
    return "zh"


def use(language: str | None) -> None:
    """Choose the language of all later messages: ``zh``, ``en``, or None for the environment's."""
    global _current
    _current = language


def language() -> str:
    """The language in use."""
    return _current or detect()


def adopt() -> None:
    """Give the language in use to the whole process, for the command line alone.

    click's own texts come from a catalogue of ours too, and worker processes inherit the choice.
    """
    os.environ["DOCGEN_LANG"] = language()
    os.environ["LANGUAGE"] = _CATALOGUES.get(language(), language())
    import gettext

    gettext.bindtextdomain(_CLICK, str(_LOCALE))
    gettext.textdomain(_CLICK)


class _Catalogue:
    """A compiled catalogue (.mo), searched where it lies.

    gettext reads all of one before the first message; a run says ten out of seven hundred.
    """

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._count, self._ids, self._texts = unpack_from("<3I", data, 8)

    def get(self, message: str) -> str | None:
        """The translation of ``message``, or None."""
        wanted = message.encode("utf-8", "surrogatepass")
        at = bisect_left(range(self._count), wanted, key=lambda i: self._string(self._ids, i))
        if at < self._count and self._string(self._ids, at) == wanted:
            return self._string(self._texts, at).decode("utf-8")
        return None

    def _string(self, table: int, at: int) -> bytes:
        length, start = unpack_from("<2I", self._data, table + 8 * at)
        return self._data[start : start + length]


@cache
def _catalogue(name: str) -> _Catalogue | None:
    code = _CATALOGUES.get(name)
    if code is None:
        return None
    try:
        return _Catalogue((_LOCALE / code / "LC_MESSAGES" / f"{_DOMAIN}.mo").read_bytes())
    except OSError:
        warnings.warn(
            "缺少中文消息文件，请运行 python build_catalogues.py"
            " (messages are not compiled, so they stay English)",
            stacklevel=3,
        )
        return None


def translate(message: str) -> str:
    """``message`` (an English msgid) in the language in use."""
    catalogue = _catalogue(language())
    return (catalogue and catalogue.get(message)) or message


# What libraries say with a name in the middle; {x} stands for any text.
_PHRASES = (
    N_("Encountered unknown tag {tag}."),
    N_("Expected an expression, got {found}"),
    N_("expected token {expected}, got {found}"),
    N_("No filter named {name}."),
    N_("No test named {name}."),
    N_("Unexpected end of template. {more}"),
    N_("unexpected end of template, expected {expected}."),
    N_("unexpected {found}, expected {expected}"),
    N_("unexpected char {char} at {offset}"),
    N_("unexpected {found}"),
)
_MARKS = (
    N_("end of template"),
    N_("end of print statement"),
    N_("end of statement block"),
)
"""What stands in them and is no text of the user's."""


@cache
def _patterns() -> tuple[tuple[re.Pattern[str], str], ...]:
    holes = re.compile(r"\\\{(\w+)\\\}")
    return tuple(
        (re.compile(holes.sub(r"(?P<\1>.+?)", re.escape(phrase)), re.DOTALL), phrase)
        for phrase in _PHRASES
    )


def explain(message: str) -> str:
    """What a library (libyaml, Jinja, the system) said, in the language in use if it is known."""
    known = translate(message)
    if known != message or language() == "en":
        return known
    for pattern, phrase in _patterns():
        match = pattern.fullmatch(message)
        if match:
            said = {name: _mark(text) for name, text in match.groupdict().items()}
            return translate(phrase).format(**said)
    return message


def _mark(text: str) -> str:
    bare = text.strip("'")
    return translate(bare) if bare in _MARKS else text
