"""What went wrong while a template was rendered, as a finding."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from jinja2 import TemplateError as JinjaError
from jinja2.exceptions import SecurityError

from docgen.diagnostics import (
    TEMPLATE_EMPTY,
    TEMPLATE_LIST,
    TEMPLATE_OUTPUT,
    TEMPLATE_REFUSED,
    TEMPLATE_SYNTAX,
    Place,
)
from docgen.errors import TemplateError
from docgen.i18n import N_, translate

from .dialect import find_tags
from .printing import AbsentError, UnprintableError
from .template import Template

# Nothing is calculated in these, so the mistake is in one of the others.
_PLAIN = re.compile(r"\{\{\s*[\w.]+\s*\}\}|\{%\s*(?:end\w+|else)\s*%\}|\{#.*#\}", re.DOTALL)


def fault_of(
    error: Exception, template: Template, where: Place, context: Mapping[str, Any]
) -> TemplateError | None:
    """The TemplateError (T302, T304, T305, T306, T311) that ``error`` means; None: it means none.

    ``where`` may name one part of the ``template``; ``context`` is what its tags stood for.
    """
    match error:
        case AbsentError():
            return TemplateError([TEMPLATE_EMPTY.at(where, field=str(error))])
        case UnprintableError():
            return TemplateError([TEMPLATE_LIST.at(where, text=_culprit(template.tags, context))])
        case SecurityError():
            return TemplateError([TEMPLATE_REFUSED.at(where, problem=str(error))])
        case SyntaxError():
            # What docxtpl reads again of its own output is not well formed.
            return TemplateError([TEMPLATE_OUTPUT.at(where, problem=str(error))])
        case (
            JinjaError()
            | ArithmeticError()
            | TypeError()
            | ValueError()
            | LookupError()
            | AttributeError()
            | RecursionError()
        ):
            problem = translate(N_("a value does not fit what a tag does with it ({error})"))
            text = ", ".join(_calculating(template, where.part)) or template.name
            finding = TEMPLATE_SYNTAX.at(where, problem=problem.format(error=error), text=text)
            return TemplateError([finding])
    return None


def _calculating(template: Template, part: str | None) -> list[str]:
    """The first tags of ``part`` (or of all) that do more than print a field."""
    sources = [source for name, source in template.jinja.items() if part in (None, name)]
    tags = (m.group() for source in sources for m in find_tags(source))
    return list(dict.fromkeys(tag for tag in tags if not _PLAIN.fullmatch(tag)))[:3]


def _culprit(tags: Iterable[str], context: Mapping[str, Any]) -> str:
    """The first field a tag names that holds a list or a group of fields."""
    for tag in sorted(tags):
        value: Any = context
        for step in tag.split("."):
            value = value.get(step) if isinstance(value, Mapping) else None
        if isinstance(value, list | Mapping):
            return f"{{{{ {tag} }}}}"
    return "{{ … }}"
