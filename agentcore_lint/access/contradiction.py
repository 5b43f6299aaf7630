"""Conditions that no request satisfies."""

from __future__ import annotations

from typing import TYPE_CHECKING

from agentcore_lint.access.cells import cells
from agentcore_lint.access.conditions import all3, holds
from agentcore_lint.access.request import ANONYMOUS, Request
from agentcore_lint.values import has_hole

if TYPE_CHECKING:
    from collections.abc import Iterator

    from agentcore_lint.policy.model import Condition, Statement


def contradictory(statement: Statement, *, variables: bool) -> Iterator[Condition]:
    """Yield the last condition on each key whose conditions no value, nor its absence, satisfies."""
    by_key: dict[str, list[Condition]] = {}
    for condition in statement.conditions:
        by_key.setdefault(condition.key.lower(), []).append(condition)
    for key, conditions in by_key.items():
        if len(conditions) > 1 and all(map(_is_plain, conditions)):
            known = cells(conditions, fresh="a-value-of-none")
            values = [(), *known.values]
            if known.complete and not any(
                _all_hold(conditions, key, value, variables=variables) for value in values
            ):
                yield conditions[-1]


def _is_plain(condition: Condition) -> bool:
    """Leave out what depends on holes, on other keys, or on several values."""
    texts = [condition.key, *(item.text for item in condition.values)]
    return (
        condition.operator.base is not None
        and not condition.operator.quantifier
        and bool(condition.values)
        and not any(has_hole(text) or "${" in text for text in texts)
    )


def _all_hold(conditions: list[Condition], key: str, value: tuple[str, ...], *, variables: bool) -> bool:
    request = Request("", "", ANONYMOUS, {key: value})
    return all3(holds(each, request, variables=variables) for each in conditions) is not False
