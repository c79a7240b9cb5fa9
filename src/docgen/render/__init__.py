"""Turn a Document into Parts: its fields and blocks put into a compiled template."""

from __future__ import annotations

from .coverage import unprinted
from .engine import render
from .template import Template, compile_template

__all__ = ["Template", "compile_template", "render", "unprinted"]
