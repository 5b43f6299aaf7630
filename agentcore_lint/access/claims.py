"""Claims: what must hold of a policy, proved or refuted by the search."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, NamedTuple

from agentcore_lint.access.callers import World
from agentcore_lint.access.evaluate import evaluate
from agentcore_lint.access.find import Unknown, Witness, find, unknown_keys
from agentcore_lint.access.permission import permitted
from agentcore_lint.access.question import Allowed, Question, Reached

if TYPE_CHECKING:
    from collections.abc import Iterator

    from agentcore_lint.access.request import Request
    from agentcore_lint.policy.model import Policy, Statement
    from agentcore_lint.sources.document import Auth


class Claim(NamedTuple):
    """What must hold.

    `must`: every call is denied, or every call is allowed. `calls`: the calls it is about, each as the
    actions (with prefix) that must all pass. `who`: statements whose conditions say which callers it is
    about, one of which must apply. `auth`: how they sign, None: as the resource's callers do. `origin`:
    where it was made, as `str` says.
    """

    name: str
    must: Literal["deny", "allow"]
    calls: tuple[tuple[str, ...], ...]
    who: tuple[Statement, ...]
    auth: Auth | None
    origin: object = ""


class Broken(NamedTuple):
    """A call that breaks a claim. `statement`: the number of the one that lets it happen, None: none does."""

    request: Request
    actions: tuple[str, ...]
    statement: int | None


class Unproved(NamedTuple):
    """A claim that is neither proved nor refuted.

    `bound`: the search was given up. Else it depends on what is not known: the values of `keys` (names in
    lower case), of which `request` has some that break it; where there are none, on what holes stand for.
    """

    actions: tuple[str, ...]
    bound: bool
    keys: frozenset[str] = frozenset()
    request: Request | None = None


def judge(
    claim: Claim, policy: Policy, resource: str, auth: Auth | None, *, holes: bool
) -> Iterator[Broken | Unproved]:
    """Yield the first call that breaks a claim, or else what could not be proved.

    Callers are taken to have every IAM permission. `resource`: the ARN that is called.
    """
    policies = permitted(policy)
    world = World(resource, claim.auth or auth or "sigv4", holes)
    unproved: tuple[Unproved, Question] | None = None
    for actions in claim.calls:
        for who in claim.who:
            facts = (
                Reached(policies.resource or policy, who, actions[0]),
                Allowed(policies, actions, wanted=claim.must == "deny"),
            )
            question = Question(facts, world)
            answer = find(question)
            if isinstance(answer, Witness):
                decisions = [evaluate(answer.request._replace(action=action), policies) for action in actions]
                by = next((each.by for each in decisions if each.by and each.by.policy != "identity"), None)
                yield Broken(answer.request, actions, by.statement if by is not None else None)
                return
            if isinstance(answer, Unknown) and unproved is None:
                unproved = Unproved(actions, answer.bound), question
    if unproved is not None:
        yield _explained(*unproved)


def _explained(unproved: Unproved, question: Question) -> Unproved:
    """Add on what it depends that a claim holds."""
    found = None if unproved.bound else unknown_keys(question)
    return unproved if found is None else unproved._replace(request=found[0], keys=found[1])
