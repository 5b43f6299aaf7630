"""AC101 to AC103 and AC109: what a Deny of one call leaves open."""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING

from agentcore_lint.access.gates import Alike, half_closed, may_leave_open
from agentcore_lint.checks.context import statements_named
from agentcore_lint.checks.engine import as_meant, walls_of
from agentcore_lint.finding import Finding, Fix, Place, Replacement
from agentcore_lint.policy.actions import action_matches, covers_action
from agentcore_lint.policy.glob import is_wild
from agentcore_lint.service.catalog import PREFIX
from agentcore_lint.service.kinds import SERVICE, kinds_of
from agentcore_lint.service.ways import (
    HTTP,
    HTTP_FOR_USER,
    OTHER_WAYS,
    RUNTIME_KINDS,
    SIDE_WAYS,
    SOCKET,
    SOCKET_FOR_USER,
)
from agentcore_lint.values import has_hole

if TYPE_CHECKING:
    from collections.abc import Iterator

    from agentcore_lint.access.openings import Opening, Wall
    from agentcore_lint.checks.context import Context
    from agentcore_lint.finding import Severity
    from agentcore_lint.policy.model import Item, Policy, Statement
    from agentcore_lint.service.ways import Way

PAIRS = ((HTTP, HTTP_FOR_USER), (SOCKET, SOCKET_FOR_USER))
"""Ways with and without a user, of which the first closes the second."""
MAX_WILDCARDS = 5
"""Wildcards in the resource part of an ARN for which an example is sought."""
_FILLINGS = ("agent-a1B2c3D4e5", "-a1B2c3D4e5", "a1B2c3D4e5", "DEFAULT", "runtime/agent-a1B2c3D4e5", "")
EXAMPLE = f"arn:aws:{SERVICE}:us-east-1:111122223333:runtime/agent-a1B2c3D4e5"

_NO_ALLOW = "no Allow covers these calls: whether a valid token alone suffices is not documented"
_ALLOWS_NONE = "this policy allows none of these calls itself; another policy of the caller may"


def open_way_in(_: Policy, context: Context) -> Iterator[Finding]:
    """AC101: callers whom the Deny keeps from InvokeAgentRuntime get in another way."""
    for wall, found in _openings(context.whole, context, OTHER_WAYS):
        from agentcore_lint.checks.witness import make_witness

        place = covering(wall.statement)[1]
        label = f"{found[0].way.own} is not denied"
        if len(found) > 1:
            label = f"{len(found)} actions that reach the agent are not denied"
        notes = tuple(f"open: {opening.way.name} ({opening.way.own})" for opening in found)
        message = f"denies InvokeAgentRuntime, but not the {_calls(found)}"
        granted = [opening for opening in found if opening.granted]
        severity: Severity | None = None
        if not granted:
            severity = "warning"
            notes += (_ALLOWS_NONE if context.whole.kind == "identity-policy" else _NO_ALLOW,)
        witness = make_witness((granted or found)[0], wall, context)
        fix = close_every_way(wall.statement)
        calls = tuple([opening.way.full_actions[-1] for opening in found])
        yield Finding(
            "AC101", place, label, notes,
            witness=witness, fix=fix, severity=severity, message=message, calls=calls,
        )  # fmt: skip


def _calls(found: list[Opening]) -> str:
    """Name calls in a few words: `WebSocket and command calls`."""
    *most, last = [opening.way.name for opening in found]
    return f"{', '.join(most)} and {last} calls" if most else f"{last} call"


def _openings(
    policy: Policy, context: Context, ways: tuple[Way, ...]
) -> Iterator[tuple[Wall, list[Opening]]]:
    """Yield each Deny of InvokeAgentRuntime with the ways that it and all other Denies leave open."""
    if not _suspects(policy, ways):
        return
    meant = as_meant(policy, context)
    alike = Alike(meant)
    for index in _suspects(meant, ways):
        statement = meant.statements[index]
        rest = alike.left_open(statement, ways)
        if not rest:
            continue
        walls = walls_of(policy, context)
        resource = guarded_runtime(policy, statement, context)
        wall = walls.wall(index, resource) if resource is not None else None
        found = walls.openings(wall, rest) if wall is not None else []
        if wall is not None and found:
            yield wall, found


def _suspects(policy: Policy, ways: tuple[Way, ...]) -> list[int]:
    return [index for index, each in enumerate(policy.statements) if may_leave_open(each, ways)]


def close_every_way(statement: Statement) -> Fix | None:
    """Return the fix that makes a Deny of InvokeAgentRuntime one of every way in."""
    item = covering(statement)[0]
    return _fix(item, "Deny every call that reaches the agent", f"{PREFIX}{HTTP.own}*")


def _fix(item: Item | None, description: str, new: str) -> Fix | None:
    if item is None or is_wild(item.text):
        return None
    return Fix(description, "unsafe", (Replacement(Place(item.pointer), new),))


def open_side_action(_: Policy, context: Context) -> Iterator[Finding]:
    """AC102: the wall leaves StopRuntimeSession or GetAgentCard open."""
    for wall, found in _openings(context.whole, context, SIDE_WAYS):
        from agentcore_lint.checks.witness import make_witness

        names = " and ".join(opening.way.own for opening in found)
        label = f"{names} {'is' if len(found) == 1 else 'are'} not denied"
        message = (
            f"callers denied InvokeAgentRuntime by {statements_named([wall.statement])} can still use {names}"
        )
        place = covering(wall.statement)[1]
        yield Finding("AC102", place, label, witness=make_witness(found[0], wall, context), message=message)


def implied_variant(_: Policy, context: Context) -> Iterator[Finding]:
    """AC103: a ForUser action is not listed; the plain action of its call closes it."""
    policy = context.whole
    for index, statement in enumerate(policy.statements):
        if not _leaves_variant_out(statement):
            continue
        resource = guarded_runtime(policy, statement, context)
        if resource is None or walls_of(policy, context).wall(index, resource) is None:
            continue
        for plain, for_user in PAIRS:
            own, variant = plain.full_actions[0], for_user.full_actions[-1]
            if covers_action(statement, own) and covers_action(statement, variant) is False:
                label = "a call for a user needs this too, so it is denied all the same"
                message = f"denies {plain.own}, but does not list {for_user.own}"
                yield Finding("AC103", covering(statement, own)[1], label, message=message)


def _leaves_variant_out(statement: Statement) -> bool:
    return (
        statement.effect == "Deny"
        and bool(covers_action(statement, HTTP.full_actions[0]))
        and any(
            covers_action(statement, plain.full_actions[0])
            and covers_action(statement, for_user.full_actions[-1]) is False
            for plain, for_user in PAIRS
        )
    )


def half_closed_delegation(_: Policy, context: Context) -> Iterator[Finding]:
    """AC109: a Deny closes one of the two calls for a user, and leaves the other to the same callers."""
    policy = context.whole
    pairs = [(index, pair) for index, each in enumerate(policy.statements) if (pair := half_closed(each))]
    if not pairs:
        return
    alike = Alike(policy)
    for index, (closed, other) in pairs:
        statement = policy.statements[index]
        if not alike.left_open(statement, (other,)):
            continue
        walls = walls_of(policy, context)
        resource = guarded_runtime(policy, statement, context)
        wall = walls.wall(index, resource, closed.full_actions[-1]) if resource is not None else None
        found = walls.openings(wall, (other,)) if wall is not None else []
        if wall is None or not found:
            continue
        from agentcore_lint.checks.witness import make_witness

        item, place = covering(statement, closed.full_actions[-1])
        yield Finding(
            "AC109",
            place,
            f"the {other.name} is still open",
            witness=make_witness(found[0], wall, context),
            fix=_fix(item, "Deny both calls for a user", f"{PREFIX}{HTTP.own}*ForUser"),
            message=f"denies {closed.own}, but not {other.own}",
        )


def guarded_runtime(policy: Policy, statement: Statement, context: Context) -> str | None:
    """Return an ARN of a runtime or an endpoint that the statement guards."""
    if policy.kind == "resource-policy":
        arn = context.resource or next((item.text for item in statement.resources), EXAMPLE)
        kinds = kinds_of(arn)
        return arn if not kinds or kinds & RUNTIME_KINDS else None
    if statement.not_resource:
        return EXAMPLE
    for item in statement.resources:
        arn = _instance(item.text)
        if has_hole(arn) or kinds_of(arn) & RUNTIME_KINDS:
            return arn
    return None if statement.resources else EXAMPLE


def _instance(pattern: str) -> str:
    """Return an ARN of a runtime or an endpoint that a pattern matches, or the pattern itself."""
    parts = pattern.split(":", 5)
    if len(parts) < 6:
        return EXAMPLE if is_wild(pattern) else pattern
    head = [
        known if is_wild(part) else part for known, part in zip(EXAMPLE.split(":"), parts[:5], strict=False)
    ]
    pieces = parts[5].replace("?", "*").split("*")
    if len(pieces) > MAX_WILDCARDS:
        return pattern
    for fillings in product(_FILLINGS, repeat=len(pieces) - 1):
        tail = pieces[0] + "".join(map(str.__add__, fillings, pieces[1:]))
        arn = ":".join([*head, tail])
        if kinds_of(arn) & RUNTIME_KINDS:
            return arn
    return pattern


def covering(statement: Statement, action: str = HTTP.full_actions[0]) -> tuple[Item | None, Place]:
    """Return the item of Action that covers an action (None under NotAction), and where to point."""
    if not statement.not_action:
        for item in statement.actions:
            if action_matches(item.text, action):
                return item, Place(item.pointer)
    return None, Place(statement.action_pointer)
