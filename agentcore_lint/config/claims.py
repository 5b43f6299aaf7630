"""The parts of a claim in the configuration: which calls it is about, and which callers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from agentcore_lint.policy.build import build_policy
from agentcore_lint.service.catalog import PREFIX, matching
from agentcore_lint.service.ways import EVERY_WAY, GATEWAY, HARNESS_WAYS

if TYPE_CHECKING:
    from agentcore_lint.policy.model import Statement
    from agentcore_lint.sources.document import Auth

_WAYS = {way.name.lower(): way for way in (*EVERY_WAY, GATEWAY, *HARNESS_WAYS)}


def calls_of(ways: list[str], actions: list[str]) -> tuple[tuple[str, ...], ...]:
    """Return the calls that ways and actions (wildcards allowed) name. Raises ValueError."""
    if not ways and not actions:
        raise ValueError("name ways or actions")
    out: dict[tuple[str, ...], None] = {}
    for name in ways:
        way = _WAYS.get(name.lower())
        if way is None:
            raise ValueError(f"no way {name!r}; there are {', '.join(_WAYS)}")
        out[way.full_actions] = None
    for name in actions:
        full = name if ":" in name else PREFIX + name
        found = matching(full)
        if not found:
            from agentcore_lint.service.spelling import suggested_action

            near = suggested_action(full)
            hint = f", did you mean {near.removeprefix(PREFIX)}?" if near else ""
            raise ValueError(f"no action {name!r}{hint}")
        out.update({(PREFIX + action.name,): None for action in found})
    return tuple(out)


def who_of(value: object) -> tuple[tuple[Statement, ...], Auth | None]:
    """Return statements that apply to the callers meant, and how they sign, if that is said.

    `value`: a Condition block of IAM, or one or more of: *, oauth, an account, service:NAME, a pattern
    of ARNs as in ArnLike on aws:PrincipalArn. Raises ValueError.
    """
    if isinstance(value, dict):
        return (_scope(value),), None
    names = [value] if isinstance(value, str) else value
    if not isinstance(names, list) or not names or not all(isinstance(each, str) for each in names):
        raise ValueError("who is a caller, a list of callers, or a table as IAM's Condition")
    if "oauth" in names:
        if len(names) > 1:
            raise ValueError("oauth stands alone in who")
        return (_scope({}),), "oauth"
    return tuple(_scope(_condition(each)) for each in names), None


def _condition(name: str) -> dict[str, Any]:
    if name == "*":
        return {}
    if name.isdigit() and len(name) == 12:
        return {"StringEquals": {"aws:PrincipalAccount": name}}
    if name.startswith("service:"):
        return {"StringEquals": {"aws:PrincipalServiceName": name.removeprefix("service:")}}
    if name.startswith("arn:"):
        return {"ArnLike": {"aws:PrincipalArn": name}}
    raise ValueError(f"{name!r} is not *, oauth, an account, service:NAME, or an ARN")


def _scope(condition: dict[str, Any]) -> Statement:
    """Return a statement that applies to whoever satisfies a Condition block. Raises ValueError."""
    body = {"Effect": "Allow", "Principal": "*", "Action": "*", "Resource": "*", "Condition": condition}
    policy = build_policy({"Version": "2012-10-17", "Statement": body}, "resource-policy")
    statement = policy.statements[0]
    unknown = [each.operator.text for each in statement.conditions if each.operator.base is None]
    if unknown:
        raise ValueError(f"no condition operator {unknown[0]!r}")
    if not policy.well_formed:
        raise ValueError("who is not a Condition block as IAM writes it")
    return statement._replace(actions=(), not_action=True, resources=())
