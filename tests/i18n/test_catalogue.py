"""The Chinese catalogue is complete, and its placeholders are those of the code."""

from __future__ import annotations

import importlib.util
import shutil
import string
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.mofile import read_mo
from babel.messages.pofile import read_po

from docgen.i18n import N_, explain, translate, use

ROOT = Path(__file__).parents[2]


def _tool() -> ModuleType:
    path = ROOT / "tools" / "extract_messages.py"
    spec = importlib.util.spec_from_file_location("extract_messages", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


TOOL = _tool()


def _catalogue() -> Catalog:
    with TOOL.PO.open("rb") as file:
        return read_po(file, abort_invalid=True)


def _messages() -> list[Message]:
    return [message for message in _catalogue() if message.id]


def _strings(message: Message) -> tuple[str, ...]:
    text = message.string
    return tuple(text) if isinstance(text, tuple | list) else (text,)


def _fields(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}


def test_every_message_of_the_code_is_in_the_catalogue() -> None:
    known = {m.id for m in _messages()}
    missing = sorted({(text, file) for text, file in TOOL.own_messages() if text not in known})
    assert not missing, "run tools/extract_messages.py and translate"


def test_every_message_of_the_command_line_library_is_in_the_catalogue() -> None:
    known = {m.id for m in _messages()}
    assert not [m for m in TOOL.click_messages() if m not in known]


def test_no_message_is_empty_or_fuzzy() -> None:
    bad = [m.id for m in _messages() if m.fuzzy or not all(_strings(m))]
    assert not bad


def test_no_message_is_left_over() -> None:
    wanted = {m.id for m in TOOL.extracted()}
    assert not [m.id for m in _messages() if m.id not in wanted]


# Those whose names are for English grammar or for code, not for the reader.
_FREE = {"unexpected char {char} at {offset}", "Unexpected end of template. {more}"}


def test_placeholders_are_the_same_in_both_languages() -> None:
    for message in _messages():
        if isinstance(message.id, tuple):
            allowed = set().union(*(_fields(text) for text in message.id))
            assert all(_fields(text) <= allowed for text in _strings(message)), message.id
        elif "python-brace-format" in message.flags and message.id not in _FREE:
            assert _fields(str(message.string)) == _fields(message.id), message.id


def test_marks_are_full_width_and_quotes_chinese() -> None:
    for message in _messages():
        for text in _strings(message):
            for i, char in enumerate(text[:-1]):
                if char in ",;!?()" and text[i + 1] > "\u2fff":
                    pytest.fail(f"half-width {char!r} in {text!r}")


def test_compiled_catalogue_is_that_of_the_source() -> None:
    mo = TOOL.PO.with_suffix(".mo")
    assert mo.is_file(), "run build_catalogues.py"
    with mo.open("rb") as file:
        compiled = read_mo(file)
    for message in _messages():
        found = compiled.get(message.id)
        assert found is not None, "run build_catalogues.py"
        assert _strings(found) == _strings(message), "run build_catalogues.py"


def test_every_message_is_found() -> None:
    use("zh")
    try:
        for message in _messages():
            if isinstance(message.id, str):
                assert translate(message.id) == message.string
        for unknown in ("no such message", "\uffff", "\ud800"):
            assert translate(unknown) == unknown
    finally:
        use(None)


def test_the_command_line_library_has_all_its_messages_in_a_small_catalogue() -> None:
    with TOOL.PO.with_name("click.mo").open("rb") as file:
        compiled = read_mo(file)
    for wanted in (*TOOL.click_messages(), *TOOL.OLDER_CLICK):
        found = compiled.get(wanted)
        assert found is not None, "run build_catalogues.py"
        assert all(_strings(found)), wanted
    assert len(compiled) < len(_catalogue()) / 4


@pytest.fixture
def chinese() -> Iterator[None]:
    use("zh")
    yield
    use(None)


@pytest.mark.usefixtures("chinese")
@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ("did not find expected ',' or ']'", "方括号没有收尾，或者各项之间缺半角逗号"),
        ("expected token 'in', got 'name'", "这里应当是 'in'，却遇到 'name'"),
        ("Encountered unknown tag 'endfi'.", "不认识 'endfi' 这个标记，或者它没有对应的开头"),
        ("unexpected '%', expected '}'", "多了 '%'，应当是 '}'"),
        ("unexpected end of template, expected 'end of print statement'.", "模板到头了，还缺 }}"),
        ("expected token 'name', got 'end of print statement'", "这里应当是 'name'，却遇到 }}"),
        ("something nobody has said before", "something nobody has said before"),
    ],
)
def test_words_of_libraries_are_explained(said: str, shown: str) -> None:
    assert explain(said) == shown


def test_english_needs_no_catalogue() -> None:
    use("en")
    try:
        assert translate(N_("there is no such file")) == "there is no such file"
        assert explain("unexpected '}'") == "unexpected '}'"
    finally:
        use(None)


def test_missing_catalogue_is_said_and_stops_nothing(tmp_path: Path) -> None:
    shutil.copy(ROOT / "src" / "docgen" / "i18n.py", tmp_path)
    code = "import i18n; i18n.use('zh'); print(i18n.translate('a') + i18n.explain('unexpected x'))"
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=tmp_path,
        capture_output=True,
        check=True,
        encoding="utf-8",
    )
    assert done.stdout == "aunexpected x\n"
    assert done.stderr.count("build_catalogues.py") == 1
