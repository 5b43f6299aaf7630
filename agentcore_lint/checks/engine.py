"""What rules ask of `access`, worked out once for a policy and shared between them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from agentcore_lint.policy.build import build_policy
from agentcore_lint.service.catalog import exists
from agentcore_lint.values import has_hole

if TYPE_CHECKING:
    from agentcore_lint.access.effects import Effects
    from agentcore_lint.access.openings import Walls
    from agentcore_lint.checks.context import Context
    from agentcore_lint.policy.model import Item, Policy


def as_meant(policy: Policy, context: Context) -> Policy:
    """Read an action that does not exist as the one it was meant to be: the typo is AC104's finding."""
    if "as meant" not in context.answers:
        actions = (item for statement in policy.statements for item in statement.actions)
        sound = all(map(_exists, actions))
        context.answers["as meant"] = policy if sound else _mended(policy)
    found: Policy = context.answers["as meant"]
    return found


def _exists(item: Item) -> bool:
    return has_hole(item.text) or exists(item.text)


def _mended(policy: Policy) -> Policy:
    from agentcore_lint.service.spelling import nearest_action

    statements = tuple(
        statement._replace(
            actions=tuple(
                item if _exists(item) else item._replace(text=nearest_action(item.text) or item.text)
                for item in statement.actions
            )
        )
        for statement in policy.statements
    )
    return policy._replace(statements=statements)


def walls_of(policy: Policy, context: Context) -> Walls:
    """Return the walls of a policy."""
    if "walls" not in context.answers:
        from agentcore_lint.access.openings import Walls

        meant = as_meant(policy, context)
        context.answers["walls"] = Walls(
            meant, context.auth, partner_of(policy, context), holes=context.has_holes
        )
    found: Walls = context.answers["walls"]
    return found


def partner_of(policy: Policy, context: Context) -> Policy | None:
    """Return the policy that decides together with a runtime's or an endpoint's, where the stack has it."""
    document = context.document.said.partner
    if document is None or policy.kind != "resource-policy":
        return None
    return build_policy(document.root, "resource-policy")


def effects_of(policy: Policy, context: Context) -> Effects:
    """Return what the statements of a policy do."""
    if "effects" not in context.answers:
        from agentcore_lint.access.effects import Effects

        meant = as_meant(policy, context)
        resource = context.resource or ""
        context.answers["effects"] = Effects(meant, resource, context.auth, holes=context.has_holes)
    found: Effects = context.answers["effects"]
    return found


def is_sound(policy: Policy) -> bool:
    """Tell whether a resource policy says all that AWS asks for: else what it means is not settled."""
    return (
        policy.well_formed
        and not policy.opaque
        and all(each.principal is not None and each.effect is not None for each in policy.statements)
    )
