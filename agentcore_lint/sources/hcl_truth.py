"""Whether HCL's conditions are true: both ways, one evaluation after another, where that is not known."""

from __future__ import annotations

from typing import TYPE_CHECKING

from agentcore_lint.sources.literal import Scalar, Text, Value, plain
from agentcore_lint.values import has_hole

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tree_sitter import Node

    from agentcore_lint.sources.hcl_values import Evaluator


def truth_of(evaluator: Evaluator, nodes: Sequence[Node], depth: int) -> bool | None:
    """Return whether a condition is true in the evaluation that is under way; None outside of one.

    `nodes`: the condition's expression, or the parts of a name.
    """
    node = nodes[0]
    if len(nodes) == 1 and node.type in ("expression", "operation") and len(node.named_children) == 1:
        return truth_of(evaluator, node.named_children, depth + 1)
    if node.type == "unary_operation" and _operator(node) == "!":
        truth = truth_of(evaluator, node.named_children, depth + 1)
        return None if truth is None else not truth
    if node.type == "binary_operation":
        return _of_two(evaluator, node, depth + 1)
    return _known_or_chosen(evaluator, evaluator.of_parts(nodes, depth + 1))


def _of_two(evaluator: Evaluator, node: Node, depth: int) -> bool | None:
    operator = _operator(node)
    left, right = _sides(node)
    if not left or not right:
        return None
    if operator in ("&&", "||"):
        first = truth_of(evaluator, left, depth)
        return first if first is None or first == (operator == "||") else truth_of(evaluator, right, depth)
    if operator not in ("==", "!="):
        return evaluator.choices.asked(f"${{{evaluator.file.source(node)}}}")
    equal = _equal(evaluator, evaluator.of_parts(left, depth), evaluator.of_parts(right, depth))
    if equal is None:
        equal = evaluator.choices.asked(f"${{{evaluator.file.source(node)}}}")
    return equal if equal is None or operator == "==" else not equal


def _equal(evaluator: Evaluator, one: Value, other: Value) -> bool | None:
    if not _is_unknown(one) and not _is_unknown(other):
        return bool(plain(one) == plain(other))
    if _is_unknown(other):
        one, other = other, one
    if _is_unknown(other) or not isinstance(other, (Text, Scalar)):
        return None
    return evaluator.choices.equal(evaluator.holes.show(str(plain(one))), other.value)


def _is_unknown(value: Value) -> bool:
    return isinstance(value, Text) and has_hole(value.value)


def _sides(node: Node) -> tuple[list[Node], list[Node]]:
    """Return what stands before and after the operator: a name's parts are several nodes."""
    parts = [each for each in node.children if each.type != "comment"]
    at = next((number for number, each in enumerate(parts) if not each.is_named), 0)
    return parts[:at], parts[at + 1 :]


def _operator(node: Node) -> str:
    return next((each.type for each in node.children if not each.is_named), "")


def _known_or_chosen(evaluator: Evaluator, value: Value) -> bool | None:
    if isinstance(value, Scalar) and isinstance(value.value, bool):
        return value.value
    if isinstance(value, Text) and value.value in ("true", "false"):
        return value.value == "true"
    return evaluator.choices.asked(evaluator.holes.show(str(plain(value))))
