"""Every text of the command line is in the user's language, click's own included."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from docgen.cli.group import COMMANDS

from .conftest import Run

# Names of options, commands and files, and what they stand for, are the same in both languages.
_NAMES = re.compile(
    r"--?[\w-]+|\b(docgen|GB/T|LibreOffice|Word|WPS|VS Code|YAML|JSON|Schema|zh|en|text"
    r"|json|sarif|github|check|new|fields|source|record|document|parts|party_b|unit|gb2312"
    r"|open|windows|wps|bucket|folder|Dask|tcp|host|status|template)\b|\.\w+|[A-Z]{1,8}\b(\.\w+)?"
)


@pytest.mark.parametrize("command", ["", *COMMANDS])
def test_help_is_chinese_to_the_last_word(run: Run, command: str) -> None:
    done = run(*filter(None, [command]), "--help")
    assert (done.code, done.err) == (0, "")
    words = _NAMES.sub("", done.out)
    for name in COMMANDS:
        words = re.sub(rf"\b{name}\b", "", words)
    assert not re.findall(r"[A-Za-z]{2,}", words)


@pytest.mark.parametrize("command", ["", *COMMANDS])
def test_help_is_english_to_the_last_word(run: Run, command: str) -> None:
    done = run(*filter(None, [command]), "--help", lang="en")
    assert done.code == 0
    assert "Usage: docgen" in done.out
    assert not re.findall(r"[一-鿿]", done.out.replace("【待填：…】", "").replace("责任书", ""))


@pytest.mark.parametrize(
    ("arguments", "zh", "en"),
    [
        (["rendr"], "没有“rendr”这个命令。", "No such command 'rendr'."),
        (["render", "--fnal"], "没有“--fnal”这个选项。", "No such option '--fnal'."),
        (["render"], "还要写明", "Missing argument"),
        (["batch", "x"], "还要写明选项", "Missing option"),
        (["kinds", "x"], "多写了：x", "Got unexpected extra argument (x)"),
        (["render", "x", "-o"], "后面还要写内容", "requires an argument"),
        (["show", "x", "--stage", "y"], "不能写“y”，只能写", "is not one of"),
    ],
)
def test_usage_errors(run: Run, arguments: list[str], zh: str, en: str) -> None:
    chinese, english = run(*arguments), run(*arguments, lang="en")
    assert (chinese.code, english.code) == (2, 2)
    assert zh in chinese.err
    assert re.search("^错误：", chinese.err, re.MULTILINE)
    assert en.strip("'.") in english.err.replace(": --fnal", " '--fnal'")


@pytest.mark.parametrize(
    ("env", "chinese"),
    [
        ({}, True),
        ({"LANG": "C.UTF-8"}, True),
        ({"LANG": "zh_CN.UTF-8"}, True),
        ({"LANG": "en_US.UTF-8"}, False),
        ({"LANG": "en_US.UTF-8", "LC_ALL": "zh_CN.UTF-8"}, True),
        ({"LANG": "zh_CN.UTF-8", "DOCGEN_LANG": "en"}, False),
    ],
)
def test_language_follows_the_environment(run: Run, env: dict[str, str], chinese: bool) -> None:
    done = run("validate", "none.yaml", lang=None, **env)
    assert ("找不到这个文件" in done.out) == chinese


@pytest.mark.parametrize(
    "arguments", [["--lang", "en", "validate", "x.yaml"], ["validate", "x.yaml", "--lang=en"]]
)
def test_lang_option_wins_wherever_it_stands(run: Run, arguments: list[str]) -> None:
    assert "No such file or directory" in run(*arguments, LANG="zh_CN.UTF-8").out


def test_a_console_that_cannot_show_a_character_does_not_end_the_program(
    run: Run, tmp_path: Path
) -> None:
    (tmp_path / "x.yaml").write_text("kind: 𠮷\n", "utf-8")
    done = run("validate", "x.yaml", PYTHONUTF8="0", PYTHONIOENCODING="gbk")
    assert done.code == 1
    assert "Traceback" not in done.err
