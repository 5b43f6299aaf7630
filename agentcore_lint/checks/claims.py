"""AC701 and AC702: what the configuration claims of a policy."""

from __future__ import annotations

from typing import TYPE_CHECKING

from agentcore_lint.finding import Finding, Place

if TYPE_CHECKING:
    from collections.abc import Iterator

    from agentcore_lint.access.claims import Broken, Claim, Unproved
    from agentcore_lint.checks.context import Context
    from agentcore_lint.policy.model import Policy


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
    return Finding(
        "AC701",
        _place(policy, found.statement),
        label,
        witness=witness._replace(actions=found.actions, decision=decision),
        message=f"a claim does not hold: {claim.name}",
    )


def unprovable_claim(policy: Policy, context: Context) -> Iterator[Finding]:
    """AC702: a claim is neither proved nor refuted."""
    for claim, found in _judged(context):
        from agentcore_lint.access.claims import Unproved

        if isinstance(found, Unproved):
            why = "the search was given up" if found.bound else "it depends on what the file does not say"
            yield Finding("AC702", _place(policy, None), f"{claim.name}: {why}")


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


def _place(policy: Policy, number: int | None) -> Place:
    """Return the statement that decides; else the first Deny, which does not stop it; else the first."""
    decides = [each for each in policy.statements if each.number == number]
    denies = [each for each in policy.statements if each.effect == "Deny"]
    chosen = next(iter([*decides, *denies, *policy.statements]), None)
    return Place(chosen.element("Effect") if chosen is not None else "")
