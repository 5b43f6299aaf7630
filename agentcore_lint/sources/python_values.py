"""The values of Python's expressions, as far as they are literal."""

from __future__ import annotations

import ast
import string
from contextlib import contextmanager
from typing import TYPE_CHECKING

from agentcore_lint.sources.cdk_iam import METHODS, called_on, constructed
from agentcore_lint.sources.changes import changed
from agentcore_lint.sources.constructs import Call, effect_of, named_hole, plain_name
from agentcore_lint.sources.document import Span
from agentcore_lint.sources.lines import lines_of, starts_of
from agentcore_lint.sources.literal import (
    MAX_DEPTH,
    Items,
    Mapping,
    Scalar,
    Text,
    Value,
    aligned,
    concatenated,
    hole,
    is_huge,
    item,
    item_at,
    joined,
    merged,
    opaque,
    sliced,
    unpacked,
)
from agentcore_lint.sources.program_resources import member, overrides
from agentcore_lint.sources.python_branches import branch, changes_of, comprehended, returned
from agentcore_lint.sources.python_names import PythonNames
from agentcore_lint.sources.work import Work

if TYPE_CHECKING:
    from collections.abc import Iterator

    from agentcore_lint.sources.choices import Choices
    from agentcore_lint.sources.program_resources import Resources
    from agentcore_lint.values import Holes

_SAME = frozenset(
    ("dumps", "json_dumps", "to_json_string", "dedent", "str", "list", "tuple", "loads", "cleandoc")
)
"""Functions that give what they are given first, as far as a policy is concerned."""
_SAME_METHODS = frozenset(("to_json", "to_statement_json", "strip", "lstrip", "rstrip", "to_string"))
_PREFIX = frozenset("rRbBuUfF")


class PythonFile:
    """A parsed module, with offsets in code points."""

    def __init__(self, path: str, text: str, tree: ast.Module) -> None:
        self.path = path
        self.text = text
        self.work = Work(len(text))
        self.tree = tree
        self.names = PythonNames(tree)
        self._lines = lines_of(text)
        self._starts = starts_of(text)

    def offset(self, line: int, column: int) -> int:
        """Return the offset of a line, from 1, and a column in bytes of UTF-8."""
        if line > len(self._lines):
            return len(self.text)
        written = self._lines[line - 1]
        if not written.isascii():
            column = len(written.encode("utf-8", "surrogatepass")[:column].decode("utf-8", "replace"))
        return self._starts[line - 1] + column

    def span(self, node: ast.expr) -> Span:
        """Return the span of an expression."""
        start = self.offset(node.lineno, node.col_offset)
        return Span(start, self.offset(node.end_lineno or node.lineno, node.end_col_offset or 0))

    def source(self, node: ast.expr) -> str:
        """Return the text of an expression, white space joined."""
        span = self.span(node)
        return " ".join(self.text[span.start : span.end].split())

    def full_name(self, node: ast.expr) -> str:
        """Return a dotted name with what imports make of its first part; empty where it is none."""
        parts: list[str] = []
        while isinstance(node, ast.Attribute):
            parts.append(node.attr)
            node = node.value
        if isinstance(node, ast.Call):
            return ".".join(["()", *reversed(parts)])
        if not isinstance(node, ast.Name):
            return ""
        return ".".join([self.names.imports.get(node.id, node.id), *reversed(parts)])


class Evaluator:
    """Gives the values of expressions of one module."""

    def __init__(self, file: PythonFile, holes: Holes, resources: Resources, choices: Choices) -> None:
        self.file = file
        self.choices = choices
        self._holes = holes
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
                return Text(text, span, self._places(text, span))
            case ast.Constant(value=(bool() | int() | float() | None) as value) if not is_huge(value):
                return Scalar(value, span)
            case ast.JoinedStr():
                return self._formatted(node, span, depth + 1)
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
                return self._percent(self.value(left, depth + 1), right, node, depth + 1)
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
        return named_hole(f"{{{self.file.source(node)}}}", self.file.span(node), self._holes)

    def _places(self, value: str, span: Span) -> list[Span] | None:
        """Return the places of a string's characters; several literals in a row are one string."""
        text = self.file.text
        start = span.start
        while start < span.end and text[start] in _PREFIX:
            start += 1
        quotes = 3 if text[start : start + 3] in ('"""', "'''") else 1
        return aligned(value, text, Span(start + quotes, span.end - quotes))

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

    def _formatted(self, node: ast.JoinedStr, span: Span, depth: int) -> Text:
        """Return an f-string: its fields are found by their braces, since Python 3.11 does not say where."""
        text = self.file.text
        parts: list[Text] = []
        at = span.start
        while at < span.end and text[at] in _PREFIX:
            at += 1
        at += 3 if text[at : at + 3] in ('"""', "'''") else 1
        for each in node.values:
            if isinstance(each, ast.Constant):
                chars, at = self._fixed(str(each.value), at, span.end)
                parts.append(chars)
                continue
            while at < span.end and text[at] != "{":
                at += 1
            end = _closing(text, at, span.end)
            place = Span(at, end)
            value = self.value(each.value, depth) if isinstance(each, ast.FormattedValue) else None
            plain = (
                isinstance(each, ast.FormattedValue) and each.format_spec is None and each.conversion == -1
            )
            if isinstance(value, Text) and plain:
                parts.append(value.at(place))
            else:
                parts.append(hole(text[at:end], place, self._holes))
            at = end
        return joined(parts, span)

    def _fixed(self, value: str, at: int, end: int) -> tuple[Text, int]:
        """Return a fixed part of an f-string, and where it ends; a doubled brace is one."""
        text = self.file.text
        start, places = at, []
        for char in value:
            while at < end and text[at] != char and text[at] in "\\'\" \n" and text[at : at + 2] != "\\n":
                at += 1
            size = 2 if text[at : at + 2] in ("{{", "}}", "\\n", "\\t", '\\"', "\\'", "\\\\") else 1
            places.append(Span(at, min(at + size, end)))
            at = min(at + size, end)
        return Text(value, Span(start, at), places), at

    def _added(self, left: Value, right: Value, node: ast.expr) -> Value:
        span = self.file.span(node)
        if isinstance(left, Text) and isinstance(right, Text):
            return joined((left, right), span)
        if isinstance(left, Items) or isinstance(right, Items):
            return concatenated((left, right), span)
        return self.hole(node)

    def _percent(self, left: Value, right: ast.expr, node: ast.expr, depth: int) -> Value:
        """Return the text of `text % values`, with `%s` alone filled in."""
        if not isinstance(left, Text):
            return self.hole(node)
        values = [
            self.value(each, depth) for each in (right.elts if isinstance(right, ast.Tuple) else [right])
        ]
        if isinstance(right, ast.Dict) or left.value.count("%s") != len(values):
            return self.hole(node)
        parts: list[Text] = []
        at = 0
        for value in values:
            found = left.value.find("%s", at)
            parts += [sliced(left, at, found), self._inserted(value, left)]
            at = found + 2
        parts.append(sliced(left, at, len(left.value)))
        return joined(parts, self.file.span(node))

    def _inserted(self, value: Value, around: Text) -> Text:
        if isinstance(value, Text):
            return value.at(value.span)
        return hole("{…}", around.span, self._holes)

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
        return changed(value, changes, self.hole(node), self._holes) if changes else value

    def _call(self, node: ast.Call, depth: int) -> Value:
        match node:
            case ast.Call(func=ast.Attribute(value=base, attr="format")):
                text = self.value(base, depth)
                return self._format(text, node, depth) if isinstance(text, Text) else self.hole(node)
            case ast.Call(func=ast.Attribute(value=base, attr=attr)) if plain_name(attr) in METHODS:
                value = self.value(base, depth)
                return called_on(value, self.call(node, depth), self._holes) or self.hole(node)
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
        made = constructed(called, self._holes)
        return made if made is not None else self.hole(node)

    def _format(self, text: Text, node: ast.Call, depth: int) -> Value:
        """Return the text of `text.format(...)`, with plain fields alone filled in."""
        if opaque(text):
            return self.hole(node)
        named = {each.arg: self.value(each.value, depth) for each in node.keywords if each.arg is not None}
        numbered = [self.value(each, depth) for each in node.args]
        parts: list[Text] = []
        at = count = 0
        try:
            fields = list(string.Formatter().parse(text.value))
        except ValueError:
            return self.hole(node)
        for fixed, field, _, _ in fields:
            for char in fixed:
                parts.append(sliced(text, at, at + 1))
                at += 2 if char in "{}" else 1
            if field is None:
                continue
            end = text.value.find("}", at) + 1
            name = field or str(count)
            count += not field
            value = item_at(numbered, name) or named.get(name)
            place = sliced(text, at, end)
            shown = value if isinstance(value, Text) else hole(f"{{{name}}}", place.around, self._holes)
            parts.append(shown.at(place.around))
            at = end
        return joined(parts, self.file.span(node))


def _closing(text: str, at: int, end: int) -> int:
    """Return where the field of an f-string ends that begins at an offset."""
    depth = 0
    for index in range(at, end):
        depth += {"{": 1, "}": -1}.get(text[index], 0)
        if depth == 0:
            return index + 1
    return end
