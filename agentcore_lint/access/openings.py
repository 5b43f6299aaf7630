"""Ways in that a wall leaves open: callers whom a Deny stops on one way and nothing on another."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from agentcore_lint.access.callers import World
from agentcore_lint.access.find import Nobody, Universes, Witness, find
from agentcore_lint.access.modes import let_in
from agentcore_lint.access.permission import permitted
from agentcore_lint.access.question import Allowed, Denied, Question, Reached
from agentcore_lint.access.request import Policies
from agentcore_lint.policy.actions import covers_action
from agentcore_lint.service.keys import find_key
from agentcore_lint.service.ways import HTTP, Way

if TYPE_CHECKING:
    from collections.abc import Iterable

    from agentcore_lint.access.find import Answer
    from agentcore_lint.access.question import Fact
    from agentcore_lint.access.request import Request
    from agentcore_lint.policy.model import Policy, Statement
    from agentcore_lint.sources.document import Auth

_HTTP = HTTP.full_actions[0]


class Opening(NamedTuple):
    """A way in that is open, with the request that takes it (its action is the way's own).

    `granted`: the caller has IAM permission, or an Allow covers the call. A token holder without an
    Allow may be let in: whether the token alone suffices is not documented. What an identity policy
    does not allow itself takes another policy.
    """

    way: Way
    request: Request
    granted: bool


class Wall(NamedTuple):
    """A Deny of a call on an ARN, in a policy beside full IAM permission.

    `closed`: the action that it denies, that of the HTTP call but for a Deny of calls for a user.
    `stopped` is a request that it certainly stops. `auth`: None when not known. `known`: what questions
    about the policy told apart.
    """

    policy: Policy
    policies: Policies
    statement: Statement
    world: World
    auth: Auth | None
    closed: str
    stopped: Request
    known: Universes


class Walls:
    """The walls of one policy, and what is asked of several of them at once."""

    def __init__(
        self, policy: Policy, auth: Auth | None, other: Policy | None = None, *, holes: bool
    ) -> None:
        """`holes`: the policy has some. `auth`: None when not known. `other`: what decides with it."""
        self._auth = auth
        self._holes = holes
        self._policies = permitted(policy, other)
        self._policy = self._policies.resource or policy
        self._walls: dict[tuple[int, str, str], Wall | None] = {}
        self._known = Universes()
        self._covered: dict[str, tuple[bool | None, ...]] = {}

    def wall(self, index: int, resource: str, closed: str = _HTTP) -> Wall | None:
        """Return the wall that the policy's statement of that index is on an ARN, if it stops somebody.

        `closed`: the action, with its prefix, that it is to stop.
        """
        at = (index, resource, closed)
        if at not in self._walls:
            self._walls[at] = self._wall(*at)
        return self._walls[at]

    def _wall(self, index: int, resource: str, closed: str) -> Wall | None:
        statement = self._policy.statements[index]
        world = World(resource, self._auth or "sigv4", self._holes)
        answer = find(Question((Reached(self._policy, statement, closed),), world), known=self._known)
        if not isinstance(answer, Witness):
            return None
        request = answer.request
        return Wall(self._policy, self._policies, statement, world, self._auth, closed, request, self._known)

    def openings(self, wall: Wall, ways: Iterable[Way]) -> list[Opening]:
        """Return the ways that are open to somebody whom the wall's Deny stops."""
        answers: dict[object, Opening | None] = {}
        found = []
        for way in ways:
            if any(covers_action(wall.statement, action) is not False for action in way.full_actions):
                continue
            alike = (frozenset(map(self._covers, way.full_actions)), self._covers(way.full_actions[-1]))
            if alike not in answers:
                answers[alike] = _opening(wall, way)
            opening = answers[alike]
            if opening is not None:
                request = opening.request._replace(action=way.full_actions[-1])
                found.append(opening._replace(way=way, request=request))
        return found

    def _covers(self, action: str) -> tuple[bool | None, ...]:
        """Return which statements cover an action: calls of which that is the same fare the same."""
        if action not in self._covered:
            other = self._policies.endpoint
            statements = (*self._policy.statements, *(other.statements if other is not None else ()))
            self._covered[action] = tuple([covers_action(each, action) for each in statements])
        return self._covered[action]


def _opening(wall: Wall, way: Way) -> Opening | None:
    answer = _ask(wall, way, wall.world, wall.stopped)
    if not isinstance(answer, Witness):
        return None
    if wall.auth is None and not _in_either_mode(wall, way):
        return None
    grants = _grants(wall)
    if grants is None:
        return Opening(way, answer.request, granted=True)
    granted = _ask(wall, way, wall.world, answer.request, (Allowed(grants, way.full_actions),))
    request = granted.request if isinstance(granted, Witness) else answer.request
    return Opening(way, request, granted=isinstance(granted, Witness))


def _grants(wall: Wall) -> Policies | None:
    """Return what must itself allow a call for that to be open for sure; None: the caller's IAM permission.

    A token holder has no IAM permission. An identity policy is the permission.
    """
    if wall.policy.kind == "identity-policy":
        return Policies(identity=(wall.policy,))
    if wall.auth == "oauth" and wall.policies.resource is not None:
        return Policies(resource=wall.policies.resource)
    return None


def _ask(
    wall: Wall, way: Way, world: World, hint: Request | None = None, more: tuple[Fact, ...] = ()
) -> Answer:
    """Ask for somebody whom the wall stops, who is let in on the way, and not on purpose."""
    facts: list[Fact] = [
        *more,
        Reached(wall.policy, wall.statement, wall.closed),
        let_in(wall.policies, world.auth, way.full_actions),
    ]
    if world.auth == "oauth" and wall.policies.endpoint is not None:
        beside = Policies(resource=wall.policies.endpoint)
        facts.append(Denied(beside, way.full_actions, wanted=False))
    own = way.full_actions[-1]
    facts += [
        Reached(wall.policy, each, own, wanted=False)
        for each in wall.policy.statements
        if each.effect == "Allow" and _names_only(each, own, wall.closed)
    ]
    return find(Question(tuple(facts), world), hint, wall.known)


def _names_only(statement: Statement, action: str, closed: str) -> bool:
    """Tell whether an Allow may be of that action and not of the closed one."""
    return (
        not statement.not_action
        and covers_action(statement, action) is not False
        and not covers_action(statement, closed)
    )


def _in_either_mode(wall: Wall, way: Way) -> bool:
    """Tell whether the finding stands under OAuth too, or the policy is plainly written for SigV4."""
    if any(map(names_an_identity, wall.policy.statements)):
        return True
    oauth = wall.world._replace(auth="oauth")
    if not isinstance(_ask(wall, way, oauth), Nobody):
        return True
    reached = Reached(wall.policy, wall.statement, wall.closed)
    stopped = find(Question((reached,), oauth), known=wall.known)
    return not isinstance(stopped, Witness)


def names_an_identity(statement: Statement) -> bool:
    """Tell whether a statement says something of its caller that no token holder has."""
    principal = statement.principal
    if principal is None or not principal.everyone:
        return True
    keys = (find_key(condition.key) for condition in statement.conditions)
    return any(key is not None and key.oauth == "absent" and not key.never for key in keys)
