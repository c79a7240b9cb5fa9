"""Field names in tags may be Chinese: ``{{ 乙方.单位 }}`` is ``{{ party_b.unit }}``."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from jinja2 import meta, nodes

from docgen.kinds import Kind, Schema


def aliased(value: Any, schema: Schema, kind: Kind) -> Any:
    """``value`` with every field under its Chinese title too, for a renderer that has no tree."""
    if isinstance(value, Mapping):
        out = dict(value)
        for name, prop in schema.get("properties", {}).items():
            resolved = kind.resolve(prop)
            if name in value:
                out[name] = aliased(value[name], resolved, kind)
                out.setdefault(str(resolved.get("title", name)), out[name])
        return out
    if isinstance(value, list):
        items = kind.resolve(schema.get("items", {}))
        return [aliased(item, items, kind) for item in value]
    return value


def free_names(tree: nodes.Template) -> set[str]:
    """The names in ``tree`` that it does not set itself."""
    if all(type(node) in _SCOPED for node in tree.find_all(nodes.Stmt)):
        # Jinja finds them by writing the whole program.
        return set(_free(tree, frozenset()))
    return meta.find_undeclared_variables(tree)


_SCOPED = frozenset({nodes.Output, nodes.If, nodes.For})


def _free(node: nodes.Node, bound: frozenset[str]) -> Iterator[str]:
    """The names in ``node`` that are not ``bound``; only loops bind any."""
    if isinstance(node, nodes.Name):
        if node.name not in bound:
            yield node.name
    elif isinstance(node, nodes.For):
        yield from _free(node.iter, bound)
        for other in node.else_:
            yield from _free(other, bound)
        inner = bound | {name.name for name in _names(node.target)}
        # Which entries a loop takes is settled before it counts them.
        if node.test:
            yield from _free(node.test, inner)
        for below in node.body:
            yield from _free(below, inner | {"loop"})
    else:
        for child in node.iter_child_nodes():
            yield from _free(child, bound)


def _names(target: nodes.Node) -> Iterator[nodes.Name]:
    if isinstance(target, nodes.Name):
        yield target
    yield from target.find_all(nodes.Name)


def to_english(tree: nodes.Template, kind: Kind) -> None:
    """Rename, in place, the fields that ``tree`` names by their Chinese titles.

    A loop's variable has the fields of what it loops over. Names that are no title stay.
    """
    free = free_names(tree)
    loops: dict[str, Schema] = {}
    _Renamer(kind, free, loops).everything(tree)


class _Renamer:
    def __init__(self, kind: Kind, free: set[str], loops: dict[str, Schema]) -> None:
        self._kind = kind
        self._free = free
        self._loops = loops

    def everything(self, tree: nodes.Template) -> None:
        # Outer loops come first, so that an inner one knows what its variable's owner is.
        for loop in tree.find_all(nodes.For):
            if isinstance(loop.target, nodes.Name):
                listed = self._schema(loop.iter)
                if listed:
                    items = self._kind.resolve(listed.get("items", {}))
                    self._loops[loop.target.name] = items
        for node in tree.find_all((nodes.Name, nodes.Getattr, nodes.Getitem)):
            self._schema(node)

    def _schema(self, node: nodes.Node) -> Schema | None:
        """The schema of what ``node`` names, its names made English on the way."""
        match node:
            case nodes.Name(ctx="load"):
                if node.name not in self._free:
                    return self._loops.get(node.name)
                node.name = self._english(self._kind.schema, node.name)
                self._free.add(node.name)
                return self._property(self._kind.schema, node.name)
            case nodes.Getattr():
                owner = self._schema(node.node)
                if owner is None:
                    return None
                node.attr = self._english(owner, node.attr)
                return self._property(owner, node.attr)
            case nodes.Getitem(arg=nodes.Const(value=str())):
                owner = self._schema(node.node)
                if owner is None or not isinstance(node.arg, nodes.Const):
                    return None
                node.arg.value = self._english(owner, node.arg.value)
                return self._property(owner, node.arg.value)
        return None

    def _property(self, owner: Schema, name: str) -> Schema | None:
        found = owner.get("properties", {}).get(name)
        return self._kind.resolve(found) if found is not None else None

    def _english(self, owner: Schema, name: str) -> str:
        properties: Mapping[str, Schema] = owner.get("properties", {})
        if name in properties:
            return name
        titles = (n for n, p in properties.items() if self._kind.resolve(p).get("title") == name)
        return next(titles, name)
