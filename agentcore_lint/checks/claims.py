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
    from agentcore_lint.checks.witness import request_witness

    calls = " and ".join(action.partition(":")[2] for action in found.actions)
    verb = "gets in" if claim.must == "deny" else "is kept out"
    label = f"{claim.name}: somebody {verb} by {calls}"
    decision = "allowed" if claim.must == "deny" else "denied"
    ending = f", where its IAM policy allows the action: {calls} is {decision}"
    witness = request_witness(found.request, context, ending)
    statement = _deciding(policy, found.statement)
    return Finding(
        "AC701",
        _place(statement),
        label,
        witness=witness._replace(actions=found.actions, decision=decision),
        fix=_fix(statement, found) if claim.must == "deny" else None,
        message=f"a claim does not hold: {claim.name}",
        calls=found.actions[-1:] if claim.must == "deny" else (),
    )


def unprovable_claim(policy: Policy, context: Context) -> Iterator[Finding]:
    """AC702: a claim is neither proved nor refuted."""
    for claim, found in _judged(context):
        from agentcore_lint.access.claims import Unproved

        if isinstance(found, Unproved):
            why = "the search was given up" if found.bound else "it depends on what the file does not say"
            yield Finding("AC702", _place(_deciding(policy, None)), f"{claim.name}: {why}")


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
