"""One letter × a roster: every row accounted for, nothing overwritten, names safe."""

from __future__ import annotations

import json
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import docx
import pytest

import docgen
from docgen import pipeline
from docgen.batch import State, make_plan, run_plan
from docgen.batch.names import clean
from docgen.cli import invoke
from docgen.errors import DataError, PartialError, TemplateError
from docgen.load.roster import read_roster
from ooxml import text

SAMPLES = Path(__file__).parents[2] / "samples"
LETTER = str(SAMPLES / "responsibility-letter.yaml")
ROSTER = str(SAMPLES / "roster.csv")


def roster(tmp_path: Path, content: str, suffix: str = "csv") -> str:
    path = tmp_path / f"roster.{suffix}"
    path.write_text(content, encoding="utf-8")
    return str(path)


def test_twelve_letters(tmp_path: Path) -> None:
    report = run_plan(make_plan(LETTER, ROSTER, tmp_path))
    rows = list(read_roster(ROSTER).rows)
    assert len(report.made) == report.rows == len(rows) == 12
    for outcome, row in zip(report.made, rows, strict=True):
        content = text(report.path(outcome))
        for value in row.values.values():
            assert value in content


def test_the_letter_alone_gives_the_same_bytes(tmp_path: Path) -> None:
    """A row that repeats the letter's own fields makes the very file that render makes."""
    report = run_plan(make_plan(LETTER, ROSTER, tmp_path / "batch"))
    pipeline.generate(LETTER, tmp_path / "alone.docx")
    assert report.path(report.made[0]).read_bytes() == (tmp_path / "alone.docx").read_bytes()


def test_a_process_pool_gives_the_same_files(tmp_path: Path) -> None:
    serial = run_plan(make_plan(LETTER, ROSTER, tmp_path / "a"))
    with ProcessPoolExecutor(2) as pool:
        pooled = run_plan(make_plan(LETTER, ROSTER, tmp_path / "b"), pool)
    for one, two in zip(serial.made, pooled.made, strict=True):
        assert one.file == two.file
        assert serial.path(one).read_bytes() == pooled.path(two).read_bytes()


def test_bad_rows_are_listed_and_the_others_made(tmp_path: Path) -> None:
    rows = "乙方.单位,编号,份数\n甲站,1号,2\n,2号,2\n乙站,3号,两份\n丙站,4号,4\n"
    report = run_plan(make_plan(LETTER, roster(tmp_path, rows), tmp_path / "out"))
    assert [o.row for o in report.made] == [1, 4]
    failed = {r.row: r.findings[0] for r in report.failed}
    assert list(failed) == [2, 3]
    # An empty cell never falls back to the letter's own party.
    assert failed[2].code == "V203"
    assert (failed[2].where.line, failed[2].where.column, failed[2].where.row) == (3, 1, 2)
    assert failed[3].code == "V206"
    assert (failed[3].where.line, failed[3].where.column, failed[3].where.row) == (4, 3, 3)
    assert report.rows == 4


def test_one_name_twice_names_both_rows_and_makes_neither(tmp_path: Path) -> None:
    rows = "party_b.unit\nABC站\nabc站\n丙站\n"
    report = run_plan(make_plan(LETTER, roster(tmp_path, rows), tmp_path / "out"))
    assert [o.row for o in report.made] == [3]
    assert [r.findings[0].code for r in report.failed] == ["B401", "B401"]
    assert report.failed[0].findings[0].args["rows"] == [1, 2]


def test_nothing_is_overwritten_silently(tmp_path: Path) -> None:
    """What was changed by hand is left and told; what is as it was made is not made again."""
    first = run_plan(make_plan(LETTER, ROSTER, tmp_path))
    old = tmp_path / first.made[0].file
    old.write_bytes(b"signed")
    second = run_plan(make_plan(LETTER, ROSTER, tmp_path))
    assert len(second.made) == 0
    assert second.count(State.UNCHANGED) == 11
    assert [r.findings[0].code for r in second.failed] == ["B413"]
    assert old.read_bytes() == b"signed"
    third = run_plan(make_plan(LETTER, ROSTER, tmp_path, force=True))
    assert [tmp_path / o.file for o in third.made] == [old]
    assert old.read_bytes() != b"signed"


def test_a_file_that_is_not_ours_is_left(tmp_path: Path) -> None:
    theirs = tmp_path / "云栎水库管理所责任书.docx"
    theirs.write_bytes(b"theirs")
    report = run_plan(make_plan(LETTER, ROSTER, tmp_path))
    assert [(r.row, r.findings[0].code) for r in report.failed] == [(1, "B402")]
    assert theirs.read_bytes() == b"theirs"
    assert len(report.made) == 11


def test_planning_writes_nothing(tmp_path: Path) -> None:
    make_plan(LETTER, ROSTER, tmp_path / "out")
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("suffix", ["json", "yaml"])
def test_nested_rows(suffix: str, tmp_path: Path) -> None:
    rows = [{"乙方": {"单位": "甲站", "负责人": "方䶮"}, "number": "00123"}]
    source = roster(tmp_path, json.dumps(rows, ensure_ascii=False), suffix)
    report = run_plan(make_plan(LETTER, source, tmp_path / "out"))
    content = text(report.path(report.made[0]))
    assert "方䶮" in content
    assert "00123" in content


def test_a_gbk_roster_is_read_and_told(tmp_path: Path) -> None:
    path = tmp_path / "r.csv"
    path.write_bytes("乙方.单位\n甲站\n".encode("gbk"))
    report = run_plan(make_plan(LETTER, str(path), tmp_path / "out"))
    assert len(report.made) == 1
    assert [d.code for d in report.findings] == ["S111"]


def test_an_unknown_column_stops_with_a_proposal(tmp_path: Path) -> None:
    with pytest.raises(DataError) as caught:
        make_plan(LETTER, roster(tmp_path, "乙方.单元\n甲站\n"), tmp_path)
    finding = caught.value.diagnostics[0]
    assert finding.code == "V204"
    assert "乙方.单位" in finding.args["known"]


def templated(path: Path, *lines: str, rows: int = 0) -> str:
    document = docx.Document()
    for line in lines:
        document.add_paragraph(line)
    path.parent.mkdir(parents=True, exist_ok=True)
    if rows:
        table = document.add_table(rows=3, cols=1)
        texts = ("{%tr if copies == 2 %}", "{{ party_b.unit }}", "{%tr endif %}")
        for row, text_ in zip(table.rows, texts, strict=True):
            row.cells[0].text = text_
    document.save(str(path))
    return str(path)


def test_a_wrong_template_is_told_before_the_plan(tmp_path: Path) -> None:
    """What `docgen template check` calls an error, all of it, even of a dry run."""
    template = templated(tmp_path / "t.docx", "{{ titel }}", "{{ targets }}", "{% if number %}")
    with pytest.raises(TemplateError) as caught:
        make_plan(LETTER, ROSTER, tmp_path / "out", template=template)
    kind = pipeline.record_of(LETTER)[0].kind
    checked = [d for d in pipeline.check_template(template, kind) if d.severity == "error"]
    assert [d.code for d in caught.value.diagnostics] == [d.code for d in checked]
    assert {"T303", "T305", "T314"} <= {d.code for d in checked}
    assert not (tmp_path / "out").exists()


def test_damage_that_one_row_does_is_seen_on_the_short_way(tmp_path: Path) -> None:
    """A condition around all rows of a table can leave it without any: Word calls that damaged."""
    template = templated(tmp_path / "t.docx", "{{ number }}", rows=1)
    rows = "乙方.单位,编号,份数\n" + "".join(
        f"第{n}站,{n}号,{3 if n == 9 else 2}\n" for n in range(1, 11)
    )
    plan = make_plan(LETTER, roster(tmp_path, rows), tmp_path / "out", template=template)
    assert sum(bool(job.way) for job in plan.jobs()) == 7
    report = run_plan(plan)
    assert [(r.row, [d.code for d in r.findings]) for r in report.failed] == [(9, ["T311"])]
    assert len(report.made) == 9


def test_two_columns_for_one_field(tmp_path: Path) -> None:
    with pytest.raises(DataError) as caught:
        make_plan(LETTER, roster(tmp_path, "乙方.单位,party_b.unit\n甲,乙\n"), tmp_path)
    assert caught.value.diagnostics[0].code == "B407"


@pytest.mark.parametrize("pattern", ["{{ nothing }}", "{{ party_b", "{{ party_b.unit|evil }}"])
def test_a_wrong_name_pattern(pattern: str, tmp_path: Path) -> None:
    with pytest.raises(TemplateError) as caught:
        make_plan(LETTER, ROSTER, tmp_path, name=pattern)
    assert caught.value.diagnostics[0].code == "B406"


@pytest.mark.parametrize(
    ("given", "safe"),
    [
        ("../../x", "／..／x"),
        ("a/b:c*d", "a／b：c＊d"),
        ("CON", "_CON"),
        ("nul.txt", "_nul.txt"),
        ("x\u202egnp", "xgnp"),
        ("x. ", "x"),
        ("=cmd|x", "=cmd｜x"),
    ],
)
def test_names_are_safe_on_windows(given: str, safe: str) -> None:
    assert clean(given) == safe


def test_a_name_too_long_is_refused_not_cut(tmp_path: Path) -> None:
    report = run_plan(make_plan(LETTER, roster(tmp_path, f"乙方.单位\n{'长' * 200}\n"), tmp_path))
    assert [r.findings[0].code for r in report.failed] == ["B409"]


def test_the_verb_writes_what_the_command_writes(tmp_path: Path) -> None:
    rows = ["编号,乙方单位,乙方负责人,乙方职务", "第1号,甲站,王一,站长", "第2号,,李二,站长"]
    rows.append("第1号,乙站,李二,站长")
    units = roster(tmp_path, "\n".join(rows))
    merge = tmp_path / "all.docx"
    report = docgen.generate_batch(LETTER, units, tmp_path / "one", jobs=2, merge=merge)
    assert (report.rows, len(report.made), len(report.failed)) == (3, 2, 1)
    assert {"B450"} == {d.code for d in report.findings}
    with pytest.raises(PartialError):
        invoke(["batch", LETTER, "--roster", units, "-o", str(tmp_path / "two")])
    written = [
        {p.relative_to(tmp_path / name) for p in (tmp_path / name).iterdir()}
        for name in ("one", "two")
    ]
    assert written[0] == written[1]
    assert merge.exists()
    assert docgen.check(LETTER) == []
    again = docgen.generate_batch(LETTER, units, tmp_path / "one", ledger=False)
    assert [len(again.made), again.count(State.UNCHANGED)] == [0, 2]


def test_a_name_may_call_fields_as_the_columns_of_a_roster_do(tmp_path: Path) -> None:
    units = roster(tmp_path, "编号,乙方单位,乙方负责人\n第1号,甲站,王一")
    pattern = (
        "{{ 乙方单位 }}/{{ 编号 }}{{ 乙方.负责人 }}{% if 乙方职务 %}（{{ 乙方职务 }}）{% endif %}"
    )
    [job] = make_plan(LETTER, units, tmp_path, name=pattern).jobs()
    assert job.file == "甲站/第1号王一（所长）.docx"
    with pytest.raises(TemplateError) as caught:
        make_plan(LETTER, units, tmp_path, name="{{ 乙方单 }}")
    assert [d.code for d in caught.value.diagnostics] == ["B406"]
