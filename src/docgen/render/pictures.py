"""Pictures: media members, their relationships, and the inline drawings that show them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from docgen.content import Picture
from docgen.parts import Part
from docgen.profile import Profile
from docgen.units import mm_to_emu

_TYPES = {b"\x89PNG": ("png", "image/png"), b"\xff\xd8\xff": ("jpeg", "image/jpeg")}
_RELATIONSHIP = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/image"
_MAIN_NS = "http://schemas.openxmlformats.org/drawingml/2006/main"
_PICTURE_NS = "http://schemas.openxmlformats.org/drawingml/2006/picture"
_INLINE_NS = "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"
_RELS_NS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


@dataclass(eq=False, repr=False)
class Media:
    """The pictures of one document; ``assets`` are their bytes by name."""

    assets: Mapping[str, bytes]
    profile: Profile
    used: dict[str, str] = field(default_factory=dict)
    _count: int = 0

    def drawing(self, picture: Picture) -> str:
        """The ``w:drawing`` that shows ``picture``, scaled down into the type area if need be."""
        if picture.asset not in self.used:
            self.used[picture.asset] = f"rIdPicture{len(self.used) + 1}"
        rid = self.used[picture.asset]
        self._count += 1
        width, height = self._extent(picture)
        # Imported late: it brings urllib, http and ssl along, which nothing else here needs.
        from xml.sax.saxutils import quoteattr

        name = quoteattr(picture.caption or picture.asset)
        ident = 1000 + self._count
        return (
            f'<w:drawing><wp:inline xmlns:wp="{_INLINE_NS}"'
            ' distT="0" distB="0" distL="0" distR="0">'
            f'<wp:extent cx="{width}" cy="{height}"/>'
            f'<wp:docPr id="{ident}" name={name} descr={name}/>'
            f'<a:graphic xmlns:a="{_MAIN_NS}"><a:graphicData uri="{_PICTURE_NS}">'
            f'<pic:pic xmlns:pic="{_PICTURE_NS}"><pic:nvPicPr><pic:cNvPr id="{ident}" name={name}/>'
            f"<pic:cNvPicPr/></pic:nvPicPr><pic:blipFill>"
            f'<a:blip xmlns:r="{_RELS_NS}" r:embed="{rid}"/><a:stretch><a:fillRect/></a:stretch>'
            f'</pic:blipFill><pic:spPr><a:xfrm><a:off x="0" y="0"/>'
            f'<a:ext cx="{width}" cy="{height}"/></a:xfrm>'
            f'<a:prstGeom prst="rect"><a:avLst/></a:prstGeom></pic:spPr></pic:pic>'
            "</a:graphicData></a:graphic></wp:inline></w:drawing>"
        )

    def _extent(self, picture: Picture) -> tuple[int, int]:
        """Width and height in EMU."""
        from docx.image.image import Image

        image = Image.from_blob(self.assets[picture.asset])
        width, height = int(image.width), int(image.height)
        if picture.width:
            height = round(height * mm_to_emu(picture.width) / width)
            width = mm_to_emu(picture.width)
        page = self.profile.page
        # Room is left for the caption and a line of text.
        most = mm_to_emu(page.text_width), mm_to_emu(page.text_height - 25)
        scale = min(1.0, most[0] / width, most[1] / height)
        return round(width * scale), round(height * scale)

    def _kind(self, name: str) -> tuple[str, str]:
        data = self.assets[name]
        return next(kind for magic, kind in _TYPES.items() if data.startswith(magic))

    def members(self) -> Iterator[Part]:
        """The media members, one a picture."""
        for i, name in enumerate(self.used, 1):
            yield Part(f"word/media/picture{i}.{self._kind(name)[0]}", self.assets[name])

    def relationships(self, xml: str) -> str:
        """``document.xml.rels`` with the pictures' relationships added."""
        new = "".join(
            f'<Relationship Id="{rid}" Type="{_RELATIONSHIP}" '
            f'Target="media/picture{i}.{self._kind(name)[0]}"/>'
            for i, (name, rid) in enumerate(self.used.items(), 1)
        )
        return xml.replace("</Relationships>", new + "</Relationships>")

    def content_types(self, xml: str) -> str:
        """``[Content_Types].xml`` that knows the pictures' extensions."""
        kinds = sorted({self._kind(name) for name in self.used})
        new = "".join(
            f'<Default Extension="{ext}" ContentType="{mime}"/>'
            for ext, mime in kinds
            if f'Extension="{ext}"' not in xml
        )
        return re.sub(r"(<Types\b[^>]*>)", rf"\1{new}", xml, count=1)
