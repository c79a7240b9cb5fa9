"""Jinja source → one straight Python function, with all that is known beforehand worked out.

Only plain templates are taken: fields, dotted fields, ``if``, ``for``, comparisons. For anything
else, and for any value that is not what it should be (a field missing, a list printed), the answer
is :class:`Unusual`: Jinja itself then renders the record, and says what is wrong. The function thus
never decides anything; it is only quick.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from jinja2 import nodes

from docgen.errors import Unusual

Function = Callable[[Mapping[str, Any]], tuple[list[bytes], list[int]]]
"""Fields → pieces of UTF-8, and the way taken through ifs and loops: what shapes the XML."""
Printer = Callable[[Any], str]

_COMPARISONS = {"eq": "==", "ne": "!=", "gt": ">", "gteq": ">=", "lt": "<", "lteq": "<="}
_LOOP = {
    "index": "(n{0} + 1)", "index0": "n{0}", "first": "(n{0} == 0)", "last": "(n{0} == z{0} - 1)",
    "length": "z{0}",
}  # fmt: skip
# What Jinja would find as an attribute of the value before it looks for a key.
_ATTRIBUTES = {name for kind in (dict, list, str, int, float) for name in dir(kind)}
_MAX_CONSTANT = 2_000_000
_MAX_LOOPS = 2


class _Missing:
    """A field that is not there: false, empty, and never printed."""

    __slots__ = ()

    def __bool__(self) -> bool:
        return False

    def __iter__(self) -> Iterator[Any]:
        return iter(())

    def __len__(self) -> int:
        return 0


_MISSING = _Missing()


def _at(value: Any, key: str) -> Any:
    if type(value) is dict:
        return value.get(key, _MISSING)
    if value is _MISSING:
        return value
    raise Unusual


def _items(value: Any) -> Any:
    if type(value) is list or value is _MISSING:
        return value
    raise Unusual


def _pick(words: list[Any], index: Any) -> Any:
    if type(index) is not int or not 0 <= index < len(words):
        raise Unusual
    return words[index]


def _known(value: Any) -> Any:
    if value is _MISSING or isinstance(value, list | dict):
        raise Unusual
    return value


def straight(
    tree: nodes.Template,
    printer: Printer,
    known: Mapping[str, Any],
    varying: frozenset[str],
    plain: bool = False,
) -> tuple[Function, bool]:
    """The function that renders ``tree`` from the fields ``varying``; and whether these matter.

    ``known`` are the values of all other fields: what depends on them alone is worked out here and
    now. ``printer`` says what a tag prints; with ``plain`` it is not asked about a text that
    varies, since that is known to be printed as it is. Raises Unusual where the template is too
    rich.
    """
    writer = _Writer(printer, known, varying, plain)
    function = writer.function(tree.body)

    def render(fields: Mapping[str, Any]) -> tuple[list[bytes], list[int]]:
        try:
            return function(fields)
        except (KeyError, TypeError, IndexError):
            raise Unusual from None

    return render, writer.varies


class _Writer:
    def __init__(
        self,
        printer: Printer,
        known: Mapping[str, Any],
        varying: frozenset[str],
        plain: bool = False,
    ) -> None:
        self.known = known
        self.plain = plain
        self.varying = varying
        self.lines: list[str] = []
        self.constant: list[str] = []
        self.pieces: list[str] = []
        self.constants: list[bytes] = []
        self.globals: dict[str, Any] = {
            "text": _encoder(printer),
            "at": _at,
            "items": _items,
            "known": _known,
            "pick": _pick,
        }
        self.printer = printer
        self.varies = False
        self.depth = 1
        self.count = 0

    def function(self, body: list[nodes.Node]) -> Function:
        self.statements(body, {})
        return self.compiled()

    def compiled(self) -> Function:
        self.flush()
        names = "".join(f", k{i}=k{i}" for i in range(len(self.constants)))
        source = f"def render(c, text=text, at=at, items=items, known=known{names}):\n"
        source += " out = []; e = out.extend; way = []; w = way.append\n"
        source += "\n".join(self.lines) + "\n return out, way\n"
        for i, data in enumerate(self.constants):
            self.globals[f"k{i}"] = data
        exec(compile(source, "<template>", "exec"), self.globals)
        made: Function = self.globals["render"]
        return made

    def line(self, code: str) -> None:
        self.lines.append(" " * self.depth + code)

    def settle(self) -> None:
        """Make a constant of the text that has gathered."""
        text = "".join(self.constant)
        self.constant = []
        if text:
            self.pieces.append(f"k{len(self.constants)}")
            self.constants.append(text.encode("utf-8"))

    def flush(self) -> None:
        """Write the line that puts out all pieces that have gathered."""
        self.settle()
        if self.pieces:
            # One call for many pieces takes half the time of one for each.
            self.line(f"e(({', '.join(self.pieces)},))")
            self.pieces = []

    def block(self, body: list[nodes.Node], scope: dict[str, str], mark: int = 0) -> None:
        self.flush()
        self.depth += 1
        self.line(f"w({mark})" if mark else "pass")
        self.statements(body, scope)
        self.flush()
        self.depth -= 1

    def statements(self, body: list[nodes.Node], scope: dict[str, str]) -> None:
        for node in body:
            match node:
                case nodes.Output():
                    for child in node.nodes:
                        self.output(child, scope)
                case nodes.If():
                    self.choice(node, scope)
                case nodes.For():
                    self.loop(node, scope)
                case _:
                    raise Unusual

    def output(self, node: nodes.Expr, scope: dict[str, str]) -> None:
        if isinstance(node, nodes.TemplateData):
            self.constant.append(node.data)
            return
        code, fixed = self.expression(node, scope)
        if not fixed:
            code = self.direct(node, scope) or code
        if fixed:
            self.constant.append(self.printer(_known(self.value(code))))
        else:
            self.settle()
            self.varies = True
            self.pieces.append(
                f"(x.encode() if (x := {code}).__class__ is str else text(x))"
                if self.plain
                else f"text({code})"
            )

    def direct(self, node: nodes.Node, scope: dict[str, str]) -> str | None:
        """A plain field that is to be printed, and so must be there."""
        if isinstance(node, nodes.Name):
            return scope.get(node.name, f"c[{node.name!r}]")
        if not isinstance(node, nodes.Getattr):
            return None
        if isinstance(node.node, nodes.Name) and scope.get(node.node.name, "").startswith("loop"):
            return None
        owner = self.direct(node.node, scope)
        return owner and f"{owner}[{node.attr!r}]"

    def choice(self, node: nodes.If, scope: dict[str, str]) -> None:
        code, fixed = self.expression(node.test, scope)
        otherwise: list[nodes.Node] = [*node.elif_, *node.else_] if not node.elif_ else []
        if node.elif_:
            first, *rest = node.elif_
            otherwise = [nodes.If(first.test, first.body, rest, node.else_)]
        if fixed:
            self.statements(node.body if self.value(code) else otherwise, scope)
            return
        self.flush()
        self.varies = True
        self.line(f"if {code}:")
        self.count += 2
        yes, no = self.count - 1, self.count
        self.block(node.body, scope, yes)
        self.line("else:")
        self.block(otherwise, scope, no)

    def loop(self, node: nodes.For, scope: dict[str, str]) -> None:
        if node.test or node.else_ or node.recursive or not isinstance(node.target, nodes.Name):
            raise Unusual
        code, fixed = self.expression(node.iter, scope)
        free = {n.name for n in node.find_all(nodes.Name)}
        if fixed and not self.depends(free, scope):
            self.constant.append(self.run(node, code))
            return
        if fixed:
            code = self.frozen(list(_items(self.value(code))))
        self.turns(node, code, scope)

    def turns(self, node: nodes.For, code: str, scope: dict[str, str]) -> None:
        assert isinstance(node.target, nodes.Name)
        if sum(name.startswith("v") for name in scope.values()) >= _MAX_LOOPS:
            # Jinja renders it with a budget; here nobody counts the turns.
            raise Unusual
        self.flush()
        self.varies = True
        self.count += 1
        n = self.count
        inner = {**scope, node.target.name: f"v{n}", "loop": f"loop{n}"}
        self.line(f"l{n} = items({code}); z{n} = len(l{n})")
        # Well formed with two turns is well formed with any number of them.
        self.line(f"w(-z{n} if z{n} < 2 else -2)")
        self.line(f"for n{n}, v{n} in enumerate(l{n}):")
        self.block(node.body, inner)

    def depends(self, free: set[str], scope: dict[str, str]) -> bool:
        return any(name in self.varying or name in scope for name in free)

    def run(self, node: nodes.For, code: str) -> str:
        """The text of a loop over what is known."""
        inner = _Writer(self.printer, self.known, frozenset())
        inner.turns(node, inner.frozen(list(_items(self.value(code)))), {})
        text = b"".join(inner.compiled()(self.known)[0]).decode("utf-8")
        if len(text) > _MAX_CONSTANT:
            raise Unusual
        return text

    def frozen(self, value: Any) -> str:
        """The name under which the function finds ``value``."""
        name = f"f{len(self.globals)}"
        self.globals[name] = value
        return name

    def value(self, code: str) -> Any:
        scope = {"c": self.known, "at": _at, "known": _known, "missing": _MISSING}
        return eval(code, scope)

    def expression(self, node: nodes.Node | None, scope: dict[str, str]) -> tuple[str, bool]:
        """The Python of ``node``, and whether its value is known now."""
        match node:
            case nodes.Const(value=str() | int() | float() | bool()):
                return repr(node.value), True
            case nodes.Name():
                if node.name in scope:
                    return scope[node.name], False
                # The whole of what is known is one dict, as is that of what varies.
                return f"at(c, {node.name!r})", node.name not in self.varying
            case nodes.Getattr() | nodes.Getitem():
                return self.step(node, scope)
            case nodes.And() | nodes.Or():
                word = "and" if isinstance(node, nodes.And) else "or"
                left, right, fixed = self.pair(node.left, node.right, scope)
                return f"({left} {word} {right})", fixed
            case nodes.Not():
                code, fixed = self.expression(node.node, scope)
                return f"(not {code})", fixed
            case nodes.Compare(ops=[nodes.Operand(op=op)]) if op in _COMPARISONS:
                left, right, fixed = self.pair(node.expr, node.ops[0].expr, scope)
                return f"(known({left}) {_COMPARISONS[op]} known({right}))", fixed
        raise Unusual

    def pair(
        self, left: nodes.Expr, right: nodes.Expr, scope: dict[str, str]
    ) -> tuple[str, str, bool]:
        a, a_fixed = self.expression(left, scope)
        b, b_fixed = self.expression(right, scope)
        if a_fixed != b_fixed:
            a = self.frozen(self.value(a)) if a_fixed else a
            b = self.frozen(self.value(b)) if b_fixed else b
        return a, b, a_fixed and b_fixed

    def step(self, node: nodes.Getattr | nodes.Getitem, scope: dict[str, str]) -> tuple[str, bool]:
        if isinstance(node, nodes.Getitem) and isinstance(node.node, nodes.List | nodes.Const):
            words = node.node.as_const()
            if type(words) is not list:
                raise Unusual
            index, fixed = self.expression(node.arg, scope)
            if fixed:
                return self.frozen(_pick(words, self.value(index))), False
            return f"pick({self.frozen(words)}, {index})", False
        if isinstance(node, nodes.Getattr):
            key = node.attr
        elif isinstance(node.arg, nodes.Const) and isinstance(node.arg.value, str):
            key = node.arg.value
        else:
            raise Unusual
        if isinstance(node.node, nodes.Name) and scope.get(node.node.name, "").startswith("loop"):
            if key not in _LOOP:
                raise Unusual
            return _LOOP[key].format(scope[node.node.name].removeprefix("loop")), False
        if key in _ATTRIBUTES:
            raise Unusual
        owner, fixed = self.expression(node.node, scope)
        return f"at({owner}, {key!r})", fixed


def _encoder(printer: Printer) -> Callable[[Any], bytes]:
    def encode(value: Any) -> bytes:
        if type(value) is int:
            return b"%d" % value
        if type(value) is str and value.isalnum():
            return value.encode()
        if type(value) is not str and not isinstance(value, str | int | float):
            raise Unusual
        return printer(value).encode("utf-8")

    return encode
