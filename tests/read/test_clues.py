"""What kind a text is taken for: by its title, its file's name, its words."""

from __future__ import annotations

from pathlib import Path

import pytest

from docgen.kinds import get_kind, kind_names
from docgen.load import read_source
from docgen.read import read_text
from docgen.read.data import guess_kind
from docgen.source import Scalar

SAMPLES = sorted((Path(__file__).parents[2] / "samples").glob("*.yaml"))


def guess(title: str, body: str = "正文一段。", name: str = "a.txt") -> str:
    reading, _ = read_text(f"{title}\n\n{body}", name)
    return guess_kind(reading)


@pytest.mark.parametrize("path", SAMPLES, ids=lambda p: p.name)
def test_a_sample_is_known_by_its_title(path: Path) -> None:
    root = read_source(str(path))[0].root
    kind, title = root.get("kind"), root.get("title")
    if not isinstance(kind, Scalar) or not isinstance(title, Scalar):
        pytest.skip("no title of its own")
    if "clues" not in get_kind(kind.text).recipe["import"]:
        pytest.skip("a form is filled in, not imported")
    assert guess(title.text) == kind.text


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("关于印发《综合考核方案》的通知", "notice"),
        ("关于签订目标责任书的通知", "notice"),
        ("水利局关于征求方案意见的函", "official-letter"),
        ("2026年工作总结及2027年工作计划", "annual-summary"),
        ("2027年重点工作要点", "work-plan"),
        ("综合考核实施办法（试行）", "assessment-plan"),
        ("一岗双责履职情况汇报", "duty-report"),
        ("安全生产工作情况汇报", "work-report"),
        ("在述职评议会议上的讲话", "speech"),
        ("在年度工作总结会议上的讲话", "speech"),
        ("关于问题整改情况的报告", "analysis-report"),
        ("水库管护问题的调研报告", "research-report"),
        ("关于加强河湖管护的指导意见", "opinions"),
        ("第三次局长办公会议纪要", "minutes"),
        ("诚信经营承诺书", "commitment"),
        ("临澄市人民政府令", "order"),
    ],
)
def test_a_title_is_what_it_says_last(title: str, expected: str) -> None:
    assert guess(title) == expected


def test_the_name_of_the_file_speaks_where_the_title_does_not() -> None:
    assert guess("水务工作", name="办公会纪要.txt") == "minutes"


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("甲方应当指导，乙方应当落实。", "responsibility-letter"),
        ("本人认真履职，完成了任务。", "duty-report"),
        ("各位领导：\n完成了任务。", "duty-report"),
        ("完成了任务。", "annual-summary"),
    ],
)
def test_without_a_title_the_text_decides(body: str, expected: str) -> None:
    assert guess("水务工作", body) == expected


def test_no_clue_names_a_kind_that_texts_cannot_be_taken_for() -> None:
    for name in kind_names():
        imports = get_kind(name).recipe["import"]
        assert "clues" not in imports or "sections" in imports
