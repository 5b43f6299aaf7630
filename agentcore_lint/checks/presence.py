"""AC405, AC406, AC409 and AC410: conditions on keys that a call does not carry, or never like that."""

from __future__ import annotations

from typing import TYPE_CHECKING

from agentcore_lint.access.gates import depends_on_presence, odd_callers
from agentcore_lint.access.plain import hold_for_anyone
from agentcore_lint.checks.consequence import consequence, consequence_of_value
from agentcore_lint.finding import Finding, Place
from agentcore_lint.service.keys import ALWAYS, find_key

if TYPE_CHECKING:
    from collections.abc import Iterator

    from agentcore_lint.checks.context import Context
    from agentcore_lint.policy.model import Condition, Policy, Statement

_OF_ARN = frozenset(("aws:resourceaccount", "aws:requestedregion"))
"""Keys, in lower case, of which the ARN that is called says the value."""
_GUARDS = frozenset(
    ("aws:viaawsservice", "aws:principalisawsservice", "aws:calledvia", "aws:principalservicename")
)
_NOT_KEPT = frozenset(("aws:sourcevpc", "aws:sourcevpce"))
"""Network keys that a service's call for somebody lacks; aws:SourceIp keeps the caller's address."""


def key_absent_under_oauth(policy: Policy, context: Context) -> Iterator[Finding]:
    """AC405: a token holder's request does not carry the key."""
    if context.auth != "oauth":
        return
    for statement in policy.statements:
        for condition in statement.conditions:
            known = find_key(condition.key)
            if known is None or known.never or not known.name.startswith("aws:") or known.oauth == "present":
                continue
            if known.name.lower() in ALWAYS or not depends_on_presence(condition):
                continue
            from agentcore_lint.access.contradiction import always_or_never

            place = Place(condition.pointer, "key")
            found = always_or_never(policy, statement, condition, context.resource, "oauth")
            if found is not None:
                so = consequence(statement, holds=found == "always")
                message = f"token holders have no {context.show(condition.key)}, {so}"
                yield Finding("AC405", place, f"they never have it, {so}", message=message)
            elif known.oauth == "unknown":
                label = "not documented for calls with a token"
                message = f"whether token holders have {context.show(condition.key)} is not documented"
                yield Finding("AC405", place, label, message=message, severity="warning")


def key_never_present(policy: Policy, context: Context) -> Iterator[Finding]:
    """AC410: a global key that AgentCore calls never carry."""
    for statement in policy.statements:
        for condition in statement.conditions:
            known = find_key(condition.key)
            if known is not None and known.never and condition.operator.base not in (None, "Null"):
                from agentcore_lint.access.conditions import holds
                from agentcore_lint.access.request import OAUTH, Request

                always = holds(condition, Request("", "", OAUTH, {}), variables=False)
                label = consequence(statement, holds=bool(always))
                message = f"AgentCore calls never carry {context.show(condition.key)}, {label}"
                yield Finding("AC410", Place(condition.pointer, "key"), label, message=message)


def unguarded_network_deny(policy: Policy, _: Context) -> Iterator[Finding]:
    """AC406: a Deny by network that also stops AWS services calling on somebody's behalf."""
    for statement in policy.statements:
        if statement.effect != "Deny" or _guarded(statement):
            continue
        for condition in statement.conditions:
            if condition.key.lower() in _NOT_KEPT and condition.operator.negated:
                whom = "AWS services that call on somebody's behalf"
                message = f"this Deny by {condition.key} also stops {whom}"
                label = f"their calls carry no {condition.key}"
                yield Finding("AC406", Place(condition.pointer, "key"), label, message=message)
                break


def _guarded(statement: Statement) -> bool:
    return any(condition.key.lower() in _GUARDS for condition in statement.conditions)


def unmatchable_condition(policy: Policy, context: Context) -> Iterator[Finding]:
    """AC409: a condition that can never hold."""
    for statement in policy.statements:
        for condition in statement.conditions:
            yield from _of_nobody(policy, statement, condition, context)
            yield from _of_own_arn(policy, statement, condition, context)
        if len(statement.conditions) < 2 or hold_for_anyone(statement.conditions):
            continue
        from agentcore_lint.access.contradiction import contradiction

        found = contradiction(policy, statement, context.resource, context.auth)
        if found is not None:
            key = context.show(found.key)
            so = consequence(statement, holds=False)
            if sum(each.key.lower() == found.key.lower() for each in statement.conditions) > 1:
                message, label = f"no {key} meets all conditions on it", "no value meets them all"
            else:
                message = f"no call with this {key} meets the conditions before it"
                label = "excluded by the conditions before it"
            message, label = f"{message}, {so}", f"{label}, {so}"
            yield Finding("AC409", Place(found.pointer, "key"), label, message=message)


def _of_nobody(
    policy: Policy, statement: Statement, condition: Condition, context: Context
) -> Iterator[Finding]:
    for item in odd_callers(condition):
        from agentcore_lint.access.contradiction import nobody_has

        if nobody_has(policy, statement, condition, item):
            so = consequence_of_value(statement, condition)
            plain = not (condition.operator.quantifier or condition.operator.if_exists)
            if condition.operator.negated and len(condition.values) == 1 and plain:
                so = consequence(statement, holds=True)
            session = ":assumed-role/" in item.text
            why = "it is the role's ARN" if session else "no caller has it"
            message = f"{condition.key} is never '{context.show(item.text)}' ({why}), {so}"
            why = f"{condition.key} is the role's ARN" if session else "no caller has this ARN"
            yield Finding("AC409", Place(item.pointer), f"{why}, {so}", message=message)


def _of_own_arn(
    policy: Policy, statement: Statement, condition: Condition, context: Context
) -> Iterator[Finding]:
    if condition.key.lower() not in _OF_ARN or condition.operator.base in (None, "Null"):
        return
    from agentcore_lint.access.own_arn import contradicted

    found = contradicted(policy, statement, condition, context.resource)
    if found is not None:
        first, *others = [context.show(item.text) for item in condition.values] or [""]
        named = " or ".join([first, *others] if len(others) < 2 else [first, f"{len(others)} others"])
        so = consequence(statement, holds=found.applies)
        message = f"{condition.key} is {found.said} on this ARN, not {named}, {so}"
        label = f"it is {found.said} on this ARN, {so}"
        place = Place(condition.values[0].pointer) if condition.values else Place(condition.pointer, "key")
        yield Finding("AC409", place, label, message=message)
