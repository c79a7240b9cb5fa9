"""Two independent validators agree that templates and documents are what Word expects."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable
from pathlib import Path

import docx
import pytest

from docgen import pipeline
from pages.matrix import pairs

pytestmark = pytest.mark.full

ROOT = Path(__file__).parent.parent.parent
TEMPLATES = sorted((ROOT / "templates").glob("*.docx"))
DOCUMENTS = [*((template, "") for template in TEMPLATES), *pairs()]


@pytest.fixture(params=DOCUMENTS, ids=lambda made: f"{made[0].name}@{made[1]}".rstrip("@"))
def document(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """A template as shipped, or the document of a sample in a layout that makes sense for it."""
    source, layout = request.param
    if not layout:
        return Path(source)
    out = tmp_path / f"{source.stem}.docx"
    pipeline.generate(str(source), out, layout)
    return out


def test_open_xml_sdk(need: Callable[..., list[str]], document: Path) -> None:
    command, _ = need("ooxml-validator", "node")
    done = subprocess.run(
        [command, str(document)], capture_output=True, text=True, encoding="utf-8", check=False
    )
    assert json.loads(done.stdout)["errors"] == []
    assert done.returncode == 0


def test_openxml_audit(need: Callable[..., list[str]], document: Path) -> None:
    need("python:openxml_audit")
    from openxml_audit import OpenXmlValidator

    result = OpenXmlValidator().validate(document)
    assert [str(error) for error in result.errors] == []
    assert result.is_valid


def test_validators_find_what_is_wrong(need: Callable[..., list[str]], tmp_path: Path) -> None:
    """They would not be worth running otherwise."""
    command, _, _ = need("ooxml-validator", "node", "python:openxml_audit")
    from openxml_audit import OpenXmlValidator

    broken = docx.Document(str(TEMPLATES[0]))
    properties = broken.paragraphs[0]._p.pPr
    properties.insert(0, properties.makeelement(f"{{{properties.nsmap['w']}}}nonsense", {}))
    path = tmp_path / "broken.docx"
    broken.save(str(path))
    done = subprocess.run([command, str(path)], capture_output=True, check=False)
    assert done.returncode == 1
    assert not OpenXmlValidator().validate(path).is_valid


def test_python_docx_reads_it(document: Path) -> None:
    assert docx.Document(str(document)).paragraphs
