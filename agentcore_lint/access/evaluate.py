"""The decision on one request: IAM's policy evaluation logic.

Sources: IAM user guide, "Policy evaluation logic" with its sections on the same account, on several
accounts, and on the kinds of principal; AgentCore devguide, "Resource-based policies", for the call
that is authorised on the runtime and on the endpoint.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, NamedTuple

from agentcore_lint.access.conditions import all3
from agentcore_lint.access.principals import form, names
from agentcore_lint.access.statements import applies

if TYPE_CHECKING:
    from collections.abc import Iterable

    from agentcore_lint.access.principals import Form
    from agentcore_lint.access.request import Policies, Request
    from agentcore_lint.policy.model import Policy, Statement

Outcome = Literal["allowed", "explicitly-denied", "implicitly-denied", "unknown"]


class By(NamedTuple):
    """The statement that decided: the sort of policy it stands in, its index there, its Sid."""

    policy: str
    statement: int
    sid: str | None


class Decision(NamedTuple):
    """What becomes of a request. `unknown`: it depends on a hole or on an unknown key."""

    outcome: Outcome
    by: By | None
    reason: str


class _Grant(NamedTuple):
    by: By
    forms: frozenset[Form]


def evaluate(request: Request, policies: Policies) -> Decision:
    """Decide on a request."""
    on_resource = _authorise(request, policies, policies.resource, "resource")
    if policies.endpoint is None and not policies.endpoint_arn:
        return on_resource
    arn = policies.endpoint_arn or f"{request.resource}/runtime-endpoint/DEFAULT"
    on_endpoint = _authorise(request._replace(resource=arn), policies, policies.endpoint, "endpoint")
    order = ("explicitly-denied", "implicitly-denied", "unknown", "allowed")
    return min(on_resource, on_endpoint, key=lambda decision: order.index(decision.outcome))


def _authorise(request: Request, policies: Policies, resource: Policy | None, name: str) -> Decision:
    """Decide on one ARN of a call."""
    groups = _groups(request, policies, resource, name)
    unsure = False
    for where, group in groups:
        for policy in group:
            denied = _first(policy, "Deny", request)
            if denied is not None and denied[1]:
                by = By(where, denied[0].number, denied[0].sid)
                return Decision("explicitly-denied", by, f"a Deny of the {_said(where)} applies")
            unsure = unsure or denied is not None or policy.opaque
    decision = _allowed(request, policies, resource, name)
    if unsure and decision.outcome == "allowed":
        return Decision("unknown", None, "whether a Deny applies depends on what is not known")
    return decision


def _groups(
    request: Request, policies: Policies, resource: Policy | None, name: str
) -> list[tuple[str, Iterable[Policy]]]:
    """Return the policies that can deny this caller, sort by sort."""
    out: list[tuple[str, Iterable[Policy]]] = [
        (name, (resource,) if resource is not None else ()),
        ("vpc_endpoint", policies.vpc_endpoint),
    ]
    if request.caller.account:
        own: list[tuple[str, Iterable[Policy]]] = [
            ("identity", policies.identity),
            ("boundary", policies.boundary),
            ("session", policies.session),
        ]
        out = [*own, *out] if request.caller.type != "root" else out
        out += [("scp", level) for level in _scps(request, policies)]
    out += [("rcp", level) for level in _rcps(request, policies)]
    return out


def _scps(request: Request, policies: Policies) -> tuple[tuple[Policy, ...], ...]:
    """SCPs bind the principals of member accounts, but no service-linked role."""
    service_linked = "role/aws-service-role/" in (request.caller.principal_arn or "")
    return () if service_linked or not request.caller.account else policies.scp


def _rcps(request: Request, policies: Policies) -> tuple[tuple[Policy, ...], ...]:
    """RCPs reach a list of services, in which AgentCore is not, and no service-linked role."""
    ours = request.action.lower().startswith("bedrock-agentcore:")
    service_linked = "role/aws-service-role/" in (request.caller.principal_arn or "")
    return () if ours or service_linked else policies.rcp


def _allowed(request: Request, policies: Policies, resource: Policy | None, name: str) -> Decision:
    """Decide on a request that no Deny is known to stop."""
    limits: list[tuple[str, Iterable[Policy]]] = []
    if policies.vpc_endpoint:
        limits.append(("vpc_endpoint", policies.vpc_endpoint))
    limits += [("scp", level) for level in _scps(request, policies)]
    limits += [("rcp", level) for level in _rcps(request, policies)]
    open_limit = False
    for where, group in limits:
        passed = _passes(group, request)
        if passed is False:
            return Decision("implicitly-denied", None, f"no Allow of the {_said(where)} applies")
        open_limit = open_limit or passed is None
    decision = _granted(request, policies, resource, name)
    if open_limit and decision.outcome == "allowed":
        return Decision("unknown", None, "whether an Allow applies depends on what is not known")
    return decision


def _granted(request: Request, policies: Policies, resource: Policy | None, name: str) -> Decision:
    grant, unsure = _grant(resource, name, request) if resource is not None else (None, False)
    caller = request.caller
    if caller.type == "oauth" and resource is None:
        return Decision("allowed", None, "no resource policy: the authorizer alone decides")
    if not caller.account:
        return _from_resource(grant, unsure=unsure, name=name)
    if caller.type == "root":
        identity: tuple[By | None, bool | None] = (None, True)
        ceiling: bool | None = True
    else:
        identity = _identity(policies, request)
        ceiling = _ceiling(policies, request)
    own = all3((identity[1], ceiling))
    if caller.account != request.account and request.account:
        return _cross_account(grant, identity[0], own=own, unsure=unsure, name=name)
    if grant is not None and (_direct(grant, caller.type) or ("role" in _strong(grant) and ceiling)):
        return Decision("allowed", grant.by, f"an Allow of the {_said(name)} names the caller")
    if own:
        reason = "the account's own root user" if caller.type == "root" else "an identity policy allows it"
        return Decision("allowed", identity[0], reason)
    if unsure or own is None or (grant is not None and ceiling is None):
        return Decision("unknown", None, "whether an Allow applies depends on what is not known")
    if identity[1] and ceiling is False:
        return Decision("implicitly-denied", None, "the boundary or the session policy does not allow it")
    return Decision("implicitly-denied", None, "no Allow applies")


def _from_resource(grant: _Grant | None, *, unsure: bool, name: str) -> Decision:
    if grant is not None:
        return Decision("allowed", grant.by, f"an Allow of the {_said(name)} applies")
    if unsure:
        return Decision("unknown", None, "whether an Allow applies depends on what is not known")
    return Decision("implicitly-denied", None, f"no Allow of the {_said(name)} applies")


def _cross_account(
    grant: _Grant | None, by: By | None, *, own: bool | None, unsure: bool, name: str
) -> Decision:
    """Both sides must allow a caller of another account."""
    if own is False:
        reason = "no identity policy of the caller's account allows it"
        return Decision("implicitly-denied", None, reason)
    if grant is None and not unsure:
        reason = f"the caller is of another account and no Allow of the {_said(name)} applies"
        return Decision("implicitly-denied", None, reason)
    if grant is None or own is None:
        return Decision("unknown", None, "whether an Allow applies depends on what is not known")
    return Decision("allowed", grant.by or by, f"the {_said(name)} and the caller's own policies allow it")


def _strong(grant: _Grant) -> frozenset[str]:
    """Return the forms, that of `*` as one of the role; one of the account only delegates."""
    return frozenset("role" if each == "everyone" else each for each in grant.forms)


def _direct(grant: _Grant, caller_type: str) -> bool:
    """Tell whether the grant is not held back by a boundary's or session policy's silence."""
    return "itself" in grant.forms or (caller_type == "user" and "everyone" in grant.forms)


def _identity(policies: Policies, request: Request) -> tuple[By | None, bool | None]:
    unsure = False
    for policy in policies.identity:
        found = _first(policy, "Allow", request)
        if found is not None and found[1]:
            return By("identity", found[0].number, found[0].sid), True
        unsure = unsure or found is not None
    return None, None if unsure else False


def _ceiling(policies: Policies, request: Request) -> bool | None:
    """Tell whether boundary and session policy, where there are any, let the request through."""
    limits = (policies.boundary, policies.session)
    return all3(_passes(limit, request) for limit in limits if limit)


def _passes(group: Iterable[Policy], request: Request) -> bool | None:
    unsure = False
    for policy in group:
        found = _first(policy, "Allow", request)
        if found is not None and found[1]:
            return True
        unsure = unsure or found is not None
    return None if unsure else False


def _grant(policy: Policy, name: str, request: Request) -> tuple[_Grant | None, bool]:
    """Return what the resource policy grants, with all forms in which it names the caller."""
    forms: set[Form] = set()
    first: Statement | None = None
    unsure = policy.opaque
    for statement in policy.statements:
        if statement.effect == "Deny":
            continue
        result = applies(statement, request, policy)
        if result and statement.effect == "Allow":
            first = first or statement
            forms |= _forms(statement, request)
        elif result is not False:
            unsure = True
    if first is None:
        return None, unsure
    return _Grant(By(name, first.number, first.sid), frozenset(forms)), unsure


def _forms(statement: Statement, request: Request) -> set[Form]:
    if statement.principal is None or statement.principal.negated:
        return {"everyone"}
    return {form(item, request.caller) for item in statement.principal.items if names(item, request.caller)}


def _first(policy: Policy, effect: str, request: Request) -> tuple[Statement, bool] | None:
    """Return the first statement of that effect that applies, else one that may (with False)."""
    perhaps: tuple[Statement, bool] | None = None
    for statement in policy.statements:
        if statement.effect != effect and "Effect" not in statement.opaque:
            continue
        result = applies(statement, request, policy)
        if result and statement.effect == effect:
            return statement, True
        if result is not False:
            perhaps = perhaps or (statement, False)
    return perhaps


def _said(name: str) -> str:
    words = {"resource": "resource policy", "endpoint": "endpoint's policy", "identity": "identity policy"}
    words |= {"vpc_endpoint": "VPC endpoint policy", "boundary": "permissions boundary"}
    words |= {"session": "session policy", "scp": "SCP", "rcp": "RCP"}
    return words[name]
