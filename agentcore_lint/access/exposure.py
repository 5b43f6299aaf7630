"""Whether an Allow lets in somebody of whom the policy knows nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

from agentcore_lint.access.callers import OTHER_ACCOUNT
from agentcore_lint.access.request import OAUTH, Caller, Request, parse_caller, service_caller
from agentcore_lint.access.statements import applies
from agentcore_lint.policy.actions import covers_action
from agentcore_lint.policy.glob import FRESH
from agentcore_lint.service.catalog import PREFIX, matching
from agentcore_lint.service.keys import FORGEABLE, find_key

if TYPE_CHECKING:
    from agentcore_lint.policy.model import Condition, Policy, Statement

Context: TypeAlias = dict[str, tuple[str, ...]]

_INTERNET: Context = {
    "aws:sourceip": ("203.0.113.7",),
    "aws:securetransport": ("true",),
    "aws:viaawsservice": ("false",),
    "aws:useragent": (f"{FRESH}curl",),
}


def exposed_to_anyone(policy: Policy, statement: Statement, arn: str) -> Request | None:
    """Return a call by a stranger's role, from the internet, that the Allow lets in."""
    stranger = parse_caller(f"arn:aws:iam::{OTHER_ACCOUNT}:role/{FRESH}Stranger")
    context: Context = {
        **_INTERNET,
        "aws:principalisawsservice": ("false",),
        "aws:userid": (f"AROA{FRESH}:x",),
    }
    return _exposed(policy, statement, arn, stranger, context)


def exposed_to_tokens(policy: Policy, statement: Statement, arn: str) -> Request | None:
    """Return a call by a token holder, from the internet, that the Allow lets in."""
    return _exposed(policy, statement, arn, OAUTH, {"aws:sourceip": ("203.0.113.7",)})


def exposed_to_service(policy: Policy, statement: Statement, arn: str, service: str) -> Request | None:
    """Return a call by a service on behalf of a stranger's resource that the Allow lets in."""
    context: Context = {
        "aws:sourcearn": (f"arn:aws:any:us-east-1:{OTHER_ACCOUNT}:{FRESH}resource",),
        "aws:sourceaccount": (OTHER_ACCOUNT,),
        "aws:sourceorgid": (f"o-{FRESH}",),
        "aws:sourceorgpaths": (f"o-{FRESH}/r-{FRESH}/",),
        "aws:viaawsservice": ("false",),
    }
    return _exposed(policy, statement, arn, service_caller(service), context)


def _exposed(
    policy: Policy, statement: Statement, arn: str, caller: Caller, context: Context
) -> Request | None:
    """Return the request, unless a condition, or a Deny on any of the allowed calls, may stop it."""
    if statement.effect != "Allow":
        return None
    request = Request(
        _actions(statement)[0],
        arn,
        caller,
        _with_what_the_caller_writes(context, statement),
        _unknown(policy),
    )
    if not applies(statement, request, policy, resource=False):
        return None
    for deny in policy.statements:
        if deny.effect == "Allow":
            continue
        for action in _actions(statement):
            covered = covers_action(statement, action)
            if (
                covered
                and applies(deny, request._replace(action=action), policy, resource=False) is not False
            ):
                return None
    return request if not policy.opaque else None


def _actions(statement: Statement) -> list[str]:
    """Return actions that the statement allows: those that call an agent or a gateway first."""
    if statement.not_action:
        return [f"{PREFIX}InvokeAgentRuntime", f"{PREFIX}InvokeGateway"]
    found = {PREFIX + action.name: None for item in statement.actions for action in matching(item.text)}
    calls = [name for name in found if ":Invoke" in name or ":StopRuntime" in name]
    return calls or [*found] or [f"{PREFIX}InvokeAgentRuntime"]


def _with_what_the_caller_writes(context: Context, statement: Statement) -> Context:
    """Add the headers that a condition asks for: the caller writes them as it likes."""
    out = dict(context)
    for condition in statement.conditions:
        key = condition.key.lower()
        if key in FORGEABLE and condition.values and not condition.operator.negated:
            text = condition.values[0].text
            out[key] = (text.replace("*", "x").replace("?", "x"),)
    return out


def _unknown(policy: Policy) -> frozenset[str]:
    """Nothing is assumed of keys that are not global, nor of the resource's and the session's own."""
    return frozenset(
        condition.key.lower()
        for each in policy.statements
        for condition in each.conditions
        if _open(condition)
    )


def _open(condition: Condition) -> bool:
    key = condition.key.lower()
    known = find_key(key)
    if known is None or not key.startswith("aws:"):
        return True
    return key.startswith(("aws:resource", "aws:currenttime", "aws:epochtime", "aws:requestedregion"))
