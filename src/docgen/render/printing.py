"""What a tag prints of a value: XML text, never a list, nothing lost."""

from __future__ import annotations

import re
from typing import Any

from markupsafe import Markup, escape

from docgen.i18n import N_, translate
from docgen.inline import Marked

_BREAK = Markup('</w:t><w:br/><w:t xml:space="preserve">')
_TAB = Markup('</w:t><w:tab/><w:t xml:space="preserve">')
_BREAKS = re.compile(r"\r\n|\r|\n")
_PLAIN = re.compile("[&<>\"'\\n\\r\\t]")


class AbsentError(Exception):
    """A tag prints a field that the data does not give; the message is its name."""


class UnprintableError(Exception):
    """A tag prints a list or a mapping."""


class Slot(Markup):
    """Rendered blocks, for ``{{p slot }}``."""

    __slots__ = ()


def printed(value: Any) -> str:
    """What a tag prints of ``value``. Raises AbsentError, UnprintableError."""
    if isinstance(value, Markup):
        return value
    if isinstance(value, bool):
        return translate(N_("yes")) if value else translate(N_("no"))
    if isinstance(value, str | int | float):
        return str(value)
    if value is None:
        raise AbsentError("None")
    raise UnprintableError


def in_text(value: Any) -> str:
    """What a tag in a ``w:t`` prints, as XML; newlines and tabs become Word's own elements."""
    if type(value) is str and not _PLAIN.search(value):
        return value
    text = printed(value)
    if isinstance(text, Markup):
        return str(text)
    escaped = escape(text)
    if "\n" in escaped or "\r" in escaped or "\t" in escaped:
        escaped = Markup(_BREAKS.sub(_BREAK, escaped).replace("\t", _TAB))
    return str(escaped)


def runs(value: Any) -> Markup:
    """What a tag prints in a paragraph outside any ``w:t``: runs, bold where the author said so."""
    if isinstance(value, Markup):
        return value
    stretches = value.stretches if isinstance(value, Marked) else ((printed(value), False),)
    return Markup("").join(
        Markup('<w:r>{}<w:t xml:space="preserve">{}</w:t></w:r>').format(
            Markup("<w:rPr><w:b/></w:rPr>" if bold else ""), Markup(in_text(text))
        )
        for text, bold in stretches
    )


def in_property(value: Any) -> str:
    """What a tag in a property prints, as XML."""
    return str(escape(printed(value)))
