"""Draw the pictures of the READMEs anew: ``make pictures`` (needs LibreOffice).

First pages, at reading size on a screen, in few colours: a picture stays under 150 kB.
"""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

from PIL import Image, ImageOps

from docgen import pipeline
from docgen.preview import to_pdf, to_png

ROOT = Path(__file__).parent.parent
IMAGES = ROOT / "docs" / "images"
SHOWN = ("annual-summary", "responsibility-letter")
WIDTH = 620
COLOURS = 16


def draw(sample: str, scratch: Path) -> Path:
    """The first page of ``sample`` as a PNG in ``docs/images``."""
    document = scratch / f"{sample}.docx"
    pipeline.generate(str(ROOT / "samples" / f"{sample}.yaml"), document)
    page = to_png(to_pdf(document, scratch), scratch, dpi=200)[0]
    with Image.open(page) as drawn:
        height = round(drawn.height * WIDTH / drawn.width)
        small = drawn.convert("L").resize((WIDTH, height), Image.Resampling.LANCZOS)
    framed = ImageOps.expand(small, border=1, fill=160)
    target = IMAGES / f"{sample}.png"
    framed.quantize(COLOURS).save(target, optimize=True)
    return target


def main() -> None:
    """Draw every picture and print its size."""
    IMAGES.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(prefix="docgen-") as scratch:
        for sample in SHOWN:
            made = draw(sample, Path(scratch))
            print(f"{made.relative_to(ROOT).as_posix()} {made.stat().st_size} bytes")


if __name__ == "__main__":
    main()
