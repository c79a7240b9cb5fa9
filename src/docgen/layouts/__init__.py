"""Turn a Profile into a template: a complete .docx in docxtpl's dialect, for people to edit.

The shipped ``templates/*.docx`` are what :func:`build` gives for ``gbt9704``; a template built from
a unit's own profile follows that profile in every figure.
"""

from __future__ import annotations

from collections.abc import Mapping

from docgen.parts import Part, Parts, package_order
from docgen.profile import Profile
from docgen.styles import Style

from . import agreement, report
from .package import members
from .stylesheet import standalone

_BODIES = {"agreement": agreement.body, "report": report.body}

LAYOUTS = tuple(sorted(_BODIES))
"""The layouts 版式 that :func:`build` knows."""


def build(layout: str, profile: Profile) -> Parts:
    """The template of ``layout`` with the figures of ``profile``, its members in package order.

    Same input, same bytes. Raises KeyError for a name that is not in :data:`LAYOUTS`.
    """
    files = members(_BODIES[layout](profile), profile)
    names = sorted(files, key=package_order)
    return Parts(tuple(Part(name, files[name].encode("utf-8")) for name in names))


def style_definitions(profile: Profile) -> Mapping[Style, str]:
    """The ``<w:style>`` element of each named style, for templates that lack it.

    Each stands alone: it is based on no other style, so it looks the same whatever ids and defaults
    the other file has. Its id is :func:`docgen.styles.style_id`.
    """
    return standalone(profile)


__all__ = ["LAYOUTS", "build", "style_definitions"]
