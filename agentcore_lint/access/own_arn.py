"""Conditions on keys of which the ARN that is called says the value: its account, its region."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from agentcore_lint.access.contradiction import always_or_never

if TYPE_CHECKING:
    from collections.abc import Iterable

    from agentcore_lint.policy.model import Condition, Policy, Statement

_PARTS = {"aws:requestedregion": (3, r"[a-z0-9-]+-\d"), "aws:resourceaccount": (4, r"\d{12}")}
"""Keys, in lower case, the part of the ARN that they are, and its form where it is known.

Source: IAM user guide, "AWS global condition context keys". An ARN is of the region that is called.
"""


class Contradicted(NamedTuple):
    """What the ARN says of the key. `applies`: the condition always holds; False: it never does."""

    said: str
    applies: bool


def contradicted(
    policy: Policy, statement: Statement, condition: Condition, resource: str | None
) -> Contradicted | None:
    """Return what contradicts a condition on such a key: a part of every ARN that the statement is about.

    `resource`: the ARN that a resource policy guards. None too where it only repeats the ARN, or keeps
    out what cannot come.
    """
    number, form = _PARTS[condition.key.lower()]
    arns = [resource or ""] if policy.kind == "resource-policy" else _named(statement)
    parts = {part[number] for arn in arns if len(part := arn.split(":", 5)) == 6}
    if len(parts) != 1 or not all(arn.count(":") > 4 for arn in arns):
        return None
    said = parts.pop()
    if re.fullmatch(form, said) is None:
        return None
    found = {always_or_never(policy, statement, condition, arn, "sigv4") for arn in arns}
    denies, negated = statement.effect == "Deny", condition.operator.negated
    if found == {"always"} and negated and denies:
        return Contradicted(said, applies=True)
    if found == {"never"} and not (negated and denies):
        return Contradicted(said, applies=False)
    return None


def _named(statement: Statement) -> list[str]:
    named: Iterable[str] = (item.text for item in statement.resources)
    return [] if statement.not_resource or "Resource" in statement.opaque else list(named)
