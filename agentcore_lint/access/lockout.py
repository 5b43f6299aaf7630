"""Whether a resource's own account can still manage it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from agentcore_lint.access.callers import ROLE, USER, World
from agentcore_lint.access.modes import nobody
from agentcore_lint.access.permission import permitted
from agentcore_lint.access.question import Allowed
from agentcore_lint.access.request import parse_caller

if TYPE_CHECKING:
    from agentcore_lint.policy.model import Policy


def administrators_locked_out(
    policy: Policy, actions: tuple[str, ...], resource: str, *, holes: bool
) -> bool:
    """Tell whether it is proved that the account's administrators are denied every one of the actions.

    An administrator is a role or a user of the resource's account with every permission, whom the
    policy does not name. They sign their calls, however the resource's callers do.
    """
    world = World(resource, "sigv4", holes)
    head = f"arn:{world.partition}:iam::{world.account}"
    arns = (f"{head}:role/{world.mark}{ROLE}", f"{head}:user/{world.mark}{USER}")
    administrators = world._replace(callers=tuple(map(parse_caller, arns)))
    policies = permitted(policy)
    return all(nobody([Allowed(policies, (action,))], administrators) for action in actions)
