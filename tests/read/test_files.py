from __future__ import annotations

from pathlib import Path

import pytest

from docgen import pipeline
from docgen.errors import DataError


@pytest.mark.parametrize(
    "start",
    [b"PK\x03\x04\x14\x00", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"%PDF-1.7\n", b"{\\rtf1\\ansi"],
)
def test_an_office_file_is_named_as_one(start: bytes, tmp_path: Path) -> None:
    for name in ("总结.docx", "总结.yaml"):
        file = tmp_path / name
        file.write_bytes(start + bytes(range(128, 256)))
        with pytest.raises(DataError) as caught:
            (pipeline.record_of if name.endswith("yaml") else pipeline.import_text)(str(file))
        assert [d.code for d in caught.value.diagnostics] == ["S114"]
