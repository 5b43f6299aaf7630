"""Whether an Allow lets in somebody of whom the policy knows nothing: questions about strangers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from agentcore_lint.access.callers import OTHER_ACCOUNT, World
from agentcore_lint.access.find import Witness, find
from agentcore_lint.access.permission import attached
from agentcore_lint.access.question import Denied, Question, Reached
from agentcore_lint.access.request import OAUTH, Policies, Request, parse_caller, service_caller
from agentcore_lint.policy.glob import FRESH
from agentcore_lint.service.catalog import PREFIX, matching

if TYPE_CHECKING:
    from agentcore_lint.policy.model import Policy, Statement


def exposed_to_anyone(policy: Policy, statement: Statement, arn: str) -> Request | None:
    """Return a call by a stranger's role, from the internet, that the Allow lets in."""
    stranger = parse_caller(f"arn:aws:iam::{OTHER_ACCOUNT}:role/{FRESH}Stranger")
    return _exposed(policy, statement, World(arn, "sigv4", holes=True, stranger=stranger))


def exposed_to_tokens(policy: Policy, statement: Statement, arn: str) -> Request | None:
    """Return a call by a token holder, from the internet, that the Allow lets in."""
    return _exposed(policy, statement, World(arn, "oauth", holes=True, stranger=OAUTH))


def exposed_to_service(policy: Policy, statement: Statement, arn: str, service: str) -> Request | None:
    """Return a call by a service on behalf of a stranger's resource that the Allow lets in."""
    return _exposed(policy, statement, World(arn, "sigv4", holes=True, stranger=service_caller(service)))


def _exposed(policy: Policy, statement: Statement, world: World) -> Request | None:
    """Return a request, unless a condition, or a Deny on any of the allowed calls, may stop it."""
    if statement.effect != "Allow":
        return None
    on_resource = attached(policy)
    own = on_resource.statements[policy.statements.index(statement)]
    actions = _actions(statement)
    undenied = Denied(Policies(resource=on_resource), actions, wanted=False)
    answer = find(Question((Reached(on_resource, own, actions[0]), undenied), world))
    return answer.request if isinstance(answer, Witness) else None


def _actions(statement: Statement) -> tuple[str, ...]:
    """Return actions that the statement allows: those that call an agent or a gateway first."""
    if statement.not_action:
        return (f"{PREFIX}InvokeAgentRuntime", f"{PREFIX}InvokeGateway")
    found = {PREFIX + action.name: None for item in statement.actions for action in matching(item.text)}
    calls = [name for name in found if ":Invoke" in name or ":StopRuntime" in name]
    return tuple(calls or found or (f"{PREFIX}InvokeAgentRuntime",))
