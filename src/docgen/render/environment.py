"""The Jinja environment of templates: escaping on, sandboxed, nothing printed by accident."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from types import CodeType
from typing import Any, NoReturn

from jinja2 import TemplateSyntaxError, Undefined, nodes
from jinja2.compiler import CodeGenerator, Frame
from jinja2.exceptions import SecurityError
from jinja2.runtime import Context
from jinja2.sandbox import ImmutableSandboxedEnvironment
from jinja2.utils import pass_context
from markupsafe import Markup

from docgen.i18n import N_, translate

from .budget import (
    FOREIGN_WORK,
    HELPERS,
    MAX_WORK,
    Accountant,
    CountedContext,
    called,
    counted,
    may_read,
    refused,
    size,
    too_deep,
)
from .printing import AbsentError, in_text, printed, runs

ALLOWED_FILTERS = frozenset(
    {
        *("abs", "capitalize", "count", "d", "default", "e", "escape", "first", "float", "int"),
        *("join", "last", "length", "list", "lower", "replace", "reverse", "round", "sort"),
        *("string", "sum", "title", "trim", "unique", "upper"),
    }
)
ALLOWED_TESTS = frozenset(
    {
        *("boolean", "defined", "divisibleby", "even", "false", "float", "integer", "iterable"),
        *("lower", "mapping", "none", "number", "odd", "sequence", "string", "true"),
        *("undefined", "upper"),
    }
)


class Absent(Undefined):
    """A field the data does not give: false in ``if``, empty in ``for``, never printable."""

    __slots__ = ()

    def _refuse(self, *args: Any, **kwargs: Any) -> NoReturn:
        if issubclass(self._undefined_exception, SecurityError):
            raise SecurityError(self.path)
        raise AbsentError(self.path)

    @property
    def path(self) -> str:
        """The field's name as the template wrote it, dots and all."""
        return str(self._undefined_name)

    def called(self, path: str | None) -> Absent:
        """The same field under the name the template gave it; None: it gave none."""
        if path is None:
            return self
        return Absent(self._undefined_hint, self._undefined_obj, path, self._undefined_exception)

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return Absent(name=f"{self._undefined_name}.{name}")

    __getitem__ = __getattr__

    __str__ = __html__ = __add__ = __radd__ = __mul__ = __call__ = __int__ = _refuse


def _paid(printer: Callable[[Any], str]) -> Callable[[CountedContext, Any], str]:
    """``printer`` for Jinja's finalize: what it prints comes off the budget."""

    @pass_context
    def print_(context: CountedContext, value: Any) -> str:
        if isinstance(value, Absent):
            value._refuse()
        text = printer(value)
        budget = context.budget
        budget.left -= len(text)
        if budget.left < 0:
            budget.spend(0)
        return text

    return print_


@contextmanager
def _as_syntax_errors() -> Iterator[None]:
    """What Python cannot compile (20 loops in one another, a number of 5,000 digits) is refused."""
    try:
        yield
    except (RecursionError, SyntaxError, ValueError, OverflowError, MemoryError):
        raise TemplateSyntaxError(
            translate(N_("it is nested too deeply, or a number in it is too long")), 1
        ) from None


def _written(node: nodes.Node) -> str | None:
    """``party_b.unit`` or ``work[1].heading`` as the template wrote it; None: it is calculated."""
    match node:
        case nodes.Name(name=name):
            return name
        case (
            nodes.Getattr(node=owner, attr=key)
            | nodes.Getitem(node=owner, arg=nodes.Const(value=str(key)))
        ):
            step = f".{key}"
        case nodes.Getitem(node=owner, arg=nodes.Const(value=key) | nodes.Name(name=key)):
            step = f"[{key}]"
        case _:
            return None
    above = _written(owner)
    return above and above + step


class _Generator(CodeGenerator):
    """Tells the environment the whole path of a field: Jinja tells it the last step alone."""

    def visit_Getattr(self, node: nodes.Getattr, frame: Frame) -> None:  # noqa: N802  (Jinja's way)
        """``party_b.unit``."""
        self.write("environment.getattr(")
        self.visit(node.node, frame)
        self.write(f", {node.attr!r}, {_written(node)!r})")

    def visit_Getitem(self, node: nodes.Getitem, frame: Frame) -> None:  # noqa: N802
        """``party_b["unit"]``, ``work[1]``, ``work[1:]``."""
        if isinstance(node.arg, nodes.Slice):
            super().visit_Getitem(node, frame)
            return
        self.write("environment.getitem(")
        self.visit(node.node, frame)
        self.write(", ")
        self.visit(node.arg, frame)
        self.write(f", {_written(node)!r})")


class TemplateEnvironment(ImmutableSandboxedEnvironment):
    """Sandbox with allow-lists, no globals, and a budget of work for every part it renders."""

    intercepted_binops = frozenset({"+", "-", "*", "/", "//", "%", "**"})
    context_class = CountedContext
    code_generator_class = _Generator
    work = MAX_WORK

    def call_binop(self, context: Context, operator: str, left: Any, right: Any) -> Any:
        """``*`` and ``%`` for numbers only, ``**`` never: no text may be blown up."""
        if operator == "+":
            assert isinstance(context, CountedContext)
            context.budget.spend(size(left) + size(right))
            return super().call_binop(context, operator, left, right)
        numbers = all(isinstance(x, int | float) and abs(x) < 1e15 for x in (left, right))
        if operator == "**" or not numbers:
            for x in (left, right):
                if isinstance(x, Absent):
                    x._refuse()
            raise SecurityError(operator)
        return super().call_binop(context, operator, left, right)

    def is_safe_attribute(self, obj: Any, attr: str, value: Any) -> bool:
        """Methods on the list, and what a loop tells of itself."""
        return may_read(obj, attr)

    def getattr(self, obj: Any, attribute: str, path: str | None = None) -> Any:
        """A field of the data comes before a method of its name (``items``, ``values``)."""
        if type(obj) is dict and attribute in obj:
            return obj[attribute]
        found = obj[attribute] if isinstance(obj, Absent) else super().getattr(obj, attribute)
        return found.called(path) if isinstance(found, Absent) else found

    def getitem(self, obj: Any, argument: Any, path: str | None = None) -> Any:
        """The same by position or by name."""
        found = super().getitem(obj, argument)
        return found.called(path) if isinstance(found, Absent) else found

    def call(__self, __context: Context, __obj: Any, *args: Any, **kwargs: Any) -> Any:  # noqa: N805
        """Call a method on the list."""
        assert isinstance(__context, CountedContext)
        called(__context, __obj, args)
        return super().call(__context, __obj, *args, **kwargs)

    def _parse(self, source: str, *args: Any, **kwargs: Any) -> nodes.Template:
        with _as_syntax_errors():
            tree = super()._parse(source, *args, **kwargs)
            if too_deep(tree):
                raise RecursionError
        return tree

    def _compile(self, source: str, filename: str) -> CodeType:
        with _as_syntax_errors():
            return super()._compile(source, filename)

    def _generate(self, source: nodes.Template, *args: Any, **kwargs: Any) -> str:
        # Every way to a compiled template leads through here, docxtpl's and a pattern's too.
        for name in refused(source):
            raise SecurityError(name)
        return super()._generate(Accountant().visit(source), *args, **kwargs)


class ForeignEnvironment(TemplateEnvironment):
    """The same for docxtpl."""

    work = FOREIGN_WORK


def _markup(value: Any) -> Markup:
    return Markup(in_text(value))


def _build(is_text: bool, family: type[TemplateEnvironment]) -> TemplateEnvironment:
    environment = family(
        autoescape=True,
        undefined=Absent,
        finalize=_paid(_markup if is_text else printed),
        keep_trailing_newline=True,
        auto_reload=False,
    )
    environment.globals.clear()
    environment.filters = {
        **{name: counted(name) for name in ALLOWED_FILTERS},
        **HELPERS,
        "runs": runs,
    }
    environment.tests = {name: environment.tests[name] for name in ALLOWED_TESTS}
    return environment


@cache
def text_environment() -> TemplateEnvironment:
    """For parts whose tags stand in ``w:t``."""
    return _build(is_text=True, family=TemplateEnvironment)


@cache
def plain_environment() -> TemplateEnvironment:
    """For properties and file names, where there are no runs to break."""
    return _build(is_text=False, family=TemplateEnvironment)


@cache
def foreign_environment() -> TemplateEnvironment:
    """For templates that docxtpl renders."""
    return _build(is_text=True, family=ForeignEnvironment)
