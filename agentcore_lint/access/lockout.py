"""Whether a resource's own account can still manage it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from agentcore_lint.access.callers import ROLE, USER, World
from agentcore_lint.access.find import Witness, find
from agentcore_lint.access.modes import nobody
from agentcore_lint.access.permission import permitted
from agentcore_lint.access.question import Allowed, Denied, Question
from agentcore_lint.access.request import parse_caller

if TYPE_CHECKING:
    from agentcore_lint.access.request import Request
    from agentcore_lint.policy.model import Policy


def locked_out(policy: Policy, actions: tuple[str, ...], resource: str, *, holes: bool) -> Request | None:
    """Return an administrator's call, if it is proved that all of them are denied every one of the actions.

    An administrator is a role or a user of the resource's account with every permission, whom the
    policy does not name. They sign their calls, however the resource's callers do.
    """
    world = World(resource, "sigv4", holes)
    head = f"arn:{world.partition}:iam::{world.account}"
    arns = (f"{head}:role/{world.mark}{ROLE}", f"{head}:user/{world.mark}{USER}")
    administrators = world._replace(callers=tuple(map(parse_caller, arns)))
    policies = permitted(policy)
    if not all(nobody([Allowed(policies, (action,))], administrators) for action in actions):
        return None
    answer = find(Question((Denied(policies, actions[:1]),), administrators))
    return answer.request if isinstance(answer, Witness) else None
