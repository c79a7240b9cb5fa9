"""Turn a file into a Source: text decoded, nodes with their places, nothing interpreted."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from docgen.diagnostics import NOT_A_MAPPING, UNKNOWN_FORMAT, Diagnostic, Place
from docgen.errors import DataError
from docgen.source import Mapping, Node, Source

from .assets import Room, read_asset
from .files import decode, read_bytes, read_stdin

_SUFFIXES = (".json", ".yaml", ".yml")
STDIN = "-"


def read_text(name: str) -> tuple[str, list[Diagnostic]]:
    """The text of the file ``name`` (``-`` is standard input), with findings on its encoding.

    Raises DataError: S101 (cannot read), S102 (neither UTF-8 nor GBK), S114 (a Word or PDF file).
    """
    data = read_stdin() if name == STDIN else read_bytes(Path(name))
    return decode(data, name)


def read_source(name: str) -> tuple[Source, list[Diagnostic]]:
    """The Source in a YAML or JSON file (``-``: standard input, either of the two).

    Raises DataError with S1xx: cannot read, unknown format, bad syntax, duplicate keys.
    """
    path = Path(name)
    suffix = path.suffix.lower()
    if name != STDIN and suffix not in _SUFFIXES:
        raise DataError([UNKNOWN_FORMAT.at(Place(name), file=name, known=list(_SUFFIXES))])
    text, findings = read_text(name)
    if name == STDIN:
        suffix = ".json" if text.lstrip()[:1] in ("{", "[") else ".yaml"
    folder = Path() if name == STDIN else path.parent
    root = _parser(suffix)(text, name)
    if not isinstance(root, Mapping):
        raise DataError([*findings, NOT_A_MAPPING.at(root.place)])
    if suffix != ".json":
        from .yaml_comments import cut_by_comments

        findings += cut_by_comments(text, name)
    return Source(name, root, folder), findings


def _parser(suffix: str) -> Callable[[str, str], Node]:
    if suffix == ".json":
        from .json_nodes import parse_json

        return parse_json
    from .yaml_nodes import parse_yaml

    return parse_yaml


__all__ = [
    "STDIN",
    "Room",
    "read_asset",
    "read_bytes",
    "read_source",
    "read_text",
]
