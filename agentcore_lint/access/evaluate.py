"""The decision on one request: IAM's policy evaluation logic.

Sources: IAM user guide, "Policy evaluation logic" with its sections on the same account, on several
accounts, and on the kinds of principal; AgentCore devguide, "Resource-based policies", for the call
that is authorised on the runtime and on the endpoint.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, NamedTuple, TypeAlias

from agentcore_lint.access.conditions import all3
from agentcore_lint.access.principals import forms
from agentcore_lint.access.statements import applies
from agentcore_lint.policy.glob import match

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from agentcore_lint.access.principals import Form
    from agentcore_lint.access.request import Policies, Request
    from agentcore_lint.policy.model import Policy, Statement

Applies: TypeAlias = "Callable[[Statement, Request, Policy], bool | None]"
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


class _Case(NamedTuple):
    """A request on one ARN: the policy of that ARN, and what sort of policy it is."""

    request: Request
    policies: Policies
    resource: Policy | None
    name: str
    applies: Applies


class _Grant(NamedTuple):
    by: By
    forms: frozenset[Form]


def evaluate(request: Request, policies: Policies, applies: Applies = applies) -> Decision:
    """Decide on a request. `applies` tells of a statement whether it applies to the request."""
    if policies.boundary and request.caller.type != "root":
        request = request._replace(caller=request.caller._replace(bounded=bool(request.caller.account)))
    on_resource = _authorise(_Case(request, policies, policies.resource, "resource", applies))
    if policies.endpoint is None and not policies.endpoint_arn:
        return on_resource
    arn = policies.endpoint_arn or f"{request.resource}/runtime-endpoint/DEFAULT"
    call = request._replace(resource=arn)
    on_endpoint = _authorise(_Case(call, policies, policies.endpoint, "endpoint", applies))
    order = ("explicitly-denied", "implicitly-denied", "unknown", "allowed")
    return min(on_resource, on_endpoint, key=lambda decision: order.index(decision.outcome))


def _authorise(case: _Case) -> Decision:
    """Decide on one ARN of a call."""
    by, denied = _denied(case)
    if denied:
        where = by.policy if by is not None else case.name
        return Decision("explicitly-denied", by, f"a Deny of the {_said(where)} applies")
    decision = _allowed(case)
    if denied is None and decision.outcome == "allowed":
        return Decision("unknown", None, "whether a Deny applies depends on what is not known")
    return decision


def denies(request: Request, policies: Policies, applies: Applies = applies) -> bool | None:
    """Tell whether some Deny stops a request on its own ARN."""
    return _denied(_Case(request, policies, policies.resource, "resource", applies))[1]


def _denied(case: _Case) -> tuple[By | None, bool | None]:
    unsure = False
    for where, group in _groups(case):
        for policy in group:
            denied = _first(policy, "Deny", case)
            if denied is not None and denied[1]:
                return By(where, denied[0].number, denied[0].sid), True
            unsure = unsure or denied is not None or policy.opaque
    return None, None if unsure else False


def _groups(case: _Case) -> list[tuple[str, Iterable[Policy]]]:
    """Return the policies that can deny this caller, sort by sort."""
    out: list[tuple[str, Iterable[Policy]]] = [
        (case.name, (case.resource,) if case.resource is not None else ()),
        ("vpc_endpoint", case.policies.vpc_endpoint),
    ]
    if case.request.caller.account:
        own: list[tuple[str, Iterable[Policy]]] = [
            ("identity", case.policies.identity),
            ("boundary", case.policies.boundary),
            ("session", case.policies.session),
        ]
        out = [*own, *out] if case.request.caller.type != "root" else out
        out += [("scp", level) for level in _scps(case)]
    out += [("rcp", level) for level in _rcps(case)]
    return out


def _scps(case: _Case) -> tuple[tuple[Policy, ...], ...]:
    """SCPs bind the principals of member accounts, but no service-linked role."""
    service_linked = "role/aws-service-role/" in (case.request.caller.principal_arn or "")
    return () if service_linked or not case.request.caller.account else case.policies.scp


def _rcps(case: _Case) -> tuple[tuple[Policy, ...], ...]:
    """RCPs only deny; they reach no service-linked role, and AgentCore is not among their services."""
    ours = case.request.action.lower().startswith("bedrock-agentcore:")
    service_linked = "role/aws-service-role/" in (case.request.caller.principal_arn or "")
    return () if ours or service_linked else case.policies.rcp


def _allowed(case: _Case) -> Decision:
    """Decide on a request that no Deny is known to stop."""
    limits: list[tuple[str, Iterable[Policy]]] = []
    if case.policies.vpc_endpoint:
        limits.append(("vpc_endpoint", case.policies.vpc_endpoint))
    limits += [("scp", level) for level in _scps(case)]
    open_limit = False
    for where, group in limits:
        passed = _passes(group, case)
        if passed is False:
            return Decision("implicitly-denied", None, f"no Allow of the {_said(where)} applies")
        open_limit = open_limit or passed is None
    decision = _granted(case)
    if open_limit and decision.outcome == "allowed":
        return Decision("unknown", None, "whether an Allow applies depends on what is not known")
    return decision


def _granted(case: _Case) -> Decision:
    grant, unsure = _grant(case.resource, case) if case.resource is not None else (None, False)
    caller = case.request.caller
    if caller.type == "oauth" and case.resource is None:
        return Decision("allowed", None, "no resource policy: the authorizer alone decides")
    if not caller.account:
        return _from_resource(grant, unsure=unsure, name=case.name)
    if caller.type == "root":
        sides = _Sides(grant, unsure, None, allows=True, ceiling=True)
    else:
        by, allows = _identity(case)
        sides = _Sides(grant, unsure, by, allows, _ceiling(case))
    same = _same_account(caller.account, case.request.account)
    if same is not None:
        return _in_account(case, sides) if same else _cross_account(case, sides)
    either = (_in_account(case, sides), _cross_account(case, sides))
    if either[0].outcome == either[1].outcome:
        return either[0]
    return Decision("unknown", None, "whether the caller is of the resource's account is not known")


class _Sides(NamedTuple):
    """What either side says: the resource policy's grant, the identity's Allow and its limits."""

    grant: _Grant | None
    unsure: bool
    by: By | None
    allows: bool | None
    ceiling: bool | None


def _same_account(caller: str, resource: str) -> bool | None:
    """Compare accounts; None when one is a hole. A resource of which nothing is known is the caller's."""
    return match(resource, caller) if resource else True


def _in_account(case: _Case, sides: _Sides) -> Decision:
    """Either side's Allow is enough for a caller of the resource's account."""
    grant, caller, ceiling = sides.grant, case.request.caller, sides.ceiling
    if grant is not None and (_is_direct(grant) or ("role" in grant.forms and ceiling)):
        return Decision("allowed", grant.by, f"an Allow of the {_said(case.name)} names the caller")
    own = all3((sides.allows, ceiling))
    if own:
        reason = "the account's own root user" if caller.type == "root" else "an identity policy allows it"
        return Decision("allowed", sides.by, reason)
    if sides.unsure or own is None or (grant is not None and ceiling is None):
        return Decision("unknown", None, "whether an Allow applies depends on what is not known")
    if sides.allows and ceiling is False:
        return Decision("implicitly-denied", None, "the boundary or the session policy does not allow it")
    return Decision("implicitly-denied", None, "no Allow applies")


def _from_resource(grant: _Grant | None, *, unsure: bool, name: str) -> Decision:
    if grant is not None:
        return Decision("allowed", grant.by, f"an Allow of the {_said(name)} applies")
    if unsure:
        return Decision("unknown", None, "whether an Allow applies depends on what is not known")
    return Decision("implicitly-denied", None, f"no Allow of the {_said(name)} applies")


def _cross_account(case: _Case, sides: _Sides) -> Decision:
    """Both sides must allow a caller of another account."""
    own = all3((sides.allows, sides.ceiling))
    if own is False:
        reason = "no identity policy of the caller's account allows it"
        return Decision("implicitly-denied", None, reason)
    if sides.grant is None and not sides.unsure:
        reason = f"the caller is of another account and no Allow of the {_said(case.name)} applies"
        return Decision("implicitly-denied", None, reason)
    if sides.grant is None or own is None:
        return Decision("unknown", None, "whether an Allow applies depends on what is not known")
    reason = f"the {_said(case.name)} and the caller's own policies allow it"
    return Decision("allowed", sides.grant.by or sides.by, reason)


def _is_direct(grant: _Grant) -> bool:
    """Tell whether the grant is not held back by a boundary's or session policy's silence.

    That of a role is; that of an account only delegates.
    """
    return not grant.forms.isdisjoint(("itself", "everyone"))


def _identity(case: _Case) -> tuple[By | None, bool | None]:
    unsure = False
    for policy in case.policies.identity:
        found = _first(policy, "Allow", case)
        if found is not None and found[1]:
            return By("identity", found[0].number, found[0].sid), True
        unsure = unsure or found is not None
    return None, None if unsure else False


def _ceiling(case: _Case) -> bool | None:
    """Tell whether boundary and session policy, where there are any, let the request through."""
    limits = (case.policies.boundary, case.policies.session)
    return all3(_passes(limit, case) for limit in limits if limit)


def _passes(group: Iterable[Policy], case: _Case) -> bool | None:
    unsure = False
    for policy in group:
        found = _first(policy, "Allow", case)
        if found is not None and found[1]:
            return True
        unsure = unsure or found is not None
    return None if unsure else False


def _grant(policy: Policy, case: _Case) -> tuple[_Grant | None, bool]:
    """Return what the resource policy grants, with all forms in which it names the caller."""
    found: set[Form] = set()
    first: Statement | None = None
    unsure = policy.opaque
    for statement in policy.statements:
        if statement.effect == "Deny":
            continue
        result = case.applies(statement, case.request, policy)
        if result and statement.effect == "Allow":
            first = first or statement
            found |= forms(statement, case.request.caller)
        elif result is not False:
            unsure = True
    if first is None:
        return None, unsure
    return _Grant(By(case.name, first.number, first.sid), frozenset(found)), unsure


def _first(policy: Policy, effect: str, case: _Case) -> tuple[Statement, bool] | None:
    """Return the first statement of that effect that applies, else one that may (with False)."""
    perhaps: tuple[Statement, bool] | None = None
    for statement in policy.statements:
        if statement.effect != effect and "Effect" not in statement.opaque:
            continue
        result = case.applies(statement, case.request, policy)
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
