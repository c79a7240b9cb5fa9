"""Real texts of the trade, all the way: import, validate, render. Nothing may be lost or moved."""

from __future__ import annotations

import sys
from pathlib import Path

from docgen import pipeline
from docgen.read import read_text, to_data, write_yaml

sys.path.insert(0, str(Path(__file__).parent))

from survival import difference, document_lines, letters, numbers


def render(text_file: Path, folder: Path) -> list[str]:
    reading, _ = read_text(text_file.read_text(encoding="utf-8"), text_file.name)
    data, kind, _ = to_data(reading)
    file = folder / "imported.yaml"
    file.write_text(write_yaml(data, kind), encoding="utf-8")
    record, _ = pipeline.record_of(str(file))
    docx, _ = pipeline.fill(record)
    return document_lines(docx)


def test_every_character_survives_in_order(text_file: Path, tmp_path: Path) -> None:
    source = text_file.read_text(encoding="utf-8").splitlines()
    made = render(text_file, tmp_path)
    before, after = letters(source), letters(made)
    assert before == after, difference(before, after)


def test_every_number_keeps_its_value(text_file: Path, tmp_path: Path) -> None:
    source = text_file.read_text(encoding="utf-8").splitlines()
    assert numbers(source) == numbers(render(text_file, tmp_path))
