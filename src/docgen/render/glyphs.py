"""Characters that the chosen fonts cannot show: rare ones in names, mostly."""

from __future__ import annotations

from collections.abc import Iterator, Set

from docgen.content import Block, Document, Head, Heading, Paragraph, Role, block_text, plain
from docgen.diagnostics import MISSING_GLYPHS, Diagnostic
from docgen.profile import Profile


def limited(font: str) -> bool:
    """Whether ``font`` holds no more than the 6,763 characters of GB/T 2312."""
    return font.endswith("_GB2312") or (font.startswith("方正") and font.endswith("简体"))


def limits_glyphs(profile: Profile, varying: Set[str]) -> bool:
    """Whether a font that the fields and slots ``varying`` are set in holds GB/T 2312 only."""
    roles = {face.font for face in (profile.body, *profile.headings)}
    if varying & {"title", "appendix"}:
        roles.add(profile.title_face.font)
    return any(limited(profile.fonts[role]) for role in roles)


def missing_glyphs(document: Document, profile: Profile) -> list[Diagnostic]:
    """T332 for each font of ``profile`` that lacks characters which are to be set in it."""
    lost: dict[str, dict[str, None]] = {}
    for role, text in _texts(document, profile):
        font = profile.fonts[role]
        if limited(font):
            lost.setdefault(font, {}).update(dict.fromkeys(filter(_is_rare, text)))
    return [
        MISSING_GLYPHS.at(font=font, characters=list(characters))
        for font, characters in lost.items()
        if characters
    ]


def _is_rare(character: str) -> bool:
    if character < "\u3400":
        return False
    try:
        character.encode("gb2312")
    except UnicodeEncodeError:
        return character <= "\u9fff" or character >= "\U00020000"
    return False


def _texts(document: Document, profile: Profile) -> Iterator[tuple[str, str]]:
    """All texts of ``document`` with the role of the font they are set in."""
    if document.fields.get("title"):
        yield profile.title_face.font, str(document.fields["title"])
    for path in document.tagged:
        value = document.fields.get(path.split(".")[0])
        if path != "title" and value:
            yield profile.body.font, str(value)
    for blocks in document.slots.values():
        for block in blocks:
            yield from _block_texts(block, profile)


def _block_texts(block: Block, profile: Profile) -> Iterator[tuple[str, str]]:
    match block:
        case Heading():
            yield profile.headings[block.level - 1].font, plain(block.content)
            yield profile.body.font, plain(block.run_in)
        case Paragraph(role=Role.ATTACHMENT_TITLE):
            yield profile.title_face.font, plain(block.content)
        case Head():
            yield profile.head.font, "".join(block.mark)
            yield "kaiti", "".join(block.signers)
        case _:
            yield profile.body.font, block_text(block)
