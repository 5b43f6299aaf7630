"""The values of Python's expressions, as far as they are literal."""

from __future__ import annotations

import ast
from contextlib import contextmanager
from typing import TYPE_CHECKING

from agentcore_lint.sources.cdk_iam import METHODS, called_on, constructed
from agentcore_lint.sources.changes import changed
from agentcore_lint.sources.constructs import Call, effect_of, named_hole, plain_name
from agentcore_lint.sources.document import Span
from agentcore_lint.sources.literal import (
    MAX_DEPTH,
    Items,
    Mapping,
    Scalar,
    Text,
    Value,
    concatenated,
    is_huge,
    item,
    joined,
    merged,
    unpacked,
)
from agentcore_lint.sources.program_resources import member, overrides
from agentcore_lint.sources.python_branches import branch, changes_of, comprehended, returned
from agentcore_lint.sources.python_formats import f_string, format_call, percent, places_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from agentcore_lint.sources.choices import Choices
    from agentcore_lint.sources.program_resources import Resources
    from agentcore_lint.sources.python_module import PythonFile
    from agentcore_lint.values import Holes

_SAME = frozenset(
    ("dumps", "json_dumps", "to_json_string", "dedent", "str", "list", "tuple", "loads", "cleandoc")
)
"""Functions that give what they are given first, as far as a policy is concerned."""
_SAME_METHODS = frozenset(("to_json", "to_statement_json", "strip", "lstrip", "rstrip", "to_string"))


class Evaluator:
    """Gives the values of expressions of one module."""

    def __init__(self, file: PythonFile, holes: Holes, resources: Resources, choices: Choices) -> None:
        self.file = file
        self.choices = choices
        self.holes = holes
        self._resources = resources
        self._given: list[dict[str, Value]] = []

    def value(self, node: ast.expr, depth: int = 0) -> Value:
        """Return the value of an expression; what is not literal is a hole."""
        return self.file.work.made(self._value(node, depth), self.file.path)

    def _value(self, node: ast.expr, depth: int) -> Value:  # noqa: C901, PLR0912  a case for each kind of node
        if depth > MAX_DEPTH:
            return self.hole(node)
        span = self.file.span(node)
        match node:
            case ast.Constant(value=str() as text):
                return Text(text, span, places_of(self.file.text, text, span))
            case ast.Constant(value=(bool() | int() | float() | None) as value) if not is_huge(value):
                return Scalar(value, span)
            case ast.JoinedStr():
                return f_string(self, node, span, depth + 1)
            case ast.Dict():
                return self._dict(node, span, depth + 1)
            case ast.List(elts=elts) | ast.Tuple(elts=elts) | ast.Set(elts=elts):
                return Items(tuple(self._elements(elts, depth + 1)), span)
            case ast.BinOp(left=left, op=ast.Add(), right=right):
                return self._added(self.value(left, depth + 1), self.value(right, depth + 1), node)
            case ast.BinOp(left=left, op=ast.BitOr(), right=right):
                return merged((self.value(left, depth + 1), self.value(right, depth + 1)), span) or self.hole(
                    node
                )
            case ast.BinOp(left=left, op=ast.Mod(), right=right):
                return percent(self, self.value(left, depth + 1), right, node, depth + 1)
            case ast.Name() | ast.Attribute():
                return self._named(node, depth + 1)
            case ast.Call():
                return self._call(node, depth + 1)
            case ast.Subscript(value=base, slice=ast.Constant(value=str() as key)):
                return item(self.value(base, depth + 1), key) or self.hole(node)
            case ast.IfExp() | ast.BoolOp():
                return branch(self, node, depth + 1) or self.hole(node)
            case ast.ListComp() | ast.GeneratorExp():
                return comprehended(self, node, depth + 1) or self.hole(node)
            case ast.NamedExpr(value=inner) | ast.Await(value=inner):
                return self.value(inner, depth + 1)
        return self.hole(node)

    def bound(self, node: ast.expr) -> Value:
        """Return the value of an expression as the name has it to which it is bound."""
        value = self.value(node)
        name = self.file.names.name_of.get(node)
        return self._completed(value, name, node, 1) if name is not None else value

    def call(self, node: ast.Call, depth: int = 0) -> Call:
        """Return a call with the values of its arguments; those of an unpacked dict are named ones."""
        pairs: list[tuple[Text, Value]] = []
        for keyword in node.keywords:
            value = self.value(keyword.value, depth + 1)
            if keyword.arg is not None:
                start = self.file.offset(keyword.lineno, keyword.col_offset)
                pairs.append((Text(keyword.arg, Span(start, start + len(keyword.arg))), value))
            elif isinstance(value, Mapping):
                pairs += value.pairs
        span, callee = self.file.span(node), self.file.span(node.func)
        last = len(node.func.attr) if isinstance(node.func, ast.Attribute) else callee.end - callee.start
        positional = tuple(self._elements(node.args, depth + 1))
        at = Span(callee.end - last, callee.end)
        return Call(self.file.full_name(node.func), positional, Mapping(tuple(pairs), span), span, at)

    def overridden(self, node: ast.Call) -> bool:
        """Tell whether what a call makes is changed in ways that are not followed."""
        name = self.file.names.name_of.get(node)
        changes = self.file.names.changes(name, self.file.names.around(node)) if name is not None else ()
        return any(overrides(each.method) for each in changes)

    @property
    def given(self) -> dict[str, Value]:
        """The values of names of the call, or of the loop, that is read."""
        return self._given[-1] if self._given else {}

    def within(self, node: ast.expr, given: dict[str, Value], depth: int) -> Value:
        """Return the value of an expression in which names have the values that are given."""
        with self.names_given(given):
            return self.value(node, depth)

    @contextmanager
    def names_given(self, given: dict[str, Value]) -> Iterator[None]:
        """Let names have the values that are given."""
        self._given.append(given)
        try:
            yield
        finally:
            self._given.pop()

    def bound_to(self, node: ast.Name) -> ast.expr | None:
        """Return the one expression to which a name is bound."""
        return self.file.names.value(node.id, self.file.names.around(node))

    def hole(self, node: ast.expr) -> Text:
        """Return the hole that an expression is."""
        return named_hole(f"{{{self.file.source(node)}}}", self.file.span(node), self.holes)

    def _elements(self, nodes: list[ast.expr], depth: int) -> list[Value]:
        out: list[Value] = []
        for node in nodes:
            if isinstance(node, ast.Starred):
                inner = self.value(node.value, depth)
                out += inner.items if isinstance(inner, Items) else [self.hole(node)]
            else:
                out.append(self.value(node, depth))
        return out

    def _dict(self, node: ast.Dict, span: Span, depth: int) -> Mapping:
        pairs: list[tuple[Text, Value]] = []
        for key, each in zip(node.keys, node.values, strict=True):
            value = self.value(each, depth)
            if key is None:
                pairs = unpacked(value, self.hole(each), pairs)
                continue
            name = self.value(key, depth)
            pairs.append((name if isinstance(name, Text) else self.hole(key), value))
        return Mapping(tuple(pairs), span)

    def _added(self, left: Value, right: Value, node: ast.expr) -> Value:
        span = self.file.span(node)
        if isinstance(left, Text) and isinstance(right, Text):
            return joined((left, right), span)
        if isinstance(left, Items) or isinstance(right, Items):
            return concatenated((left, right), span)
        return self.hole(node)

    def _named(self, node: ast.Name | ast.Attribute, depth: int) -> Value:
        full = self.file.full_name(node)
        effect = effect_of(full)
        if effect is not None:
            return Text(effect, self.file.span(node))
        name = node.id if isinstance(node, ast.Name) else full
        bound = self.file.names.value(name, self.file.names.around(node))
        given = self.given.get(name)
        if bound is None and given is not None:
            return self._completed(given, name, node, depth)
        if bound is None and isinstance(node, ast.Attribute):
            base = self.value(node.value, depth)
            known_as = self.file.source(node.value)
            found = member(base, node.attr, known_as, self.file.span(node), self._resources)
            return found or self.hole(node)
        if bound is None or bound is node:
            return self.hole(node)
        return self._completed(self.value(bound, depth), name, node, depth)

    def _completed(self, value: Value, name: str, node: ast.expr, depth: int) -> Value:
        """Return what a name is bound to with what its methods make of it later on."""
        changes = list(changes_of(self, name, node, value, depth + 1)) if depth < MAX_DEPTH else []
        return changed(value, changes, self.hole(node), self.holes) if changes else value

    def _call(self, node: ast.Call, depth: int) -> Value:
        match node:
            case ast.Call(func=ast.Attribute(value=base, attr="format")):
                text = self.value(base, depth)
                return format_call(self, text, node, depth) if isinstance(text, Text) else self.hole(node)
            case ast.Call(func=ast.Attribute(value=base, attr=attr)) if plain_name(attr) in METHODS:
                value = self.value(base, depth)
                return called_on(value, self.call(node, depth), self.holes) or self.hole(node)
            case ast.Call(func=ast.Attribute(value=base, attr="add_endpoint")):
                runtime, call = self.value(base, depth), self.call(node, depth)
                return self._resources.endpoint(runtime, call, self.file.source(base)) or self.hole(node)
            case ast.Call(func=ast.Attribute(value=base, attr=attr)) if attr in _SAME_METHODS:
                return self.value(base, depth)
            case ast.Call(func=ast.Attribute(value=base, attr="apply"), args=[ast.Lambda(body=body) as used]):
                names = [each.arg for each in used.args.args[:1]]
                return self.within(body, self.given | dict.fromkeys(names, self.value(base, depth)), depth)
        function = self.file.names.function(node.func)
        if function is not None:
            return returned(self, node, function, depth + 1) or self.hole(node)
        called = self.call(node, depth)
        if called.name in _SAME and called.positional:
            return called.positional[0]
        if called.name == "dict" and not called.positional:
            return called.named
        made = constructed(called, self.holes)
        return made if made is not None else self.hole(node)
