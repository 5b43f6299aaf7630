"""Why a statement applies to a request or does not, part by part."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from agentcore_lint.access.conditions import holds
from agentcore_lint.access.principals import covers
from agentcore_lint.access.statements import covers_resource
from agentcore_lint.policy.actions import covers_action

if TYPE_CHECKING:
    from collections.abc import Iterator

    from agentcore_lint.access.request import Request
    from agentcore_lint.policy.model import Condition, Policy, Statement


class Part(NamedTuple):
    """One part of a statement: whether it is true of a request (None: not known), and what it compared."""

    name: str
    true: bool | None
    text: str
    pointer: str


def explain(statement: Statement, request: Request, policy: Policy) -> Iterator[Part]:
    """Yield the parts of a statement, as `applies` judges them."""
    action = "NotAction" if statement.not_action else "Action"
    yield Part(action, covers_action(statement, request.action), request.action, statement.action_pointer)
    principal = statement.principal
    if principal is not None:
        name = "NotPrincipal" if principal.negated else "Principal"
        caller = request.caller.arn or request.caller.name
        yield Part(name, covers(statement, request.caller), caller, principal.pointer)
    if statement.resources:
        name = "NotResource" if statement.not_resource else "Resource"
        covered = covers_resource(statement, request, variables=policy.has_variables)
        yield Part(name, covered, request.resource, statement.resource_pointer)
    for condition in statement.conditions:
        true = holds(condition, request, variables=policy.has_variables)
        yield Part("Condition", true, _compared(condition, request), condition.pointer)


def _compared(condition: Condition, request: Request) -> str:
    values = request.lookup(condition.key.lower())
    wanted = " or ".join(item.text for item in condition.values)
    had = "the request has none" if values is None else f"the request has {' and '.join(values)}"
    return f"{condition.operator.text} {condition.key} {wanted}: {had}"
