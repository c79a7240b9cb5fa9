"""Characters that the chosen fonts cannot show: rare ones in names, mostly."""

from __future__ import annotations

from collections.abc import Container, Iterator, Set

from docgen.content import Document, Head, Heading, Paragraph, Role, block_text, plain
from docgen.diagnostics import MISSING_GLYPHS, Diagnostic
from docgen.profile import Profile

_ROLES = ("fangsong", "kaiti", "heiti", "xiaobiaosong", "songti")


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
    fonts = {role: profile.fonts[role] for role in _ROLES if limited(profile.fonts[role])}
    lost: dict[str, dict[str, None]] = {}
    for role, text in _texts(document, profile, fonts):
        try:
            text.encode("gb2312")
        except UnicodeEncodeError:
            lost.setdefault(fonts[role], {}).update(dict.fromkeys(filter(_is_rare, text)))
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


def _texts(
    document: Document, profile: Profile, roles: Container[str]
) -> Iterator[tuple[str, str]]:
    """The texts that are set in the fonts of ``roles``, each with its role."""
    body, title = profile.body.font, profile.title_face.font
    if title in roles:
        yield title, str(document.fields.get("title", ""))
    if body in roles:
        for field in {path.partition(".")[0] for path in document.tagged} - {"title"}:
            yield body, str(document.fields.get(field, ""))
    for blocks in document.slots.values():
        for block in blocks:
            match block:
                case Heading():
                    role = profile.headings[block.level - 1].font
                    if role in roles:
                        yield role, plain(block.content)
                    if body in roles:
                        yield body, plain(block.run_in)
                case Paragraph(role=Role.ATTACHMENT_TITLE):
                    if title in roles:
                        yield title, plain(block.content)
                case Head():
                    if profile.head.font in roles:
                        yield profile.head.font, "".join(block.mark)
                    if "kaiti" in roles:
                        yield "kaiti", "".join(block.signers)
                case _ if body in roles:
                    yield body, block_text(block)
