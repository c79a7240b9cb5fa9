"""The zip is plain, the bytes repeat, and a file is whole or not there."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
import zipfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from docgen import pipeline
from docgen.errors import OutputError
from docgen.kinds import template_path
from docgen.package import pack_parts, unpack_parts, write_new
from docgen.parts import Part, Parts
from ooxml import members

SAMPLES = Path(__file__).parents[2] / "samples"


@given(st.dictionaries(st.text("abc/._-中", min_size=1, max_size=12), st.binary(max_size=300)))
def test_any_members_come_back(files: dict[str, bytes]) -> None:
    parts = Parts(tuple(Part(name, data) for name, data in sorted(files.items())))
    assert members(pack_parts(parts)) == files


def test_unpack_is_the_inverse_of_pack() -> None:
    data = (SAMPLES.parent / "templates" / "report.docx").read_bytes()
    parts = unpack_parts(data, "report.docx")
    assert unpack_parts(pack_parts(parts), "again") == parts


def test_same_input_same_bytes_at_another_time(tmp_path: Path) -> None:
    code = (
        "import time, sys; real = time.time; "
        "shift = float(sys.argv[1]); time.time = lambda: real() + shift; "
        "from docgen.cli import main; main(sys.argv[2:])"
    )
    made = []
    for shift, seed in (("0", "1"), ("3600", "2")):
        out = tmp_path / f"{seed}.docx"
        environment = {**os.environ, "PYTHONHASHSEED": seed}
        command = ["render", str(SAMPLES / "annual-summary.yaml"), "-o", str(out)]
        subprocess.run([sys.executable, "-c", code, shift, *command], check=True, env=environment)
        made.append(out.read_bytes())
    assert made[0] == made[1]


def test_members_carry_no_time_and_stand_in_order(tmp_path: Path) -> None:
    data, _ = pipeline.fill(pipeline.record_of(str(SAMPLES / "duty-report.yaml"))[0])
    target = tmp_path / "x.docx"
    target.write_bytes(data)
    with zipfile.ZipFile(target) as archive:
        infos = archive.infolist()
    shipped = unpack_parts(template_path("report").read_bytes(), "report.docx")
    tagged = {m.name for m in shipped.members if b"{{" in m.data or b"{%" in m.data}
    assert {info.date_time for info in infos} == {(1980, 1, 1, 0, 0, 0)}
    assert [i.filename for i in infos[:2]] == ["[Content_Types].xml", "_rels/.rels"]
    # Copied members first, made ones after them: what is copied can be joined once for many.
    names = [(i.filename in tagged, i.filename) for i in infos[2:]]
    assert names == sorted(names)
    assert tagged


def test_an_existing_file_is_left_alone_without_force(tmp_path: Path) -> None:
    target = tmp_path / "x.docx"
    target.write_bytes(b"old")
    with pytest.raises(OutputError) as caught:
        write_new(target, b"new")
    assert caught.value.diagnostics[0].code == "O501"
    assert target.read_bytes() == b"old"
    write_new(target, b"new", force=True)
    assert target.read_bytes() == b"new"
    assert list(tmp_path.iterdir()) == [target]


def test_an_input_is_never_replaced(tmp_path: Path) -> None:
    source = tmp_path / "own.docx"
    source.write_bytes(b"template")
    link = tmp_path / "link.docx"
    link.symlink_to(source)
    for target in (source, link):
        with pytest.raises(OutputError) as caught:
            write_new(target, b"new", force=True, inputs=[source])
        assert caught.value.diagnostics[0].code == "O506"
    assert source.read_bytes() == b"template"


def test_a_folder_in_the_way_is_one_plain_message(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(OutputError) as caught:
        write_new(tmp_path / "file" / "x.docx", b"new")
    assert caught.value.diagnostics[0].code == "O502"


@pytest.mark.skipif(sys.platform == "win32", reason="SIGKILL is POSIX")
def test_killed_at_any_moment_leaves_the_old_file_or_the_new_one(tmp_path: Path) -> None:
    """Thirty kills spread over the life of a render that replaces a file again and again."""
    target = tmp_path / "x.docx"
    new, _ = pipeline.fill(pipeline.record_of(str(SAMPLES / "duty-report.yaml"))[0])
    old = b"old" * 10_000
    code = (
        "import sys; from pathlib import Path; from docgen.package import write_new\n"
        "target, new, old = Path(sys.argv[1]), Path(sys.argv[2]).read_bytes(), b'old' * 10_000\n"
        "print('ready', flush=True)\n"
        "while True:\n"
        "    write_new(target, new, force=True); write_new(target, old, force=True)\n"
    )
    fresh = tmp_path / "fresh.bin"
    fresh.write_bytes(new)
    target.write_bytes(old)
    chance = random.Random(9704)
    seen = set()
    for _ in range(30):
        command = [sys.executable, "-c", code, str(target), str(fresh)]
        process = subprocess.Popen(command, stdout=subprocess.PIPE)
        assert process.stdout is not None
        process.stdout.readline()
        time.sleep(chance.uniform(0, 0.03))
        process.send_signal(signal.SIGKILL)
        process.wait()
        process.stdout.close()
        found = target.read_bytes()
        assert found in (old, new)
        seen.add(found == new)
    assert seen == {True, False}


@pytest.mark.skipif(sys.platform == "win32", reason="SIGKILL is POSIX")
def test_render_killed_at_any_moment(tmp_path: Path) -> None:
    """The command itself, killed at moments spread over its whole life."""
    target = tmp_path / "x.docx"
    command = [sys.executable, "-m", "docgen", "render", str(SAMPLES / "annual-summary.yaml")]
    command += ["-o", str(target), "--force"]
    begin = time.monotonic()
    subprocess.run(command, check=True, capture_output=True)
    life = time.monotonic() - begin
    new = target.read_bytes()
    for step in range(15):
        target.write_bytes(b"old")
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
        time.sleep(life * step / 14)
        process.send_signal(signal.SIGKILL)
        process.wait()
        assert target.read_bytes() in (b"old", new)
