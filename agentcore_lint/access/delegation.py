"""Whether a policy lets in callers of other accounts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from agentcore_lint.access.callers import ROLE, World
from agentcore_lint.access.find import Witness, find
from agentcore_lint.access.permission import permitted
from agentcore_lint.access.question import Allowed, Question
from agentcore_lint.access.request import parse_caller
from agentcore_lint.values import has_hole

if TYPE_CHECKING:
    from collections.abc import Iterator

    from agentcore_lint.access.request import Request
    from agentcore_lint.policy.model import Policy, Statement


def lets_in_other_account(policy: Policy, statement: Statement, action: str, resource: str) -> Request | None:
    """Return a call by somebody of another account that an Allow names and the policy lets in."""
    account = resource.split(":", 5)[4]
    if not account.isdigit():
        return None
    callers = tuple(parse_caller(arn) for arn in _named(statement) if arn.split(":")[4] != account)
    if not callers:
        return None
    answer = find(Question((Allowed(permitted(policy), (action,)),), World(resource, callers=callers)))
    return answer.request if isinstance(answer, Witness) else None


def _named(statement: Statement) -> Iterator[str]:
    """Yield roles and users that an Allow names, a role for each account; everyone is nobody's name."""
    for item in statement.principal.items if statement.principal else ():
        text = item.text
        if item.type != "AWS" or has_hole(text):
            continue
        if len(text) == 12 and text.isdigit():
            yield f"arn:aws:iam::{text}:role/{ROLE}"
        elif text.count(":") == 5 and text.endswith(":root"):
            yield f"{text.removesuffix(':root')}:role/{ROLE}"
        elif text.count(":") == 5 and ":iam:" in text and text.split(":")[4].isdigit():
            yield text
