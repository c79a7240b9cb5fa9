"""Build hook: compile the gettext catalogues (.po → .mo), so that no binary is committed.

click looks its messages up with gettext, which reads the whole of a catalogue: they stand in one of
their own as well.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from hatchling.builders.hooks.plugin.interface import BuildHookInterface

LOCALE = Path(__file__).parent / "src" / "docgen" / "locale"


CLICK = "click"


def compile_catalogues(locale: Path = LOCALE) -> list[Path]:
    """Compile every ``*.po`` below ``locale`` beside itself and return the files written."""
    written = []
    for po in sorted(locale.rglob("*.po")):
        with po.open("rb") as source:
            catalogue = read_po(source)
        for name, part in ((po.stem, catalogue), (CLICK, part_of(catalogue, CLICK))):
            mo = po.with_name(f"{name}.mo")
            with mo.open("wb") as target:
                write_mo(target, part)
            written.append(mo)
    return written


def part_of(catalogue: Catalog, origin: str) -> Catalog:
    """The messages of ``catalogue`` that come from ``origin``."""
    part = Catalog(locale=catalogue.locale)
    for message in catalogue:
        if message.id and any(place == origin for place, _ in message.locations):
            part[message.id] = message
    return part


class CatalogueHook(BuildHookInterface):  # type: ignore[type-arg]
    """Run by hatchling before the wheel (plain or editable) is put together."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Compile the catalogues into the source tree; the wheel picks them up as artifacts."""
        compile_catalogues()


if __name__ == "__main__":
    for path in compile_catalogues():
        print(path.relative_to(LOCALE))
