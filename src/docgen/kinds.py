"""Kinds, layouts and profiles: where the shipped resources are, and what a kind's schema says.

``schemas/`` and ``templates/`` stand at the top of a checkout and inside the installed package;
this module alone knows that.
"""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import Any

from .diagnostics import UNKNOWN_KIND, UNKNOWN_LAYOUT
from .errors import DataError, TemplateError

Schema = Mapping[str, Any]

COMMON = "common"
PROFILE = "profile"
_ISSUED = "issue.number"
ISSUE = "issue"
"""The field that says how a document is issued: head, signature form, imprint."""
HEADED = frozenset({"document", "letter", "minutes", "order"})
"""The layouts that open with the issuer's mark and close with an imprint."""


@cache
def _resources() -> Path:
    package = Path(__file__).parent
    installed = package / "_data"
    return installed if installed.is_dir() else package.parent.parent


def schema_path(name: str) -> Path:
    """The file of schema ``name``; it may not exist."""
    return _resources() / "schemas" / f"{name}.json"


def template_path(layout: str) -> Path:
    """The file of the shipped template of ``layout``; it may not exist."""
    return _resources() / "templates" / f"{layout}.docx"


def profile_path(name: str) -> Path:
    """The file of the shipped profile ``name``; it may not exist."""
    return _resources() / "templates" / "profiles" / f"{name}.yaml"


def kind_names() -> list[str]:
    """All kinds, in alphabetical order."""
    found = _names_in(schema_path(COMMON).parent, ".json")
    return [name for name in found if name not in (COMMON, PROFILE)]


def layout_names() -> list[str]:
    """All layouts, in alphabetical order."""
    return _names_in(_resources() / "templates", ".docx")


def profile_names() -> list[str]:
    """All shipped profiles, in alphabetical order."""
    return _names_in(_resources() / "templates" / "profiles", ".yaml")


def _names_in(folder: Path, suffix: str) -> list[str]:
    return sorted(path.stem for path in folder.iterdir() if path.suffix == suffix)


@cache
def _read(path: Path) -> dict[str, Any]:
    data: dict[str, Any] = json.loads(path.read_bytes())
    return data


def _bundle(schema: dict[str, Any]) -> dict[str, Any]:
    """``schema`` with the shared definitions it uses inside, so that it stands alone."""
    prefix = f"{COMMON}.json#/definitions/"
    shared = _read(schema_path(COMMON))["definitions"]
    used: dict[str, Any] = {}

    def rewrite(node: Any) -> Any:
        if isinstance(node, dict):
            out = {}
            for key, value in node.items():
                if key == "$ref" and isinstance(value, str):
                    name = value.removeprefix(prefix).removeprefix("#/definitions/")
                    if name in shared and name not in used:
                        used[name] = {}
                        used[name] = rewrite(shared[name])
                    out[key] = f"#/definitions/{name}"
                else:
                    out[key] = rewrite(value)
            return out
        if isinstance(node, list):
            return [rewrite(item) for item in node]
        return node

    bundled: dict[str, Any] = rewrite(schema)
    bundled["definitions"] = dict(sorted({**used, **bundled.get("definitions", {})}.items()))
    return bundled


@dataclass(frozen=True, eq=False)
class Kind:
    """A kind 文种: its name, its bundled schema, and the recipe in the schema's ``x-docgen``."""

    name: str
    schema: Schema

    def __reduce__(self) -> tuple[Any, ...]:
        # A worker process finds the kind by its name; its caches do not travel.
        return _kind, (self.name,)

    @property
    def title(self) -> str:
        """The Chinese name."""
        title: str = self.schema["title"]
        return title

    @cached_property
    def recipe(self) -> Mapping[str, Any]:
        """The ``x-docgen`` object: default layout, numbering, slots."""
        recipe: Mapping[str, Any] = self.schema.get("x-docgen", {})
        return recipe

    @cached_property
    def fields(self) -> Mapping[str, Schema]:
        """The top-level properties, resolved, by English name."""
        return {name: self.resolve(prop) for name, prop in self.schema["properties"].items()}

    @cached_property
    def columns(self) -> tuple[str, ...]:
        """The dotted fields that differ from letter to letter: what a roster has, or must have."""
        leaves = dict(self.leaves())
        own: tuple[str, ...] = tuple(self.recipe.get("roster", ()))
        return own or tuple(p for p, s in leaves.items() if self.needs(p) and not is_meta(s))

    def needs(self, path: str) -> bool:
        """Whether the dotted field ``path`` is required, and every group that holds it."""
        schema: Schema = self.schema
        for step in path.split("."):
            if step not in schema.get("required", ()):
                return False
            schema = self.resolve(schema["properties"][step])
        return True

    def telling(self, besides: Collection[str] = ()) -> str:
        """A text, not among ``besides``, that tells letters apart: the number, the person …"""
        ledger = self.recipe.get("ledger", {})
        usual = [ledger.get(role, "") for role in ("number", "person", "unit")]
        for path in (*usual, *self.columns):
            schema = self.at(path) if path and path not in besides else None
            if schema is not None and schema.get("type") in ("string", "integer"):
                return str(path)
        return _ISSUED

    @property
    def naming(self) -> str:
        """The pattern of file names in its simplest form, as an example."""
        return re.sub(r"\{%.*?%\}", "", str(self.recipe["filename"]))

    def layout(self, data: Mapping[str, Any]) -> str:
        """The default layout: the recipe's ``issued``, if it has one, where ``data`` has a head."""
        issued = self.recipe.get("issued") if data.get(ISSUE) else None
        return str(issued or self.recipe["layout"])

    def resolve(self, schema: Schema) -> Schema:
        """``schema`` with its ``$ref`` and ``allOf`` folded in; its own keys win."""
        key = id(schema)
        cached = self._resolved.get(key)
        if cached is None:
            cached = self._resolved[key] = (schema, self._fold(schema))
        return cached[1]

    @cached_property
    def _resolved(self) -> dict[int, tuple[Schema, Schema]]:
        # The schema is kept beside its folded form so that its id cannot be used again.
        return {}

    def _fold(self, schema: Schema) -> Schema:
        if "$ref" in schema:
            name = schema["$ref"].removeprefix("#/definitions/")
            return self.resolve(self.schema["definitions"][name])
        if "allOf" not in schema:
            return schema
        folded: dict[str, Any] = {}
        for part in schema["allOf"]:
            folded.update(self.resolve(part))
        folded.update({k: v for k, v in schema.items() if k != "allOf"})
        return folded

    def at(self, path: str) -> Schema | None:
        """The resolved schema of the dotted field ``path`` (``party_b.unit``), or None."""
        schema: Schema = self.schema
        for step in path.split("."):
            prop = schema.get("properties", {}).get(step)
            if prop is None:
                return None
            schema = self.resolve(prop)
        return schema

    def leaves(self) -> Iterator[tuple[str, Schema]]:
        """The fields a roster column can name: dotted paths of scalars, in schema order."""

        def walk(prefix: str, schema: Schema) -> Iterator[tuple[str, Schema]]:
            for name, prop in schema.get("properties", {}).items():
                resolved = self.resolve(prop)
                path = f"{prefix}{name}"
                if resolved.get("type") == "object":
                    yield from walk(f"{path}.", resolved)
                else:
                    yield path, resolved

        yield from walk("", self.schema)


def is_meta(schema: Schema) -> bool:
    """Whether a field is for files and joins only, never printed (``x-docgen: {meta: true}``)."""
    return bool(schema.get("x-docgen", {}).get("meta"))


def is_head(schema: Schema) -> bool:
    """Whether a field belongs to head and imprint (``x-docgen: {head: true}``).

    Layouts without these parts do not print it, and nothing is thereby lost.
    """
    return bool(schema.get("x-docgen", {}).get("head"))


@cache
def _kind(name: str) -> Kind:
    return Kind(name, _bundle(_read(schema_path(name))))


def profile_schema() -> Kind:
    """The schema of profile files, as a kind of its own."""
    return _kind(PROFILE)


def font_sets() -> Mapping[str, Mapping[str, str]]:
    """The font sets: name → the font of each role, and a ``title``."""
    return _read(_resources() / "templates" / "fonts.json")


@cache
def _titles() -> Mapping[str, str]:
    return {_read(schema_path(name))["title"]: name for name in kind_names()}


def get_kind(name: str) -> Kind:
    """The kind ``name``, by English or Chinese name. Raises DataError (V202) if there is none."""
    if name in kind_names():
        return _kind(name)
    if name in _titles():
        return _kind(_titles()[name])
    choices = [f"{n}（{t}）" for t, n in _titles().items()]
    raise DataError([UNKNOWN_KIND.at(kind=name, known=choices)])


def check_layout(name: str) -> str:
    """``name`` if it is a layout. Raises TemplateError (T310) otherwise."""
    names = layout_names()
    if name not in names:
        raise TemplateError([UNKNOWN_LAYOUT.at(layout=name, known=names)])
    return name


__all__ = [
    "HEADED",
    "ISSUE",
    "Kind",
    "Schema",
    "check_layout",
    "font_sets",
    "get_kind",
    "is_head",
    "is_meta",
    "kind_names",
    "layout_names",
    "profile_names",
    "profile_path",
    "profile_schema",
    "schema_path",
    "template_path",
]
