"""Whether policies let in callers of other accounts, and whether each half of what they need is there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from agentcore_lint.access.callers import OTHER_ACCOUNT, ROLE, World
from agentcore_lint.access.find import Witness, find
from agentcore_lint.access.modes import nobody
from agentcore_lint.access.permission import permitted
from agentcore_lint.access.question import Allowed, Question, Reached, is_so
from agentcore_lint.access.request import caller_of
from agentcore_lint.policy.arn import arn_of, is_account
from agentcore_lint.service.catalog import actions
from agentcore_lint.values import has_hole

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from agentcore_lint.access.request import Caller, Policies, Request
    from agentcore_lint.policy.model import Policy, Statement

_ORGANISATION = ("aws:principalorgid", "aws:principalorgpaths")


def lets_in_other_account(policy: Policy, statement: Statement, action: str, resource: str) -> Request | None:
    """Return a call by somebody of another account that an Allow names and the policy lets in."""
    return next(_let_in(policy, _others(statement, resource), action, resource), None)


def lets_in_half(
    policy: Policy, statement: Statement, half: str, whole: str, resource: str
) -> Request | None:
    """Return a call of another account to which an Allow gives one of two actions, and nothing the other.

    `half` and `whole` are the actions, both of which a call on `resource` needs.
    """
    for request in _let_in(policy, _others(statement, resource), half, resource):
        if _proved_out(permitted(policy), request.caller, whole, resource):
            return request
    return None


def kept_out_by_partner(
    policy: Policy, partner: Policy, statement: Statement, action: str, resource: str
) -> Request | None:
    """Return a call of another account that one of two policies allows, and the other does not.

    `partner`: the policy that decides together with this one, of a runtime that of its endpoint.
    """
    for request in _let_in(policy, _others(statement, resource), action, resource):
        if _proved_out(permitted(policy, partner), request.caller, action, resource):
            return request
    return None


def both_allow(policy: Policy, partner: Policy | None, request: Request) -> bool:
    """Tell whether two policies that decide together, of a runtime and its endpoint, let a request in."""
    if partner is None:
        return False
    facts = (Allowed(permitted(policy, partner), (request.action,)),)
    return is_so(Question(facts, World(request.resource)), request)


def is_admitted(policy: Policy, caller: Caller, resource: str, *, holes: bool) -> bool:
    """Tell whether some Allow may be about a caller of another account, or about that account."""
    return any(_admits(policy, each, caller, resource, holes=holes) for each in policy.statements)


def _admits(policy: Policy, statement: Statement, caller: Caller, resource: str, *, holes: bool) -> bool:
    principal = statement.principal
    if statement.effect == "Deny":
        return False
    if statement.effect is None or principal is None or principal.opaque or principal.negated:
        return True
    said = [item.text for item in principal.items]
    if any(caller.account in text or has_hole(text) for text in said):
        return True
    if not principal.everyone:
        return False
    if any(caller.account in item.text for each in statement.conditions for item in each.values):
        return True
    anything = statement._replace(actions=(), not_action=True, resources=(), not_resource=True)
    action = f"bedrock-agentcore:{next(iter(actions().values())).name}"
    return not nobody([Reached(policy, anything, action)], World(resource, holes=holes, callers=(caller,)))


def _let_in(policy: Policy, callers: Iterable[Caller], action: str, resource: str) -> Iterator[Request]:
    """Yield a call by each of some callers whom a policy lets in."""
    policies = permitted(policy)
    for caller in callers:
        world = World(resource, callers=(caller,))
        answer = find(Question((Allowed(policies, (action,)),), world))
        if isinstance(answer, Witness):
            yield answer.request


def _proved_out(policies: Policies, caller: Caller, action: str, resource: str) -> bool:
    return nobody([Allowed(policies, (action,))], World(resource, callers=(caller,)))


def _others(statement: Statement, resource: str) -> list[Caller]:
    """Return the callers of other accounts than the resource's whom an Allow names."""
    account = arn_of(resource).number
    if account is None:
        return []
    return [caller for caller in dict.fromkeys(_named(statement)) if caller.account != account]


def _named(statement: Statement) -> Iterator[Caller]:
    """Yield roles and users that an Allow names, a role for each account.

    Everyone is nobody's name, but for the accounts and the organisations that conditions ask for.
    """
    principal = statement.principal
    said = [item.text for item in principal.items if item.type == "AWS"] if principal else []
    if principal is not None and principal.everyone:
        for condition in statement.conditions:
            key = condition.key.lower()
            if condition.operator.negated or condition.operator.base == "Null":
                continue
            if key in ("aws:principalaccount", "aws:principalarn"):
                said += [item.text for item in condition.values]
            elif key in _ORGANISATION and not any(has_hole(item.text) for item in condition.values):
                said.append(OTHER_ACCOUNT)
    for text in said:
        if has_hole(text) or "*" in text or "?" in text:
            continue
        arn = f"arn:aws:iam::{text}:root" if is_account(text) else text
        if arn.endswith(":root"):
            arn = f"{arn.removesuffix('root')}role/{ROLE}"
        caller = caller_of(arn)
        if caller is not None and is_account(caller.account) and caller.type in ("role", "user"):
            yield caller
