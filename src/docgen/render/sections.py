"""Sections: turning the sheet for what is too wide, and turning it back."""

from __future__ import annotations

import re
from dataclasses import dataclass

from docgen.page import page_measures, turned
from docgen.profile import Page

_SECTION = re.compile(r"<w:sectPr\b.*?</w:sectPr>", re.DOTALL)
_MEASURES = re.compile(r"<w:pgSz\b[^>]*/><w:pgMar\b[^>]*/>")
_REFERENCES = re.compile(r"<w:footerReference\b[^>]*/>")
_DISTANCE = re.compile(r'w:(header|footer)="(\d+)"')
_LANDSCAPE_IDS = (("default", "rIdLandscapeDefault"), ("even", "rIdLandscapeEven"))


@dataclass(eq=False, repr=False)
class Sections:
    """The sheets of one document.

    ``upright`` is the template's own section, ``page`` its figures in mm, ``known`` the ids of its
    relationships. ``fixed`` templates keep the sheet as it is.
    """

    upright: str
    page: Page
    known: frozenset[str] = frozenset()
    landscape: bool = False
    even: bool = False
    breaks: int = 0

    @property
    def fixed(self) -> bool:
        """Whether the template itself is on its side, or of another make."""
        return not self.upright or 'w:orient="landscape"' in self.upright

    @property
    def sheet(self) -> Page:
        """The sheet in use."""
        aside = self.landscape or 'w:orient="landscape"' in self.upright
        return turned(self.page) if aside else self.page

    def turn(self, landscape: bool) -> str:
        """The paragraph that ends a section, where the next block wants the other way up."""
        if self.fixed or landscape == self.landscape:
            return ""
        return self._ended(landscape)

    def to_even_page(self) -> str:
        """The paragraph after which the last section begins on an even page."""
        if not self.upright:
            return ""
        out = self._ended(False)
        self.even = True
        return out

    def _ended(self, landscape: bool) -> str:
        ended = self._properties()
        self.landscape = landscape
        self.breaks += 1
        # One twentieth of a line: the break must not push a full page over.
        spacing = '<w:spacing w:before="0" w:after="0" w:line="20" w:lineRule="exact"/>'
        return f"<w:p><w:pPr>{spacing}{ended}</w:pPr></w:p>"

    def closed(self, xml: str) -> str:
        """``xml`` of the document with its last section as it must be after the breaks in it."""
        if not self.breaks:
            return xml
        before, _, after = xml.rpartition(self.upright)
        return before + self._properties() + after

    def _properties(self) -> str:
        section = self.upright
        if self.breaks:
            # Only the first section has a first page of its own.
            section = section.replace("<w:titlePg/>", "")
        if self.even:
            section = section.replace("<w:pgSz", '<w:type w:val="evenPage"/><w:pgSz', 1)
        if not self.landscape:
            return section
        distances = {name: int(twips) for name, twips in _DISTANCE.findall(section)}
        figures = [distances.get(name, 851) / 1440 * 25.4 for name in ("header", "footer")]
        section = _MEASURES.sub(page_measures(self.page, True, *figures), section)
        if "rIdLandscapeDefault" not in self.known:
            return section
        references = "".join(
            f'<w:footerReference w:type="{kind}" r:id="{ident}"/>'
            for kind, ident in _LANDSCAPE_IDS
            if ident in self.known
        )
        first = re.search(r'<w:footerReference w:type="first"[^>]*/>', section)
        kept = first.group() if first and "<w:titlePg/>" in section else ""
        section = _REFERENCES.sub("", section)
        opening = "<w:sectPr>"
        headers = re.match(r"<w:sectPr[^>]*>((?:<w:headerReference\b[^>]*/>)*)", section)
        if headers:
            opening = headers.group()
        return opening + references + kept + section[len(opening) :]


def last_section(source: str) -> str:
    """The document's own ``w:sectPr`` in a main part, or nothing."""
    found = _SECTION.findall(source)
    return found[-1] if found else ""
