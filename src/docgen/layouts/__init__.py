"""Turn a Profile into a template: a complete .docx in docxtpl's dialect, for people to edit.

The shipped ``templates/*.docx`` are what :func:`build` gives for ``gbt9704``; a template built from
a unit's own profile follows that profile in every figure.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from docgen.parts import Part, Parts, package_order
from docgen.profile import Profile
from docgen.styles import Style

from . import agreement, document, form, letter, report
from .package import PLAIN, Furniture, members
from .stylesheet import standalone

_BODIES: Mapping[str, Callable[[Profile], str]] = {
    "agreement": agreement.body,
    "document": document.body,
    "form": form.body,
    "ledger": form.body,
    "letter": letter.body,
    "minutes": document.body,
    "order": document.order,
    "report": report.body,
}
_FURNITURE: Mapping[str, Callable[[Profile], Furniture]] = {
    "ledger": lambda _: form.LANDSCAPE,
    "letter": letter.furniture,
}

LAYOUTS = tuple(sorted(_BODIES))
"""The layouts 版式 that :func:`build` knows."""


def build(layout: str, profile: Profile) -> Parts:
    """The template of ``layout`` with the figures of ``profile``, its members in package order.

    Same input, same bytes. Raises KeyError for a name that is not in :data:`LAYOUTS`.
    """
    furniture = _FURNITURE[layout](profile) if layout in _FURNITURE else PLAIN
    files = members(_BODIES[layout](profile), profile, furniture)
    names = sorted(files, key=package_order)
    return Parts(tuple(Part(name, files[name].encode("utf-8")) for name in names))


def style_definitions(profile: Profile) -> Mapping[Style, str]:
    """The ``<w:style>`` element of each named style, for templates that lack it.

    Each stands alone: it is based on no other style, so it looks the same whatever ids and defaults
    the other file has. Its id is :func:`docgen.styles.style_id`.
    """
    return standalone(profile)


__all__ = ["LAYOUTS", "build", "style_definitions"]
