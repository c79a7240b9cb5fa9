"""Findings as SARIF 2.1.0 (OASIS), which code hosts and editors read."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from pathlib import PurePath
from typing import Any
from urllib.parse import quote

from docgen import __version__
from docgen.diagnostics import RULES, Diagnostic, Severity, dotted
from docgen.manual import page

SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
_LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "note"}


def as_sarif(diagnostics: Iterable[Diagnostic]) -> str:
    """One run with all findings; its rules carry the pages of their codes."""
    found = list(diagnostics)
    codes = sorted({d.code for d in found})
    run = {
        "tool": {
            "driver": {
                "name": "docgen",
                "version": __version__,
                "rules": [_rule(code) for code in codes],
            }
        },
        # Columns count characters, as everywhere in docgen, not UTF-16 units.
        "columnKind": "unicodeCodePoints",
        "results": [_result(d, codes) for d in found],
    }
    log = {"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}
    return json.dumps(log, ensure_ascii=False, indent=2)


def _rule(code: str) -> dict[str, Any]:
    text = page(code)
    return {
        "id": code,
        "defaultConfiguration": {"level": _LEVELS[RULES[code].severity]},
        "help": {"text": text, "markdown": text},
    }


def _result(diagnostic: Diagnostic, codes: Sequence[str]) -> dict[str, Any]:
    where = diagnostic.where
    text = "\n".join(part for part in (diagnostic.message, diagnostic.hint) if part)
    location: dict[str, Any] = {}
    if where.file:
        uri = quote(PurePath(where.file).as_posix())
        location["physicalLocation"] = {"artifactLocation": {"uri": uri}}
        if where.line:
            region = {"startLine": where.line, "startColumn": where.column or 1}
            location["physicalLocation"]["region"] = region
    inside = str(where._replace(file="", line=None)).strip(" ›")
    names = [name for name in (dotted(diagnostic.path), inside) if name]
    if names:
        location["logicalLocations"] = [{"fullyQualifiedName": name} for name in names]
    return {
        "ruleId": diagnostic.code,
        "ruleIndex": codes.index(diagnostic.code),
        "level": _LEVELS[diagnostic.severity],
        "message": {"text": text},
        "locations": [location] if location else [],
    }
