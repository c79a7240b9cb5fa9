"""Headings recognised per level in each text of the corpus, beside a count by eye.

Run as ``python tests/corpus/count_headings.py`` (DOCGEN_CORPUS names another folder).
"""

from __future__ import annotations

import os
from collections import Counter
from pathlib import Path

from docgen.read import read_text

CORPUS = Path(os.environ.get("DOCGEN_CORPUS", Path(__file__).parents[3] / "shared" / "corpus"))
LEVELS = (1, 2, 3, 4, 5)

BY_EYE = {
    "01": (5, 10, 0, 0, 0),
    "02": (3, 6, 0, 0, 0),
    # A run-in heading closes a list of four numbered sentences; the list decides for the reader.
    "05": (6, 2, 0, 0, 0),
    "08": (4, 11, 15, 0, 0),
    "09": (8, 0, 0, 0, 0),
    # Numbered lead-ins that end in a colon and carry a list are counted as headings.
    "10": (10, 7, 7, 13, 0),
    "12": (4, 14, 0, 0, 0),
}
"""Headings by level, counted by a person reading the text, by the first two digits of its name."""


def recognised(path: Path) -> tuple[int, ...]:
    """The number of headings on levels 1–5 that the reader finds in the text at ``path``."""
    reading, _ = read_text(path.read_text(encoding="utf-8"), path.name)
    counts = Counter(heading.level for heading in reading.headings)
    return tuple(counts[level] for level in LEVELS)


def main() -> None:
    """Print the table."""
    print("text  " + "".join(f"{f'level {level}':>12}" for level in LEVELS))
    for path in sorted(CORPUS.glob("*.txt")):
        eye = BY_EYE.get(path.name[:2])
        cells = [
            f"{n} / {eye[i] if eye else '?'}" + ("" if not eye or n == eye[i] else " !")
            for i, n in enumerate(recognised(path))
        ]
        print(f"{path.name[:2]:6}" + "".join(f"{cell:>12}" for cell in cells))
    print("recognised / by eye; ! marks a difference")


if __name__ == "__main__":
    main()
