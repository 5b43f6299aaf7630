"""What the methods that a program calls on a list, a policy, a statement, a resource make of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from agentcore_lint.sources.cdk_iam import STATEMENT, changed_statement, reads_statement
from agentcore_lint.sources.literal import Items, Mapping, with_more
from agentcore_lint.sources.program_resources import RESOURCES, overrides

if TYPE_CHECKING:
    from collections.abc import Iterable

    from agentcore_lint.sources.constructs import Call
    from agentcore_lint.sources.literal import Text, Value
    from agentcore_lint.values import Holes

_ADD = frozenset(("append", "push", "add_statements", "addStatements"))
_ADD_ALL = frozenset(("extend",))
_OTHERS = frozenset(
    ("insert", "update", "setdefault", "pop", "remove", "clear", "unshift", "splice", "shift", "reverse", "")
)
_CHANGE = _ADD | _ADD_ALL | _OTHERS


class Changed(NamedTuple):
    """A method that is called on a value; `call`: with what, None where that is not known.

    `sure`: it is called once, whatever branches are taken and however often a loop turns.
    """

    method: str
    call: Call | None
    sure: bool = True


def changes_lists(method: str) -> bool:
    """Tell whether a method changes a list, a dict or a policy document."""
    return method in _CHANGE


def matters(method: str, value: Value) -> bool:
    """Tell whether a method that is called on a value may change it."""
    if isinstance(value, Mapping) and value.made == STATEMENT:
        return not reads_statement(method)
    if isinstance(value, Mapping) and value.made in RESOURCES:
        return overrides(method)
    return method in _CHANGE


def changed(value: Value, changes: Iterable[Changed], unknown: Text, holes: Holes) -> Value:
    """Return what changes make of a value; `unknown`: what stands for what they may have made of it."""
    if isinstance(value, Mapping) and value.made == STATEMENT:
        for method, call, sure in changes:
            after = changed_statement(value, method, call, holes) if call is not None and sure else None
            if after is None:
                return unknown
            value = after
        return value
    if isinstance(value, Mapping) and value.made in RESOURCES:
        return value._replace(pairs=(*value.pairs, (unknown, unknown)))
    more: list[Value] = []
    for method, call, sure in changes:
        if call is None or method not in _ADD | _ADD_ALL:
            more.append(unknown)
            continue
        for each in call.positional:
            more += each.items if method in _ADD_ALL and isinstance(each, Items) else [each]
        if not sure:
            more.append(unknown)
    return with_more(value, more) if more else value
