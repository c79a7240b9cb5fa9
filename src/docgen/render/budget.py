"""What a template may do, and how much of it: an allow-list of nodes, and a budget for each part.

The budget is counted in units of one printed character; a loop's turn, an expression and a filter
cost their share. Counting is exact, so the same template and data always end in the same way, on
any machine. Nothing in Jinja's own sandbox bounds work: nested loops, ``~`` and ``|replace`` that
double a text, lists inside lists that are compared. Each is either counted here or refused.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sized
from typing import Any, cast

from jinja2 import Undefined, nodes
from jinja2.exceptions import SecurityError
from jinja2.filters import FILTERS, make_attrgetter
from jinja2.runtime import Context, LoopContext, markup_join, str_join
from jinja2.utils import _PassArg, pass_context
from jinja2.visitor import NodeTransformer

from docgen.i18n import N_

MAX_WORK = 60_000_000
"""Units a part may cost: 60 million characters of XML, thirty times the largest real document."""
FOREIGN_WORK = 15_000_000
"""The same where docxtpl renders: it holds the XML as a tree, ten times its size."""

_PER_NODE = 10
_PER_CALL = 20
_PER_ITEM = 8
_WORDS_PER_UNIT = 64
_MAX_DIGITS = 15
_MAX_DEPTH = 100
TOO_MUCH = N_("it repeats, loops or prints more than any document needs")

# A document needs fields, conditions and loops. Macros, blocks, imports, set blocks and filter
# sections would let it call itself, or hold its own XML as a value.
_ALLOWED = (
    nodes.Template, nodes.Output, nodes.TemplateData, nodes.Name, nodes.Const,
    nodes.List, nodes.Tuple, nodes.Dict, nodes.Pair, nodes.Keyword,
    nodes.CondExpr, nodes.Filter, nodes.Test, nodes.Call, nodes.Getattr, nodes.Getitem,
    nodes.Slice, nodes.Concat, nodes.Compare, nodes.Operand,
    nodes.Mul, nodes.Div, nodes.FloorDiv, nodes.Add, nodes.Sub, nodes.Mod,
    nodes.And, nodes.Or, nodes.Not, nodes.Neg, nodes.Pos,
    nodes.If, nodes.For, nodes.Assign, nodes.With,
)  # fmt: skip
_METHODS: dict[type, frozenset[str]] = {
    str: frozenset(
        {
            *("capitalize", "count", "endswith", "find", "isdigit", "lower", "lstrip"),
            *("removeprefix", "removesuffix", "rstrip", "split", "splitlines", "startswith"),
            *("strip", "title", "upper"),
        }
    ),
    dict: frozenset({"get", "items", "keys", "values"}),
}
_LOOP = frozenset(
    {
        *("index", "index0", "revindex", "revindex0", "first", "last", "length", "depth", "depth0"),
        *("cycle", "previtem", "nextitem"),
    }
)


def may_read(owner: Any, name: str) -> bool:
    """Whether a template may read the Python attribute ``name`` of the value ``owner``."""
    if isinstance(owner, LoopContext):
        return name in _LOOP
    return any(isinstance(owner, kind) and name in names for kind, names in _METHODS.items())


def refused(tree: nodes.Template) -> Iterator[str]:
    """What ``tree`` holds that no template may: the names of the constructs, as Jinja calls them.

    Reading ``_names`` counts, loops that call themselves, and methods that are not on the list.
    """
    methods = frozenset().union(*_METHODS.values(), _LOOP)
    for node in tree.find_all(nodes.Node):
        match node:
            case nodes.For(recursive=True):
                yield "recursive"
            case nodes.Getattr(attr=attr) if attr.startswith("_"):
                yield f".{attr}"
            case nodes.Getitem(arg=nodes.Const(value=str(key))) if key.startswith("_"):
                yield f"[{key!r}]"
            case nodes.Call(node=nodes.Getattr(attr=attr)) if attr not in methods:
                yield f".{attr}()"
            case nodes.Call(node=called) if not isinstance(called, nodes.Getattr):
                # Nothing that a template can name is a function.
                yield f"{called.name if isinstance(called, nodes.Name) else ''}()"
            case nodes.Call(dyn_args=args, dyn_kwargs=named) if args or named:
                yield "*args"
            case nodes.Filter(node=None):
                yield "filter"
            case _ if not isinstance(node, _ALLOWED):
                yield type(node).__name__.lower()


def too_deep(tree: nodes.Template) -> bool:
    """Whether expressions or sections stand inside one another deeper than Python can follow."""
    level: list[nodes.Node] = [tree]
    for _ in range(_MAX_DEPTH):
        level = [child for node in level for child in node.iter_child_nodes()]
        if not level:
            return False
    return True


class Budget:
    """Units that are left."""

    __slots__ = ("left", "most")

    def __init__(self, units: int) -> None:
        self.left = units
        self.most = units // 6

    def spend(self, units: int) -> None:
        """Take ``units`` off for one step. Raises SecurityError where they are not there.

        A step that would take a sixth of the whole is refused by itself, so that what it makes,
        which may be six times as much (``&`` → ``&quot;``), fits into memory.
        """
        self.left -= units
        if self.left < 0 or units > self.most:
            raise SecurityError(TOO_MUCH)


class CountedContext(Context):
    """Jinja's context of one rendering, with its budget."""

    def __init__(self, environment: Any, *args: Any, **kwargs: Any) -> None:
        super().__init__(environment, *args, **kwargs)
        self.budget = Budget(environment.work)


class _Turns:
    """What a loop runs over, each turn paid for."""

    __slots__ = ("_budget", "_items", "_price")

    def __init__(self, items: Iterable[Any], budget: Budget, price: int) -> None:
        self._items = items
        self._budget = budget
        self._price = price

    def __iter__(self) -> Iterator[Any]:
        budget, price = self._budget, self._price
        for item in self._items:
            budget.left -= price
            if budget.left < 0:
                raise SecurityError(TOO_MUCH)
            yield item

    def __len__(self) -> int:
        return len(self._items)  # type: ignore[arg-type]


@pass_context
def _turns(context: CountedContext, items: Iterable[Any], price: int) -> _Turns:
    return _Turns(items, context.budget, price)


@pass_context
def _joined(context: CountedContext, pieces: list[Any]) -> str:
    """``a ~ b``; a list would be spelt out with all that is in it."""
    for piece in pieces:
        _flat(piece)
        context.budget.spend(_PER_CALL + size(piece))
    whole: str = (markup_join if context.eval_ctx.autoescape else str_join)(pieces)
    return whole


@pass_context
def _comparable(context: CountedContext, value: Any) -> Any:
    """An operand of ``==`` or ``<``: comparing lists of lists can take for ever."""
    if isinstance(value, list | tuple | dict):
        for item in value.values() if isinstance(value, dict) else value:
            _flat(item)
    else:
        _flat(value)
    context.budget.spend(_PER_CALL + size(value))
    return value


@pass_context
def _searched(context: CountedContext, value: Any, needle: Any) -> bool:
    """``needle in value``."""
    _flat(needle)
    share = 1 + size(needle) // _WORDS_PER_UNIT
    context.budget.spend(_PER_CALL + size(value) * share)
    return needle in value


@pass_context
def _piece(context: CountedContext, value: Any) -> Any:
    """A slice: a copy."""
    context.budget.spend(_PER_CALL + size(value))
    return value


def size(value: Any) -> int:
    """What a value weighs: its characters, eight for each item of a list."""
    if isinstance(value, str):
        return len(value)
    if isinstance(value, Sized):
        return _PER_ITEM * len(value)
    return 1


def _flat(value: Any) -> Any:
    """``value``, which must be a text, a number or nothing: no list, group or view of one."""
    if value is None or isinstance(value, str | int | float | Undefined):
        return value
    raise SecurityError(TOO_MUCH)


def called(context: CountedContext, work: Any, args: tuple[Any, ...]) -> None:
    """Pay for a call of the method ``work``. Raises SecurityError where it is not on the list."""
    owner, name = getattr(work, "__self__", None), getattr(work, "__name__", "")
    if not may_read(owner, name):
        raise SecurityError(f".{name}()")
    context.budget.spend(_PER_CALL + _PER_ITEM * len(args) + size(owner))


HELPERS: dict[str, Callable[..., Any]] = {
    # No template can name them: a filter's name has no space.
    "in turns": _turns,
    "joined with": _joined,
    "compared with": _comparable,
    "searched for": _searched,
    "piece of": _piece,
}


class Accountant(NodeTransformer):
    """Puts the counting into a template's tree; the template's author sees nothing of it."""

    def visit_For(self, node: nodes.For) -> nodes.Node:  # noqa: N802  (Jinja's way)
        """A loop pays for each turn what its body holds, loops in it apart."""
        each = [child for child in node.iter_child_nodes() if child is not node.iter]
        price = _PER_CALL + sum(_prices(each))
        self.generic_visit(node)
        iterated = cast(nodes.Expr, node.iter)
        node.iter = _helper("in turns", iterated, nodes.Const(price))
        return node

    def visit_Concat(self, node: nodes.Concat) -> nodes.Node:  # noqa: N802
        """``~``."""
        self.generic_visit(node)
        return _helper("joined with", nodes.List(node.nodes))

    def visit_Compare(self, node: nodes.Compare) -> nodes.Node:  # noqa: N802
        """``==`` and the like, ``in``."""
        self.generic_visit(node)
        if len(node.ops) == 1 and node.ops[0].op in ("in", "notin"):
            found = _helper("searched for", node.ops[0].expr, node.expr)
            return found if node.ops[0].op == "in" else nodes.Not(found)
        if any(op.op in ("in", "notin") for op in node.ops):
            raise SecurityError("in")
        node.expr = _helper("compared with", node.expr)
        for op in node.ops:
            op.expr = _helper("compared with", op.expr)
        return node

    def visit_Tuple(self, node: nodes.Tuple) -> nodes.Node:  # noqa: N802
        """Hashing tuples of tuples can take for ever; lists have no hash."""
        self.generic_visit(node)
        return nodes.List(node.items) if node.ctx == "load" else node

    def visit_Getitem(self, node: nodes.Getitem) -> nodes.Node:  # noqa: N802
        """Slices are copies."""
        self.generic_visit(node)
        return _helper("piece of", node) if isinstance(node.arg, nodes.Slice) else node


def _helper(name: str, value: nodes.Expr, *args: nodes.Expr) -> nodes.Filter:
    return nodes.Filter(value, name, list(args), [], None, None, lineno=value.lineno)


def _prices(parts: Iterable[nodes.Node]) -> Iterator[int]:
    for node in parts:
        if isinstance(node, nodes.TemplateData):
            yield len(node.data)
        elif isinstance(node, nodes.For):
            yield _PER_NODE
        else:
            yield _PER_NODE
            yield from _prices(node.iter_child_nodes())


def counted(name: str) -> Callable[..., Any]:
    """Jinja's filter ``name``, paid for by what it takes and gives, its pitfalls refused."""
    work = FILTERS[name]
    wants = _PassArg.from_obj(work)
    guard = _GUARDS.get(name)

    @pass_context
    def filter_(context: CountedContext, value: Any, *args: Any, **kwargs: Any) -> Any:
        context.budget.spend(_PER_CALL + size(value))
        if guard:
            value = guard(context, value, *args, **kwargs)
        match wants:
            case _PassArg.context:
                result = work(context, value, *args, **kwargs)
            case _PassArg.eval_context:
                result = work(context.eval_ctx, value, *args, **kwargs)
            case _PassArg.environment:
                result = work(context.environment, value, *args, **kwargs)
            case _:
                result = work(value, *args, **kwargs)
        context.budget.spend(size(result))
        return result

    return filter_


def _one_text(context: CountedContext, value: Any, *args: Any, **kwargs: Any) -> Any:
    for other in (*args, *kwargs.values()):
        _flat(other)
    return _flat(value)


def _replaced(
    context: CountedContext, value: Any, old: Any, new: Any, *args: Any, **kwargs: Any
) -> Any:
    _one_text(context, value, old, new, *args, **kwargs)
    # `<` may become `&lt;` in all three.
    grown = str(value).count(str(old)) * max(0, len(str(new)) - len(str(old)))
    context.budget.spend(6 * grown)
    return value


def _items(context: CountedContext, value: Any, attribute: Any) -> list[Any]:
    items = list(value)
    context.budget.spend(_PER_CALL * len(items))
    if attribute is None:
        return items
    getter = make_attrgetter(context.environment, attribute)
    return [getter(item) for item in items]


def _strung(context: CountedContext, value: Any, d: Any = "", attribute: Any = None) -> Any:
    value = list(value)
    for item in _items(context, value, attribute):
        context.budget.spend(size(_flat(item)) + size(_flat(d)))
    return value


def _ordered(
    context: CountedContext,
    value: Any,
    reverse: Any = False,
    case_sensitive: Any = False,
    attribute: Any = None,
) -> Any:
    value = list(value)
    for item in _items(context, value, attribute):
        context.budget.spend(size(_flat(item)))
    return value


def _single(
    context: CountedContext, value: Any, case_sensitive: Any = False, attribute: Any = None
) -> Any:
    return _ordered(context, value, False, case_sensitive, attribute)


def _added(context: CountedContext, value: Any, attribute: Any = None, start: Any = 0) -> Any:
    value = list(value)
    for item in (*_items(context, value, attribute), start):
        if not isinstance(item, int | float):
            raise SecurityError("|sum")
    return value


def _rounded(
    context: CountedContext, value: Any, precision: Any = 0, method: Any = "common"
) -> Any:
    if not isinstance(precision, int) or abs(precision) > _MAX_DIGITS:
        raise SecurityError("|round")
    return _flat(value)


_GUARDS: dict[str, Callable[..., Any]] = {
    **dict.fromkeys(
        ("capitalize", "e", "escape", "float", "int", "lower", "string", "title", "trim", "upper"),
        _one_text,
    ),
    "replace": _replaced,
    "join": _strung,
    "sort": _ordered,
    "unique": _single,
    "sum": _added,
    "round": _rounded,
}
