"""AC301 to AC308: who a statement is about."""

from __future__ import annotations

from typing import TYPE_CHECKING

from agentcore_lint.checks.context import beside
from agentcore_lint.finding import Finding, Fix, Place, Replacement
from agentcore_lint.policy.build import PRINCIPAL_TYPES, is_unique_id
from agentcore_lint.policy.exempt import unlisted

if TYPE_CHECKING:
    from collections.abc import Iterator

    from agentcore_lint.checks.context import Context
    from agentcore_lint.policy.model import Policy, PrincipalItem, Statement


def missing_principal(policy: Policy, _: Context) -> Iterator[Finding]:
    """AC301: the statement of a resource policy names no principal."""
    for statement in policy.statements:
        if statement.principal is None:
            yield Finding("AC301", beside(statement), "Principal is missing beside this")


def oauth_principal(policy: Policy, context: Context) -> Iterator[Finding]:
    """AC303: a principal that no token holder is."""
    if context.auth != "oauth":
        return
    for statement in policy.statements:
        principal = statement.principal
        if principal is None or principal.everyone or principal.opaque:
            continue
        if principal.items:
            place = Place(principal.pointer)
            label = 'callers come with OAuth tokens: the statement never applies; write "*"'
            if principal.negated:
                label = "callers come with OAuth tokens: they are none of these, so it applies to them all"
            fix = Fix('Write "*"', "unsafe", (Replacement(place, "*"),))
            allows = statement.effect == "Allow" and not principal.negated
            yield Finding("AC303", place, label, fix=fix if allows else None)


def not_principal(policy: Policy, context: Context) -> Iterator[Finding]:
    """AC305: NotPrincipal is everyone but a few, and rarely the few that were meant."""
    for statement in policy.statements:
        if statement.principal is None or not statement.principal.negated:
            continue
        place = Place(statement.principal.pointer, "key")
        if statement.effect == "Allow":
            yield Finding("AC305", place, "with Allow this is everyone else, in every account")
        elif statement.effect == "Deny":
            item = unlisted(statement.principal)
            if item is None:
                continue
            label = f"this also stops {context.show(item.text)}: its account is not named beside it"
            note = "it always stops a role or user that has a permissions boundary, whatever is named"
            yield Finding("AC305", place, label, (note,), severity="warning")


def malformed_principal(policy: Policy, context: Context) -> Iterator[Finding]:
    """AC306: a principal that cannot exist."""
    for statement in policy.statements:
        unknown: set[str] = set()
        for item in statement.principal.items if statement.principal else ():
            if item.type not in PRINCIPAL_TYPES:
                if item.type not in unknown:
                    yield _unknown_type(item, statement)
                unknown.add(item.type)
                continue
            if statement.principal and item.pointer == statement.principal.pointer:
                if item.text != "*":
                    yield _bare(item, context)
                continue
            from agentcore_lint.policy.principal import problem_of_principal

            problem = problem_of_principal(item.type, item.text)
            if problem is not None:
                yield Finding("AC306", Place(item.pointer), context.show(problem))


def _unknown_type(item: PrincipalItem, statement: Statement) -> Finding:
    from agentcore_lint.policy.malformed import unknown_principal_type

    principal = statement.principal
    pointer = f"{principal.pointer if principal else ''}/{item.type.replace('~', '~0').replace('/', '~1')}"
    near = unknown_principal_type(item.type)
    hint = f", did you mean {near}?" if near else ""
    fix = Fix(f"Write {near}", "safe", (Replacement(Place(pointer, "key"), near),)) if near else None
    label = f"the keys are AWS, Service, Federated and CanonicalUser{hint}"
    return Finding("AC306", Place(pointer, "key"), label, fix=fix)


def _bare(item: PrincipalItem, context: Context) -> Finding:
    place = Place(item.pointer)
    kind = "Service" if item.text.endswith(".amazonaws.com") else "AWS"
    value = {kind: context.show(item.text)}
    fix = Fix(f"Write it under {kind}", "safe", (Replacement(place, value),))
    return Finding("AC306", place, f'only "*" stands alone; this goes under {kind}', fix=fix)


def deleted_principal(policy: Policy, _: Context) -> Iterator[Finding]:
    """AC307: the unique id of a principal that is gone."""
    for statement in policy.statements:
        for item in statement.principal.items if statement.principal else ():
            if item.type == "AWS" and is_unique_id(item.text):
                label = "IAM's id of a deleted principal; a new one of that name does not match it"
                yield Finding("AC307", Place(item.pointer), label)


def confused_deputy(policy: Policy, context: Context) -> Iterator[Finding]:
    """AC308: a service may act here for anyone's resource."""
    arn = context.resource or ""
    for statement in policy.statements:
        principal = statement.principal
        if statement.effect != "Allow" or principal is None or principal.negated:
            continue
        for item in principal.items:
            if item.type != "Service":
                continue
            from agentcore_lint.access.exposure import exposed_to_service

            if exposed_to_service(policy, statement, arn, item.text):
                message = f"{context.show(item.text)} may call for any AWS account"
                label = "neither aws:SourceArn nor aws:SourceAccount names one"
                yield Finding("AC308", Place(item.pointer), label, message=f"{message}: {label}")
