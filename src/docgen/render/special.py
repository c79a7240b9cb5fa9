"""A template with the letter's common data filled in: what is left depends on the row."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from docgen.content import Block, Document
from docgen.errors import TemplateError, Unusual
from docgen.kinds import HEADED, Kind
from docgen.parts import Part

from .blocks import Known
from .chinese_names import to_english
from .engine import (
    add_pictures,
    context_of,
    has_drawings,
    numbered,
    render_part,
    sections_of,
    with_title,
    writer_of,
)
from .environment import plain_environment, text_environment
from .glyphs import limits_glyphs
from .pictures import Media
from .printing import Slot, in_property, in_text
from .straight import straight
from .template import PROPERTIES, Template

_MOST_WAYS = 10_000


class Special:
    """``template`` for documents that differ from one another in the fields ``varying`` only.

    ``constant`` are the members that are the same in all of them, packed; ``varying`` those that
    :meth:`render` makes. ``is_sound`` is asked once for every shape a member of a template of one's
    own takes. Raises Unusual where the template cannot be specialised.
    """

    def __init__(
        self,
        document: Document,
        template: Template,
        kind: Kind,
        varying: frozenset[str],
        is_sound: Callable[[bytes], bool],
    ) -> None:
        if template.foreign:
            raise Unusual
        self._template = template
        self._is_sound = is_sound
        self._known = Known()
        media = Media(document.assets, template.profile)
        sections = sections_of(template)
        self.context = context_of(document, template, media, sections)
        if sections.breaks or document.layout in HEADED or limits_glyphs(template.profile, varying):
            # Heads, turned sheets and rare characters look at the document as a whole.
            raise Unusual
        self._titled = template.shipped and "title" in varying
        self._sections = sections
        self._writer = writer_of(document, template, media, sections)
        self._pictures = media.used
        self._work: dict[str, Callable[[Mapping[str, Any], bool], bytes]] = {}
        constant = {}
        for name in template.dynamic:
            work = self._worker(name, kind, varying)
            if isinstance(work, bytes):
                constant[name] = Part(name, work)
            else:
                self._work[name] = work
        if media.used:
            add_pictures(template, constant, media)
        self.constant = {**template.static, **constant}
        if media.used and varying & template.slots:
            # Pictures are counted through the whole document.
            raise Unusual

    @property
    def names(self) -> list[str]:
        """The members that :meth:`render` makes."""
        return list(self._work)

    def slot(self, name: str, blocks: list[Block], new: list[Block]) -> Slot:
        """What the tag of slot ``name`` prints; the blocks ``new`` will come again."""
        self._known.add(new)
        xml = self._writer.write(blocks, name == "body", self._known)
        if self._sections.breaks:
            raise Unusual
        return Slot(xml)

    def render(self, fields: Mapping[str, Any], plain: bool) -> dict[str, bytes]:
        """The varying members, from the varying ``fields``. Raises Unusual.

        ``plain``: all texts in them are, as :func:`docgen.plain.all_plain` says.
        """
        if self._titled:
            fields = with_title(fields, self._template.profile)
        return {name: work(fields, plain) for name, work in self._work.items()}

    def _worker(
        self, name: str, kind: Kind, varying: frozenset[str]
    ) -> bytes | Callable[[Mapping[str, Any], bool], bytes]:
        text = name != PROPERTIES
        environment = text_environment() if text else plain_environment()
        tree = environment.parse(self._template.jinja[name])
        to_english(tree, kind)
        printer = in_text if text else in_property
        try:
            render, varies = straight(tree, printer, self.context, varying)
            quickly, _ = straight(tree, printer, self.context, varying, plain=True)
        except Unusual:
            return lambda fields, _: self._slowly(name, fields)
        checked: set[tuple[int, ...]] = set()
        shipped = self._template.shipped
        drawings = bool(self._pictures) or has_drawings(self._template.jinja[name])

        def work(fields: Mapping[str, Any], plain: bool) -> bytes:
            pieces, way = quickly(fields) if plain else render(fields)
            data = b"".join(pieces)
            if not shipped:
                if drawings:
                    data = numbered(data.decode("utf-8")).encode("utf-8")
                key = tuple(way)
                if key not in checked:
                    if not self._is_sound(data):
                        # The whole way says what is wrong.
                        raise Unusual
                    if len(checked) < _MOST_WAYS:
                        checked.add(key)
            return data

        if not varies:
            return work({}, False)
        return work

    def _slowly(self, name: str, fields: Mapping[str, Any]) -> bytes:
        try:
            return render_part(self._template, name, {**self.context, **fields})
        except TemplateError:
            raise Unusual from None
