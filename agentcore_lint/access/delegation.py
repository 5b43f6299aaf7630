"""Whether a policy lets in callers of other accounts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from agentcore_lint.access.callers import ROLE, World
from agentcore_lint.access.find import Witness, find
from agentcore_lint.access.permission import permitted
from agentcore_lint.access.question import Allowed, Question, is_so
from agentcore_lint.access.request import caller_of
from agentcore_lint.policy.arn import arn_of, is_account
from agentcore_lint.values import has_hole

if TYPE_CHECKING:
    from collections.abc import Iterator

    from agentcore_lint.access.request import Caller, Request
    from agentcore_lint.policy.model import Policy, Statement


def lets_in_other_account(policy: Policy, statement: Statement, action: str, resource: str) -> Request | None:
    """Return a call by somebody of another account that an Allow names and the policy lets in."""
    account = arn_of(resource).number
    if account is None:
        return None
    callers = tuple(caller for caller in _named(statement) if caller.account != account)
    if not callers:
        return None
    answer = find(Question((Allowed(permitted(policy), (action,)),), World(resource, callers=callers)))
    return answer.request if isinstance(answer, Witness) else None


def both_allow(policy: Policy, partner: Policy | None, request: Request) -> bool:
    """Tell whether two policies that decide together, of a runtime and its endpoint, let a request in."""
    if partner is None:
        return False
    facts = (Allowed(permitted(policy, partner), (request.action,)),)
    return is_so(Question(facts, World(request.resource)), request)


def _named(statement: Statement) -> Iterator[Caller]:
    """Yield roles and users that an Allow names, a role for each account; everyone is nobody's name."""
    for item in statement.principal.items if statement.principal else ():
        text = item.text
        if item.type != "AWS" or has_hole(text):
            continue
        if is_account(text):
            text = f"arn:aws:iam::{text}:root"
        if text.endswith(":root"):
            text = f"{text.removesuffix('root')}role/{ROLE}"
        caller = caller_of(text)
        if caller is not None and is_account(caller.account) and caller.type in ("role", "user"):
            yield caller
