"""Language of messages: gettext catalogues under ``locale/``, msgids in English."""

from __future__ import annotations

import gettext
import os
import sys
from functools import cache
from pathlib import Path

LANGUAGES = ("zh", "en")
_CATALOGUES = {"zh": "zh_CN"}
_LOCALE = Path(__file__).parent / "locale"

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


@cache
def _catalogue(name: str) -> gettext.NullTranslations:
    code = _CATALOGUES.get(name)
    if code is None:
        return gettext.NullTranslations()
    return gettext.translation("docgen", _LOCALE, [code], fallback=True)


def translate(message: str) -> str:
    """``message`` (an English msgid) in the language in use."""
    return _catalogue(language()).gettext(message)


_ = translate
