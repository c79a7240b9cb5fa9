"""A finished document → findings: what Word would call damaged, and text that did not arrive.

Shipped layouts are right by construction, which tests prove with these same rules; what a template
of the user's own has made is read again before it is put in place.
"""

from __future__ import annotations

import re

from docgen.content import Document
from docgen.diagnostics import TEMPLATE_OUTPUT, Diagnostic, Place
from docgen.i18n import translate
from docgen.parts import Parts

from .structure import read_part
from .texts import lost

_READ = re.compile(r"word/(document|header\d*|footer\d*|footnotes|endnotes)\.xml$")


def is_sound(xml: bytes) -> bool:
    """Whether Word can open the part ``xml``."""
    return not read_part(xml)[1]


def check_output(
    parts: Parts, document: Document, slots: frozenset[str], name: str
) -> list[Diagnostic]:
    """What is wrong with ``parts``, made of ``document`` with the template ``name``.

    ``slots`` are those the template has a place for. Findings: T311 (damaged, one for each kind of
    damage and part), T308 (a value, or a slot's text, that is not there).
    """
    findings = []
    texts = []
    for member in parts.members:
        if not _READ.match(member.name):
            continue
        text, problems = read_part(member.data)
        texts.append(text)
        where = Place(name, part=member.name)
        findings += [TEMPLATE_OUTPUT.at(where, problem=translate(p)) for p in problems]
    return findings or list(lost("".join(texts), document, slots, name))


__all__ = ["check_output", "is_sound"]
