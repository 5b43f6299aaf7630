"""AC301 to AC308: who a statement is about."""

from __future__ import annotations

from typing import TYPE_CHECKING

from agentcore_lint.checks.context import beside
from agentcore_lint.finding import Finding, Fix, Place, Replacement
from agentcore_lint.policy.arn import arn_of
from agentcore_lint.policy.build import PRINCIPAL_TYPES, is_unique_id
from agentcore_lint.policy.exempt import unlisted
from agentcore_lint.service.catalog import PREFIX

if TYPE_CHECKING:
    from collections.abc import Iterator

    from agentcore_lint.checks.context import Context
    from agentcore_lint.policy.model import Policy, Principal, PrincipalItem, Statement

_SOURCES = frozenset(("aws:sourcearn", "aws:sourceaccount", "aws:sourceorgid", "aws:sourceorgpaths"))
"""Keys, in lower case, that say on whose behalf a service calls."""


def missing_principal(policy: Policy, _: Context) -> Iterator[Finding]:
    """AC301: the statement of a resource policy names no principal."""
    for statement in policy.statements:
        if statement.principal is None:
            effect = f" ({statement.effect})" if statement.effect else ""
            message = f"statement {statement.number + 1}{effect} has no Principal"
            label = f"whom does it {statement.effect.lower()}?" if statement.effect else "whom is it about?"
            yield Finding("AC301", beside(statement), label, message=message)


def oauth_principal(policy: Policy, context: Context) -> Iterator[Finding]:
    """AC303: a principal that no token holder is."""
    if context.auth != "oauth":
        return
    for statement in policy.statements:
        principal = statement.principal
        if principal is None or principal.everyone or principal.opaque or not principal.items:
            continue
        place = Place(principal.pointer)
        effect = statement.effect or "statement"
        reaches = {
            ("Allow", False): "lets nobody in",
            ("Deny", False): "stops nobody",
            ("Allow", True): "lets all of them in",
            ("Deny", True): "stops all of them",
        }.get((effect, principal.negated), "applies to all" if principal.negated else "never applies")
        named = _names(principal, context, "or")
        message = f"callers with OAuth tokens are never {named}: this {effect} {reaches}"
        fix = Fix('Write "*": every token holder gets in', "unsafe", (Replacement(place, "*"),))
        allows = effect == "Allow" and not principal.negated
        label = "no token holder is left out" if principal.negated else 'never matches a token; only "*" does'
        yield Finding("AC303", place, label, fix=fix if allows else None, message=message)


def _names(principal: Principal, context: Context, joint: str) -> str:
    """Return the first of the principals, and how many others there are."""
    more = len(principal.items) - 1
    return _name(principal.items[0], context) + (f" {joint} {more} more" if more else "")


def _name(item: PrincipalItem, context: Context) -> str:
    """Return a principal as a person speaks of it: `role/BillingProxy`, `account 111122223333`."""
    arn = arn_of(item.text)
    account = item.text if item.text.isdigit() else arn.account if arn.resource == "root" else None
    return context.show(f"account {account}" if account else arn.resource or item.text)


def not_principal(policy: Policy, context: Context) -> Iterator[Finding]:
    """AC305: NotPrincipal is everyone but a few, and rarely the few that were meant."""
    for statement in policy.statements:
        principal = statement.principal
        if principal is None or not principal.negated:
            continue
        place = Place(principal.pointer, "key")
        if statement.effect == "Allow":
            yield _everyone_else(principal, place, context)
        elif statement.effect == "Deny":
            found = unlisted(principal)
            if found is None:
                continue
            item, missing = found
            message = f"this NotPrincipal also denies {_name(item, context)}: it does not list {missing}"
            note = "it always denies a role or user that has a permissions boundary, whatever it lists"
            label = f"{_name(item, context)} is left out only if {context.show(missing)} is listed, too"
            yield Finding("AC305", place, label, (note,), severity="warning", message=context.show(message))


def _everyone_else(principal: Principal, place: Place, context: Context) -> Finding:
    if principal.everyone:
        message = 'NotPrincipal "*" leaves everyone out: this Allow lets nobody in'
        return Finding("AC305", place, "IAM does not support it with Allow", message=message)
    named = _names(principal, context, "and") if principal.items else "those that it lists"
    message = f"NotPrincipal with Allow means everyone except {named}, in any AWS account"
    return Finding("AC305", place, "this is everyone else, which IAM does not support", message=message)


def malformed_principal(policy: Policy, context: Context) -> Iterator[Finding]:
    """AC306: a principal that cannot exist."""
    for statement in policy.statements:
        unknown: set[str] = set()
        for item in statement.principal.items if statement.principal else ():
            if item.type not in PRINCIPAL_TYPES:
                if item.type not in unknown:
                    yield _unknown_type(item, statement, context)
                unknown.add(item.type)
                continue
            if statement.principal and item.pointer == statement.principal.pointer:
                if item.text != "*":
                    yield _bare(item, context)
                continue
            from agentcore_lint.policy.principal import problem_of_principal

            problem = problem_of_principal(item.type, item.text)
            if problem is not None:
                message = context.show(f"'{item.text}' {problem.text}")
                yield Finding("AC306", Place(item.pointer), context.show(problem.right), message=message)


def _unknown_type(item: PrincipalItem, statement: Statement, context: Context) -> Finding:
    from agentcore_lint.policy.malformed import unknown_principal_type

    principal = statement.principal
    pointer = f"{principal.pointer if principal else ''}/{item.type.replace('~', '~0').replace('/', '~1')}"
    near = unknown_principal_type(item.type)
    hint = f" (did you mean {near}?)" if near else ""
    fix = Fix(f"Write {near}", "safe", (Replacement(Place(pointer, "key"), near),)) if near else None
    message = f"Principal has no key '{context.show(item.type)}'{hint}"
    label = "its keys are AWS, Service, Federated and CanonicalUser"
    return Finding("AC306", Place(pointer, "key"), label, fix=fix, message=message)


def _bare(item: PrincipalItem, context: Context) -> Finding:
    place = Place(item.pointer)
    kind = "Service" if item.text.endswith(".amazonaws.com") else "AWS"
    value = {kind: context.show(item.text)}
    fix = Fix(f"Write it under {kind}", "safe", (Replacement(place, value),))
    message = f"'{context.show(item.text)}' stands alone as Principal, not under {kind}"
    return Finding("AC306", place, 'only "*" may stand alone', fix=fix, message=message)


def deleted_principal(policy: Policy, _: Context) -> Iterator[Finding]:
    """AC307: the unique id of a principal that is gone."""
    for statement in policy.statements:
        for item in statement.principal.items if statement.principal else ():
            if item.type == "AWS" and is_unique_id(item.text):
                kind = {"AROA": "role", "AIDA": "user"}.get(item.text[:4], "principal")
                message = f"{item.text} is the id of a deleted {kind}: it probably matches nobody"
                label = f"a new {kind} of the same name has another id"
                yield Finding("AC307", Place(item.pointer), label, message=message)


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

            request = exposed_to_service(policy, statement, arn, item.text)
            if request is not None:
                action = request.action.removeprefix(PREFIX)
                message = f"{context.show(item.text)} may call {action} for any AWS account"
                label = "nothing says on whose behalf it calls"
                yield Finding(
                    "AC308", Place(item.pointer), label, message=f"{message}: {_open_source(statement)}"
                )


def _open_source(statement: Statement) -> str:
    """Say which condition is missing, or which one names no account."""
    asked = [each for each in statement.conditions if each.key.lower() in _SOURCES]
    if not asked:
        return "aws:SourceAccount is missing"
    return (
        f"{asked[0].key} only leaves some out" if asked[0].operator.negated else f"{asked[0].key} names none"
    )
