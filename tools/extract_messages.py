"""Bring the Chinese catalogue up to date: ``python tools/extract_messages.py``, then fill it in.

New messages come in empty, changed ones are marked fuzzy, those no longer used are dropped; a test
fails until nothing is empty or fuzzy. ``build_catalogues.py`` compiles the result.

Three sources: our own ``N_(…)`` and ``translate(…)``; the texts of click, which asks the same
catalogue (the installed one, and what 8.1 says otherwise); and the words of libyaml, Jinja, expat
and the system, which no code of ours spells out (see :func:`docgen.i18n.explain`).
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import click
from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).parent.parent
PO = ROOT / "src" / "docgen" / "locale" / "zh_CN" / "LC_MESSAGES" / "docgen.po"
OWN = {"N_": None, "translate": None}
CLICK = {"_": None, "ngettext": (1, 2)}

OLDER_CLICK = (
    "(Deprecated) {text}",
    "No such option: {name}",
    "{value!r} is not a valid boolean.",
)
LIBYAML = (
    "block sequence entries are not allowed in this context",
    "control characters are not allowed",
    "could not find expected ':'",
    "did not find URI escaped octet",
    "did not find expected ',' or ']'",
    "did not find expected ',' or '}'",
    "did not find expected '-' indicator",
    "did not find expected <document start>",
    "did not find expected alphabetic or numeric character",
    "did not find expected comment or line break",
    "did not find expected hexdecimal number",
    "did not find expected key",
    "did not find expected node content",
    "did not find expected tag URI",
    "did not find expected whitespace",
    "did not find expected whitespace or line break",
    "found a tab character that violates indentation",
    "found a tab character where an indentation space is expected",
    "found an indentation indicator equal to 0",
    "found character that cannot start any token",
    "found duplicate %YAML directive",
    "found incompatible YAML document",
    "found invalid Unicode character escape code",
    "found undefined tag handle",
    "found unexpected ':'",
    "found unexpected document indicator",
    "found unexpected end of stream",
    "found unknown directive name",
    "found unknown escape character",
    "mapping keys are not allowed in this context",
    "mapping values are not allowed in this context",
    "while parsing a block collection",
    "while parsing a block mapping",
    "while parsing a flow mapping",
    "while parsing a flow sequence",
    "while scanning a quoted scalar",
    "while scanning a simple key",
    "while scanning for the next token",
)
JINJA = (
    "Expected an expression, got 'end of print statement'",
    "Expected an expression, got 'end of statement block'",
    "Invalid character in identifier",
    "Missing end of comment tag",
    "Missing end of raw directive",
    "You cannot chain multiple tests with is",
    "division by zero",
    "expected name or number",
    "expected subscript expression",
    "expected token 'end of print statement', got 'integer'",
    "invalid syntax for function call expression",
    "tag name expected",
    "unexpected '}'",
)
EXPAT = (
    "duplicate attribute",
    "mismatched tag",
    "no element found",
    "not well-formed (invalid token)",
    "undefined entity",
    "unclosed token",
)
SYSTEM = (
    "File name too long",
    "Is a directory",
    "No such file or directory",
    "No space left on device",
    "Not a directory",
    "Operation not permitted",
    "Permission denied",
    "Read-only file system",
)


def own_messages() -> Iterator[tuple[str, str]]:
    """Every msgid in our code, with the file it stands in (relative to the checkout)."""
    found = extract_from_dir(
        str(ROOT / "src" / "docgen"), method_map=[("**.py", "python")], keywords=OWN
    )
    for name, _, message, _, _ in found:
        yield str(message), f"src/docgen/{name}"


def click_messages() -> Iterator[str | tuple[str, ...]]:
    """Every msgid of the installed click; a tuple is singular and plural."""
    folder = Path(click.__file__).parent
    for _, _, message, _, _ in extract_from_dir(
        str(folder), method_map=[("**.py", "python")], keywords=CLICK
    ):
        yield message


def extracted() -> Catalog:
    """All messages of the three sources, untranslated."""
    catalogue = Catalog(domain="docgen")
    for message, name in own_messages():
        catalogue.add(message, locations=[(name, 0)])
    for found in (*click_messages(), *OLDER_CLICK):
        catalogue.add(found, locations=[("click", 0)])
    for source in (LIBYAML, JINJA, EXPAT, SYSTEM):
        for message in source:
            catalogue.add(message)
    return catalogue


def main() -> None:
    """Update the .po in place."""
    with PO.open("rb") as file:
        catalogue = read_po(file, locale="zh_CN", domain="docgen")
    before = {m.id for m in catalogue if m.id}
    creation = catalogue.creation_date, catalogue.revision_date
    catalogue.update(extracted())
    catalogue.obsolete.clear()
    catalogue.creation_date, catalogue.revision_date = creation
    with PO.open("wb") as file:
        write_po(file, catalogue, width=0, include_lineno=False, sort_output=False)
    for message in catalogue:
        if message.id and (message.id not in before or not message.string or message.fuzzy):
            print(f"to translate: {message.id}")


if __name__ == "__main__":
    main()
