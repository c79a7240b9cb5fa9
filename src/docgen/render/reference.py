"""docxtpl itself: our reference, and the renderer of what we do not compile."""

from __future__ import annotations

import io
import re
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


_MARKUP = r"(?:<[^>]*>)*"
_RUN_TAG = re.compile(rf"(\{{{_MARKUP}\{{{_MARKUP}r)(?=[\s<])(.*?)(\}}{_MARKUP}\}})", re.DOTALL)


class _Template(DocxTemplate):  # type: ignore[misc]
    """docxtpl's template, filled with texts: it takes objects of its own that hold XML."""

    def patch_xml(self, src_xml: str) -> str:
        """docxtpl's patching; what ``{{r`` prints is made runs, as its RichText would be."""
        patched: str = super().patch_xml(_RUN_TAG.sub(r"\1 (\2)|runs \3", src_xml))
        return patched

    def render_properties(self, *args: Any) -> None:
        """Nothing: docxtpl would escape what the environment has escaped."""


def patch_with_docxtpl(xml: str) -> str:
    """The Jinja source that docxtpl makes of one part's ``xml``."""
    return _Template(io.BytesIO()).patch_xml(xml)


def render_with_docxtpl(parts: Parts, context: Mapping[str, Any]) -> Parts:
    """What docxtpl makes of the template ``parts``, under our own environment's guards.

    Properties and endnotes are as in the template.

    Jinja's exceptions (TemplateError and those of :mod:`docgen.render.environment`) pass through.
    """
    template = _Template(_archive(parts))
    template.render(dict(context), foreign_environment(), autoescape=True)
    out = io.BytesIO()
    template.save(out)
    with zipfile.ZipFile(out) as archive:
        return Parts(tuple(Part(name, archive.read(name)) for name in archive.namelist()))
