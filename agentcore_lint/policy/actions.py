"""Which actions the Action or NotAction element of a statement covers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from agentcore_lint.policy.glob import compile_glob, match
from agentcore_lint.values import has_hole

if TYPE_CHECKING:
    from agentcore_lint.policy.model import Statement

_KNOWN: dict[tuple[str, str], bool | None] = {}
_MOST_KNOWN = 10_000


def covers_action(statement: Statement, action: str) -> bool | None:
    """Tell whether a statement covers an action (with prefix); None: it depends on a hole.

    Names have no case (IAM user guide, "IAM JSON policy elements: Action").
    """
    found: bool | None = None if "Action" in statement.opaque else False
    for item in statement.actions:
        matched = action_matches(item.text, action)
        if matched:
            return not statement.not_action
        if matched is None:
            found = None
    return found if found is None else statement.not_action


def action_matches(pattern: str, action: str) -> bool | None:
    """Tell whether a pattern of the Action element matches an action."""
    key = (pattern, action)
    if key not in _KNOWN:
        if len(_KNOWN) > _MOST_KNOWN:
            _KNOWN.clear()
        if pattern.isascii() or has_hole(pattern):
            _KNOWN[key] = match(compile_glob(pattern.lower()), action.lower())
        else:
            _KNOWN[key] = False
    return _KNOWN[key]
