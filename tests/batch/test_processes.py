"""A batch by several processes is the batch of one: rows shared out, remembered, and made."""

from __future__ import annotations

import json
import os
import signal
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from docx import Document

import docgen.batch.planner as planning
from docgen.batch import Plan, Processes, State, make_plan, run_plan
from docgen.batch.variant import Way
from docgen.batch.workers import Call, in_order
from docgen.diagnostics import Diagnostic
from docgen.errors import DataError, OutputError, TemplateError

SAMPLES = Path(__file__).parents[2] / "samples"
LETTER = str(SAMPLES / "responsibility-letter.yaml")
ROWS = 700
_WEIGHTS = [[100], [60, 40], [50, 30, 20]]


def rows(count: int = ROWS) -> list[dict[str, Any]]:
    """Rows of three shapes; the fortieth lacks its unit."""
    return [
        {
            "编号": f"安责〔2026〕{n}号",
            "乙方": {"单位": f"第{n}水务站" if n != 40 else "", "负责人": f"钟{n}"},
            "考核指标": [_target(weight) for weight in _WEIGHTS[n % 3]],
        }
        for n in range(1, count + 1)
    ]


def _target(weight: int) -> dict[str, Any]:
    return {"指标名称": f"指标{weight}", "目标值": "0起", "权重": weight}


@pytest.fixture
def two() -> Iterator[Processes]:
    with Processes(2) as processes:
        yield processes


def written(path: Path, made: list[dict[str, Any]]) -> str:
    match path.suffix:
        case ".json":
            path.write_text(json.dumps(made, ensure_ascii=False, indent=1), "utf-8")
        case ".jsonl":
            lines = (json.dumps(row, ensure_ascii=False) for row in made)
            path.write_text("\n".join(lines), "utf-8")
        case ".csv":
            lines = (f"{r['编号']},{r['乙方']['单位']},{r['乙方']['负责人']}" for r in made)
            path.write_text("\n".join(["编号,乙方.单位,乙方.负责人", *lines]), "utf-8")
    return str(path)


def letters(folder: Path) -> dict[str, bytes]:
    return {p.name: p.read_bytes() for p in folder.glob("*.docx")}


def told(plan: Plan) -> list[Any]:
    # Each process learns for itself which rows can take the short way.
    return [job._replace(way=Way.WHOLE, over=None) for job in plan.jobs()]


@pytest.mark.parametrize("suffix", [".json", ".jsonl", ".csv"])
@pytest.mark.parametrize("most", [10_000, 100, 0])
def test_the_same_letters(
    tmp_path: Path, two: Processes, suffix: str, most: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whether all rows stay in memory, or some, or none."""
    monkeypatch.setattr(planning, "_MOST_KEPT", most)
    made = rows()
    made[600] = made[599]
    roster = written(tmp_path / f"roster{suffix}", made)
    alone = make_plan(LETTER, roster, tmp_path / "alone")
    shared = make_plan(LETTER, roster, tmp_path / "shared", executor=two)
    assert told(shared) == told(alone)
    assert [r.row for r in shared.refusals] == [40, 600, 601]
    done: list[int] = []
    report = run_plan(shared, two, lambda job: done.append(job.row))
    run_plan(alone)
    assert letters(tmp_path / "shared") == letters(tmp_path / "alone")
    assert report.count(State.MADE) == len(done) == ROWS - 3
    assert done == sorted(done)


@pytest.mark.parametrize("suffix", [".json", ".csv"])
def test_only_what_changed_is_made(tmp_path: Path, two: Processes, suffix: str) -> None:
    made = rows(300)
    roster = written(tmp_path / f"roster{suffix}", made)
    run_plan(make_plan(LETTER, roster, tmp_path / "out", executor=two), two)
    made[250]["乙方"]["负责人"] = "钟新"
    roster = written(tmp_path / f"roster{suffix}", made)
    report = run_plan(make_plan(LETTER, roster, tmp_path / "out", executor=two), two)
    assert [job.row for job in report.made] == [251]
    assert report.count(State.UNCHANGED) == 298


def test_numbers_are_given_in_the_rosters_order(tmp_path: Path, two: Processes) -> None:
    data = yaml.safe_load(Path(LETTER).read_text("utf-8"))
    letter = tmp_path / "letter.json"
    letter.write_text(json.dumps({**data, "number": "安责〔2026〕{n}号"}, default=str), "utf-8")
    made = [{k: v for k, v in row.items() if k != "编号"} for row in rows(300)]
    roster = written(tmp_path / "roster.json", made)
    plans = [make_plan(str(letter), roster, tmp_path / "out", executor=e) for e in (None, two)]
    assert told(plans[0]) == told(plans[1])
    assert [job.number for job in plans[1].jobs()][-1] == "安责〔2026〕300号"


def outcome(roster: str, folder: Path, processes: Processes | None) -> Any:
    def said(found: tuple[Diagnostic, ...]) -> list[tuple[str, str]]:
        return [(d.code, str(d.where)) for d in found]

    try:
        plan = make_plan(LETTER, roster, folder, executor=processes)
    except DataError as error:
        return said(tuple(error.diagnostics))
    return [(r.row, said(r.findings)) for r in plan.refusals], plan.rows


_SPOILT = {
    "broken": ("roster.json", '"第350', '"第350"'),
    "twice": ("roster.json", '"编号": "安责〔2026〕351', '"编号": 1, "编号": "'),
    "inner alike": ("roster.json", '"指标名称": "指标100"', '"编号": "指标0"'),
    "unknown": ("roster.json", '"乙方"', '"乙访"'),
    "cut off": ("roster.json", "\n]", ""),
    "line": ("roster.jsonl", '"第350', '"第350"'),
    "double": ("roster.jsonl", "第350水务站", "第349水务站"),
    "quote": ("roster.csv", "第350水务站", '第350"水务站'),
}


@pytest.mark.parametrize("how", _SPOILT)
def test_the_same_findings(tmp_path: Path, two: Processes, how: str) -> None:
    name, right, wrong = _SPOILT[how]
    roster = Path(written(tmp_path / name, rows(400)))
    text = roster.read_text("utf-8")
    assert right in text
    roster.write_text(text.replace(right, wrong), "utf-8")
    expected = outcome(str(roster), tmp_path / "out", None)
    assert expected
    assert outcome(str(roster), tmp_path / "out", two) == expected


@pytest.mark.skipif(os.name != "posix", reason="kills a process with SIGKILL")
def test_a_process_that_is_killed(tmp_path: Path) -> None:
    roster = written(tmp_path / "roster.json", rows(2000))
    run_plan(make_plan(LETTER, roster, tmp_path / "whole"))
    killed: list[int] = []
    with Processes(2) as two:
        plan = make_plan(LETTER, roster, tmp_path / "out", executor=two)

        def kill(_: object) -> None:
            if not killed:
                killed.extend(two.others[0]._processes)
                os.kill(killed[0], signal.SIGKILL)

        with pytest.raises(OutputError) as caught:
            run_plan(plan, two, kill)
    assert [d.code for d in caught.value.diagnostics] == ["B417"]
    with Processes(2) as two:
        plan = make_plan(LETTER, roster, tmp_path / "out", resume=True, executor=two)
        assert plan.count(State.UNCHANGED) > 0
        run_plan(plan, two)
    assert letters(tmp_path / "out") == letters(tmp_path / "whole")


def test_a_process_that_is_killed_while_rows_are_named(tmp_path: Path) -> None:
    roster = written(tmp_path / "roster.json", rows(2000))
    with Processes(2) as two:
        os.kill(two.others[0].submit(os.getpid).result(), signal.SIGKILL)
        with pytest.raises(OutputError) as caught:
            make_plan(LETTER, roster, tmp_path / "out", executor=two)
    [died] = caught.value.diagnostics
    assert (died.code, died.args["because"]) == ("B417", "naming")
    assert not (tmp_path / "out").exists()


_said: list[int] = []


def _remember(number: int) -> tuple[int, list[int]]:
    time.sleep(0.002)
    _said.append(number)
    return os.getpid(), _said.copy()


def _refuse(number: int) -> tuple[int, list[int]]:
    raise ValueError(number)


def test_lanes_remember_and_share(two: Processes) -> None:
    _said.clear()
    done = list(in_order(two, (Call(n, _remember, (n,)) for n in range(60))))
    assert [d.about for d in done] == list(range(60))
    of_lane = {d.lane: d.result[0] for d in done}
    assert len(set(of_lane.values())) == 2
    assert of_lane[0] == os.getpid()
    assert all(of_lane[d.lane] == d.result[0] for d in done)
    calls = (Call(d.about, _remember, (d.about,), d.lane) for d in done)
    again = list(in_order(two, calls))
    assert [d.about for d in again] == list(range(60))
    # Who has nothing to do takes work from who is behind.
    at_home = [d for d, before in zip(again, done, strict=True) if d.lane == before.lane]
    assert len(at_home) > 20
    assert all(d.result[1].count(d.about) == 2 for d in at_home)


@pytest.mark.parametrize("lane", [None, 0, 1])
def test_an_error_comes_in_its_turn(two: Processes, lane: int | None) -> None:
    calls = [Call(n, _refuse if n == 20 else _remember, (n,), lane) for n in range(40)]
    done = in_order(two, calls)
    assert [next(done).about for _ in range(20)] == list(range(20))
    with pytest.raises(ValueError, match="20"):
        next(done)


@pytest.mark.parametrize("count", [0, 1, 40])
def test_what_is_done_meanwhile_is_done_once(two: Processes, count: int) -> None:
    for executor in (None, two):
        done: list[str] = []
        calls = [Call(n, _remember, (n,)) for n in range(count)]
        found = in_order(executor, calls, lambda done=done: done.append("once"))  # type: ignore[misc]
        assert [d.about for d in found] == list(range(count))
        assert done == ["once"]


def test_a_wrong_template_is_told_before_anything_is_written(
    tmp_path: Path, two: Processes
) -> None:
    document = Document()
    document.add_paragraph("{{ 乙方.单位 }}{{ 没有 }}")
    document.save(str(tmp_path / "wrong.docx"))
    roster = written(tmp_path / "roster.json", rows(300))
    for executor in (None, two):
        with pytest.raises(TemplateError) as caught:
            make_plan(
                *(LETTER, roster, tmp_path / "out"),
                template=str(tmp_path / "wrong.docx"),
                executor=executor,
            )
        assert "T303" in {d.code for d in caught.value.diagnostics}
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("suffix", [".json", ".csv"])
def test_rows_are_still_told_when_their_letters_are_made(
    tmp_path: Path, two: Processes, suffix: str
) -> None:
    roster = written(tmp_path / f"roster{suffix}", rows(300))
    for executor in (None, two):
        plan = make_plan(LETTER, roster, tmp_path / str(executor), executor=executor)
        run_plan(plan, executor)
        found = {job.row: row.values for job, row in plan.with_rows(State.MADE)}
        said = {row.number: row.values for row in plan.roster.rows if row.number != 40}
        assert found == said
