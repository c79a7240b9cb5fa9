"""Golden documents: each sample's content tree and canonical XML, reviewable in a diff.

`pytest tests/golden --accept` writes what is made now; look at the diff before committing it.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from docgen import content, pipeline
from docgen.compose import compose
from ooxml import canonical, members

HERE = Path(__file__).parent
SAMPLES = HERE.parents[1] / "samples"
DATA = sorted(p for p in SAMPLES.iterdir() if p.suffix in (".yaml", ".json") and p.stem != "roster")


def compare(name: str, made: str, accept: bool) -> None:
    golden = HERE / name
    if accept:
        golden.write_text(made, encoding="utf-8")
    assert golden.is_file(), f"{name} is missing: run pytest tests/golden --accept and look at it"
    assert made == golden.read_text(encoding="utf-8")


@pytest.mark.parametrize("sample", DATA, ids=lambda p: p.name)
def test_sample(sample: Path, request: pytest.FixtureRequest) -> None:
    accept = request.config.getoption("--accept")
    record, _ = pipeline.record_of(str(sample), final=True)
    compare(f"{sample.name}.tree", content.dump(compose(record)), accept)
    made, _ = pipeline.fill(record)
    compare(f"{sample.name}.xml", canonical(members(made)["word/document.xml"]), accept)


def test_no_golden_file_without_its_sample() -> None:
    names = {p.name for p in DATA}
    assert {p.stem for p in HERE.iterdir() if p.suffix in (".tree", ".xml")} == names
