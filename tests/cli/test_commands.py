"""What each command prints, writes and returns."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
import zipfile
from pathlib import Path

import pytest

from ooxml import text

from .conftest import SOURCES, Run

CURE = "  办法："


def test_kinds_lists_names_titles_and_layouts(run: Run) -> None:
    done = run("kinds")
    assert done.code == 0
    assert "annual-summary         年度工作总结  report\n" in done.out
    assert "responsibility-letter  责任书        agreement\n" in done.out
    assert done.out.endswith(
        "版式：agreement、document、form、ledger、letter、minutes、order、report\n"
    )
    assert run("kinds", lang="en").out.endswith(
        "layouts: agreement, document, form, ledger, letter, minutes, order, report\n"
    )


@pytest.mark.parametrize("kind", ["annual-summary", "履职报告", "responsibility-letter"])
def test_new_writes_a_starter_that_is_a_valid_draft(run: Run, tmp_path: Path, kind: str) -> None:
    done = run("new", kind, "-o", "新.yaml")
    assert (done.code, done.out, done.err) == (0, "已写好：新.yaml\n", "")
    text = (tmp_path / "新.yaml").read_text(encoding="utf-8")
    assert text.startswith("# yaml-language-server: $schema=")
    assert run("new", kind).out == text
    checked = run("validate", "新.yaml")
    assert checked.code == 0
    assert "错误" not in checked.out
    open_ones = sum(
        x.count("【待填：") for x in text.splitlines() if not x.lstrip().startswith("#")
    )
    assert checked.out.splitlines()[-1] == f"新.yaml: 提示 {open_ones} 处"
    assert run("render", "新.yaml").code == 0
    assert run("render", "新.yaml", "--final", "--force").code == 1


def test_new_leaves_a_file_that_is_there(run: Run, tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text("old")
    done = run("new", "责任书", "-o", "a.yaml")
    assert (done.code, done.out) == (5, "")
    assert done.err == (
        "a.yaml: 错误 O501 a.yaml 已经有了，没有动它\n"
        f"{CURE}要替换它，加上 --force；要另存，用 -o 写别的文件名\n"
        "详细说明：docgen explain O501\n"
    )
    assert (tmp_path / "a.yaml").read_text() == "old"
    assert run("new", "责任书", "-o", "a.yaml", "--force").code == 0


def test_schema_stands_alone(run: Run) -> None:
    done = run("schema", "责任书")
    schema = json.loads(done.out)
    assert done.code == 0
    assert schema["title"] == "责任书"
    assert "common.json" not in done.out


@pytest.mark.parametrize("command", ["new", "schema"])
def test_unknown_kind_is_named_with_the_known_ones(run: Run, command: str) -> None:
    done = run(command, "总结", lang="en")
    assert (done.code, done.out) == (1, "")
    assert done.err.startswith("error V202 there is no kind “总结”\n  cure: did you mean: ")
    assert "annual-summary（年度工作总结）" in done.err


def test_validate_says_everything_at_once(run: Run, tmp_path: Path, small: Path) -> None:
    (tmp_path / "bad.yaml").write_text(
        "kind: 年度工作总结\ntitel: 标题\nyear: 今年\nunit: 甲局\n", "utf-8"
    )
    done = run("validate", "small.yaml", "bad.yaml", "none.yaml")
    assert done.code == 1
    assert done.err == ""
    assert done.out == (
        "small.yaml: 没有问题\n"
        "bad.yaml:1:1: 错误 V203 缺少“标题”（title）\n"
        "  1 | kind: 年度工作总结\n"
        "    | ^\n"
        f"{CURE}请在这里加一行“标题: …”（也可写作 title: …）\n"
        "bad.yaml:1:1: 错误 V203 缺少“主要工作”（work）\n"
        f"{CURE}请在这里加一行“主要工作: …”（也可写作 work: …）\n"
        "bad.yaml:2:1: 错误 V204 这里没有“titel”这一项\n"
        "  2 | titel: 标题\n"
        "    | ^\n"
        f"{CURE}是不是想写：title\n"
        "bad.yaml:3:7: 错误 V206 “年度”应当是整数（用阿拉伯数字），现在是“今年”\n"
        "  3 | year: 今年\n"
        "    |       ^\n"
        f"{CURE}请把“年度”改成整数（用阿拉伯数字）\n"
        "详细说明：docgen explain V203 V204 V206\n"
        "bad.yaml: 错误 4 处\n"
        "none.yaml: 错误 S101 打不开文件 none.yaml：找不到这个文件或文件夹\n"
        f"{CURE}请核对文件名和所在的文件夹\n"
        "详细说明：docgen explain S101\n"
        "none.yaml: 错误 1 处\n"
    )


def test_validate_in_english(run: Run, tmp_path: Path) -> None:
    (tmp_path / "bad.yaml").write_text("kind: annual-summary\ntitle: a: b\n")
    done = run("validate", "--lang", "en", "bad.yaml")
    assert done.code == 1
    assert done.out.startswith(
        "bad.yaml:2:9: error S103 not valid YAML near “title”: "
        "the text holds a colon and a space; put it in quotes, or below a line ending in |\n"
        "  2 | title: a: b\n"
    )
    assert done.out.endswith("bad.yaml: errors: 1\n")


def test_validate_prints_json_for_programs(run: Run, tmp_path: Path, small: Path) -> None:
    (tmp_path / "bad.yaml").write_text(
        "文种: 责任书\n标题: 甲\n年度: 2026\n甲方: {单位: 甲}\n乙方: {}\n", "utf-8"
    )
    done = run("validate", "bad.yaml", "small.yaml", "--format", "json")
    (finding,) = json.loads(done.out)
    assert (done.code, done.err) == (1, "")
    assert {k: finding[k] for k in ("code", "severity", "file", "line", "column", "path")} == {
        "code": "V203",
        "severity": "error",
        "file": "bad.yaml",
        "line": 5,
        "column": 5,
        "path": "party_b.unit",
    }
    assert finding["message"] == "缺少“乙方 › 单位”（unit）"
    assert finding["hint"] == "请在这里加一行“单位: …”（也可写作 unit: …）"
    assert run("validate", "small.yaml", "--format", "json").out == "[]\n"


def test_cure_shared_by_findings_in_a_row_is_printed_once(run: Run, tmp_path: Path) -> None:
    (tmp_path / "draft.yaml").write_text(
        "kind: annual-summary\ntitle: 【待填：甲】\nunit: 【待填：乙】\nyear: 2026\nwork: 正文\n",
        "utf-8",
    )
    done = run("validate", "draft.yaml")
    assert (done.code, done.out.count(CURE), done.out.count("V215")) == (0, 1, 2)


def test_render_writes_beside_the_data_and_says_where(
    run: Run, tmp_path: Path, small: Path
) -> None:
    done = run("render", "small.yaml")
    assert (done.code, done.out, done.err) == (0, "已写好：small.docx\n", "")
    first = (tmp_path / "small.docx").read_bytes()
    assert zipfile.is_zipfile(tmp_path / "small.docx")
    again = run("render", "small.yaml")
    assert (again.code, again.out) == (5, "")
    assert "O501" in again.err
    (tmp_path / "small.docx").write_bytes(b"old")
    assert run("render", "small.yaml", "--force").code == 0
    assert (tmp_path / "small.docx").read_bytes() == first


def test_render_reads_and_writes_streams(run: Run, tmp_path: Path, small: Path) -> None:
    as_json = json.dumps(
        {
            "kind": "annual-summary",
            "title": "甲局2026年工作总结",
            "unit": "甲局",
            "year": 2026,
            "work": "正文。",
        }
    ).encode()
    assert run("render", "small.yaml", "-o", "a.docx").code == 0
    assert run("render", "-", "-o", "b.docx", stdin=small.read_bytes()).code == 0
    assert run("render", "-", "-o", "c.docx", stdin=as_json).code == 0
    made = {(tmp_path / f"{name}.docx").read_bytes() for name in "abc"}
    assert len(made) == 1
    piped = run("render", "-", "-o", "-", stdin=as_json)
    assert piped.code == 0
    assert piped.err == ""
    assert piped.out.startswith("PK")


def test_render_from_a_stream_names_the_stream_in_findings(run: Run) -> None:
    done = run("render", "-", "-o", "a.docx", stdin=b"kind: none\n")
    assert (done.code, done.out) == (1, "")
    assert done.err.startswith("-:1:7: 错误 V202 ")


@pytest.mark.parametrize(
    ("options", "code", "said"),
    [
        (["none.yaml"], 1, "S101"),
        (["small.yaml", "--layout", "none"], 4, "T310 没有“none”这个版式"),
        (["small.yaml", "--profile", "none"], 4, "T312 没有“none”这套排版参数"),
        (["small.yaml", "--template", "none.docx"], 4, "S101 打不开文件 none.docx"),
        (["small.yaml", "--template", "small.yaml"], 4, "T301"),
        (["small.yaml", "-o", "small.yaml/a.docx"], 5, "O502"),
        (["small.yaml", "-o", "small.yaml"], 2, "以 .docx 结尾"),
        (["small.yaml", "-o", "small.yaml", "--force"], 2, "以 .docx 结尾"),
        (["small.yaml", "-o", ".", "--force"], 5, "这是一个文件夹"),
        (["small.yaml", "--layout", "report", "--template", "a.docx"], 2, "只能写一个"),
        (["-"], 2, "要用 -o 写明文件名"),
        ([], 2, "还要写明"),
    ],
)
def test_render_refuses_with_the_code_of_the_cause(
    run: Run, tmp_path: Path, small: Path, options: list[str], code: int, said: str
) -> None:
    before = sorted(tmp_path.iterdir())
    done = run("render", *options)
    assert (done.code, done.out) == (code, "")
    assert said in done.err
    assert "Traceback" not in done.err
    assert sorted(tmp_path.iterdir()) == before


@pytest.mark.skipif(
    not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may write anywhere"
)
def test_render_into_a_folder_that_is_closed(run: Run, tmp_path: Path, small: Path) -> None:
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o500)
    done = run("render", "small.yaml", "-o", "closed/a.docx")
    assert done.code == 5
    assert "O502 写不了文件 closed/a.docx：没有权限" in done.err


def test_render_with_a_broken_template_quotes_the_tag(
    run: Run, tmp_path: Path, small: Path
) -> None:
    _template(tmp_path / "mine.docx", "{{ title }", "{% if unit %}")
    done = run("render", "small.yaml", "--template", "mine.docx")
    assert (done.code, done.out) == (4, "")
    assert "T313" in done.err
    assert "mine.docx" in done.err
    assert not (tmp_path / "small.docx").exists()


def test_render_with_a_template_of_ones_own(run: Run, tmp_path: Path, small: Path) -> None:
    _template(tmp_path / "mine.docx", "{{ title }}（{{ unit }}）", "{{p body }}")
    done = run("render", "small.yaml", "--template", "mine.docx")
    assert done.code == 0
    with zipfile.ZipFile(tmp_path / "small.docx") as made:
        text = made.read("word/document.xml").decode()
    assert "甲局2026年工作总结（甲局）" in text
    assert "正文。" in text


def _template(path: Path, *paragraphs: str) -> None:
    import docx

    document = docx.Document()
    for paragraph in paragraphs:
        document.add_paragraph(paragraph)
    document.save(str(path))


def test_final_refuses_placeholders(run: Run, tmp_path: Path, small: Path) -> None:
    text = small.read_text(encoding="utf-8").replace("正文。", "【待填：正文】")
    small.write_text(text, encoding="utf-8")
    done = run("render", "small.yaml", "--final")
    assert (done.code, done.out) == (1, "")
    assert done.err.startswith("small.yaml:5:7: 错误 V216 定稿里不能留有 【待填：正文】\n")
    draft = run("render", "small.yaml")
    assert draft.code == 0
    assert draft.err.startswith("small.yaml:5:7: 提示 V215 ")


@pytest.mark.parametrize(
    ("stage", "first"),
    [
        ("source", "source letter.yaml\n  mapping @"),
        ("record", "record responsibility-letter 责任书\n"),
        ("document", "document "),
        ("parts", "parts"),
    ],
)
def test_show_prints_each_hand_over(run: Run, letter: Path, stage: str, first: str) -> None:
    done = run("show", "letter.yaml", "--stage", stage)
    assert (done.code, done.err) == (0, "")
    assert done.out.startswith(first)
    assert stage == "parts" or "云栎水库管理所" in done.out
    assert (stage == "document") == (done.out == run("show", "letter.yaml").out)


def test_show_refuses_a_layout_that_is_not_there(run: Run, letter: Path) -> None:
    done = run("show", "letter.yaml", "--layout", "none")
    assert (done.code, done.out) == (4, "")
    assert "T310" in done.err


def test_batch_makes_what_can_be_made_and_lists_the_rest(
    run: Run, tmp_path: Path, letter: Path
) -> None:
    (tmp_path / "r.csv").write_text(
        "乙方单位,签订日期,乙方负责人,乙方职务\n甲所,,王一,所长\n乙所,2026-02-30,李二,所长\n"
        "丙所,2026-01-05,张三,所长\n",
        "utf-8",
    )
    done = run("batch", "letter.yaml", "--roster", "r.csv", "-o", "out")
    assert done.code == 3
    assert done.out.replace("\\", "/") == (
        "已写好：out/退回名册.xlsx\n已写好：out/签订台账.xlsx\n"
        "名册共 3 行，生成 2 份，未变 0 份，退回 1 行\n"
    )
    made = {path.name for path in (tmp_path / "out").glob("*.docx")}
    assert made == {"甲所责任书.docx", "丙所责任书.docx"}
    assert done.err == (
        "r.csv:3:2 （数据第 2 行）: 错误 V212 “签订日期”写的“2026-02-30”不是一个真实的日期\n"
        "  3 | 乙所,2026-02-30,李二,所长\n"
        "    |      ^\n"
        f"{CURE}请写成 2026-01-05 或 2026年1月5日 的样子，并核对这个月有没有这一天\n"
        "详细说明：docgen explain V212\n"
    )
    again = run("batch", "letter.yaml", "--roster", "r.csv", "-o", "out")
    assert again.code == 3
    assert "生成 0 份，未变 2 份，退回 1 行" in again.out
    assert run("batch", "letter.yaml", "--roster", "r.csv", "-o", "out", "--force").code == 3


def test_a_print_file_beside_refused_rows(run: Run, tmp_path: Path, letter: Path) -> None:
    (tmp_path / "r.csv").write_text("乙方单位,份数\n甲所,2\n乙所,两\n丙所,3\n", "utf-8")
    done = run("batch", "letter.yaml", "--roster", "r.csv", "-o", "out", "--merge", "all.docx")
    assert done.code == 3
    assert "已写好：all.docx" in done.out
    assert "V206" in done.err
    printed = text(tmp_path / "all.docx")
    assert "甲所" in printed
    assert "丙所" in printed
    assert "乙所" not in printed


def test_a_print_file_of_no_letters_is_not_written(run: Run, tmp_path: Path, letter: Path) -> None:
    (tmp_path / "r.csv").write_text("乙方单位,份数\n甲所,两\n", "utf-8")
    done = run("batch", "letter.yaml", "--roster", "r.csv", "-o", "out", "--merge", "all.docx")
    assert done.code == 3
    assert "名册共 1 行，生成 0 份，未变 0 份，退回 1 行" in done.out
    assert "V206" in done.err
    assert not (tmp_path / "all.docx").exists()


def test_letters_that_vanish_while_the_batch_is_at_work(
    run: Run, tmp_path: Path, letter: Path
) -> None:
    """The reconciliation does not balance: exit 3, the unit named, the rest made and printed."""
    rows = "".join(f"{n}号,第{n}站,{'两' if n == 7 else 2}\n" for n in range(1, 1501))
    (tmp_path / "r.csv").write_text(f"编号,乙方单位,份数\n{rows}", "utf-8")
    command = [sys.executable, "-m", "docgen", "batch", "letter.yaml", "--roster", "r.csv"]
    work = subprocess.Popen(
        [*command, "-o", "out", "--merge", "all.docx"],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(SOURCES), "PYTHONUTF8": "1", "DOCGEN_LANG": "zh"},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
    )
    gone = ""
    while not gone and work.poll() is None:
        for path in (tmp_path / "out").glob("第*.docx"):
            path.unlink()
            gone = path.name.removesuffix("责任书.docx")
            break
        time.sleep(0.001)
    out, err = work.communicate()
    assert gone, "the batch was over before a letter could be taken away"
    assert work.returncode == 3, err
    assert f"B430 {gone}：名册有 1 行，可是生成 0 份、未变 0 份、退回 0 行" in err
    assert "V206" in err
    assert "名册共 1500 行" in out
    assert len(list((tmp_path / "out").glob("*.docx"))) == 1498
    printed = text(tmp_path / "all.docx")
    assert printed.count("2026年水利安全生产目标责任书") == 1498
    assert f"乙方：{gone}\n" not in printed
    # Run once more, it makes what is missing.
    again = run("batch", "letter.yaml", "--roster", "r.csv", "-o", "out", "-q")
    assert again.code == 3
    assert "B430" not in again.err
    assert (tmp_path / "out" / f"{gone}责任书.docx").is_file()


def test_batch_that_succeeds_returns_0(run: Run, tmp_path: Path, letter: Path) -> None:
    (tmp_path / "r.json").write_text(
        '[{"乙方": {"单位": "甲所", "负责人": "王一", "职务": "所长"}},'
        ' {"party_b.unit": "乙所", "乙方负责人": "李二", "乙方职务": "主任"}]',
        "utf-8",
    )
    done = run(
        "batch",
        "letter.yaml",
        "--roster",
        "r.json",
        "-o",
        "out",
        "--name",
        "{{ party_b.unit }}",
        lang="en",
    )
    assert (done.code, done.err) == (0, "")
    assert done.out.endswith("rows: 2, made: 2, unchanged: 0, failed: 0\n")
    assert sorted(p.name for p in (tmp_path / "out").glob("*.docx")) == ["乙所.docx", "甲所.docx"]


@pytest.mark.parametrize(
    ("options", "code", "said"),
    [
        (["--roster", "none.csv"], 1, "S101"),
        (["--roster", "r.csv", "--name", "{{ nothing }}"], 4, "B406"),
        (["--roster", "r.csv", "--name", "{{ title }"], 4, "B406"),
        (["--roster", "r.csv", "--layout", "none"], 4, "T310"),
        (["--roster", "empty.csv"], 1, "B404"),
        ([], 2, "--roster"),
    ],
)
def test_batch_that_cannot_begin_writes_nothing(
    run: Run, tmp_path: Path, letter: Path, options: list[str], code: int, said: str
) -> None:
    (tmp_path / "r.csv").write_text("乙方单位\n甲所\n", "utf-8")
    (tmp_path / "empty.csv").write_text("乙方单位\n", "utf-8")
    done = run("batch", "letter.yaml", "-o", "out", *options)
    assert (done.code, done.out) == (code, "")
    assert said in done.err
    assert not (tmp_path / "out").exists()


TEXT = """甲局2026年工作总结

今年以来，甲局做了以下工作。
一、抓落实
(一)建机制,强保障
正文。
二、存在的问题
一是人手不足。二是经费不足。
"""


def test_import_writes_data_that_validates(run: Run, tmp_path: Path) -> None:
    (tmp_path / "t.txt").write_text(TEXT, "utf-8")
    done = run("import", "t.txt", "-o", "t.yaml", "--tidy")
    assert (done.code, done.out) == (0, "已写好：t.yaml\n")
    assert "提示 I604 看起来是：年度工作总结" in done.err
    assert "个半角标点改成全角" in done.err
    assert run("validate", "t.yaml").code == 0
    assert run("import", "t.txt", "-o", "t.yaml").code == 5
    printed = run("import", "t.txt", "--kind", "年度工作总结")
    assert "heading: 抓落实" in printed.out
    assert "I604" not in printed.err


@pytest.mark.parametrize(
    ("options", "said"), [(["none.txt"], "S101"), (["t.txt", "--kind", "x"], "V202")]
)
def test_import_refuses(run: Run, tmp_path: Path, options: list[str], said: str) -> None:
    (tmp_path / "t.txt").write_text(TEXT, "utf-8")
    done = run("import", *options)
    assert (done.code, done.out) == (1, "")
    assert said in done.err


@pytest.mark.parametrize(
    ("lang", "message"),
    [("zh", "“..”不能作文件名或文件夹名"), ("en", "“..” is no name for a file or a folder")],
)
def test_a_name_of_dots_is_told_as_it_is(run: Run, letter: Path, lang: str, message: str) -> None:
    letter.with_name("r.csv").write_text("乙方.单位\n甲站\n", encoding="utf-8")
    done = run("batch", letter.name, "--roster", "r.csv", "-o", "out", "--name", "..", lang=lang)
    assert done.code == 3
    assert message in done.err
