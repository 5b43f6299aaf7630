"""AC302 and AC304: an Allow to everyone that anybody, or any holder of a token, can meet."""

from __future__ import annotations

from typing import TYPE_CHECKING

from agentcore_lint.checks.engine import partner_of
from agentcore_lint.finding import Finding, Place
from agentcore_lint.service.catalog import PREFIX, actions
from agentcore_lint.service.ways import RUNTIME_KINDS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from agentcore_lint.access.exposure import Exposure
    from agentcore_lint.checks.context import Context
    from agentcore_lint.finding import Severity
    from agentcore_lint.policy.model import Policy, PrincipalItem, Statement


def public_allow(policy: Policy, context: Context) -> Iterator[Finding]:
    """AC302: an Allow to everyone that nothing narrows, or only what any account can have."""
    if context.auth == "oauth":
        return
    arn = context.resource or ""
    for statement in policy.statements:
        if not _allows_everyone(statement):
            continue
        from agentcore_lint.access.exposure import exposed_to_anyone
        from agentcore_lint.checks.witness import request_witness

        found = exposed_to_anyone(policy, statement, arn, holes=context.has_holes)
        if found is None:
            continue
        action = found.request.action.removeprefix(PREFIX)
        ending = f" can call {action}, once its own account allows it"
        witness = request_witness(found.request, context, ending)
        severity, also = _weight(policy, statement, found, context)
        signed = " under SigV4" if context.auth is None else ""
        met = f": anyone can meet {_keys(statement)}" if statement.conditions and found.certain else ""
        message = f"any AWS account can call {action}{signed}{also}{met}"
        place = Place(_everyone(statement).pointer)
        label = "no condition or Deny keeps other accounts out"
        yield Finding("AC302", place, label, witness=witness, severity=severity, message=message)


def _weight(policy: Policy, statement: Statement, found: Exposure, context: Context) -> tuple[Severity, str]:
    """Return how grave it is, and what else must be for a stranger to get in."""
    if not found.certain:
        from agentcore_lint.service.key_carriers import not_carried

        key = next(each.key for each in statement.conditions if not_carried(statement, each.key))
        return "warning", f", or nobody can: it carries no {key}"
    action = actions().get(found.request.action.removeprefix(PREFIX).lower())
    kinds = context.resource_kinds & action.kinds if action is not None else context.resource_kinds
    kinds = kinds or context.resource_kinds
    if kinds and kinds.isdisjoint(RUNTIME_KINDS):
        return "error", ""
    from agentcore_lint.access.delegation import both_allow

    if both_allow(policy, partner_of(policy, context), found.request):
        return "error", ""
    other = "runtime" if kinds == {"runtime-endpoint"} else "endpoint"
    return "warning", f" if its {other} allows it too"


def _keys(statement: Statement) -> str:
    keys = list(dict.fromkeys(each.key for each in statement.conditions))
    return keys[0] if len(keys) == 1 else "these conditions"


def oauth_open_network(policy: Policy, context: Context) -> Iterator[Finding]:
    """AC304: every holder of a token gets in, from any network."""
    if context.auth != "oauth":
        return
    arn = context.resource or ""
    for statement in policy.statements:
        if not _allows_everyone(statement):
            continue
        from agentcore_lint.access.exposure import exposed_to_tokens
        from agentcore_lint.checks.witness import request_witness

        found = exposed_to_tokens(policy, statement, arn)
        if found is not None:
            place = Place(_everyone(statement).pointer)
            action = found.request.action.removeprefix(PREFIX)
            witness = request_witness(found.request, context, f" can call {action} from any network")
            message = f"every token holder can call {action} from any network"
            label = "no statement asks for your aws:SourceVpc or aws:SourceVpce"
            yield Finding("AC304", place, label, witness=witness, message=message)


def _allows_everyone(statement: Statement) -> bool:
    principal = statement.principal
    return (
        statement.effect == "Allow" and principal is not None and principal.everyone and not principal.negated
    )


def _everyone(statement: Statement) -> PrincipalItem:
    items = statement.principal.items if statement.principal else ()
    return next(item for item in items if item.text == "*" and item.type == "AWS")
