"""The Jinja environment of templates: escaping on, sandboxed, nothing printed by accident."""

from __future__ import annotations

import re
from functools import cache
from typing import Any, NoReturn

from jinja2 import Undefined, UndefinedError
from jinja2.exceptions import SecurityError
from jinja2.runtime import Context
from jinja2.sandbox import ImmutableSandboxedEnvironment
from markupsafe import Markup, escape

from docgen.i18n import N_, translate

ALLOWED_FILTERS = frozenset(
    {
        *("abs", "capitalize", "count", "d", "default", "e", "escape", "first", "float", "int"),
        *("join", "last", "length", "list", "lower", "replace", "reverse", "round", "sort"),
        *("string", "sum", "title", "trim", "unique", "upper"),
    }
)
MAX_TEXT = 1_000_000
_BREAK = Markup('</w:t><w:br/><w:t xml:space="preserve">')
_TAB = Markup('</w:t><w:tab/><w:t xml:space="preserve">')
_BREAKS = re.compile(r"\r\n|\r|\n")


class Absent(Undefined):
    """A field the data does not give: false in ``if``, empty in ``for``, never printable."""

    __slots__ = ()

    def _refuse(self, *args: Any, **kwargs: Any) -> NoReturn:
        if issubclass(self._undefined_exception, SecurityError):
            raise SecurityError(self.path)
        raise AbsentError(self.path)

    @property
    def path(self) -> str:
        """The field's name as the template wrote it, as far as Jinja tells."""
        return str(self._undefined_name)

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return Absent(name=f"{self._undefined_name}.{name}")

    __getitem__ = __getattr__

    __str__ = __html__ = __add__ = __radd__ = __mul__ = __call__ = __int__ = _refuse


class AbsentError(UndefinedError):
    """A tag prints a field that the data does not give; the message is its name."""


class UnprintableError(Exception):
    """A tag prints a list or a mapping."""


class Slot(Markup):
    """Rendered blocks, for ``{{p slot }}``."""

    __slots__ = ()


def printed(value: Any) -> str:
    """What a tag prints of ``value``. Raises AbsentError, UnprintableError."""
    if isinstance(value, Absent):
        value._refuse()
    if isinstance(value, Markup):
        return value
    if isinstance(value, bool):
        return translate(N_("yes")) if value else translate(N_("no"))
    if isinstance(value, str | int | float):
        return str(value)
    if value is None:
        raise AbsentError("None")
    raise UnprintableError


_PLAIN = re.compile("[&<>\"'\\n\\r\\t]")


def _in_text(value: Any) -> Markup:
    """``value`` escaped for a ``w:t``; newlines and tabs become Word's own elements."""
    text = printed(value)
    if isinstance(text, Markup):
        return text
    escaped = escape(text)
    if "\n" in escaped or "\r" in escaped or "\t" in escaped:
        return Markup(_BREAKS.sub(_BREAK, escaped).replace("\t", _TAB))
    return escaped


def in_text(value: Any) -> str:
    """What a tag in a ``w:t`` prints, as XML."""
    if type(value) is str and not _PLAIN.search(value):
        return value
    return str(_in_text(value))


def in_property(value: Any) -> str:
    """What a tag in a property prints, as XML."""
    return str(escape(printed(value)))


class TemplateEnvironment(ImmutableSandboxedEnvironment):
    """Sandbox with an allow-list of filters, no globals, and bounded arithmetic."""

    intercepted_binops = frozenset({"*", "**", "%"})

    def call_binop(self, context: Context, operator: str, left: Any, right: Any) -> Any:
        """``*`` and ``%`` for numbers only, ``**`` never: no text may be blown up."""
        numbers = all(isinstance(x, int | float) and abs(x) < 1e15 for x in (left, right))
        if operator == "**" or not numbers:
            raise SecurityError(operator)
        return super().call_binop(context, operator, left, right)


def _build(in_text: bool) -> TemplateEnvironment:
    environment = TemplateEnvironment(
        autoescape=True,
        undefined=Absent,
        finalize=_in_text if in_text else printed,
        keep_trailing_newline=True,
        auto_reload=False,
    )
    environment.globals.clear()
    for name in set(environment.filters) - ALLOWED_FILTERS:
        del environment.filters[name]
    return environment


@cache
def text_environment() -> TemplateEnvironment:
    """For parts whose tags stand in ``w:t``."""
    return _build(in_text=True)


@cache
def plain_environment() -> TemplateEnvironment:
    """For properties and file names, where there are no runs to break."""
    return _build(in_text=False)
