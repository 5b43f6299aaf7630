"""Whether a call signed with a user's long-term access key gets past a Deny.

Source: IAM user guide, "AWS global condition context keys", on aws:MultiFactorAuthPresent: requests
that are signed with long-term credentials do not carry it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from agentcore_lint.access.callers import World
from agentcore_lint.access.find import Witness, find
from agentcore_lint.access.modes import let_in
from agentcore_lint.access.permission import permitted
from agentcore_lint.access.question import Question, Reached
from agentcore_lint.policy.actions import covers_action
from agentcore_lint.policy.model import Condition, Item, Operator
from agentcore_lint.service.catalog import PREFIX, actions
from agentcore_lint.service.kinds import kinds_of
from agentcore_lint.service.ways import CALLS

if TYPE_CHECKING:
    from agentcore_lint.access.request import Request
    from agentcore_lint.policy.model import Policy, Statement
    from agentcore_lint.sources.document import Auth

MFA = ("aws:multifactorauthpresent", "aws:multifactorauthage", "aws:tokenissuetime")
"""Keys, in lower case, of temporary credentials alone."""


def let_in_with_access_keys(
    policy: Policy, index: int, resource: str | None, auth: Auth | None
) -> Request | None:
    """Return a user's call that a Deny would stop without MFA, and that gets in with a long-term key.

    `index` is that of the Deny, `resource` the ARN that is guarded.
    """
    if auth == "oauth":
        return None
    policies = permitted(policy)
    on_resource = policies.resource or policy
    statement = on_resource.statements[index]
    action = _action(statement, resource)
    if action is None:
        return None
    without = tuple(each for each in statement.conditions if each.key.lower() not in MFA)
    users = statement._replace(conditions=(*without, _is_user()))
    world = World(resource or "", given=tuple((key, None) for key in MFA))
    facts = (Reached(on_resource, users, action), let_in(policies, "sigv4", (action,)))
    answer = find(Question(facts, world))
    return answer.request if isinstance(answer, Witness) else None


def _action(statement: Statement, resource: str | None) -> str | None:
    """Return an action that a statement covers on a resource: one that calls an agent, if it can be."""
    kinds = kinds_of(resource or "")
    known = (each for each in actions().values() if not kinds or kinds & each.kinds)
    names = [PREFIX + each.name for each in known]
    ordered = [*(each for each in CALLS if each in names), *names]
    return next((each for each in ordered if covers_action(statement, each)), None)


def _is_user() -> Condition:
    equals = Operator("StringEquals", "", if_exists=False, text="StringEquals")
    return Condition(equals, "aws:PrincipalType", (Item("User", ""),), "", "")
