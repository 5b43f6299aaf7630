"""AC310 and AC411 to AC414: what a key of a call can be, against what the policy expects of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from agentcore_lint.access.gates import never_with_access_keys
from agentcore_lint.checks.engine import as_meant
from agentcore_lint.finding import Finding, Fix, Place, Replacement
from agentcore_lint.policy.operators import WITH_VARIABLES
from agentcore_lint.service.catalog import PREFIX

if TYPE_CHECKING:
    from collections.abc import Iterator

    from agentcore_lint.checks.context import Context
    from agentcore_lint.finding import Severity
    from agentcore_lint.policy.model import Condition, Policy, Statement

_SOURCES = frozenset(("aws:sourcearn", "lambda:sourcefunctionarn"))
_MAX_NAMES = 2
"""Actions, or values, that a message names."""


def source_arn_shape(policy: Policy, context: Context) -> Iterator[Finding]:
    """AC310: an ARN in aws:SourceArn that no resource of its service has."""
    for _, condition in _conditions(policy):
        if condition.key.lower() not in _SOURCES or condition.operator.base not in WITH_VARIABLES:
            continue
        from agentcore_lint.service.source_arns import problem_of

        for item in condition.values:
            problem = problem_of(item.text)
            if problem is None:
                continue
            place = Place(item.pointer)
            fix = None
            if problem.meant is not None:
                meant = context.show(problem.meant)
                fix = Fix(f"Write {meant}", "unsafe", (Replacement(place, meant),))
            message = f"{condition.key} is never {context.show(item.text)}"
            yield Finding("AC310", place, problem.text, fix=fix, message=message)


def private_source_ip(policy: Policy, _: Context) -> Iterator[Finding]:
    """AC411: aws:SourceIp is compared with addresses that no request comes from."""
    for _statement, condition in _conditions(policy):
        if condition.key.lower() != "aws:sourceip":
            continue
        from agentcore_lint.policy.addresses import is_private

        found = [item for item in condition.values if is_private(condition.operator.base or "", item.text)]
        if found:
            are = "is private and never matches" if len(found) == 1 else "are private and never match"
            label = f"{_named([item.text for item in found])} {are}"
            related = tuple((Place(item.pointer), "private, too") for item in found[1:])
            yield Finding("AC411", Place(found[0].pointer), label, related=related)


def key_of_other_action(policy: Policy, context: Context) -> Iterator[Finding]:
    """AC412: a key of the service that none of the statement's actions carries."""
    if not any(condition.key.lower().startswith(PREFIX) for _, condition in _conditions(policy)):
        return
    from agentcore_lint.service.key_carriers import carriers_of, not_carried

    for statement, condition in _conditions(as_meant(policy, context)):
        if not not_carried(statement, condition.key):
            continue
        names = sorted(carriers_of(condition.key))
        label = f"only {_named(names)} {'carries' if len(names) == 1 else 'carry'} it"
        message = f"{_actions(statement)} no {condition.key}"
        yield Finding("AC412", Place(condition.pointer, "key"), label, message=message)


def _actions(statement: Statement) -> str:
    """Return the beginning of a sentence: what a statement's actions carry."""
    if statement.not_action:
        return "the actions that are left carry"
    names = [item.text.removeprefix(PREFIX) for item in statement.actions]
    return f"{_named(names)} {'carries' if len(names) == 1 else 'carry'}"


def _named(names: list[str]) -> str:
    """Return a list in words, of its first names where it is long."""
    if len(names) <= _MAX_NAMES:
        return " and ".join(names)
    return f"{', '.join(names[:_MAX_NAMES])} and {len(names) - _MAX_NAMES} more"


def root_arn_in_condition(policy: Policy, context: Context) -> Iterator[Finding]:
    """AC413: the ARN of an account's root user where the account was meant."""
    for statement, condition in _conditions(policy):
        if statement.effect is None or condition.key.lower() != "aws:principalarn":
            continue
        exempts = statement.effect == "Deny"
        if condition.operator.base not in WITH_VARIABLES or condition.operator.negated != exempts:
            continue
        if not condition.values or not all(item.text.endswith(":root") for item in condition.values):
            continue
        if exempts and any(each is not condition and each.operator.negated for each in statement.conditions):
            continue
        item = condition.values[0]
        message = f"{context.show(item.text)} is only the root user in {condition.key}, not the account"
        label = "its roles and users are denied, too" if exempts else "its roles and users do not get in"
        yield Finding("AC413", Place(item.pointer), label, message=message)


def mfa_deny_misses_keys(policy: Policy, context: Context) -> Iterator[Finding]:
    """AC414: a Deny of calls without MFA does not stop long-term access keys."""
    for index, statement in enumerate(policy.statements):
        for condition in statement.conditions:
            if statement.effect != "Deny" or not never_with_access_keys(condition):
                continue
            from agentcore_lint.access.access_keys import let_in_with_access_keys
            from agentcore_lint.checks.witness import request_witness

            request = let_in_with_access_keys(policy, index, context.resource, context.auth)
            if request is None:
                continue
            action = request.action.removeprefix(PREFIX)
            ending = f", with an access key, can call {action}: nothing here denies it"
            severity: Severity | None = "warning" if policy.kind == "identity-policy" else None
            label = f"{action} signed with one carries no {condition.key}"
            place = Place(condition.operator_pointer, "key")
            yield Finding(
                "AC414", place, label, witness=request_witness(request, context, ending), severity=severity
            )


def _conditions(policy: Policy) -> Iterator[tuple[Statement, Condition]]:
    for statement in policy.statements:
        for condition in statement.conditions:
            yield statement, condition
