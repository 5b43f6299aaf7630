"""Whom a Deny's exemption leaves out besides those of the resource's own account."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from agentcore_lint.access.callers import OTHER_ACCOUNT, World
from agentcore_lint.access.cells import pattern_of
from agentcore_lint.access.find import Witness, find
from agentcore_lint.access.permission import permitted
from agentcore_lint.access.question import Allowed, Denied, Question, Reached, is_so
from agentcore_lint.access.request import caller_of
from agentcore_lint.access.texts import Form, is_plain, texts
from agentcore_lint.policy.glob import match
from agentcore_lint.values import has_hole

if TYPE_CHECKING:
    from agentcore_lint.access.request import Request
    from agentcore_lint.policy.model import Item, Policy


class Exempted(NamedTuple):
    """A call that no Deny stops. `allowed`: a statement allows it, so that it gets in."""

    request: Request
    allowed: bool


def exempted_elsewhere(policy: Policy, index: int, item: Item, action: str, resource: str) -> Exempted | None:
    """Return a call by a role of another account that a value of aws:PrincipalArn exempts from a Deny.

    `index` is that of the Deny. None: the value exempts none, or another Deny stops it, or it exempts
    other accounts whatever the role, or the Deny does not reach them without this condition either.
    """
    if has_hole(item.text) or "${" in item.text:
        return None
    pattern = pattern_of(item.text, "StringLike")
    head = f"arn:aws:iam::{OTHER_ACCOUNT}:role/"
    if is_plain(pattern) or match(pattern, f"{head}any-role-at-all"):
        return None
    roles = [arn for arn in texts((pattern,), fresh="x", form=Form(head)).values if match(pattern, arn)]
    caller = next(filter(None, map(caller_of, roles)), None)
    if caller is None:
        return None
    policies = permitted(policy)
    on_resource = policies.resource or policy
    world = World(resource, "sigv4", callers=(caller,))
    statement = on_resource.statements[index]
    rest = tuple(each for each in statement.conditions if item not in each.values)
    bare = statement._replace(conditions=rest)
    facts = (
        Reached(on_resource, statement, action, wanted=False),
        Reached(on_resource, bare, action),
        Denied(policies, (action,), wanted=False),
    )
    answer = find(Question(facts, world))
    if not isinstance(answer, Witness):
        return None
    allowed = is_so(Question((Allowed(policies, (action,)),), world), answer.request)
    return Exempted(answer.request, allowed=allowed)
