"""Whether one statement applies to a request, part by part."""

from __future__ import annotations

from typing import TYPE_CHECKING

from agentcore_lint.access.conditions import all3, any3, expand, holds, not3
from agentcore_lint.access.principals import covers
from agentcore_lint.policy.actions import covers_action
from agentcore_lint.policy.glob import compile_glob
from agentcore_lint.policy.resource import match_resource

if TYPE_CHECKING:
    from agentcore_lint.access.request import Request
    from agentcore_lint.policy.model import Policy, Statement


def applies(statement: Statement, request: Request, policy: Policy) -> bool | None:
    """Tell whether the statement applies; None: it depends on what is not known."""
    reached = reaches(statement, request, policy)
    return reached if reached is False else all3([reached, conditions_hold(statement, request, policy)])


def reaches(statement: Statement, request: Request, policy: Policy) -> bool | None:
    """Tell whether the statement applies but for its conditions."""
    action = covers_action(statement, request.action)
    if action is False:
        return False
    caller = _covers_caller(statement, request, policy)
    if caller is False:
        return False
    return all3([action, caller, covers_resource(statement, request, variables=policy.has_variables)])


def _covers_caller(statement: Statement, request: Request, policy: Policy) -> bool | None:
    """Tell whether the statement is about the caller.

    In a resource policy one that names nobody is about nobody, and no identity policy can be attached to
    the root user.
    """
    if policy.kind == "identity-policy" and request.caller.type == "root":
        return False
    if policy.kind == "resource-policy" and statement.principal is None:
        return False
    return covers(statement, request.caller)


def covers_resource(statement: Statement, request: Request, *, variables: bool) -> bool | None:
    """Tell whether Resource or NotResource covers the request's ARN; none at all covers every one."""
    if not statement.resources:
        return None if "Resource" in statement.opaque else True
    found = any3(_match_resource(item.text, request, variables=variables) for item in statement.resources)
    if "Resource" in statement.opaque and not found:
        found = None
    return not3(found) if statement.not_resource else found


def _match_resource(text: str, request: Request, *, variables: bool) -> bool | None:
    """Compare with an ARN, in which a variable may stand only after the fifth colon (IAM: "Resource")."""
    if variables and "${" in text:
        *head, last = text.split(":", 5) if text.count(":") > 4 else (text, "")
        return any3(
            None
            if pattern is None
            else match_resource(":".join([*map(compile_glob, head), pattern]), request.resource)
            for pattern in expand(last, request, glob=True)
        )
    return match_resource(compile_glob(text), request.resource)


def conditions_hold(statement: Statement, request: Request, policy: Policy) -> bool | None:
    """Tell whether all conditions of the statement hold."""
    if not statement.conditions and "Condition" not in statement.opaque:
        return True
    results = [holds(each, request, variables=policy.has_variables) for each in statement.conditions]
    if "Condition" in statement.opaque:
        results.append(None)
    return all3(results)
