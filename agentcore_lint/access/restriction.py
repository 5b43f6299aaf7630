"""Whether an Allow keeps anybody out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from agentcore_lint.access.callers import World, anybody
from agentcore_lint.access.find import Witness, find
from agentcore_lint.access.openings import names_an_identity
from agentcore_lint.access.permission import permitted
from agentcore_lint.access.principals import covers
from agentcore_lint.access.question import Allowed, Question, Reached
from agentcore_lint.policy.arn import arn_of, is_account
from agentcore_lint.values import has_hole

if TYPE_CHECKING:
    from agentcore_lint.access.request import Request
    from agentcore_lint.policy.model import Policy, PrincipalItem


def restricts_nobody(
    policy: Policy, index: int, action: str, resource: str, *, holes: bool
) -> Request | None:
    """Return a call by a role of the resource's account that gets in without the Allow's being about it.

    None too when the Allow is not about that account, or when nothing says that callers sign.
    """
    policies = permitted(policy)
    on_resource = policies.resource or policy
    statement = on_resource.statements[index]
    world = World(resource, "sigv4", holes)
    if not names_an_identity(statement) or not resource:
        return None
    role = anybody(world)
    items = statement.principal.items if statement.principal else ()
    if covers(statement, role) is False and all(_is_elsewhere(item, resource) for item in items):
        return None
    facts = (Reached(on_resource, statement, action, wanted=False), Allowed(policies, (action,)))
    answer = find(Question(facts, world._replace(callers=(role,))))
    return answer.request._replace(action=action) if isinstance(answer, Witness) else None


def _is_elsewhere(item: PrincipalItem, resource: str) -> bool:
    """Tell whether a principal is no caller of the resource's account: another one's, or a service."""
    if item.type != "AWS":
        return not has_hole(item.type)
    own = arn_of(resource).number
    account = item.text if is_account(item.text) else arn_of(item.text).number
    return own is not None and account is not None and account != own
