"""Turn a Document into Parts: its fields and blocks put into a compiled template."""

from __future__ import annotations

from .engine import render
from .inspection import inspect
from .pattern import Pattern, compile_pattern
from .template import Template, compile_template

__all__ = ["Pattern", "Template", "compile_pattern", "compile_template", "inspect", "render"]
