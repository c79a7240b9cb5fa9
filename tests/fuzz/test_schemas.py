"""Valid data always renders and every character arrives; invalid data never renders."""

from __future__ import annotations

import json
import os
import re
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from docgen import pipeline
from docgen.diagnostics import has_errors
from docgen.errors import TemplateError
from docgen.kinds import get_kind, kind_names
from docgen.package import unpack_parts
from docgen.verify.structure import read_part

from .schemas import Maker, texts

EXAMPLES = int(os.environ.get("DOCGEN_FUZZ", "40"))
# The same examples each time; a long run (DOCGEN_FUZZ=5000) finds its own.
EVERY_TIME = settings(
    max_examples=EXAMPLES,
    deadline=None,
    derandomize=EXAMPLES <= 100,
    suppress_health_check=list(HealthCheck),
)
_NOT_TEXT = re.compile(r"[\s*\\]")


def checked(data: dict[str, Any]) -> Any:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "data.json"
        path.write_text(json.dumps(data), encoding="utf-8")
        return pipeline.check(str(path))


@pytest.mark.parametrize("name", kind_names())
@EVERY_TIME
@given(number=st.integers(0, 2**32))
def test_valid_data_renders_and_every_character_arrives(name: str, number: int) -> None:
    kind = get_kind(name)
    record = Maker(kind, number).valid()
    # How a document is issued stands in the layouts that have a head; tests/pages look at those.
    record.pop("issue", None)
    found = checked(record)
    assert not has_errors(found.diagnostics), [str(d.message) for d in found.diagnostics]
    try:
        made, _ = pipeline.fill(found.record)
    except TemplateError as error:
        # What has no place in a document is refused by name, not lost.
        assert {d.code for d in error.diagnostics} == {"T309"}  # noqa: PT017
        return
    parts = unpack_parts(made, "made.docx")
    text = ""
    for member in parts.members:
        if re.match(r"word/(document|header\d*|footer\d*)\.xml", member.name):
            read, problems = read_part(member.data)
            assert problems == []
            text += read
    text = _NOT_TEXT.sub("", text)
    for wanted in texts(kind, kind.schema, record):
        for line in wanted.splitlines():
            # A punctuation mark at the end gives way where texts are joined into a sentence.
            assert _NOT_TEXT.sub("", line).rstrip("。；，、：;") in text


@pytest.mark.parametrize("name", kind_names())
@EVERY_TIME
@given(number=st.integers(0, 2**32))
def test_invalid_data_never_renders(name: str, number: int) -> None:
    found = checked(Maker(get_kind(name), number).invalid())
    assert has_errors(found.diagnostics)
    assert found.record is None
    assert all(d.message for d in found.diagnostics)
