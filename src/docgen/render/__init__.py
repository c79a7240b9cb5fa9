"""Turn a Document into Parts: its fields and blocks put into a compiled template."""

from __future__ import annotations

from .engine import render, unprinted
from .inspection import inspect
from .pattern import Pattern, compile_pattern
from .special import Special
from .template import Template, compile_template

__all__ = [
    "Pattern",
    "Special",
    "Template",
    "compile_pattern",
    "compile_template",
    "inspect",
    "render",
    "unprinted",
]
