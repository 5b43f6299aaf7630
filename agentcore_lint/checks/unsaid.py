"""What a file leaves unsaid, and a claim depends on: the value of a key, or what a placeholder stands for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from agentcore_lint.finding import Place
from agentcore_lint.policy.actions import covers_action
from agentcore_lint.service.keys import spelled
from agentcore_lint.values import has_hole

if TYPE_CHECKING:
    from collections.abc import Iterator

    from agentcore_lint.access.claims import Claim, Unproved
    from agentcore_lint.checks.context import Context
    from agentcore_lint.policy.model import Policy, Statement


def unsaid(policy: Policy, found: Unproved, context: Context) -> tuple[str, Place | None]:
    """Return on what that is not known a claim depends, and the place where the policy asks for it."""
    about = [
        each
        for each in policy.statements
        if any(covers_action(each, action) is not False for action in found.actions)
    ]
    if found.keys:
        conditions = (each for statement in about for each in statement.conditions)
        place = next((Place(each.pointer) for each in conditions if each.key.lower() in found.keys), None)
        names = " and ".join(sorted(spelled(key) for key in found.keys))
        return names, place
    return next(_holes(about, context), ("what the file leaves out", None))


def example_of(claim: Claim, found: Unproved, context: Context) -> tuple[str, ...]:
    """Say which request would break a claim, by the values of the keys on which it depends."""
    if found.request is None:
        return ()
    from agentcore_lint.checks.witness import described

    lacks = sorted(spelled(key) for key in found.keys if key not in found.request.context)
    calls = " and ".join(action.partition(":")[2] for action in found.actions)
    without = f", without {' and '.join(lacks)}," if lacks else ""
    could = "could" if claim.must == "deny" else "could not"
    return (f"for example, {described(found.request, context)}{without} {could} call {calls}",)


def _holes(statements: list[Statement], context: Context) -> Iterator[tuple[str, Place]]:
    """Yield what statements have of placeholders: first in conditions, last in resources."""
    for text, place in _texts(statements):
        if has_hole(text):
            yield context.show(text), place
    for statement in statements:
        for name in sorted(statement.opaque):
            yield f"the {name} of statement {statement.number + 1}", Place(statement.element(name))


def _texts(statements: list[Statement]) -> Iterator[tuple[str, Place]]:
    for statement in statements:
        for condition in statement.conditions:
            yield condition.key, Place(condition.pointer, "key")
            yield from ((item.text, Place(item.pointer)) for item in condition.values)
    for statement in statements:
        principal = statement.principal
        yield from ((item.text, Place(item.pointer)) for item in (principal.items if principal else ()))
        yield from ((item.text, Place(item.pointer)) for item in (*statement.actions, *statement.resources))
