"""A part's Jinja source → Jinja's code, and what is wrong with its tags."""

from __future__ import annotations

import re
from collections.abc import Iterator

from jinja2 import Template as JinjaTemplate
from jinja2 import TemplateSyntaxError, nodes

from docgen.diagnostics import TEMPLATE_FIELD, TEMPLATE_REFUSED, TEMPLATE_SYNTAX, Diagnostic, Place
from docgen.kinds import Kind

from .budget import refused
from .chinese_names import free_names, to_english
from .environment import TemplateEnvironment, plain_environment, text_environment
from .template import near_fields


def compile_part(
    source: str, is_text: bool, kind: Kind, derived: frozenset[str], where: Place
) -> tuple[JinjaTemplate, set[str], list[Diagnostic]]:
    """The template in ``source``, the dotted fields its tags name, and findings.

    With findings (T302, T303, T306) the template is not to be used.
    """
    environment = text_environment() if is_text else plain_environment()
    try:
        tree = environment.parse(source)
        wrong = list(refusals(tree, environment, where))
        if wrong:
            return environment.from_string(""), set(), wrong
        to_english(tree, kind)
        used = set(tag_paths(tree))
        wrong = [
            TEMPLATE_FIELD.at(where, field=path, known=close)
            for path, close in unknown_fields(tree, kind, derived).items()
        ]
        return environment.from_string("" if wrong else tree), used, wrong
    except TemplateSyntaxError as error:
        return environment.from_string(""), set(), [_syntax_finding(error, source, where)]


def refusals(
    tree: nodes.Template, environment: TemplateEnvironment, where: Place
) -> Iterator[Diagnostic]:
    """What no template may do: load others, reach inside Python, use filters not on the list."""
    for node in tree.find_all(nodes.Filter):
        if node.name not in environment.filters:
            known = sorted(environment.filters)
            yield TEMPLATE_REFUSED.at(where, problem=f"|{node.name}", known=known, because="filter")
    for test in tree.find_all(nodes.Test):
        if test.name not in environment.tests:
            yield TEMPLATE_REFUSED.at(where, problem=f"is {test.name}")
    for name in refused(tree):
        yield TEMPLATE_REFUSED.at(where, problem=name)


def _syntax_finding(error: TemplateSyntaxError, source: str, where: Place) -> Diagnostic:
    """Find the paragraph by parsing again with every paragraph on a line of its own."""
    lined = re.sub(r"(?=<w:p[ >])", "\n", source)
    text = ""
    try:
        text_environment().parse(lined)
    except TemplateSyntaxError as again:
        lines = lined.split("\n")
        if again.lineno and again.lineno <= len(lines):
            text = re.sub(r"<[^>]*>", "", lines[again.lineno - 1]).strip()[:80]
            number = sum(line.startswith(("<w:p ", "<w:p>")) for line in lines[: again.lineno])
            where = where._replace(paragraph=number or None)
    return TEMPLATE_SYNTAX.at(where, problem=error.message or "", text=text)


def tag_paths(tree: nodes.Template) -> Iterator[str]:
    """The dotted fields that the tags of ``tree`` name."""
    free = free_names(tree)
    # A method is none of the fields.
    inner = {
        id(call.node) for call in tree.find_all(nodes.Call) if isinstance(call.node, nodes.Getattr)
    }
    for node in tree.find_all((nodes.Getattr, nodes.Getitem, nodes.Name)):
        if id(node) in inner:
            continue
        path = _path(node, inner)
        if path and path.split(".")[0] in free:
            yield path


def _path(node: nodes.Node, inner: set[int]) -> str | None:
    if isinstance(node, nodes.Name):
        return node.name if node.ctx == "load" else None
    step: object = None
    if isinstance(node, nodes.Getattr):
        step = node.attr
    elif isinstance(node, nodes.Getitem) and isinstance(node.arg, nodes.Const):
        step = node.arg.value
    if not isinstance(node, nodes.Getattr | nodes.Getitem):
        return None
    inner.add(id(node.node))
    below = _path(node.node, inner)
    return f"{below}.{step}" if below and isinstance(step, str) else below


def unknown_fields(
    tree: nodes.Template, kind: Kind, derived: frozenset[str]
) -> dict[str, list[str]]:
    """The dotted fields in ``tree`` that ``kind`` does not have, each with those like it."""
    return {
        path: close
        for path in sorted(set(tag_paths(tree)))
        if (close := near_fields(path, kind, derived)) is not None
    }
