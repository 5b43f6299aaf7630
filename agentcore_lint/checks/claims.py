"""AC701 and AC702: what the configuration claims of a policy."""

from __future__ import annotations

from typing import TYPE_CHECKING

from agentcore_lint.checks.walls import close_every_way
from agentcore_lint.finding import Finding, Place
from agentcore_lint.service.ways import OTHER_WAYS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from agentcore_lint.access.claims import Broken, Claim, Unproved
    from agentcore_lint.checks.context import Context
    from agentcore_lint.finding import Fix
    from agentcore_lint.policy.model import Policy, Statement


def broken_claim(policy: Policy, context: Context) -> Iterator[Finding]:
    """AC701: a claim of the configuration does not hold."""
    for claim, found in _judged(context):
        from agentcore_lint.access.claims import Broken

        if isinstance(found, Broken):
            yield _broken(policy, claim, found, context)


def _broken(policy: Policy, claim: Claim, found: Broken, context: Context) -> Finding:
    from agentcore_lint.checks.witness import OWN_PERMISSION, request_witness, short_caller

    calls = " and ".join(action.partition(":")[2] for action in found.actions)
    lets_in = claim.must == "deny"
    happens = f"{short_caller(found.request, context)} {'can' if lets_in else 'cannot'} call {calls}"
    decision = "allowed" if lets_in else "denied"
    own = ""
    if found.request.caller.account:
        own = OWN_PERMISSION if lets_in else ", even where its own IAM policy allows it"
    ending = f" {'can' if lets_in else 'cannot'} call {calls}{own}"
    witness = request_witness(found.request, context, ending)
    statement = _deciding(policy, found.statement)
    return Finding(
        "AC701",
        _place(statement),
        f"{_quoted(claim)}: {happens}",
        notes=_origin(claim),
        witness=witness._replace(actions=found.actions, decision=decision),
        fix=_fix(statement, found) if lets_in else None,
        message=f"claim {_named(claim)} is broken: {happens}",
        calls=found.actions[-1:] if lets_in else (),
    )


def unprovable_claim(policy: Policy, context: Context) -> Iterator[Finding]:
    """AC702: a claim is neither proved nor refuted."""
    for claim, found in _judged(context):
        from agentcore_lint.access.claims import Unproved

        if isinstance(found, Unproved):
            yield _unproved(policy, claim, found, context)


def _unproved(policy: Policy, claim: Claim, found: Unproved, context: Context) -> Finding:
    place = _place(_deciding(policy, None))
    if found.bound:
        label = f"{_quoted(claim)}: too many requests to tell apart, the search was given up"
        message = f"claim {_named(claim)} is not proved: the search was given up at its bound"
        return Finding("AC702", place, label, notes=_origin(claim), message=message)
    from agentcore_lint.checks.unsaid import example_of, unsaid

    what, there = unsaid(policy, found, context)
    return Finding(
        "AC702",
        there or place,
        f"{_quoted(claim)}: this depends on {what}, which the file does not say",
        notes=(*example_of(claim, found, context), *_origin(claim)),
        message=f"claim {_named(claim)} is not proved without knowing {what}",
    )


def _quoted(claim: Claim) -> str:
    return f'"{claim.name}"'


def _named(claim: Claim) -> str:
    """Name a claim, with the place where it was made."""
    where = str(claim.origin)
    return f"{_quoted(claim)} ({where})" if where else _quoted(claim)


def _origin(claim: Claim) -> tuple[str, ...]:
    where = str(claim.origin)
    return (f"the claim: {where}",) if where else ()


def _judged(context: Context) -> Iterator[tuple[Claim, Broken | Unproved]]:
    if not context.claims:
        return
    if "claims" not in context.answers:
        from agentcore_lint.access.claims import judge

        resource = context.resource or ""
        context.answers["claims"] = [
            (claim, found)
            for claim in context.claims
            for found in judge(claim, context.whole, resource, context.auth, holes=context.has_holes)
        ]
    yield from context.answers["claims"]


def _fix(statement: Statement | None, found: Broken) -> Fix | None:
    """Return the fix of AC101, where the Deny leaves open a way in that it closes."""
    opens = any(found.actions == way.full_actions for way in OTHER_WAYS)
    return close_every_way(statement) if opens and statement and statement.effect == "Deny" else None


def _deciding(policy: Policy, number: int | None) -> Statement | None:
    """Return the statement that decides; else the first Deny, which does not stop it; else the first."""
    decides = [each for each in policy.statements if each.number == number]
    denies = [each for each in policy.statements if each.effect == "Deny"]
    return next(iter([*decides, *denies, *policy.statements]), None)


def _place(statement: Statement | None) -> Place:
    return Place(statement.element("Effect") if statement is not None else "")
