"""Workbooks as a clerk would save them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import openpyxl


def workbook(path: Path, **sheets: Sequence[Sequence[object]]) -> openpyxl.Workbook:
    """A workbook at ``path`` with the rows of each of ``sheets``; what is changed must be saved."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        page = book.create_sheet(name)
        for row in rows:
            page.append(row)
    book.save(path)
    return book
