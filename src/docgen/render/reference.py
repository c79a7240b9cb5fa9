"""docxtpl itself: our reference, and the renderer of what we do not compile."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from typing import Any

from docxtpl import DocxTemplate

from docgen.parts import Part, Parts

from .environment import foreign_environment


def _archive(parts: Parts) -> io.BytesIO:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as archive:
        for part in parts.members:
            archive.writestr(part.name, part.data)
    out.seek(0)
    return out


def patch_with_docxtpl(xml: str) -> str:
    """The Jinja source that docxtpl makes of one part's ``xml``."""
    source: str = DocxTemplate(io.BytesIO()).patch_xml(xml)
    return source


def render_with_docxtpl(parts: Parts, context: Mapping[str, Any]) -> Parts:
    """What docxtpl makes of the template ``parts``, under our own environment's guards.

    Jinja's exceptions (TemplateError and those of :mod:`docgen.render.environment`) pass through.
    """
    template = DocxTemplate(_archive(parts))
    template.render(dict(context), foreign_environment(), autoescape=True)
    out = io.BytesIO()
    template.save(out)
    with zipfile.ZipFile(out) as archive:
        return Parts(tuple(Part(name, archive.read(name)) for name in archive.namelist()))
