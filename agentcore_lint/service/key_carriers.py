"""Which actions carry a condition key of the service.

Sources: service authorization reference; AgentCore devguide, "Use IAM condition keys with Amazon
Bedrock AgentCore Gateway" (by `overlay.json`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from agentcore_lint.policy.actions import action_matches
from agentcore_lint.service.catalog import PREFIX, actions, carriers, is_ours, matching
from agentcore_lint.service.keys import find_key
from agentcore_lint.values import has_hole

if TYPE_CHECKING:
    from agentcore_lint.policy.model import Statement


def carriers_of(key: str) -> frozenset[str]:
    """Return the names of the actions whose calls carry a key of the service; none: nobody knows."""
    known = find_key(key)
    if known is None or not known.name.lower().startswith(PREFIX):
        return frozenset()
    return frozenset(actions()[name].name for name in carriers().get(known.name.lower(), ()))


def not_carried(statement: Statement, key: str) -> bool:
    """Tell whether none of a statement's actions carries a key of the service, whatever its holes are.

    False where no source says who carries it, or an action is not known.
    """
    names = carriers_of(key)
    if not names or has_hole(key) or "Action" in statement.opaque or not (statement.actions):
        return False
    if statement.not_action:
        excluded = [item.text for item in statement.actions]
        return all(any(action_matches(each, PREFIX + name) for each in excluded) for name in names)
    patterns = [item.text for item in statement.actions if is_ours(item.text)]
    if not patterns or any(has_hole(text) or not (text == "*" or matching(text)) for text in patterns):
        return False
    return not any(action_matches(each, PREFIX + name) for each in patterns for name in names)
