"""Who gets in under one policy and not under another."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from agentcore_lint.access.find import Unknown, Witness, find
from agentcore_lint.access.names import joined, people
from agentcore_lint.access.permission import EVERYTHING, attached
from agentcore_lint.access.question import Allowed, Question
from agentcore_lint.access.request import Policies
from agentcore_lint.policy.actions import covers_action
from agentcore_lint.service.catalog import PREFIX, actions
from agentcore_lint.service.kinds import kinds_of
from agentcore_lint.service.ways import Way, ways_into

if TYPE_CHECKING:
    from collections.abc import Iterator

    from agentcore_lint.access.names import Person
    from agentcore_lint.access.request import Request
    from agentcore_lint.policy.model import Policy
    from agentcore_lint.sources.document import Auth


class Change(NamedTuple):
    """A caller who gets in by some ways under one policy only, with a request that shows it."""

    person: Person
    ways: tuple[Way, ...]
    request: Request


class Difference(NamedTuple):
    """Who newly gets in, who no longer does; `unknown`: callers of whom that could not be said."""

    let_in: tuple[Change, ...]
    shut_out: tuple[Change, ...]
    unknown: tuple[Person, ...]


def diff(
    old: Policy | None, new: Policy | None, resource: str, auth: Auth | None = None, *, holes: bool = False
) -> Difference:
    """Compare two policies of one resource; None: there is none.

    `resource`: its ARN. `auth`: how callers sign; None: as the policies suggest. `holes`: the policies
    have some, and a hole of both is the same character.
    """
    before = attached(old) if old is not None else None
    after = attached(new) if new is not None else None
    statements = [each for policy in (before, after) if policy is not None for each in policy.statements]
    model = after or before
    if model is None:
        return Difference((), (), ())
    both = model._replace(statements=tuple(statements))
    ways = (*ways_into(resource), *_others(both, resource))
    gained: list[Change] = []
    lost: list[Change] = []
    unknown: list[Person] = []
    for person in people(both, resource, auth, holes=holes, unnamed=True):
        for changes, one, other in ((gained, after, before), (lost, before, after)):
            change, unsure = _change(person, one, other, ways)
            changes.extend([change] if change is not None else [])
            unknown += [person] if unsure and person not in unknown else []
    if any(each.own and each.is_rest for each in unknown):
        unknown = [each for each in unknown if not each.is_root]
    return Difference(_merged(gained), _merged(lost), tuple(unknown))


def _change(
    person: Person, having: Policy | None, lacking: Policy | None, ways: tuple[Way, ...]
) -> tuple[Change | None, bool]:
    """Return by which ways a caller gets in under one policy and not the other; whether some is unknown."""
    identity = (EVERYTHING,) if person.permission else ()
    found: list[Way] = []
    shown: Request | None = None
    unsure = False
    for way in ways:
        actions = way.full_actions
        facts = (
            Allowed(Policies(identity, having), actions),
            Allowed(Policies(identity, lacking), actions, wanted=False),
        )
        answer = find(Question(facts, person.world))
        if isinstance(answer, Witness):
            found.append(way)
            shown = shown or answer.request._replace(action=actions[-1])
        unsure = unsure or isinstance(answer, Unknown)
    return Change(person, tuple(found), shown) if shown is not None else None, unsure


def _others(policy: Policy, resource: str) -> Iterator[Way]:
    """Yield the other actions that statements cover, those together that none tells apart."""
    known = {action for way in ways_into(resource) for action in way.full_actions}
    kinds = kinds_of(resource)
    groups: dict[tuple[bool | None, ...], list[str]] = {}
    for action in actions().values():
        full = PREFIX + action.name
        if full in known or (kinds and not kinds & action.kinds):
            continue
        covered = tuple([covers_action(each, full) for each in policy.statements])
        if any(each is not False for each in covered):
            groups.setdefault(covered, []).append(full)
    for full_names in groups.values():
        name = full_names[0].removeprefix(PREFIX)
        if len(full_names) > 1:
            name = f"{name} and {len(full_names) - 1} more of the management actions"
        yield Way(name, full_names[0].removeprefix(PREFIX), (name,), (full_names[0],))


def _merged(changes: list[Change]) -> tuple[Change, ...]:
    """Put callers together who fare alike, the root user with those of whom the policies say nothing."""
    together = joined([(change.person, change.ways) for change in changes])
    merged = [changes[number]._replace(person=person) for number, person in together]
    of_rest = {each.ways for each in merged if each.person.own and each.person.is_rest}
    return tuple(each for each in merged if not (each.person.is_root and each.ways in of_rest))
