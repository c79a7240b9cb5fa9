"""Characters that nobody sees: the letter has them, and the clerk is told."""

from __future__ import annotations

from pathlib import Path

import pytest

from docgen.batch import make_plan, run_plan

LETTER = str(Path(__file__).parents[2] / "samples" / "responsibility-letter.yaml")


@pytest.mark.parametrize("unseen", ["\u200b", "\ufeff", "\u2060", "\u202e"])
@pytest.mark.parametrize("at", [1, 7])
def test_what_cannot_be_seen_is_told_in_every_row(unseen: str, at: int, tmp_path: Path) -> None:
    """The first rows are looked at one by one, those behind them all at once."""
    path = tmp_path / "r.csv"
    names = [f"{n}站" for n in "甲乙丙丁戊己庚辛壬"]
    names[at] = f"东{unseen}站"
    rows = [f"第{n}号,{name},王{name[0]}" for n, name in enumerate(names)]
    path.write_text("\n".join(["编号,乙方单位,乙方负责人", *rows]), "utf-8")
    plan = make_plan(LETTER, str(path), tmp_path / "out")
    [told] = [d for d in plan.findings if d.code == "V232"]
    assert (told.where.row, told.path) == (at + 1, ("party_b", "unit"))
    assert told.args["character"] == f"U+{ord(unseen):04X}"
    assert len(run_plan(plan).made) == len(names)
