"""AC507 and AC605: callers of other accounts, who get in only where an Allow admits them in full."""

from __future__ import annotations

from typing import TYPE_CHECKING

from agentcore_lint.checks.engine import as_meant, partner_of
from agentcore_lint.finding import Finding, Fix, Place, Replacement
from agentcore_lint.policy.actions import action_matches, covers_action
from agentcore_lint.policy.arn import arn_of, is_account
from agentcore_lint.policy.operators import WITH_VARIABLES
from agentcore_lint.service.catalog import PREFIX
from agentcore_lint.service.ways import CALLS, HTTP, HTTP_FOR_USER, covered_invocations
from agentcore_lint.values import surely_differ

if TYPE_CHECKING:
    from collections.abc import Iterator

    from agentcore_lint.access.request import Request
    from agentcore_lint.checks.context import Context
    from agentcore_lint.policy.model import Item, Policy, Statement

_EXEMPTING = frozenset(("aws:principalarn", "aws:principalaccount"))
_HALVES = (
    (HTTP_FOR_USER.full_actions[-1], HTTP.full_actions[0], "runtime"),
    (f"{PREFIX}InvokeHarness", HTTP.full_actions[0], "harness"),
    (f"{PREFIX}InvokeAgentRuntimeCommand", HTTP.full_actions[0], "harness"),
)
"""An action, another that its call needs too, and the kind of resource of which that is documented.

Sources: botocore, InvokeAgentRuntime (with a user id); AgentCore devguide, "harness-security".
"""
_TYPO = 2
"""Digits in which an account may differ from the resource's to be taken for it."""


def exempts_nobody(policy: Policy, context: Context) -> Iterator[Finding]:
    """AC507: a Deny leaves out a caller of an account that no Allow admits."""
    own = arn_of(context.resource).number
    if own is None or context.auth == "oauth":
        return
    for statement in policy.statements:
        if statement.effect != "Deny":
            continue
        seen: set[str] = set()
        for condition in statement.conditions:
            if (
                condition.key.lower() not in _EXEMPTING
                or not condition.operator.negated
                or condition.operator.base not in WITH_VARIABLES
            ):
                continue
            for item in condition.values:
                account = item.text if is_account(item.text) else arn_of(item.text).number
                if account in (None, own) or account in seen:
                    continue
                finding = _exempts_in_vain(policy, context, item, account or "", own)
                if finding is not None:
                    seen.add(account or "")
                    yield finding


def _exempts_in_vain(policy: Policy, context: Context, item: Item, account: str, own: str) -> Finding | None:
    from agentcore_lint.access.delegation import is_admitted
    from agentcore_lint.access.request import caller_of

    arn = f"arn:aws:iam::{account}:role/x" if is_account(item.text) else item.text
    caller = caller_of(arn.replace("*", "x").replace("?", "x"))
    if caller is None or caller.account != account:
        return None
    if is_admitted(policy, caller, context.resource or "", holes=context.has_holes):
        return None
    place = Place(item.pointer)
    fix = None
    if sum(one != other for one, other in zip(account, own, strict=True)) <= _TYPO:
        meant = context.show(item.text.replace(account, own))
        fix = Fix(f"Write {meant}", "unsafe", (Replacement(place, meant),))
    message = f"{context.show(item.text)} is left out and cannot get in: no Allow admits account {account}"
    return Finding("AC507", place, f"the resource is of {own}", fix=fix, message=message)


def cross_account_half_allowed(policy: Policy, context: Context) -> Iterator[Finding]:
    """AC605: a caller of another account is allowed one half of what its call needs."""
    if context.auth == "oauth" or arn_of(context.resource).number is None:
        return
    meant = as_meant(policy, context)
    for statement in meant.statements:
        if statement.effect == "Allow":
            yield from _half_of_actions(meant, statement, context)
            yield from _half_of_arns(meant, statement, context)


def _half_of_actions(policy: Policy, statement: Statement, context: Context) -> Iterator[Finding]:
    for half, whole, kind in _HALVES:
        if not covers_action(statement, half) or not _is_of(context, kind):
            continue
        if covers_action(statement, whole):
            continue
        from agentcore_lint.access.delegation import lets_in_half
        from agentcore_lint.checks.witness import account_of

        request = lets_in_half(policy, statement, half, whole, context.resource or "")
        if request is not None:
            item = next((each for each in statement.actions if action_matches(each.text, half)), None)
            place = Place(item.pointer if item is not None else statement.action_pointer)
            needed = whole.removeprefix(PREFIX)
            whose = account_of(request, statement)
            message = f"{half.removeprefix(PREFIX)} from {whose} needs {needed} too"
            label = f"no statement allows {needed} to it"
            finding = Finding("AC605", place, label, message=message)
            yield _with_request(finding, request, f"{needed} is not", context)


def _is_of(context: Context, kind: str) -> bool:
    kinds = context.resource_kinds
    return bool(kinds) and all(each.removesuffix("-endpoint") == kind for each in kinds)


def _half_of_arns(policy: Policy, statement: Statement, context: Context) -> Iterator[Finding]:
    if not _is_of(context, "runtime"):
        return
    of_endpoint = context.resource_kinds == {"runtime-endpoint"}
    other = "runtime" if of_endpoint else "endpoint"
    for action in CALLS:
        if action not in covered_invocations(statement):
            continue
        request = _on_one_arn(policy, statement, action, context, of_endpoint=of_endpoint)
        if request is not None:
            from agentcore_lint.checks.witness import account_of

            name = action.removeprefix(PREFIX)
            message = f"{name} from {account_of(request, statement)} needs an Allow on the {other} too"
            label = f"the {other}'s policy does not allow {name}"
            finding = Finding("AC605", Place(statement.element("Effect")), label, message=message)
            yield _with_request(finding, request, f"not on the {other}", context)
            return


def _on_one_arn(
    policy: Policy, statement: Statement, action: str, context: Context, *, of_endpoint: bool
) -> Request | None:
    """Return a call that this policy allows and that of the other ARN, as the stack tells, does not."""
    from agentcore_lint.access.delegation import kept_out_by_partner, lets_in_other_account

    resource = context.resource or ""
    partner = partner_of(policy, context)
    if partner is not None:
        return kept_out_by_partner(policy, partner, statement, action, resource)
    said = context.document.said
    if not of_endpoint or said.target is None or said.after is None:
        return None
    runtime = resource.partition("/runtime-endpoint/")[0]
    if not all(each and surely_differ(each, runtime) for each in (*said.before, *said.after)):
        return None
    return lets_in_other_account(policy, statement, action, resource)


def _with_request(finding: Finding, request: Request, lacking: str, context: Context) -> Finding:
    from agentcore_lint.checks.witness import request_witness

    name = request.action.removeprefix(PREFIX)
    ending = f" is allowed {name} here, but {lacking}, so the call is denied"
    return finding._replace(witness=request_witness(request, context, ending)._replace(decision="denied"))
