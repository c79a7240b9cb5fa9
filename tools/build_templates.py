"""Write the shipped templates from the shipped profile: ``python tools/build_templates.py``."""

from __future__ import annotations

import zipfile
from io import BytesIO
from pathlib import Path

import yaml

from docgen.layouts import LAYOUTS, build
from docgen.parts import Parts, package_order
from docgen.profile import Profile, profile_from

TEMPLATES = Path(__file__).parent.parent / "templates"


def load_profile(name: str) -> Profile:
    """The shipped profile ``name``."""
    text = (TEMPLATES / "profiles" / f"{name}.yaml").read_text(encoding="utf-8")
    return profile_from(yaml.safe_load(text))


def to_zip(parts: Parts) -> bytes:
    """``parts`` as a .docx that depends on nothing but its members."""
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for member in sorted(parts.members, key=lambda m: package_order(m.name)):
            info = zipfile.ZipInfo(member.name, (1980, 1, 1, 0, 0, 0))
            info.compress_type = zipfile.ZIP_DEFLATED
            info.create_system = 0
            archive.writestr(info, member.data, compresslevel=9)
    return buffer.getvalue()


def main() -> None:
    """Build every layout."""
    profile = load_profile("gbt9704")
    for layout in LAYOUTS:
        path = TEMPLATES / f"{layout}.docx"
        path.write_bytes(to_zip(build(layout, profile)))
        print(f"{path.name} {path.stat().st_size} bytes")


if __name__ == "__main__":
    main()
