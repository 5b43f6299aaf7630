"""Python's conditional expressions, defaults and comprehensions, and what functions of the file return."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from agentcore_lint.sources.changes import Changed, matters
from agentcore_lint.sources.choices import MAX_ITEMS, equals, takes_first
from agentcore_lint.sources.literal import MAX_DEPTH, Items, Scalar, Text, opaque
from agentcore_lint.sources.names import PASSED
from agentcore_lint.sources.python_names import written_name
from agentcore_lint.values import has_hole

if TYPE_CHECKING:
    from collections.abc import Iterator

    from agentcore_lint.sources.literal import Value
    from agentcore_lint.sources.python_names import Function
    from agentcore_lint.sources.python_values import Evaluator


def branch(evaluator: Evaluator, node: ast.expr, depth: int) -> Value | None:
    """Return what a conditional expression, `or` or `and` gives; None where that is not known."""
    match node:
        case ast.IfExp(test=test, body=yes, orelse=no):
            truth = _truth(evaluator, test, depth)
            return None if truth is None else evaluator.value(yes if truth else no, depth)
        case ast.BoolOp(op=ast.Or(), values=values):
            for each in values[:-1]:
                value = evaluator.value(each, depth)
                first = takes_first(evaluator.choices, value, evaluator.file.source(each), falsy=True)
                if first is None or first:
                    return None if first is None else value
            return evaluator.value(values[-1], depth)
        case ast.BoolOp(values=values):
            truths = [_truth(evaluator, each, depth) for each in values[:-1]]
            if None in truths:
                return None
            given = Scalar(value=False, span=evaluator.file.span(node))
            return evaluator.value(values[-1], depth) if all(truths) else given
    return None


def _truth(evaluator: Evaluator, node: ast.expr, depth: int) -> bool | None:
    match node:
        case ast.UnaryOp(op=ast.Not(), operand=operand):
            truth = _truth(evaluator, operand, depth + 1)
            return None if truth is None else not truth
        case ast.Compare(left=left, ops=[(ast.Eq() | ast.NotEq()) as operator], comparators=[right]):
            one, other = evaluator.value(left, depth), evaluator.value(right, depth)
            sources = evaluator.file.source(left), evaluator.file.source(right)
            equal = equals(evaluator.choices, one, other, *sources)
            return equal if equal is None or isinstance(operator, ast.Eq) else not equal
        case ast.Name() if (bound := evaluator.bound_to(node)) is not None:
            return _truth(evaluator, bound, depth + 1) if depth < MAX_DEPTH else None
        case ast.Constant(value=value):
            return bool(value)
    return evaluator.choices.asked(evaluator.file.source(node))


def comprehended(evaluator: Evaluator, node: ast.ListComp | ast.GeneratorExp, depth: int) -> Value | None:
    """Return the list of a comprehension: over a list that is not known its body is read once."""
    (generator, *more), body = node.generators, node.elt
    if more or not isinstance(generator.target, ast.Name):
        return None
    over = evaluator.value(generator.iter, depth)
    if (
        isinstance(over, Items)
        and not generator.ifs
        and len(over.items) <= MAX_ITEMS
        and not any(map(opaque, over.items))
    ):
        each_given = [evaluator.given | {generator.target.id: each} for each in over.items]
        items = [evaluator.within(body, each, depth) for each in each_given]
        return Items(tuple(items), evaluator.file.span(node))
    item = evaluator.value(body, depth)
    others = [evaluator.hole(node)] if isinstance(item, Text) and has_hole(item.value) else []
    return Items((item, *others), evaluator.file.span(node))


def returned(evaluator: Evaluator, node: ast.Call, function: Function, depth: int) -> Value | None:
    """Return what a call of a function of the file gives; None where that is not known."""
    given = _given(evaluator, node, function, depth)
    if given is None:
        return None
    if isinstance(function, ast.Lambda):
        return evaluator.within(function.body, given, depth)
    found = list(_returns(function))
    chosen = evaluator.choices.choose(("returned", function.name), len(found)) if len(found) > 1 else 0
    if not found or chosen is None or isinstance(function, ast.AsyncFunctionDef):
        return None
    return evaluator.within(found[chosen], given, depth)


def changes_of(evaluator: Evaluator, name: str, node: ast.AST, value: Value, depth: int) -> Iterator[Changed]:
    """Yield what is called on the value of a name, in functions of the file to which it is passed as well."""
    for method, call, sure in evaluator.file.names.changes(name, evaluator.file.names.around(node)):
        if method == PASSED and isinstance(call, ast.Call):
            if opaque(value):
                continue
            inner = list(_passed(evaluator, name, call, value, depth))
            yield from inner if sure else (each._replace(sure=False) for each in inner)
        elif matters(method, value):
            yield Changed(method, evaluator.call(call, depth) if isinstance(call, ast.Call) else None, sure)


def _passed(evaluator: Evaluator, name: str, call: ast.Call, value: Value, depth: int) -> Iterator[Changed]:
    function = evaluator.file.names.function(call.func)
    if function is None or isinstance(function, ast.Lambda) or depth > MAX_DEPTH:
        return
    at = next(number for number, each in enumerate(call.args) if written_name(each) == name)
    names = _parameters(call, function)
    given = _given(evaluator, call, function, depth, apart=at)
    if given is None or at >= len(names):
        yield Changed(PASSED, None)
        return
    with evaluator.names_given(given):
        yield from changes_of(evaluator, names[at], function.args, value, depth + 1)


def _parameters(call: ast.Call, function: Function) -> list[str]:
    names = [each.arg for each in (*function.args.posonlyargs, *function.args.args)]
    return names[1:] if isinstance(call.func, ast.Attribute) and names[:1] == ["self"] else names


def _given(
    evaluator: Evaluator, call: ast.Call, function: Function, depth: int, apart: int | None = None
) -> dict[str, Value] | None:
    """Return the values of a function's parameters in a call, that of one `apart`; None where not known."""
    names = _parameters(call, function)
    if any(isinstance(each, ast.Starred) for each in call.args):
        return None
    given: dict[str, Value] = {}
    for name, default in zip(reversed(names), reversed(function.args.defaults), strict=False):
        given[name] = evaluator.value(default, depth)
    for number, (name, each) in enumerate(zip(names, call.args, strict=False)):
        if number != apart:
            given[name] = evaluator.value(each, depth)
    return given | {
        each.arg: evaluator.value(each.value, depth) for each in call.keywords if each.arg is not None
    }


def _returns(function: ast.FunctionDef | ast.AsyncFunctionDef) -> Iterator[ast.expr]:
    todo: list[ast.AST] = list(reversed(function.body))
    while todo:
        node = todo.pop()
        if isinstance(node, ast.Return) and node.value is not None:
            yield node.value
        elif not isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda, ast.ClassDef)):
            todo.extend(reversed(list(ast.iter_child_nodes(node))))
