"""Which statements of a policy are AgentCore's business, and so a rule's.

A resource policy is AgentCore's alone. An identity policy, a service control policy or a VPC endpoint's
policy has statements of other services beside those of AgentCore, and conditions that only other
services know.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from agentcore_lint.policy.glob import compile_glob, match
from agentcore_lint.service.catalog import PREFIX, WRONG_PREFIXES, actions, is_ours, matching
from agentcore_lint.service.kinds import SERVICE
from agentcore_lint.values import has_hole

if TYPE_CHECKING:
    from agentcore_lint.policy.model import Policy, Statement

_KEYS = ("aws:", PREFIX)


def bearing(policy: Policy) -> Policy:
    """Return a policy without the statements that surely are about other services alone."""
    return policy._replace(statements=tuple(each for each in policy.statements if reaches(each) is not False))


def judged(policy: Policy) -> Policy:
    """Return the part of a policy that rules judge.

    These are the statements that surely reach an AgentCore action; of their conditions those on
    global keys and on AgentCore's.
    """
    return policy._replace(statements=tuple(_own(each) for each in policy.statements if reaches(each)))


def _own(statement: Statement) -> Statement:
    conditions = tuple(
        each for each in statement.conditions if has_hole(each.key) or each.key.lower().startswith(_KEYS)
    )
    return statement if conditions == statement.conditions else statement._replace(conditions=conditions)


def reaches(statement: Statement) -> bool | None:
    """Tell whether a statement is about some action of AgentCore; None: it depends on a hole."""
    texts = [item.text for item in statement.actions]
    if any(text.lower().startswith((PREFIX, *WRONG_PREFIXES)) for text in texts):
        return not statement.not_action or not _all_covered(texts)
    if statement.not_action:
        acts: bool | None = None if any(map(has_hole, texts)) else not _all_covered(texts)
    elif any(not has_hole(text) and is_ours(text) for text in texts):
        acts = True
    else:
        acts = None if any(has_hole(text) and is_ours(text) for text in texts) else False
    named = _on_agentcore(statement)
    return False if acts is False or named is False else acts and named


def _all_covered(patterns: list[str]) -> bool:
    """Tell whether patterns, together, leave no action of AgentCore out."""
    if "*" in patterns:
        return True
    covered = {action for text in patterns if is_ours(text) for action in matching(text)}
    return len(covered) == len(actions())


def _on_agentcore(statement: Statement) -> bool | None:
    """Tell whether a statement may be about a resource of AgentCore."""
    if statement.not_resource or not statement.resources:
        return None if "Resource" in statement.opaque else True
    found = [_named(item.text) for item in statement.resources]
    return True if True in found else None if None in found else False


def _named(resource: str) -> bool | None:
    """Tell whether a pattern of the Resource element may name a resource of AgentCore."""
    parts = resource.split(":", 3)
    if len(parts) > 2:
        return match(compile_glob(parts[2]), SERVICE)
    if has_hole(resource):
        return None
    return "*" in resource
