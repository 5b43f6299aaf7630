"""The values of HCL's expressions as far as they are literal.

Source: HCL native syntax specification (templates, here-documents, collections, for expressions).
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Protocol

from agentcore_lint.sources.document import Span
from agentcore_lint.sources.hcl import MAX_DEPTH
from agentcore_lint.sources.hcl_functions import FIRST, called, is_given
from agentcore_lint.sources.hcl_templates import template
from agentcore_lint.sources.hcl_truth import truth_of
from agentcore_lint.sources.literal import (
    Items,
    Mapping,
    Scalar,
    Text,
    Value,
    hole,
    item_at,
    literal,
    number,
    opaque,
    plain,
)
from agentcore_lint.sources.syntax import Syntax, named, walk
from agentcore_lint.values import has_hole

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from collections.abc import Mapping as Names

    from tree_sitter import Node

    from agentcore_lint.sources.choices import Choices
    from agentcore_lint.values import Holes

MAX_ITEMS = 100
"""Items up to which a loop is read once for each; past it, once for all."""
_TEMPLATES = frozenset(("string_lit", "quoted_template", "heredoc_template"))


class References(Protocol):
    """What expressions refer to."""

    holes: Holes
    choices: Choices

    def reference(self, parts: tuple[str, ...], file: Syntax, span: Span) -> Value | None:
        """Return what a name such as `local.x` or `aws_iam_role.x.arn` stands for, if it is known."""


class Evaluator:
    """Gives the values of the expressions of one file.

    `names`: what names stand for besides those of the module: a loop's variables, `each`.
    """

    def __init__(
        self, file: Syntax, references: References, names: Names[str, Value] | None = None, scope: str = ""
    ) -> None:
        self.file = file
        self.names = dict(names or {})
        self.holes = references.holes
        self.choices = references.choices
        self._references = references
        self._scope = scope

    def value(self, node: Node, depth: int = 0) -> Value:
        """Return the value of an expression; what is not literal is a hole."""
        return self.file.work.made(self._value(node, depth), self.file.path)

    def _value(self, node: Node, depth: int) -> Value:  # noqa: C901, PLR0912  a case for each kind of node
        if depth > MAX_DEPTH:
            return self.hole(node)
        children = [each for each in node.named_children if each.type != "comment"]
        match node.type:
            case "expression" if len(children) == 1:
                return self.value(children[0], depth + 1)
            case "expression" | "variable_expr":
                return self.of_parts(children if node.type == "expression" else (node,), depth + 1)
            case "literal_value" | "collection_value" | "template_expr" | "for_expr" if children:
                return self.value(children[0], depth + 1)
            case "tuple":
                items = [each for each in children if each.type == "expression"]
                return Items(tuple(self.value(each, depth + 1) for each in items), self.span(node))
            case "object":
                pairs = [self._pair(each, depth + 1) for each in children if each.type == "object_elem"]
                return Mapping(tuple(pairs), self.span(node))
            case "for_tuple_expr" | "for_object_expr":
                return self._loop(node, depth + 1)
            case "conditional" if len(children) == 3:
                truth = truth_of(self, children[:1], depth + 1)
                return self.hole(node) if truth is None else self.value(children[2 - truth], depth + 1)
            case "operation" if children:
                truth = truth_of(self, children, depth + 1)
                return self.hole(node) if truth is None else Scalar(truth, self.span(node))
            case "function_call" if children:
                return self._call(node, depth + 1)
            case kind if kind in _TEMPLATES:
                return template(self, node, depth + 1)
            case "numeric_lit":
                return Scalar(number(self.file.source(node)), self.span(node))
            case "bool_lit":
                return Scalar(self.file.source(node) == "true", self.span(node))
            case "null_lit":
                return Scalar(None, self.span(node))
        return self.hole(node)

    def span(self, node: Node) -> Span:
        """Return the span of a node."""
        return self.file.span(node)

    def hole(self, *nodes: Node) -> Text:
        """Return a hole for an expression; of a loop's variables it is another one in each loop."""
        span = Span(self.span(nodes[0]).start, self.span(nodes[-1]).end)
        scope = self._scope if self._scope and any(map(self._is_of_loop, nodes)) else ""
        source = " ".join(self.file.text[span.start : span.end].split())
        return hole(f"${{{source}}}", span, self.holes, scope)

    def _is_of_loop(self, node: Node) -> bool:
        return any(
            each.type == "identifier"
            and each.parent is not None
            and each.parent.type == "variable_expr"
            and self.file.source(each) in self.names
            for each in walk(node)
        )

    def _pair(self, node: Node, depth: int) -> tuple[Text, Value]:
        sides = [each for each in node.named_children if each.type == "expression"]
        if not sides:
            return self.hole(node), self.hole(node)
        key, value = sides[0], sides[-1]
        inner = key.named_children
        if len(inner) == 1 and inner[0].type == "variable_expr":
            name = self.file.source(key)
            return literal(name, self.file.text, self.span(key), self.span(key)), self.value(value, depth)
        found = self.value(key, depth)
        return found if isinstance(found, Text) else self.hole(key), self.value(value, depth)

    def _call(self, node: Node, depth: int) -> Value:
        name = self.file.source(node.named_children[0])
        inner = named(node, "function_arguments")
        nodes = [each for each in inner.named_children if each.type == "expression"] if inner else []
        if name in FIRST:
            return self._first(nodes, node, depth)
        values = [self.value(each, depth) for each in nodes]
        if inner is not None and named(inner, "ellipsis") is not None:
            last = values.pop()
            values += last.items if isinstance(last, Items) else [last]
        if name == "lookup" and len(values) > 1:
            found = self._of_index(values[0], values[1])
            return found if found is not None else self._first(nodes[2:], node, depth)
        if name == "element" and len(values) == 2:
            return self._of_index(values[0], values[1]) or self.hole(node)
        return called(name, values, self.span(node)) or self.hole(node)

    def _first(self, nodes: list[Node], node: Node, depth: int) -> Value:
        """Return the first value that is there; each that may be is a branch."""
        for at, each in enumerate(nodes):
            value = self.value(each, depth)
            given = is_given(value)
            if given is None and at + 1 < len(nodes):
                chosen = self.choices.choose(("given", self.file.source(each), self._scope), 2)
                given = None if chosen is None else chosen == 1
            elif given is None:
                given = True
            if given is None:
                break
            if given:
                return value
        return self.hole(node)

    def turns(self, intro: Node, depth: int) -> Iterator[tuple[Evaluator, bool]]:
        """Yield an evaluator for each turn of a loop, and whether it is one of a list that is known."""
        over = named(intro, "expression")
        names = [self.file.source(each) for each in intro.named_children if each.type == "identifier"]
        for turn in turns(self.value(over, depth)) if over is not None else ():
            scope = "" if turn is not None else self.file.source(intro)
            given = turn or tuple(
                hole(f"${{{name}}}", self.span(intro), self.holes, scope) for name in reversed(names)
            )
            bound = dict(zip(reversed(names), given, strict=False))
            inner = Evaluator(self.file, self._references, self.names | bound, scope or self._scope)
            yield inner, turn is not None

    def _loop(self, node: Node, depth: int) -> Value:
        """Return what a `for` expression gives: of a list that is not known its body, read once."""
        intro, condition = named(node, "for_intro"), named(node, "for_cond")
        bodies = [each for each in node.named_children if each.type == "expression"]
        if intro is None or not bodies:
            return self.hole(node)
        found: list[tuple[Value, ...]] = []
        left_out = False
        for inner, known in self.turns(intro, depth):
            asked = condition.named_children[-1:] if known and condition is not None else []
            if not asked or truth_of(inner, asked, depth) is not False:
                found.append(tuple(inner.value(each, depth) for each in bodies))
            else:
                left_out = left_out or any(map(_has_unknown, inner.names.values()))
        if left_out and not found:
            return self.hole(node)
        span = self.span(node)
        if len(bodies) == 1:
            return Items(tuple(row[0] for row in found), span)
        listed = named(node, "ellipsis") is not None
        pairs = [(key if isinstance(key, Text) else self.hole(bodies[0]), each) for key, each in found]
        return Mapping(tuple((key, Items((each,), span) if listed else each) for key, each in pairs), span)

    def of_parts(self, nodes: Sequence[Node], depth: int) -> Value:
        """Return what a name gives with the attributes, indices and splats that follow it."""
        head, *steps = nodes
        if head.type != "variable_expr":
            found: Value | None = self.value(head, depth)
        else:
            found, steps = self._named(head, steps, Span(self.span(head).start, self.span(nodes[-1]).end))
        for at, step in enumerate(steps):
            if found is None or opaque(found):
                return self.hole(*nodes)
            if step.type == "splat":
                return self._splat(found, step, steps[at + 1 :], depth) or self.hole(*nodes)
            found = self._step(found, step, depth)
        return found if found is not None else self.hole(*nodes)

    def _named(self, head: Node, steps: list[Node], span: Span) -> tuple[Value | None, list[Node]]:
        """Return what the beginning of a name stands for, and the steps that are left."""
        name = self.file.source(head)
        if name in self.names:
            return self.names[name], steps
        parts = [name]
        for used, step in enumerate(steps, 1):
            if step.type == "get_attr":
                parts.append(_attribute(step, self.file))
            elif len(parts) == 1 or parts[0] in ("local", "var", "each"):
                break
            elif step.type == "splat":
                inner = [_attribute(each, self.file) for each in walk(step) if each.type == "get_attr"]
                found = self._references.reference((*parts, *inner), self.file, span)
                return (Items((found,), span), steps[used:]) if found is not None else (None, [])
            elif parts[0] != "data" and self.file.source(step) != "[0]":
                parts[-1] += self.file.source(step)
            if (found := self._references.reference(tuple(parts), self.file, span)) is not None:
                return found, steps[used:]
        return None, []

    def _step(self, value: Value, step: Node, depth: int) -> Value | None:
        if step.type == "get_attr":
            name = _attribute(step, self.file)
            if isinstance(value, Items):
                return item_at(value.items, name)
            return value.get(name) if isinstance(value, Mapping) else None
        index = next((each for each in walk(step) if each.type == "expression"), None)
        return self._of_index(value, self.value(index, depth)) if index is not None else None

    def _of_index(self, value: Value, index: Value) -> Value | None:
        """Return what stands at an index; where that is not known, each may be meant."""
        if isinstance(value, Items) and isinstance(index, Scalar) and isinstance(index.value, int):
            return value.items[index.value] if 0 <= index.value < len(value.items) else None
        if isinstance(value, Mapping) and isinstance(index, Text) and not opaque(index):
            return value.get(index.value)
        if not opaque(index) or not isinstance(value, (Items, Mapping)):
            return None
        asked = ("index", self.holes.show(str(plain(index))), self._scope)
        if isinstance(value, Items):
            chosen = self.choices.choose(asked, len(value.items))
            return value.items[chosen] if chosen is not None else None
        keys = tuple(sorted({key.value for key, _ in value.pairs}))
        chosen = self.choices.choose((*asked, keys), len(keys))
        return value.get(keys[chosen]) if chosen is not None else None

    def _splat(self, value: Value, step: Node, rest: list[Node], depth: int) -> Value | None:
        inner = [each for each in walk(step) if each.type in ("get_attr", "index")]
        items = value.items if isinstance(value, Items) else (value,)
        found: list[Value] = []
        for each in items:
            here: Value | None = each
            for part in (*inner, *rest):
                here = self._step(here, part, depth) if here is not None else None
            if here is None:
                return None
            found.append(here)
        return Items(tuple(found), value.span)


def turns(over: Value) -> Iterator[tuple[Value, Value] | None]:
    """Yield the value and the key of each turn of a loop; None for the one turn of an unknown list."""
    if isinstance(over, Items) and len(over.items) <= MAX_ITEMS:
        for at, each in enumerate(over.items):
            yield each, Scalar(at, each.span)
    elif isinstance(over, Mapping) and len(over.pairs) <= MAX_ITEMS:
        for key, each in over.pairs:
            yield each, key
    else:
        yield None


def _has_unknown(value: Value) -> bool:
    """Tell whether a value has a hole: what a loop leaves out for it may stay in."""
    return has_hole(json.dumps(plain(value), ensure_ascii=False))


def _attribute(step: Node, file: Syntax) -> str:
    return file.source(step).lstrip(". ")
