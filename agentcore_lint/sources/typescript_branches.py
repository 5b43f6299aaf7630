"""JavaScript's conditional expressions, defaults and `map`, and what functions of the file return."""

from __future__ import annotations

from typing import TYPE_CHECKING

from agentcore_lint.sources.changes import Changed, matters
from agentcore_lint.sources.choices import MAX_ITEMS, equals, takes_first
from agentcore_lint.sources.literal import MAX_DEPTH, Items, Scalar, Text, opaque
from agentcore_lint.sources.names import PASSED
from agentcore_lint.sources.typescript_names import FUNCTIONS
from agentcore_lint.values import has_hole

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tree_sitter import Node

    from agentcore_lint.sources.literal import Value
    from agentcore_lint.sources.typescript_values import Evaluator

_TERNARY = ("condition", "consequence", "alternative")
_EQUAL = frozenset(("==", "===", "!=", "!=="))


def branch(evaluator: Evaluator, node: Node, depth: int) -> Value | None:
    """Return what a conditional expression, `??`, `||` or `&&` gives; None where that is not known."""
    if node.type == "ternary_expression":
        test, yes, no = (
            node.child_by_field_name(each) for each in ("condition", "consequence", "alternative")
        )
        truth = _truth(evaluator, test, depth)
        taken = yes if truth else no
        return None if truth is None or taken is None else evaluator.value(taken, depth)
    left, right = node.child_by_field_name("left"), node.child_by_field_name("right")
    operator = _operator(evaluator, node)
    if left is None or right is None:
        return None
    if operator == "&&":
        truth = _truth(evaluator, left, depth)
        if truth is None:
            return None
        return evaluator.value(right, depth) if truth else Scalar(value=False, span=evaluator.file.span(left))
    value = evaluator.value(left, depth)
    first = takes_first(evaluator.choices, value, evaluator.file.source(left), falsy=operator == "||")
    if first is None:
        return None
    return value if first else evaluator.value(right, depth)


def _operator(evaluator: Evaluator, node: Node) -> str:
    operator = node.child_by_field_name("operator")
    return evaluator.file.source(operator) if operator is not None else ""


def _truth(evaluator: Evaluator, node: Node | None, depth: int) -> bool | None:
    if node is None or depth > MAX_DEPTH:
        return None
    operator = _operator(evaluator, node)
    left, right = node.child_by_field_name("left"), node.child_by_field_name("right")
    if node.type == "parenthesized_expression":
        return _truth(evaluator, node.named_children[0], depth + 1)
    if node.type == "unary_expression" and operator == "!":
        truth = _truth(evaluator, node.child_by_field_name("argument"), depth + 1)
        return None if truth is None else not truth
    if node.type in ("true", "false"):
        return node.type == "true"
    if operator in _EQUAL and left is not None and right is not None:
        one, other = evaluator.value(left, depth), evaluator.value(right, depth)
        sources = evaluator.file.source(left), evaluator.file.source(right)
        equal = equals(evaluator.choices, one, other, *sources)
        return equal if equal is None or operator.startswith("=") else not equal
    bound = evaluator.names.value(evaluator.file.source(node), evaluator.names.around(node))
    if node.type == "identifier" and bound is not None:
        return _truth(evaluator, bound, depth + 1)
    return evaluator.choices.asked(evaluator.file.source(node))


def mapped(evaluator: Evaluator, base: Node, function: Node, depth: int) -> Value | None:
    """Return the list that `map` makes: over a list that is not known the function is read once."""
    names, results = parameters(evaluator, function), list(_results(function))
    if len(results) != 1:
        return None
    over = evaluator.value(base, depth)
    span = evaluator.file.span(function)
    if isinstance(over, Items) and len(over.items) <= MAX_ITEMS and not any(map(opaque, over.items)):
        each_given = [evaluator.given | dict(zip(names[:1], [each], strict=False)) for each in over.items]
        return Items(tuple(evaluator.within(results[0], each, depth) for each in each_given), span)
    item = evaluator.value(results[0], depth)
    others = [evaluator.hole(function)] if isinstance(item, Text) and has_hole(item.value) else []
    return Items((item, *others), span)


def returned(evaluator: Evaluator, call: Node, function: Node, depth: int) -> Value | None:
    """Return what a call of a function of the file gives; None where that is not known."""
    arguments = call.child_by_field_name("arguments")
    nodes = arguments.named_children if arguments is not None else []
    results = list(_results(function))
    spread = any(each.type == "spread_element" for each in nodes)
    chosen = evaluator.choices.choose(("returned", function.id), len(results)) if len(results) > 1 else 0
    if not results or spread or chosen is None or function.type.startswith("generator"):
        return None
    values = [evaluator.value(each, depth) for each in nodes if each.type != "comment"]
    given = dict(zip(parameters(evaluator, function), values, strict=False))
    return evaluator.within(results[chosen], given, depth)


def changes_of(evaluator: Evaluator, name: str, node: Node, value: Value, depth: int) -> Iterator[Changed]:
    """Yield what is called on the value of a name, in functions of the file to which it is passed as well."""
    for method, call, sure in evaluator.names.changes(name, evaluator.names.around(node)):
        if method == PASSED and call is not None:
            if opaque(value):
                continue
            inner = list(_passed(evaluator, name, call, value, depth))
            yield from inner if sure else (each._replace(sure=False) for each in inner)
        elif matters(method, value):
            yield Changed(method, evaluator.call(call, depth) if call is not None else None, sure)


def _passed(evaluator: Evaluator, name: str, call: Node, value: Value, depth: int) -> Iterator[Changed]:
    callee, arguments = call.child_by_field_name("function"), call.child_by_field_name("arguments")
    function = evaluator.names.function(callee) if callee is not None else None
    body = function.child_by_field_name("body") if function is not None else None
    if function is None or body is None or arguments is None or depth > MAX_DEPTH:
        return
    nodes = [each for each in arguments.named_children if each.type != "comment"]
    at = next(number for number, each in enumerate(nodes) if evaluator.file.source(each) == name)
    names = parameters(evaluator, function)
    if at >= len(names) or any(each.type == "spread_element" for each in nodes):
        yield Changed(PASSED, None)
        return
    pairs = list(zip(names, nodes, strict=False))
    others = {each: evaluator.value(node, depth) for each, node in pairs if each != names[at]}
    with evaluator.names_given(others):
        inside = next(iter(body.named_children), body)
        yield from changes_of(evaluator, names[at], inside, value, depth + 1)


def parameters(evaluator: Evaluator, function: Node | None) -> list[str]:
    """Return the names of a function's parameters; of one that is no name its text."""
    if function is None:
        return []
    alone = function.child_by_field_name("parameter")
    several = function.child_by_field_name("parameters")
    nodes = [alone] if alone is not None else several.named_children if several is not None else []
    return [evaluator.file.source(each.child_by_field_name("pattern") or each) for each in nodes]


def _results(function: Node) -> Iterator[Node]:
    """Yield the expressions that a function may return."""
    body = function.child_by_field_name("body")
    if body is not None and body.type != "statement_block":
        yield body
        return
    todo = [body] if body is not None else []
    while todo:
        node = todo.pop()
        if node.type == "return_statement":
            yield from node.named_children[:1]
        elif node.type not in FUNCTIONS:
            todo.extend(reversed(node.named_children))
