"""What went wrong while a template was rendered, as a finding."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from jinja2 import TemplateError as JinjaError
from jinja2.exceptions import SecurityError

from docgen.diagnostics import (
    TEMPLATE_EMPTY,
    TEMPLATE_LIST,
    TEMPLATE_REFUSED,
    TEMPLATE_SYNTAX,
    Place,
)
from docgen.errors import TemplateError

from .printing import AbsentError, UnprintableError


def fault_of(
    error: Exception, tags: Iterable[str], where: Place, context: Mapping[str, Any]
) -> TemplateError | None:
    """The TemplateError (T302, T304, T305, T306) that ``error`` means; None: it means none.

    ``tags`` are the dotted fields that the template names, ``context`` what they stood for.
    """
    match error:
        case AbsentError():
            return TemplateError([TEMPLATE_EMPTY.at(where, field=str(error))])
        case UnprintableError():
            return TemplateError([TEMPLATE_LIST.at(where, text=_culprit(tags, context))])
        case SecurityError():
            return TemplateError([TEMPLATE_REFUSED.at(where, problem=str(error))])
        case (
            JinjaError()
            | ArithmeticError()
            | TypeError()
            | ValueError()
            | LookupError()
            | AttributeError()
            | RecursionError()
        ):
            return TemplateError([TEMPLATE_SYNTAX.at(where, problem=str(error), text="")])
    return None


def _culprit(tags: Iterable[str], context: Mapping[str, Any]) -> str:
    """The first field a tag names that holds a list or a group of fields."""
    for tag in sorted(tags):
        value: Any = context
        for step in tag.split("."):
            value = value.get(step) if isinstance(value, Mapping) else None
        if isinstance(value, list | Mapping):
            return f"{{{{ {tag} }}}}"
    return "{{ … }}"
