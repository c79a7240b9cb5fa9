"""A one-line pattern such as ``{{ party_b.unit }}责任书``, for file names."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from copy import deepcopy
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from jinja2 import Template as JinjaTemplate
from jinja2 import TemplateError as JinjaError
from jinja2 import nodes
from jinja2.visitor import NodeTransformer

from docgen.diagnostics import BAD_NAME_PATTERN, Diagnostic
from docgen.errors import TemplateError
from docgen.i18n import N_, translate
from docgen.kinds import Kind

from .chinese_names import to_english
from .compiled import tag_paths, unknown_fields
from .environment import plain_environment
from .printing import AbsentError, UnprintableError, printed
from .straight import straight

_NONE: Mapping[str, str] = MappingProxyType({})


@dataclass(frozen=True)
class Pattern:
    """A compiled pattern."""

    text: str
    kind: Kind
    compiled: JinjaTemplate
    tree: nodes.Template

    @property
    def tags(self) -> frozenset[str]:
        """The fields that the pattern prints."""
        return frozenset(tag_paths(self.tree))

    def fill(self, fields: dict[str, Any]) -> str:
        """The pattern with ``fields`` put in. Raises TemplateError (B406)."""
        try:
            return self.compiled.render(fields)
        except AbsentError as error:
            problem = translate(N_("the row has no {field}")).format(field=error)
        except UnprintableError:
            problem = translate(N_("it prints a list"))
        except (JinjaError, ArithmeticError, TypeError, ValueError, AttributeError) as error:
            problem = str(error)
        raise TemplateError([_bad(self.text, self.kind, problem)])

    def special(
        self, known: Mapping[str, Any], varying: frozenset[str]
    ) -> Callable[[Mapping[str, Any]], str]:
        """``fill`` where only the fields ``varying`` differ. It, and this, raise Unusual."""
        function, _ = straight(self.tree, printed, known, varying)
        return lambda fields: b"".join(function(fields)[0]).decode("utf-8")


class _Spelled(NodeTransformer):
    """Puts dotted fields in the place of names that stand for them, such as 乙方单位."""

    def __init__(self, paths: Mapping[str, str]) -> None:
        self._paths = paths

    def visit_Name(self, node: nodes.Name) -> nodes.Expr:  # noqa: N802
        first, *steps = self._paths.get(node.name, node.name).split(".")
        if not steps or node.ctx != "load":
            return node
        found: nodes.Expr = nodes.Name(first, "load", lineno=node.lineno)
        for step in steps:
            found = nodes.Getattr(found, step, "load", lineno=node.lineno)
        return found


def compile_pattern(
    text: str, kind: Kind, derived: frozenset[str], spellings: Mapping[str, str] = _NONE
) -> Pattern:
    """Compile ``text`` for fields of ``kind``. Raises TemplateError (B406).

    ``spellings`` are names that stand for dotted fields, beside those that the kind gives them.
    """
    environment = plain_environment().overlay(autoescape=False)
    try:
        tree = _Spelled(spellings).visit(environment.parse(text))
        to_english(tree, kind)
        unknown = unknown_fields(tree, kind, derived)
        if not unknown:
            return Pattern(text, kind, environment.from_string(deepcopy(tree)), tree)
    except JinjaError as error:
        problem = error.message or str(error)
        raise TemplateError([_bad(text, kind, problem)]) from None
    path, known = next(iter(unknown.items()))
    problem = translate(N_("there is no field {field}; did you mean {known}?")).format(
        field=path, known=translate(N_(", ")).join(known)
    )
    raise TemplateError([_bad(text, kind, problem)])


def _bad(text: str, kind: Kind, problem: str) -> Diagnostic:
    return BAD_NAME_PATTERN.at(pattern=text, problem=problem, example=kind.naming)
