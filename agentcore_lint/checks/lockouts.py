"""AC108 and AC503: policies that keep out those who were meant to get in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from agentcore_lint.access.gates import denied_calls, maybe_closed_calls, spares_administrators
from agentcore_lint.checks.context import statements_named
from agentcore_lint.checks.engine import effects_of, is_sound
from agentcore_lint.checks.walls import covering
from agentcore_lint.finding import Finding, Place
from agentcore_lint.policy.actions import covers_action
from agentcore_lint.service.catalog import PREFIX
from agentcore_lint.service.ways import calls_into

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from agentcore_lint.access.effects import Effects
    from agentcore_lint.checks.context import Context
    from agentcore_lint.policy.model import Policy, Statement

MANAGEMENT = (f"{PREFIX}PutResourcePolicy", f"{PREFIX}DeleteResourcePolicy")
"""What it takes to change or to remove a policy."""

OF_ENDPOINT = frozenset(("aws:sourcevpc", "aws:sourcevpce", "aws:vpcsourceip"))
"""Keys, in lower case, of calls through a VPC endpoint, which have no public address."""

MAX_DENIES = 20
"""Denies among which the one is sought that locks out."""


def admin_lockout(policy: Policy, context: Context) -> Iterator[Finding]:
    """AC108: the Deny may keep the account's own administrators from changing or removing the policy."""
    if context.resource_kinds == {"memory"}:
        return
    denies = [
        (index, statement)
        for index, statement in enumerate(policy.statements)
        if statement.effect == "Deny" and any(covers_action(statement, each) for each in MANAGEMENT)
    ]
    if (
        not denies
        or not is_sound(policy)
        or any(spares_administrators(statement, context.show) for _, statement in denies)
    ):
        return
    from agentcore_lint.access.lockout import locked_out
    from agentcore_lint.checks.witness import request_witness

    request = locked_out(policy, MANAGEMENT, context.resource or "", holes=context.has_holes)
    if request is None:
        return
    action = next(each for each in MANAGEMENT if covers_action(denies[0][1], each))
    label = "PutResourcePolicy and DeleteResourcePolicy are denied to them, too"
    involved = [statement for _, statement in denies]
    verb = "denies" if len(involved) == 1 else "deny"
    message = (
        f"{statements_named(involved)} {verb} PutResourcePolicy and DeleteResourcePolicy, "
        "so administrators may be unable to change this policy"
    )
    ending = " cannot call PutResourcePolicy, whatever its own IAM policy allows"
    witness = request_witness(request, context, ending)._replace(decision="denied")
    yield Finding("AC108", covering(denies[0][1], action)[1], label, witness=witness, message=message)


def lockout(policy: Policy, context: Context) -> Iterator[Finding]:
    """AC503: an Allow or an exemption shows that somebody was meant to get in, and nobody can.

    That a call is closed is no lockout where another one that somebody was meant to make is open.
    """
    if not is_sound(policy):
        return
    possible = calls_into(context.resource_kinds, policy)
    calls = denied_calls(policy, possible)
    if any(_is_open(policy, action) for action in possible):
        return
    suspected = maybe_closed_calls(policy, calls, context.account, tokens=context.auth == "oauth")
    closed = [action for action in suspected if effects_of(policy, context).nobody_gets_in(action)]
    if not closed:
        return
    effects = effects_of(policy, context)
    meant = [action for action in calls if _is_meant(policy, effects, action)]
    if not meant or not set(meant) <= set(closed):
        return
    denies = [
        index
        for index, statement in enumerate(policy.statements)
        if statement.effect == "Deny" and covers_action(statement, meant[0])
    ]
    alone = [index for index in denies[-MAX_DENIES:] if effects.stops_alone(index, meant[0])]
    statement = policy.statements[(alone or denies)[-1]]
    call = meant[0].removeprefix(PREFIX)
    involved = [policy.statements[each] for each in alone or denies]
    together = "denies" if len(involved) == 1 else "together deny"
    message = f"no caller can use {call}: {statements_named(involved)} {together} everyone"
    shown = next(each for each in policy.statements if _shows(policy, each, effects, meant[0]))
    related = ((Place(shown.element("Effect")), "this shows that somebody was meant to get in"),)
    pointers = [each.pointer for each in involved]
    yield Finding(
        "AC503",
        Place(statement.element("Effect")),
        context.show(_reason(involved)),
        message=message,
        related=related if shown is not statement else (),
        about=(tuple(pointers),) if alone else tuple((each,) for each in pointers),
    )


def _reason(denies: Sequence[Statement]) -> str:
    """Say why Denies leave nobody, by the keys of their conditions."""
    named = statements_named(denies)
    if len(denies) == 1:
        keys = list(dict.fromkeys(each.key for each in denies[0].conditions))
        return "denies the call to everyone" + (f", whatever {' and '.join(keys)} is" if keys else "")
    keys = list(dict.fromkeys(each.key for deny in denies for each in deny.conditions))
    found = {key.lower() for key in keys}
    if "aws:sourceip" in found and found & OF_ENDPOINT:
        return f"no call passes {named}: through a VPC endpoint it carries no aws:SourceIp"
    left = f" ({' and '.join(keys)})" if keys else ""
    return f"{named} leave out nobody in common{left}"


def _is_open(policy: Policy, action: str) -> bool:
    """Tell whether an Allow covers a call, and no Deny does."""
    about = [each.effect for each in policy.statements if covers_action(each, action) is not False]
    return "Allow" in about and "Deny" not in about


def _is_meant(policy: Policy, effects: Effects, action: str) -> bool:
    """Tell whether a statement shows that somebody was meant to make a call."""
    return any(_shows(policy, statement, effects, action) for statement in policy.statements)


def _shows(policy: Policy, statement: Statement, effects: Effects, action: str) -> bool:
    """Tell whether a statement is an Allow of a call, or a Deny of it with an exemption."""
    if not covers_action(statement, action):
        return False
    return statement.effect == "Allow" or effects.exempts(policy.statements.index(statement), action)
