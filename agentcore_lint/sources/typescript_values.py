"""The values of JavaScript's and TypeScript's expressions, as far as they are literal."""

from __future__ import annotations

from contextlib import contextmanager
from functools import cache
from typing import TYPE_CHECKING

import tree_sitter_typescript
from tree_sitter import Language, Parser

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
    item,
    joined,
    literal,
    number,
    resolved,
    unpacked,
)
from agentcore_lint.sources.program_resources import member, overrides
from agentcore_lint.sources.syntax import Syntax, named
from agentcore_lint.sources.typescript_branches import branch, changes_of, mapped, parameters, returned
from agentcore_lint.sources.typescript_names import FUNCTIONS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tree_sitter import Node

    from agentcore_lint.sources.choices import Choices
    from agentcore_lint.sources.program_resources import Resources
    from agentcore_lint.sources.typescript_names import TypeScriptNames
    from agentcore_lint.values import Holes

_SAME = frozenset(
    ("JSON.stringify", "JSON.parse", "pulumi.jsonStringify", "pulumi.output", "Object.freeze", "String")
)
_SAME_METHODS = frozenset(("toJSON", "toJson", "toStatementJson", "trim", "toString"))
_WRAPPED = frozenset(
    (
        "parenthesized_expression",
        "as_expression",
        "satisfies_expression",
        "non_null_expression",
        "await_expression",
    )
)
_ESCAPES = {"n": "\n", "t": "\t", "r": "\r", "0": "\0", "b": "\b", "f": "\f", "v": "\v"}


@cache
def _parser(dialect: str) -> Parser:
    language = (
        tree_sitter_typescript.language_typescript if dialect == "ts" else tree_sitter_typescript.language_tsx
    )
    return Parser(Language(language()))


def parse_typescript(path: str, text: str) -> Syntax:
    """Parse a file; JavaScript is read as TypeScript with JSX."""
    dialect = "ts" if path.lower().endswith((".ts", ".mts", ".cts")) else "tsx"
    return Syntax(path, text, _parser(dialect))


class Evaluator:
    """Gives the values of expressions of one file."""

    def __init__(
        self, file: Syntax, names: TypeScriptNames, holes: Holes, resources: Resources, choices: Choices
    ) -> None:
        self.file = file
        self.names = names
        self.choices = choices
        self._holes = holes
        self._resources = resources
        self._given: list[dict[str, Value]] = []

    def bound(self, node: Node) -> Value:
        """Return the value of an expression as the name has it to which it is bound."""
        value = self.value(node)
        name = self.names.name_of.get(node.id)
        return self._completed(value, name, node, 1) if name is not None else value

    def value(self, node: Node, depth: int = 0) -> Value:
        """Return the value of an expression; what is not literal is a hole."""
        return self.file.work.made(self._value(node, depth), self.file.path)

    def _value(self, node: Node, depth: int) -> Value:  # noqa: C901, PLR0912  a case for each kind of node
        span = self.file.span(node)
        if depth > MAX_DEPTH:
            return self.hole(node)
        match node.type:
            case "string" | "template_string":
                return self._string(node, depth + 1)
            case "number":
                return Scalar(number(self.file.source(node)), span)
            case "true" | "false":
                return Scalar(node.type == "true", span)
            case "null" | "undefined":
                return Scalar(None, span)
            case "object":
                return self._object(node, depth + 1)
            case "array":
                return Items(tuple(self._elements(node, depth + 1)), span)
            case "call_expression" | "new_expression":
                return self._call(node, depth + 1)
            case "subscript_expression":
                base, index = (node.child_by_field_name(each) for each in ("object", "index"))
                if base is not None and index is not None and index.type == "string":
                    key = self._string(index, depth + 1).value
                    return item(self.value(base, depth + 1), key) or self.hole(node)
            case "identifier" | "member_expression":
                return self._named(node, depth + 1)
            case "ternary_expression":
                return branch(self, node, depth + 1) or self.hole(node)
            case "binary_expression":
                sides = [node.child_by_field_name(each) for each in ("left", "right")]
                values = [self.value(each, depth + 1) for each in sides if each is not None]
                operator = node.child_by_field_name("operator")
                if operator is not None and self.file.source(operator) in ("??", "||", "&&"):
                    return branch(self, node, depth + 1) or self.hole(node)
                texts = [each for each in values if isinstance(each, Text)]
                if operator is not None and self.file.source(operator) == "+" and len(texts) == 2:
                    return joined(texts, span)
            case kind if kind in _WRAPPED and node.named_children:
                return self.value(node.named_children[0], depth + 1)
        return self.hole(node)

    def call(self, node: Node, depth: int = 0) -> Call:
        """Return a call, or the making of an object, with the values of its arguments."""
        callee = node.child_by_field_name("function") or node.child_by_field_name("constructor")
        arguments = node.child_by_field_name("arguments")
        span = self.file.span(node)
        positional = tuple(self._elements(arguments, depth + 1)) if arguments is not None else ()
        name = self.full_name(callee) if callee is not None else ""
        last = callee.child_by_field_name("property") if callee is not None else None
        at = self.file.span(last or callee or node)
        return Call(name, positional, Mapping((), span), span, at)

    def as_call(self, node: Node) -> Call:
        """Return an object as the named arguments of a call."""
        value = self.value(node)
        span = self.file.span(node)
        return Call("", (), value if isinstance(value, Mapping) else Mapping((), span), span, span)

    def full_name(self, node: Node) -> str:
        """Return a dotted name with what imports make of its first part; empty where it is none."""
        if node.type == "member_expression":
            base, last = node.child_by_field_name("object"), node.child_by_field_name("property")
            if base is None or last is None:
                return ""
            return f"{self.full_name(base) or '()'}.{self.file.source(last)}"
        if node.type == "this":
            return "this"
        if node.type != "identifier":
            return ""
        name = self.file.source(node)
        return self.names.imports.get(name, name)

    def overridden(self, node: Node) -> bool:
        """Tell whether what a call makes is changed in ways that are not followed."""
        name = self.names.name_of.get(node.id)
        changes = self.names.changes(name, self.names.around(node)) if name is not None else ()
        return any(overrides(each.method) for each in changes)

    @property
    def given(self) -> dict[str, Value]:
        """The values of names of the call, or of the loop, that is read."""
        return self._given[-1] if self._given else {}

    def within(self, node: Node, given: dict[str, Value], depth: int) -> Value:
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

    def hole(self, node: Node) -> Text:
        """Return the hole that an expression is."""
        return named_hole(f"${{{self.file.source(node)}}}", self.file.span(node), self._holes)

    def _object(self, node: Node, depth: int) -> Mapping:
        pairs: list[tuple[Text, Value]] = []
        for child in node.named_children:
            if child.type == "spread_element" and child.named_children:
                value = self.value(child.named_children[0], depth)
                if isinstance(value, Scalar):
                    continue
                pairs = unpacked(value, self.hole(child), pairs)
            elif child.type == "shorthand_property_identifier":
                place = self.file.span(child)
                key = literal(self.file.source(child), self.file.text, place, place)
                pairs.append((key, self._named(child, depth)))
            elif child.type == "pair":
                key_node, value_node = child.child_by_field_name("key"), child.child_by_field_name("value")
                if key_node is not None and value_node is not None:
                    pairs.append((self._key(key_node, depth), self.value(value_node, depth)))
            elif child.type == "method_definition":
                pairs.append((self.hole(child), self.hole(child)))
        return Mapping(tuple(pairs), self.file.span(node))

    def _key(self, node: Node, depth: int) -> Text:
        if node.type == "computed_property_name" and node.named_children:
            value = self.value(node.named_children[0], depth)
            return value if isinstance(value, Text) else self.hole(node)
        if node.type == "string":
            return self._string(node, depth)
        place = self.file.span(node)
        return literal(self.file.source(node), self.file.text, place, place)

    def _elements(self, node: Node, depth: int) -> Iterator[Value]:
        for child in node.named_children:
            if child.type == "comment":
                continue
            if child.type == "spread_element" and child.named_children:
                value = self.value(child.named_children[0], depth)
                yield from value.items if isinstance(value, Items) else (self.hole(child),)
            else:
                yield self.value(child, depth)

    def _string(self, node: Node, depth: int) -> Text:
        """Return a string or a template string, its substitutions filled in."""
        span = self.file.span(node)
        parts: list[Text] = []
        at = span.start + 1
        for child in node.named_children:
            if child.type == "template_substitution" and child.named_children:
                place = self.file.span(child)
                value = self.value(child.named_children[0], depth)
                parts.append(self._raw(at, place.start))
                shown = value if isinstance(value, Text) else self.hole(child.named_children[0])
                parts.append(shown.at(place))
                at = place.end
        parts.append(self._raw(at, max(at, span.end - 1)))
        return joined(parts, span)

    def _raw(self, start: int, end: int) -> Text:
        """Return a piece of a string with its escapes resolved."""
        text = self.file.text

        def escape(at: int) -> tuple[int, str]:
            return _escape(text, at, end) if text[at] == "\\" and at + 1 < end else (1, text[at])

        return resolved(Span(start, end), escape)

    def _named(self, node: Node, depth: int) -> Value:
        full = self.full_name(node)
        effect = effect_of(full)
        if effect is not None:
            return Text(effect, self.file.span(node))
        name = self.file.source(node)
        bound = self.names.value(name, self.names.around(node))
        given = self.given.get(name)
        if bound is None and given is not None:
            return self._completed(given, name, node, depth)
        base, last = node.child_by_field_name("object"), node.child_by_field_name("property")
        if bound is None and base is not None and last is not None and base.type != "this":
            known_as, name = self.file.source(base), self.file.source(last)
            found = member(self.value(base, depth), name, known_as, self.file.span(node), self._resources)
            return found or self.hole(node)
        if bound is None or bound.id == node.id:
            return self.hole(node)
        return self._completed(self.value(bound, depth), name, node, depth)

    def _completed(self, value: Value, name: str, node: Node, depth: int) -> Value:
        """Return what a name is bound to with what its methods make of it later on."""
        changes = list(changes_of(self, name, node, value, depth + 1)) if depth < MAX_DEPTH else []
        return changed(value, changes, self.hole(node), self._holes) if changes else value

    def _call(self, node: Node, depth: int) -> Value:
        callee = node.child_by_field_name("function")
        if callee is not None and callee.type == "member_expression":
            method, base = callee.child_by_field_name("property"), callee.child_by_field_name("object")
            name = self.file.source(method) if method is not None else ""
            if base is not None and plain_name(name) in METHODS:
                made_of_it = called_on(self.value(base, depth), self.call(node, depth), self._holes)
                return made_of_it or self.hole(node)
            if base is not None and name == "addEndpoint":
                runtime, called = self.value(base, depth), self.call(node, depth)
                return self._resources.endpoint(runtime, called, self.file.source(base)) or self.hole(node)
            if base is not None and name in _SAME_METHODS:
                return self.value(base, depth)
            mapper = self._function_given(node) if name == "map" else None
            if base is not None and mapper is not None:
                return mapped(self, base, mapper, depth + 1) or self.hole(node)
            applied = self._applied(node) if name in ("apply", "then") else None
            if base is not None and applied is not None:
                names = parameters(self, self._function_given(node))[:1]
                return self.within(applied, self.given | dict.fromkeys(names, self.value(base, depth)), depth)
        function = self.names.function(callee) if callee is not None else None
        if function is not None:
            return returned(self, node, function, depth + 1) or self.hole(node)
        call = self.call(node, depth)
        same = call.callee in _SAME or call.name in ("toJsonString", "interpolate", "jsonStringify")
        if same and call.positional:
            return call.positional[0]
        made = constructed(call, self._holes)
        return made if made is not None else self.hole(node)

    def _function_given(self, node: Node) -> Node | None:
        """Return the function that a call is given as its first argument."""
        arguments = node.child_by_field_name("arguments")
        first = arguments.named_children[0] if arguments is not None and arguments.named_children else None
        return first if first is not None and first.type in FUNCTIONS else None

    def _applied(self, node: Node) -> Node | None:
        """Return the expression that the function given to Pulumi's `apply` returns."""
        arguments = node.child_by_field_name("arguments")
        function = named(arguments, "arrow_function") if arguments is not None else None
        body = function.child_by_field_name("body") if function is not None else None
        if body is None or body.type != "statement_block":
            return body
        returned = named(body, "return_statement")
        return returned.named_children[0] if returned is not None and returned.named_children else None


def _escape(text: str, at: int, end: int) -> tuple[int, str]:
    """Return the length of an escape, and the character that it stands for; none for a broken line."""
    after = text[at + 1]
    if after == "\n":
        return 2, ""
    for mark, digits in (("x", 2), ("u", 4)):
        code = text[at + 2 : at + 2 + digits]
        if (
            after == mark
            and at + 2 + digits <= end
            and all(each in "0123456789abcdefABCDEF" for each in code)
        ):
            return 2 + digits, chr(int(code, 16))
    return 2, _ESCAPES.get(after, after)
