"""Ways in that a wall leaves open: callers whom a Deny stops on one way and nothing on another."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from agentcore_lint.access.callers import OWN_ACCOUNT, Place, sigv4_callers, situations
from agentcore_lint.access.conditions import all3, not3
from agentcore_lint.access.evaluate import evaluate
from agentcore_lint.access.request import OAUTH, Policies, Request
from agentcore_lint.access.search import search
from agentcore_lint.access.statements import applies
from agentcore_lint.policy.actions import covers_action
from agentcore_lint.policy.model import Policy, Statement
from agentcore_lint.service.keys import find_key
from agentcore_lint.service.ways import HTTP, Way

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from agentcore_lint.access.callers import Situation

EVERYTHING = Policy(
    "identity-policy",
    "2012-10-17",
    None,
    (
        Statement(
            0, "", None, "Allow", None, (), not_action=True, resources=(), not_resource=True,
            conditions=(), opaque=frozenset(), keys=(),
        ),
    ),
    well_formed=True,
    opaque=False,
)  # fmt: skip
"""An identity policy that allows all: the caller is taken to have IAM permission."""


_ALLOWED: dict[str, bool | None] = {"allowed": True, "unknown": None}


class Opening(NamedTuple):
    """A way in that is open, with the request that takes it (its action is the way's own)."""

    way: Way
    request: Request


class Wall(NamedTuple):
    """A Deny in its policy, on the ARN that it guards. `holes`: the policy has some."""

    policy: Policy
    statement: Statement
    resource: str
    auth: str | None
    holes: bool


def stops_somebody(wall: Wall) -> Request | None:
    """Return a request for the HTTP call that the wall's Deny certainly stops."""
    action = HTTP.full_actions[0]
    test = partial(_applies, wall.statement, wall.policy)
    return search(_situations(wall, [wall.statement]), action, wall.resource, test).request


def openings(wall: Wall, ways: Iterable[Way], known: dict[str, Others] | None = None) -> list[Opening]:
    """Return the ways that are open to somebody whom the wall's Deny stops on the HTTP call.

    `known`: what `others` says of the policy, where it is asked for many walls.
    """
    ways = tuple(ways)
    known = others(wall.policy, ways) if known is None else known
    found: list[Opening] = []
    for way in ways:
        if all(covers_action(wall.statement, action) is False for action in way.full_actions):
            request = _opening(wall, way, known[way.name])
            if request is not None:
                found.append(Opening(way, request))
    return found


def _opening(wall: Wall, way: Way, relevant: Others) -> Request | None:
    denies, allows = relevant
    if not denies and not _needs_allow(wall) and not allows:
        request = stops_somebody(wall)
        if request is not None and _gets_in(wall, way, request):
            return request._replace(action=way.full_actions[-1])
    test = partial(_test, wall, way, denies, allows)
    involved = [wall.statement, *denies, *allows]
    answer = search(_situations(wall, involved), HTTP.full_actions[0], wall.resource, test)
    if answer.request is None or not _gets_in(wall, way, answer.request):
        return None
    if wall.auth is None and not _in_either_mode(wall, test, involved):
        return None
    return answer.request._replace(action=way.full_actions[-1])


def _in_either_mode(wall: Wall, test: partial[bool | None], involved: list[Statement]) -> bool:
    """Tell whether the finding stands under OAuth too, or the policy is plainly written for SigV4."""
    if any(map(_names_an_identity, wall.policy.statements)):
        return True
    oauth = wall._replace(auth="oauth")
    if search(_situations(oauth, involved), HTTP.full_actions[0], wall.resource, test).verdict != "nobody":
        return True
    return stops_somebody(oauth) is None


def _names_an_identity(statement: Statement) -> bool:
    """Tell whether a statement says something of its caller that no token holder has."""
    principal = statement.principal
    if principal is None or not principal.everyone:
        return True
    keys = (find_key(condition.key) for condition in statement.conditions)
    return any(key is not None and key.oauth == "absent" and not key.never for key in keys)


class Others(NamedTuple):
    """The Denies that may close a way, and the Allows that mean it to be open."""

    denies: list[Statement]
    allows: list[Statement]


def others(policy: Policy, ways: Iterable[Way]) -> dict[str, Others]:
    """Return, by the name of each way, the statements of a policy that have a say in it."""
    return {way.name: _others(policy, way) for way in ways}


def _others(policy: Policy, way: Way) -> Others:
    found = Others([], [])
    for statement in policy.statements:
        if all(covers_action(statement, action) is False for action in way.full_actions):
            continue
        if statement.effect != "Allow":
            found.denies.append(statement)
        elif not covers_action(statement, HTTP.full_actions[0]) and not statement.not_action:
            found.allows.append(statement)
    return found


def _test(
    wall: Wall, way: Way, denies: list[Statement], allows: list[Statement], request: Request
) -> bool | None:
    stopped = _applies(wall.statement, wall.policy, request)
    if stopped is False:
        return False
    results: list[bool | None] = [stopped]
    for action in way.full_actions:
        taken = request._replace(action=action)
        results += [not3(_applies(each, wall.policy, taken)) for each in denies]
        if _needs_allow(wall) or request.caller.account != _account(wall):
            decision = evaluate(taken, _policies(wall))
            results.append(_ALLOWED.get(decision.outcome, False))
    own = request._replace(action=way.full_actions[-1])
    results += [not3(_applies(each, wall.policy, own)) for each in allows]
    return all3(results)


def _applies(statement: Statement, policy: Policy, request: Request) -> bool | None:
    """In a resource policy every Resource is taken as the ARN it is attached to."""
    exact = policy.kind != "resource-policy"
    found = applies(statement, request, policy, resource=exact)
    return None if found and statement.effect is None else found


def _gets_in(wall: Wall, way: Way, request: Request) -> bool:
    """Put the request through `evaluate`: stopped on the HTTP call, let in on the way.

    A token holder is let in by the authorizer, as others are by their IAM permission.
    """
    policies = _policies(wall)
    stopped = evaluate(request._replace(action=HTTP.full_actions[0]), policies)
    taken = (evaluate(request._replace(action=action), policies) for action in way.full_actions)
    enough = ("allowed", "implicitly-denied") if request.caller.type == "oauth" else ("allowed",)
    return stopped.outcome == "explicitly-denied" and all(each.outcome in enough for each in taken)


def _policies(wall: Wall) -> Policies:
    """Return the wall's policy in its role, beside an identity policy that allows everything."""
    policy = wall.policy
    if policy.kind == "resource-policy":
        exact = policy._replace(
            statements=tuple(
                each._replace(resources=(), not_resource=False, opaque=each.opaque - {"Resource"})
                for each in policy.statements
            )
        )
        return Policies(identity=(EVERYTHING,), resource=exact)
    if policy.kind == "vpc-endpoint-policy":
        return Policies(identity=(EVERYTHING,), vpc_endpoint=(policy,))
    return Policies(identity=(EVERYTHING, policy))


def _needs_allow(wall: Wall) -> bool:
    return wall.policy.kind == "vpc-endpoint-policy"


def _account(wall: Wall) -> str:
    parts = wall.resource.split(":", 5)
    return parts[4] if len(parts) == 6 and parts[4] not in ("", "*") else ""


def _situations(wall: Wall, statements: Sequence[Statement]) -> Iterable[Situation]:
    account = _account(wall)
    parts = wall.resource.split(":", 5)
    region = parts[3] if len(parts) == 6 and parts[3] not in ("", "*") else ""
    oauth = wall.auth == "oauth"
    callers = [OAUTH] if oauth else sigv4_callers(statements, account, fresh=wall.holes)
    conditions = [condition for each in statements for condition in each.conditions]
    return situations(callers, conditions, Place(account or OWN_ACCOUNT, region, wall.holes))
